/*
 * pointer: the way of what the mouse did: to the hint bar, or to the view in front.
 *
 * A question is never answered by the mouse: a click is too easily a slip. A click in the hint bar is the key that stands
 * there. A view without a hook of its own scrolls by the wheel.
 */
#ifndef TELLTALE_UI_POINTER_H
#define TELLTALE_UI_POINTER_H

#include "telltale/ui/screen.h"

/* Takes an event with its place on the whole screen. Returns what has become stale. */
unsigned pointer_event(struct screen *screen, const struct mouse *mouse, int64_t mono);

#endif
