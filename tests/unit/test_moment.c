/* test_moment: places on a timeline as people write them. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "sample.h"
#include "support.h"

#include "telltale/base/clock.h"
#include "telltale/recording/moment.h"

#define SECOND CLOCK_SECOND
#define MINUTE CLOCK_MINUTE
#define HOUR CLOCK_HOUR

static const int64_t nowhere = -1;

static void set_zone(const char *zone)
{
	setenv("TZ", zone, 1);
	tzset();
}

/* From 02:00:00.250 UTC for a day and an hour, so that 02:30 comes twice. */
static void make_night(struct sample *sample)
{
	sample_init(sample);
	sample_head(sample);
	sample_message(sample, 10 * SECOND, "a", "a/x", "1");
	sample_mark(sample, 20 * SECOND, "hatch JAM");
	sample_message(sample, 10 * HOUR, "a", "a/x", "2");
	sample_mark(sample, 11 * HOUR, "jam again \x1b[31m");
	sample_mark(sample, 12 * HOUR, "note 7");
	sample_message(sample, 25 * HOUR, "a", "a/x", "3");
	sample_end(sample, 25 * HOUR + SECOND);
}

static void check(const struct timeline *timeline, const char *text, int64_t expected)
{
	struct error error = ERROR_INIT;
	int64_t time = nowhere;
	bool good = moment_parse(timeline, text, &time, &error);

	if (good != (expected != nowhere) || (good && time != expected))
		fail_msg("'%s': %s, %lld instead of %lld: %s", text, good ? "taken" : "refused", (long long)time,
		         (long long)expected, error.text);
	assert_int_equal(good, error.code == ERROR_NONE);
}

static void check_all(const char *zone, const char *const *texts, const int64_t *times, size_t count)
{
	struct sample sample;

	set_zone(zone);
	make_night(&sample);
	struct timeline *timeline = sample_open(&sample);
	for (size_t i = 0; i < count; i++)
		check(timeline, texts[i], times[i]);
	timeline_close(timeline);
	sample_clear(&sample);
}

#define CHECK_ALL(zone, texts, times) \
	do { \
		assert_int_equal(sizeof(texts) / sizeof *(texts), sizeof(times) / sizeof *(times)); \
		check_all(zone, texts, times, sizeof(texts) / sizeof *(texts)); \
	} while (0)

static const int64_t early = 250 * CLOCK_MILLISECOND; /* the clock shows a second so much before the recording's */

static void test_clocks(void **state)
{
	static const char *const texts[] = {
		"02:30", "02:30:15", " 02:30", "2:30", "01:30", "03:00:00.250", "2026-11-25 02:30", "2026-11-25T02:30:15",
		"2026-11-25", "2026-11-24T22:00:00Z", "2026-11-25T03:00:00.25Z", "22:00Z",
	};
	static const int64_t times[] = {
		30 * MINUTE - early, 30 * MINUTE + 15 * SECOND - early, 30 * MINUTE - early, 30 * MINUTE - early,
		23 * HOUR + 30 * MINUTE - early, HOUR, 24 * HOUR + 30 * MINUTE - early,
		24 * HOUR + 30 * MINUTE + 15 * SECOND - early, 22 * HOUR - early, 20 * HOUR - early, 25 * HOUR,
		20 * HOUR - early,
	};

	(void)state;
	CHECK_ALL("UTC", texts, times);
}

/* Local times are those of the place; what has a Z is not. */
static void test_local_time(void **state)
{
	static const char *const texts[] = { "10:30", "2026-11-24 10:30", "2026-11-25", "10:30Z", "2026-11-24T10:30Z" };
	static const int64_t times[] = { 30 * MINUTE - early, 30 * MINUTE - early, 14 * HOUR - early,
		                         8 * HOUR + 30 * MINUTE - early, 8 * HOUR + 30 * MINUTE - early };

	(void)state;
	CHECK_ALL("XXX-8", texts, times);
}

/* What a clock showed as the recording began is the beginning. */
static void test_the_beginning(void **state)
{
	static const char *const texts[] = { "02:00", "02:00:00", "2026-11-24", "2026-11-24 02:00", "02:00:00.2" };
	static const int64_t times[] = { 0, 0, 0, 0, 0 };

	(void)state;
	CHECK_ALL("UTC", texts, times);
}

static void test_outside(void **state)
{
	static const char *const texts[] = { "2026-11-23", "2026-11-24 01:59", "2026-11-24 01:59:59", "2026-11-25 03:00:02",
		                             "2026-11-26", "2199-01-01", "2300-01-01", "9999-12-31", "1969-12-31",
		                             "0001-01-01", "+25h2s", "-25h2s", "+200000000m" };
	struct error error = ERROR_INIT;
	struct sample sample;
	int64_t time;

	(void)state;
	set_zone("UTC");
	make_night(&sample);
	struct timeline *timeline = sample_open(&sample);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		check(timeline, texts[i], nowhere);
	assert_false(moment_parse(timeline, "2026-11-26", &time, &error));
	assert_string_equal(error.text, "'2026-11-26' is not in the recording (2026-11-24 02:00:00 to 2026-11-25 03:00:01)");
	timeline_close(timeline);
	sample_clear(&sample);
}

static void test_spans(void **state)
{
	static const char *const texts[] = { "+0", "+90", "+1h30m", "+25h1s", "-0", "-1s", "-10m", "-25h1s" };
	static const int64_t times[] = { 0, 90 * SECOND, 90 * MINUTE, 25 * HOUR + SECOND, 25 * HOUR + SECOND, 25 * HOUR,
		                         25 * HOUR + SECOND - 10 * MINUTE, 0 };

	(void)state;
	CHECK_ALL("UTC", texts, times);
}

static void test_marks(void **state)
{
	static const char *const texts[] = { "mark:jam", "mark:AGAIN", "mark:hatch jam", "mark:1", "mark:2", "#3", "#1",
		                             "mark:note 7", "mark:7", "mark:0", "#4", "mark:lift", "mark:99999999999999999999" };
	static const int64_t times[] = { 20 * SECOND, 11 * HOUR, 20 * SECOND, 20 * SECOND, 11 * HOUR, 12 * HOUR,
		                         20 * SECOND, 12 * HOUR, nowhere, nowhere, nowhere, nowhere, nowhere };

	(void)state;
	CHECK_ALL("UTC", texts, times);
}

static void test_nonsense(void **state)
{
	static const char *const texts[] = { "", " ", "soon", "25:00", "02:60", "02:30:99", "02", "2026", "2026-13-01",
		                             "2026-02-30", "2026-11-24 25:00", "2026-11-24T", "02:30x", "02:30 ", "+", "-",
		                             "+x", "+-5", "--5", "#", "#x", "# 1", "mark:", "mark", "02:30:15.", "02:30.5",
		                             "02:30ZZ" };
	struct error error;
	struct sample sample;
	int64_t time;

	(void)state;
	set_zone("UTC");
	make_night(&sample);
	struct timeline *timeline = sample_open(&sample);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		error = (struct error)ERROR_INIT;
		if (moment_parse(timeline, texts[i], &time, &error))
			fail_msg("'%s' was taken", texts[i]);
		assert_int_equal(error.code, ERROR_USAGE);
	}
	timeline_close(timeline);
	sample_clear(&sample);
}

/* The clock on the wall goes back an hour and forward two: what it shows first counts. */
static void test_a_clock_that_is_put(void **state)
{
	struct sample sample;

	(void)state;
	set_zone("UTC");
	sample_init(&sample);
	sample_head(&sample);
	sample_message(&sample, HOUR, "a", "a/x", "1"); /* 03:00 */
	sample.ahead -= HOUR;
	sample_message(&sample, HOUR + MINUTE, "a", "a/x", "2"); /* 02:01 */
	sample.ahead += 2 * HOUR;
	sample_message(&sample, HOUR + 2 * MINUTE, "a", "a/x", "3"); /* 04:02 */
	sample_end(&sample, 2 * HOUR);
	struct timeline *timeline = sample_open(&sample);
	check(timeline, "02:30", 30 * MINUTE - early);
	check(timeline, "03:30", HOUR + 2 * MINUTE); /* jumped over: the first later one */
	check(timeline, "04:30", HOUR + 30 * MINUTE - early);
	timeline_close(timeline);
	sample_clear(&sample);
}

/* What the broker had sent before the recording began stands in it with its own time, and moves nothing. */
static void test_earlier_messages(void **state)
{
	struct message message = { .topic = "a/x", .topic_length = 3, .payload = "1", .payload_length = 1,
		                   .earlier = true };
	struct sample sample;

	(void)state;
	set_zone("UTC");
	sample_init(&sample);
	sample_head(&sample);
	struct encoder_stamp stamp = sample_stamp(&sample, -5 * HOUR, "a");
	encoder_message(sample.encoder, &stamp, &message, &sample.documents);
	sample_message(&sample, HOUR, "a", "a/x", "2");
	struct timeline *timeline = sample_open(&sample);
	check(timeline, "02:30", 30 * MINUTE - early);
	check(timeline, "21:00", nowhere);
	assert_int_equal(timeline_wall(timeline, MINUTE), SAMPLE_WALL + MINUTE);
	timeline_close(timeline);
	sample_clear(&sample);
}

static void test_texts(void **state)
{
	char text[MOMENT_TEXT];

	(void)state;
	set_zone("XXX-8");
	moment_utc(text, SAMPLE_WALL);
	assert_string_equal(text, "2026-11-24T02:00:00.250Z");
	moment_utc(text, -1);
	assert_string_equal(text, "1969-12-31T23:59:59.999Z");
	moment_local(text, SAMPLE_WALL);
	assert_string_equal(text, "2026-11-24 10:00:00");
	moment_utc(text, INT64_MAX);
	moment_local(text, INT64_MIN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_clocks),
		cmocka_unit_test(test_local_time),
		cmocka_unit_test(test_the_beginning),
		cmocka_unit_test(test_outside),
		cmocka_unit_test(test_spans),
		cmocka_unit_test(test_marks),
		cmocka_unit_test(test_nonsense),
		cmocka_unit_test(test_a_clock_that_is_put),
		cmocka_unit_test(test_earlier_messages),
		cmocka_unit_test(test_texts),
	};
	return cmocka_run_group_tests(tests, folder_set_up, folder_tear_down);
}
