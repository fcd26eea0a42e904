/*
 * mouse: what it did, and where.
 */
#ifndef TELLTALE_UI_MOUSE_H
#define TELLTALE_UI_MOUSE_H

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

#endif
