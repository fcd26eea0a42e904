/*
 * pipeline_clear: clears what the broker has stored below a topic; see include/telltale/app/pipeline.h
 *
 * The broker is asked once more for what is subscribed to: so it sends all that it has stored, each message marked as
 * stored, also on topics where the model has seen newer ones since. When no more come, the topics are the list that is
 * asked about. An order among the others stands for all of it, so that it is in the list of commands and in the
 * recording.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/clearing_private.h"
#include "telltale/base/clock.h"
#include "telltale/base/memory.h"
#include "telltale/base/text.h"
#include "telltale/core/topic.h"

enum { IN_FLIGHT = 16 };

#define QUIET (CLOCK_SECOND / 2)       /* so long after the last stored message there are no more */
#define PATIENCE (20 * CLOCK_SECOND)   /* so long they may come */
#define CHECK (CLOCK_SECOND / 10)
#define FIRST_ID (UINT64_C(1) << 63)   /* of the publications; commands have the numbers below */
#define WITHIN (10 * CLOCK_MINUTE)

static void forget(struct clearing *clearing)
{
	struct clearing_status *status = &clearing->status;

	for (size_t i = 0; i < status->count; i++) {
		free(status->topics[i]);
		free(clearing->raw[i]);
	}
	free(status->topics);
	free(status->filter);
	free(clearing->raw);
	map_free(clearing->known);
	*clearing = (struct clearing){ .status = { .state = CLEARING_IDLE } };
}

void clearing_clear(struct clearing *clearing)
{
	forget(clearing);
}

/* --- looking --------------------------------------------------------------------------------------------- */

/* "a/b" means it and all below. The caller frees. */
static char *filter_of(const char *typed)
{
	size_t length = strlen(typed);
	char *filter = memory_resize(NULL, length + 3, 1);
	bool wild = strpbrk(typed, "+#") != NULL;

	snprintf(filter, length + 3, "%s%s", typed, wild ? "" : length > 0 && typed[length - 1] == '/' ? "#" : "/#");
	return filter;
}

static bool is_subscribed(const struct pipeline *pipeline, const char *filter)
{
	char *const *filters = pipeline->tape.head.filters;

	for (size_t i = 0; filters != NULL && filters[i] != NULL; i++)
		if (topic_covers(filters[i], filter))
			return true;
	return false;
}

static bool check(const struct pipeline *pipeline, const char *filter, struct error *error)
{
	if (pipeline->link.read_only)
		return error_set(error, ERROR_USAGE, "read-only: nothing is published");
	if (pipeline->clearing.status.state != CLEARING_IDLE)
		return error_set(error, ERROR_USAGE, "'%s' is still being cleared", pipeline->clearing.status.filter);
	if (!topic_filter_check(filter, error))
		return false;
	if (!is_subscribed(pipeline, filter))
		return error_set(error, ERROR_USAGE, "'%s' isn't subscribed to, so nobody knows what is stored there: begin with -t",
		                 filter);
	return true;
}

bool pipeline_look(struct pipeline *pipeline, const char *typed, struct error *error)
{
	struct clearing *clearing = &pipeline->clearing;
	char *filter = filter_of(typed);

	pipeline_drain(pipeline, CLOCK_SECOND / 20);
	bool good = check(pipeline, filter, error);
	if (good && (pipeline->link.state != LINK_UP || !source_ask_again(pipeline->source)))
		good = error_set(error, ERROR_NETWORK, "there is no connection to the broker");
	if (!good) {
		free(filter);
		return false;
	}
	clearing->status = (struct clearing_status){ .state = CLEARING_LOOKING, .filter = filter };
	clearing->known = map_new();
	clearing->since = clearing->last = clock_mono();
	clearing->granted = false;
	return true;
}

bool clearing_takes(struct pipeline *pipeline, const struct message *message)
{
	struct clearing *clearing = &pipeline->clearing;
	struct clearing_status *status = &clearing->status;

	if (!message->stored)
		return false;
	clearing->last = clock_mono();
	if (!topic_match(status->filter, message->topic, message->topic_length) ||
	    map_get(clearing->known, message->topic, message->topic_length) != NULL)
		return true;
	bool odd = memchr(message->topic, '\0', message->topic_length) != NULL; /* no topic that can be published on */
	if (status->count == CLEARING_TOPICS || odd) {
		status->beyond++;
		return true;
	}
	char clean[400];
	text_clean(clean, sizeof clean, message->topic, message->topic_length);
	status->topics = memory_resize(status->topics, status->count + 1, sizeof *status->topics);
	clearing->raw = memory_resize(clearing->raw, status->count + 1, sizeof *clearing->raw);
	status->topics[status->count] = memory_text(clean);
	clearing->raw[status->count] = memory_textn(message->topic, message->topic_length);
	map_put(clearing->known, message->topic, message->topic_length, clearing->raw[status->count++]);
	return true;
}

bool clearing_granted(struct pipeline *pipeline)
{
	struct clearing *clearing = &pipeline->clearing;

	if (clearing->status.state != CLEARING_LOOKING)
		return false;
	clearing->granted = true;
	clearing->last = clock_mono();
	return true;
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* All of it is one order among the others, about which is asked. */
static void list(struct pipeline *pipeline)
{
	struct clearing *clearing = &pipeline->clearing;
	struct clearing_status *status = &clearing->status;
	char text[600];

	if (status->count == 0) {
		snprintf(text, sizeof text, "the broker has nothing stored for '%.400s'", status->filter);
		log_add(pipeline->log, clock_wall(), LOG_NOTE, "%s", text);
		if (pipeline->notice != NULL)
			pipeline->notice(pipeline->notice_self, LOG_NOTE, true, text);
		forget(clearing);
		return;
	}
	qsort(status->topics, status->count, sizeof *status->topics, compare);
	qsort(clearing->raw, status->count, sizeof *clearing->raw, compare);
	struct profile_command *own = command_own_new("clear-retained", status->filter, "", 1, true);
	own->within = WITHIN;
	clearing->command = fleet_publish(pipeline->fleet, own, pipeline->who, clock_wall());
	status->order = clearing->command->id;
	status->state = CLEARING_FOUND;
	clearing->shown = false;
	command_own_free(own);
	tape_flush(&pipeline->tape);
}

int64_t clearing_next(const struct clearing *clearing)
{
	bool waits = clearing->status.state == CLEARING_LOOKING ||
	             (clearing->status.state == CLEARING_FOUND && !clearing->shown);

	return waits ? CHECK : INT64_MAX;
}

bool clearing_check(struct pipeline *pipeline)
{
	struct clearing *clearing = &pipeline->clearing;
	int64_t now = clock_mono();
	bool quiet = clearing->granted && now - clearing->last >= QUIET && inbox_waiting(pipeline->inbox) == 0;

	if (clearing->status.state == CLEARING_LOOKING && (quiet || now - clearing->since >= PATIENCE))
		list(pipeline);
	else if (clearing->status.state != CLEARING_FOUND || clearing->shown)
		return false;
	if (clearing->status.state == CLEARING_FOUND && pipeline->found != NULL) /* somebody may be asked something else */
		clearing->shown = pipeline->found(pipeline->notice_self, clearing->command);
	return true;
}

/* --- sending --------------------------------------------------------------------------------------------- */

/* Ends the order, and all of it. */
static void finish(struct pipeline *pipeline, enum command_state state, const char *reason)
{
	struct clearing *clearing = &pipeline->clearing;
	uint64_t order = clearing->status.order;

	forget(clearing);
	if (order != 0)
		fleet_end_order(pipeline->fleet, order, state, clock_wall(), reason);
}

static void finish_sent(struct pipeline *pipeline)
{
	const struct clearing *clearing = &pipeline->clearing;
	const struct clearing_status *status = &clearing->status;
	char reason[COMMAND_REASON];

	if (status->refused == 0)
		snprintf(reason, sizeof reason, "the broker has accepted %s%zu", status->count > 1 ? "all " : "", status->count);
	else
		snprintf(reason, sizeof reason, "%zu of %zu accepted: %.100s", status->accepted, status->count, clearing->refusal);
	finish(pipeline, status->refused == 0 ? COMMAND_DONE : COMMAND_FAILED, reason);
}

static void lose(struct pipeline *pipeline)
{
	const struct clearing_status *status = &pipeline->clearing.status;
	char reason[COMMAND_REASON];

	snprintf(reason, sizeof reason, "the connection was lost: %zu of %zu accepted", status->accepted, status->count);
	finish(pipeline, COMMAND_FAILED, reason);
}

static void send_more(struct pipeline *pipeline)
{
	struct clearing *clearing = &pipeline->clearing;
	const struct clearing_status *status = &clearing->status;

	while (clearing->next < status->count &&
	       clearing->next - status->accepted - status->refused < IN_FLIGHT) {
		struct publication publication = { FIRST_ID + clearing->next, clearing->raw[clearing->next], "", 0, 1, true };
		if (!source_publish(pipeline->source, &publication)) {
			lose(pipeline);
			return;
		}
		clearing->next++;
	}
	if (status->accepted + status->refused == status->count)
		finish_sent(pipeline);
}

bool clearing_confirmed(struct pipeline *pipeline, struct command *command)
{
	struct clearing *clearing = &pipeline->clearing;

	if (clearing->status.state != CLEARING_FOUND || clearing->status.order != command->id)
		return false;
	clearing->command = NULL; /* it may be forgotten while this goes on */
	if (pipeline->link.state != LINK_UP) {
		finish(pipeline, COMMAND_REFUSED, "there is no connection to the broker");
	} else if (fleet_confirm(pipeline->fleet, command, clock_wall())) {
		clearing->status.state = CLEARING_SENDING;
		send_more(pipeline);
	} else {
		forget(clearing);
	}
	return true;
}

void clearing_cancelled(struct pipeline *pipeline, const struct command *command)
{
	if (pipeline->clearing.status.state == CLEARING_FOUND && pipeline->clearing.status.order == command->id)
		forget(&pipeline->clearing);
}

bool clearing_answered(struct pipeline *pipeline, const struct event *event)
{
	struct clearing *clearing = &pipeline->clearing;

	if (event->id < FIRST_ID)
		return false;
	if (clearing->status.state != CLEARING_SENDING)
		return true; /* its time is over */
	if (event->kind == EVENT_ACCEPTED) {
		clearing->status.accepted++;
	} else if (clearing->status.refused++ == 0) {
		text_clean(clearing->refusal, sizeof clearing->refusal, event->text, strlen(event->text));
	}
	send_more(pipeline);
	return true;
}

void clearing_lost(struct pipeline *pipeline)
{
	struct clearing *clearing = &pipeline->clearing;

	if (clearing->status.state == CLEARING_SENDING)
		lose(pipeline);
	else if (clearing->status.state == CLEARING_LOOKING)
		finish(pipeline, COMMAND_FAILED, ""); /* there is no order yet */
}
