/*
 * series: the history of one number, in a fixed amount of memory.
 *
 * Two rings of buckets by time: the last minute second by second, and the last hour in steps of 30 s with
 * the least and the most of each step, so that a spike doesn't vanish. Memory comes with the first sample
 * and doesn't grow.
 */
#ifndef TELLTALE_CORE_SERIES_H
#define TELLTALE_CORE_SERIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	SERIES_FINE_BUCKETS = 64,    /* one second each */
	SERIES_COARSE_BUCKETS = 120, /* 30 seconds each */
	SERIES_COARSE_SECONDS = 30
};

struct series;

struct series *series_new(void);
void series_free(struct series *series);
struct series *series_copy(const struct series *series);

/* Adds a sample; time never goes back (an earlier one counts as now). */
void series_add(struct series *series, int64_t now, double value);

/* Fills `columns` values, oldest first, for the span of time that ends now. A column without a sample holds
 * the value before it, up to `hold` nanoseconds long; NAN where nothing is known. */
void series_columns(const struct series *series, int64_t now, int64_t span, int64_t hold, double *values,
                    size_t columns);

/* The least and the most of the last hour. False: no sample in it. */
bool series_range(const struct series *series, int64_t now, double *least, double *most);

/* When the first sample came; CLOCK_NEVER before. */
int64_t series_begin(const struct series *series);

#endif
