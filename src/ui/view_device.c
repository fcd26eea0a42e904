/* view_device: everything about one device; see include/telltale/ui/view.h. Its parts: device_*.c */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "telltale/base/clock.h"
#include "telltale/base/memory.h"
#include "telltale/base/text.h"
#include "telltale/core/route.h"
#include "telltale/ui/pane.h"
#include "ui/device_private.h"

enum { WIDE = 116, TIGHT_ROWS = 30, PLOT_LEAST = 8, PLOT_MOST = 28, BELOW_PLOT = 13, WHEEL = 3 };
enum { LEAST_LABEL = 16, MOST_LABEL = 32, LABEL_EDGE = 4 };

static void *device_open(struct screen *screen)
{
	struct device_state *state = memory_zeroed(1, sizeof *state);

	(void)screen;
	device_plot_init(&state->plot);
	return state;
}

static void device_close(void *opaque)
{
	struct device_state *state = opaque;

	payload_clear(&state->payload);
	free(state);
}

static void device_shown(void *opaque, struct screen *screen)
{
	struct device_state *state = opaque;

	(void)screen;
	state->scroll.first = 0;
}

/* What was chosen of one device says nothing of another. */
static void notice_device(struct device_state *state, const struct device *device)
{
	char text[PIN_TEXT];

	pins_text(device, text, sizeof text);
	if (strcmp(text, state->of) == 0)
		return;
	memcpy(state->of, text, sizeof text);
	device_plot_init(&state->plot);
}

/* --- drawing --------------------------------------------------------------------------------------------- */

/* As wide as the longest name, within reason. */
static int label_columns(const struct device *device, int columns)
{
	int longest = 0, most = columns / 4 < MOST_LABEL ? columns / 4 : MOST_LABEL;

	for (size_t i = 0; i < device->status_count; i++)
		if ((int)text_width(device->statuses[i].name) > longest)
			longest = (int)text_width(device->statuses[i].name);
	for (size_t i = 0; i < device->metric_count; i++)
		if ((int)text_width(device->metrics[i].name) > longest)
			longest = (int)text_width(device->metrics[i].name);
	longest += LABEL_EDGE;
	return longest < LEAST_LABEL || most < LEAST_LABEL ? LEAST_LABEL : longest > most ? most : longest;
}

static struct pen pen_on(struct device_state *state, const struct screen *screen, const struct canvas *canvas,
                         int column, int columns)
{
	struct canvas part = canvas_part(canvas, -state->scroll.first, column, canvas->rows + state->scroll.first, columns);
	struct pen pen = { .screen = screen, .canvas = part, .device = screen->focus, .state = state };

	pen.live = pane_is_live(screen, screen->focus);
	pen.tight = canvas->rows < TIGHT_ROWS;
	pen.label = label_columns(screen->focus, columns);
	return pen;
}

/* Rows for the plot with its axes: what is left of the window, and a good part of a large one. */
static int plot_rows(int above, int window)
{
	int rows = window - above - (window < TIGHT_ROWS ? 0 : BELOW_PLOT);

	rows = rows < PLOT_LEAST ? PLOT_LEAST : rows > PLOT_MOST ? PLOT_MOST : rows;
	return rows > window - 2 ? window - 2 : rows;
}

/* Below the plot: two columns where there is room. Returns the rows that all of it takes. */
static int draw_below(struct device_state *state, const struct screen *screen, const struct canvas *canvas, int row)
{
	bool wide = canvas->columns >= WIDE;
	int left_columns = wide ? canvas->columns / 2 - 2 : canvas->columns - 2;
	struct pen left = pen_on(state, screen, canvas, 1, left_columns);
	struct pen right = pen_on(state, screen, canvas, left_columns + 4, canvas->columns - left_columns - 5);
	struct pen *rest = wide ? &right : &left;

	left.row = right.row = row;
	device_draw_orders(&left);
	device_draw_history(&left);
	device_draw_topics(left.row == row ? &left : rest); /* a device without commands leaves the place to them */
	device_draw_payload(rest);
	return left.row > right.row || !wide ? left.row : right.row;
}

/* Brings the chosen number into the window, and the plot with it where both fit. */
static void follow_choice(struct device_state *state)
{
	struct scroll *scroll = &state->scroll;
	struct device_plot *plot = &state->plot;
	int top = plot->numbers_row - 1, bottom = plot->numbers_row + (int)(plot->chosen - plot->first) + 1;

	if (plot->made)
		bottom = plot->plot_row + plot->plot.rows + 2;
	if (bottom > scroll->first + scroll->window)
		scroll->first = bottom - scroll->window;
	if (top < scroll->first)
		scroll->first = top;
	plot->follow = false;
}

static void draw_all(struct device_state *state, struct screen *screen, const struct canvas *canvas)
{
	struct pen pen = pen_on(state, screen, canvas, 1, canvas->columns - 2);

	pen.window = device_plot_window(&state->plot, screen, screen->focus, pen.canvas.columns);
	device_draw_head(&pen);
	device_draw_states(&pen);
	device_draw_numbers(&pen);
	device_draw_plot(&pen, plot_rows(pen.row + 1, canvas->rows));
	int rows = draw_below(state, screen, canvas, pen.row);
	bool moved = scroll_fit(&state->scroll, rows, canvas->rows);
	int before = state->scroll.first;
	if (state->plot.follow)
		follow_choice(state);
	if (!moved && state->scroll.first == before)
		return;
	for (int row = 0; row < canvas->rows; row++) /* once more, from where it is to stand */
		draw_fill(canvas, row, 0, canvas->columns, SLOT_TEXT);
	draw_all(state, screen, canvas);
}

static void device_draw(void *opaque, struct screen *screen, const struct canvas *canvas)
{
	struct device_state *state = opaque;

	if (screen->focus == NULL) {
		draw_text(canvas, canvas->rows / 2, 2, SLOT_DIM, "No device is chosen. 1 shows all devices.");
		return;
	}
	device_settle(screen->focus);
	notice_device(state, screen->focus);
	draw_all(state, screen, canvas);
	scroll_note(&state->scroll, screen);
}

/* --- keys ------------------------------------------------------------------------------------------------ */

/* The device before or behind, in the order of their names. */
static unsigned step(struct screen *screen, int direction)
{
	const struct fleet *fleet = screen->model.fleet;
	struct device *best = NULL, *now = screen->focus;

	for (size_t i = 0; now != NULL && i < fleet_counts(fleet)->devices; i++) {
		struct device *device = fleet_device(fleet, i);
		if (direction * text_compare(device->title, now->title) > 0 &&
		    (best == NULL || direction * text_compare(device->title, best->title) < 0))
			best = device;
	}
	if (best == NULL)
		return STALE_NOTHING;
	screen->focus = best;
	return STALE_FRAME;
}

static bool has_numbers(const struct screen *screen)
{
	return screen->focus != NULL && screen->focus->metric_count > 0;
}

static unsigned device_act(void *opaque, struct screen *screen, enum action action)
{
	struct device_state *state = opaque;

	switch (action) {
	case ACTION_NEXT:
	case ACTION_PREVIOUS:
		state->scroll.first = 0;
		return step(screen, action == ACTION_NEXT ? 1 : -1);
	case ACTION_PIN:
		return screen_pin(screen);
	case ACTION_PAGE_UP:
	case ACTION_PAGE_DOWN:
	case ACTION_FIRST:
	case ACTION_LAST:
		return scroll_act(&state->scroll, action);
	default:
		break;
	}
	unsigned stale = has_numbers(screen) ? device_plot_act(&state->plot, screen, action) : STALE_NOTHING;
	return stale != STALE_NOTHING ? stale : scroll_act(&state->scroll, action); /* beyond the last number it scrolls */
}

static bool device_can(const void *opaque, const struct screen *screen, enum action action)
{
	const struct device_state *state = opaque;

	switch (action) {
	case ACTION_PLOT_NOW:
		return state->plot.cursor != CLOCK_NEVER || state->plot.end != CLOCK_NEVER || state->plot.zoom >= 0;
	case ACTION_PLOT_ADD:
		return screen->focus != NULL && screen->focus->metric_count > 1;
	case ACTION_CURSOR_BACK:
	case ACTION_CURSOR_ON:
	case ACTION_ZOOM_IN:
	case ACTION_ZOOM_OUT:
	case ACTION_PLOT_SCALE:
		return has_numbers(screen);
	default:
		return true;
	}
}

static void device_replaced(void *opaque, struct screen *screen)
{
	struct device_state *state = opaque;

	(void)screen;
	state->route = NULL; /* it may have gone with the old model */
	state->plot.made = false;
}

/* --- mouse, and what is copied --------------------------------------------------------------------------- */

static unsigned press(struct device_state *state, const struct mouse *mouse)
{
	struct device_plot *plot = &state->plot;
	int row = mouse->row + state->scroll.first, number = row - plot->numbers_row;

	if (plot->made && row >= plot->plot_row && row <= plot->plot_row + plot->plot.rows) {
		device_plot_point(plot, mouse->column - 1);
		return STALE_FRAME;
	}
	if (mouse->kind == MOUSE_DRAG || number < 0 || number >= plot->numbers)
		return STALE_NOTHING;
	plot->chosen = plot->first + (size_t)number;
	return STALE_FRAME;
}

static unsigned device_mouse(void *opaque, struct screen *screen, const struct mouse *mouse)
{
	struct device_state *state = opaque;

	switch (mouse->kind) {
	case MOUSE_PRESS:
	case MOUSE_DRAG:
		return has_numbers(screen) ? press(state, mouse) : STALE_NOTHING;
	case MOUSE_DOUBLE:
		return has_numbers(screen) && press(state, mouse) != STALE_NOTHING
		           ? device_plot_act(&state->plot, screen, ACTION_PLOT_ADD) : STALE_NOTHING;
	case MOUSE_WHEEL_UP:
	case MOUSE_WHEEL_DOWN:
		for (int i = 0; i < WHEEL; i++)
			scroll_act(&state->scroll, mouse->kind == MOUSE_WHEEL_UP ? ACTION_UP : ACTION_DOWN);
		return STALE_FRAME;
	case MOUSE_RELEASE:
		break;
	}
	return STALE_NOTHING;
}

/* The chosen number; of a device without numbers its last payload. */
static char *device_copied(const void *opaque, const struct screen *screen, size_t *length, const char **what)
{
	const struct device_state *state = opaque;
	const struct device *device = screen->focus;
	char text[64];

	if (device == NULL)
		return NULL;
	if (state->plot.chosen < device->metric_count && device->metrics[state->plot.chosen].seen) {
		const struct metric *metric = &device->metrics[state->plot.chosen];
		snprintf(text, sizeof text, "%.*f", metric->decimals, metric->value);
		*length = strlen(text);
		*what = "value";
		return memory_text(text);
	}
	const struct route *route = device->last_route;
	if (route == NULL || route->payload_kept == 0)
		return NULL;
	*length = route->payload_kept;
	*what = "payload";
	return memory_copy(route->payload, route->payload_kept);
}

const struct view view_device = {
	.name = "device",
	.action = ACTION_NONE,
	.scope = SCOPE_DEVICE,
	.open = device_open,
	.close = device_close,
	.shown = device_shown,
	.draw = device_draw,
	.act = device_act,
	.replaced = device_replaced,
	.can = device_can,
	.copied = device_copied,
	.mouse = device_mouse,
};
