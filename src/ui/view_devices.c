/* view_devices: a pane for each device, as many in a row as fit; see include/telltale/ui/view.h */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "telltale/base/clock.h"
#include "telltale/base/memory.h"
#include "telltale/base/text.h"
#include "telltale/ui/empty.h"
#include "telltale/ui/pane.h"
#include "telltale/ui/roster.h"
#include "telltale/ui/screen.h"

struct state {
	struct roster roster;
	/* layout of the last frame */
	int across;   /* panes in a row */
	int *row_top; /* where each row of panes begins; one more than there are rows */
	size_t row_capacity;
	int scroll;   /* rows of text above the window */
	int page;     /* rows of text in the window */
};

static void *devices_open(struct screen *screen)
{
	struct state *state = memory_zeroed(1, sizeof *state);

	(void)screen;
	state->across = 1;
	return state;
}

static void devices_close(void *opaque)
{
	struct state *state = opaque;

	roster_clear(&state->roster);
	free(state->row_top);
	free(state);
}

static void refresh(struct state *state, struct screen *screen)
{
	struct roster *roster = &state->roster;

	roster_refresh(roster, screen->model.fleet, screen->sort, screen->filter, screen->mono);
	if (roster->count == 0)
		screen->focus = NULL;
	else if (screen->focus == NULL || roster->shown[roster_index(roster, screen->focus)] != screen->focus)
		screen->focus = roster->shown[0];
}

/* --- layout ---------------------------------------------------------------------------------------------- */

/* Where each row of panes begins; returns how many rows there are. */
static size_t lay_out(struct state *state, int columns, int window)
{
	state->across = columns / PANE_LEAST_COLUMNS > 0 ? columns / PANE_LEAST_COLUMNS : 1;
	size_t across = (size_t)state->across, rows = (state->roster.count + across - 1) / across;
	int top = 0;

	if (rows + 1 > state->row_capacity) {
		state->row_capacity = 2 * (rows + 1);
		state->row_top = memory_resize(state->row_top, state->row_capacity, sizeof *state->row_top);
	}
	for (size_t row = 0; row < rows; row++) {
		int most = 3;
		for (size_t i = row * across; i < (row + 1) * across && i < state->roster.count; i++)
			if (pane_rows(state->roster.shown[i]) > most)
				most = pane_rows(state->roster.shown[i]);
		state->row_top[row] = top;
		top += most < window ? most : window;
	}
	state->row_top[rows] = top;
	return rows;
}

/* Scrolls just as far as it takes to see the whole focused pane. */
static void follow_focus(struct state *state, const struct screen *screen, size_t rows, int window)
{
	size_t row = roster_index(&state->roster, screen->focus) / (size_t)state->across;

	if (state->row_top[row] < state->scroll)
		state->scroll = state->row_top[row];
	if (state->row_top[row + 1] > state->scroll + window)
		state->scroll = state->row_top[row + 1] - window;
	if (state->scroll > state->row_top[rows] - window)
		state->scroll = state->row_top[rows] - window;
	if (state->scroll < 0)
		state->scroll = 0;
	state->page = window;
}

/* --- drawing --------------------------------------------------------------------------------------------- */

static void draw_empty(const struct screen *screen, const struct canvas *canvas)
{
	if (filter_kind(screen->filter) != FILTER_ALL && fleet_counts(screen->model.fleet)->devices > 0)
		empty_draw_unmatched(screen, canvas, "device");
	else
		empty_draw(screen, canvas);
}

static void draw_row(const struct state *state, const struct screen *screen, const struct canvas *canvas, size_t row)
{
	size_t across = (size_t)state->across;
	int rows = state->row_top[row + 1] - state->row_top[row];

	for (size_t i = row * across; i < (row + 1) * across && i < state->roster.count; i++) {
		int column = (int)(i % across);
		int left = canvas->columns * column / state->across;
		int right = canvas->columns * (column + 1) / state->across;
		struct canvas pane =
		    canvas_part(canvas, state->row_top[row] - state->scroll, left, rows, right - left);
		pane_draw(screen, &pane, state->roster.shown[i], state->roster.shown[i] == screen->focus);
	}
}

static void note_position(struct screen *screen, size_t first, size_t last, const struct state *state)
{
	size_t all = fleet_counts(screen->model.fleet)->devices;
	size_t used = 0;

	if (first > 0 || last < state->roster.count)
		used += (size_t)snprintf(screen->position, sizeof screen->position, "%zu-%zu of ", first + 1, last);
	else if (state->roster.count == all && screen->sort == SORT_NAME)
		return;
	used += (size_t)snprintf(screen->position + used, sizeof screen->position - used, "%zu", state->roster.count);
	if (state->roster.count < all)
		used += (size_t)snprintf(screen->position + used, sizeof screen->position - used, " of %zu", all);
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
	size_t rows = lay_out(state, canvas->columns, canvas->rows), first = rows, last = 0;
	follow_focus(state, screen, rows, canvas->rows);
	for (size_t row = 0; row < rows; row++) {
		if (state->row_top[row + 1] <= state->scroll || state->row_top[row] >= state->scroll + canvas->rows)
			continue;
		draw_row(state, screen, canvas, row);
		first = row < first ? row : first;
		last = row + 1;
	}
	size_t across = (size_t)state->across;
	note_position(screen, first * across, last * across < state->roster.count ? last * across : state->roster.count, state);
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

/* By whole rows: up from the first one, or down from the last, stays. */
static unsigned move_rows(struct state *state, struct screen *screen, long rows)
{
	refresh(state, screen);
	long index = (long)roster_index(&state->roster, screen->focus), to = index + rows * state->across;
	long last = (long)state->roster.count - 1;

	if (to < 0)
		to = index % state->across;
	if (to > last && index / state->across == last / state->across)
		to = index;
	return move_focus(state, screen, to - index);
}

static long rows_a_page(const struct state *state)
{
	size_t rows = state->across > 0 ? (state->roster.count + (size_t)state->across - 1) / (size_t)state->across : 0;

	if (rows == 0 || state->row_top == NULL || state->row_top[rows] == 0)
		return 1;
	long page = state->page * (long)rows / state->row_top[rows];
	return page > 1 ? page : 1;
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

	if (action == ACTION_FILTER || action == ACTION_SORT)
		return state->roster.devices > 1;
	if (action == ACTION_OPEN)
		return screen->focus != NULL;
	return true;
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
	.filters = true,
};
