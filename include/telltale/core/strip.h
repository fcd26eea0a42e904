/*
 * strip: the last changes of one status, in bounded memory: what its time line is drawn from.
 *
 * Nothing is kept of a status that never changed; the memory grows with the changes, up to STRIP_CHANGES of 32 bytes.
 */
#ifndef TELLTALE_CORE_STRIP_H
#define TELLTALE_CORE_STRIP_H

#include <stddef.h>
#include <stdint.h>

enum { STRIP_CHANGES = 32, STRIP_TEXT = 21 };

/* From then on it was so. */
struct strip_change {
	int64_t at;             /* model time */
	int16_t state;          /* index into the definition's states; -1: unknown or generic */
	unsigned char kind;     /* enum state_kind */
	char text[STRIP_TEXT];  /* clean; its beginning where it is longer */
};

struct strip;

/* Adds a change, the newest; the oldest goes where there are too many. Makes the strip if *strip is NULL. */
void strip_add(struct strip **strip, int64_t at, int state, unsigned char kind, const char *text);

size_t strip_count(const struct strip *strip);

/* A change, 0 the oldest that is kept. */
const struct strip_change *strip_change(const struct strip *strip, size_t oldest_first);

/* The same once more; NULL stays NULL. Free with free(). */
struct strip *strip_copy(const struct strip *strip);

#endif
