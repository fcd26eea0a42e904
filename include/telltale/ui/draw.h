/*
 * draw: text in colours on a part of the screen, cut at its edges.
 *
 * Everything that is handed to these functions must be clean (base/text); they turn it into ASCII where the
 * terminal needs that. Rows and columns count from the canvas' own corner; what lies outside isn't drawn.
 */
#ifndef TELLTALE_UI_DRAW_H
#define TELLTALE_UI_DRAW_H

#include <stdbool.h>
#include <stddef.h>

#include "telltale/conf/theme.h"
#include "telltale/ui/finder.h"
#include "telltale/ui/glyph.h"
#include "telltale/ui/terminal.h"

/* A rectangle to draw on. Its corner may lie outside of what is visible of it. */
struct canvas {
	const struct terminal *terminal;
	int top, left;     /* of the corner, on the screen */
	int rows, columns;
	int clip_top, clip_bottom, clip_left, clip_right; /* on the screen; bottom and right are the first outside */
	struct finder *finder; /* is told of every text; NULL: nobody is */
};

/* The whole screen; a part of a canvas. */
struct canvas canvas_screen(const struct terminal *terminal);
struct canvas canvas_part(const struct canvas *canvas, int row, int column, int rows, int columns);

/* Whether a row of the canvas is visible at all. */
bool canvas_shows(const struct canvas *canvas, int row);

/* Writes a text; what doesn't fit into the canvas ends in an ellipsis. Returns the columns used. */
int draw_text(const struct canvas *canvas, int row, int column, enum slot slot, const char *text);

/* The same, with at most `most` columns. */
int draw_text_in(const struct canvas *canvas, int row, int column, int most, enum slot slot, const char *text);

/* The same over as many rows as it takes, broken at spaces. Returns the rows, at least 1. */
int draw_wrapped(const struct canvas *canvas, int row, int column, enum slot slot, const char *text);

int draw_format(const struct canvas *canvas, int row, int column, enum slot slot, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* A text that ends at the right edge (or at `end`, not included). Returns the column where it begins. */
int draw_right(const struct canvas *canvas, int row, int end, enum slot slot, const char *text);

int draw_glyph(const struct canvas *canvas, int row, int column, enum slot slot, enum glyph glyph);

/* Fills columns of a row with spaces in a slot's colours. */
void draw_fill(const struct canvas *canvas, int row, int column, int columns, enum slot slot);

/* A frame along the edges of the canvas. */
void draw_box(const struct canvas *canvas, enum slot slot);

/* Values as bars, one a column; NAN leaves a gap. They are scaled to the range given, or (NAN) from the least to
 * the most of them; one that moves by less than a hundredth of itself doesn't fill the height. */
void draw_sparkline(const struct canvas *canvas, int row, int column, enum slot slot, const double *values,
                    size_t count, double least, double most);

/* A slot for what isn't live: its attributes without its colours. */
enum slot draw_dimmed(bool live, enum slot slot);

#endif
