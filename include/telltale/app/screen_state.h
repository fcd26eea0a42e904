/*
 * screen_state: how the dashboard was left, so that it is found again: view, order, theme.
 *
 * One small file, $XDG_STATE_HOME/telltale/screen, of lines NAME = VALUE. What was said on the command line or in the config
 * outweighs it. It is written on leaving, if the user has changed something, in one piece; only what was changed is
 * written anew, so that several dashboards at once don't undo each other's. What is wrong with it is a line in the log.
 */
#ifndef TELLTALE_APP_SCREEN_STATE_H
#define TELLTALE_APP_SCREEN_STATE_H

#include <stdbool.h>

#include "telltale/base/error.h"
#include "telltale/conf/option.h"
#include "telltale/ui/screen.h"

enum { SCREEN_STATE_MOST = 64 * 1024 }; /* bytes of the file; what is larger is none of ours */

struct screen_state_line {
	char *name, *value;
};

struct screen_state {
	char path[4096]; /* "": there is nowhere to keep it, or it isn't wanted */
	struct screen_state_line *lines;
	size_t count, capacity;
	char *before; /* what save() compares with */
	char problem[512]; /* what was wrong with the file; "" for nothing */
};

/* Reads the file, if settings allow. Options that nobody has given get what stands there; `taste_only`: just those that
 * are as well in a replay. */
void screen_state_read(struct screen_state *state, struct settings *settings, bool taste_only);

/* Brings a screen that was just made to what it was; from here on changes are the user's. */
void screen_state_apply(struct screen_state *state, struct screen *screen);

/* Writes what has changed since. False: it couldn't be written. */
bool screen_state_save(struct screen_state *state, const struct screen *screen, struct error *error);

void screen_state_clear(struct screen_state *state);

#endif
