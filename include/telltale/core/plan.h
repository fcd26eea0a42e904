/*
 * plan: which value of a payload's shape goes to which part of the device; worked out once for a topic and a shape.
 */
#ifndef TELLTALE_CORE_PLAN_H
#define TELLTALE_CORE_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "telltale/core/shape.h"
#include "telltale/core/value.h"

struct route;

enum plan_part {
	PLAN_STATUS, /* of the profile */
	PLAN_METRIC,
	PLAN_GENERIC /* no profile: a number goes to the metric of its name, a short text to the status of its name */
};

/* A generic part that wasn't needed yet; one for which the device has no room. */
enum { PLAN_UNKNOWN = -1, PLAN_NO_ROOM = -2 };

struct plan_step {
	uint8_t slot, part;
	int16_t metric, status; /* index among those of the device */
};

struct plan {
	const struct shape *shape; /* the model's */
	size_t count;
	struct plan_step steps[]; /* in the order in which they are applied */
};

/* For a topic and a payload of that shape, which was decoded to `value`. NULL: the topic is of a kind that needs the whole
 * payload. The caller frees it with free(). */
struct plan *plan_new(const struct route *route, const struct shape *shape, const struct value *value);

#endif
