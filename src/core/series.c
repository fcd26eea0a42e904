/* series: see include/telltale/core/series.h */
#include "config.h"

#include "telltale/core/series.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "telltale/base/clock.h"
#include "telltale/base/memory.h"

/* An empty bucket holds NAN. */
struct series {
	int64_t begin;
	int64_t fine_head;   /* number (time / step) of the newest bucket */
	int64_t coarse_head;
	float fine[SERIES_FINE_BUCKETS]; /* the last sample of each second */
	struct {
		float least, most;
	} coarse[SERIES_COARSE_BUCKETS];
};

static const int64_t coarse_step = SERIES_COARSE_SECONDS * CLOCK_SECOND;

struct series *series_new(void)
{
	struct series *series = memory_zeroed(1, sizeof *series);

	series->begin = CLOCK_NEVER;
	for (size_t i = 0; i < SERIES_FINE_BUCKETS; i++)
		series->fine[i] = NAN;
	for (size_t i = 0; i < SERIES_COARSE_BUCKETS; i++)
		series->coarse[i].least = series->coarse[i].most = NAN;
	return series;
}

struct series *series_copy(const struct series *series)
{
	return memory_copy(series, sizeof *series);
}

void series_free(struct series *series)
{
	free(series);
}

/* Empties the buckets between the head and a new number, which becomes the head. Returns its place. */
static size_t advance(struct series *series, int64_t *head, int64_t number, size_t buckets, bool fine)
{
	int64_t first = *head + 1;

	if (number - first >= (int64_t)buckets)
		first = number - (int64_t)buckets + 1;
	for (int64_t n = first; n <= number; n++) {
		size_t place = (size_t)(n % (int64_t)buckets);
		if (fine)
			series->fine[place] = NAN;
		else
			series->coarse[place].least = series->coarse[place].most = NAN;
	}
	if (number > *head)
		*head = number;
	return (size_t)(*head % (int64_t)buckets);
}

void series_add(struct series *series, int64_t now, double value)
{
	int64_t second = now / CLOCK_SECOND, step = now / coarse_step;
	float sample = (float)fmax(-(double)FLT_MAX, fmin(value, (double)FLT_MAX)); /* a graph can't show infinity */

	if (series->begin == CLOCK_NEVER) {
		series->begin = now;
		series->fine_head = second;
		series->coarse_head = step;
	}
	size_t fine = advance(series, &series->fine_head, second, SERIES_FINE_BUCKETS, true);
	size_t coarse = advance(series, &series->coarse_head, step, SERIES_COARSE_BUCKETS, false);
	series->fine[fine] = sample;
	series->coarse[coarse].least = fminf(series->coarse[coarse].least, sample);
	series->coarse[coarse].most = fmaxf(series->coarse[coarse].most, sample);
}

/* The value of one bucket by its number; of a coarse one the end that is further from `beside`, so that a
 * spike shows. */
static double bucket(const struct series *series, bool fine, int64_t number, double beside)
{
	int64_t head = fine ? series->fine_head : series->coarse_head;
	int64_t buckets = fine ? SERIES_FINE_BUCKETS : SERIES_COARSE_BUCKETS;

	if (number > head || number <= head - buckets || number < 0)
		return NAN;
	if (fine)
		return (double)series->fine[number % buckets];
	double least = (double)series->coarse[number % buckets].least;
	double most = (double)series->coarse[number % buckets].most;
	if (isnan(beside))
		return (least + most) / 2;
	return fabs(most - beside) >= fabs(least - beside) ? most : least;
}

void series_columns(const struct series *series, int64_t now, int64_t span, int64_t hold, double *values,
                    size_t columns)
{
	bool fine = span <= (SERIES_FINE_BUCKETS - 1) * CLOCK_SECOND;
	int64_t step = fine ? CLOCK_SECOND : coarse_step;
	int64_t first = (now - span) / step + 1, total = now / step - first + 1;
	int64_t held_buckets = hold / step, age = held_buckets + 1;
	double last = NAN;

	if (series->begin != CLOCK_NEVER) /* what stood before the span is held into it */
		for (int64_t n = first - 1; n >= first - held_buckets - 1 && isnan(last); n--) {
			last = bucket(series, fine, n, NAN);
			age = first - 1 - n;
		}
	int64_t number = first;
	for (size_t column = 0; column < columns; column++) {
		int64_t end = first + total * (int64_t)(column + 1) / (int64_t)columns;
		double shown = NAN;
		for (; number < end; number++) {
			double value = series->begin == CLOCK_NEVER ? NAN : bucket(series, fine, number, last);
			age = isnan(value) ? age + 1 : 0;
			if (!isnan(value))
				last = shown = value;
		}
		values[column] = !isnan(shown) ? shown : age <= held_buckets ? last : NAN;
	}
}

bool series_range(const struct series *series, int64_t now, double *least, double *most)
{
	int64_t newest = now / coarse_step;
	float low = NAN, high = NAN;

	for (int64_t n = newest - SERIES_COARSE_BUCKETS + 1; n <= newest && series->begin != CLOCK_NEVER; n++) {
		if (n < 0 || n > series->coarse_head || n <= series->coarse_head - SERIES_COARSE_BUCKETS)
			continue;
		low = fminf(low, series->coarse[n % SERIES_COARSE_BUCKETS].least);
		high = fmaxf(high, series->coarse[n % SERIES_COARSE_BUCKETS].most);
	}
	*least = (double)low;
	*most = (double)high;
	return !isnan(low);
}

int64_t series_begin(const struct series *series)
{
	return series->begin;
}
