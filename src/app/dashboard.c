/* dashboard: everything is made here, in order, and put away in reverse; see include/telltale/app/dashboard.h */
#include "config.h"

#include "telltale/app/dashboard.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "telltale/app/display.h"
#include "telltale/app/live.h"
#include "telltale/app/loop.h"
#include "telltale/app/subcommand.h"
#include "telltale/base/clock.h"
#include "telltale/base/text.h"
#include "telltale/ui/publish.h"
#include "telltale/ui/question.h"

/* What a dashboard is made of. */
struct dashboard {
	struct live live;
	struct display display;
};

/* --- wishes ---------------------------------------------------------------------------------------------- */

static struct command *wish_ask(void *self, struct device *device, const struct profile_command *definition)
{
	return pipeline_ask(self, device, definition);
}

static struct command *wish_publish(void *self, const struct profile_command *own)
{
	return pipeline_publish(self, own);
}

static bool wish_look(void *self, const char *filter, struct error *error)
{
	return pipeline_look(self, filter, error);
}

static void wish_confirm(void *self, struct command *command)
{
	pipeline_confirm(self, command);
}

static void wish_cancel(void *self, struct command *command)
{
	pipeline_cancel(self, command);
}

static bool wish_acknowledge(void *self, const struct alert_key *key)
{
	return pipeline_acknowledge(self, key);
}

static bool wish_mute(void *self, const struct alert_key *key, int64_t lasts)
{
	return pipeline_mute(self, key, lasts);
}

static void wish_retry(void *self)
{
	struct pipeline *pipeline = self;

	source_retry(pipeline->source);
}

static void wish_suggest(void *self, char *path, size_t size)
{
	struct pipeline *pipeline = self;

	tape_suggest(&pipeline->link, clock_wall(), path, size);
}

static bool wish_record(void *self, const char *typed, struct error *error)
{
	const char *home = getenv("HOME");
	char path[WRITER_PATH];
	struct tape_wish wish = { .path = path };
	struct stat about;

	if (strncmp(typed, "~/", 2) == 0 && home != NULL) /* no shell has read it */
		snprintf(path, sizeof path, "%s%s", home, typed + 1);
	else
		snprintf(path, sizeof path, "%s", typed);
	if (lstat(path, &about) == 0)
		return error_set(error, ERROR_USAGE, "%s: is there already; choose another name", path);
	return pipeline_record(self, &wish, error);
}

static void wish_record_end(void *self)
{
	pipeline_record_end(self, "the user ended it");
}

static bool wish_mark(void *self, const char *note)
{
	return pipeline_mark(self, note);
}

static void on_notice(void *self, enum log_level level, bool good, const char *text)
{
	struct display *display = self;

	screen_notice(display->screen, level, good, clock_mono(), text);
}

/* What happens together rings once. */
static void on_bell(void *self, enum log_level level)
{
	struct display *display = self;
	int64_t now = clock_mono();

	if ((int)level < display->bell || now - display->rung < CLOCK_SECOND)
		return;
	display->rung = now;
	terminal_bell(display->terminal);
}

/* Nobody is asked two things at once. */
static bool on_found(void *self, struct command *command)
{
	struct display *display = self;
	struct screen *screen = display->screen;

	if (screen->question != NULL || screen->prompt.open || publish_is_open(screen))
		return false;
	question_open(screen, &question_clearing, command);
	return true;
}

/* What is noticed when there is no screen any more. */
static void on_last_notice(void *self, enum log_level level, bool good, const char *text)
{
	(void)self;
	(void)level;
	(void)good;
	fprintf(stderr, "telltale: %s\n", text);
}

/* --- from start to end ----------------------------------------------------------------------------------- */

static bool open_screen(struct dashboard *dashboard, const struct dashboard_settings *settings, struct error *error)
{
	struct pipeline *pipeline = &dashboard->live.pipeline;
	struct screen_model model = {
		.fleet = pipeline->fleet,
		.link = &pipeline->link,
		.log = pipeline->log,
		.journal = pipeline->journal,
		.clearing = &pipeline->clearing.status,
		.saved = &settings->settings->messages,
		.recording = &pipeline->tape.status,
		.empty_hint = settings->empty_hint,
		.down_hint = settings->down_hint,
	};
	struct wishes wishes = {
		.self = pipeline,
		.ask = wish_ask,
		.publish = wish_publish,
		.look = wish_look,
		.confirm = wish_confirm,
		.cancel = wish_cancel,
		.retry = wish_retry,
		.suggest = wish_suggest,
		.record = wish_record,
		.record_end = wish_record_end,
		.mark = wish_mark,
		.acknowledge = wish_acknowledge,
		.mute = wish_mute,
	};

	if (!display_open(&dashboard->display, settings->settings, &model, &wishes, error))
		return false;
	pipeline->notice = on_notice;
	pipeline->found = on_found;
	pipeline->bell = on_bell;
	pipeline->notice_self = &dashboard->display;
	if (settings->state != NULL)
		screen_state_apply(settings->state, dashboard->display.screen);
	if (settings->state != NULL && *settings->state->problem != '\0')
		log_add(pipeline->log, clock_wall(), LOG_WARNING, "%s", settings->state->problem);
	return true;
}

/* The first frame before the first connection: the user sees at once what is being tried. */
static bool show_and_start(struct dashboard *dashboard, struct error *error)
{
	screen_draw(dashboard->display.screen, clock_mono(), clock_wall());
	return source_start(dashboard->live.pipeline.source, error);
}

/* Ends what is still being recorded. Returns the exit code. */
static int close_recording(struct dashboard *dashboard, int code)
{
	struct pipeline *pipeline = &dashboard->live.pipeline;

	pipeline->notice = on_last_notice;
	pipeline->bell = NULL;
	if (dashboard->live.has_pipeline && !pipeline_close(pipeline, "program ended") && code == 0)
		code = 1;
	pipeline->notice = NULL;
	return code;
}

int dashboard_run(const struct dashboard_settings *settings, struct error *error)
{
	struct dashboard dashboard;
	int code = EXIT_WRONG_USAGE;

	memset(&dashboard, 0, sizeof dashboard);
	if (display_init(&dashboard.display, settings->settings, error) &&
	    live_init(&dashboard.live, settings->settings, settings->broker, true, error) &&
	    bindings_check_profiles(&settings->settings->bindings, &dashboard.live.profiles, error) &&
	    open_screen(&dashboard, settings, error) && show_and_start(&dashboard, error)) {
		struct loop loop = {
			.engine = &pipeline_engine,
			.engine_self = &dashboard.live.pipeline,
			.log = dashboard.live.pipeline.log,
			.screen = dashboard.display.screen,
			.terminal = dashboard.display.terminal,
			.watch_fd = settings->watch_fd,
			.watch_text = settings->watch_text,
		};
		int number = loop_run(&loop);
		code = number != 0 ? EXIT_BY_SIGNAL + number : 0;
	}
	dashboard.live.pipeline.notice = NULL;
	dashboard.live.pipeline.found = NULL;
	if (settings->state != NULL && dashboard.display.screen != NULL)
		screen_state_save(settings->state, dashboard.display.screen, error);
	dashboard.live.pipeline.bell = NULL;
	display_clear(&dashboard.display);
	code = close_recording(&dashboard, code);
	live_clear(&dashboard.live);
	return code;
}
