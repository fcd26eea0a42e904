/*
 * candidates: what the text that is being typed could become, each with a line of help.
 */
#ifndef TELLTALE_UI_CANDIDATES_H
#define TELLTALE_UI_CANDIDATES_H

#include <stdbool.h>
#include <stddef.h>

#include "telltale/ui/draw.h"

enum { CANDIDATES = 64, CANDIDATE_BYTES = 128, CANDIDATES_NONE = -1 };

struct candidate {
	char text[CANDIDATE_BYTES];     /* clean */
	char argument[32];              /* what comes behind it; "": nothing */
	const char *help;               /* outlives it; "": none */
};

struct candidates {
	char begun[CANDIDATE_BYTES];    /* what was typed of it */
	size_t begin;                   /* the byte of the line where that begins */
	struct candidate all[CANDIDATES];
	size_t count;                   /* of those above */
	size_t found;                   /* of those that there are */
	char common[CANDIDATE_BYTES];   /* what all that were found begin with */
	int chosen;                     /* which one stands in the line; CANDIDATES_NONE */
};

/* None yet, for what stands in a line from a byte on. */
void candidates_begin(struct candidates *candidates, const char *line, size_t begin);

/* Adds a name, if it begins as what was typed (ASCII letters without case). */
void candidates_add(struct candidates *candidates, const char *text, const char *argument, const char *help);

/* Adds each word of a text with spaces between. */
void candidates_add_words(struct candidates *candidates, const char *words, const char *help);

/* Draws them on the lowest rows of a canvas. */
void candidates_draw(const struct candidates *candidates, const struct canvas *canvas);

#endif
