/* ribbon: see include/telltale/ui/ribbon.h */
#include "config.h"

#include "telltale/ui/ribbon.h"

#include <stdio.h>
#include <string.h>

#include "telltale/base/text.h"
#include "telltale/core/profile.h"
#include "telltale/ui/pane.h"

/* How much a state matters that there is no room for. */
static int weight_of(const struct strip_change *change)
{
	static const int weights[] = {
		[STATE_REST] = 0, [STATE_ACTIVE] = 0, [STATE_MOVING] = 1, [STATE_UNKNOWN] = 2, [STATE_ALARM] = 3,
	};
	return weights[change->kind];
}

void ribbon_lay_out(const struct strip_change *changes, size_t count, int64_t from, int64_t to, int64_t until,
                    int columns, signed char *which)
{
	double width = (double)(to - from) / (double)columns;
	size_t next = 0; /* the first that begins behind the column */

	for (int column = 0; column < columns; column++) {
		int64_t begin = from + (int64_t)(width * column), end = from + (int64_t)(width * (column + 1));
		bool began = false;
		which[column] = (signed char)((int)next - 1);
		for (; next < count && changes[next].at < end; next++) {
			bool inside = changes[next].at >= begin;
			if (!began || weight_of(&changes[next]) >= weight_of(&changes[which[column]]))
				which[column] = (signed char)next;
			began |= inside;
		}
		if (begin >= until)
			which[column] = -1;
	}
}

static enum glyph line_of(const struct strip_change *change)
{
	static const enum glyph lines[] = {
		[STATE_REST] = GLYPH_LINE_REST,   [STATE_ACTIVE] = GLYPH_LINE_ACTIVE,   [STATE_MOVING] = GLYPH_LINE_MOVING,
		[STATE_ALARM] = GLYPH_LINE_ALARM, [STATE_UNKNOWN] = GLYPH_LINE_UNKNOWN,
	};
	return lines[change->kind];
}

static void draw_run(const struct canvas *canvas, int row, int column, int columns, const struct strip_change *change,
                     bool live)
{
	char line[RIBBON_COLUMNS * 4 + 1], word[STRIP_TEXT + 2];
	const char *glyph = glyph_text(line_of(change), canvas->terminal->utf8);
	enum slot slot = pane_kind_slot(change->kind, live);
	size_t used = 0;

	for (int i = 0; i < columns; i++, used += strlen(glyph))
		memcpy(line + used, glyph, strlen(glyph));
	line[used] = '\0';
	draw_text_in(canvas, row, column, columns, slot, line);
	snprintf(word, sizeof word, " %s ", change->text);
	if ((int)text_width(word) + 2 <= columns)
		draw_text(canvas, row, column + 1, slot, word);
}

void ribbon_draw(const struct canvas *canvas, int row, int column, const struct strip_change *changes,
                 const signed char *which, int columns, bool live)
{
	for (int first = 0, last; first < columns; first = last) {
		for (last = first + 1; last < columns && which[last] == which[first];)
			last++;
		if (which[first] >= 0)
			draw_run(canvas, row, column + first, last - first, &changes[which[first]], live);
		else
			for (int i = first + 1; i < last; i += 4)
				draw_glyph(canvas, row, column + i, SLOT_DIM, GLYPH_DOT);
	}
}
