/*
 * device: one thing in the world, made of the topics that belong to it.
 */
#ifndef TELLTALE_CORE_DEVICE_H
#define TELLTALE_CORE_DEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "telltale/base/memory.h"
#include "telltale/core/command.h"
#include "telltale/core/metric.h"
#include "telltale/core/profile.h"
#include "telltale/core/status.h"

enum {
	DEVICE_STATUSES = 48, /* most that a device without a profile gets */
	DEVICE_METRICS = 64
};

enum presence {
	PRESENCE_STORED, /* only stored messages so far: nobody knows whether it lives */
	PRESENCE_ONLINE,
	PRESENCE_STALE,  /* nothing for longer than its profile allows */
	PRESENCE_OFFLINE /* its last will, or its alive topic, says so */
};

struct route;

/* What a message touches stands in the first cache line. */
struct device {
	_Alignas(MEMORY_LINE) struct status *statuses; /* the profile's, or those found so far */
	struct metric *metrics;
	uint16_t status_count, metric_count;
	unsigned char presence; /* enum presence */
	bool presence_seen : 1; /* the change to it was seen live; else it was so at least since then */
	bool levels_changed : 1; /* something that says whether it is in trouble has changed */
	bool tallied : 1;       /* the tally of last_route may hold what it hasn't taken yet: see device_settle() */
	signed char alive;      /* what its alive topic last said: 1, 0, or -1 nothing */
	int64_t last_live;      /* model time of its last live message; CLOCK_NEVER: none */
	int64_t vouched;        /* when the broker's stored alive message said that it lives; CLOCK_NEVER */
	int64_t stale_after;
	uint64_t messages;
	struct route *last_route; /* where its last message came from */
	const char *id;    /* as in its topics, any bytes */
	const char *title; /* cleaned, for the screen */
	char *key;         /* what tells it from all others: see device_make_key() */
	uint32_t key_length;
	unsigned char alert; /* enum level: the worst of its alerts that aren't muted */
	uint16_t stale_alert, offline_alert; /* their places + 1; 0: there is none */
	const struct profile *profile; /* NULL: made from topics that no profile knows */
	int64_t presence_since;        /* model time */
	struct route *routes; /* its topics, the first seen first; linked by next_of_device */
	struct route *routes_end;
	struct command *command; /* the last one, or NULL; belongs to the fleet */
};

/* The same name in two profiles is two devices: the profile's address, and behind it the name. The caller frees it. */
char *device_make_key(const struct profile *profile, const char *id, size_t id_length, size_t *length);

/* A device with the statuses and metrics of its profile; NULL profile: none yet. */
struct device *device_new(const char *id, size_t length, const struct profile *profile, int64_t stale_after);
void device_free(struct device *device);

/* The same device once more, without its routes and its command; it must be settled. */
struct device *device_copy(const struct device *device);

/* Lets it take what is still in a tally (core/tally). To be called before anybody looks at its metrics, at states that no
 * profile knows, at how many messages it had, or at when the last one came: nothing else is ever in there. What
 * fleet_device() and fleet_find() return is settled until the next message. */
void device_settle(const struct device *device);

/* The same, and nothing goes into the tally before it is opened again. */
void device_end_tally(struct device *device);

/* The generic status or metric of a name, made if there is room; NULL: there is none. lasting: the name stays where it is
 * as long as the device; else it's copied. */
struct status *device_status(struct device *device, const char *name, bool lasting);
struct metric *device_metric(struct device *device, const char *name, bool lasting);

/* Works out presence at a time. Returns whether it changed. */
bool device_check_presence(struct device *device, int64_t now);

/* Until when it counts as online if it stays silent; INT64_MAX: it doesn't count so. */
int64_t device_silent_at(const struct device *device);

/* The worst of its metrics and statuses. */
enum level device_level(const struct device *device);

/* Whether its values are to be shown as live. */
bool device_is_live(const struct device *device);

const char *presence_text(enum presence presence);

#endif
