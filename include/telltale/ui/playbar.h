/*
 * playbar: the line at the bottom of a replay: where it is, how fast, and what is on the time line.
 */
#ifndef TELLTALE_UI_PLAYBAR_H
#define TELLTALE_UI_PLAYBAR_H

#include "telltale/ui/screen.h"

/* Draws it into a row of the canvas. */
void playbar_draw(const struct screen *screen, const struct canvas *whole, int row);

/* The legend of its signs, from a row on; their meanings begin at a column. Returns the row behind it. */
int playbar_draw_signs(const struct canvas *canvas, int row, int column);

#endif
