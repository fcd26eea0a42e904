/* draw: see include/telltale/ui/draw.h */
#include "config.h"

#include "telltale/ui/draw.h"

#include <curses.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "telltale/base/text.h"

enum { LINE_BYTES = 4096, GLYPH_BYTES = 8 };

static const double least_span = 0.01; /* of its value: what a number must move by to fill the height of its graph */

struct canvas canvas_screen(const struct terminal *terminal)
{
	return (struct canvas){ terminal, 0, 0, terminal->rows, terminal->columns, 0, terminal->rows, 0,
		                terminal->columns, NULL };
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
static void put(const struct canvas *canvas, int row, int column, enum slot slot, enum found found, const char *text)
{
	static const unsigned marks[] = { [FOUND_NOTHING] = 0, [FOUND_MATCH] = A_UNDERLINE, [FOUND_CHOSEN] = A_REVERSE };

	attrset((int)(canvas->terminal->attributes[slot] | marks[found]));
	mvaddstr(canvas->top + row, canvas->left + column, text);
}

int draw_text_in(const struct canvas *canvas, int row, int column, int most, enum slot slot, const char *text)
{
	char ascii[LINE_BYTES], fitted[LINE_BYTES];
	int room = least_of(most, canvas->clip_right - (canvas->left + column));
	enum found found = canvas->finder != NULL ? finder_note(canvas->finder, canvas->top + row, text) : FOUND_NOTHING;

	if (!canvas_shows(canvas, row) || canvas->left + column < canvas->clip_left || room <= 0)
		return 0;
	if (!canvas->terminal->utf8) {
		text_ascii(ascii, sizeof ascii, text);
		text = ascii;
	}
	size_t used = text_fit(fitted, sizeof fitted, text, (size_t)room,
	                       glyph_text(GLYPH_ELLIPSIS, canvas->terminal->utf8));
	put(canvas, row, column, slot, found, fitted);
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

/* A line of a glyph, down or to the right, as far as the canvas shows it. */
static void draw_line(const struct canvas *canvas, int row, int column, int length, bool down, enum slot slot,
                      enum glyph glyph)
{
	attr_t attributes = canvas->terminal->attributes[slot];
	int top = canvas->top + row, left = canvas->left + column;
	int bottom = least_of(top + (down ? length : 1), canvas->clip_bottom);
	int right = least_of(left + (down ? 1 : length), canvas->clip_right);
	wchar_t wide[2] = L"";
	cchar_t cell;

	top = most_of(top, canvas->clip_top);
	left = most_of(left, canvas->clip_left);
	if (top >= bottom || left >= right ||
	    mbtowc(wide, glyph_text(glyph, canvas->terminal->utf8), GLYPH_BYTES) <= 0)
		return;
	setcchar(&cell, wide, attributes & ~(attr_t)A_COLOR, (short)PAIR_NUMBER(attributes), NULL);
	if (down)
		mvvline_set(top, left, &cell, bottom - top);
	else
		mvhline_set(top, left, &cell, right - left);
}

void draw_box(const struct canvas *canvas, enum slot slot)
{
	int bottom = canvas->rows - 1, right = canvas->columns - 1;

	draw_line(canvas, 0, 1, right - 1, false, slot, GLYPH_HORIZONTAL);
	draw_line(canvas, bottom, 1, right - 1, false, slot, GLYPH_HORIZONTAL);
	draw_line(canvas, 1, 0, bottom - 1, true, slot, GLYPH_VERTICAL);
	draw_line(canvas, 1, right, bottom - 1, true, slot, GLYPH_VERTICAL);
	draw_line(canvas, 0, 0, 1, false, slot, GLYPH_TOP_LEFT);
	draw_line(canvas, 0, right, 1, false, slot, GLYPH_TOP_RIGHT);
	draw_line(canvas, bottom, 0, 1, false, slot, GLYPH_BOTTOM_LEFT);
	draw_line(canvas, bottom, right, 1, false, slot, GLYPH_BOTTOM_RIGHT);
}

/* The range that fills the height of a graph. */
static void graph_range(const double *values, size_t count, double *low, double *high)
{
	*low = INFINITY;
	*high = -INFINITY;
	for (size_t i = 0; i < count; i++) {
		if (isnan(values[i]))
			continue;
		*low = fmin(*low, values[i]);
		*high = fmax(*high, values[i]);
	}
	if (*high - *low < least_span * fabs(*high + *low) / 2) { /* hardly moves: it isn't to look wild */
		double middle = (*high + *low) / 2, half = least_span * fabs(middle) / 2;
		*low = middle - half;
		*high = middle + half;
	}
}

void draw_sparkline(const struct canvas *canvas, int row, int column, enum slot slot, const double *values,
                    size_t count, double least, double most)
{
	char run[LINE_BYTES];
	double low, high;
	size_t used = 0;

	graph_range(values, count, &low, &high);
	if (!isnan(least) && !isnan(most)) {
		low = least;
		high = most;
	}
	for (size_t i = 0, begin = 0; i <= count; i++) { /* what has no gap is drawn in one piece */
		bool gap = i == count || isnan(values[i]) || used + GLYPH_BYTES >= sizeof run;
		if (gap && used > 0) {
			run[used] = '\0';
			draw_text(canvas, row, column + (int)begin, slot, run);
			used = 0;
		}
		if (i == count || isnan(values[i]))
			continue;
		begin = used == 0 ? i : begin;
		double part = high > low ? (values[i] - low) / (high - low) : 0.4;
		unsigned height = (unsigned)fmax(0, fmin(6, part * 6 + 0.5)); /* the eighth would touch the row above */
		const char *bar = glyph_bar(height, canvas->terminal->utf8);
		memcpy(run + used, bar, strlen(bar));
		used += strlen(bar);
	}
}

enum slot draw_dimmed(bool live, enum slot slot)
{
	return live ? slot : SLOT_DIM;
}
