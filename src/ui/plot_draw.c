/* plot_draw: a plot with its axes on the screen; see include/telltale/ui/plot.h */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "telltale/base/clock.h"
#include "telltale/base/text.h"
#include "telltale/core/series.h"
#include "telltale/ui/plot.h"

enum { LEAST_ROWS = 2, LEAST_COLUMNS = 12, AXIS_ROWS = 2, ROWS_A_MARK = 3, TIME_ROOM = 12, MARKS = 40 };

/* --- what is where --------------------------------------------------------------------------------------- */

static double cell_time(const struct plot *plot)
{
	return (double)(plot->window.to - plot->window.from) / (double)plot->columns;
}

int plot_column(const struct plot *plot, int64_t at)
{
	return plot->gutter + (int)floor((double)(at - plot->window.from) / cell_time(plot));
}

int64_t plot_time(const struct plot *plot, int column)
{
	return plot->window.from + (int64_t)(((double)(column - plot->gutter) + 0.5) * cell_time(plot));
}

/* The scale of what a curve shows: the profile's range, or around the values and the limits near them. */
static struct plot_scale scale_for(const struct plot *plot, const struct metric *metric, const double *least,
                                   const double *most, int marks)
{
	const struct profile_metric *definition = metric->definition;
	double low = NAN, high = NAN;

	if (plot->ranged && definition != NULL && !isnan(definition->least) && !isnan(definition->most))
		return plot_scale_of(definition->least, definition->most, marks);
	for (int i = 0; i < plot->columns * PLOT_ACROSS; i++) {
		low = fmin(low, least[i]);
		high = fmax(high, most[i]);
	}
	if (isnan(low))
		low = high = metric->value;
	return plot_scale_around(low, high, marks);
}

static void mark_text(const struct plot_scale *scale, double value, char *text, size_t size)
{
	text_number(text, size, fabs(value) < scale->step / 1e3 ? 0 : value, scale->decimals);
}

static int widest_mark(const struct plot_scale *scale)
{
	int widest = 0;

	for (int i = 0; i < MARKS; i++) {
		char text[64];
		double value = (ceil(scale->low / scale->step - 1e-9) + i) * scale->step;
		if (value > scale->high + scale->step / 1e3)
			break;
		mark_text(scale, value, text, sizeof text);
		widest = (int)text_width(text) > widest ? (int)text_width(text) : widest;
	}
	return widest;
}

/* Puts the curves on the grid; the axis belongs to the last. */
static void put_curves(struct plot *plot)
{
	double least[PLOT_COLUMNS * PLOT_ACROSS], most[PLOT_COLUMNS * PLOT_ACROSS];
	const struct plot_window *window = &plot->window;
	int marks = plot->rows / ROWS_A_MARK;

	plot_grid_clear(&plot->grid, plot->rows, plot->columns);
	for (size_t i = 0; i < plot->count; i++) {
		struct plot_curve *curve = &plot->curves[i];
		series_span(&curve->metric->series, window->from, window->to, window->now,
		            metric_hold(curve->metric, window->now), least, most, (size_t)plot->columns * PLOT_ACROSS);
		curve->scale = scale_for(plot, curve->metric, least, most, marks > 1 ? marks : 1);
		plot_grid_curve(&plot->grid, (unsigned)i, &curve->scale, least, most);
	}
}

bool plot_make(struct plot *plot, int rows, int columns)
{
	plot->rows = rows - AXIS_ROWS < PLOT_ROWS ? rows - AXIS_ROWS : PLOT_ROWS;
	if (plot->rows < LEAST_ROWS || columns < LEAST_COLUMNS || plot->count == 0)
		return false;
	plot->gutter = 0;
	for (int tries = 0; tries < 2; tries++) { /* how wide the axis is, its marks say, and those follow from the values */
		plot->columns = columns - plot->gutter < PLOT_COLUMNS ? columns - plot->gutter : PLOT_COLUMNS;
		put_curves(plot);
		int gutter = widest_mark(&plot->curves[plot->count - 1].scale) + 2;
		if (gutter <= plot->gutter)
			break;
		plot->gutter = gutter;
	}
	return plot->columns > 0;
}

/* --- drawing --------------------------------------------------------------------------------------------- */

static int row_of(const struct plot *plot, const struct plot_scale *scale, double value)
{
	int dot = plot_dot(scale, value, plot->rows * PLOT_DOWN);

	return dot < 0 ? -1 : dot / PLOT_DOWN;
}

static void draw_value_axis(const struct plot *plot, const struct canvas *canvas)
{
	const struct plot_scale *scale = &plot->curves[plot->count - 1].scale;
	int free_row = plot->rows;

	for (int row = 0; row < plot->rows; row++)
		draw_glyph(canvas, row, plot->gutter - 1, SLOT_AXIS, GLYPH_VERTICAL);
	for (int i = 0; i < MARKS; i++) { /* from below; two never share a row */
		char text[64];
		double value = (ceil(scale->low / scale->step - 1e-9) + i) * scale->step;
		int row = row_of(plot, scale, value);
		if (value > scale->high + scale->step / 1e3)
			break;
		if (row < 0 || row >= free_row)
			continue;
		mark_text(scale, value, text, sizeof text);
		draw_right(canvas, row, plot->gutter - 1, SLOT_AXIS, text);
		draw_glyph(canvas, row, plot->gutter - 1, SLOT_AXIS, GLYPH_TICK_LEFT);
		free_row = row;
	}
}

/* Where the marks of a stretch of time are, one after the other, with their clock times. */
struct times {
	int64_t at, step, shift; /* wall time; what makes it of a model's */
	const struct plot_window *window;
	int columns, column, left, free_column;
	char text[32];
	const char *clock;
};

static struct times times_of(const struct plot_window *window, int columns)
{
	int64_t step = plot_time_step(window->to - window->from, columns / TIME_ROOM);
	int64_t shift = window->wall - window->now, begin = window->from + shift;

	return (struct times){ (begin / step + (begin % step > 0) - 1) * step, step, shift, window, columns, 0, 0, 0, "", "" };
}

static bool next_time(struct times *times)
{
	const struct plot_window *window = times->window;

	while ((times->at += times->step) < window->to + times->shift) {
		double part = (double)(times->at - times->shift - window->from) / (double)(window->to - window->from);
		times->column = (int)(part * times->columns);
		clock_time_text(times->text, sizeof times->text, times->at, window->wall);
		const char *space = strrchr(times->text, ' '); /* the day is told elsewhere */
		times->clock = space != NULL ? space + 1 : times->text;
		int width = (int)strlen(times->clock);
		times->left = times->column - width / 2;
		if (times->left < times->free_column || times->left + width > times->columns)
			continue;
		times->free_column = times->left + width + 1;
		return true;
	}
	return false;
}

void plot_draw_times(const struct canvas *canvas, const struct plot_window *window, int row, int column, int columns)
{
	struct times times = times_of(window, columns);

	while (next_time(&times))
		draw_text(canvas, row, column + times.left, SLOT_AXIS, times.clock);
}

static void draw_time_axis(const struct plot *plot, const struct canvas *canvas)
{
	struct times times = times_of(&plot->window, plot->columns);
	int row = plot->rows;

	draw_glyph(canvas, row, plot->gutter - 1, SLOT_AXIS, GLYPH_CORNER);
	for (int column = 0; column < plot->columns; column++)
		draw_glyph(canvas, row, plot->gutter + column, SLOT_AXIS, GLYPH_HORIZONTAL);
	while (next_time(&times)) {
		draw_glyph(canvas, row, plot->gutter + times.column, SLOT_AXIS, GLYPH_TICK_DOWN);
		draw_text(canvas, row + 1, plot->gutter + times.left, SLOT_AXIS, times.clock);
	}
}

/* A dashed line with its word at the right end. */
static void draw_limit(const struct plot *plot, const struct canvas *canvas, double limit, enum slot slot,
                       const char *word)
{
	const struct plot_scale *scale = &plot->curves[plot->count - 1].scale;
	int row = isnan(limit) ? -1 : row_of(plot, scale, limit);

	if (row < 0 || row >= plot->rows || limit > scale->high || limit < scale->low)
		return;
	for (int column = 0; column < plot->columns; column++)
		if (column % 2 == 0 && plot->grid.cells[row][column].mask == 0)
			draw_glyph(canvas, row, plot->gutter + column, slot, GLYPH_DASHED);
	char text[64];
	snprintf(text, sizeof text, " %s %g", word, limit);
	int begin = plot->gutter + plot->columns - (int)strlen(text);
	for (int column = begin; column < plot->gutter + plot->columns; column++)
		if (column < plot->gutter || plot->grid.cells[row][column - plot->gutter].mask != 0)
			return;
	draw_text(canvas, row, begin, slot, text);
}

static void draw_limits(const struct plot *plot, const struct canvas *canvas)
{
	const struct profile_metric *definition = plot->curves[plot->count - 1].metric->definition;

	if (definition == NULL)
		return;
	draw_limit(plot, canvas, definition->warn_above, SLOT_WARN, "warn >");
	draw_limit(plot, canvas, definition->warn_below, SLOT_WARN, "warn <");
	draw_limit(plot, canvas, definition->alarm_above, SLOT_LIMIT, "alarm >");
	draw_limit(plot, canvas, definition->alarm_below, SLOT_LIMIT, "alarm <");
}

static void draw_cells(const struct plot *plot, const struct canvas *canvas)
{
	bool utf8 = canvas->terminal->utf8;

	for (int row = 0; row < plot->rows; row++) {
		char run[PLOT_COLUMNS * 4 + 8];
		size_t used = 0;
		for (int column = 0; column < plot->columns; column++) {
			const struct plot_cell *cell = &plot->grid.cells[row][column], *next = cell + 1;
			if (cell->mask == 0)
				continue;
			plot_cell_text(cell, utf8, run + used);
			used += strlen(run + used);
			if (column + 1 < plot->columns && next->mask != 0 && next->curve == cell->curve)
				continue; /* what has the same colour is drawn in one piece */
			int begin = column + 1 - (int)text_width(run);
			draw_text(canvas, row, plot->gutter + begin, plot->curves[cell->curve].slot, run);
			used = 0;
		}
	}
}

/* Marks each curve at its end, so that they can be told apart without colours. */
static void draw_tags(const struct plot *plot, const struct canvas *canvas)
{
	for (size_t i = 0; i < plot->count; i++) {
		char tag[2] = { plot->curves[i].tag, '\0' };
		int found_row = -1, found_column = -1;
		for (int row = 0; row < plot->rows; row++)
			for (int column = found_column + 1; column < plot->columns; column++)
				if (plot->grid.cells[row][column].mask != 0 && plot->grid.cells[row][column].curve == i) {
					found_row = row;
					found_column = column;
				}
		if (found_row >= 0 && *tag != '\0')
			draw_text(canvas, found_row, plot->gutter + found_column, plot->curves[i].slot, tag);
	}
}

static void draw_cursor(const struct plot *plot, const struct canvas *canvas)
{
	if (plot->cursor < plot->window.from || plot->cursor >= plot->window.to) /* CLOCK_NEVER is before all others */
		return;
	int column = plot_column(plot, plot->cursor);
	if (column >= plot->gutter + plot->columns)
		return;
	for (int row = 0; row < plot->rows; row++)
		if (plot->grid.cells[row][column - plot->gutter].mask == 0)
			draw_glyph(canvas, row, column, SLOT_CURSOR, GLYPH_CURSOR);
	draw_glyph(canvas, plot->rows, column, SLOT_CURSOR, GLYPH_UP);
}

void plot_draw(const struct plot *plot, const struct canvas *canvas)
{
	draw_value_axis(plot, canvas);
	draw_time_axis(plot, canvas);
	draw_limits(plot, canvas);
	draw_cells(plot, canvas);
	draw_tags(plot, canvas);
	draw_cursor(plot, canvas);
}
