/* command: see include/telltale/core/command.h */
#include "config.h"

#include "telltale/core/command.h"

#include <stdarg.h>
#include <stdio.h>

#include "telltale/base/clock.h"
#include "telltale/core/device.h"

const char *command_state_text(enum command_state state)
{
	static const char *const texts[] = {
		[COMMAND_ASKED] = "asked",
		[COMMAND_SENT] = "sent",
		[COMMAND_ACCEPTED] = "accepted",
		[COMMAND_DONE] = "accepted",
		[COMMAND_ACKNOWLEDGED] = "acknowledged",
		[COMMAND_REFUSED] = "refused",
		[COMMAND_CANCELLED] = "cancelled",
		[COMMAND_FAILED] = "failed",
		[COMMAND_TIMED_OUT] = "timed out",
		[COMMAND_CONTRADICTED] = "contradicted",
		[COMMAND_REPLACED] = "replaced",
	};
	return texts[state];
}

bool command_ended(const struct command *command)
{
	return command->state >= COMMAND_DONE;
}

bool command_step(struct command *command, enum command_state state, int64_t now, const char *format, ...)
{
	va_list arguments;

	if (command_ended(command) || state <= command->state)
		return false;
	va_start(arguments, format);
	vsnprintf(command->reason, sizeof command->reason, format, arguments);
	va_end(arguments);
	command->state = state;
	if (state == COMMAND_ACCEPTED || (state == COMMAND_DONE && command->accepted == CLOCK_NEVER))
		command->accepted = now;
	if (command_ended(command))
		command->ended = now;
	return true;
}

/* The names of the states in a condition: "OPENED or OPENING". */
static void name_states(const struct profile_status *status, uint64_t states, char *text, size_t size)
{
	size_t used = 0;

	*text = '\0';
	for (size_t i = 0; i < status->state_count && used < size; i++)
		if ((states >> i & 1) != 0)
			used += (size_t)snprintf(text + used, size - used, "%s%s", used > 0 ? " or " : "",
			                         status->states[i].name);
}

static bool guard_condition(const struct device *device, const struct condition *condition, char *reason,
                            size_t size)
{
	const struct profile_status *definition = &device->profile->statuses[condition->status];
	const struct status *status = &device->statuses[condition->status];
	char wanted[80];

	if (status_fulfils(status, condition))
		return true;
	name_states(definition, condition->states, wanted, sizeof wanted);
	if (status->seen)
		snprintf(reason, size, "%s is %s, it must be %s first", definition->label, status->text, wanted);
	else
		snprintf(reason, size, "%s has not been reported yet, it must be %s first", definition->label, wanted);
	return false;
}

bool command_guard(const struct device *device, const struct profile_command *definition, char *reason,
                   size_t size)
{
	switch (device->presence) {
	case PRESENCE_OFFLINE:
		snprintf(reason, size, "%s is offline", device->title);
		return false;
	case PRESENCE_STORED:
		snprintf(reason, size, "nothing live was heard from %s yet, only stored messages", device->title);
		return false;
	case PRESENCE_STALE:
		if (definition->requires.count == 0)
			break; /* it can be tried; the outcome will tell */
		snprintf(reason, size, "%s is silent, so nobody knows whether %s", device->title,
		         definition->requires.text);
		return false;
	case PRESENCE_ONLINE:
		break;
	}
	for (size_t i = 0; i < definition->requires.count; i++)
		if (!guard_condition(device, &definition->requires.all[i], reason, size))
			return false;
	return true;
}

void command_mark_sent(struct command *command, int64_t now)
{
	const struct conditions *expect = &command->definition->expect;

	command_step(command, COMMAND_SENT, now, "%s", "");
	command->sent = now;
	for (size_t i = 0; i < expect->count && i < COMMAND_STATUSES; i++)
		command->first_state[i] = command->device->statuses[expect->all[i].status].state;
}

static bool concerns(const struct conditions *conditions, size_t status)
{
	for (size_t i = 0; i < conditions->count; i++)
		if (conditions->all[i].status == status)
			return true;
	return false;
}

static bool all_fulfilled(const struct device *device, const struct conditions *conditions)
{
	for (size_t i = 0; i < conditions->count; i++)
		if (!status_fulfils(&device->statuses[conditions->all[i].status], &conditions->all[i]))
			return false;
	return conditions->count > 0;
}

/* Notes which of the expected statuses isn't any more what it was when the command was sent. Returns whether
 * a status is one of those that still are: what it reports may be older than the order. */
static bool note_departure(struct command *command, size_t status)
{
	const struct conditions *expect = &command->definition->expect;
	bool unmoved = false;

	for (size_t i = 0; i < expect->count && i < COMMAND_STATUSES; i++) {
		if (expect->all[i].status != status)
			continue;
		if (command->device->statuses[status].state != command->first_state[i])
			command->left_first[i] = true;
		unmoved = !command->left_first[i];
	}
	return unmoved;
}

/* A status that has come back to where it was, or has left where it should be, proves the opposite. */
static bool turned_back(const struct command *command, size_t i)
{
	const struct condition *condition = &command->definition->expect.all[i];
	const struct status *status = &command->device->statuses[condition->status];
	int first = command->first_state[i];

	if (first < 0) /* it was unknown: that is nowhere to come back to */
		return false;
	bool was_there = (condition->states >> first & 1) != 0;
	if (status->state != first)
		return was_there && !status_fulfils(status, condition);
	return command->left_first[i] && !was_there;
}

bool command_observe(struct command *command, size_t status, int64_t now)
{
	const struct profile_command *definition = command->definition;
	const struct device *device = command->device;
	const struct status *reported = &device->statuses[status];

	if (command->state != COMMAND_SENT && command->state != COMMAND_ACCEPTED)
		return false;
	bool unmoved = note_departure(command, status);
	if (concerns(&definition->expect, status) && all_fulfilled(device, &definition->expect))
		return command_step(command, COMMAND_ACKNOWLEDGED, now, "%s is %s", device->profile->statuses[status].label,
		                    reported->text);
	if (unmoved)
		return false;
	if (concerns(&definition->contradicts, status) && all_fulfilled(device, &definition->contradicts))
		return command_step(command, COMMAND_CONTRADICTED, now, "the device reports %s %s",
		                    device->profile->statuses[status].label, reported->text);
	for (size_t i = 0; i < definition->expect.count && i < COMMAND_STATUSES; i++) {
		if (definition->expect.all[i].status != status)
			continue;
		if (reported->kind == STATE_ALARM)
			return command_step(command, COMMAND_FAILED, now, "the device reports %s %s",
			                    device->profile->statuses[status].label, reported->text);
		if (turned_back(command, i))
			return command_step(command, COMMAND_CONTRADICTED, now, "the device reports %s %s again",
			                    device->profile->statuses[status].label, reported->text);
	}
	return false;
}

bool command_competes(const struct profile_command *a, const struct profile_command *b)
{
	for (size_t i = 0; i < a->expect.count; i++)
		if (concerns(&b->expect, a->expect.all[i].status))
			return true;
	return false;
}
