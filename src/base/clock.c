/* clock: see include/telltale/base/clock.h */
#include "config.h"

#include "telltale/base/clock.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <time.h>

static int64_t read_clock(clockid_t id)
{
	struct timespec now;

	clock_gettime(id, &now);
	return (int64_t)now.tv_sec * CLOCK_SECOND + now.tv_nsec;
}

int64_t clock_mono(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

int64_t clock_wall(void)
{
	return read_clock(CLOCK_REALTIME);
}

void clock_age_text(char *text, size_t size, int64_t duration)
{
	if (duration < 0)
		duration = 0;
	if (duration < CLOCK_MINUTE)
		snprintf(text, size, "%" PRId64 "s", duration / CLOCK_SECOND);
	else if (duration < CLOCK_HOUR)
		snprintf(text, size, "%" PRId64 "m", duration / CLOCK_MINUTE);
	else if (duration < 2 * CLOCK_DAY)
		snprintf(text, size, "%" PRId64 "h", duration / CLOCK_HOUR);
	else
		snprintf(text, size, "%" PRId64 "d", duration / CLOCK_DAY);
}

void clock_span_text(char *text, size_t size, int64_t duration)
{
	if (duration < 0)
		duration = 0;
	int64_t tenths = duration / (CLOCK_SECOND / 10);
	int64_t seconds = duration / CLOCK_SECOND;

	if (duration < CLOCK_MINUTE && duration % CLOCK_SECOND == 0)
		snprintf(text, size, "%" PRId64 " s", seconds);
	else if (duration < CLOCK_MINUTE)
		snprintf(text, size, "%" PRId64 ".%" PRId64 " s", tenths / 10, tenths % 10);
	else if (duration < CLOCK_HOUR)
		snprintf(text, size, "%" PRId64 " min %" PRId64 " s", seconds / 60, seconds % 60);
	else
		snprintf(text, size, "%" PRId64 " h %" PRId64 " min", seconds / 3600, seconds / 60 % 60);
}

void clock_time_text(char *text, size_t size, int64_t wall, int64_t wall_now)
{
	time_t then = (time_t)(wall / CLOCK_SECOND);
	time_t now = (time_t)(wall_now / CLOCK_SECOND);
	struct tm then_parts, now_parts;

	if (localtime_r(&then, &then_parts) == NULL || localtime_r(&now, &now_parts) == NULL) {
		snprintf(text, size, "?");
		return;
	}
	bool today = then_parts.tm_yday == now_parts.tm_yday && then_parts.tm_year == now_parts.tm_year;
	strftime(text, size, today ? "%H:%M:%S" : "%Y-%m-%d %H:%M:%S", &then_parts);
}
