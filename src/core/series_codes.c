/* series_codes: numbers in 16 bits; see series_rings.h */
#include "config.h"

#include <math.h>

#include "core/series_rings.h"

/* Of the 65535 codes the range of the numbers takes about half when the step is chosen, and so has room to grow; a step is
 * too coarse when it takes less than a sixteenth. */
enum { CODES = 65535, CHOSEN = 32768, TOO_FEW = 4096 };

double series_decode(const struct series_scale *scale, uint16_t code)
{
	return code > 0 ? scale->base + (double)(code - 1) * scale->step : (double)NAN;
}

static bool fits(const struct series_scale *scale, double value)
{
	return scale->step > 0 && value >= scale->base && value <= scale->base + (double)(CODES - 1) * scale->step;
}

static uint16_t code_of(const struct series_scale *scale, double value)
{
	return (uint16_t)(1.5 + (value - scale->base) / scale->step);
}

/* The least power of two that divides a range into at most CHOSEN parts, and that floats of that size can tell apart. */
static double step_for(double low, double high)
{
	double size = fmax(fabs(low), fabs(high)), least = size > 0 ? ldexp(size, -23) : ldexp(1, -100);
	int exponent;

	frexp(fmax((high - low) / CHOSEN, least), &exponent);
	return ldexp(1, exponent);
}

/* Writes all codes anew for numbers from low to high. */
static void choose(struct series_scale *scale, uint16_t *codes, size_t count, double low, double high)
{
	struct series_scale old = *scale;

	scale->step = step_for(low, high);
	scale->base = floor(((low + high) / 2 - CODES / 2 * scale->step) / scale->step) * scale->step;
	for (size_t i = 0; i < count; i++)
		if (codes[i] != 0)
			codes[i] = code_of(scale, series_decode(&old, codes[i]));
}

/* False: there are none. */
static bool range(const struct series_scale *scale, const uint16_t *codes, size_t count, double *low, double *high)
{
	uint16_t least = UINT16_MAX, most = 0;

	for (size_t i = 0; i < count; i++) {
		least = codes[i] != 0 && codes[i] < least ? codes[i] : least;
		most = codes[i] > most ? codes[i] : most;
	}
	*low = series_decode(scale, least);
	*high = series_decode(scale, most);
	return most > 0;
}

uint16_t series_code(struct series_scale *scale, uint16_t *codes, size_t count, double value)
{
	double low, high;

	if (!fits(scale, value)) {
		bool any = range(scale, codes, count, &low, &high);
		choose(scale, codes, count, any ? fmin(low, value) : value, any ? fmax(high, value) : value);
	}
	return code_of(scale, value);
}

void series_refine(struct series_scale *scale, uint16_t *codes, size_t count)
{
	double low, high;

	if (!range(scale, codes, count, &low, &high))
		scale->step = 0;
	else if ((high - low) / scale->step < TOO_FEW && step_for(low, high) < scale->step)
		choose(scale, codes, count, low, high);
}
