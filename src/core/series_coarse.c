/* series_coarse: the hour of a series, in 16 bits a value; see series_rings.h */
#include "config.h"

#include <math.h>
#include <string.h>

#include "core/series_rings.h"

/* Of the 65535 codes the range of the values takes about half when the step is chosen, and so has room to grow; a step is
 * too coarse when it takes less than a sixteenth. */
enum { CODES = 65535, CHOSEN = 32768, TOO_FEW = 4096 };

static double value_of(const struct series_coarse *coarse, uint16_t code)
{
	return code > 0 ? coarse->base + (double)(code - 1) * coarse->step : (double)NAN;
}

double coarse_least(const struct series_coarse *coarse, size_t place)
{
	return value_of(coarse, coarse->least[place]);
}

double coarse_most(const struct series_coarse *coarse, size_t place)
{
	return value_of(coarse, coarse->most[place]);
}

static bool fits(const struct series_coarse *coarse, double value)
{
	return coarse->step > 0 && value >= coarse->base && value <= coarse->base + (double)(CODES - 1) * coarse->step;
}

static uint16_t code_of(const struct series_coarse *coarse, double value)
{
	return (uint16_t)(1.5 + (value - coarse->base) / coarse->step);
}

/* The least power of two that divides a range into at most CHOSEN parts, and that floats of that size can tell apart. */
static double step_for(double low, double high)
{
	double size = fmax(fabs(low), fabs(high)), least = size > 0 ? ldexp(size, -23) : ldexp(1, -100);
	int exponent;

	frexp(fmax((high - low) / CHOSEN, least), &exponent);
	return ldexp(1, exponent);
}

/* Writes all buckets anew for values from low to high. */
static void choose(struct series_coarse *coarse, double low, double high)
{
	struct series_coarse old = *coarse;

	coarse->step = step_for(low, high);
	double middle = (low + high) / 2 - CODES / 2 * coarse->step;
	coarse->base = floor(middle / coarse->step) * coarse->step;
	for (size_t i = 0; i < SERIES_COARSE_BUCKETS; i++) {
		if (old.least[i] == 0)
			continue;
		coarse->least[i] = code_of(coarse, value_of(&old, old.least[i]));
		coarse->most[i] = code_of(coarse, value_of(&old, old.most[i]));
	}
}

/* False: all are empty. */
static bool range(const struct series_coarse *coarse, double *low, double *high)
{
	uint16_t least = UINT16_MAX, most = 0;

	for (size_t i = 0; i < SERIES_COARSE_BUCKETS; i++) {
		if (coarse->least[i] == 0)
			continue;
		least = coarse->least[i] < least ? coarse->least[i] : least;
		most = coarse->most[i] > most ? coarse->most[i] : most;
	}
	*low = value_of(coarse, least);
	*high = value_of(coarse, most);
	return most > 0;
}

void coarse_add(struct series_coarse *coarse, size_t place, float least, float most)
{
	double low = (double)least, high = (double)most, present_low, present_high;

	if (!fits(coarse, low) || !fits(coarse, high)) {
		if (range(coarse, &present_low, &present_high)) {
			present_low = fmin(present_low, low);
			present_high = fmax(present_high, high);
		} else {
			present_low = low;
			present_high = high;
		}
		choose(coarse, present_low, present_high);
	}
	uint16_t low_code = code_of(coarse, low), high_code = code_of(coarse, high);
	bool empty = coarse->least[place] == 0;
	if (empty || low_code < coarse->least[place])
		coarse->least[place] = low_code;
	if (empty || high_code > coarse->most[place])
		coarse->most[place] = high_code;
}

void coarse_refine(struct series_coarse *coarse)
{
	double low, high;

	if (!range(coarse, &low, &high)) {
		coarse->step = 0;
		return;
	}
	if ((high - low) / coarse->step < TOO_FEW && step_for(low, high) < coarse->step)
		choose(coarse, low, high);
}
