/*
 * mouse: what it did, and where.
 */
#ifndef TELLTALE_UI_MOUSE_H
#define TELLTALE_UI_MOUSE_H

#include <stdbool.h>
#include <stddef.h>

enum mouse_kind {
	MOUSE_PRESS,       /* the left button */
	MOUSE_DOUBLE,      /* the second press of two at the same place */
	MOUSE_DRAG,        /* moved with the left button held */
	MOUSE_RELEASE,
	MOUSE_WHEEL_UP,
	MOUSE_WHEEL_DOWN
};

struct mouse {
	enum mouse_kind kind;
	int row, column; /* of whose canvas it is handed to */
};

/* What a terminal reports in its mode 1006, behind CSI <: three numbers and M or m. All zero to begin with. */
struct mouse_report {
	char bytes[20];
	size_t length;
};

enum mouse_result { MOUSE_MORE, MOUSE_EVENT, MOUSE_NOTHING };

/* Takes the next character. MOUSE_EVENT: that was the last one, and *mouse says what was done, on the whole screen;
 * MOUSE_NOTHING: that was the last one, of something else. */
enum mouse_result mouse_feed(struct mouse_report *report, unsigned character, struct mouse *mouse);

#endif
