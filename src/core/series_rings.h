/* What series.c and series_coarse.c share; nobody else includes this. */
#ifndef TELLTALE_CORE_SERIES_RINGS_H
#define TELLTALE_CORE_SERIES_RINGS_H

#include "telltale/core/series.h"

/* The last hour: value = base + (code - 1) * step; code 0 is an empty bucket. */
struct series_coarse {
	double base, step; /* step: a power of two, base a multiple of it; 0: all are empty */
	uint16_t least[SERIES_COARSE_BUCKETS], most[SERIES_COARSE_BUCKETS];
};

/* Buckets have numbers (time / step), and the place number % buckets. */
struct series_rings {
	int64_t fine_head; /* number of the newest bucket */
	int64_t coarse_head;
	float fine[SERIES_FINE_BUCKETS]; /* the last sample of each second; NAN: none */
	struct series_coarse coarse;
};

/* Takes samples from least to most into a bucket. */
void coarse_add(struct series_coarse *coarse, size_t place, float least, float most);

/* The end of a bucket; NAN: it's empty. */
double coarse_least(const struct series_coarse *coarse, size_t place);
double coarse_most(const struct series_coarse *coarse, size_t place);

/* After old buckets have gone: takes a finer step if their range allows it. */
void coarse_refine(struct series_coarse *coarse);

#endif
