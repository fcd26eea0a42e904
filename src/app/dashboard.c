/* dashboard: everything is made here, in order, and put away in reverse; see include/telltale/app/dashboard.h */
#include "config.h"

#include "telltale/app/dashboard.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "telltale/app/loop.h"
#include "telltale/app/pipeline.h"
#include "telltale/app/signals.h"
#include "telltale/base/clock.h"
#include "telltale/base/text.h"
#include "telltale/conf/config.h"
#include "telltale/conf/profile_text.h"
#include "telltale/conf/theme.h"
#include "telltale/source/mqtt.h"
#include "telltale/ui/screen.h"

enum { INBOX_BYTES = 2 << 20, EXIT_USAGE = 2, EXIT_BY_SIGNAL = 128 };

/* What a dashboard is made of. */
struct dashboard {
	const struct dashboard_settings *settings;
	char folder[3072];
	struct profiles profiles;
	struct theme *theme, *mono;
	struct pipeline pipeline;
	bool has_pipeline;
	struct terminal *terminal;
	struct screen *screen;
};

static bool read_files(struct dashboard *dashboard, struct error *error)
{
	char profiles[4096];

	config_folder(dashboard->folder, sizeof dashboard->folder);
	snprintf(profiles, sizeof profiles, "%s/profiles", dashboard->folder);
	if (!profiles_add_folder(&dashboard->profiles, profiles, error) ||
	    !profiles_add_builtin(&dashboard->profiles, error))
		return false;
	dashboard->theme = theme_load(dashboard->settings->settings->theme, dashboard->folder, error);
	dashboard->mono = theme_load("mono", "", error);
	return dashboard->theme != NULL && dashboard->mono != NULL;
}

static void describe_link(struct link *link, const struct dashboard_settings *settings)
{
	char url[LINK_URL];
	size_t used = 0;

	mqtt_settings_url(settings->broker, url, sizeof url);
	text_clean(link->url, sizeof link->url, url, strlen(url));
	if (settings->broker->name != NULL)
		text_clean(link->name, sizeof link->name, settings->broker->name, strlen(settings->broker->name));
	link->unverified = settings->broker->tls && settings->broker->insecure;
	for (char **topic = settings->settings->topics; *topic != NULL && used + 8 < sizeof link->filters; topic++) {
		char clean[LINK_URL];
		text_clean(clean, sizeof clean, *topic, strlen(*topic));
		int n = snprintf(link->filters + used, sizeof link->filters - used, "%s'%s'", used > 0 ? ", " : "", clean);
		used += n > 0 ? (size_t)n : 0;
	}
}

static bool make_pipeline(struct dashboard *dashboard, struct error *error)
{
	const struct settings *settings = dashboard->settings->settings;
	struct pipeline_settings wanted = {
		.fleet = {
			.profiles = (const struct profile *const *)dashboard->profiles.all,
			.profile_count = dashboard->profiles.count,
			.most_topics = (size_t)settings->most_topics,
			.most_devices = (size_t)settings->most_devices,
			.stale_after = settings->stale_after * CLOCK_SECOND,
		},
		.inbox_bytes = INBOX_BYTES,
		.read_only = settings->read_only,
		.log_file = settings->log_file,
	};
	struct mqtt_source_settings source = { *dashboard->settings->broker, settings->topics, (int)settings->qos };

	dashboard->has_pipeline = true;
	if (!pipeline_init(&dashboard->pipeline, &wanted, error))
		return false;
	describe_link(&dashboard->pipeline.link, dashboard->settings);
	dashboard->pipeline.source = mqtt_source_new(&source, dashboard->pipeline.inbox, error);
	return dashboard->pipeline.source != NULL;
}

/* --- wishes ---------------------------------------------------------------------------------------------- */

static struct command *wish_ask(void *self, struct device *device, const struct profile_command *definition)
{
	return pipeline_ask(self, device, definition);
}

static void wish_confirm(void *self, struct command *command)
{
	pipeline_confirm(self, command);
}

static void wish_cancel(void *self, struct command *command)
{
	pipeline_cancel(self, command);
}

static void wish_retry(void *self)
{
	struct pipeline *pipeline = self;

	source_retry(pipeline->source);
}

static void on_notice(void *self, enum log_level level, bool good, const char *text)
{
	struct dashboard *dashboard = self;

	screen_notice(dashboard->screen, level, good, clock_mono(), text);
	if (level == LOG_ALARM)
		terminal_bell(dashboard->terminal);
}

/* --- screen ---------------------------------------------------------------------------------------------- */

static enum charset charset_of(const char *name)
{
	return strcmp(name, "utf8") == 0 ? CHARSET_UTF8 : strcmp(name, "ascii") == 0 ? CHARSET_ASCII : CHARSET_AUTO;
}

static int colours_of(const char *name)
{
	return strcmp(name, "auto") == 0 ? -1 : strcmp(name, "mono") == 0 ? 0 : (int)strtol(name, NULL, 10);
}

static enum sort sort_of(const char *name)
{
	static const char *const names[SORT_COUNT] = { "name", "seen", "alert", "activity" };

	for (int i = 0; i < SORT_COUNT; i++)
		if (strcmp(names[i], name) == 0)
			return (enum sort)i;
	return SORT_NAME;
}

static bool make_screen(struct dashboard *dashboard, struct error *error)
{
	const struct settings *settings = dashboard->settings->settings;
	struct pipeline *pipeline = &dashboard->pipeline;
	struct terminal_settings terminal = { charset_of(settings->charset), colours_of(settings->colours),
		                              dashboard->theme, dashboard->mono };
	struct screen_model model = { pipeline->fleet, &pipeline->link, pipeline->log, dashboard->settings->empty_hint,
		                      dashboard->settings->down_hint };
	struct wishes wishes = { pipeline, wish_ask, wish_confirm, wish_cancel, wish_retry };

	/* in this order: ncurses ignores Ctrl-Z while it draws, unless it finds that signal taken */
	if (!signals_catch(true, error))
		return false;
	dashboard->terminal = terminal_open(&terminal, error);
	if (dashboard->terminal == NULL)
		return false;
	dashboard->screen = screen_new(dashboard->terminal, &model, &wishes);
	dashboard->screen->sort = sort_of(settings->sort);
	pipeline->notice = on_notice;
	pipeline->notice_self = dashboard;
	return true;
}

/* The first frame before the first connection: the user sees at once what is being tried. */
static bool show_and_start(struct dashboard *dashboard, struct error *error)
{
	screen_draw(dashboard->screen, clock_mono(), clock_wall());
	return source_start(dashboard->pipeline.source, error);
}

int dashboard_run(const struct dashboard_settings *settings, struct error *error)
{
	struct dashboard dashboard = { .settings = settings };
	int code = EXIT_USAGE;

	if (read_files(&dashboard, error) && make_pipeline(&dashboard, error) && make_screen(&dashboard, error) &&
	    show_and_start(&dashboard, error)) {
		struct loop loop = {
			.pipeline = &dashboard.pipeline,
			.screen = dashboard.screen,
			.terminal = dashboard.terminal,
			.frame_interval = CLOCK_SECOND / settings->settings->frame_rate,
			.watch_fd = settings->watch_fd,
			.watch_text = settings->watch_text,
		};
		int number = loop_run(&loop);
		code = number != 0 ? EXIT_BY_SIGNAL + number : 0;
	}
	dashboard.pipeline.notice = NULL;
	screen_free(dashboard.screen);
	terminal_close(dashboard.terminal);
	if (dashboard.has_pipeline)
		pipeline_clear(&dashboard.pipeline);
	theme_free(dashboard.theme);
	theme_free(dashboard.mono);
	profiles_clear(&dashboard.profiles);
	return code;
}
