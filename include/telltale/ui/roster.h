/*
 * roster: which devices are shown, in which groups, and in which order.
 */
#ifndef TELLTALE_UI_ROSTER_H
#define TELLTALE_UI_ROSTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "telltale/core/filter.h"
#include "telltale/core/fleet.h"
#include "telltale/ui/pins.h"

enum sort {
	SORT_NAME,
	SORT_SEEN,     /* the last heard first */
	SORT_ALERT,    /* what needs a person first: alarms, silent devices, warnings */
	SORT_ACTIVITY, /* the most messages first */
	SORT_COUNT
};

enum group {
	GROUP_NONE,
	GROUP_PROFILE,
	GROUP_TOPIC, /* the first level of its first topic */
	GROUP_COUNT
};

enum { ROSTER_GROUPS = 64, ROSTER_NAME = 48 };

/* Devices that stand together, pinned ones before all others. */
struct roster_group {
	char name[ROSTER_NAME]; /* clean */
	size_t first, count;    /* of shown */
};

/* How they are to stand. */
struct roster_order {
	enum sort sort;
	enum group group;
	const struct pins *pins; /* NULL: none */
};

/* All zero to begin with. */
struct roster {
	struct device **shown;
	size_t count, capacity;
	struct roster_group groups[ROSTER_GROUPS];
	size_t group_count; /* 0: they aren't grouped */
	unsigned version;   /* another one whenever it was made anew */
	/* what it was made from; when one of these has changed it is made anew */
	bool made;
	size_t devices;
	enum sort sort;
	enum group group;
	unsigned pinned;
	char filter[FILTER_BYTES];
	int64_t made_at;
};

/* Brings it up to date. A device passes whose name, profile, presence, one of its states, topics or values passes
 * the filter.
 * mono is real time: orders that move are made anew once a second. */
void roster_refresh(struct roster *roster, const struct fleet *fleet, const struct roster_order *order,
                    const struct filter *filter, int64_t mono);
void roster_clear(struct roster *roster);

/* Whether a device passes a filter, as above. */
bool roster_passes(const struct device *device, const struct filter *filter);

/* Where a device stands in it; 0 if it doesn't. */
size_t roster_index(const struct roster *roster, const struct device *device);

/* "last seen" */
const char *sort_name(enum sort sort);

/* "profile" */
const char *group_name(enum group group);

#endif
