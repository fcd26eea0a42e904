/*
 * trail: those of the last messages that pass a filter, or that came on one topic, in the order in which they came.
 *
 * Each message is judged once. How much is judged at a time is bounded; what is left, the oldest, comes with the next
 * refresh.
 */
#ifndef TELLTALE_UI_TRAIL_H
#define TELLTALE_UI_TRAIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "telltale/core/filter.h"
#include "telltale/core/journal.h"

struct trail;

struct trail *trail_new(void);
void trail_free(struct trail *trail);

/* Brings it up to date with a journal, which has to be there until the next refresh. `filter`: passed by a topic or a
 * payload; NULL: all do. `topic`: the only one; NULL: all. */
void trail_refresh(struct trail *trail, const struct journal *journal, const struct filter *filter, const char *topic,
                   size_t length);

/* Forgets all: the journal is going. */
void trail_reset(struct trail *trail);

/* How many there are; one of them, 0 the oldest. False: there aren't so many. */
size_t trail_count(const struct trail *trail);
bool trail_entry(const struct trail *trail, size_t index, struct journal_entry *entry);

/* The index of the first whose number is at least that; trail_count() if there is none. */
size_t trail_find(const struct trail *trail, uint64_t number);

/* Whether the whole journal has been judged. */
bool trail_complete(const struct trail *trail);

#endif
