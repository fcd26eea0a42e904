/* series: see include/telltale/core/series.h. Numbers in 16 bits: series_codes.c. */
#include "config.h"

#include "telltale/core/series.h"

#include <math.h>
#include <stdlib.h>

#include "core/series_rings.h"
#include "telltale/base/clock.h"
#include "telltale/base/memory.h"

static const int64_t coarse_step = SERIES_COARSE_SECONDS * CLOCK_SECOND;

void series_clear(struct series *series)
{
	free(series->rings);
	*series = (struct series){ .rings = NULL };
}

void series_detach(struct series *copy)
{
	if (copy->rings != NULL)
		copy->rings = memory_copy(copy->rings, sizeof *copy->rings);
}

/* --- samples --------------------------------------------------------------------------------------------- */

static void rings_init(struct series_rings *rings, int64_t second)
{
	*rings = (struct series_rings){ .fine_head = second, .coarse_head = second / SERIES_COARSE_SECONDS };
}

/* The first bucket that is new when a number becomes the newest. */
static int64_t first_new(int64_t head, int64_t number, int64_t buckets)
{
	return number - head >= buckets ? number - buckets + 1 : head + 1;
}

static void advance_fine(struct series_rings *rings, int64_t number)
{
	for (int64_t n = first_new(rings->fine_head, number, SERIES_FINE_BUCKETS); n <= number; n++)
		rings->fine[n % SERIES_FINE_BUCKETS] = 0;
	if (number > rings->fine_head)
		rings->fine_head = number;
}

static void advance_coarse(struct series_rings *rings, int64_t number)
{
	if (number <= rings->coarse_head)
		return;
	for (int64_t n = first_new(rings->coarse_head, number, SERIES_COARSE_BUCKETS); n <= number; n++) {
		size_t place = (size_t)(n % SERIES_COARSE_BUCKETS);
		rings->coarse[2 * place] = rings->coarse[2 * place + 1] = 0;
	}
	rings->coarse_head = number;
	series_refine(&rings->coarse_scale, rings->coarse, 2 * SERIES_COARSE_BUCKETS);
	series_refine(&rings->fine_scale, rings->fine, SERIES_FINE_BUCKETS);
}

/* Each code may change the scale, and so the codes that are there already. */
static void put_coarse(struct series_rings *rings, size_t place, float least, float most)
{
	const size_t count = 2 * SERIES_COARSE_BUCKETS;
	struct series_scale *scale = &rings->coarse_scale;
	uint16_t *bucket = &rings->coarse[2 * place];

	if (bucket[0] == 0 || (double)least < series_decode(scale, bucket[0]))
		bucket[0] = series_code(scale, rings->coarse, count, (double)least);
	if (bucket[1] == 0 || (double)most > series_decode(scale, bucket[1]))
		bucket[1] = series_code(scale, rings->coarse, count, (double)most);
}

/* Brings the second that stands in the series into the rings. */
static void put_second(struct series_rings *rings, const struct series *series)
{
	int64_t second = series->until / CLOCK_SECOND - 1, step = second / SERIES_COARSE_SECONDS;

	advance_fine(rings, second);
	advance_coarse(rings, step);
	rings->fine[second % SERIES_FINE_BUCKETS] =
	    series_code(&rings->fine_scale, rings->fine, SERIES_FINE_BUCKETS, (double)series->last);
	put_coarse(rings, (size_t)(step % SERIES_COARSE_BUCKETS), series->least, series->most);
}

void series_fetch(const struct series *series, int64_t now)
{
	int64_t second = series->until / CLOCK_SECOND - 1;

	if (series->rings == NULL || now < series->until)
		return;
	__builtin_prefetch(series->rings);
	__builtin_prefetch(&series->rings->fine[second % SERIES_FINE_BUCKETS]);
	__builtin_prefetch(&series->rings->coarse[2 * (second / SERIES_COARSE_SECONDS % SERIES_COARSE_BUCKETS)]);
}

/* A new second begins with a sample. */
static void begin_second(struct series *series, int64_t now, float sample)
{
	if (series->until == 0) {
		series->begin = now;
	} else {
		if (series->rings == NULL) {
			series->rings = memory_resize(NULL, 1, sizeof *series->rings);
			rings_init(series->rings, series->until / CLOCK_SECOND - 1);
		}
		put_second(series->rings, series);
	}
	series->until = (now / CLOCK_SECOND + 1) * CLOCK_SECOND;
	series->last = series->least = series->most = sample;
}

void series_add(struct series *series, int64_t now, double value)
{
	float sample = series_sample(value);

	series->samples += series->samples < UINT32_MAX;
	if (now >= series->until) {
		begin_second(series, now, sample);
		return;
	}
	series->last = sample;
	if (sample < series->least)
		series->least = sample;
	if (sample > series->most)
		series->most = sample;
}

void series_take_over(struct series *series, uint32_t samples, float last, float least, float most)
{
	series->samples = samples < UINT32_MAX - series->samples ? series->samples + samples : UINT32_MAX;
	series->last = last;
	if (least < series->least)
		series->least = least;
	if (most > series->most)
		series->most = most;
}

/* --- reading --------------------------------------------------------------------------------------------- */

int64_t series_passing(const struct series *series)
{
	return series->until / CLOCK_SECOND - 1;
}

double series_fine(const struct series *series, int64_t number)
{
	const struct series_rings *rings = series->rings;
	int64_t newest = series_passing(series);

	if (number == newest)
		return (double)series->last;
	if (rings == NULL || number > rings->fine_head || number <= newest - SERIES_FINE_BUCKETS ||
	    number <= rings->fine_head - SERIES_FINE_BUCKETS || number < 0)
		return NAN;
	return series_decode(&rings->fine_scale, rings->fine[number % SERIES_FINE_BUCKETS]);
}

void series_coarse(const struct series *series, int64_t number, double *least, double *most)
{
	const struct series_rings *rings = series->rings;
	int64_t newest = series_passing(series) / SERIES_COARSE_SECONDS;
	bool kept = rings != NULL && number <= rings->coarse_head && number > newest - SERIES_COARSE_BUCKETS &&
	            number > rings->coarse_head - SERIES_COARSE_BUCKETS && number >= 0;
	const uint16_t *bucket = kept ? &rings->coarse[2 * (number % SERIES_COARSE_BUCKETS)] : NULL;

	*least = kept ? series_decode(&rings->coarse_scale, bucket[0]) : (double)NAN;
	*most = kept ? series_decode(&rings->coarse_scale, bucket[1]) : (double)NAN;
	if (number == newest) { /* fmin() and fmax() prefer what is a number */
		*least = fmin(*least, (double)series->least);
		*most = fmax(*most, (double)series->most);
	}
}

/* The value of one bucket by its number; of a coarse one the end that is further from `beside`, so that a
 * spike shows. */
static double bucket(const struct series *series, bool fine, int64_t number, double beside)
{
	double least, most;

	if (series->until == 0)
		return NAN;
	if (fine)
		return series_fine(series, number);
	series_coarse(series, number, &least, &most);
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

	if (series->until != 0) /* what stood before the span is held into it */
		for (int64_t n = first - 1; n >= first - held_buckets - 1 && isnan(last); n--) {
			last = bucket(series, fine, n, NAN);
			age = first - 1 - n;
		}
	int64_t number = first;
	for (size_t column = 0; column < columns; column++) {
		int64_t end = first + total * (int64_t)(column + 1) / (int64_t)columns;
		double shown = NAN;
		for (; number < end; number++) {
			double value = bucket(series, fine, number, last);
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

	*least = *most = NAN;
	for (int64_t n = newest - SERIES_COARSE_BUCKETS + 1; n <= newest && series->until != 0; n++) {
		double low, high;
		series_coarse(series, n, &low, &high);
		*least = fmin(*least, low);
		*most = fmax(*most, high);
	}
	return !isnan(*least);
}

int64_t series_begin(const struct series *series)
{
	return series->until != 0 ? series->begin : CLOCK_NEVER;
}
