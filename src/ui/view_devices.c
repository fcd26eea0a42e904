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
#include "ui/devices_private.h"

static void *devices_open(struct screen *screen)
{
	struct devices_state *state = memory_zeroed(1, sizeof *state);

	(void)screen;
	state->columns = PANE_LEAST_COLUMNS;
	return state;
}

static void devices_close(void *opaque)
{
	struct devices_state *state = opaque;

	roster_clear(&state->roster);
	free(state->lines);
	free(state);
}

static void refresh(struct devices_state *state, struct screen *screen)
{
	struct roster *roster = &state->roster;

	struct roster_order order = { screen->sort, screen->group, &screen->pins };

	roster_refresh(roster, screen->model.fleet, &order, screen->filter, screen->mono);
	if (roster->count == 0)
		screen->focus = NULL;
	else if (screen->focus == NULL || roster->shown[roster_index(roster, screen->focus)] != screen->focus)
		screen->focus = roster->shown[0];
}

/* --- drawing --------------------------------------------------------------------------------------------- */

static void note_position(struct screen *screen, size_t first, size_t last, const struct devices_state *state)
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
	struct devices_state *state = opaque;

	refresh(state, screen);
	if (state->roster.count == 0) {
		if (filter_kind(screen->filter) != FILTER_ALL && fleet_counts(screen->model.fleet)->devices > 0)
			empty_draw_unmatched(screen, canvas, "device");
		else
			empty_draw(screen, canvas);
		return;
	}
	state->columns = canvas->columns;
	state->window = canvas->rows;
	devices_arrange(state, screen);
	devices_follow(state, screen);
	size_t first, last = devices_draw_lines(state, screen, canvas, &first);
	note_position(screen, first, last, state);
}

/* --- keys ------------------------------------------------------------------------------------------------ */

/* Moves the focus by panes, stopping at the ends. */
static unsigned move_focus(struct devices_state *state, struct screen *screen, long by)
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
static unsigned move_rows(struct devices_state *state, struct screen *screen, long rows)
{
	refresh(state, screen);
	devices_arrange(state, screen);
	if (state->line_count == 0)
		return STALE_NOTHING;
	size_t index = roster_index(&state->roster, screen->focus), line = devices_line_of(state, index), to = line;
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

static long rows_a_page(const struct devices_state *state)
{
	return state->seen > 2 ? (long)state->seen - 1 : 1;
}

static unsigned devices_act(void *opaque, struct screen *screen, enum action action)
{
	struct devices_state *state = opaque;

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

static bool devices_find(void *opaque, struct screen *screen, int direction)
{
	struct devices_state *state = opaque;

	refresh(state, screen);
	size_t count = state->roster.count, at = roster_index(&state->roster, screen->focus);
	for (size_t i = 0; i < count; i++) {
		at = (at + (direction > 0 ? 1 : count - 1)) % count;
		if (roster_passes(state->roster.shown[at], screen->sought)) {
			screen->focus = state->roster.shown[at];
			return true;
		}
	}
	return false;
}

static void devices_replaced(void *opaque, struct screen *screen)
{
	struct devices_state *state = opaque;

	(void)screen;
	state->roster.made = false;
}

static bool devices_can(const void *opaque, const struct screen *screen, enum action action)
{
	const struct devices_state *state = opaque;

	if (action == ACTION_FILTER || action == ACTION_SORT || action == ACTION_GROUP)
		return state->roster.devices > 1;
	if (action == ACTION_OPEN || action == ACTION_PIN)
		return screen->focus != NULL;
	return true;
}

/* --- mouse, and what is copied --------------------------------------------------------------------------- */

/* The device at a place of the last frame; NULL: none is there. */
static struct device *device_at(const struct devices_state *state, const struct mouse *mouse)
{
	int row = -state->hidden;

	for (size_t i = state->top; i < state->line_count && row <= mouse->row; i++) {
		const struct devices_line *line = &state->lines[i];
		row += devices_height(state, i);
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
	struct devices_state *state = opaque;
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
	device_settle(device);
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
	.find = devices_find,
	.copied = devices_copied,
	.mouse = devices_mouse,
	.filters = true,
};
