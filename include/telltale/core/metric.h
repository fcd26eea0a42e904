/*
 * metric: a number of a device, with its unit, its limits and its history.
 */
#ifndef TELLTALE_CORE_METRIC_H
#define TELLTALE_CORE_METRIC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "telltale/core/profile.h"

enum { METRIC_UNIT = 16 };

enum level { LEVEL_GOOD, LEVEL_WARN, LEVEL_ALARM };

struct metric {
	const char *name; /* owned by the profile or by the device */
	const struct profile_metric *definition; /* NULL: generic */
	double value;
	int decimals;          /* that the values have needed so far, at most 3 */
	char unit[METRIC_UNIT]; /* cleaned */
	enum level level;
	enum level told;       /* the level that the observer knows; see metric_tell() */
	int64_t told_until;    /* model time of the last report at that level or above */
	bool seen;
	bool stored;           /* the value is one that the broker had kept */
	int64_t at;            /* model time of the last report */
	uint64_t samples;      /* live ones */
	struct series *series; /* NULL before the first live sample */
};

struct scalar;

/* Takes a report. Stored ones set the value but are no samples. Returns true if what is shown changed.
 * What is no number changes nothing. */
bool metric_report(struct metric *metric, const struct scalar *scalar, int64_t now, bool stored);

/* Whether the observer is to be told of the level now: at once when it gets worse, and when it has been better
 * for half a minute, so that a value that dances around its limit doesn't fill the log. */
bool metric_tell(struct metric *metric, int64_t now);

/* Frees what the metric holds, not the metric. */
void metric_clear(struct metric *metric);

/* The value with its decimals and thousands grouped, without the unit. */
void metric_text(const struct metric *metric, char *text, size_t size);

/* How long a value holds in a graph until the next sample: three usual gaps, at least 5 s. */
int64_t metric_hold(const struct metric *metric, int64_t now);

#endif
