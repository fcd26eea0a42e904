/*
 * freeze: the view stays as it is, while everything goes on underneath.
 *
 * What is kept are the cells that stand in the view's window, not the model: that costs the same with ten thousand
 * devices, and what is seen is exactly what was seen. Because it is old, nothing is sent or copied from it.
 */
#ifndef TELLTALE_UI_FREEZE_H
#define TELLTALE_UI_FREEZE_H

#include "telltale/ui/screen.h"

/* Freezes, or goes on. Returns what has become stale. */
unsigned freeze_turn(struct screen *screen);

/* Goes on, if it is frozen. */
void freeze_end(struct screen *screen);

/* Whether an action is to be done while frozen; many of them make the screen go on first, and some do nothing else. */
bool freeze_lets(struct screen *screen, enum action action);

/* Says that nothing is sent. */
void freeze_refuse(struct screen *screen, int64_t mono);

/* Before the view is drawn: puts back what was kept, and returns true; a window of another size goes on. Behind it, if that
 * was still wanted: keeps what was drawn. */
bool freeze_draw(struct screen *screen);
void freeze_drawn(struct screen *screen);

/* "FROZEN at 12:03:11, 8s ago; 1 204 messages since; P goes on" */
void freeze_text(const struct screen *screen, char *text, size_t size);

#endif
