/* pipeline: see include/telltale/app/pipeline.h */
#include "config.h"

#include "app/pipeline_private.h"

#include <poll.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/clearing_private.h"
#include "telltale/base/clock.h"
#include "telltale/base/text.h"
#include "telltale/core/topic.h"

enum { LOG_LINES = 1000, ITEMS_BETWEEN_CLOCKS = 64 };

void pipeline_ring(const struct pipeline *pipeline, enum log_level level)
{
	if (pipeline->bell != NULL)
		pipeline->bell(pipeline->notice_self, level);
}

static void tell_quietly(struct pipeline *pipeline, enum log_level level, bool good, const char *text)
{
	log_add(pipeline->log, clock_wall(), level, "%s", text);
	if (pipeline->notice != NULL && (good || level != LOG_NOTE))
		pipeline->notice(pipeline->notice_self, level, good, text);
}

static void tell(struct pipeline *pipeline, enum log_level level, bool good, const char *text)
{
	tell_quietly(pipeline, level, good, text);
	if (level == LOG_ALARM)
		pipeline_ring(pipeline, level);
}

/* --- what the fleet notices ------------------------------------------------------------------------------ */

static void on_command(void *self, const struct command *command)
{
	static const struct {
		enum log_level level;
		bool good;
	} sounds[] = {
		[COMMAND_ASKED] = { LOG_NOTE, false },        [COMMAND_SENT] = { LOG_NOTE, false },
		[COMMAND_ACCEPTED] = { LOG_NOTE, false },     [COMMAND_DONE] = { LOG_NOTE, true },
		[COMMAND_ACKNOWLEDGED] = { LOG_NOTE, true },  [COMMAND_REFUSED] = { LOG_WARNING, false },
		[COMMAND_CANCELLED] = { LOG_NOTE, false },    [COMMAND_FAILED] = { LOG_ALARM, false },
		[COMMAND_TIMED_OUT] = { LOG_ALARM, false },   [COMMAND_CONTRADICTED] = { LOG_ALARM, false },
		[COMMAND_REPLACED] = { LOG_NOTE, false },
	};
	char text[COMMAND_REASON + 320], span[32] = "";

	if (command->ended != CLOCK_NEVER && command->sent != CLOCK_NEVER) {
		memcpy(span, " after ", 8);
		clock_span_text(span + 7, sizeof span - 7, command->ended - command->sent);
	}
	snprintf(text, sizeof text, "%s: %s %s%s%s%s", command_title(command), command->definition->name,
	         command_state_text(command->state), span, *command->reason != '\0' ? ": " : "", command->reason);
	if (command->device != NULL)
		tell_quietly(self, sounds[command->state].level, sounds[command->state].good, text); /* its alert rings */
	else
		tell(self, sounds[command->state].level, sounds[command->state].good, text);
	tape_command(&((struct pipeline *)self)->tape, command);
}

static void on_presence(void *self, const struct device *device, enum presence before)
{
	struct pipeline *pipeline = self;
	bool worse = device->presence == PRESENCE_OFFLINE || device->presence == PRESENCE_STALE;

	if (before == PRESENCE_STORED && device->presence == PRESENCE_ONLINE)
		return; /* it has just appeared */
	tape_presence(&pipeline->tape, device);
	log_add(pipeline->log, clock_wall(), worse ? LOG_WARNING : LOG_NOTE, "%s: %s", device->title,
	        device->presence == PRESENCE_STALE ? "silent for too long" : presence_text(device->presence));
}

/* --- what the source reports ----------------------------------------------------------------------------- */

static void link_to(struct pipeline *pipeline, enum link_state state, const struct event *event)
{
	pipeline->link.state = state;
	pipeline->link.since = event->mono;
}

static void on_up(struct pipeline *pipeline, const struct event *event)
{
	char text[LINK_URL + 64];

	link_to(pipeline, LINK_UP, event);
	*pipeline->link.reason = *pipeline->link.refused = '\0';
	pipeline->link.refused_filters = 0;
	pipeline->link.connects++;
	snprintf(text, sizeof text, "%s to %s", pipeline->link.connects > 1 ? "connected again" : "connected",
	         pipeline->link.url);
	tell(pipeline, LOG_NOTE, pipeline->link.connects > 1, text);
}

static void on_down(struct pipeline *pipeline, const struct event *event)
{
	char text[LINK_URL + LINK_REASON + 128], pause[32];
	bool was_up = pipeline->link.state == LINK_UP;

	link_to(pipeline, LINK_WAITING, event);
	pipeline->link.retry_at = event->mono + event->retry_in;
	text_clean(pipeline->link.reason, sizeof pipeline->link.reason, event->text, strlen(event->text));
	clock_span_text(pause, sizeof pause, event->retry_in);
	snprintf(text, sizeof text, "%s %s: %s; next try in %s", was_up ? "lost the connection to" : "no connection to",
	         pipeline->link.url, pipeline->link.reason, pause);
	if (was_up)
		tell(pipeline, LOG_ALARM, false, text);
	else
		log_add(pipeline->log, event->wall, LOG_WARNING, "%s", text);
	clearing_lost(pipeline);
	fleet_connection_lost(pipeline->fleet, event->wall);
}

static void on_refused_filter(struct pipeline *pipeline, const struct event *event)
{
	char text[LINK_REASON + 64], filter[LINK_REASON];

	text_clean(filter, sizeof filter, event->text, strlen(event->text));
	snprintf(pipeline->link.refused, sizeof pipeline->link.refused, "%s", filter);
	pipeline->link.refused_filters++;
	snprintf(text, sizeof text, "the broker refused the filter '%s' (code %d)", filter, event->code);
	tell(pipeline, LOG_WARNING, false, text);
}

static void on_event(struct pipeline *pipeline, const struct event *event)
{
	char clean[COMMAND_REASON];

	if ((event->kind == EVENT_ACCEPTED || event->kind == EVENT_NOT_ACCEPTED) && clearing_answered(pipeline, event))
		return;
	switch (event->kind) {
	case EVENT_CONNECTING:
		link_to(pipeline, LINK_CONNECTING, event);
		break;
	case EVENT_UP:
		on_up(pipeline, event);
		break;
	case EVENT_DOWN:
		on_down(pipeline, event);
		break;
	case EVENT_FILTER:
		if (clearing_granted(pipeline))
			break;
		log_add(pipeline->log, event->wall, LOG_NOTE, "subscribed to '%s' with QoS %d", event->text, event->code);
		break;
	case EVENT_FILTER_REFUSED:
		on_refused_filter(pipeline, event);
		break;
	case EVENT_ACCEPTED:
		fleet_accepted(pipeline->fleet, event->id, event->wall);
		break;
	case EVENT_NOT_ACCEPTED:
		text_clean(clean, sizeof clean, event->text, strlen(event->text));
		fleet_not_accepted(pipeline->fleet, event->id, event->wall, clean);
		break;
	case EVENT_NOTE:
		log_add(pipeline->log, event->wall, LOG_NOTE, "%s", event->text);
		break;
	}
}

/* The message stands in the recording before what it brought about. */
static void take_message(struct pipeline *pipeline, const struct message *message)
{
	if (pipeline->clearing.status.state == CLEARING_LOOKING && clearing_takes(pipeline, message))
		return;
	const struct route *route = fleet_apply(pipeline->fleet, message);

	if (pipeline->journal != NULL)
		journal_add(pipeline->journal, message);
	tape_message(&pipeline->tape, message, route);
}

static void take_event(struct pipeline *pipeline, const struct event *event)
{
	tape_event(&pipeline->tape, event);
	on_event(pipeline, event);
	tape_flush(&pipeline->tape);
}

/* Few topics are in the cache anyway. */
static void look_ahead(struct pipeline *pipeline)
{
	enum { WORTHWHILE = 1000 };
	struct message_topic topic;

	if (fleet_counts(pipeline->fleet)->topics < WORTHWHILE)
		return;
	while (fleet_announced(pipeline->fleet) < FLEET_AHEAD && inbox_ahead(pipeline->inbox, &topic))
		fleet_ahead(pipeline->fleet, &topic);
}

bool pipeline_prepare_sleep(struct pipeline *pipeline, bool patient)
{
	enum { COLLECT_BYTES = 256 * 1024 };

	return inbox_prepare_sleep(pipeline->inbox, patient ? COLLECT_BYTES : 1);
}

bool pipeline_drain(struct pipeline *pipeline, int64_t budget)
{
	int64_t until = clock_mono() + budget, now = 0;
	struct inbox_item item;
	size_t taken = 0;

	while (!tape_is_full(&pipeline->tape) && tape_ready(&pipeline->tape) && inbox_peek(pipeline->inbox, &item)) {
		look_ahead(pipeline);
		if (item.kind == INBOX_MESSAGE)
			take_message(pipeline, &item.message);
		else
			take_event(pipeline, &item.event);
		inbox_drop(pipeline->inbox);
		if (++taken % ITEMS_BETWEEN_CLOCKS == 0 && (now = clock_mono()) > until)
			break;
	}
	tape_notify(&pipeline->tape);
	pipeline->link.waiting = inbox_waiting(pipeline->inbox);
	pipeline->link.lag = 0;
	if (pipeline->link.waiting > 0 && inbox_peek(pipeline->inbox, &item) && item.kind == INBOX_MESSAGE)
		pipeline->link.lag = clock_mono() - item.message.mono;
	return taken > 0;
}

/* Messages are collected for up to a frame. Those that have come before something happens come before it in the model and
 * in the recording, too. */
void pipeline_take_what_came(struct pipeline *pipeline)
{
	pipeline_drain(pipeline, CLOCK_SECOND / 20);
}

void pipeline_tick(struct pipeline *pipeline)
{
	fleet_tick(pipeline->fleet, clock_mono());
	tape_flush(&pipeline->tape);
	if (pipeline->hook != NULL)
		hook_tick(pipeline->hook, clock_mono());
}

/* --- recording ------------------------------------------------------------------------------------------- */

bool pipeline_record(struct pipeline *pipeline, const struct tape_wish *wish, struct error *error)
{
	pipeline_take_what_came(pipeline);
	if (!tape_start(&pipeline->tape, wish, &pipeline->link, error))
		return false;
	log_add(pipeline->log, clock_wall(), LOG_NOTE, "recording to %s", wish->path);
	return true;
}

void pipeline_record_end(struct pipeline *pipeline, const char *reason)
{
	pipeline_take_what_came(pipeline);
	tape_stop(&pipeline->tape, reason);
}

bool pipeline_mark(struct pipeline *pipeline, const char *note)
{
	if (!pipeline->tape.status.on)
		return false;
	pipeline_take_what_came(pipeline);
	tape_mark(&pipeline->tape, note);
	log_add(pipeline->log, clock_wall(), LOG_NOTE, "mark: %s", note);
	return true;
}

/* What has become of the messages: they are in the file that failed, or in those before it. */
static void say_failure(const struct tape *tape, const char *failure, const char *messages, char *text, size_t size)
{
	bool itself = strncmp(failure, tape->path, strlen(tape->path)) == 0; /* the failure names it already */
	bool gone = access(tape->path, F_OK) != 0;                          /* it was taken away */
	const char *verb = tape->status.messages == 1 ? "is" : "are", *where = itself ? "it" : tape->path;

	if (gone && tape->parts <= 1)
		snprintf(text, size, "RECORDING STOPPED: %s; %s %s gone with it", failure, messages, verb);
	else if (tape->parts <= 1)
		snprintf(text, size, "RECORDING STOPPED: %s; %s %s safe in %s", failure, messages, verb, where);
	else
		snprintf(text, size, "RECORDING STOPPED: %s; %s in all, the last of the files %s %s", failure, messages,
		         gone ? "was" : "is", where);
}

bool pipeline_check_recording(struct pipeline *pipeline)
{
	const struct tape *tape = &pipeline->tape;
	bool was_on = tape->status.on;
	char failure[512], text[WRITER_PATH + 768], size[32], messages[96];

	bool failed = tape_check(&pipeline->tape, failure, sizeof failure);
	if (!was_on || tape->status.on)
		return false;
	text_bytes(size, sizeof size, tape->status.bytes);
	snprintf(messages, sizeof messages, "%llu message%s (%s)", (unsigned long long)tape->status.messages,
	         tape->status.messages == 1 ? "" : "s", size);
	if (failed)
		say_failure(tape, failure, messages, text, sizeof text);
	else
		snprintf(text, sizeof text, "recorded %s to %s", messages, tape->path);
	tell(pipeline, failed ? LOG_ALARM : LOG_NOTE, !failed, text);
	return true;
}

/* --- commands -------------------------------------------------------------------------------------------- */

/* What forbids every command. */
static void refuse(struct pipeline *pipeline, struct command *command, int64_t wall)
{
	struct error error = ERROR_INIT;

	if (pipeline->link.read_only)
		fleet_end(pipeline->fleet, command, COMMAND_REFUSED, wall, "read-only: no command is sent");
	else if (pipeline->link.state != LINK_UP)
		fleet_end(pipeline->fleet, command, COMMAND_REFUSED, wall, "there is no connection to the broker");
	else if (command->device == NULL && !topic_name_check(command->definition->topic, &error))
		fleet_end(pipeline->fleet, command, COMMAND_REFUSED, wall, error.text);
}

struct command *pipeline_ask(struct pipeline *pipeline, struct device *device,
                             const struct profile_command *definition)
{
	pipeline_take_what_came(pipeline);
	int64_t wall = clock_wall();
	struct command *command = fleet_ask(pipeline->fleet, device, definition, pipeline->who, wall);

	refuse(pipeline, command, wall);
	tape_flush(&pipeline->tape);
	return command;
}

struct command *pipeline_publish(struct pipeline *pipeline, const struct profile_command *own)
{
	pipeline_take_what_came(pipeline);
	int64_t wall = clock_wall();
	struct command *command = fleet_publish(pipeline->fleet, own, pipeline->who, wall);

	refuse(pipeline, command, wall);
	tape_flush(&pipeline->tape);
	return command;
}

void pipeline_confirm(struct pipeline *pipeline, struct command *command)
{
	pipeline_take_what_came(pipeline);
	int64_t wall = clock_wall();
	if (clearing_confirmed(pipeline, command)) {
		tape_flush(&pipeline->tape);
		return;
	}
	if (pipeline->link.read_only || !fleet_confirm(pipeline->fleet, command, wall))
		return;
	char *topic = command_sent_topic(command);
	char *payload = command_sent_payload(command);
	struct publication publication = { command->id, topic, payload, strlen(payload), command->definition->qos,
		                           command->definition->retain };
	if (pipeline->source == NULL || !source_publish(pipeline->source, &publication))
		fleet_not_accepted(pipeline->fleet, command->id, wall, "there is no connection to the broker");
	free(topic);
	free(payload);
	tape_flush(&pipeline->tape);
}

void pipeline_cancel(struct pipeline *pipeline, struct command *command)
{
	clearing_cancelled(pipeline, command);
	fleet_end(pipeline->fleet, command, COMMAND_CANCELLED, clock_wall(), "");
	tape_flush(&pipeline->tape);
}

/* --- making it ------------------------------------------------------------------------------------------- */

static void name_user(char *who, size_t size)
{
	const struct passwd *user = getpwuid(getuid());
	char raw[COMMAND_WHO], host[64] = "";

	gethostname(host, sizeof host - 1);
	snprintf(raw, sizeof raw, "%s@%s", user != NULL ? user->pw_name : "?", host);
	text_clean(who, size, raw, strlen(raw));
}

bool pipeline_init(struct pipeline *pipeline, const struct pipeline_settings *settings, struct error *error)
{
	struct fleet_settings fleet = settings->fleet;
	struct encoder_head head = settings->recording;

	memset(pipeline, 0, sizeof *pipeline);
	head.who = pipeline->who;
	head.profiles = fleet.profiles;
	head.profile_count = fleet.profile_count;
	head.stale_after = fleet.stale_after;
	head.alerts_off = fleet.alerts_off;
	head.most_topics = fleet.most_topics;
	head.most_devices = fleet.most_devices;
	pipeline->tape.wake = (struct wake)WAKE_INIT;
	fleet.observer = (struct fleet_observer){ .self = pipeline, .command = on_command, .presence = on_presence,
	                                            .alert = pipeline_on_alert };
	pipeline->log = log_new(LOG_LINES);
	pipeline->journal = settings->journal ? journal_new() : NULL;
	pipeline->fleet = fleet_new(&fleet);
	pipeline->link.read_only = settings->read_only;
	name_user(pipeline->who, sizeof pipeline->who);
	pipeline->inbox = inbox_new(settings->inbox_bytes, error);
	fleet_tick(pipeline->fleet, clock_mono());
	if (settings->hook != NULL && *settings->hook != NULL &&
	    (pipeline->hook = hook_new(settings->hook, "TELLTALE_ALERT_", pipeline->log, error)) == NULL)
		return false;
	return tape_init(&pipeline->tape, &head, pipeline->fleet, error) && pipeline->inbox != NULL &&
	       (settings->log_file == NULL || log_open_file(pipeline->log, settings->log_file, error));
}

void pipeline_finish(struct pipeline *pipeline)
{
	source_free(pipeline->source);
	pipeline->source = NULL;
	if (!pipeline->tape.status.on)
		return;
	while (inbox_waiting(pipeline->inbox) > 0 && pipeline->tape.status.on && !tape_is_full(&pipeline->tape)) {
		struct pollfd fd = { pipeline->tape.wake.sleeper, POLLIN, 0 };
		if (!pipeline_drain(pipeline, CLOCK_SECOND))
			poll(&fd, 1, 100); /* the disk is slow */
		pipeline_check_recording(pipeline);
	}
}

bool pipeline_close(struct pipeline *pipeline, const char *reason)
{
	struct pollfd fd = { pipeline->tape.wake.sleeper, POLLIN, 0 };
	bool was_on = pipeline->tape.status.on;

	pipeline_finish(pipeline);
	pipeline_record_end(pipeline, reason);
	while (pipeline->tape.status.on && !pipeline_check_recording(pipeline))
		poll(&fd, 1, 250);
	return !was_on || !pipeline->tape.status.failed;
}

void pipeline_clear(struct pipeline *pipeline)
{
	source_free(pipeline->source);
	clearing_clear(&pipeline->clearing);
	hook_free(pipeline->hook);
	tape_clear(&pipeline->tape);
	inbox_free(pipeline->inbox);
	fleet_free(pipeline->fleet);
	log_free(pipeline->log);
	journal_free(pipeline->journal);
}
