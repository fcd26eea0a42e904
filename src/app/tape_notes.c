/* tape_notes: a document of each thing that happens; see include/telltale/app/tape.h */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "app/tape_private.h"
#include "telltale/base/clock.h"

struct encoder_stamp tape_stamp(const struct tape *tape, const struct device *device)
{
	return (struct encoder_stamp){ clock_wall(), recorder_mono(tape->recorder, fleet_now(tape->fleet)), tape->source,
		                       device != NULL ? device->id : NULL };
}

enum { ID_BYTES = 256 };

/* The id of a route's device; NULL: it has none. Taken from the message, if it stands there: with very many topics, looking at
 * the device would be waiting for memory. */
static const char *id_of(const struct route *route, const struct message *message, char copy[ID_BYTES])
{
	if (route == NULL || route->device == NULL)
		return NULL;
	if (route->device_length == 0 || route->device_length >= ID_BYTES)
		return route->device->id;
	memcpy(copy, message->topic + route->device_at, route->device_length);
	copy[route->device_length] = '\0';
	return copy;
}

void tape_message(struct tape *tape, const struct message *message, const struct route *route)
{
	if (tape->recorder == NULL)
		return;
	char id[ID_BYTES];
	const struct field *fields;
	const struct shape *shape = fleet_shape(tape->fleet, &fields);

	tape->taken++;
	if (shape == NULL || !recorder_shaped(tape->recorder, message, id_of(route, message, id), shape, fields))
		recorder_message(tape->recorder, message, route != NULL && route->device != NULL ? route->device->id : NULL);
	tape_flush(tape);
}

void tape_note_link(struct tape *tape, const struct link *link)
{
	static const char *const states[] = { [LINK_CONNECTING] = "connecting", [LINK_UP] = "up", [LINK_WAITING] = "down" };
	struct encoder_stamp stamp = tape_stamp(tape, NULL);

	encoder_link(tape->encoder, &stamp, states[link->state], link->reason, 0, 0, &tape->waiting);
}

/* Of a connection that was lost before, what is missing here begins with the recording. */
static void note_gap(struct tape *tape, const struct encoder_stamp *stamp)
{
	bool before = tape->down_mono < tape->status.since;

	if (tape->recorder != NULL)
		encoder_gap(tape->encoder, stamp, before ? stamp->wall - stamp->mono : tape->down_wall,
		            before ? 0 : recorder_mono(tape->recorder, tape->down_mono), -1, "there was no connection",
		            &tape->waiting);
}

/* Since when there is no connection is kept while nothing is recorded, too. */
static void note_connection(struct tape *tape, const struct event *event, const struct encoder_stamp *stamp)
{
	if (event->kind == EVENT_UP) {
		if (tape->down_mono != CLOCK_NEVER)
			note_gap(tape, stamp);
		tape->down_mono = CLOCK_NEVER;
	} else if (event->kind == EVENT_DOWN && tape->down_mono == CLOCK_NEVER) {
		tape->down_mono = event->mono;
		tape->down_wall = event->wall;
	}
}

void tape_event(struct tape *tape, const struct event *event)
{
	static const char *const states[] = {
		[EVENT_CONNECTING] = "connecting", [EVENT_UP] = "up",
		[EVENT_DOWN] = "down",             [EVENT_FILTER] = "subscribed",
		[EVENT_FILTER_REFUSED] = "refused", [EVENT_NOTE] = NULL,
	};
	struct encoder_stamp stamp = { .wall = event->wall, .source = tape->source };

	if (tape->recorder != NULL)
		stamp.mono = recorder_mono(tape->recorder, event->mono);
	note_connection(tape, event, &stamp);
	if (tape->recorder == NULL || (size_t)event->kind >= sizeof states / sizeof *states || states[event->kind] == NULL)
		return;
	encoder_link(tape->encoder, &stamp, states[event->kind], event->text, event->code, event->retry_in, &tape->waiting);
}

void tape_command(struct tape *tape, const struct command *command)
{
	if (tape->recorder == NULL)
		return;
	struct encoder_stamp stamp = tape_stamp(tape, command->device);
	char *topic = command_sent_topic(command);
	char *payload = command_sent_payload(command);
	encoder_command(tape->encoder, &stamp, command, topic, payload, &tape->waiting);
	free(topic);
	free(payload);
}

void tape_presence(struct tape *tape, const struct device *device)
{
	static const char *const levels[] = { [PRESENCE_STORED] = "good", [PRESENCE_ONLINE] = "good",
		                              [PRESENCE_STALE] = "warn", [PRESENCE_OFFLINE] = "warn" };

	if (tape->recorder == NULL)
		return;
	struct encoder_stamp stamp = tape_stamp(tape, device);
	encoder_alert(tape->encoder, &stamp, "presence", presence_text(device->presence), levels[device->presence], 0, "",
	              &tape->waiting);
}

void tape_alert(struct tape *tape, const struct alert *alert, const char *text)
{
	bool metric = alert->key.kind == ALERT_LIMIT;

	if (tape->recorder == NULL)
		return;
	struct encoder_stamp stamp = tape_stamp(tape, alert->key.device);
	encoder_alert(tape->encoder, &stamp, metric ? "metric" : "status", alert_what(alert), level_text(alert->level),
	              metric ? alert->key.device->metrics[alert->key.index].value : 0, text, &tape->waiting);
}

void tape_alert_note(struct tape *tape, const struct alert *alert, enum alert_step step, const char *text)
{
	const char *about = step == ALERT_ACKNOWLEDGED ? "acknowledged" : step == ALERT_MUTED ? "muted" : "unmuted";
	const char *profile = alert->key.device->profile != NULL ? alert->key.device->profile->name : "";

	if (tape->recorder == NULL)
		return;
	struct encoder_stamp stamp = tape_stamp(tape, alert->key.device);
	struct encoder_alert_note note = { about, alert_kind_text(alert->key.kind), profile, alert_what(alert), alert->who, 0,
		                           text };
	if (step == ALERT_MUTED)
		note.lasts = alert->muted_until - fleet_now(tape->fleet);
	encoder_alert_note(tape->encoder, &stamp, &note, &tape->waiting);
}

void tape_mark(struct tape *tape, const char *note)
{
	if (tape->recorder == NULL)
		return;
	struct encoder_stamp stamp = tape_stamp(tape, NULL);
	encoder_mark(tape->encoder, &stamp, note, &tape->waiting);
	tape_flush(tape);
}
