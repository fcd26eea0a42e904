/* publish: see include/telltale/app/publish.h */
#include "config.h"

#include "telltale/app/publish.h"

#include <signal.h>
#include <stdlib.h>
#include <time.h>

#include "app/publish_private.h"
#include "telltale/app/connection.h"
#include "telltale/app/output.h"
#include "telltale/app/player.h"
#include "telltale/app/signals.h"
#include "telltale/app/subcommand.h"
#include "telltale/base/memory.h"
#include "telltale/recording/moment.h"

enum { SKIPPED_A_TURN = 4096 };

/* poll() sleeps in milliseconds: the last of them are slept away from the connection, to the nanosecond. */
#define FINE (2 * CLOCK_MILLISECOND)
#define SERVE_EVERY CLOCK_MILLISECOND

/* --- reading --------------------------------------------------------------------------------------------- */

void publish_address(const struct publish_run *run, const struct timeline_item *found, bool command,
                     struct publish_item *item)
{
	buffer_reset(&item->topic);
	buffer_text(&item->topic, run->settings->prefix != NULL ? run->settings->prefix : "");
	buffer_append(&item->topic, found->record.topic.text, found->record.topic.length);
	item->place = (struct mqtt_place){ .offset = found->offset, .time = found->time, .file = found->file,
		                                .command = command };
}

static void clear_item(struct publish_item *item)
{
	buffer_clear(&item->topic);
	buffer_clear(&item->payload);
	buffer_clear(&item->properties);
}

/* The next message that is to be sent. The connection is looked after meanwhile: a long stretch may hold none. */
static bool find_item(struct publish_run *run)
{
	struct publish_item *item = &run->item;
	struct timeline_item found;
	bool command;

	for (unsigned skipped = 0; walk_next(&run->walk, &found) && found.time <= run->to; skipped++) {
		if (skipped % SKIPPED_A_TURN == SKIPPED_A_TURN - 1 && !publish_link_step(run, 0))
			return false;
		if (walk_is_repeated(run->timeline, &found) ||
		    !publish_choice_takes(&run->choice, &found.record, &command))
			continue;
		if (!walk_message(&run->walk, &found, &item->message, &item->payload, &item->properties))
			continue;
		publish_address(run, &found, command, item);
		return true;
	}
	return false;
}

static bool is_over(const struct publish_run *run)
{
	return run->signal != 0 || run->failed;
}

static void begin_again(struct publish_run *run)
{
	publish_report_damage(run);
	run->round = run->sent;
	schedule_again(&run->schedule, run->to < run->timeline->end ? run->to : run->timeline->end, run->from);
	walk_clear(&run->walk);
	walk_init(&run->walk, timeline_seek(run->timeline, run->from));
}

static bool next_item(struct publish_run *run)
{
	run->has_item = false;
	run->has_item = find_item(run);
	/* a round in which there was nothing to send would be followed by others like it, at once */
	while (!run->has_item && run->settings->loop && !is_over(run) && run->sent > run->round) {
		begin_again(run);
		run->has_item = find_item(run);
	}
	if (run->has_item)
		run->due = schedule_due(&run->schedule, run->item.place.time);
	return run->has_item;
}

/* --- sending --------------------------------------------------------------------------------------------- */

/* Whole milliseconds in which nothing is due, but not too many of them. */
static int milliseconds_to_sleep(int64_t left)
{
	if (left <= FINE)
		return 0;
	return (int)((left < CLOCK_SECOND / 4 ? left : CLOCK_SECOND / 4) / CLOCK_MILLISECOND) - 1;
}

/* False: it's over. */
static bool wait_until_due(struct publish_run *run)
{
	for (;;) {
		int64_t now = clock_mono(), left = run->due != CLOCK_NEVER ? run->due - now : 0;
		int milliseconds = milliseconds_to_sleep(left);
		if (milliseconds > 0 || now - run->served > SERVE_EVERY) {
			if (!publish_link_step(run, milliseconds))
				return false;
		} else if (left > 0) {
			nanosleep(&(struct timespec){ .tv_nsec = (long)left }, NULL);
		} else {
			return true;
		}
	}
}

/* Waits until the connection takes the item. */
static bool wait_until_ready(struct publish_run *run)
{
	struct mqtt_publisher *publisher = &run->publisher;

	while (mqtt_publisher_unsent(publisher) != NULL || !mqtt_publisher_ready(publisher, run->item.message.qos))
		if (!publish_link_step(run, 250))
			return false;
	return true;
}

static bool send_item(struct publish_run *run)
{
	const struct publish_item *item = &run->item;

	for (;;) {
		struct error error = ERROR_INIT;
		if (!wait_until_ready(run))
			return false;
		switch (mqtt_publisher_send(&run->publisher, &item->topic, &item->message, &item->place, NULL,
		                            &error)) {
		case MQTT_PUBLISH_SENT:
			publish_report_sent(run);
			return true;
		case MQTT_PUBLISH_UNFIT:
			publish_report_unfit(run, error.text);
			return true;
		case MQTT_PUBLISH_LOST:
			break; /* and then it is sent */
		}
	}
}

static void send_all(struct publish_run *run)
{
	run->begun = run->served = run->pace.since = clock_mono();
	schedule_begin(&run->schedule, run->from, run->begun);
	while (next_item(run) && wait_until_due(run) && send_item(run))
		continue;
}

/* --- beginning ------------------------------------------------------------------------------------------- */

static bool read_idle_limit(struct publish_run *run, struct error *error)
{
	const char *text = run->settings->idle_limit;

	if (text != NULL && (!clock_span_parse(text, &run->schedule.idle_limit) || run->schedule.idle_limit <= 0))
		return error_set(error, ERROR_USAGE, "idle-limit: found '%s', expected a time such as 2, 1.5s or 1m", text);
	return true;
}

static bool read_part(struct publish_run *run, struct error *error)
{
	run->to = INT64_MAX;
	if (run->settings->from != NULL && !moment_parse(run->timeline, run->settings->from, &run->from, error))
		return error_prefix(error, "from");
	if (run->settings->to != NULL && !moment_parse(run->timeline, run->settings->to, &run->to, error))
		return error_prefix(error, "to");
	if (run->to < run->from)
		return error_set(error, ERROR_USAGE, "to: '%s' is before '%s'", run->settings->to, run->settings->from);
	walk_init(&run->walk, timeline_seek(run->timeline, run->from));
	return true;
}

static bool prepare(struct publish_run *run, struct arguments *arguments, struct error *error)
{
	struct settings *settings = &arguments->settings;

	if (arguments->rest_count == 0)
		return error_set(error, ERROR_USAGE, "replay: name the recording that is to be sent");
	if (!player_speed_parse(settings->speed, &run->schedule.speed, error) || !read_idle_limit(run, error))
		return false;
	run->timeline = timeline_open(arguments->rest, (size_t)arguments->rest_count, error);
	if (run->timeline == NULL || !read_part(run, error))
		return false;
	output_copies(run->timeline);
	progress_init(&run->progress, !settings->quiet);
	return publish_choice_init(&run->choice, settings, run->timeline, &run->progress, error) &&
	       connection_make(settings, &run->broker, error) && signals_catch(false, error);
}

static bool connect(struct publish_run *run, struct error *error)
{
	char url[512];

	mqtt_publisher_init(&run->publisher, &run->broker);
	if (mqtt_publisher_connect(&run->publisher, signals_fd())) {
		run->up_at = run->shaky_since = clock_mono();
		return true;
	}
	run->signal = signals_next();
	mqtt_settings_url(&run->broker, url, sizeof url);
	return run->signal == 0 && error_set(error, ERROR_NETWORK, "%s: %s", url, run->publisher.trouble);
}

/* --- all together ---------------------------------------------------------------------------------------- */

static int verdict(const struct publish_run *run, struct error *error)
{
	if (run->failed)
		return 1;
	if (!timeline_intact(run->timeline, error))
		return 1;
	if (run->signal != 0)
		return run->settings->loop && run->signal == SIGINT ? 0 : EXIT_BY_SIGNAL + run->signal;
	if (run->sent == 0 && run->unfit == 0)
		error_set(error, ERROR_USAGE, "nothing was sent: no message of the recording is what was asked for");
	return run->sent == 0 || run->unfit > 0 || run->publisher.refused > 0 || run->publisher.pending_count > 0 ||
	               run->commands_lost > 0 ? 1 : 0;
}

static void clear(struct publish_run *run)
{
	mqtt_publisher_end(&run->publisher);
	publish_choice_clear(&run->choice);
	walk_clear(&run->walk);
	timeline_close(run->timeline);
	clear_item(&run->item);
	clear_item(&run->again);
	free(run);
}

int publish_run(struct arguments *arguments, struct error *error)
{
	struct publish_run *run = memory_zeroed(1, sizeof *run);
	int code = EXIT_WRONG_USAGE;

	run->settings = &arguments->settings;
	run->error = error;
	backoff_init(&run->backoff, (uint64_t)clock_mono());
	if (prepare(run, arguments, error)) {
		code = 1;
		if (connect(run, error)) {
			send_all(run);
			if (!run->failed)
				publish_link_finish(run);
			publish_report_end(run);
			code = verdict(run, error);
		} else if (run->signal != 0) {
			code = EXIT_BY_SIGNAL + run->signal;
		}
	}
	progress_end(&run->progress);
	clear(run);
	return code;
}
