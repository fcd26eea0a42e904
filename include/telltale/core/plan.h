/*
 * plan: which value of a payload's shape goes to which part of the device; worked out once for each kind of topic.
 */
#ifndef TELLTALE_CORE_PLAN_H
#define TELLTALE_CORE_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "telltale/core/shape.h"
#include "telltale/core/value.h"

struct profile;
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
	struct plan *next; /* of all that there are */
	size_t count;
	const struct shape *shape; /* the model's; with what follows it is what tells plans apart */
	const struct profile *profile; /* NULL: there is none */
	struct plan_step steps[];  /* in the order in which they are applied */
};

/* For a topic and a payload of that shape, which was decoded to `value`. NULL: the topic is of a kind that needs the whole
 * payload. The caller frees it with free(), or hands it to plans_share(). */
struct plan *plan_new(const struct route *route, const struct shape *shape, const struct value *value);

/* The same once more, to be changed. As above. */
struct plan *plan_draft(const struct plan *plan);

/* All plans of a model. Topics of one kind have the same one: so it stays in the cache, however many topics there are. */
struct plans;

struct plans *plans_new(void);
void plans_free(struct plans *plans);

/* Takes a plan, and returns the one that all who want the same shall use; it lives as long as `plans`, so that there are
 * some for each topic at most: one whose payloads change their shape learns another ever more seldom. */
const struct plan *plans_share(struct plans *plans, struct plan *plan);

#endif
