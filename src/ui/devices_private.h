/* What the files of the devices view share; nobody else includes this. */
#ifndef TELLTALE_UI_DEVICES_PRIVATE_H
#define TELLTALE_UI_DEVICES_PRIVATE_H

#include <stddef.h>

#include "telltale/ui/roster.h"
#include "telltale/ui/screen.h"

/* One row of panes, or the heading of a group. */
struct devices_line {
	unsigned first;       /* of the roster */
	unsigned short count; /* panes; 0: a heading */
	unsigned short group;
};

struct devices_state {
	struct roster roster;
	/* the rows of all devices, and what they were made for */
	struct devices_line *lines;
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

/* Puts the devices into rows, when they, their order or the width have changed. */
void devices_arrange(struct devices_state *state, const struct screen *screen);

/* Rows that a line takes. */
int devices_height(const struct devices_state *state, size_t line);

/* The line of panes in which a device stands, by its place in the roster. */
size_t devices_line_of(const struct devices_state *state, size_t index);

/* Scrolls just as far as it takes to see the whole focused pane, and the heading above it. */
void devices_follow(struct devices_state *state, const struct screen *screen);

/* Draws what the window shows. Returns the last device that is seen, counted from 1; *first gets the first, from 0. */
size_t devices_draw_lines(struct devices_state *state, const struct screen *screen, const struct canvas *canvas, size_t *first);

#endif
