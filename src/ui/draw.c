/* draw: see include/telltale/ui/draw.h */
#include "config.h"

#include "telltale/ui/draw.h"

#include <curses.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "telltale/base/text.h"

enum { LINE_BYTES = 4096 };

static const double least_span = 0.01; /* of its value: what a number must move by to fill the height of its graph */

struct canvas canvas_screen(const struct terminal *terminal)
{
	return (struct canvas){ terminal, 0, 0, terminal->rows, terminal->columns, 0, terminal->rows, 0,
		                terminal->columns };
}

static int least_of(int a, int b)
{
	return a < b ? a : b;
}

static int most_of(int a, int b)
{
	return a > b ? a : b;
}

struct canvas canvas_part(const struct canvas *canvas, int row, int column, int rows, int columns)
{
	struct canvas part = *canvas;

	part.top = canvas->top + row;
	part.left = canvas->left + column;
	part.rows = most_of(rows, 0);
	part.columns = most_of(columns, 0);
	part.clip_top = most_of(canvas->clip_top, part.top);
	part.clip_left = most_of(canvas->clip_left, part.left);
	part.clip_bottom = least_of(canvas->clip_bottom, part.top + part.rows);
	part.clip_right = least_of(canvas->clip_right, part.left + part.columns);
	return part;
}

bool canvas_shows(const struct canvas *canvas, int row)
{
	return canvas->top + row >= canvas->clip_top && canvas->top + row < canvas->clip_bottom;
}

/* Writes a text that is known to fit. */
static void put(const struct canvas *canvas, int row, int column, enum slot slot, const char *text)
{
	attrset((int)canvas->terminal->attributes[slot]);
	mvaddstr(canvas->top + row, canvas->left + column, text);
}

int draw_text_in(const struct canvas *canvas, int row, int column, int most, enum slot slot, const char *text)
{
	char ascii[LINE_BYTES], fitted[LINE_BYTES];
	int room = least_of(most, canvas->clip_right - (canvas->left + column));

	if (!canvas_shows(canvas, row) || canvas->left + column < canvas->clip_left || room <= 0)
		return 0;
	if (!canvas->terminal->utf8) {
		text_ascii(ascii, sizeof ascii, text);
		text = ascii;
	}
	size_t used = text_fit(fitted, sizeof fitted, text, (size_t)room,
	                       glyph_text(GLYPH_ELLIPSIS, canvas->terminal->utf8));
	put(canvas, row, column, slot, fitted);
	return (int)used;
}

int draw_text(const struct canvas *canvas, int row, int column, enum slot slot, const char *text)
{
	return draw_text_in(canvas, row, column, canvas->columns - column, slot, text);
}

/* Bytes of a text that go into a row: up to the last space that fits, or as much as fits. */
static size_t row_length(const char *text, size_t columns)
{
	char fitted[LINE_BYTES];

	text_fit(fitted, sizeof fitted, text, columns, "");
	size_t length = strlen(fitted);
	if (text[length] == '\0')
		return length;
	for (size_t i = length; i > length / 2; i--)
		if (text[i] == ' ')
			return i;
	return length > 0 ? length : strlen(text);
}

int draw_wrapped(const struct canvas *canvas, int row, int column, enum slot slot, const char *text)
{
	size_t room = (size_t)most_of(canvas->columns - column, 1);
	int rows = 0;

	do {
		char part[LINE_BYTES];
		size_t length = row_length(text, room);
		snprintf(part, sizeof part, "%.*s", (int)length, text);
		draw_text(canvas, row + rows++, column, slot, part);
		text += length;
		text += strspn(text, " ");
	} while (*text != '\0');
	return rows;
}

int draw_format(const struct canvas *canvas, int row, int column, enum slot slot, const char *format, ...)
{
	char text[LINE_BYTES];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	return draw_text(canvas, row, column, slot, text);
}

int draw_right(const struct canvas *canvas, int row, int end, enum slot slot, const char *text)
{
	char ascii[LINE_BYTES];

	if (!canvas->terminal->utf8) {
		text_ascii(ascii, sizeof ascii, text);
		text = ascii;
	}
	int begin = most_of(end - (int)text_width(text), 0);
	draw_text_in(canvas, row, begin, end - begin, slot, text);
	return begin;
}

int draw_glyph(const struct canvas *canvas, int row, int column, enum slot slot, enum glyph glyph)
{
	return draw_text(canvas, row, column, slot, glyph_text(glyph, canvas->terminal->utf8));
}

void draw_fill(const struct canvas *canvas, int row, int column, int columns, enum slot slot)
{
	int first = most_of(canvas->left + column, canvas->clip_left);
	int end = least_of(canvas->left + column + columns, canvas->clip_right);

	if (!canvas_shows(canvas, row) || end <= first)
		return;
	attrset((int)canvas->terminal->attributes[slot]);
	mvhline(canvas->top + row, first, (chtype)' ' | (chtype)canvas->terminal->attributes[slot], end - first);
}

void draw_box(const struct canvas *canvas, enum slot slot)
{
	bool utf8 = canvas->terminal->utf8;
	int bottom = canvas->rows - 1, right = canvas->columns - 1;

	for (int column = 1; column < right; column++) {
		draw_text(canvas, 0, column, slot, glyph_text(GLYPH_HORIZONTAL, utf8));
		draw_text(canvas, bottom, column, slot, glyph_text(GLYPH_HORIZONTAL, utf8));
	}
	for (int row = 1; row < bottom; row++) {
		draw_text(canvas, row, 0, slot, glyph_text(GLYPH_VERTICAL, utf8));
		draw_text(canvas, row, right, slot, glyph_text(GLYPH_VERTICAL, utf8));
	}
	draw_text(canvas, 0, 0, slot, glyph_text(GLYPH_TOP_LEFT, utf8));
	draw_text(canvas, 0, right, slot, glyph_text(GLYPH_TOP_RIGHT, utf8));
	draw_text(canvas, bottom, 0, slot, glyph_text(GLYPH_BOTTOM_LEFT, utf8));
	draw_text(canvas, bottom, right, slot, glyph_text(GLYPH_BOTTOM_RIGHT, utf8));
}

void draw_sparkline(const struct canvas *canvas, int row, int column, enum slot slot, const double *values,
                    size_t count, double least, double most)
{
	double low = INFINITY, high = -INFINITY;

	for (size_t i = 0; i < count; i++) {
		if (isnan(values[i]))
			continue;
		low = fmin(low, values[i]);
		high = fmax(high, values[i]);
	}
	if (!isnan(least) && !isnan(most)) {
		low = least;
		high = most;
	} else if (high - low < least_span * fabs(high + low) / 2) { /* hardly moves: it isn't to look wild */
		double middle = (high + low) / 2, half = least_span * fabs(middle) / 2;
		low = middle - half;
		high = middle + half;
	}
	for (size_t i = 0; i < count; i++) {
		if (isnan(values[i]))
			continue;
		double part = high > low ? (values[i] - low) / (high - low) : 0.4;
		unsigned height = (unsigned)fmax(0, fmin(6, part * 6 + 0.5)); /* the eighth would touch the row above */
		draw_text(canvas, row, column + (int)i, slot, glyph_bar(height, canvas->terminal->utf8));
	}
}

enum slot draw_dimmed(bool live, enum slot slot)
{
	return live ? slot : SLOT_DIM;
}
