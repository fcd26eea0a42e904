/* tape: see include/telltale/app/tape.h. What is written of each thing that happens: tape_notes.c. */
#include "config.h"

#include "telltale/app/tape.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "app/tape_private.h"
#include "telltale/base/clock.h"
#include "telltale/base/text.h"
#include "telltale/core/topic.h"

enum { EARLIER_AT_ONCE = 200 };

bool tape_init(struct tape *tape, const struct encoder_head *head, const struct fleet *fleet, struct error *error)
{
	memset(tape, 0, sizeof *tape);
	tape->wake = (struct wake)WAKE_INIT;
	tape->head = *head;
	tape->fleet = fleet;
	tape->encoder = encoder_new();
	tape->down_mono = tape->lost_mono = CLOCK_NEVER;
	return wake_init(&tape->wake, error);
}

void tape_clear(struct tape *tape)
{
	tape_stop(tape, "program ended");
	recorder_free(tape->recorder);
	tape->recorder = NULL;
	encoder_free(tape->encoder);
	buffer_clear(&tape->waiting);
	wake_clear(&tape->wake);
}

/* What a failed recording missed, as the first thing in the next one. */
static void note_loss(struct tape *tape)
{
	struct encoder_stamp stamp = tape_stamp(tape, NULL);

	if (tape->lost_mono == CLOCK_NEVER)
		return;
	uint64_t missed = fleet_counts(tape->fleet)->messages - tape->lost_from + tape->lost;
	encoder_gap(tape->encoder, &stamp, tape->lost_wall, recorder_mono(tape->recorder, tape->lost_mono),
	            (int64_t)missed, "the recording before had failed", &tape->waiting);
	tape->lost_mono = CLOCK_NEVER;
}

bool tape_start(struct tape *tape, const struct tape_wish *wish, const struct link *link, struct error *error)
{
	struct recorder_settings settings = {
		.path = wish->path,
		.overwrite = wish->overwrite,
		.split_bytes = wish->split_bytes,
		.split_time = wish->split_time,
		.keep = wish->keep,
		.head = tape->head,
		.source = tape->source,
		.mono_zero = fleet_now(tape->fleet),
		.wall = clock_wall(),
		.wake_fd = tape->wake.waker,
	};

	if (tape->recorder != NULL)
		return error_set(error, ERROR_USAGE, "%s is being recorded already", tape->path);
	snprintf(tape->source, sizeof tape->source, "%s", *link->name != '\0' ? link->name : link->url);
	snprintf(tape->path, sizeof tape->path, "%s", wish->path);
	tape->recorder = recorder_new(&settings, error);
	if (tape->recorder == NULL)
		return false;
	tape->status = (struct recording_status){ .on = true, .since = settings.mono_zero };
	tape->rate_at = CLOCK_NEVER;
	tape->earlier = tape->taken = 0;
	tape_note_link(tape, link);
	note_loss(tape);
	tape_flush(tape);
	return true;
}

void tape_stop(struct tape *tape, const char *reason)
{
	if (tape->recorder == NULL)
		return;
	tape_flush(tape);
	recorder_close(tape->recorder, clock_wall(), fleet_now(tape->fleet), reason);
}

void tape_flush(struct tape *tape)
{
	if (tape->recorder == NULL || tape->waiting.length == 0)
		return;
	recorder_documents(tape->recorder, &tape->waiting);
	buffer_reset(&tape->waiting);
}

void tape_notify(struct tape *tape)
{
	if (tape->recorder != NULL)
		recorder_notify(tape->recorder);
}

/* Puts the last messages of some more topics that were there before. Returns whether it's done. */
static bool put_earlier(struct tape *tape)
{
	size_t count = fleet_counts(tape->fleet)->topics;

	for (int i = 0; i < EARLIER_AT_ONCE && tape->earlier < count; i++, tape->earlier++) {
		const struct route *route = fleet_route(tape->fleet, tape->earlier);
		if (route->payload_kept < route->payload_length || route->last_mono > tape->status.since)
			continue; /* only its beginning was kept; or it is in the recording itself */
		struct encoder_stamp stamp = { route->last_wall, recorder_mono(tape->recorder, route->last_mono),
			                       tape->source, route->device != NULL ? route->device->id : NULL };
		struct message message = { .topic = route->topic, .topic_length = route->length,
			                   .payload = route->payload, .payload_length = route->payload_length,
			                   .qos = route->qos, .stored = route->stored, .earlier = true };
		encoder_message(tape->encoder, &stamp, &message, &tape->waiting);
	}
	tape_flush(tape);
	return tape->earlier >= count;
}

bool tape_ready(struct tape *tape)
{
	if (tape->recorder == NULL)
		return true;
	bool ready = recorder_ready(tape->recorder);
	if (ready && tape->earlier != SIZE_MAX) {
		ready = put_earlier(tape);
		tape->earlier = ready ? SIZE_MAX : tape->earlier;
		if (!ready)
			wake_poke(&tape->wake); /* and on at the next turn */
	}
	tape->status.held = !ready;
	return ready;
}

bool tape_is_full(const struct tape *tape)
{
	return tape->recorder != NULL && tape->most > 0 && tape->taken >= tape->most;
}

static void measure(struct tape *tape, const struct recorder_status *status)
{
	int64_t now = clock_mono();

	tape->status.bytes = status->bytes;
	tape->status.messages = status->messages;
	if (tape->rate_at == CLOCK_NEVER) {
		tape->rate_at = now;
		tape->rate_bytes = status->bytes;
	} else if (now - tape->rate_at >= 2 * CLOCK_SECOND) {
		tape->status.rate = (double)(status->bytes - tape->rate_bytes) * (double)CLOCK_SECOND / (double)(now - tape->rate_at);
		tape->rate_at = now;
		tape->rate_bytes = status->bytes;
	}
}

bool tape_check(struct tape *tape, char *failure, size_t size)
{
	struct recorder_status status;

	wake_drain(&tape->wake);
	if (tape->recorder == NULL)
		return false;
	recorder_status(tape->recorder, &status);
	measure(tape, &status);
	if (status.state == RECORDER_RUNNING)
		return false;
	bool failed = status.state == RECORDER_FAILED;
	if (failed) {
		snprintf(failure, size, "%s", status.failure);
		tape->lost_wall = clock_wall();
		tape->lost_mono = fleet_now(tape->fleet);
		tape->lost_from = fleet_counts(tape->fleet)->messages;
	}
	snprintf(tape->path, sizeof tape->path, "%s", status.path);
	tape->parts = status.parts;
	recorder_free(tape->recorder);
	tape->recorder = NULL;
	tape->lost = status.lost;
	tape->status.on = tape->status.held = false;
	tape->status.failed = failed;
	return failed;
}

void tape_suggest(const struct link *link, int64_t wall, char *path, size_t size)
{
	const char *name = *link->name != '\0' ? link->name : link->url;
	const char *host = strstr(name, "://");
	char stem[64], when[32];
	size_t n = 0;
	time_t seconds = (time_t)(wall / CLOCK_SECOND);
	struct tm local;

	for (const char *at = host != NULL ? host + 3 : name; *at != '\0' && n + 1 < sizeof stem; at++) {
		bool plain = (*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z') || (*at >= '0' && *at <= '9') ||
		             *at == '.' || *at == '_';
		if (plain || (n > 0 && stem[n - 1] != '-'))
			stem[n++] = plain ? *at : '-';
	}
	while (n > 0 && stem[n - 1] == '-')
		n--;
	stem[n] = '\0';
	localtime_r(&seconds, &local);
	strftime(when, sizeof when, "%Y%m%d-%H%M%S", &local);
	snprintf(path, size, "%s-%s.bson", n > 0 && *stem != '.' ? stem : "telltale", when);
}
