/*
 * view: one way to look at the model. Each is a const struct of functions in a file of its own; NULL means
 * that the default is right. The state of a view stays in its file.
 */
#ifndef TELLTALE_UI_VIEW_H
#define TELLTALE_UI_VIEW_H

#include <stdbool.h>
#include <stddef.h>

#include "telltale/conf/action.h"
#include "telltale/ui/draw.h"
#include "telltale/ui/mouse.h"

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
	/* Takes a step back within the view. False: there is none, and the view is left. */
	bool (*back)(void *state, struct screen *screen);
	void (*replaced)(void *state, struct screen *screen); /* the model is another one: see screen_replace_fleet() */
	/* Whether an action would do something now (for the hint bar). NULL: always. */
	bool (*can)(const void *state, const struct screen *screen, enum action action);
	/* What somebody who copies here wants to have, any bytes; *what gets its name for the notice ("payload"). NULL: nothing
	 * is chosen. The caller frees it. */
	char *(*copied)(const void *state, const struct screen *screen, size_t *length, const char **what);
	/* The same for its topic or name. */
	char *(*copied_name)(const void *state, const struct screen *screen, size_t *length, const char **what);
	/* Something that the mouse did on the view's canvas, as it was drawn last. */
	unsigned (*mouse)(void *state, struct screen *screen, const struct mouse *mouse);
	/* Goes to the next match (1) of screen->sought, or the one before (-1). False: there is none. NULL: it can't. */
	bool (*find)(void *state, struct screen *screen, int direction);
	bool filters; /* it looks at screen->filter when it draws, while that is being typed, too */
};

extern const struct view view_devices, view_device, view_topics, view_messages, view_commands, view_alerts, view_log, view_help;

#endif
