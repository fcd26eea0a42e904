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

static double size_of(double low, double high)
{
	return fmax(fabs(low), fabs(high));
}

/* The least power of two that divides a range into at most CHOSEN parts, and that floats of that size can tell apart. */
static double step_for(double range, double size)
{
	double least = size > 0 ? ldexp(size, -23) : ldexp(1, -100);
	int exponent;

	frexp(fmax(range / CHOSEN, least), &exponent);
	return ldexp(1, exponent);
}

/* Writes all codes anew, for numbers from low to high. */
static void choose(struct series_scale *scale, uint16_t *codes, size_t count, double low, double high, double step)
{
	struct series_scale old = *scale;

	scale->step = step;
	scale->base = floor(((low + high) / 2 - CODES / 2 * scale->step) / scale->step) * scale->step;
	for (size_t i = 0; old.step > 0 && i < count; i++)
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

/* Room for numbers of about the same size as those that are there: or each of the first would need more. */
static void make_room(struct series_scale *scale, uint16_t *codes, size_t count, double value)
{
	double low = value, high = value, present_low, present_high;

	if (scale->step > 0 && range(scale, codes, count, &present_low, &present_high)) {
		low = fmin(low, present_low);
		high = fmax(high, present_high);
	}
	double size = size_of(low, high);
	choose(scale, codes, count, low, high, step_for(fmax(high - low, size / 16), size));
}

uint16_t series_code(struct series_scale *scale, uint16_t *codes, size_t count, double value)
{
	if (!fits(scale, value))
		make_room(scale, codes, count, value);
	return code_of(scale, value);
}

void series_refine(struct series_scale *scale, uint16_t *codes, size_t count)
{
	double low, high;

	if (!range(scale, codes, count, &low, &high)) {
		scale->step = 0;
		return;
	}
	double finer = step_for(high - low, size_of(low, high));
	if ((high - low) / scale->step < TOO_FEW && finer < scale->step)
		choose(scale, codes, count, low, high, finer);
}
