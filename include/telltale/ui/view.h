/*
 * view: one way to look at the model. Each is a const struct of functions in a file of its own; NULL means
 * that the default is right. The state of a view stays in its file.
 */
#ifndef TELLTALE_UI_VIEW_H
#define TELLTALE_UI_VIEW_H

#include <stdbool.h>

#include "telltale/conf/action.h"
#include "telltale/ui/draw.h"

struct screen;

/* What has become stale, or is wanted: bits that handlers return. */
enum {
	STALE_NOTHING = 0,
	STALE_FRAME = 1 << 0,  /* draw soon */
	STALE_SCREEN = 1 << 1, /* send everything anew */
	WANT_QUIT = 1 << 2
};

struct view {
	const char *name;
	enum action action; /* which action shows it; ACTION_NONE: only from another view */
	int scope;          /* its bit in the action table */
	void *(*open)(struct screen *screen); /* its state */
	void (*close)(void *state);
	void (*shown)(void *state, struct screen *screen); /* it has just come to the front */
	void (*draw)(void *state, struct screen *screen, const struct canvas *canvas);
	unsigned (*act)(void *state, struct screen *screen, enum action action);
	void (*replaced)(void *state, struct screen *screen); /* the model is another one: see screen_replace_fleet() */
	/* Whether an action would do something now (for the hint bar). NULL: always. */
	bool (*can)(const void *state, const struct screen *screen, enum action action);
};

extern const struct view view_devices, view_device, view_log, view_help;

#endif
