/* simulate: the simulated devices on a broker of the user's; see include/telltale/app/simulate.h */
#include "config.h"

#include "telltale/app/simulate.h"

#include <stdlib.h>

#include "telltale/app/connection.h"
#include "telltale/app/signals.h"
#include "telltale/app/simulator.h"
#include "telltale/app/subcommand.h"

bool simulate_rate(const struct settings *settings, double *rate, struct error *error)
{
	char *end;

	*rate = strtod(settings->rate, &end);
	if (*end != '\0' || end == settings->rate || !(*rate > 0 && *rate <= 100000))
		return error_set(error, ERROR_USAGE, "rate: found '%s', expected a number above 0, up to 100000",
		                 settings->rate);
	return true;
}

static int simulate(struct arguments *arguments, struct error *error)
{
	struct mqtt_settings broker;
	struct simulator_settings settings = {
		.broker = &broker,
		.devices = (int)arguments->settings.devices,
		.seed = (uint64_t)arguments->settings.seed,
	};

	if (!simulate_rate(&arguments->settings, &settings.rate, error) ||
	    !connection_make(&arguments->settings, &broker, error) || !signals_catch(false, error))
		return EXIT_WRONG_USAGE;
	settings.stop_fd = signals_fd();
	return simulator_run(&settings, error) ? 0 : 1;
}

const struct subcommand subcommand_simulate = {
	.name = "simulate",
	.arguments = "",
	.summary = "simulated devices on any broker: hatches and lifts that obey, sensors, last wills",
	.where = OPTION_SIMULATE,
	.run = simulate,
};
