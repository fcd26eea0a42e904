/*
 * clock: the two times of the system, in nanoseconds, and durations in words.
 *
 * Only `source` and `app` read these clocks. The model gets its time as an argument, so that a replay and a
 * test can hand it another.
 */
#ifndef TELLTALE_BASE_CLOCK_H
#define TELLTALE_BASE_CLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CLOCK_MICROSECOND INT64_C(1000)
#define CLOCK_MILLISECOND INT64_C(1000000)
#define CLOCK_SECOND INT64_C(1000000000)
#define CLOCK_MINUTE (60 * CLOCK_SECOND)
#define CLOCK_HOUR (60 * CLOCK_MINUTE)
#define CLOCK_DAY (24 * CLOCK_HOUR)

/* No such moment: "never" for a time that has passed, "not planned" for a deadline. */
#define CLOCK_NEVER INT64_MIN

/* Nanoseconds of a clock that never jumps; its zero means nothing. */
int64_t clock_mono(void);

/* Nanoseconds since 1970-01-01T00:00:00Z. */
int64_t clock_wall(void);

/* A duration as a person says it, at most 5 columns: "0s", "59s", "12m", "3h", "40d". Negative counts as 0. */
void clock_age_text(char *text, size_t size, int64_t duration);

/* A duration with a tenth below a minute: "1.2 s", "3 min 4 s", "2 h 5 min". Whole seconds, as people choose
 * them, have no tenth: "15 s". */
void clock_span_text(char *text, size_t size, int64_t duration);

/* Reads a duration as people write one: "90" (seconds), "1.5h", "15m", "1h30m", "2d 4h", "250ms". False: it isn't one, or
 * it's longer than a century. */
bool clock_span_parse(const char *text, int64_t *duration);

/* The local time of day of a wall time: "13:02:11"; with the date before it where it isn't today's. */
void clock_time_text(char *text, size_t size, int64_t wall, int64_t wall_now);

#endif
