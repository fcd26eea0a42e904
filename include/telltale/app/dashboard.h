/*
 * dashboard: the model, a source and the screen together, from start to end.
 */
#ifndef TELLTALE_APP_DASHBOARD_H
#define TELLTALE_APP_DASHBOARD_H

#include "telltale/app/screen_state.h"
#include "telltale/base/error.h"
#include "telltale/conf/option.h"
#include "telltale/source/mqtt_client.h"

struct dashboard_settings {
	const struct settings *settings;
	const struct mqtt_settings *broker;
	const char *empty_hint, *down_hint; /* see struct screen_model */
	int watch_fd; /* when it becomes readable, watch_text is shown as an alarm; -1: none */
	const char *watch_text;
	struct screen_state *state; /* how the screen was left; NULL: it isn't kept */
};

/* Runs until the user leaves or a signal ends it. Returns the exit code; on failure nothing was shown and the
 * error is filled. */
int dashboard_run(const struct dashboard_settings *settings, struct error *error);

#endif
