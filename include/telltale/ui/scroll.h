/*
 * scroll: where a text that is longer than its window stands.
 */
#ifndef TELLTALE_UI_SCROLL_H
#define TELLTALE_UI_SCROLL_H

#include "telltale/ui/finder.h"
#include "telltale/ui/screen.h"

struct scroll {
	int first;  /* row of the text at the window's top */
	int rows;   /* of the text */
	int window; /* rows of the window */
};

/* Takes the sizes of this frame; corrects what doesn't fit any more. Returns whether first changed. */
bool scroll_fit(struct scroll *scroll, int rows, int window);

/* How far an action of up, down, page-up, page-down, first, last moves in a list of at most `all` rows in a window; 0: it is
 * another action. */
long scroll_by(enum action action, int window, long all);

/* Moves by an action of up, down, page-up, page-down, first, last. Returns what has become stale. */
unsigned scroll_act(struct scroll *scroll, enum action action);

/* Goes to the next match (1) or the one before (-1), from the last one if that is in sight. False: there is none. */
bool scroll_find(struct scroll *scroll, struct finder *finder, int direction);

/* Sets the screen's position text, if not all is seen. */
void scroll_note(const struct scroll *scroll, struct screen *screen);

#endif
