/*
 * tally: what the messages of a topic have said since its device took it over.
 *
 * With very many topics the time of a message is spent waiting for memory: its device's, and for each of its numbers that of
 * the value, its limits, and the second of its history that is passing. Yet nearly all messages of a topic that sends often
 * say other numbers within their limits, and the same states once more. Such a message changes only the tally of its
 * topic: its payload, and the ends of its numbers, side by side in a few cache lines. The device takes the tally over before
 * anybody looks at it, and before anything else happens to it: it is then what it would be, had it taken the messages one by
 * one (tests/unit/test_tally.c). A few states that change go in as well, of devices without a profile, and none that sound like
 * trouble: whoever puts a message into the tally changes the others.
 */
#ifndef TELLTALE_CORE_TALLY_H
#define TELLTALE_CORE_TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "telltale/base/memory.h"
#include "telltale/core/message.h"
#include "telltale/core/shape.h"

struct pool;
struct route;

/* One for each step of the topic's plan. */
union tally_cell {
	struct {
		float least, most; /* of the values that the device hasn't taken yet */
	} number;
	struct {
		uint16_t at, length; /* where the state is written in the payload */
	} word;
};

enum { TALLY_CHANGES = 16, TALLY_TEXT = 26 };

/* A state that the device hasn't taken yet. */
struct tally_change {
	uint32_t ago; /* when it came: nanoseconds before the end of the second */
	uint8_t step; /* of the plan */
	char text[TALLY_TEXT];
};

/* It holds what came within one second: that which is passing in the histories of the numbers. Behind the cells stand a mark
 * for each, see tally.c, and the topic's last payload. */
struct tally {
	_Alignas(MEMORY_LINE) int64_t until; /* the end of that second */
	uint32_t ago;      /* the last message: nanoseconds before that */
	uint32_t messages; /* that the device hasn't taken yet */
	struct tally_change *changes; /* TALLY_CHANGES of them; NULL: there was none yet */
	uint16_t payload_at, payload_room; /* bytes */
	uint8_t room;      /* cells */
	uint8_t change_count;
	bool refused;      /* a message said something else within this second */
	union tally_cell cells[];
};

/* Begins one behind a live message of those fields, which the device has just taken by the route's plan, and which the route
 * has kept. Its memory comes from the pool of the route's. False: what comes next isn't for a tally. */
bool tally_open(struct pool *pool, struct route *route, const struct message *message, const struct field *fields, int64_t now);

struct tally_news {
	unsigned changes; /* of states, in the tally */
	uint64_t others;  /* the steps of the plan that say another state, which isn't, as bits */
};

/* Takes a live message of those fields: all that changes but what the route counts, and states that it has no place for.
 * False: it has taken nothing, and the device has to. */
bool tally_take(struct pool *pool, struct route *route, const struct message *message, const struct field *fields,
                int64_t now, struct tally_news *news);

/* Hands over to the route's device what it has. */
void tally_settle(struct route *route);

/* Makes the memory behind the cells that of the route's payload, which is to have so many bytes. False: it is too small, and
 * the payload needs memory of its own. */
bool tally_keep(struct route *route, size_t bytes);

/* Gives its memory back; NULL: there is none. */
void tally_free(struct pool *pool, struct tally *tally);

/* How many bytes one takes with so many steps and such a payload. */
size_t tally_bytes(size_t steps, size_t payload);

#endif
