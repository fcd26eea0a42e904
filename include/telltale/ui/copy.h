/*
 * copy: what the keys y and Y take from the view in front to the clipboard.
 */
#ifndef TELLTALE_UI_COPY_H
#define TELLTALE_UI_COPY_H

#include "telltale/ui/screen.h"

/* Copies what is chosen (ACTION_COPY), or its topic or name (ACTION_COPY_NAME), and says so, or why not. Returns what has
 * become stale. */
unsigned copy_act(struct screen *screen, enum action action, const void *state);

/* Whether there is something to copy. */
bool copy_can(const struct screen *screen, enum action action, const void *state);

#endif
