/* What screen.c and screen_act.c share; nobody else includes this. */
#ifndef TELLTALE_UI_SCREEN_PRIVATE_H
#define TELLTALE_UI_SCREEN_PRIVATE_H

#include "telltale/ui/screen.h"

/* The state of a view. */
void *screen_state_of(const struct screen *screen, const struct view *view);

#endif
