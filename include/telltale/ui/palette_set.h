/*
 * palette_set: options that change while the program runs. Those are marked in the option table (OPTION_PROMPT), which
 * checks the value as it does anywhere else.
 */
#ifndef TELLTALE_UI_PALETTE_SET_H
#define TELLTALE_UI_PALETTE_SET_H

#include "telltale/ui/screen.h"

/* Sets an option from a text. False: there is none that can be changed now, or the value won't do; what was expected. */
bool palette_set(struct screen *screen, const char *name, const char *value, struct error *error);

#endif
