/* view_devices: a pane for each device, as many in a row as fit; see include/telltale/ui/view.h */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "telltale/base/clock.h"
#include "telltale/base/memory.h"
#include "telltale/base/text.h"
#include "telltale/ui/pane.h"
#include "telltale/ui/roster.h"
#include "telltale/ui/screen.h"

/* One row of panes, or the heading of a group. */
struct line {
	unsigned first;       /* of the roster */
	unsigned short count; /* panes; 0: a heading */
	unsigned short group;
};

struct state {
	struct roster roster;
	/* the rows of all devices, and what they were made for */
	struct line *lines;
	size_t line_count, line_capacity;
	unsigned version;
	enum density density;
	int across; /* panes in a row */
	/* where the window stands: heights are only looked at near it, however many devices there are */
	size_t top;         /* the first line that is seen */
	int hidden;         /* its rows that aren't */
	int window, columns; /* of the last frame */
	size_t seen;        /* lines of the last frame */
};

static void *devices_open(struct screen *screen)
{
	struct state *state = memory_zeroed(1, sizeof *state);

	(void)screen;
	state->columns = PANE_LEAST_COLUMNS;
	return state;
}

static void devices_close(void *opaque)
{
	struct state *state = opaque;

	roster_clear(&state->roster);
	free(state->lines);
	free(state);
}

static void refresh(struct state *state, struct screen *screen)
{
	struct roster *roster = &state->roster;

	struct roster_order order = { screen->sort, screen->group, &screen->pins };

	roster_refresh(roster, screen->model.fleet, &order, screen->filter, screen->mono);
	if (roster->count == 0)
		screen->focus = NULL;
	else if (screen->focus == NULL || roster->shown[roster_index(roster, screen->focus)] != screen->focus)
		screen->focus = roster->shown[0];
}

/* --- layout ---------------------------------------------------------------------------------------------- */

static void add_line(struct state *state, size_t first, size_t count, size_t group)
{
	state->lines = memory_grow(state->lines, state->line_count, &state->line_capacity, sizeof *state->lines);
	state->lines[state->line_count++] = (struct line){ (unsigned)first, (unsigned short)count, (unsigned short)group };
}

static void add_panes(struct state *state, size_t first, size_t count, size_t group)
{
	size_t across = (size_t)state->across;

	for (size_t i = 0; i < count; i += across)
		add_line(state, first + i, count - i < across ? count - i : across, group);
}

/* Puts the devices into rows, when they, their order or the width have changed. */
static void arrange(struct state *state, const struct screen *screen)
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

static int height_of(const struct state *state, size_t which)
{
	const struct line *line = &state->lines[which];
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

/* The line of panes in which a device stands, by its place in the roster. */
static size_t line_of(const struct state *state, size_t index)
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
static void show_end_of(struct state *state, size_t line)
{
	int rows = height_of(state, line);

	while (rows < state->window && line > 0)
		rows += height_of(state, --line);
	state->top = line;
	state->hidden = rows > state->window ? rows - state->window : 0;
}

/* Rows from the window's top to the end of a line; more than the window where it is further down. */
static int rows_to(const struct state *state, size_t line)
{
	int rows = -state->hidden;

	for (size_t i = state->top; i <= line && rows <= state->window; i++)
		rows += height_of(state, i);
	return rows;
}

/* Scrolls just as far as it takes to see the whole focused pane, and the heading above it. */
static void follow_focus(struct state *state, const struct screen *screen)
{
	size_t line = line_of(state, roster_index(&state->roster, screen->focus)), last = state->line_count - 1;
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

static void centre(const struct canvas *canvas, int row, enum slot slot, const char *text)
{
	int width = (int)text_width(text), column = (canvas->columns - width) / 2;

	draw_text(canvas, row, column > 0 ? column : 0, slot, text);
}

/* Why there is nothing to see, and what to do about it. */
static void draw_empty(const struct screen *screen, const struct canvas *canvas)
{
	const struct link *link = screen->model.link;
	char line[LINK_URL + LINK_REASON + 64], span[32];
	int row = canvas->rows / 2 - 2;

	if (row < 0)
		row = 0;
	if (filter_kind(screen->filter) != FILTER_ALL && fleet_counts(screen->model.fleet)->devices > 0) {
		snprintf(line, sizeof line, "No device matches '%s'.", filter_words(screen->filter));
		centre(canvas, row, SLOT_TEXT, line);
		centre(canvas, row + 2, SLOT_DIM, "Esc shows all again.");
	} else if (link->state == LINK_UP) {
		snprintf(line, sizeof line, *link->filters != '\0' ? "Connected to %s. No message yet on %s."
		         : "Connected to %s.", link->url, link->filters); /* a replay doesn't speak of filters */
		centre(canvas, row, SLOT_TEXT, line);
		if (link->refused_filters > 0) {
			snprintf(line, sizeof line, "The broker refused the filter '%s'.", link->refused);
			centre(canvas, row + 1, SLOT_WARN, line);
		}
		if (screen->model.empty_hint != NULL)
			centre(canvas, row + 2, SLOT_DIM, screen->model.empty_hint);
	} else if (link->state == LINK_CONNECTING && *link->reason == '\0') {
		snprintf(line, sizeof line, "Connecting to %s ...", link->url);
		centre(canvas, row, SLOT_TEXT, line);
	} else {
		snprintf(line, sizeof line, "No connection to %s", link->url);
		centre(canvas, row, SLOT_OFFLINE, line);
		centre(canvas, row + 1, SLOT_TEXT, link->reason);
		clock_span_text(span, sizeof span, link->retry_at - fleet_now(screen->model.fleet));
		if (link->state == LINK_WAITING)
			snprintf(line, sizeof line, "Next try in %s%s.", span,
			         screen->model.playback == NULL ? "; F5 tries now" : "");
		else
			snprintf(line, sizeof line, "Trying again ...");
		centre(canvas, row + 3, SLOT_DIM, line);
		if (screen->model.down_hint != NULL)
			centre(canvas, row + 5, SLOT_DIM, screen->model.down_hint);
	}
}

/* "── DBX drone box  4 ──────" */
static void draw_heading(const struct state *state, const struct canvas *canvas, int row, size_t group)
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

static void draw_line(const struct state *state, const struct screen *screen, const struct canvas *canvas, int row,
                      const struct line *line, int rows, const struct pane_line *columns)
{
	for (int i = 0; i < line->count; i++) {
		const struct device *device = state->roster.shown[line->first + (unsigned)i];
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
static int longest_name(const struct state *state)
{
	size_t longest = 0;

	for (size_t i = state->top; i < state->line_count && i < state->top + (size_t)state->window; i++) {
		size_t width = state->lines[i].count > 0 ? text_width(state->roster.shown[state->lines[i].first]->title) : 0;
		longest = width > longest ? width : longest;
	}
	return (int)longest;
}

/* Returns the last device that is seen, counted from 1; *first gets the first. */
static size_t draw_lines(struct state *state, const struct screen *screen, const struct canvas *canvas, size_t *first)
{
	struct pane_line columns = pane_line_for(canvas->columns, state->density == DENSITY_LIST ? longest_name(state) : 0);
	int row = -state->hidden;
	size_t line = state->top, last = 0;

	*first = state->lines[line].first;
	for (; line < state->line_count && row < canvas->rows; line++) {
		int rows = height_of(state, line);
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

static void note_position(struct screen *screen, size_t first, size_t last, const struct state *state)
{
	size_t all = fleet_counts(screen->model.fleet)->devices;
	size_t used = 0;

	if (first > 0 || last < state->roster.count)
		used += (size_t)snprintf(screen->position, sizeof screen->position, "%zu-%zu of ", first + 1, last);
	else if (state->roster.count == all && screen->sort == SORT_NAME && screen->group == GROUP_NONE)
		return;
	used += (size_t)snprintf(screen->position + used, sizeof screen->position - used, "%zu", state->roster.count);
	if (state->roster.count < all)
		used += (size_t)snprintf(screen->position + used, sizeof screen->position - used, " of %zu", all);
	if (screen->group != GROUP_NONE && used < sizeof screen->position)
		used += (size_t)snprintf(screen->position + used, sizeof screen->position - used, ", per %s",
		                         group_name(screen->group));
	if (screen->sort != SORT_NAME && used < sizeof screen->position)
		snprintf(screen->position + used, sizeof screen->position - used, ", by %s", sort_name(screen->sort));
}

static void devices_draw(void *opaque, struct screen *screen, const struct canvas *canvas)
{
	struct state *state = opaque;

	refresh(state, screen);
	if (state->roster.count == 0) {
		draw_empty(screen, canvas);
		return;
	}
	state->columns = canvas->columns;
	state->window = canvas->rows;
	arrange(state, screen);
	follow_focus(state, screen);
	size_t first, last = draw_lines(state, screen, canvas, &first);
	note_position(screen, first, last, state);
}

/* --- keys ------------------------------------------------------------------------------------------------ */

/* Moves the focus by panes, stopping at the ends. */
static unsigned move_focus(struct state *state, struct screen *screen, long by)
{
	refresh(state, screen);
	if (state->roster.count == 0)
		return STALE_NOTHING;
	long last = (long)state->roster.count - 1;
	long to = (long)roster_index(&state->roster, screen->focus) + by;
	screen->focus = state->roster.shown[to < 0 ? 0 : to > last ? last : to];
	return STALE_FRAME;
}

/* By whole rows, staying in the column; headings don't count. Where there are no more rows the focus stays. */
static unsigned move_rows(struct state *state, struct screen *screen, long rows)
{
	refresh(state, screen);
	arrange(state, screen);
	if (state->line_count == 0)
		return STALE_NOTHING;
	size_t index = roster_index(&state->roster, screen->focus), line = line_of(state, index), to = line;
	size_t column = index - state->lines[line].first;
	long step = rows < 0 ? -1 : 1;
	for (long left = rows * step, at = (long)line + step; left > 0 && at >= 0 && at < (long)state->line_count; at += step) {
		if (state->lines[at].count == 0)
			continue;
		to = (size_t)at;
		left--;
	}
	size_t last = state->lines[to].count - 1u;
	screen->focus = state->roster.shown[state->lines[to].first + (column < last ? column : last)];
	return STALE_FRAME;
}

static long rows_a_page(const struct state *state)
{
	return state->seen > 2 ? (long)state->seen - 1 : 1;
}

static unsigned devices_act(void *opaque, struct screen *screen, enum action action)
{
	struct state *state = opaque;

	switch (action) {
	case ACTION_UP:
		return move_rows(state, screen, -1);
	case ACTION_DOWN:
		return move_rows(state, screen, 1);
	case ACTION_LEFT:
	case ACTION_PREVIOUS:
		return move_focus(state, screen, -1);
	case ACTION_RIGHT:
	case ACTION_NEXT:
		return move_focus(state, screen, 1);
	case ACTION_PAGE_UP:
		return move_rows(state, screen, -rows_a_page(state));
	case ACTION_PAGE_DOWN:
		return move_rows(state, screen, rows_a_page(state));
	case ACTION_FIRST:
		return move_focus(state, screen, -(long)state->roster.count);
	case ACTION_LAST:
		return move_focus(state, screen, (long)state->roster.count);
	case ACTION_OPEN:
		if (screen->focus != NULL)
			screen_show(screen, &view_device);
		return STALE_FRAME;
	case ACTION_SORT:
		screen->sort = (screen->sort + 1) % SORT_COUNT;
		return STALE_FRAME;
	case ACTION_GROUP:
		screen->group = (screen->group + 1) % GROUP_COUNT;
		return STALE_FRAME;
	case ACTION_DENSITY:
		screen->density = (screen->density + 1) % DENSITY_COUNT;
		return STALE_FRAME;
	case ACTION_PIN:
		return screen_pin(screen);
	default:
		return STALE_NOTHING;
	}
}

static void devices_replaced(void *opaque, struct screen *screen)
{
	struct state *state = opaque;

	(void)screen;
	state->roster.made = false;
}

static bool devices_can(const void *opaque, const struct screen *screen, enum action action)
{
	const struct state *state = opaque;

	if (action == ACTION_FILTER || action == ACTION_SORT || action == ACTION_GROUP)
		return state->roster.devices > 1;
	if (action == ACTION_OPEN || action == ACTION_PIN)
		return screen->focus != NULL;
	return true;
}

/* --- mouse, and what is copied --------------------------------------------------------------------------- */

/* The device at a place of the last frame; NULL: none is there. */
static struct device *device_at(const struct state *state, const struct mouse *mouse)
{
	int row = -state->hidden;

	for (size_t i = state->top; i < state->line_count && row <= mouse->row; i++) {
		const struct line *line = &state->lines[i];
		row += height_of(state, i);
		if (mouse->row >= row || line->count == 0)
			continue;
		for (unsigned k = 0; k < line->count; k++)
			if (mouse->column < state->columns * (int)(k + 1) / state->across)
				return state->roster.shown[line->first + k];
	}
	return NULL;
}

static unsigned devices_mouse(void *opaque, struct screen *screen, const struct mouse *mouse)
{
	struct state *state = opaque;
	long rows = state->density == DENSITY_LIST ? 3 : 1;

	if (mouse->kind == MOUSE_WHEEL_UP || mouse->kind == MOUSE_WHEEL_DOWN)
		return move_rows(state, screen, mouse->kind == MOUSE_WHEEL_UP ? -rows : rows);
	struct device *device = device_at(state, mouse);
	if (device == NULL || (mouse->kind != MOUSE_PRESS && mouse->kind != MOUSE_DOUBLE))
		return STALE_NOTHING;
	screen->focus = device;
	if (mouse->kind == MOUSE_DOUBLE)
		screen_show(screen, &view_device);
	return STALE_FRAME;
}

/* The focused device as a line: "dbx-01: hatch opened, temp 24.1 °C". */
static char *devices_copied(const void *opaque, const struct screen *screen, size_t *length, const char **what)
{
	const struct device *device = screen->focus;
	char line[2048], number[64];
	size_t used = 0;

	(void)opaque;
	if (device == NULL)
		return NULL;
	used += (size_t)snprintf(line, sizeof line, "%s: %s", device->title, presence_text(device->presence));
	for (size_t i = 0; i < device->status_count && used < sizeof line; i++)
		if (device->statuses[i].seen)
			used += (size_t)snprintf(line + used, sizeof line - used, ", %s %s", device->statuses[i].name,
			                         device->statuses[i].text);
	for (size_t i = 0; i < device->metric_count && used < sizeof line; i++) {
		const struct metric *metric = &device->metrics[i];
		metric_text(metric, number, sizeof number);
		if (metric->seen)
			used += (size_t)snprintf(line + used, sizeof line - used, ", %s %s%s%s", metric->name, number,
			                         *metric->unit != '\0' ? " " : "", metric->unit);
	}
	*length = strlen(line);
	*what = "device";
	return memory_text(line);
}

const struct view view_devices = {
	.name = "devices",
	.action = ACTION_VIEW_DEVICES,
	.scope = SCOPE_DEVICES,
	.open = devices_open,
	.close = devices_close,
	.draw = devices_draw,
	.act = devices_act,
	.replaced = devices_replaced,
	.can = devices_can,
	.copied = devices_copied,
	.mouse = devices_mouse,
	.filters = true,
};
