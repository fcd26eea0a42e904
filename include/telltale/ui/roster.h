/*
 * roster: which devices are shown, and in which order.
 */
#ifndef TELLTALE_UI_ROSTER_H
#define TELLTALE_UI_ROSTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "telltale/core/filter.h"
#include "telltale/core/fleet.h"

enum sort {
	SORT_NAME,
	SORT_SEEN,     /* the last heard first */
	SORT_ALERT,    /* what needs a person first: alarms, silent devices, warnings */
	SORT_ACTIVITY, /* the most messages first */
	SORT_COUNT
};

/* All zero to begin with. */
struct roster {
	struct device **shown;
	size_t count, capacity;
	/* what it was made from; when one of these has changed it is made anew */
	bool made;
	size_t devices;
	enum sort sort;
	char filter[FILTER_BYTES];
	int64_t made_at;
};

/* Brings it up to date. A device passes whose name, profile, presence, one of its states, topics or values passes
 * the filter.
 * mono is real time: orders that move are made anew once a second. */
void roster_refresh(struct roster *roster, const struct fleet *fleet, enum sort sort, const struct filter *filter,
                    int64_t mono);
void roster_clear(struct roster *roster);

/* Whether a device passes a filter, as above. */
bool roster_passes(const struct device *device, const struct filter *filter);

/* Where a device stands in it; 0 if it doesn't. */
size_t roster_index(const struct roster *roster, const struct device *device);

/* An order by its word in the option table: "seen"; SORT_NAME where there is none. */
enum sort sort_of_word(const char *word);
const char *sort_word(enum sort sort);

/* "last seen" */
const char *sort_name(enum sort sort);

#endif
