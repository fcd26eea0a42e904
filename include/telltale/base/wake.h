/*
 * wake: a pipe by which one thread, or a signal handler, ends another's poll().
 */
#ifndef TELLTALE_BASE_WAKE_H
#define TELLTALE_BASE_WAKE_H

#include <stdbool.h>

#include "telltale/base/error.h"

struct wake {
	int sleeper; /* to be polled for reading; -1: not made */
	int waker;
};

#define WAKE_INIT { -1, -1 }

/* Makes the pipe: neither end blocks, no child inherits it. */
bool wake_init(struct wake *wake, struct error *error);
void wake_clear(struct wake *wake);

/* Makes the sleeper readable; async-signal-safe. A full pipe wakes too, so nothing can fail. */
void wake_poke(const struct wake *wake);

/* Empties the pipe. */
void wake_drain(const struct wake *wake);

#endif
