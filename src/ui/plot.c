/* plot: scales and dots; see include/telltale/ui/plot.h. On the screen: plot_draw.c. */
#include "config.h"

#include "telltale/ui/plot.h"

#include <math.h>
#include <string.h>

#include "telltale/base/clock.h"
#include "telltale/base/text.h"

enum { BRAILLE = 0x2800, MOST_DECIMALS = 6, FAR = 10000, PARTS = 5 }; /* of a step: the ends of a scale */

/* --- scales ---------------------------------------------------------------------------------------------- */

/* The least of 1, 2 and 5 times a power of ten that divides a range into at most `marks` steps. */
static double round_step(double range, int marks)
{
	double least = range / fmax(marks, 1), power = pow(10, floor(log10(least)));

	for (int i = 0; i < 3; i++) {
		static const double parts[] = { 1, 2, 5 };
		if (parts[i] * power >= least * (1 - 1e-9))
			return parts[i] * power;
	}
	return 10 * power;
}

static int decimals_of(double step)
{
	int decimals = (int)ceil(-log10(step) - 1e-9);

	return decimals < 0 ? 0 : decimals > MOST_DECIMALS ? MOST_DECIMALS : decimals;
}

struct plot_scale plot_scale_of(double low, double high, int marks)
{
	double step = round_step(high - low, marks);

	return (struct plot_scale){ low, high, step, decimals_of(step) };
}

struct plot_scale plot_scale_around(double low, double high, int marks)
{
	double size = fmax(fabs(low), fabs(high));

	if (high - low < size * 1e-4 || high <= low) { /* it stands still: a hundredth of it above and below */
		double room = size > 0 ? size / 100 : 1;
		low -= room;
		high += room;
	}
	struct plot_scale scale = plot_scale_of(low, high, marks);
	double part = scale.step / PARTS;
	low = floor(low / part + 1e-9) * part;
	high = ceil(high / part - 1e-9) * part;
	scale.low = low;
	scale.high = high;
	if (floor(high / scale.step + 1e-9) - ceil(low / scale.step - 1e-9) < 1) /* one mark alone says too little */
		scale = plot_scale_of(low, high, 2 * marks);
	return scale;
}

int plot_dot(const struct plot_scale *scale, double value, int dots)
{
	double part = (scale->high - value) / (scale->high - scale->low);
	double dot = part * (double)(dots - 1);

	return dot < -FAR ? -FAR : dot > FAR ? FAR : (int)lround(dot);
}

int64_t plot_time_step(int64_t span, int marks)
{
	static const int seconds[] = { 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800 };
	size_t i = 0, count = sizeof seconds / sizeof *seconds;

	while (i + 1 < count && seconds[i] * CLOCK_SECOND * (marks > 0 ? marks : 1) < span)
		i++;
	return seconds[i] * CLOCK_SECOND;
}

/* --- dots ------------------------------------------------------------------------------------------------ */

void plot_grid_clear(struct plot_grid *grid, int rows, int columns)
{
	grid->rows = rows < 0 ? 0 : rows > PLOT_ROWS ? PLOT_ROWS : rows;
	grid->columns = columns < 0 ? 0 : columns > PLOT_COLUMNS ? PLOT_COLUMNS : columns;
	for (int row = 0; row < grid->rows; row++)
		memset(grid->cells[row], 0, (size_t)grid->columns * sizeof **grid->cells);
}

static void set_dot(struct plot_grid *grid, unsigned curve, int row, int column)
{
	static const unsigned char bits[PLOT_DOWN][PLOT_ACROSS] = { { 1, 8 }, { 2, 16 }, { 4, 32 }, { 64, 128 } };
	struct plot_cell *cell = &grid->cells[row / PLOT_DOWN][column / PLOT_ACROSS];

	cell->mask |= bits[row % PLOT_DOWN][column % PLOT_ACROSS];
	cell->curve = (unsigned char)curve;
}

void plot_grid_curve(struct plot_grid *grid, unsigned curve, const struct plot_scale *scale, const double *least,
                     const double *most)
{
	int dots = grid->rows * PLOT_DOWN, top_before = 0, bottom_before = 0;
	bool joined = false;

	for (int column = 0; column < grid->columns * PLOT_ACROSS; column++) {
		if (isnan(least[column])) {
			joined = false;
			continue;
		}
		int top = plot_dot(scale, most[column], dots), bottom = plot_dot(scale, least[column], dots);
		int first = top, last = bottom;
		if (joined && first > bottom_before + 1)
			first = bottom_before + 1;
		if (joined && last < top_before - 1)
			last = top_before - 1;
		for (int row = first > 0 ? first : 0; row <= last && row < dots; row++)
			set_dot(grid, curve, row, column);
		top_before = top;
		bottom_before = bottom;
		joined = true;
	}
}

void plot_cell_text(const struct plot_cell *cell, bool utf8, char text[8])
{
	bool upper = (cell->mask & (1 | 8 | 2 | 16)) != 0, lower = (cell->mask & (4 | 32 | 64 | 128)) != 0;

	if (!utf8) {
		text[0] = upper && lower ? ':' : upper ? '\'' : lower ? '.' : ' ';
		text[1] = '\0';
		return;
	}
	size_t length = text_encode(text, BRAILLE + cell->mask);
	text[length] = '\0';
}
