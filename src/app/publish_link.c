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

	while ((number = signals_next()) != 0)
		run->signal = number;
}

/* --- lost ------------------------------------------------------------------------------------------------ */

/* The first message that the broker may not have: --from takes it from there. */
static int64_t position(const struct publish_run *run)
{
	int64_t time = run->has_item ? run->item.place.time : run->cursor.time;

	for (size_t i = 0; i < run->client.pending_count; i++)
		if (run->client.pending[i].time < time)
			time = run->client.pending[i].time;
	return time > 0 ? time : 0;
}

static bool give_up(struct publish_run *run)
{
	int64_t milliseconds = position(run) / CLOCK_MILLISECOND;

	run->failed = true;
	return error_set(run->error, ERROR_NETWORK,
	                 "%s%s; to go on from there: --from +%" PRId64 ".%03" PRId64 "s", run->client.trouble,
	                 run->client.hopeless ? "" : ", and no connection held for a minute", milliseconds / 1000,
	                 milliseconds % 1000);
}

/* A broker that takes the connection and drops it again, as one does that can't bear one of the messages, is as
 * good as none. */
static void note_shaky(struct publish_run *run, int64_t now)
{
	bool held = now - run->up_at > HOLDS || run->client.confirmed != run->shaky_confirmed;

	if (held) {
		run->shaky_since = now;
		run->backoff.failures = 0;
	} else if (run->client.most_qos2 >= 4) {
		run->client.most_qos2 /= 4; /* before MQTT 5 a broker can't say that it bears fewer of them */
	}
	run->shaky_confirmed = run->client.confirmed;
}

/* An order that comes late, or twice, may do harm. */
static void forget_commands(struct publish_run *run)
{
	struct publish_client *client = &run->client;

	for (size_t i = 0; i < client->pending_count;) {
		if (!client->pending[i].command) {
			i++;
			continue;
		}
		publish_client_forget(client, &client->pending[i]);
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
		if (run->client.hopeless || clock_mono() - run->shaky_since > GIVE_UP)
			return give_up(run);
		pause_before_try(run);
		if (run->signal != 0)
			return false;
		if (publish_client_connect(&run->client, signals_fd()))
			return true;
		take_signals(run);
	}
}

/* What comes is sent as much later as there was no connection. */
static bool recover(struct publish_run *run)
{
	int64_t lost_at = clock_mono();
	char span[32];

	progress_line(&run->progress, "telltale: %s; trying again", run->client.trouble);
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
	              "%zu; of those at QoS 0 some may be lost", span, run->client.pending_count);
	return true;
}

/* --- again ----------------------------------------------------------------------------------------------- */

/* Sends one of the messages that an earlier connection had sent. False: there is none, or it must wait. */
static bool repeat(struct publish_run *run)
{
	struct publish_pending *pending = publish_client_unsent(&run->client);
	struct timeline_item found = { .time = 0 };
	struct error error = ERROR_INIT;

	if (pending == NULL || !publish_client_ready(&run->client, pending->qos))
		return false;
	found.file = pending->file;
	found.offset = pending->offset;
	found.time = pending->time;
	bool good = reader_read(run->timeline->files[found.file].reader, found.offset, &found.record) &&
	            publish_read(run, &found, pending->command, &run->again);
	if (!good)
		error_set(&error, ERROR_SYSTEM, "the file has changed");
	enum publish_result result = PUBLISH_UNFIT;
	if (good)
		result = publish_client_send(&run->client, &run->again, pending, &error);
	run->repeated += result == PUBLISH_SENT;
	if (result == PUBLISH_UNFIT) {
		publish_client_forget(&run->client, pending);
		publish_report_unfit(run, error.text);
	}
	return true;
}

bool publish_link_step(struct publish_run *run, int milliseconds)
{
	take_signals(run);
	if (run->signal != 0)
		return false;
	if (*run->client.trouble != '\0')
		return recover(run);
	if (repeat(run))
		milliseconds = 0;
	publish_client_serve(&run->client, signals_fd(), milliseconds);
	run->served = clock_mono();
	publish_report_progress(run);
	return true;
}

/* --- the end --------------------------------------------------------------------------------------------- */

/* Whether a wait for the broker may go on: another signal ends it at once. */
static bool may_wait(struct publish_run *run, int64_t since)
{
	int number = run->signal;

	if (run->signal == 0)
		return clock_mono() - since < GIVE_UP;
	run->signal = 0;
	take_signals(run);
	bool another = run->signal != 0;
	run->signal = number;
	return !another && clock_mono() - since < HURRY;
}

/* After a signal a lost connection stays lost. */
static bool wait_a_little(struct publish_run *run)
{
	if (run->signal == 0)
		return publish_link_step(run, 250) || run->signal != 0;
	return publish_client_serve(&run->client, signals_fd(), 250);
}

void publish_link_finish(struct publish_run *run)
{
	struct publish_client *client = &run->client;
	uint64_t confirmed = client->confirmed;
	int64_t since = clock_mono();

	while ((client->pending_count > 0 || !publish_client_written(client)) && may_wait(run, since)) {
		if (!wait_a_little(run))
			return;
		if ((client->confirmed != confirmed || !publish_client_written(client)) && run->signal == 0)
			since = clock_mono(); /* it goes on; the keep-alive gives up a broker that takes nothing */
		confirmed = client->confirmed;
	}
	if (!publish_client_written(client))
		return;
	publish_client_flush(client);
	while (*client->trouble == '\0' && !client->flushed && may_wait(run, since))
		publish_client_serve(client, signals_fd(), 250);
	if (!client->flushed && run->signal == 0)
		run->failed = !error_set(run->error, ERROR_NETWORK,
		                         "%s before the broker had confirmed that it has read all",
		                         *client->trouble != '\0' ? client->trouble : "no answer");
	publish_client_end(client);
}
