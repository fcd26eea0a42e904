/*
 * metric: a number of a device, with its unit, its limits and its history.
 */
#ifndef TELLTALE_CORE_METRIC_H
#define TELLTALE_CORE_METRIC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "telltale/base/memory.h"
#include "telltale/core/profile.h"
#include "telltale/core/series.h"

enum { METRIC_UNIT = 16 };

enum level { LEVEL_GOOD, LEVEL_WARN, LEVEL_ALARM };

/* What a report touches stands in the first cache line, and so does the beginning of its series. */
struct metric {
	_Alignas(MEMORY_LINE) double value;
	int64_t at;             /* model time of the last report */
	const struct profile_metric *definition; /* NULL: generic */
	unsigned char level;    /* enum level */
	unsigned char decimals; /* that the values have needed so far, at most 3 */
	uint16_t alert;         /* place of its alert + 1; 0: there is none */
	bool seen;
	bool stored;            /* the value is one that the broker had kept */
	bool name_lasts;        /* somebody else owns the name */
	struct series series;   /* of live samples */
	char unit[METRIC_UNIT]; /* cleaned */
	const char *name;       /* owned by the profile or by the device */
};

/* `count` of them, zeroed, behind a copy of the first `kept` of `old`, which is freed. The caller frees with free(). */
struct metric *metric_array(struct metric *old, size_t kept, size_t count);

struct scalar;

/* Takes a report. Stored ones set the value but are no samples. Returns true if what is shown changed.
 * What is no number changes nothing. */
bool metric_report(struct metric *metric, const struct scalar *scalar, int64_t now, bool stored);

/* The limit that a value is beyond: "above 40"; "" where it is within all. */
void metric_limit_text(const struct metric *metric, enum level level, char *text, size_t size);

/* Frees what the metric holds, not the metric. */
void metric_clear(struct metric *metric);

/* The value with its decimals and thousands grouped, without the unit. */
void metric_text(const struct metric *metric, char *text, size_t size);

/* How long a value holds in a graph until the next sample: three usual gaps, at least 5 s. */
int64_t metric_hold(const struct metric *metric, int64_t now);

#endif
