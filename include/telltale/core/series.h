/*
 * series: the history of one number, in a fixed amount of memory.
 *
 * Two rings of buckets by time: the last minute second by second, and the last hour in steps of 30 s with the least and
 * the most of each step, so that a spike doesn't vanish. Each value takes 16 bits, as a multiple of a power of two
 * that follows the range of the values: finer than any screen.
 *
 * The second that is just passing stands in the series itself and goes into the rings when it is over: so a sample
 * touches one cache line, however many there are. The rings (about 650 bytes) come with the second second.
 *
 * A series that is all zero is empty.
 */
#ifndef TELLTALE_CORE_SERIES_H
#define TELLTALE_CORE_SERIES_H

#include <float.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	SERIES_FINE_BUCKETS = 64,    /* one second each */
	SERIES_COARSE_BUCKETS = 120, /* 30 seconds each */
	SERIES_COARSE_SECONDS = 30
};

struct series_rings;

struct series {
	int64_t until;           /* the end of the second that is passing; 0: no sample yet */
	float last, least, most; /* of that second */
	uint32_t samples;        /* all of them; it doesn't count beyond what it holds */
	struct series_rings *rings; /* NULL: there was one second with samples at most */
	int64_t begin;           /* when the first sample came */
};

/* Frees what it holds, and empties it. */
void series_clear(struct series *series);

/* For the copy of a struct that holds one: gives the copy rings of its own. */
void series_detach(struct series *copy);

/* Fetches into the cache what adding a sample at that time will touch besides the series itself. */
void series_fetch(const struct series *series, int64_t now);

/* Adds a sample; time never goes back (an earlier one counts as now). */
void series_add(struct series *series, int64_t now, double value);

/* What a value is as a sample: a graph can't show infinity. */
static inline float series_sample(double value)
{
	return (float)(value > (double)FLT_MAX ? (double)FLT_MAX : value < -(double)FLT_MAX ? -(double)FLT_MAX : value);
}

/* Adds several at once, all within the second of the last one that was added. */
void series_take_over(struct series *series, uint32_t samples, float last, float least, float most);

/* Fills `columns` values, oldest first, for the span of time that ends now. A column without a sample holds
 * the value before it, up to `hold` nanoseconds long; NAN where nothing is known. */
void series_columns(const struct series *series, int64_t now, int64_t span, int64_t hold, double *values,
                    size_t columns);

/* The least and the most of the last hour. False: no sample in it. */
bool series_range(const struct series *series, int64_t now, double *least, double *most);

/* Fills the least and the most of each of `columns` columns, oldest first, for the time between two moments, the end of which
 * may have passed. It takes the seconds where they are known and the half minutes before them; what lies between two
 * samples no further apart than `hold` (or between two half minutes that follow each other) is drawn straight from one to
 * the other, and the last one is held for as long, but not beyond `now`. NAN where nothing is known. */
void series_span(const struct series *series, int64_t from, int64_t to, int64_t now, int64_t hold, double *least,
                 double *most, size_t columns);

/* What was known at a moment: the ends of the last second, or of the half minute, with a sample, no older than `hold`.
 * False: nothing. */
bool series_at(const struct series *series, int64_t at, int64_t hold, double *least, double *most);

struct series_summary {
	double least, most;
	double mean;  /* by time */
	double slope; /* units a second of the straight line that fits best; NAN where the samples span less than 10 s */
};

/* Of the samples between two moments. False: there is none. */
bool series_summarise(const struct series *series, int64_t from, int64_t to, int64_t hold,
                      struct series_summary *summary);

/* When the first sample came; CLOCK_NEVER before. */
int64_t series_begin(const struct series *series);

#endif
