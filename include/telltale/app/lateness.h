/*
 * lateness: how late things were, as a distribution in constant memory.
 *
 * The spans lie in classes whose width is a sixteenth of their size, so that a quantile is right to 7 %.
 */
#ifndef TELLTALE_APP_LATENESS_H
#define TELLTALE_APP_LATENESS_H

#include <stddef.h>
#include <stdint.h>

enum { LATENESS_CLASSES = 16 * 61 };

/* All zero to begin with. */
struct lateness {
	uint64_t count;
	int64_t most; /* nanoseconds */
	uint64_t classes[LATENESS_CLASSES];
};

/* Adds a span of nanoseconds; what was early counts as in time. */
void lateness_add(struct lateness *lateness, int64_t late);

/* The span that `part` (0 to 1) of them don't exceed; 0 where there are none. */
int64_t lateness_quantile(const struct lateness *lateness, double part);

/* A span, the more exact the shorter it is: "0.08 ms", "12.3 ms", "2.4 s". */
void lateness_text(char *text, size_t size, int64_t late);

#endif
