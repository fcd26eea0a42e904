/* watch: the dashboard on a broker of the user's; what `telltale` does without a subcommand */
#include "config.h"

#include "telltale/app/connection.h"
#include "telltale/app/dashboard.h"
#include "telltale/app/subcommand.h"
#include "telltale/conf/config.h"

/* A broker that is named becomes the one that is taken when none is. */
static int dump(struct settings *settings, struct error *error)
{
	if (settings->broker != NULL && *settings->broker != '\0')
		option_set(settings, option_find("default-broker", OPTION_CONFIG), settings->broker, NULL);
	return config_dump(stdout, settings, error) ? 0 : EXIT_WRONG_USAGE;
}

static int watch(struct arguments *arguments, struct error *error)
{
	struct mqtt_settings broker;
	struct screen_state state;
	struct dashboard_settings settings = {
		.settings = &arguments->settings,
		.broker = &broker,
		.empty_hint = "Some brokers don't allow '#'; a narrower one: telltale -t 'dbx/#'",
		.down_hint = "No broker at hand? Try: telltale demo. Another broker: telltale -h HOST",
		.watch_fd = -1,
		.state = &state,
	};

	if (arguments->settings.dump_config)
		return dump(&arguments->settings, error);
	if (!connection_make(&arguments->settings, &broker, error))
		return EXIT_WRONG_USAGE;
	screen_state_read(&state, &arguments->settings, false);
	int code = dashboard_run(&settings, error);
	screen_state_clear(&state);
	return code;
}

const struct subcommand subcommand_watch = {
	.name = "",
	.arguments = "",
	.summary = "A live dashboard of the devices on an MQTT broker, by default the one on localhost.",
	.where = OPTION_WATCH,
	.run = watch,
};
