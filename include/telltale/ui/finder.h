/*
 * finder: which rows of a text match what is sought. A canvas that has one tells it of every text that is drawn there,
 * seen or not, and matches are drawn so that they stand out.
 */
#ifndef TELLTALE_UI_FINDER_H
#define TELLTALE_UI_FINDER_H

#include <stdbool.h>
#include <stddef.h>

#include "telltale/core/filter.h"

enum found { FOUND_NOTHING, FOUND_MATCH, FOUND_CHOSEN };

enum { FINDER_NONE = -1 };

/* All zero to begin with: nothing is sought. */
struct finder {
	const struct filter *filter; /* NULL: nothing */
	int origin;                  /* the row of the screen where the text begins */
	int chosen;                  /* the row of the text that was gone to last, or FINDER_NONE */
	int *rows;                   /* that match, in order */
	size_t count, capacity;
};

/* Begins to look; what was found before is forgotten, but not what was chosen. */
void finder_begin(struct finder *finder, int origin);

/* Seeks something else, or (NULL) nothing. */
void finder_seek(struct finder *finder, const struct filter *filter);

/* Takes a text that is drawn in a row of the screen. */
enum found finder_note(struct finder *finder, int row, const char *text);

/* Chooses the next match behind (1) or before (-1) a row of the text, beginning anew at the other end. FINDER_NONE: there
 * is none. */
int finder_next(struct finder *finder, int row, int direction);

void finder_clear(struct finder *finder);

#endif
