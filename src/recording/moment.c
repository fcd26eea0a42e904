/* moment: see include/telltale/recording/moment.h */
#include "config.h"

#include "telltale/recording/moment.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "telltale/base/clock.h"
#include "telltale/base/text.h"

static const int64_t latest = INT64_C(7258118400); /* seconds: the year 2200; nanoseconds reach somewhat further */

/* --- moments as texts ------------------------------------------------------------------------------------ */

/* Whole seconds and the nanoseconds behind them, before 1970 too. */
static time_t whole_seconds(int64_t wall, int64_t *rest)
{
	int64_t seconds = wall / CLOCK_SECOND;

	*rest = wall % CLOCK_SECOND;
	if (*rest < 0) {
		*rest += CLOCK_SECOND;
		seconds--;
	}
	return (time_t)seconds;
}

static void write_utc(char text[MOMENT_TEXT], time_t seconds, int milliseconds)
{
	struct tm parts;

	gmtime_r(&seconds, &parts);
	size_t length = strftime(text, MOMENT_TEXT, "%Y-%m-%dT%H:%M:%S", &parts);
	snprintf(text + length, MOMENT_TEXT - length, ".%03dZ", milliseconds);
}

void moment_utc(char text[MOMENT_TEXT], int64_t wall)
{
	int64_t rest;
	time_t seconds = whole_seconds(wall, &rest);

	write_utc(text, seconds, (int)(rest / CLOCK_MILLISECOND));
}

void moment_utc_milliseconds(char text[MOMENT_TEXT], int64_t milliseconds)
{
	write_utc(text, (time_t)(milliseconds / 1000), (int)(milliseconds % 1000));
}

void moment_local(char text[MOMENT_TEXT], int64_t wall)
{
	int64_t rest;
	time_t seconds = whole_seconds(wall, &rest);
	struct tm parts;

	localtime_r(&seconds, &parts);
	strftime(text, MOMENT_TEXT, "%Y-%m-%d %H:%M:%S", &parts);
}

/* --- what is wrong with a text --------------------------------------------------------------------------- */

static bool not_understood(const char *text, struct error *error)
{
	return error_set(error, ERROR_USAGE, "found '%.100s', expected a time (03:12, 2026-11-24 03:12:30), a span "
	                 "from the beginning (+1h30m) or before the end (-10m), or a mark (mark:NOTE, #3)", text);
}

/* In a replay that has to fit on a line of 80 columns: a date that is the same isn't said twice. */
static bool outside(const struct timeline *timeline, const char *text, struct error *error)
{
	enum { DATE = sizeof "2026-11-24 " - 1 };
	char begin[MOMENT_TEXT], end[MOMENT_TEXT];

	moment_local(begin, timeline->wall_zero);
	moment_local(end, timeline_wall(timeline, timeline->end));
	return error_set(error, ERROR_USAGE, "'%.100s' is not in the recording (%s to %s)", text, begin,
	                 strncmp(begin, end, DATE) == 0 ? end + DATE : end);
}

/* --- clocks ---------------------------------------------------------------------------------------------- */

/* How a time may be written, the longest first; it lasts as long as a clock shows it. */
static const struct shape {
	const char *format;
	int64_t lasts;
	bool dated, fraction;
} shapes[] = {
	{ "%Y-%m-%dT%H:%M:%S", CLOCK_SECOND, true, true },
	{ "%Y-%m-%d %H:%M:%S", CLOCK_SECOND, true, true },
	{ "%Y-%m-%dT%H:%M", CLOCK_MINUTE, true, false },
	{ "%Y-%m-%d %H:%M", CLOCK_MINUTE, true, false },
	{ "%Y-%m-%d", CLOCK_DAY, true, false },
	{ "%H:%M:%S", CLOCK_SECOND, false, true },
	{ "%H:%M", CLOCK_MINUTE, false, false },
};

/* What a person wrote: a wall time that lasts, or, without a date, one of each day. */
struct clock_text {
	const struct shape *shape;
	struct tm parts;
	int64_t fraction, lasts; /* nanoseconds */
	bool utc;
};

static void read_fraction(const char **text, struct clock_text *read)
{
	int64_t unit = CLOCK_SECOND;

	if (!read->shape->fraction || **text != '.' || (*text)[1] < '0' || (*text)[1] > '9')
		return;
	for (++*text; **text >= '0' && **text <= '9'; ++*text) {
		unit /= 10;
		read->fraction += (**text - '0') * unit;
	}
	read->lasts = unit > CLOCK_MILLISECOND ? unit : CLOCK_MILLISECOND; /* documents know no less */
}

static bool read_shape(const char *text, const struct shape *shape, struct clock_text *read)
{
	*read = (struct clock_text){ .shape = shape, .lasts = shape->lasts };
	const char *rest = strptime(text, shape->format, &read->parts);

	if (rest == NULL)
		return false;
	read_fraction(&rest, read);
	read->utc = *rest == 'Z';
	return rest[read->utc] == '\0';
}

/* The wall time of parts; false: there is no such day, or it's centuries away. */
static bool to_wall(const struct clock_text *read, struct tm parts, int64_t *wall)
{
	struct tm asked = parts;

	parts.tm_isdst = -1;
	time_t seconds = read->utc ? timegm(&parts) : mktime(&parts);
	if (seconds > latest || seconds < -86400 || (read->shape->dated && parts.tm_mday != asked.tm_mday))
		return false;
	*wall = (int64_t)seconds * CLOCK_SECOND + read->fraction;
	return true;
}

/* The time of day, on the day of a wall time and so many days later. */
static bool on_day_of(const struct clock_text *read, int64_t wall, int later, int64_t *found)
{
	int64_t rest;
	time_t seconds = whole_seconds(wall, &rest);
	struct tm day;

	if ((read->utc ? gmtime_r(&seconds, &day) : localtime_r(&seconds, &day)) == NULL)
		return false;
	day.tm_hour = read->parts.tm_hour;
	day.tm_min = read->parts.tm_min;
	day.tm_sec = read->parts.tm_sec;
	day.tm_mday += later;
	return to_wall(read, day, found);
}

/* The first time that the clock on the wall shows a wall time or a later one. Looks at all documents, because that
 * clock may have been put forward and back. */
static bool find_wall(const struct timeline *timeline, int64_t wall, int64_t *time)
{
	struct timeline_cursor cursor = timeline_begin(timeline);
	int64_t shown = timeline->wall_zero, since = 0;
	struct timeline_item item;

	while (timeline_next(&cursor, &item)) {
		if (item.record.kind == RECORD_MESSAGE && item.record.earlier)
			continue; /* it came before the recording did */
		if (wall - shown <= item.time - since) {
			*time = since + (wall > shown ? wall - shown : 0);
			return true;
		}
		shown = item.record.wall;
		since = item.time;
	}
	*time = since;
	return wall <= shown;
}

static bool parse_clock(const struct timeline *timeline, const char *text, int64_t *time, struct error *error)
{
	struct clock_text read = { NULL };
	int64_t wall = 0;
	bool good = false;

	for (size_t i = 0; i < sizeof shapes / sizeof *shapes && !good; i++)
		good = read_shape(text, &shapes[i], &read);
	if (!good)
		return not_understood(text, error);
	good = read.shape->dated ? to_wall(&read, read.parts, &wall)
	                         : on_day_of(&read, timeline->wall_zero, 0, &wall);
	if (good && !read.shape->dated && wall + read.lasts <= timeline->wall_zero)
		good = on_day_of(&read, timeline->wall_zero, 1, &wall);
	if (!good || wall + read.lasts <= timeline->wall_zero)
		return outside(timeline, text, error);
	*time = 0;
	return wall <= timeline->wall_zero || find_wall(timeline, wall, time) || outside(timeline, text, error);
}

/* --- spans ----------------------------------------------------------------------------------------------- */

static bool parse_span(const struct timeline *timeline, const char *text, int64_t *time, struct error *error)
{
	int64_t span;

	if (!clock_span_parse(text + 1, &span))
		return not_understood(text, error);
	if (span > timeline->end)
		return outside(timeline, text, error);
	*time = *text == '+' ? span : timeline->end - span;
	return true;
}

/* --- marks ----------------------------------------------------------------------------------------------- */

static bool is_mark(const struct timeline *timeline, const struct timeline_event *event, const char *part)
{
	struct record record;

	return event->kind == RECORD_MARK &&
	       (*part == '\0' || (reader_read(timeline->files[event->file].reader, event->offset, &record) &&
	                          text_contains(record_field_text(&record, "note").text, part)));
}

static size_t count_marks(const struct timeline *timeline)
{
	size_t count = 0;

	for (size_t i = 0; i < timeline->event_count; i++)
		count += is_mark(timeline, &timeline->events[i], "");
	return count;
}

/* The `number`-th mark whose note contains a text. */
static bool find_mark(const struct timeline *timeline, const char *part, unsigned long number, int64_t *time)
{
	unsigned long seen = 0;

	for (size_t i = 0; i < timeline->event_count; i++) {
		if (!is_mark(timeline, &timeline->events[i], part))
			continue;
		*time = timeline->events[i].time;
		if (++seen == number)
			return true;
	}
	return false;
}

static bool parse_mark(const struct timeline *timeline, const char *text, int64_t *time, struct error *error)
{
	const char *which = *text == '#' ? text + 1 : strchr(text, ':') + 1;
	bool digits = which[strspn(which, "0123456789")] == '\0';

	if (*which == '\0' || (*text == '#' && !digits))
		return not_understood(text, error);
	if (digits ? find_mark(timeline, "", strtoul(which, NULL, 10), time) : find_mark(timeline, which, 1, time))
		return true;
	size_t count = count_marks(timeline);
	if (count == 0)
		return error_set(error, ERROR_USAGE, "'%.100s': there are no marks in the recording", text);
	return error_set(error, ERROR_USAGE, "'%.100s': there is no such mark; the recording has %zu", text,
	                 count);
}

bool moment_parse(const struct timeline *timeline, const char *text, int64_t *time, struct error *error)
{
	static const struct {
		const char *begin;
		bool (*parse)(const struct timeline *, const char *, int64_t *, struct error *);
	} kinds[] = { { "+", parse_span }, { "-", parse_span }, { "#", parse_mark }, { "mark:", parse_mark } };

	text += strspn(text, " ");
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (strncmp(kinds[i].begin, text, strlen(kinds[i].begin)) == 0)
			return kinds[i].parse(timeline, text, time, error);
	return parse_clock(timeline, text, time, error);
}
