/*
 * flight: the packet identifiers of what was sent and isn't acknowledged yet (MQTT 3.1.1, section 2.3.1).
 *
 * At most a window of them at a time; one that is in flight is never given out again.
 */
#ifndef TELLTALE_BENCH_FLIGHT_H
#define TELLTALE_BENCH_FLIGHT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { FLIGHT_MOST = 65535 };

enum flight_stage {
	FLIGHT_FREE,
	FLIGHT_SENT,     /* waits for PUBACK (QoS 1) or PUBREC (QoS 2) */
	FLIGHT_RELEASED, /* waits for PUBCOMP */
};

/* All zero but for the window to begin with. */
struct flight {
	size_t window; /* at most FLIGHT_MOST - 1, so that one is always free */
	size_t count;
	uint16_t last;
	unsigned char stages[FLIGHT_MOST + 1];
};

/* How many may still begin. */
size_t flight_room(const struct flight *flight);

/* The identifier of the next to be sent; there must be room, or it must be one beyond the window. */
uint16_t flight_begin(struct flight *flight);

/* The step of one from one stage to the next. False: it isn't in that stage, so the client is wrong. */
bool flight_step(struct flight *flight, uint16_t mid, enum flight_stage from, enum flight_stage to);

#endif
