/* record: records what a broker sends, with no terminal needed */
#include "config.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "telltale/app/connection.h"
#include "telltale/app/live.h"
#include "telltale/app/progress.h"
#include "telltale/app/signals.h"
#include "telltale/app/subcommand.h"
#include "telltale/base/clock.h"
#include "telltale/base/text.h"

static const int64_t drain_budget = 20 * CLOCK_MILLISECOND;
static const int64_t turn = CLOCK_SECOND / 4; /* between two looks at the clock */

/* While messages flow they are collected for so long at most before they are looked at. */
static const int64_t collect = 20 * CLOCK_MILLISECOND;

/* One run. */
struct run {
	const struct settings *settings;
	struct live live;
	struct tape_wish wish;
	char path[WRITER_PATH];
	int64_t until;   /* model time; CLOCK_NEVER: no end */
	uint64_t most;   /* messages; 0: no end */
	struct progress progress;
	char trouble[LINK_REASON]; /* the last one with the connection that was said */
	const char *reason; /* why it ends; NULL: it goes on */
	int signal;
	bool failed;
};

/* --- wishes ---------------------------------------------------------------------------------------------- */

/* "100MiB" or "1h". A plain number could be both. */
static bool read_split(struct run *run, struct error *error)
{
	const char *text = run->settings->split;

	if (text == NULL && run->settings->keep > 0)
		return error_set(error, ERROR_USAGE, "keep: it says how many of the files that --split makes are kept; "
		                 "--split is missing");
	if (text == NULL)
		return true;
	bool plain = text[strspn(text, "0123456789.")] == '\0';
	bool time = !plain && clock_span_parse(text, &run->wish.split_time); /* "30m": minutes; "30M": a size */
	bool size = !plain && !time && text_bytes_parse(text, &run->wish.split_bytes);
	if (plain || (!size && !time) || (size && run->wish.split_bytes < 4096) ||
	    (time && run->wish.split_time < CLOCK_SECOND))
		return error_set(error, ERROR_USAGE, "split: found '%s', expected a size of at least 4k with its unit "
		                 "(100MiB, 1G) or a time of at least 1s (30m, 1h)", text);
	run->wish.keep = (unsigned)run->settings->keep;
	return true;
}

static bool read_duration(struct run *run, int64_t *duration, struct error *error)
{
	*duration = 0;
	if (run->settings->duration == NULL)
		return true;
	if (!clock_span_parse(run->settings->duration, duration) || *duration <= 0)
		return error_set(error, ERROR_USAGE, "duration: found '%s', expected a time such as 90, 15m, 8h or 1d",
		                 run->settings->duration);
	return true;
}

static void choose_path(struct run *run)
{
	run->wish.path = run->settings->output;
	run->wish.overwrite = run->settings->overwrite;
	if (run->wish.path != NULL)
		return;
	tape_suggest(&run->live.pipeline.link, clock_wall(), run->path, sizeof run->path);
	run->wish.path = run->path;
}

/* Otherwise that would be found out only as the first file is full. */
static bool check_parts(const struct run *run, struct error *error)
{
	char part[WRITER_PATH];

	if (run->settings->split == NULL || run->wish.overwrite || !writer_find_part(run->wish.path, part))
		return true;
	return error_set(error, ERROR_USAGE, "%s: is there already, from a recording before; nothing was recorded "
	                 "(--overwrite would; without -o each recording has its own name)", part);
}

/* --- going on -------------------------------------------------------------------------------------------- */

static void show_progress(struct run *run)
{
	const struct pipeline *pipeline = &run->live.pipeline;
	const struct recording_status *status = &pipeline->tape.status;
	char span[32], size[32], rate[32], text[512];

	clock_span_text(span, sizeof span, (fleet_now(pipeline->fleet) - status->since) / CLOCK_SECOND * CLOCK_SECOND);
	text_bytes(size, sizeof size, status->bytes);
	text_number(rate, sizeof rate, fleet_counts(pipeline->fleet)->rate, 0);
	snprintf(text, sizeof text, "recording %s  %s  %llu messages  %s msg/s%s%s%s", span, size,
	         (unsigned long long)status->messages, rate, pipeline->link.state == LINK_UP ? "" : "  NOT CONNECTED",
	         *pipeline->link.reason != '\0' ? ": " : "", pipeline->link.reason);
	progress_show(&run->progress, text);
}

/* Why there is no connection: once for each reason. */
static void say_trouble(struct run *run)
{
	const struct link *link = &run->live.pipeline.link;

	if (strcmp(run->trouble, link->reason) == 0)
		return;
	if (*link->reason != '\0' && link->connects == 0) /* a connection that is lost is a notice already */
		progress_line(&run->progress, "telltale: no connection to %s: %s; trying again", link->url, link->reason);
	if (*link->reason == '\0')
		progress_line(&run->progress, "telltale: connected to %s", link->url);
	snprintf(run->trouble, sizeof run->trouble, "%s", link->reason);
}

static void take_signals(struct run *run)
{
	int number;

	while ((number = signals_next()) != 0) {
		run->signal = number;
		run->reason = number == SIGINT ? "interrupted" : number == SIGHUP ? "hung up" : "terminated";
	}
}

static void notice(void *self, enum log_level level, bool good, const char *text)
{
	struct run *run = self;

	(void)good;
	if (level == LOG_NOTE)
		return;
	progress_line(&run->progress, "telltale: %s", text);
}

static void wait(struct run *run, bool flows)
{
	struct pipeline *pipeline = &run->live.pipeline;
	struct pollfd fds[] = { { signals_fd(), POLLIN, 0 },
		                { pipeline->tape.wake.sleeper, POLLIN, 0 },
		                { inbox_fd(pipeline->inbox), POLLIN, 0 } };
	/* while the recorder can take nothing, what is in the inbox doesn't matter */
	bool held = pipeline->tape.status.held;
	int64_t pause = flows && !held ? collect : turn;

	if (!held && !pipeline_prepare_sleep(pipeline, flows))
		pause = 0;
	poll(fds, held ? 2 : 3, (int)(pause / CLOCK_MILLISECOND));
	inbox_awake(pipeline->inbox);
	if (fds[0].revents != 0)
		take_signals(run);
}

static void go_on(struct run *run)
{
	struct pipeline *pipeline = &run->live.pipeline;
	bool flows = false;

	while (run->reason == NULL) {
		wait(run, flows);
		if (pipeline_check_recording(pipeline)) { /* first: it empties the descriptor by which draining is asked for */
			run->failed = true;
			return;
		}
		flows = pipeline_drain(pipeline, drain_budget);
		pipeline_tick(pipeline);
		say_trouble(run);
		show_progress(run);
		if (run->until != CLOCK_NEVER && fleet_now(pipeline->fleet) >= run->until)
			run->reason = "its time was over";
		if (run->most > 0 && pipeline->tape.status.messages >= run->most)
			run->reason = "it had its messages";
	}
}

static void report(const struct run *run)
{
	const struct tape *tape = &run->live.pipeline.tape;
	const char *where = run->settings->split != NULL ? "; the last of its files is" : " to";
	char size[32];

	text_bytes(size, sizeof size, tape->status.bytes);
	fprintf(stderr, "telltale: recorded %llu message%s (%s)%s %s\n", (unsigned long long)tape->status.messages,
	        tape->status.messages == 1 ? "" : "s", size, where, tape->path);
}

/* A recording without a single message may be right; one without a connection isn't what was asked for. */
static bool was_connected(const struct run *run, struct error *error)
{
	const struct link *link = &run->live.pipeline.link;

	if (link->connects > 0 || run->signal != 0)
		return true;
	return error_set(error, ERROR_NETWORK, "there was no connection to %s%s%s", link->url,
	                 *link->reason != '\0' ? ": " : "", link->reason);
}

static bool start(struct run *run, struct error *error)
{
	struct pipeline *pipeline = &run->live.pipeline;
	int64_t duration;

	if (!read_split(run, error) || !read_duration(run, &duration, error) || !signals_catch(false, error))
		return false;
	choose_path(run);
	if (!check_parts(run, error))
		return false;
	pipeline_tick(pipeline);
	run->until = duration > 0 ? fleet_now(pipeline->fleet) + duration : CLOCK_NEVER;
	run->most = (uint64_t)run->settings->count;
	pipeline->tape.most = run->most;
	pipeline->notice = notice;
	pipeline->notice_self = run;
	progress_init(&run->progress, !run->settings->quiet);
	return pipeline_record(pipeline, &run->wish, error) && source_start(pipeline->source, error);
}

static int record(struct arguments *arguments, struct error *error)
{
	struct run run = { .settings = &arguments->settings };
	struct mqtt_settings broker;
	int code = EXIT_WRONG_USAGE;

	if (!connection_make(&arguments->settings, &broker, error))
		return code;
	if (live_init(&run.live, run.settings, &broker, false, error) && start(&run, error)) {
		go_on(&run);
		if (!run.failed)
			run.failed = !pipeline_close(&run.live.pipeline, run.reason);
		progress_end(&run.progress);
		if (!run.failed) /* that was said already, loudly */
			report(&run);
		if (run.failed || !was_connected(&run, error))
			code = 1;
		else
			code = run.signal == SIGTERM || run.signal == SIGHUP ? EXIT_BY_SIGNAL + run.signal : 0;
	}
	run.live.pipeline.notice = NULL;
	live_clear(&run.live);
	return code;
}

const struct subcommand subcommand_record = {
	.name = "record",
	.arguments = "",
	.summary = "records what a broker sends into a BSON file, without a screen",
	.where = OPTION_RECORD,
	.run = record,
};
