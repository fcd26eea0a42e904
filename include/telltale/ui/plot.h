/*
 * plot: curves over time on a grid of dots, 2 x 4 in each cell. What is computed here knows no screen; plot_draw() in
 * plot_draw.c shows it.
 */
#ifndef TELLTALE_UI_PLOT_H
#define TELLTALE_UI_PLOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "telltale/conf/theme.h"
#include "telltale/core/metric.h"
#include "telltale/ui/draw.h"

enum {
	PLOT_ROWS = 64,
	PLOT_COLUMNS = 320,
	PLOT_CURVES = 4,
	PLOT_LIMITS = 4,
	PLOT_ACROSS = 2, /* dots of a cell */
	PLOT_DOWN = 4
};

/* What an axis shows: from low to high, with a mark at each multiple of step. */
struct plot_scale {
	double low, high, step;
	int decimals; /* that the marks need */
};

/* A scale around what is to be seen, with about `marks` steps (at least 1), and at least two marks; its ends needn't be marks.
 * One value alone gets room around it. */
struct plot_scale plot_scale_around(double low, double high, int marks);

/* The same with ends that are given. low is less than high. */
struct plot_scale plot_scale_of(double low, double high, int marks);

/* The row of dots of a value, 0 the highest; outside of the scale it may be less than 0 or `dots` and more. */
int plot_dot(const struct plot_scale *scale, double value, int dots);

/* A round step of time of which `marks` at most are in a span. */
int64_t plot_time_step(int64_t span, int marks);

struct plot_cell {
	unsigned char mask;  /* of braille's dots */
	unsigned char curve; /* the one that was drawn last; meaningful with a mask */
};

struct plot_grid {
	int rows, columns;
	struct plot_cell cells[PLOT_ROWS][PLOT_COLUMNS];
};

/* Empties it; sizes beyond the most are cut. */
void plot_grid_clear(struct plot_grid *grid, int rows, int columns);

/* Puts a curve on it: the least and the most of each column of dots (NAN: a gap). Neighbours are joined. */
void plot_grid_curve(struct plot_grid *grid, unsigned curve, const struct plot_scale *scale, const double *least,
                     const double *most);

/* One cell as a character: braille, or in ASCII one of . ' : */
void plot_cell_text(const struct plot_cell *cell, bool utf8, char text[8]);

/* --- on the screen ----------------------------------------------------------------------------------------- */

struct plot_curve {
	const struct metric *metric;
	enum slot slot;
	char tag;                /* '1': what the curve and the list of metrics are marked with; '\0': nothing */
	struct plot_scale scale; /* set by plot_make() */
};

/* A stretch of a model's time. */
struct plot_window {
	int64_t from, to;
	int64_t now;
	int64_t wall; /* the wall time of `now` */
};

struct plot {
	struct plot_window window;
	struct plot_curve curves[PLOT_CURVES]; /* the last one has the axis */
	size_t count;
	bool ranged;    /* the axis is the profile's range, where there is one */
	int64_t cursor; /* model time; CLOCK_NEVER: none */
	/* made by plot_make() */
	int gutter, rows, columns; /* of the axis; of the grid, in cells */
	struct plot_grid grid;
};

/* Makes the grid for a size in cells, axes included. False: too small for anything. */
bool plot_make(struct plot *plot, int rows, int columns);

void plot_draw(const struct plot *plot, const struct canvas *canvas);

/* The column of cells of a moment, from the plot's own left edge; may be outside. And back: the middle of a column. */
int plot_column(const struct plot *plot, int64_t at);
int64_t plot_time(const struct plot *plot, int column);

/* A row of clock times for a stretch of time that takes `columns` columns from `column` on, which are labels alone. */
void plot_draw_times(const struct canvas *canvas, const struct plot_window *window, int row, int column, int columns);

#endif
