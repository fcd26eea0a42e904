/* What series.c and series_codes.c share; nobody else includes this. */
#ifndef TELLTALE_CORE_SERIES_RINGS_H
#define TELLTALE_CORE_SERIES_RINGS_H

#include "telltale/core/series.h"

/* Numbers in 16 bits each: value = base + (code - 1) * step; code 0 is none. step is a power of two that follows the
 * numbers' range, base a multiple of it; step 0: there are no numbers. */
struct series_scale {
	double base, step;
};

/* Buckets have numbers (time / step of time), and the place number % buckets. */
struct series_rings {
	int64_t fine_head; /* number of the newest bucket */
	int64_t coarse_head;
	struct series_scale fine_scale, coarse_scale;
	uint16_t fine[SERIES_FINE_BUCKETS];         /* the last sample of each second */
	uint16_t coarse[2 * SERIES_COARSE_BUCKETS]; /* the least and the most of each half minute */
};

/* The code of a value. The scale, and with it all `count` codes, are changed if it doesn't fit. */
uint16_t series_code(struct series_scale *scale, uint16_t *codes, size_t count, double value);

/* The value of a code; NAN: none. */
double series_decode(const struct series_scale *scale, uint16_t code);

/* After old codes have gone: takes a finer step if the range of the others allows it. */
void series_refine(struct series_scale *scale, uint16_t *codes, size_t count);

/* The number of the second that is passing: that of the newest sample. The series isn't empty. */
int64_t series_passing(const struct series *series);

/* The last sample of a second, by its number; NAN: none, or not known any more. */
double series_fine(const struct series *series, int64_t number);

/* The ends of a half minute, by its number; NAN: no sample, or not known any more. */
void series_coarse(const struct series *series, int64_t number, double *least, double *most);

#endif
