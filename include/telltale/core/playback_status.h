/*
 * playback_status: what the screen says of a replay; plain data.
 */
#ifndef TELLTALE_CORE_PLAYBACK_STATUS_H
#define TELLTALE_CORE_PLAYBACK_STATUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum playback_kind { PLAYBACK_COMMAND, PLAYBACK_ALERT, PLAYBACK_GAP, PLAYBACK_MARK };

/* Something on the time line. */
struct playback_event {
	int64_t time;  /* when; of a gap, when it ended */
	int64_t since; /* of a gap, when it began */
	enum playback_kind kind;
	bool bad;      /* an alert that begins, a command that failed */
};

struct playback_status {
	int64_t position, end; /* nanoseconds since the beginning */
	double speed;          /* times the recording's own; 0: as fast as it can */
	bool paused, loop;
	bool seeking;          /* on the way to a place that was never seen before */
	const struct playback_event *events; /* in order */
	size_t event_count;
	char note[160];        /* the mark or alert that was jumped to last, cleaned; "" */
};

#endif
