/* device_plot: the plot of the device view, and its keys; see device_private.h */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "telltale/base/clock.h"
#include "telltale/base/text.h"
#include "telltale/core/series.h"
#include "ui/device_private.h"

enum { LEGEND = 400 };

static const int64_t spans[] = { CLOCK_MINUTE,      2 * CLOCK_MINUTE,  5 * CLOCK_MINUTE,
	                         15 * CLOCK_MINUTE, 30 * CLOCK_MINUTE, CLOCK_HOUR };
enum { SPANS = sizeof spans / sizeof *spans, USUAL = 2 };

void device_plot_init(struct device_plot *plot)
{
	plot->chosen = plot->first = 0;
	for (int i = 0; i < DEVICE_CURVES; i++)
		plot->added[i] = -1;
	plot->zoom = -1;
	plot->end = plot->cursor = CLOCK_NEVER;
	plot->ranged = plot->made = plot->follow = false;
}

int device_plot_place(const struct device_plot *plot, size_t metric)
{
	for (int i = 0; i < DEVICE_CURVES; i++)
		if (plot->added[i] == (int)metric)
			return i;
	return -1;
}

enum slot device_plot_slot(int place)
{
	static const enum slot slots[DEVICE_CURVES] = { SLOT_PLOT_2, SLOT_PLOT_3, SLOT_PLOT_4 };

	return place >= 0 ? slots[place] : SLOT_PLOT_1;
}

/* --- time ------------------------------------------------------------------------------------------------ */

/* Unless somebody chose: the shortest that holds all that is known, but not more than the usual. */
static int zoom_of(const struct device_plot *plot, const struct screen *screen, const struct device *device)
{
	int64_t now = fleet_now(screen->model.fleet), begin = now;
	int zoom = 0;

	if (plot->zoom >= 0)
		return plot->zoom;
	for (size_t i = 0; i < device->metric_count; i++) {
		int64_t began = series_begin(&device->metrics[i].series);
		if (began != CLOCK_NEVER && began < begin)
			begin = began;
	}
	for (size_t i = 0; i < device->status_count; i++)
		if (device->statuses[i].seen && device->statuses[i].since < begin)
			begin = device->statuses[i].since;
	while (zoom < USUAL && now - begin > spans[zoom])
		zoom++;
	return zoom;
}

struct plot_window device_plot_window(const struct device_plot *plot, const struct screen *screen,
                                      const struct device *device, int columns)
{
	int64_t span = spans[zoom_of(plot, screen, device)], now = fleet_now(screen->model.fleet);
	int64_t cell = span / (columns > 0 ? columns : 1);
	/* it moves by whole cells: or all of it would change with every frame */
	int64_t to = (now / cell + 1) * cell;

	if (plot->end != CLOCK_NEVER && plot->end < now) /* a replay may have gone back before it */
		to = plot->end;
	return (struct plot_window){ to - span, to, now, screen->wall };
}

/* --- drawing --------------------------------------------------------------------------------------------- */

static void add_curve(struct plot *made, const struct metric *metric, enum slot slot, char tag)
{
	if (metric->seen)
		made->curves[made->count++] = (struct plot_curve){ .metric = metric, .slot = slot, .tag = tag };
}

/* The chosen one comes last: it has the axis, and lies above the others. */
static void take_curves(struct pen *pen)
{
	struct device_plot *plot = &pen->state->plot;

	plot->plot.count = 0;
	for (int i = 0; i < DEVICE_CURVES; i++)
		if (plot->added[i] >= 0 && plot->added[i] < (int)pen->device->metric_count && plot->added[i] != (int)plot->chosen)
			add_curve(&plot->plot, &pen->device->metrics[plot->added[i]], device_plot_slot(i), (char)('1' + i));
	int place = device_plot_place(plot, plot->chosen);
	add_curve(&plot->plot, &pen->device->metrics[plot->chosen], device_plot_slot(place),
	          (char)(place >= 0 && plot->plot.count > 0 ? '1' + place : '\0'));
}

/* "24.1 °C", or "24.0 to 24.4 °C" where more than one value is known of that time. */
static void value_text(const struct metric *metric, int64_t at, int64_t now, char *text, size_t size)
{
	double least, most;
	char low[40], high[40];
	const char *unit = metric->unit, *space = *unit != '\0' ? " " : "";

	if (!series_at(&metric->series, at, metric_hold(metric, now), &least, &most)) {
		snprintf(text, size, "nothing known");
		return;
	}
	text_number(low, sizeof low, least, metric->decimals);
	text_number(high, sizeof high, most, metric->decimals);
	if (strcmp(low, high) == 0)
		snprintf(text, size, "%s%s%s", low, space, unit);
	else
		snprintf(text, size, "%s to %s%s%s", low, high, space, unit);
}

/* The state at a moment; NULL: not known. */
static const char *state_at(const struct status *status, int64_t at, struct strip_change *changes)
{
	size_t count = status_history(status, changes), found = count;

	for (size_t i = 0; i < count && changes[i].at <= at; i++)
		found = i;
	return found < count ? changes[found].text : NULL;
}

/* What was so at the cursor. */
static void draw_reading(const struct pen *pen)
{
	const struct device_plot *plot = &pen->state->plot;
	struct strip_change changes[STRIP_CHANGES];
	char text[160], when[32];
	int column = 0;

	clock_time_text(when, sizeof when, screen_wall_of(pen->screen, plot->cursor), pen->screen->wall);
	column += draw_text(&pen->canvas, pen->row, column, SLOT_CURSOR, when) + 2;
	for (size_t i = plot->plot.count; i-- > 0;) {
		const struct plot_curve *curve = &plot->plot.curves[i];
		column += draw_text(&pen->canvas, pen->row, column, curve->slot, curve->metric->name) + 1;
		value_text(curve->metric, plot->cursor, pen->window.now, text, sizeof text);
		column += draw_text(&pen->canvas, pen->row, column, SLOT_VALUE, text) + 2;
	}
	for (size_t i = 0; i < pen->device->status_count && column < pen->canvas.columns; i++) {
		const struct status *status = &pen->device->statuses[i];
		const char *state = state_at(status, plot->cursor, changes);
		if (state == NULL)
			continue;
		column += draw_text(&pen->canvas, pen->row, column, SLOT_DIM, status->name) + 1;
		column += draw_text(&pen->canvas, pen->row, column, SLOT_TEXT, state) + 2;
	}
}

/* "warn > 40; alarm > 55" */
static void limits_text(const struct profile_metric *definition, char *text, size_t size)
{
	size_t used = 0;

	*text = '\0';
	if (definition == NULL)
		return;
	const struct {
		double limit;
		const char *words;
	} limits[] = {
		{ definition->alarm_below, "alarm <" },
		{ definition->warn_below, "warn <" },
		{ definition->warn_above, "warn >" },
		{ definition->alarm_above, "alarm >" },
	};
	for (size_t i = 0; i < sizeof limits / sizeof *limits && used < size; i++)
		if (!isnan(limits[i].limit))
			used += (size_t)snprintf(text + used, size - used, "%s%s %g", used > 0 ? "; " : "", limits[i].words,
			                         limits[i].limit);
}

static bool has_range(const struct metric *metric)
{
	return metric->definition != NULL && !isnan(metric->definition->least) && !isnan(metric->definition->most);
}

/* What is shown: the curves, and how much time. */
static void draw_legend(const struct pen *pen)
{
	const struct device_plot *plot = &pen->state->plot;
	const struct metric *chosen = plot->plot.curves[plot->plot.count - 1].metric;
	int64_t span = pen->window.to - pen->window.from;
	char text[LEGEND], limits[120];
	int column = 0;

	snprintf(text, sizeof text, "%s%d min%s", plot->end == CLOCK_NEVER ? "last " : "", (int)(span / CLOCK_MINUTE),
	         !plot->ranged ? "" : has_range(chosen) ? ", range" : ", without a range");
	int end = draw_right(&pen->canvas, pen->row, pen->canvas.columns, SLOT_DIM, text) - 2;
	for (size_t i = plot->plot.count; i-- > 0;) {
		const struct plot_curve *curve = &plot->plot.curves[i];
		const struct metric *metric = curve->metric;
		if (curve->tag != '\0')
			column += draw_format(&pen->canvas, pen->row, column, curve->slot, "%c ", curve->tag);
		column += draw_text_in(&pen->canvas, pen->row, column, end - column, curve->slot, metric->name) + 1;
		column += draw_text_in(&pen->canvas, pen->row, column, end - column, SLOT_UNIT, metric->unit) + 2;
	}
	limits_text(chosen->definition, limits, sizeof limits);
	draw_text_in(&pen->canvas, pen->row, column, end - column, SLOT_DIM, limits);
}

void device_draw_plot(struct pen *pen, int rows)
{
	struct device_plot *plot = &pen->state->plot;

	plot->made = false;
	if (pen->device->metric_count == 0 || pen->screen->slow)
		return;
	take_curves(pen);
	plot->plot.window = pen->window;
	plot->plot.ranged = plot->ranged;
	plot->plot.cursor = plot->cursor <= pen->window.now ? plot->cursor : CLOCK_NEVER;
	if (plot->plot.count == 0)
		return;
	if (!pen->tight)
		pen->row++;
	if (plot->plot.cursor != CLOCK_NEVER)
		draw_reading(pen);
	else
		draw_legend(pen);
	pen->row++;
	struct canvas canvas = canvas_part(&pen->canvas, pen->row, 0, rows, pen->canvas.columns);
	plot->made = plot_make(&plot->plot, rows, pen->canvas.columns);
	plot->plot_row = pen->row;
	if (!plot->made)
		return;
	plot_draw(&plot->plot, &canvas);
	pen->row += rows;
}

/* --- keys ------------------------------------------------------------------------------------------------ */

static void move(struct device_plot *plot, const struct screen *screen, int64_t by)
{
	int64_t now = fleet_now(screen->model.fleet);
	int64_t end = (plot->end != CLOCK_NEVER ? plot->end : plot->plot.window.to) + by;

	plot->end = end < now ? end : CLOCK_NEVER;
	if (plot->end != CLOCK_NEVER && now - plot->end > CLOCK_HOUR - CLOCK_MINUTE) /* more is not known */
		plot->end = now - (CLOCK_HOUR - CLOCK_MINUTE);
}

void device_plot_point(struct device_plot *plot, int column)
{
	int first = plot->plot.gutter, last = plot->plot.gutter + plot->plot.columns - 1;

	if (!plot->made)
		return;
	plot->cursor = plot_time(&plot->plot, column < first ? first : column > last ? last : column);
	if (plot->cursor > plot->plot.window.now)
		plot->cursor = plot->plot.window.now;
}

static unsigned move_cursor(struct device_plot *plot, struct screen *screen, int by)
{
	const struct plot_window *window = &plot->plot.window;
	int64_t span = window->to - window->from;

	if (!plot->made)
		return STALE_NOTHING;
	int column = plot_column(&plot->plot, plot->cursor != CLOCK_NEVER ? plot->cursor : window->now) + by;
	if (column < plot->plot.gutter) {
		move(plot, screen, -span / 4);
		plot->cursor -= plot->cursor != CLOCK_NEVER ? span / plot->plot.columns : 0;
		return STALE_FRAME;
	}
	if (plot_time(&plot->plot, column) >= window->now) { /* beyond now there is nothing to read */
		plot->cursor = CLOCK_NEVER;
		plot->end = CLOCK_NEVER;
		return STALE_FRAME;
	}
	if (column >= plot->plot.gutter + plot->plot.columns)
		move(plot, screen, span / 4);
	plot->cursor = plot_time(&plot->plot, column);
	return STALE_FRAME;
}

/* The cursor, if there is one, stays where it is on the screen. */
static unsigned zoom(struct device_plot *plot, struct screen *screen, int by)
{
	int to = zoom_of(plot, screen, screen->focus) + by;

	if (to < 0 || to >= SPANS)
		return STALE_NOTHING;
	plot->zoom = to;
	if (plot->cursor != CLOCK_NEVER && plot->made) {
		const struct plot_window *window = &plot->plot.window;
		double part = (double)(window->to - plot->cursor) / (double)(window->to - window->from);
		int64_t end = plot->cursor + (int64_t)(part * (double)spans[to]);
		plot->end = end < window->now ? end : CLOCK_NEVER;
	}
	return STALE_FRAME;
}

static unsigned add(struct device_plot *plot, struct screen *screen)
{
	int place = device_plot_place(plot, plot->chosen), none = -1;

	for (int i = DEVICE_CURVES; i-- > 0;)
		none = plot->added[i] < 0 ? i : none;
	if (place >= 0)
		plot->added[place] = -1;
	else if (none >= 0)
		plot->added[none] = (int)plot->chosen;
	else
		screen_notice(screen, LOG_NOTE, false, screen->mono, "three numbers beside the chosen one are the most: take one out");
	return STALE_FRAME;
}

static unsigned choose(struct device_plot *plot, const struct device *device, int by)
{
	size_t last = device->metric_count - 1u;

	if ((by < 0 && plot->chosen == 0) || (by > 0 && plot->chosen >= last))
		return STALE_NOTHING;
	plot->chosen += (size_t)by; /* which may be -1 */
	plot->follow = true;
	return STALE_FRAME;
}

unsigned device_plot_act(struct device_plot *plot, struct screen *screen, enum action action)
{
	int64_t half = (plot->plot.window.to - plot->plot.window.from) / 2;

	if (screen->focus == NULL || screen->focus->metric_count == 0)
		return STALE_NOTHING;
	switch (action) {
	case ACTION_UP:
		return choose(plot, screen->focus, -1);
	case ACTION_DOWN:
		return choose(plot, screen->focus, 1);
	case ACTION_PLOT_ADD:
		return add(plot, screen);
	case ACTION_PLOT_SCALE:
		plot->ranged = !plot->ranged;
		return STALE_FRAME;
	case ACTION_CURSOR_BACK:
		return move_cursor(plot, screen, -1);
	case ACTION_CURSOR_ON:
		return move_cursor(plot, screen, 1);
	case ACTION_PAN_BACK:
	case ACTION_PAN_ON:
		if (plot->made)
			move(plot, screen, action == ACTION_PAN_BACK ? -half : half);
		return STALE_FRAME;
	case ACTION_ZOOM_IN:
	case ACTION_ZOOM_OUT:
		return zoom(plot, screen, action == ACTION_ZOOM_IN ? -1 : 1);
	case ACTION_PLOT_NOW:
		plot->end = plot->cursor = CLOCK_NEVER;
		plot->zoom = -1;
		return STALE_FRAME;
	default:
		return STALE_NOTHING;
	}
}
