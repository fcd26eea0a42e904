/*
 * loop: waits for keys, signals, time and what moves the model; moves it on, hands keys to the screen, draws.
 *
 * A key is answered at once. Messages are applied for a few milliseconds at a time, so that a flood never
 * keeps a key waiting, and what they change is drawn at most once a frame interval.
 */
#ifndef TELLTALE_APP_LOOP_H
#define TELLTALE_APP_LOOP_H

#include <stdint.h>

#include "telltale/app/engine.h"
#include "telltale/ui/input.h"
#include "telltale/ui/screen.h"

struct loop {
	const struct engine *engine;
	void *engine_self;
	struct log *log;
	struct screen *screen;
	struct terminal *terminal;
	int watch_fd;           /* see struct dashboard_settings */
	const char *watch_text;
	/* set by loop_run() */
	struct input input;
	bool quit;
	bool watched_ended; /* watch_fd has said so */
	int signal;         /* that ended it; 0: the user did */
	unsigned stale;     /* since the last frame */
	bool flows;         /* the engine has changed something in the last turn */
	bool soon;          /* because of a state that changed: after half its time */
	bool urgent;        /* because of a key: not to be put off */
	int64_t last_frame;
};

/* Runs until the user leaves (returns 0) or a signal ends it (returns its number; Ctrl-C counts as leaving). */
int loop_run(struct loop *loop);

#endif
