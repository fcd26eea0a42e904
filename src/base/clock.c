/* clock: see include/telltale/base/clock.h */
#include "config.h"

#include "telltale/base/clock.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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

/* The unit at the front of a text, which is moved behind it; 0: there is none. */
static int64_t take_unit(const char **text)
{
	static const struct {
		const char *name;
		int64_t length;
	} units[] = { { "ms", CLOCK_MILLISECOND }, { "s", CLOCK_SECOND }, { "m", CLOCK_MINUTE }, { "min", CLOCK_MINUTE },
		      { "h", CLOCK_HOUR },         { "d", CLOCK_DAY } };
	size_t length = strspn(*text, "abcdefghijklmnopqrstuvwxyz");

	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		if (strlen(units[i].name) == length && memcmp(units[i].name, *text, length) == 0) {
			*text += length;
			return units[i].length;
		}
	}
	return 0;
}

bool clock_span_parse(const char *text, int64_t *duration)
{
	double sum = 0;
	bool first = true;
	char *end;

	text += strspn(text, " ");
	do {
		if (*text < '0' || *text > '9') /* nor a sign, nor "inf" */
			return false;
		double number = strtod(text, &end);
		if (end != text + strspn(text, "0123456789.")) /* nor "1e3", nor "0x10" */
			return false;
		text = end + strspn(end, " ");
		int64_t unit = *text == '\0' && first ? CLOCK_SECOND : take_unit(&text);
		if (unit == 0)
			return false;
		sum += number * (double)unit;
		text += strspn(text, " ");
		first = false;
	} while (*text != '\0');
	if (sum > 36525.0 * (double)CLOCK_DAY)
		return false;
	*duration = (int64_t)sum;
	return true;
}
