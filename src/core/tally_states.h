/* What tally.c and tally_states.c share; nobody else includes this. */
#ifndef TELLTALE_CORE_TALLY_STATES_H
#define TELLTALE_CORE_TALLY_STATES_H

#include "telltale/core/device.h"
#include "telltale/core/plan.h"
#include "telltale/core/route.h"
#include "telltale/core/tally.h"

/* What stands in a cell. A number's mark says how many decimals were needed so far. */
enum { MARK_DECIMALS = METRIC_DECIMALS, MARK_STRING, MARK_LITERAL, MARK_TRUE, MARK_FALSE, MARK_NOTHING };

/* One for each cell. */
static inline unsigned char *tally_marks(const struct tally *tally)
{
	return (unsigned char *)(uintptr_t)&tally->cells[tally->room];
}

/* How a state is written in the payload; returns its mark. */
unsigned char tally_written(const struct field *field, const char **text, size_t *length);

/* Where it is written. */
void tally_put_state(union tally_cell *cell, const struct message *message, const char *text, size_t length);

/* Begins a cell behind a message that the status has just taken. False: what comes next isn't for a tally. */
bool tally_begin_state(struct route *route, size_t step, const struct message *message, const struct field *field);

/* Whether the state is the one that the last payload says. */
bool tally_same_state(const struct route *route, const union tally_cell *cell, unsigned char mark, const struct field *field);

/* Whether it says a state of the same status at all. */
bool tally_is_state(const struct plan_step *step, const struct field *field);

/* Notes the states that changed, as far as it can. */
void tally_note_changes(struct pool *pool, struct route *route, const struct field *fields, uint64_t changed, int64_t now,
                        struct tally_news *news);

/* Brings them to the device. */
void tally_take_changes(const struct route *route);

#endif
