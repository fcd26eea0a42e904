/* test_schedule: when messages are due: exact after a year, at any speed, over pauses and rounds. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "telltale/app/schedule.h"
#include "telltale/base/clock.h"

/* Every 7th millisecond and a bit for a year: the last is as exact as the first. */
static void test_nothing_drifts(void **state)
{
	struct schedule schedule = { .speed = 1 };
	int64_t step = 7 * CLOCK_MILLISECOND + 1, begin = 5 * CLOCK_SECOND, now = 123;

	(void)state;
	schedule_begin(&schedule, begin, now);
	for (int64_t i = 0; i < 100000; i++)
		assert_int_equal(schedule_due(&schedule, begin + i * step), now + i * step);
	int64_t year = begin + 365 * CLOCK_DAY;
	int64_t error = schedule_due(&schedule, year) - (now + year - begin);
	assert_in_range(error + 10, 0, 20);
}

static void test_other_speeds(void **state)
{
	struct schedule schedule = { .speed = 4 };

	(void)state;
	schedule_begin(&schedule, 0, 1000);
	assert_int_equal(schedule_due(&schedule, 8 * CLOCK_SECOND), 1000 + 2 * CLOCK_SECOND);
	schedule.speed = 0.5;
	schedule_begin(&schedule, 0, 1000);
	assert_int_equal(schedule_due(&schedule, 8 * CLOCK_SECOND), 1000 + 16 * CLOCK_SECOND);
	schedule.speed = 0;
	schedule_begin(&schedule, 0, 1000);
	assert_true(schedule_due(&schedule, 8 * CLOCK_SECOND) == CLOCK_NEVER);
}

static void test_no_pause_is_longer(void **state)
{
	struct schedule schedule = { .speed = 2, .idle_limit = 10 * CLOCK_SECOND };

	(void)state;
	schedule_begin(&schedule, 0, 0);
	assert_int_equal(schedule_due(&schedule, CLOCK_HOUR), 5 * CLOCK_SECOND);
	assert_int_equal(schedule_due(&schedule, CLOCK_HOUR + 4 * CLOCK_SECOND), 7 * CLOCK_SECOND);
	assert_int_equal(schedule_due(&schedule, 2 * CLOCK_HOUR), 12 * CLOCK_SECOND);
}

static void test_rounds(void **state)
{
	struct schedule schedule = { .speed = 1 };

	(void)state;
	schedule_begin(&schedule, 100, 0);
	assert_int_equal(schedule_due(&schedule, 130), 30);
	schedule_again(&schedule, 200, 100);
	assert_int_equal(schedule_due(&schedule, 100), 100);
	assert_int_equal(schedule_due(&schedule, 130), 130);
	schedule_again(&schedule, 200, 100);
	assert_int_equal(schedule_due(&schedule, 130), 230);
}

/* Else it would turn for ever in no time. */
static void test_a_round_without_length(void **state)
{
	struct schedule schedule = { .speed = 1 };

	(void)state;
	schedule_begin(&schedule, 100, 0);
	for (int64_t i = 0; i < 5; i++) {
		assert_int_equal(schedule_due(&schedule, 100), i * CLOCK_SECOND);
		schedule_again(&schedule, 100, 100);
	}
}

static void test_a_time_away(void **state)
{
	struct schedule schedule = { .speed = 1 };

	(void)state;
	schedule_begin(&schedule, 0, 0);
	schedule_due(&schedule, 50);
	schedule_shift(&schedule, 1000);
	assert_int_equal(schedule_due(&schedule, 60), 1060);
}

/* A timeline's times don't, but nothing depends on that. */
static void test_times_that_go_back(void **state)
{
	struct schedule schedule = { .speed = 1 };

	(void)state;
	schedule_begin(&schedule, 0, 0);
	assert_int_equal(schedule_due(&schedule, 50), 50);
	assert_int_equal(schedule_due(&schedule, 20), 50);
	assert_int_equal(schedule_due(&schedule, 30), 60);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing_drifts),
		cmocka_unit_test(test_other_speeds),
		cmocka_unit_test(test_no_pause_is_longer),
		cmocka_unit_test(test_rounds),
		cmocka_unit_test(test_a_round_without_length),
		cmocka_unit_test(test_a_time_away),
		cmocka_unit_test(test_times_that_go_back),
	};

	return cmocka_run_group_tests_name("schedule", tests, NULL, NULL);
}
