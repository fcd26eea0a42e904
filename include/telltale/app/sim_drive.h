/*
 * sim_drive: something that a motor moves between two ends: the hatch and the lift of a box.
 *
 * The caller decides how long a movement takes and how it ends, so that a test can ask for any of it.
 */
#ifndef TELLTALE_APP_SIM_DRIVE_H
#define TELLTALE_APP_SIM_DRIVE_H

#include <stdbool.h>
#include <stdint.h>

/* No such moment yet: later than any. */
#define SIM_NEVER INT64_MAX

/* The numbers are those that a DBX box reports as hatch_status and lift_status. */
enum sim_place {
	SIM_LOW = 0,    /* closed, down */
	SIM_HIGH = 1,   /* opened, up */
	SIM_TO_LOW = 2, /* closing, going down */
	SIM_TO_HIGH = 3 /* opening, going up */
};

enum sim_fate {
	SIM_ARRIVES,    /* as it should */
	SIM_STICKS,     /* jams on the way and stays so until the next order */
	SIM_TURNS_BACK, /* half-way it goes back to where it came from */
};

struct sim_drive {
	enum sim_place place;
	int64_t changes;  /* when `place` changes by itself; SIM_NEVER: it rests or is stuck */
	int64_t way_back; /* how long the way back takes after the next change; 0: it arrives */
};

/* Rests at the low end. */
void sim_drive_init(struct sim_drive *drive);

/* Sets off for an end, whatever it was doing before; `duration` is the time of the whole way. */
void sim_drive_go(struct sim_drive *drive, bool high, int64_t now, int64_t duration, enum sim_fate fate);

/* Lets time pass until now. Returns whether `place` changed. */
bool sim_drive_advance(struct sim_drive *drive, int64_t now);

/* Whether it rests at that end or is on its way there and not stuck. */
bool sim_drive_heads(const struct sim_drive *drive, bool high);

#endif
