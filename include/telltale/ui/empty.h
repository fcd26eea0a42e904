/*
 * empty: what a view says where there is nothing to show: why, and what to try.
 */
#ifndef TELLTALE_UI_EMPTY_H
#define TELLTALE_UI_EMPTY_H

#include "telltale/ui/screen.h"

/* Nothing has come yet: because of the connection, or because nobody sends. */
void empty_draw(const struct screen *screen, const struct canvas *canvas);

/* Nothing passes the filter: "No device matches 'x'." with the thing's name. */
void empty_draw_unmatched(const struct screen *screen, const struct canvas *canvas, const char *thing);

#endif
