/* device_numbers: the metrics of the device view as a table; see device_private.h */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "telltale/base/clock.h"
#include "telltale/base/text.h"
#include "telltale/core/series.h"
#include "telltale/ui/pane.h"
#include "ui/device_private.h"

enum { NOW = 15, CELL = 9, CELLS = 4, LEAST_SPARK = 8 };

/* What stands in a row besides its name and its value. */
static const char *const cell_names[CELLS] = { "min", "mean", "max", "per min" };

/* How many of the cells fit, and still leave room for a graph. */
static int cells_for(const struct pen *pen)
{
	int room = (pen->canvas.columns - pen->label - 1 - NOW - LEAST_SPARK) / CELL;

	return room < 0 ? 0 : room == 2 ? 1 : room > CELLS ? CELLS : room;
}

/* Which of them stands at a place: where there is room for one alone, how it changes says most. */
static int cell_at(int place, int cells)
{
	return cells == 1 ? CELLS - 1 : cells == CELLS - 1 && place == CELLS - 2 ? CELLS - 2 : place;
}

static void cell_text(const struct metric *metric, const struct series_summary *summary, int which, char *text,
                      size_t size)
{
	const double values[CELLS] = { summary->least, summary->mean, summary->most, summary->slope * 60 };
	int decimals = metric->decimals;

	if (which == 1 || which == 3) /* a mean falls between */
		decimals = decimals < 1 ? 1 : decimals;
	if (isnan(values[which]) || fabs(values[which]) >= 1e15)
		snprintf(text, size, "-");
	else
		text_number(text, size, fabs(values[which]) < 0.5 * pow(10, -decimals) ? 0 : values[which], decimals);
	if (which == 3 && values[which] >= 0.5 * pow(10, -decimals)) {
		memmove(text + 1, text, strlen(text) + 1);
		*text = '+';
	}
}

static void draw_cells(const struct pen *pen, const struct metric *metric, int column, int cells)
{
	const struct plot_window *window = &pen->window;
	struct series_summary summary;

	series_summarise(&metric->series, window->from, window->to, metric_hold(metric, window->now), &summary);
	for (int place = 0; place < cells; place++) {
		char text[64], fitted[CELL];
		cell_text(metric, &summary, cell_at(place, cells), text, sizeof text - 2);
		text_fit(fitted, sizeof fitted, text, CELL - 1, "~");
		draw_right(&pen->canvas, pen->row, column + (place + 1) * CELL - 1, draw_dimmed(pen->live, SLOT_TEXT), fitted);
	}
}

/* The value, and its unit behind it. */
static void draw_now(const struct pen *pen, const struct metric *metric)
{
	char number[64];
	int column = pen->label + 1, room = NOW - 1;

	metric_text(metric, number, sizeof number);
	int used = draw_text_in(&pen->canvas, pen->row, column, room, pane_level_slot(metric->level, pen->live), number);
	if (metric->level != LEVEL_GOOD && used < room)
		draw_glyph(&pen->canvas, pen->row, column + room, pane_level_slot(metric->level, pen->live), GLYPH_ATTENTION);
	draw_text_in(&pen->canvas, pen->row, column + used + 1, room - used - 1, draw_dimmed(pen->live, SLOT_UNIT),
	             metric->unit);
}

static void draw_number(struct pen *pen, size_t which)
{
	const struct metric *metric = &pen->device->metrics[which];
	const struct device_plot *plot = &pen->state->plot;
	int place = device_plot_place(plot, which), cells = cells_for(pen);
	bool chosen = which == plot->chosen;
	int column = pen->label + 1 + NOW;

	if (chosen)
		draw_glyph(&pen->canvas, pen->row, 0, SLOT_TITLE_FOCUS, GLYPH_SELECTED);
	if (place >= 0)
		draw_format(&pen->canvas, pen->row, 1, device_plot_slot(place), "%d", place + 1);
	draw_text_in(&pen->canvas, pen->row, place >= 0 ? 3 : 2, pen->label - (place >= 0 ? 3 : 2),
	             chosen ? SLOT_TITLE_FOCUS : draw_dimmed(pen->live, SLOT_LABEL), metric->name);
	if (!metric->seen) {
		draw_text(&pen->canvas, pen->row, pen->label + 1, SLOT_DIM, "not reported yet");
		return;
	}
	draw_now(pen, metric);
	if (metric->stored) {
		draw_text(&pen->canvas, pen->row, column, SLOT_DIM, "stored");
		return;
	}
	draw_cells(pen, metric, column, cells);
	column += cells * CELL + 1;
	pane_draw_history(pen->screen, &pen->canvas, pen->row, column, pen->canvas.columns - column, metric, CLOCK_HOUR,
	                  pen->live);
}

/* "Numbers 3-10 of 64", and what stands in the columns. */
static void draw_names(struct pen *pen, size_t first, size_t shown, size_t all)
{
	int cells = cells_for(pen), column = pen->label + 1 + NOW;
	char title[64];

	snprintf(title, sizeof title, "Numbers");
	if (shown < all)
		snprintf(title, sizeof title, "%zu-%zu of %zu", first + 1, first + shown, all);
	device_heading(pen, title);
	draw_text(&pen->canvas, pen->row - 1, pen->label + 1, SLOT_DIM, "now");
	for (int place = 0; place < cells; place++)
		draw_right(&pen->canvas, pen->row - 1, column + (place + 1) * CELL - 1, SLOT_DIM,
		           cell_names[cell_at(place, cells)]);
}

void device_draw_numbers(struct pen *pen)
{
	struct device_plot *plot = &pen->state->plot;
	size_t all = pen->device->metric_count, most = DEVICE_NUMBERS;

	if (all == 0)
		return;
	if (pen->tight && most > 5)
		most = 5;
	size_t shown = all < most ? all : most;
	if (plot->chosen >= all)
		plot->chosen = all - 1;
	if (plot->chosen < plot->first)
		plot->first = plot->chosen;
	if (plot->chosen >= plot->first + shown)
		plot->first = plot->chosen - shown + 1;
	if (plot->first > all - shown)
		plot->first = all - shown;
	draw_names(pen, plot->first, shown, all);
	plot->numbers_row = pen->row;
	plot->numbers = (int)shown;
	for (size_t i = 0; i < shown; i++, pen->row++)
		draw_number(pen, plot->first + i);
}
