/* lateness: see include/telltale/app/lateness.h */
#include "config.h"

#include "telltale/app/lateness.h"

#include <math.h>
#include <stdio.h>

#include "telltale/base/clock.h"

/* Sizes below 16 have a class each, those from 2^n to 2^(n+1) sixteen. */
static size_t class_of(uint64_t size)
{
	size_t doublings = 0;

	for (; size >= 32; size >>= 1)
		doublings++;
	return doublings * 16 + (size_t)size;
}

/* The largest that is in a class. */
static int64_t end_of(size_t class)
{
	if (class < 32)
		return (int64_t)class;
	size_t doublings = class / 16 - 1;
	return (int64_t)((((uint64_t)class - 16 * doublings + 1) << doublings) - 1);
}

void lateness_add(struct lateness *lateness, int64_t late)
{
	if (late < 0)
		late = 0;
	lateness->count++;
	if (late > lateness->most)
		lateness->most = late;
	lateness->classes[class_of((uint64_t)late)]++;
}

int64_t lateness_quantile(const struct lateness *lateness, double part)
{
	uint64_t wanted = (uint64_t)ceil(part * (double)lateness->count), seen = 0;

	for (size_t i = 0; i < LATENESS_CLASSES; i++) {
		seen += lateness->classes[i];
		if (seen > 0 && seen >= wanted)
			return end_of(i) < lateness->most ? end_of(i) : lateness->most;
	}
	return 0;
}

void lateness_text(char *text, size_t size, int64_t late)
{
	if (late < CLOCK_SECOND)
		snprintf(text, size, "%.*f ms", late < 10 * CLOCK_MILLISECOND ? 2 : 1, (double)late / (double)CLOCK_MILLISECOND);
	else
		clock_span_text(text, size, late);
}
