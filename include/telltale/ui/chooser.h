/*
 * chooser: a list over the screen from which a theme is chosen, and shown at once while it is only looked at.
 *
 * It lies at the right edge, so that most of what it changes stays in sight.
 */
#ifndef TELLTALE_UI_CHOOSER_H
#define TELLTALE_UI_CHOOSER_H

#include "telltale/ui/screen.h"

/* Opens it; a terminal without colours gets a notice instead. */
void chooser_open(struct screen *screen, int64_t mono);

/* Shows the theme of that name from now on. False: there is none, or it can't be read. */
bool chooser_set(struct screen *screen, const char *name, struct error *error);

/* A key while it is open. */
unsigned chooser_key(struct screen *screen, int key, int64_t mono);

/* Draws it over what there is. */
void chooser_draw(struct screen *screen, const struct canvas *canvas);

#endif
