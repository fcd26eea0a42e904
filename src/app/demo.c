/* demo: the dashboard on a private broker with simulated devices */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "telltale/app/dashboard.h"
#include "telltale/app/keeper.h"
#include "telltale/app/simulate.h"
#include "telltale/app/subcommand.h"

static int demo(struct arguments *arguments, struct error *error)
{
	const struct settings *wanted = &arguments->settings;
	struct keeper keeper;
	double rate;

	if (!simulate_rate(wanted, &rate, error) ||
	    !keeper_start(&keeper, (int)wanted->devices, rate, (uint64_t)wanted->seed, error))
		return EXIT_WRONG_USAGE;
	struct mqtt_settings broker = { .name = "demo", .host = "127.0.0.1", .port = keeper.port, .protocol = 4,
		                        .keepalive = 30 };
	struct dashboard_settings settings = {
		.settings = wanted,
		.broker = &broker,
		.empty_hint = "The simulated devices are starting ...",
		.watch_fd = keeper.fd,
		.watch_text = "the demo's own broker has ended; leave with q and start the demo again",
	};
	int code = dashboard_run(&settings, error);
	keeper_stop(&keeper);
	return code;
}

const struct subcommand subcommand_demo = {
	.name = "demo",
	.arguments = "",
	.summary = "the dashboard on a private broker with simulated devices; leaves nothing behind",
	.where = OPTION_DEMO,
	.run = demo,
};
