/*
 * backoff: how long to wait before the next try to connect.
 *
 * Doubles from 1 s to 60 s, and from 30 s to 5 min where the broker refused our credentials: those don't
 * become right by being repeated. Each pause is a random part, half to whole, of its step, so that a hundred
 * clients don't come back at once. The count starts anew only after a connection that stood for 10 s: one
 * that is accepted and dropped at once counts as a failure.
 *
 * Source: Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015 ("equal jitter").
 */
#ifndef TELLTALE_SOURCE_BACKOFF_H
#define TELLTALE_SOURCE_BACKOFF_H

#include <stdbool.h>
#include <stdint.h>

#include "telltale/base/random.h"

struct backoff {
	unsigned failures; /* in a row */
	struct random random;
};

void backoff_init(struct backoff *backoff, uint64_t seed);

/* A connection failed or ended after `stood` nanoseconds (0: it never stood). Returns the nanoseconds to wait. */
int64_t backoff_next(struct backoff *backoff, bool credentials, int64_t stood);

#endif
