/*
 * progress: one line at the foot of stderr that says how far long work has come.
 *
 * It is there only where stderr is a terminal, is drawn at most four times a second, never wider than the
 * terminal, and gone when the work is done. What else is printed meanwhile goes through progress_line().
 */
#ifndef TELLTALE_APP_PROGRESS_H
#define TELLTALE_APP_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "telltale/base/clock.h"

#define PROGRESS_INTERVAL (CLOCK_SECOND / 4)

struct progress {
	bool on;       /* stderr is a terminal, and the line is wanted */
	/* private */
	bool utf8;     /* the locale's characters are UTF-8 */
	size_t shown;  /* columns that the line takes; 0: none stands there */
	int64_t next;  /* when it may be drawn again */
	/* of the bar */
	int64_t measured; /* CLOCK_NEVER: not yet */
	uint64_t done, count;
	double done_rate, count_rate; /* a second, smoothed over some seconds */
};

/* How far some work has come. */
struct progress_state {
	const char *what;     /* "import" */
	uint64_t done, total; /* bytes */
	uint64_t count;       /* of things */
	const char *unit;     /* what they are: "docs"; NULL: they aren't shown */
};

/* wanted: false where the user wants no such line (--quiet). */
void progress_init(struct progress *progress, bool wanted);

/* Whether a line would be drawn now: for callers to whom making one is work. */
bool progress_due(const struct progress *progress);

/* Draws a line of the caller's own, if it's time for one. The text is cleaned, and cut to the terminal's width. */
void progress_show(struct progress *progress, const char *text);

/* Draws "import  42 % [####......]  1.2 MiB/s  12 340 docs/s  1 min 3 s left", if it's time for it. */
void progress_bar(struct progress *progress, const struct progress_state *state);

/* Prints a line of its own on stderr, terminal or not, above that of the progress. It is cleaned. */
void progress_line(struct progress *progress, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Takes the line away. It comes back with the next drawing, if there is one. */
void progress_end(struct progress *progress);

/* The text that progress_bar() draws, for `columns` columns and rates a second (0: not known yet). The bar itself is
 * left out where it doesn't fit. */
void progress_bar_text(char *text, size_t size, size_t columns, bool utf8, const struct progress_state *state,
                       double done_rate, double count_rate);

#endif
