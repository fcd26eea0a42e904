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

enum { METRIC_UNIT = 16, METRIC_DECIMALS = 3 /* most that are shown */ };

enum level { LEVEL_GOOD, LEVEL_WARN, LEVEL_ALARM };

/* What a report touches stands in the first cache line, and so does the beginning of its series. */
struct metric {
	_Alignas(MEMORY_LINE) double value;
	int64_t at;             /* model time of the last report */
	const struct profile_metric *definition; /* NULL: generic */
	unsigned char level;    /* enum level */
	unsigned char decimals; /* that the values have needed so far, at most METRIC_DECIMALS */
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

/* What a report of `value` is as a value of the metric. False: it is none. definition: NULL: generic. */
bool metric_scale(const struct profile_metric *definition, double *value);

/* The level of a value that came from a good one. */
enum level metric_level(const struct profile_metric *definition, double value);

/* Whether so many decimals are enough to write a value without losing more than a billionth of it. */
static inline bool metric_decimals_do(double value, unsigned char decimals)
{
	static const double powers[METRIC_DECIMALS + 1] = { 1, 10, 100, 1000 };
	double size = value < 0 ? -value : value, scaled = size * powers[decimals];
	double slack = (size * 1e-9 + 1e-12) * powers[decimals];

	if (decimals == METRIC_DECIMALS || scaled >= 1e15)
		return true;
	double whole = (double)(int64_t)(scaled + 0.5); /* but for a billionth of what it was */
	return scaled - whole <= slack && whole - scaled <= slack;
}

/* How many it takes: at least so many as before. */
static inline unsigned char metric_decimals(double value, unsigned char before)
{
	while (!metric_decimals_do(value, before))
		before++;
	return before;
}

/* Takes several live reports at once, which all came in the second that is passing in the series, with good values, the last
 * one at that time. decimals: that they and the values before needed. */
struct metric_reports {
	double value;      /* the last one */
	int64_t at;
	uint32_t samples;
	float least, most; /* as series_sample() has them */
	unsigned char decimals;
};
void metric_take_over(struct metric *metric, const struct metric_reports *reports);

/* The limit that a value is beyond: "above 40"; "" where it is within all. */
void metric_limit_text(const struct metric *metric, enum level level, char *text, size_t size);

/* Frees what the metric holds, not the metric. */
void metric_clear(struct metric *metric);

/* The value with its decimals and thousands grouped, without the unit. */
void metric_text(const struct metric *metric, char *text, size_t size);

/* How long a value holds in a graph until the next sample: three usual gaps, at least 5 s. */
int64_t metric_hold(const struct metric *metric, int64_t now);

#endif
