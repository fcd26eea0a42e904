/*
 * status: the state that a device reports, and since when.
 */
#ifndef TELLTALE_CORE_STATUS_H
#define TELLTALE_CORE_STATUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "telltale/base/memory.h"
#include "telltale/core/profile.h"
#include "telltale/core/strip.h"

enum { STATUS_TEXT = 40 };

/* What a report touches stands in the first cache line. */
struct status {
	_Alignas(MEMORY_LINE) char text[STATUS_TEXT]; /* the state's name; of an unknown one what the device sent, cleaned */
	const struct profile_status *definition;      /* NULL: a generic status, any text */
	int32_t state;         /* index into the definition's states; -1: unknown or generic */
	unsigned char kind;    /* enum state_kind */
	bool since_known;      /* the change itself was seen; else it was so at least since then */
	bool seen;             /* there was a report at all */
	bool stored;           /* the last report was one that the broker had kept */
	int64_t since;         /* model time of the last change; meaningful once seen */
	uint64_t changes;
	struct strip *strip;   /* the last changes; NULL: it has been so since `since`, as far as is known */
	const char *name;      /* owned by the profile or by the device */
	bool name_lasts;       /* somebody else owns the name */
	uint16_t alert;        /* place of its alert + 1; 0: there is none */
};

/* `count` of them, zeroed, behind a copy of the first `kept` of `old`, which is freed. The caller frees with free(). */
struct status *status_array(struct status *old, size_t kept, size_t count);

struct scalar;

/* Takes a report. Returns true if the state changed. Reports that are no scalar change nothing. */
bool status_report(struct status *status, const struct scalar *scalar, int64_t now, bool stored);

/* Whether a report says what the last one said: most do. It may say no where it does. */
bool status_says(const struct status *status, const struct scalar *scalar);

/* Its time line, oldest first: fills at most STRIP_CHANGES and returns how many. Before the first nothing is known; there is
 * none only where there was no report at all. */
size_t status_history(const struct status *status, struct strip_change *changes);

/* Frees what the status holds, not the status. */
void status_clear(struct status *status);

/* Whether a status fulfils a condition (it's seen, and its state is one of those named). */
bool status_fulfils(const struct status *status, const struct condition *condition);

#endif
