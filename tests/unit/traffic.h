/*
 * traffic: random things that happen to a model: messages of boxes and of devices that no profile knows, orders and their
 * answers, time. The same for each model that they are done to, and in every run.
 */
#ifndef TELLTALE_TESTS_UNIT_TRAFFIC_H
#define TELLTALE_TESTS_UNIT_TRAFFIC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "telltale/core/fleet.h"

struct happening {
	char topic[48], payload[160], device[16];
	bool stored;
	int64_t now;     /* model time */
	unsigned what, chance;
	size_t command;
};

/* Draws the next one, at *now or later; *now is moved on. */
void traffic_draw(struct happening *happening, uint64_t *seed, int64_t *now);

/* Does it to a model. Returns whether it was a message. */
bool traffic_happen(struct fleet *fleet, const struct happening *happening);

/* The message that it is, with wall times that are STAGE_WALL ahead. */
struct message traffic_message(const struct happening *happening);
bool traffic_is_message(const struct happening *happening);

#endif
