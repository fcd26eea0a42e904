/*
 * engine: what moves the model on while a screen shows it: messages of a broker, or a recording. A const struct of
 * functions; the loop knows no more of it.
 */
#ifndef TELLTALE_APP_ENGINE_H
#define TELLTALE_APP_ENGINE_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

#include "telltale/base/log.h"

enum { ENGINE_FDS = 2 };

/* When a frame is to be drawn that has become stale: when its time has come; after half of that, since a state has changed,
 * and states matter most; now. */
enum haste { HASTE_NONE, HASTE_SOON, HASTE_NOW };

struct engine {
	/* Before poll(): fills in the descriptors that wake it (fd -1: none). Returns the nanoseconds until it has
	 * something to do without them. `patient`: a frame is waiting for its time anyway, so that what comes may be
	 * collected. */
	int64_t (*prepare)(void *self, struct pollfd fds[ENGINE_FDS], bool patient);
	/* After poll(): works for at most `budget` nanoseconds. Returns whether the screen has become stale, and fills in
	 * *haste. */
	bool (*work)(void *self, int64_t budget, enum haste *haste);
	/* Before a frame: lets the model's time pass. */
	void (*tick)(void *self);
	/* The wall time that the model is at. */
	int64_t (*wall)(void *self);
};

#endif
