/*
 * moment: a place on a timeline, as a person writes it.
 *
 *   03:12, 03:12:11           the first time after the beginning that the clock shows that; local time
 *   2026-11-24                the same with a date; a time may follow behind a space or a T
 *   2026-11-24T03:12:30.5Z    with a Z the time is UTC
 *   +1h30m, -10m              from the beginning; from the end
 *   mark:jam, mark:3, #3      the first mark whose note contains that (capitals don't matter); the third mark
 *
 * What a clock shows lasts: 03:12 is a whole minute. If the recording begins within it, the beginning is meant.
 */
#ifndef TELLTALE_RECORDING_MOMENT_H
#define TELLTALE_RECORDING_MOMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "telltale/base/error.h"
#include "telltale/recording/timeline.h"

enum { MOMENT_TEXT = 40 };

/* Reads a text as a time of the timeline. False: it isn't one, or it's outside of the recording. */
bool moment_parse(const struct timeline *timeline, const char *text, int64_t *time, struct error *error);

/* A wall time in UTC, as ISO 8601 has it, with milliseconds: "2026-11-24T03:12:30.500Z". */
void moment_utc(char text[MOMENT_TEXT], int64_t wall);

/* The same for milliseconds since 1970, of the years 1970 to 9999. */
void moment_utc_milliseconds(char text[MOMENT_TEXT], int64_t milliseconds);

/* A wall time in local time, as people read it: "2026-11-24 03:12:30". */
void moment_local(char text[MOMENT_TEXT], int64_t wall);

#endif
