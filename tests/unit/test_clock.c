/* test_clock: durations and times in words. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "telltale/base/clock.h"

static void check_age(int64_t duration, const char *expected)
{
	char text[16];

	clock_age_text(text, sizeof text, duration);
	assert_string_equal(text, expected);
	assert_in_range(strlen(text), 2, 5);
}

static void test_age(void **state)
{
	(void)state;
	check_age(-CLOCK_SECOND, "0s");
	check_age(CLOCK_SECOND - 1, "0s");
	check_age(CLOCK_MINUTE - 1, "59s");
	check_age(CLOCK_MINUTE, "1m");
	check_age(CLOCK_HOUR - 1, "59m");
	check_age(3 * CLOCK_HOUR, "3h");
	check_age(47 * CLOCK_HOUR, "47h");
	check_age(2 * CLOCK_DAY, "2d");
	check_age(40 * CLOCK_DAY, "40d");
}

static void check_span(int64_t duration, const char *expected)
{
	char text[24];

	clock_span_text(text, sizeof text, duration);
	assert_string_equal(text, expected);
}

static void test_span(void **state)
{
	(void)state;
	check_span(-1, "0 s");
	check_span(15 * CLOCK_SECOND, "15 s");
	check_span(CLOCK_MILLISECOND, "0.0 s");
	check_span(1200 * CLOCK_MILLISECOND, "1.2 s");
	check_span(59 * CLOCK_SECOND + 999 * CLOCK_MILLISECOND, "59.9 s");
	check_span(184 * CLOCK_SECOND, "3 min 4 s");
	check_span(2 * CLOCK_HOUR + 5 * CLOCK_MINUTE, "2 h 5 min");
	check_span(30 * CLOCK_HOUR, "30 h 0 min");
}

static void check_time(int64_t seconds, int64_t now, const char *expected)
{
	char text[32];

	clock_time_text(text, sizeof text, seconds * CLOCK_SECOND, now * CLOCK_SECOND);
	assert_string_equal(text, expected);
}

static void test_time_names_the_day_if_it_is_another(void **state)
{
	const int64_t noon = 1700049600; /* 2023-11-15 12:00:00 UTC */

	(void)state;
	check_time(noon - 7200, noon, "10:00:00");
	check_time(noon - 86400, noon, "2023-11-14 12:00:00");
	check_time(noon - 365 * 86400, noon, "2022-11-15 12:00:00");
	setenv("TZ", "XXX-2", 1);
	tzset();
	check_time(noon, noon, "14:00:00");
	check_time(noon + 39600, noon, "2023-11-16 01:00:00"); /* the same day in UTC, the next one here */
	setenv("TZ", "UTC0", 1);
	tzset();
}

static void test_spans_that_people_write(void **state)
{
	static const struct {
		const char *text;
		int64_t duration;
	} cases[] = {
		{ "0", 0 },
		{ "90", 90 * CLOCK_SECOND },
		{ "1.5", 1500 * CLOCK_MILLISECOND },
		{ "0.001", CLOCK_MILLISECOND },
		{ "250ms", 250 * CLOCK_MILLISECOND },
		{ "2s", 2 * CLOCK_SECOND },
		{ "15m", 15 * CLOCK_MINUTE },
		{ "15min", 15 * CLOCK_MINUTE },
		{ "1.5h", 90 * CLOCK_MINUTE },
		{ "1h30m", 90 * CLOCK_MINUTE },
		{ "1 h 30 min", 90 * CLOCK_MINUTE },
		{ "2d 4h", 52 * CLOCK_HOUR },
		{ "1m30s500ms", 90500 * CLOCK_MILLISECOND },
		{ "  7 s  ", 7 * CLOCK_SECOND },
		{ "007", 7 * CLOCK_SECOND },
		{ "100s", 100 * CLOCK_SECOND },
		{ "30m 1h", 90 * CLOCK_MINUTE },
		{ "36525d", 36525 * CLOCK_DAY },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int64_t duration = -1;
		if (!clock_span_parse(cases[i].text, &duration) || duration != cases[i].duration)
			fail_msg("'%s' is %lld, not %lld", cases[i].text, (long long)duration, (long long)cases[i].duration);
	}
}

static void test_spans_that_are_none(void **state)
{
	static const char *const texts[] = {
		"",      " ",    "s",     "h1",    "-5",    "+5",   "-1h",    "1h-5m", "1h30",  "0h 5",    "1H",
		"1w",    "5x",   "5sec",  "1.2.3", "1,5h",  ".5",   "1e3",    "1e3s",  "0x10",  "0x10s",   "inf",
		"nan",   "1 2",  "1s 2",  "1h30m ago", "36526d", "9999999999999999999999h", "1\tm", "1h\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		int64_t duration = -1;
		if (clock_span_parse(texts[i], &duration))
			fail_msg("'%s' is taken for %lld", texts[i], (long long)duration);
		assert_int_equal(duration, -1); /* it isn't touched */
	}
}

static void test_mono_never_goes_back(void **state)
{
	int64_t before = clock_mono();

	(void)state;
	for (int i = 0; i < 1000; i++) {
		int64_t now = clock_mono();
		assert_true(now >= before);
		before = now;
	}
	assert_true(clock_wall() > INT64_C(1600000000) * CLOCK_SECOND);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_age),
		cmocka_unit_test(test_span),
		cmocka_unit_test(test_time_names_the_day_if_it_is_another),
		cmocka_unit_test(test_spans_that_people_write),
		cmocka_unit_test(test_spans_that_are_none),
		cmocka_unit_test(test_mono_never_goes_back),
	};

	setenv("TZ", "UTC0", 1);
	tzset();
	return cmocka_run_group_tests_name("clock", tests, NULL, NULL);
}
