/*
 * schedule: when what stands on a recording's timeline is due on the monotonic clock.
 *
 * Each moment is worked out from the beginning, in whole nanoseconds of recording time: no error adds up.
 */
#ifndef TELLTALE_APP_SCHEDULE_H
#define TELLTALE_APP_SCHEDULE_H

#include <stdint.h>

struct schedule {
	double speed;       /* 0: everything is due at once */
	int64_t idle_limit; /* no pause in the recording counts for more than that; 0: they all count in full */
	/* private */
	int64_t start;      /* clock time of position 0 */
	int64_t position;   /* of the last that was asked for, in recording time */
	int64_t time;       /* of it on the timeline */
	int64_t round;      /* position where this round began */
};

/* A timeline's time is now. speed and idle_limit are set. */
void schedule_begin(struct schedule *schedule, int64_t time, int64_t now);

/* When a time is due, which isn't before that of the last call. CLOCK_NEVER: there is no schedule. */
int64_t schedule_due(struct schedule *schedule, int64_t time);

/* The recording begins again: its end and its beginning are the same moment. A round that takes no time at all
 * counts as one that lasts for a second. */
void schedule_again(struct schedule *schedule, int64_t end, int64_t begin);

/* All that is still to come is due that much later. */
void schedule_shift(struct schedule *schedule, int64_t pause);

#endif
