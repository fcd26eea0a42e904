/*
 * glyph: the signs on the screen, each with its ASCII twin; the word beside it always says the same.
 */
#ifndef TELLTALE_UI_GLYPH_H
#define TELLTALE_UI_GLYPH_H

#include <stdbool.h>

#include "telltale/core/command.h"
#include "telltale/core/device.h"
#include "telltale/core/status.h"

enum glyph {
	GLYPH_ONLINE,
	GLYPH_STALE,
	GLYPH_OFFLINE,
	GLYPH_STORED,
	GLYPH_CLOSED,
	GLYPH_OPEN,
	GLYPH_HALF,
	GLYPH_UP,
	GLYPH_DOWN,
	GLYPH_RISING,
	GLYPH_SINKING,
	GLYPH_ON,
	GLYPH_OFF,
	GLYPH_DOT,
	GLYPH_ATTENTION,
	GLYPH_QUESTION,
	GLYPH_UNDER_WAY,
	GLYPH_GOOD,
	GLYPH_BAD,
	GLYPH_ELLIPSIS,
	GLYPH_DASH,
	GLYPH_UNFOLDED,
	GLYPH_FOLDED,
	GLYPH_CHANGED,
	GLYPH_TOP_LEFT,
	GLYPH_TOP_RIGHT,
	GLYPH_BOTTOM_LEFT,
	GLYPH_BOTTOM_RIGHT,
	GLYPH_HORIZONTAL,
	GLYPH_VERTICAL,
	GLYPH_TICK_LEFT,
	GLYPH_TICK_DOWN,
	GLYPH_CORNER,
	GLYPH_DASHED,
	GLYPH_CURSOR,
	GLYPH_SELECTED,
	GLYPH_PIN,
	GLYPH_LINE_REST, /* a time line while a state of that kind lasts */
	GLYPH_LINE_ACTIVE,
	GLYPH_LINE_MOVING,
	GLYPH_LINE_ALARM,
	GLYPH_LINE_UNKNOWN,
	GLYPH_FULL, /* of a gauge */
	GLYPH_EMPTY,
	GLYPH_COUNT
};

/* The sign, one column wide (an ellipsis in ASCII is "~"). */
const char *glyph_text(enum glyph glyph, bool utf8);

/* One of eight heights of a bar, 0 the lowest. */
const char *glyph_bar(unsigned height, bool utf8);

enum glyph glyph_of_status(const struct status *status);
enum glyph glyph_of_presence(enum presence presence);
enum glyph glyph_of_command(enum command_state state);

#endif
