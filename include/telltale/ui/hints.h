/*
 * hints: the lowest line, which says what the keys do now; and which key stands where, for the mouse.
 */
#ifndef TELLTALE_UI_HINTS_H
#define TELLTALE_UI_HINTS_H

#include "telltale/ui/screen.h"

/* Draws them: the most useful ones, as many as fit, none of them cut. */
void hints_draw(struct screen *screen, const struct canvas *whole);

/* The key that was drawn at a place of the screen, or KEYCODE_NONE. */
int hints_key_at(const struct screen *screen, int row, int column);

#endif
