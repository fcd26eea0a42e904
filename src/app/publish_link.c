/* publish_link: the connection by which a recording is sent, when it doesn't hold, and its end; see
 * publish_private.h */
#include "config.h"

#include <inttypes.h>
#include <poll.h>
#include <stdio.h>

#include "app/publish_private.h"
#include "telltale/app/signals.h"

#define GIVE_UP (60 * CLOCK_SECOND)   /* without a connection that holds */
#define HOLDS (10 * CLOCK_SECOND)
#define PAUSE_MOST (5 * CLOCK_SECOND) /* between two tries */
#define HURRY (5 * CLOCK_SECOND)      /* for the broker's confirmations once a signal has come */

static void take_signals(struct publish_run *run)
{
	int number;

	while ((number = signals_next()) != 0) {
		run->signal = number;
		run->signals++;
	}
}

/* --- lost ------------------------------------------------------------------------------------------------ */

/* The first message that the broker may not have: --from takes it from there. */
static int64_t position(const struct publish_run *run)
{
	int64_t time = run->has_item ? run->item.place.time : run->walk.cursor.time;

	for (size_t i = 0; i < run->publisher.pending_count; i++)
		if (run->publisher.pending[i].place.time < time)
			time = run->publisher.pending[i].place.time;
	return time > 0 ? time : 0;
}

static bool give_up(struct publish_run *run)
{
	int64_t milliseconds = position(run) / CLOCK_MILLISECOND;

	run->failed = true;
	return error_set(run->error, ERROR_NETWORK,
	                 "%s%s; to go on from there: --from +%" PRId64 ".%03" PRId64 "s", run->publisher.trouble,
	                 run->publisher.hopeless ? "" : ", and no connection held for a minute", milliseconds / 1000,
	                 milliseconds % 1000);
}

/* A broker that takes the connection and drops it again, as one does that can't bear one of the messages, is as
 * good as none. */
static void note_shaky(struct publish_run *run, int64_t now)
{
	bool held = now - run->up_at > HOLDS || run->publisher.confirmed != run->shaky_confirmed;

	if (held) {
		run->shaky_since = now;
		run->backoff.failures = 0;
	} else if (run->publisher.most_qos2 >= 4) {
		run->publisher.most_qos2 /= 4; /* before MQTT 5 a broker can't say that it bears fewer of them */
	}
	run->shaky_confirmed = run->publisher.confirmed;
}

/* An order that comes late, or twice, may do harm. */
static void forget_commands(struct publish_run *run)
{
	struct mqtt_publisher *publisher = &run->publisher;

	for (size_t i = 0; i < publisher->pending_count;) {
		if (!publisher->pending[i].place.command) {
			i++;
			continue;
		}
		mqtt_publisher_forget(publisher, &publisher->pending[i]);
		run->commands_lost++;
	}
}

static void pause_before_try(struct publish_run *run)
{
	int64_t pause = backoff_next(&run->backoff, false, 0);
	int64_t until = clock_mono() + (pause < PAUSE_MOST ? pause : PAUSE_MOST);

	for (int64_t left; run->signal == 0 && (left = until - clock_mono()) > 0;) {
		struct pollfd fd = { signals_fd(), POLLIN, 0 };
		publish_report_progress(run);
		poll(&fd, 1, (int)((left < CLOCK_SECOND / 4 ? left : CLOCK_SECOND / 4) / CLOCK_MILLISECOND) + 1);
		take_signals(run);
	}
}

static bool connect_again(struct publish_run *run)
{
	for (;;) {
		if (run->publisher.hopeless || clock_mono() - run->shaky_since > GIVE_UP)
			return give_up(run);
		pause_before_try(run);
		if (run->signal != 0)
			return false;
		if (mqtt_publisher_connect(&run->publisher, signals_fd()))
			return true;
		take_signals(run);
	}
}

/* What comes is sent as much later as there was no connection. */
static bool recover(struct publish_run *run)
{
	int64_t lost_at = clock_mono();
	char span[32];

	progress_line(&run->progress, "telltale: %s; trying again", run->publisher.trouble);
	note_shaky(run, lost_at);
	forget_commands(run);
	if (!connect_again(run))
		return false;
	run->up_at = clock_mono();
	schedule_shift(&run->schedule, run->up_at - lost_at);
	if (run->due != CLOCK_NEVER)
		run->due += run->up_at - lost_at;
	lateness_text(span, sizeof span, run->up_at - lost_at);
	progress_line(&run->progress, "telltale: connected again after %s; unconfirmed messages that are sent again: "
	              "%zu; of those at QoS 0 some may be lost", span, run->publisher.pending_count);
	return true;
}

/* --- again ----------------------------------------------------------------------------------------------- */

/* Sends one of the messages that an earlier connection had sent. False: there is none, or it must wait. */
static bool repeat(struct publish_run *run)
{
	struct mqtt_pending *pending = mqtt_publisher_unsent(&run->publisher);
	struct timeline_item found = { .time = 0 };
	struct error error = ERROR_INIT;

	if (pending == NULL || !mqtt_publisher_ready(&run->publisher, pending->qos))
		return false;
	found.file = pending->place.file;
	found.offset = pending->place.offset;
	found.time = pending->place.time;
	bool good = reader_read(run->timeline->files[found.file].reader, found.offset, &found.record) &&
	            timeline_message(run->timeline, &found, &run->again.message, &run->again.payload,
	                             &run->again.properties);
	publish_address(run, &found, pending->place.command, &run->again);
	if (!good)
		error_set(&error, ERROR_SYSTEM, "the file has changed");
	enum mqtt_publish_result result = MQTT_PUBLISH_UNFIT;
	if (good)
		result = mqtt_publisher_send(&run->publisher, &run->again.topic, &run->again.message, &run->again.place,
		                             pending, &error);
	run->repeated += result == MQTT_PUBLISH_SENT;
	if (result == MQTT_PUBLISH_UNFIT) {
		mqtt_publisher_forget(&run->publisher, pending);
		publish_report_unfit(run, error.text);
	}
	return true;
}

bool publish_link_step(struct publish_run *run, int milliseconds)
{
	take_signals(run);
	if (run->signal != 0)
		return false;
	if (*run->publisher.trouble != '\0')
		return recover(run);
	if (repeat(run))
		milliseconds = 0;
	mqtt_publisher_serve(&run->publisher, signals_fd(), milliseconds);
	run->served = clock_mono();
	publish_report_progress(run);
	return true;
}

/* --- the end --------------------------------------------------------------------------------------------- */

/* The wait for the broker when all is sent, or a signal came. */
struct farewell {
	int64_t until;
	uint64_t confirmed;
	bool hurries;
};

/* Whether it may go on: not long after a signal, and another ends it at once. */
static bool may_wait(struct publish_run *run, struct farewell *farewell)
{
	const struct mqtt_publisher *publisher = &run->publisher;
	bool moves = publisher->confirmed != farewell->confirmed || !mqtt_publisher_written(publisher);

	take_signals(run);
	if (run->signals > 0 && !farewell->hurries) {
		farewell->hurries = true;
		farewell->until = clock_mono() + HURRY;
		if (publisher->pending_count > 0 && *publisher->trouble == '\0')
			progress_line(&run->progress, "telltale: waiting for the broker to confirm what it got; "
			              "another Ctrl-C doesn't");
	} else if (moves && !farewell->hurries) {
		farewell->until = clock_mono() + GIVE_UP; /* the keep-alive gives up a broker that takes nothing */
	}
	farewell->confirmed = publisher->confirmed;
	return run->signals < 2 && clock_mono() < farewell->until;
}

/* After a signal a lost connection stays lost. */
static bool wait_a_little(struct publish_run *run)
{
	if (run->signal == 0)
		return publish_link_step(run, 250) || run->signal != 0;
	return mqtt_publisher_serve(&run->publisher, signals_fd(), 250);
}

void publish_link_finish(struct publish_run *run)
{
	struct mqtt_publisher *publisher = &run->publisher;
	struct farewell farewell = { clock_mono() + GIVE_UP, publisher->confirmed, false };

	while ((publisher->pending_count > 0 || !mqtt_publisher_written(publisher)) && may_wait(run, &farewell))
		if (!wait_a_little(run))
			return;
	if (!mqtt_publisher_written(publisher))
		return;
	mqtt_publisher_flush(publisher);
	while (*publisher->trouble == '\0' && !publisher->flushed && may_wait(run, &farewell))
		mqtt_publisher_serve(publisher, signals_fd(), 250);
	if (!publisher->flushed && run->signal == 0)
		run->failed = !error_set(run->error, ERROR_NETWORK,
		                         "%s before the broker had confirmed that it has read all",
		                         *publisher->trouble != '\0' ? publisher->trouble : "no answer");
	mqtt_publisher_end(publisher);
}
