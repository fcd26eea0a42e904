/* devices_lines: rows of panes, and which of them are seen; see devices_private.h */
#include "config.h"

#include <stdio.h>

#include "telltale/base/memory.h"
#include "telltale/base/text.h"
#include "telltale/ui/pane.h"
#include "ui/devices_private.h"

/* --- layout ---------------------------------------------------------------------------------------------- */

static void add_line(struct devices_state *state, size_t first, size_t count, size_t group)
{
	state->lines = memory_grow(state->lines, state->line_count, &state->line_capacity, sizeof *state->lines);
	state->lines[state->line_count++] = (struct devices_line){ (unsigned)first, (unsigned short)count, (unsigned short)group };
}

static void add_panes(struct devices_state *state, size_t first, size_t count, size_t group)
{
	size_t across = (size_t)state->across;

	for (size_t i = 0; i < count; i += across)
		add_line(state, first + i, count - i < across ? count - i : across, group);
}

void devices_arrange(struct devices_state *state, const struct screen *screen)
{
	const struct roster *roster = &state->roster;
	int across = screen->density == DENSITY_LIST ? 1 : state->columns / PANE_LEAST_COLUMNS;

	if (across < 1)
		across = 1;
	if (state->version == roster->version && state->across == across && state->density == screen->density)
		return;
	state->version = roster->version;
	state->across = across;
	state->density = screen->density;
	state->line_count = 0;
	for (size_t i = 0; i < roster->group_count; i++) {
		add_line(state, roster->groups[i].first, 0, i);
		add_panes(state, roster->groups[i].first, roster->groups[i].count, i);
	}
	if (roster->group_count == 0)
		add_panes(state, 0, roster->count, 0);
}

int devices_height(const struct devices_state *state, size_t which)
{
	const struct devices_line *line = &state->lines[which];
	int most = 3;

	if (line->count == 0 || state->density == DENSITY_LIST)
		return 1;
	if (state->density == DENSITY_COMPACT)
		most = PANE_COMPACT_ROWS;
	for (size_t i = 0; i < line->count && state->density == DENSITY_FULL; i++)
		if (pane_rows(state->roster.shown[line->first + i]) > most)
			most = pane_rows(state->roster.shown[line->first + i]);
	return most < state->window ? most : state->window;
}

size_t devices_line_of(const struct devices_state *state, size_t index)
{
	size_t low = 0, high = state->line_count;

	while (high - low > 1) {
		size_t middle = (low + high) / 2;
		if (state->lines[middle].first <= index)
			low = middle;
		else
			high = middle;
	}
	return low; /* of a heading and its first row, which begin alike, the row comes last */
}

/* Puts the end of a line at the window's end, or as far up as it takes to fill the window. */
static void show_end_of(struct devices_state *state, size_t line)
{
	int rows = devices_height(state, line);

	while (rows < state->window && line > 0)
		rows += devices_height(state, --line);
	state->top = line;
	state->hidden = rows > state->window ? rows - state->window : 0;
}

/* Rows from the window's top to the end of a line; more than the window where it is further down. */
static int rows_to(const struct devices_state *state, size_t line)
{
	int rows = -state->hidden;

	for (size_t i = state->top; i <= line && rows <= state->window; i++)
		rows += devices_height(state, i);
	return rows;
}

void devices_follow(struct devices_state *state, const struct screen *screen)
{
	size_t line = devices_line_of(state, roster_index(&state->roster, screen->focus)), last = state->line_count - 1;
	size_t head = line > 0 && state->lines[line - 1].count == 0 ? line - 1 : line;

	if (state->top > last) {
		state->top = last;
		state->hidden = 0;
	}
	if (head < state->top || (head == state->top && state->hidden > 0)) {
		state->top = head;
		state->hidden = 0;
	}
	if (rows_to(state, line) > state->window)
		show_end_of(state, line);
	if (rows_to(state, last) < state->window)
		show_end_of(state, last);
}

/* --- drawing --------------------------------------------------------------------------------------------- */

/* "── DBX drone box  4 ──────" */
static void draw_heading(const struct devices_state *state, const struct canvas *canvas, int row, size_t group)
{
	const struct roster_group *of = &state->roster.groups[group];
	struct canvas rule = canvas_part(canvas, row, 0, 1, canvas->columns);
	int column = 3;

	for (int i = 0; i < canvas->columns; i++)
		draw_glyph(&rule, 0, i, SLOT_BORDER, GLYPH_HORIZONTAL);
	draw_text(&rule, 0, column - 1, SLOT_BORDER, " ");
	column += draw_text_in(&rule, 0, column, canvas->columns - column - 8, SLOT_HEADING, of->name);
	draw_format(&rule, 0, column, SLOT_DIM, "  %zu ", of->count);
}

static void draw_line(const struct devices_state *state, const struct screen *screen, const struct canvas *canvas, int row,
                      const struct devices_line *line, int rows, const struct pane_line *columns)
{
	for (int i = 0; i < line->count; i++) {
		const struct device *device = state->roster.shown[line->first + (unsigned)i];
		device_settle(device);
		int left = canvas->columns * i / state->across, right = canvas->columns * (i + 1) / state->across;
		struct canvas part = canvas_part(canvas, row, left, rows, right - left);
		bool focused = device == screen->focus;
		if (state->density == DENSITY_LIST)
			pane_draw_line(screen, &part, device, columns, focused);
		else if (state->density == DENSITY_COMPACT)
			pane_draw_compact(screen, &part, device, focused);
		else
			pane_draw(screen, &part, device, focused);
	}
}

/* Of the devices in the window, so that it costs no more than they do. */
static int longest_name(const struct devices_state *state)
{
	size_t longest = 0;

	for (size_t i = state->top; i < state->line_count && i < state->top + (size_t)state->window; i++) {
		size_t width = state->lines[i].count > 0 ? text_width(state->roster.shown[state->lines[i].first]->title) : 0;
		longest = width > longest ? width : longest;
	}
	return (int)longest;
}

size_t devices_draw_lines(struct devices_state *state, const struct screen *screen, const struct canvas *canvas, size_t *first)
{
	struct pane_line columns = pane_line_for(canvas->columns, state->density == DENSITY_LIST ? longest_name(state) : 0);
	int row = -state->hidden;
	size_t line = state->top, last = 0;

	*first = state->lines[line].first;
	for (; line < state->line_count && row < canvas->rows; line++) {
		int rows = devices_height(state, line);
		if (state->lines[line].count == 0)
			draw_heading(state, canvas, row, state->lines[line].group);
		else
			draw_line(state, screen, canvas, row, &state->lines[line], rows, &columns);
		last = state->lines[line].first + state->lines[line].count;
		row += rows;
	}
	state->seen = line - state->top;
	return last;
}
