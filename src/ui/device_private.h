/* What the files of the device view share; nobody else includes this. */
#ifndef TELLTALE_UI_DEVICE_PRIVATE_H
#define TELLTALE_UI_DEVICE_PRIVATE_H

#include <stdbool.h>
#include <stdint.h>

#include "telltale/ui/payload.h"
#include "telltale/ui/plot.h"
#include "telltale/ui/screen.h"
#include "telltale/ui/scroll.h"

enum { DEVICE_CURVES = PLOT_CURVES - 1, DEVICE_NUMBERS = 8 };

/* What the plot shows, and of what. */
struct device_plot {
	size_t chosen;                /* the metric that keys are for */
	size_t first;                 /* the first one that the list shows */
	int added[DEVICE_CURVES];     /* metrics that were added; -1: none */
	int zoom;                     /* place in the table of spans; -1: what suits the history */
	int64_t end;                  /* model time at the right; CLOCK_NEVER: now */
	int64_t cursor;               /* CLOCK_NEVER: none */
	bool ranged;
	struct plot plot;             /* as it was drawn last */
	bool made;                    /* it was */
	int plot_row, numbers_row;    /* where the plot and the first number are, on the text that scrolls */
	int numbers;                  /* that the list shows at once */
	bool follow;                  /* the choice has moved: it is to be seen */
};

struct device_state {
	char of[PIN_TEXT]; /* whose state it is; see pins_text() */
	struct scroll scroll;
	struct device_plot plot;
	/* the payload that is laid out, and from what */
	struct payload_lines payload;
	const struct route *route;
	uint64_t messages;
};

/* Where the next line goes. */
struct pen {
	const struct screen *screen;
	struct canvas canvas;
	const struct device *device;
	struct device_state *state;
	struct plot_window window; /* the time that is shown */
	bool live;
	bool tight; /* few rows: no empty ones */
	int label;  /* columns of the names at the left */
	int row;
};

void device_heading(struct pen *pen, const char *text);

/* The parts, in their order; each draws nothing where there is nothing. */
void device_draw_head(struct pen *pen);
void device_draw_states(struct pen *pen);
void device_draw_numbers(struct pen *pen);
void device_draw_plot(struct pen *pen, int rows);
void device_draw_orders(struct pen *pen);
void device_draw_history(struct pen *pen);
void device_draw_topics(struct pen *pen);
void device_draw_payload(struct pen *pen);

/* --- the plot ---------------------------------------------------------------------------------------------- */

/* Forgets all choices. */
void device_plot_init(struct device_plot *plot);

/* The time that is shown on so many columns. */
struct plot_window device_plot_window(const struct device_plot *plot, const struct screen *screen,
                                      const struct device *device, int columns);

/* The place of a metric among those that were added, or -1. */
int device_plot_place(const struct device_plot *plot, size_t metric);
enum slot device_plot_slot(int place);

/* What a key of the plot does; also Up and Down where there are metrics. */
unsigned device_plot_act(struct device_plot *plot, struct screen *screen, enum action action);

/* Puts the cursor on a column of the canvas that the plot was drawn on. */
void device_plot_point(struct device_plot *plot, int column);

#endif
