/*
 * status: the state that a device reports, and since when.
 */
#ifndef TELLTALE_CORE_STATUS_H
#define TELLTALE_CORE_STATUS_H

#include <stdbool.h>
#include <stdint.h>

#include "telltale/core/profile.h"

enum { STATUS_TEXT = 40 };

struct status {
	const char *name; /* owned by the profile or by the device */
	const struct profile_status *definition; /* NULL: a generic status, any text */
	int state;             /* index into the definition's states; -1: unknown or generic */
	enum state_kind kind;
	char text[STATUS_TEXT]; /* the state's name; of an unknown one what the device sent, cleaned */
	int64_t since;         /* model time of the last change; meaningful once seen */
	bool since_known;      /* the change itself was seen; else it was so at least since then */
	bool seen;             /* there was a report at all */
	bool stored;           /* the last report was one that the broker had kept */
	bool name_lasts;       /* somebody else owns the name */
	uint64_t changes;
};

struct scalar;

/* Takes a report. Returns true if the state changed. Reports that are no scalar change nothing. */
bool status_report(struct status *status, const struct scalar *scalar, int64_t now, bool stored);

/* Whether a status fulfils a condition (it's seen, and its state is one of those named). */
bool status_fulfils(const struct status *status, const struct condition *condition);

#endif
