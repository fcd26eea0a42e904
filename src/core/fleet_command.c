/* fleet: the commands; see include/telltale/core/fleet.h. The life of one: core/command. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "telltale/base/clock.h"
#include "telltale/base/memory.h"
#include "telltale/core/command_topic.h"
#include "core/fleet_private.h"

struct command *fleet_command(const struct fleet *fleet, size_t newest_first)
{
	if (newest_first >= fleet->command_total || newest_first >= FLEET_COMMANDS)
		return NULL;
	return fleet->commands[(fleet->command_total - 1 - newest_first) % FLEET_COMMANDS];
}

/* Tells the observer of a step that was taken, and keeps the count of those under way. */
static void announce(struct fleet *fleet, struct command *command, int64_t wall)
{
	command->wall = wall;
	fleet->counts.active_commands = 0;
	for (size_t i = 0; i < FLEET_COMMANDS; i++) {
		const struct command *other = fleet->commands[i];
		if (other != NULL && (other->state == COMMAND_SENT || other->state == COMMAND_ACCEPTED))
			fleet->counts.active_commands++;
	}
	if (fleet->settings.observer.command != NULL)
		fleet->settings.observer.command(fleet->settings.observer.self, command);
	fleet_look_at_command(fleet, command);
}

void fleet_end(struct fleet *fleet, struct command *command, enum command_state state, int64_t wall,
               const char *reason)
{
	if (command_step(command, state, fleet->now, "%s", reason))
		announce(fleet, command, wall);
}

static void forget(struct command *command)
{
	if (command == NULL)
		return;
	if (command->device != NULL && command->device->command == command)
		command->device->command = NULL;
	command_own_free(command->own);
	free(command);
}

static bool is_under_way(const struct command *command)
{
	return command != NULL && (command->state == COMMAND_SENT || command->state == COMMAND_ACCEPTED);
}

/* Whether the same command to the same device is under way already. */
static bool check_twice(const struct fleet *fleet, const struct command *command, char *reason, size_t size)
{
	for (size_t i = 0; i < FLEET_COMMANDS; i++) {
		const struct command *other = fleet->commands[i];
		if (other == command || !is_under_way(other) || other->device != command->device ||
		    other->definition != command->definition)
			continue;
		snprintf(reason, size, "it is under way already");
		return false;
	}
	return true;
}

/* Refuses the command if anything speaks against it. */
static bool check(struct fleet *fleet, struct command *command, int64_t wall)
{
	char reason[COMMAND_REASON];

	if (command->device == NULL)
		return true;
	if (command_guard(command->device, command->definition, reason, sizeof reason) &&
	    check_twice(fleet, command, reason, sizeof reason))
		return true;
	fleet_end(fleet, command, COMMAND_REFUSED, wall, reason);
	return false;
}

static struct command *new_command(struct fleet *fleet, struct device *device,
                                   const struct profile_command *definition, const char *who)
{
	struct command **slot = &fleet->commands[fleet->command_total % FLEET_COMMANDS];
	struct command *command = memory_zeroed(1, sizeof *command);

	if (device == NULL) /* before the oldest goes, whose it may be */
		definition = command->own = command_own_copy(definition);
	forget(*slot);
	*slot = command;
	command->id = ++fleet->command_total;
	command->device = device;
	command->definition = definition;
	command->asked = fleet->now;
	command->sent = command->accepted = command->ended = CLOCK_NEVER;
	snprintf(command->who, sizeof command->who, "%s", who);
	return command;
}

struct command *fleet_ask(struct fleet *fleet, struct device *device, const struct profile_command *definition,
                          const char *who, int64_t wall)
{
	struct command *command = new_command(fleet, device, definition, who);

	announce(fleet, command, wall);
	if (check(fleet, command, wall) || device->command == NULL || command_ended(device->command))
		device->command = command;
	return command;
}

bool fleet_takes_orders(const struct fleet *fleet, const char *topic)
{
	return command_topic(fleet->settings.profiles, fleet->settings.profile_count, topic, strlen(topic));
}

struct command *fleet_publish(struct fleet *fleet, const struct profile_command *own, const char *who, int64_t wall)
{
	struct command *command = new_command(fleet, NULL, own, who);

	announce(fleet, command, wall);
	return command;
}

/* A new order for a status ends the older one for it: its proof can't come any more. */
static void replace_competitors(struct fleet *fleet, const struct command *command, int64_t wall)
{
	char reason[COMMAND_REASON];

	snprintf(reason, sizeof reason, "by %s", command->definition->name);
	for (size_t i = 0; i < FLEET_COMMANDS; i++) {
		struct command *other = fleet->commands[i];
		if (other != command && is_under_way(other) && other->device == command->device &&
		    command_competes(other->definition, command->definition))
			fleet_end(fleet, other, COMMAND_REPLACED, wall, reason);
	}
}

bool fleet_confirm(struct fleet *fleet, struct command *command, int64_t wall)
{
	if (command->state != COMMAND_ASKED || !check(fleet, command, wall))
		return false;
	replace_competitors(fleet, command, wall);
	command_mark_sent(command, fleet->now);
	if (command->device != NULL)
		command->device->command = command;
	announce(fleet, command, wall);
	return true;
}

static struct command *find_command(const struct fleet *fleet, uint64_t id)
{
	for (size_t i = 0; i < FLEET_COMMANDS; i++)
		if (fleet->commands[i] != NULL && fleet->commands[i]->id == id)
			return fleet->commands[i];
	return NULL;
}

/* Which command the device shows after a step, as fleet_ask() and fleet_confirm() have it: the one that was asked for or
 * sent last, but none that was refused at once while the one before goes on. */
static void show(const struct fleet *fleet, struct command *command, bool first_step)
{
	struct device *device = command->device;
	struct command *before = command->before > 0 ? find_command(fleet, command->before) : NULL;

	if (device == NULL)
		return;
	if (first_step)
		command->before = device->command != NULL ? device->command->id : 0;
	if (first_step || command->state == COMMAND_SENT)
		device->command = command;
	else if (command->state == COMMAND_REFUSED && command->ended == command->asked && before != NULL &&
	         !command_ended(before))
		device->command = before;
}

/* Whether a command is that order: of a message of the user's own each has a definition of its own. */
static bool is_order(const struct command *command, const struct device *device,
                     const struct profile_command *definition)
{
	if (command->device != device)
		return false;
	if (device != NULL)
		return command->definition == definition;
	return strcmp(command->definition->topic, definition->topic) == 0 &&
	       strcmp(command->definition->payload, definition->payload) == 0;
}

void fleet_replay_command(struct fleet *fleet, uint64_t id, struct device *device,
                          const struct profile_command *definition, enum command_state state, const char *who,
                          const char *reason, int64_t wall)
{
	struct command *command = find_command(fleet, id);
	bool first = command == NULL || !is_order(command, device, definition) || state == COMMAND_ASKED ||
	             command_ended(command);

	if (first) {
		if (command != NULL)
			command->id = 0; /* each of several recordings counts its orders from 1 */
		command = new_command(fleet, device, definition, who);
		command->id = id;
	}
	if (state == COMMAND_SENT)
		command_mark_sent(command, fleet->now);
	else if (state != COMMAND_ASKED)
		command_step(command, state, fleet->now, "%s", reason);
	show(fleet, command, first);
	announce(fleet, command, wall);
}

/* Of a command that is proved by nothing. */
static const char *what_accepted_means(const struct command *command)
{
	if (command->device != NULL)
		return "the device confirms nothing";
	return command->definition->qos == 0 ? "it was sent; with QoS 0 the broker confirms nothing" : "the broker has it";
}

void fleet_accepted(struct fleet *fleet, uint64_t id, int64_t wall)
{
	struct command *command = find_command(fleet, id);

	if (command == NULL)
		return;
	bool proof = command->definition->expect.count > 0;
	if (command_step(command, proof ? COMMAND_ACCEPTED : COMMAND_DONE, fleet->now, "%s",
	                 proof ? "" : what_accepted_means(command)))
		announce(fleet, command, wall);
}

void fleet_end_order(struct fleet *fleet, uint64_t id, enum command_state state, int64_t wall, const char *reason)
{
	struct command *command = find_command(fleet, id);

	if (command != NULL)
		fleet_end(fleet, command, state, wall, reason);
}

void fleet_not_accepted(struct fleet *fleet, uint64_t id, int64_t wall, const char *reason)
{
	fleet_end_order(fleet, id, COMMAND_FAILED, wall, reason);
}

void fleet_connection_lost(struct fleet *fleet, int64_t wall)
{
	for (size_t i = 0; i < FLEET_COMMANDS; i++) {
		struct command *command = fleet->commands[i];
		if (command != NULL && command->state == COMMAND_SENT)
			fleet_end(fleet, command, COMMAND_FAILED, wall,
			          "the connection was lost before the broker confirmed it; it may have arrived");
	}
}

void fleet_observe_status(struct fleet *fleet, struct device *device, size_t status, int64_t wall)
{
	if (fleet->settings.replay)
		return;
	for (size_t i = 0; i < FLEET_COMMANDS; i++) {
		struct command *command = fleet->commands[i];
		if (is_under_way(command) && command->device == device && command_observe(command, status, fleet->now))
			announce(fleet, command, wall);
	}
}

/* Model time of the last step that was taken. */
static int64_t last_step(const struct command *command)
{
	return command->accepted != CLOCK_NEVER ? command->accepted : command->sent;
}

void fleet_time_out_commands(struct fleet *fleet)
{
	if (fleet->settings.replay)
		return;
	for (size_t i = 0; i < FLEET_COMMANDS && fleet->counts.active_commands > 0; i++) {
		struct command *command = fleet->commands[i];
		if (!is_under_way(command) || fleet->now - command->sent < command->definition->within)
			continue;
		char span[32], reason[COMMAND_REASON];
		clock_span_text(span, sizeof span, command->definition->within);
		snprintf(reason, sizeof reason, "no %s within %s", command->definition->expect.text != NULL
		         ? command->definition->expect.text : "confirmation by the broker", span);
		fleet_end(fleet, command, COMMAND_TIMED_OUT, command->wall + (fleet->now - last_step(command)), reason);
	}
}
