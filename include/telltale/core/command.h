/*
 * command: the life of one order to an actuator.
 *
 *   asked ─> sent ─> accepted ─> acknowledged
 *     │        │         ├─────> timed out
 *     │        │         └─────> contradicted
 *     │        ├─> failed (the connection was lost before the broker had it, or the device reports a fault)
 *     └─> refused (guard, read-only, offline, no broker), cancelled (the user said no)
 *
 * A step is never taken back, and an end is final. The clock is the model's; nothing here sends.
 *
 * A message of the user's own (any topic, any payload) is a command without a device: it has no guard, and what the
 * broker says of it is the end, for no device's report could prove it.
 */
#ifndef TELLTALE_CORE_COMMAND_H
#define TELLTALE_CORE_COMMAND_H

#include <stdbool.h>
#include <stdint.h>

#include "telltale/base/clock.h"
#include "telltale/core/profile.h"

enum { COMMAND_REASON = 160, COMMAND_WHO = 80, COMMAND_STATUSES = 16 };

/* Most bytes of the payload of a message of the user's own. */
enum { COMMAND_OWN_MOST = 64 * 1024 };

/* How long a message of the user's own waits for the broker's confirmation. */
#define COMMAND_OWN_WITHIN (30 * CLOCK_SECOND)

enum command_state {
	COMMAND_ASKED,
	COMMAND_SENT,
	COMMAND_ACCEPTED,
	/* from here on it has ended */
	COMMAND_DONE,         /* accepted, and its profile expects no report */
	COMMAND_ACKNOWLEDGED,
	COMMAND_REFUSED,
	COMMAND_CANCELLED,
	COMMAND_FAILED,
	COMMAND_TIMED_OUT,
	COMMAND_CONTRADICTED,
	COMMAND_REPLACED      /* another command for the same status followed before this one was proved */
};

struct device;

struct command {
	uint64_t id; /* counts up from 1 in a run */
	struct device *device; /* NULL: it is a message of the user's own */
	const struct profile_command *definition;
	struct profile_command *own; /* the definition, where it belongs to the command; NULL: it's the profile's */
	enum command_state state;
	char who[COMMAND_WHO];       /* user@host */
	char reason[COMMAND_REASON]; /* why it ended so; "" where the state says it all */
	int64_t asked, sent, accepted, ended; /* model times; CLOCK_NEVER: not reached */
	int64_t wall;                         /* wall time of the last step */
	int first_state[COMMAND_STATUSES];    /* of each expected status, when it was sent */
	bool left_first[COMMAND_STATUSES];    /* whether it has left that since */
	uint64_t before;                      /* in a replay: which one its device showed before it; 0: none */
};

/* "acknowledged", "timed out" … */
const char *command_state_text(enum command_state state);

/* Whether it is over. */
bool command_ended(const struct command *command);

/* Takes a step, unless the command has ended. Returns whether it was taken. */
bool command_step(struct command *command, enum command_state state, int64_t now, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Why the device's guard forbids it now: fills reason and returns false; true: nothing speaks against it. */
bool command_guard(const struct device *device, const struct profile_command *definition, char *reason,
                   size_t size);

/* Notes what the expected statuses are as it is sent. */
void command_mark_sent(struct command *command, int64_t now);

/* Looks at the device after a live report of a status: acknowledges, contradicts, fails. Returns whether it
 * took a step. */
bool command_observe(struct command *command, size_t status, int64_t now);

/* Whether two commands expect something of the same status. */
bool command_competes(const struct profile_command *a, const struct profile_command *b);

/* The definition of a message of the user's own: called `name` on the screen, any topic and payload. And a copy of one.
 * The caller frees it. */
struct profile_command *command_own_new(const char *name, const char *topic, const char *payload, int qos, bool retain);
struct profile_command *command_own_copy(const struct profile_command *own);
void command_own_free(struct profile_command *own);

/* Whom it is for, clean: the device's title, or the topic. */
const char *command_title(const struct command *command);

/* Topic and payload as they are sent. The caller frees. */
char *command_sent_topic(const struct command *command);
char *command_sent_payload(const struct command *command);

#endif
