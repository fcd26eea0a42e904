/*
 * route: where the messages of one topic go; worked out once, at the first message on it.
 */
#ifndef TELLTALE_CORE_ROUTE_H
#define TELLTALE_CORE_ROUTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "telltale/base/memory.h"
#include "telltale/core/message.h"
#include "telltale/core/profile.h"
#include "telltale/core/value.h"

struct device;
struct plan;
struct pool;
struct tally;

enum { ROUTE_PAYLOAD_MOST = 64 * 1024, ROUTE_PAYLOAD_LEAST = 512 };

enum route_kind {
	ROUTE_NOWHERE, /* counted, no device takes it (no room) */
	ROUTE_PROFILE, /* bound to parts of a profile */
	ROUTE_ORDERS,  /* somebody's commands to a device: says nothing about the device itself */
	ROUTE_GENERIC, /* no profile: what the payload holds becomes statuses and metrics */
	ROUTE_ALIVE    /* no profile, but the topic says whether the device lives */
};

enum binding_part { BIND_STATUS, BIND_METRIC, BIND_ALIVE };

struct binding {
	enum binding_part part;
	size_t index;     /* into the device's statuses or metrics */
	const char *from; /* path into the payload */
};

/* What the messages of a topic touch that has a tally stands in one cache line; what they look at follows. */
struct route {
	_Alignas(MEMORY_LINE) struct device *device; /* NULL: nowhere */
	char *payload; /* the last one, or its beginning; in the tally's memory, or its own */
	uint32_t payload_room; /* bytes that its own memory has; 0: it has none */
	uint32_t misses;       /* JSON payloads that had another shape than the plan's */
	uint64_t missing; /* where the last payload is to be had, if it isn't the one above; 0: it is */
	struct route *next_of_device;
	union {
		struct binding *bindings; /* ROUTE_PROFILE */
		const char *leaf;         /* ROUTE_GENERIC: the name of a bare value */
	};
	_Alignas(MEMORY_LINE) const struct plan *plan; /* the model's: how payloads of the usual shape are applied; NULL: none is known */
	struct tally *tally;    /* what its device hasn't taken yet; NULL: there was never such a thing */
	uint64_t messages, bytes;
	int64_t last_wall, last_mono;
	uint32_t payload_length, payload_kept; /* bytes that the last one had, and that are kept */
	float pace; /* live messages a second, over the last seconds, as of last_mono */
	uint16_t binding_count;
	unsigned char kind;     /* enum route_kind */
	unsigned char qos : 2;
	bool stored : 1;        /* the last message was one that the broker had kept */
	bool leaf_in_topic : 1; /* `leaf` is the topic's last level */
	bool tallies : 1;       /* the next message may be put into the tally */
	uint32_t length;                   /* of the topic */
	uint32_t device_at, device_length; /* where in the topic its device's id stands; length 0: it doesn't */
	char topic[]; /* any bytes, NUL-ended for convenience */
};

/* Where a topic belongs: which device, and how. Points into the topic and the profile. */
struct placing {
	enum route_kind kind;
	const struct profile *profile; /* NULL: generic */
	const char *device;
	size_t device_length;
	const char *leaf; /* generic only */
	size_t leaf_length;
};

/* Finds the profile whose patterns match a topic, the first in the list first. False: none does. */
bool route_find_profile(const struct profile *const *profiles, size_t count, const char *topic, size_t length,
                        struct placing *placing);

/* Places a topic that no profile knows, judging by its name and the first payload on it. */
void route_place_generic(const char *topic, size_t length, const struct value *first, struct placing *placing);

/* From a pool, which has to live longer. */
struct route *route_new(struct pool *pool, const char *topic, size_t length, const struct placing *placing, struct device *device);
/* Gives it back. */
void route_free(struct pool *pool, struct route *route);

/* The same route once more, to another device; not among that one's routes yet. */
struct route *route_copy(struct pool *pool, const struct route *route, struct device *device);

/* Counts a message and keeps the beginning of its payload, at most `most` bytes. */
void route_note(struct route *route, const struct message *message, size_t most);

/* Counts a message, and nothing else. */
void route_count(struct route *route, const struct message *message);

/* Counts a message whose payload isn't at hand. */
void route_note_missing(struct route *route, const struct message *message, uint64_t where);

/* Live messages a second, over the last seconds; one that has fallen silent fades. */
double route_rate(const struct route *route, int64_t now);

/* Keeps the beginning of the last payload, at most `most` bytes. */
void route_keep(struct route *route, const char *payload, size_t length, size_t most);

#endif
