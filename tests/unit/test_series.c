/* test_series: samples by the second and by the half minute, gaps, and clocks that leap ahead. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>

#include "support.h"

#include "telltale/base/clock.h"
#include "telltale/base/memory.h"
#include "telltale/core/series.h"

/* A whole number of seconds and of half minutes, so that buckets begin here. */
#define BEGIN (3600 * CLOCK_SECOND)

static int set_up(void **state)
{
	*state = memory_zeroed(1, sizeof(struct series));
	return 0;
}

static int tear_down(void **state)
{
	series_clear(*state);
	free(*state);
	return 0;
}

static void test_empty(void **state)
{
	double values[10], least, most;

	assert_true(series_begin(*state) == CLOCK_NEVER);
	assert_false(series_range(*state, BEGIN, &least, &most));
	series_columns(*state, BEGIN, 60 * CLOCK_SECOND, CLOCK_HOUR, values, 10);
	for (size_t i = 0; i < 10; i++)
		assert_true(isnan(values[i]));
}

static void test_the_last_minute_second_by_second(void **state)
{
	double values[60];

	for (int s = 0; s < 200; s++)
		series_add(*state, BEGIN + s * CLOCK_SECOND, s);
	series_columns(*state, BEGIN + 199 * CLOCK_SECOND, 60 * CLOCK_SECOND, 0, values, 60);
	for (int i = 0; i < 60; i++)
		assert_true(nearly(values[i], 140 + i));
	assert_true(series_begin(*state) == BEGIN);
}

static void test_fewer_and_more_columns_than_seconds(void **state)
{
	double few[6], many[120];

	for (int s = 0; s < 60; s++)
		series_add(*state, BEGIN + s * CLOCK_SECOND, s);
	series_columns(*state, BEGIN + 59 * CLOCK_SECOND, 60 * CLOCK_SECOND, 0, few, 6);
	for (int i = 0; i < 6; i++)
		assert_true(nearly(few[i], 10 * i + 9)); /* the newest of each ten */
	series_columns(*state, BEGIN + 59 * CLOCK_SECOND, 60 * CLOCK_SECOND, CLOCK_SECOND, many, 120);
	for (int i = 1; i < 120; i++)
		assert_true(nearly(many[i], (i - 1) / 2)); /* no holes between */
}

static void test_a_value_holds_and_then_ends(void **state)
{
	double values[60];

	series_add(*state, BEGIN, 7);
	series_columns(*state, BEGIN + 59 * CLOCK_SECOND, 60 * CLOCK_SECOND, 10 * CLOCK_SECOND, values, 60);
	for (int i = 0; i <= 10; i++)
		assert_true(nearly(values[i], 7));
	for (int i = 11; i < 60; i++)
		assert_true(isnan(values[i])); /* silence isn't drawn as if it were a reading */
}

static void test_a_value_before_the_span_holds_into_it(void **state)
{
	double values[10];

	series_add(*state, BEGIN, 7);
	series_columns(*state, BEGIN + 14 * CLOCK_SECOND, 10 * CLOCK_SECOND, 8 * CLOCK_SECOND, values, 10);
	for (int i = 0; i < 10; i++) /* seconds 5 to 14 */
		assert_int_equal(isnan(values[i]) != 0, i > 3);
}

static void test_the_last_hour_keeps_spikes(void **state)
{
	double values[120], least, most;

	for (int s = 0; s < 3600; s++)
		series_add(*state, BEGIN + s * CLOCK_SECOND, s == 1000 ? 99 : s == 2000 ? -99 : 20);
	series_columns(*state, BEGIN + 3599 * CLOCK_SECOND, CLOCK_HOUR, 0, values, 120);
	for (int i = 0; i < 120; i++)
		assert_true(nearly(values[i], i == 33 ? 99 : i == 66 ? -99 : 20));
	assert_true(series_range(*state, BEGIN + 3599 * CLOCK_SECOND, &least, &most));
	assert_true(nearly(least, -99));
	assert_true(nearly(most, 99));
}

static void test_the_range_forgets_after_an_hour(void **state)
{
	double least, most;

	series_add(*state, BEGIN, 500);
	for (int m = 1; m <= 61; m++)
		series_add(*state, BEGIN + m * CLOCK_MINUTE, 20 + m % 2);
	assert_true(series_range(*state, BEGIN + 61 * CLOCK_MINUTE, &least, &most));
	assert_true(nearly(least, 20));
	assert_true(nearly(most, 21));
	assert_false(series_range(*state, BEGIN + 3 * CLOCK_HOUR, &least, &most));
}

static void test_time_far_ahead(void **state)
{
	double values[60], least, most;
	int64_t later = BEGIN + 1000 * CLOCK_DAY;

	for (int s = 0; s < 3600; s++)
		series_add(*state, BEGIN + s * CLOCK_SECOND, 1);
	series_columns(*state, later, 60 * CLOCK_SECOND, CLOCK_HOUR, values, 60);
	for (int i = 0; i < 60; i++)
		assert_true(isnan(values[i]));
	series_add(*state, later, 2);
	series_columns(*state, later, 60 * CLOCK_SECOND, CLOCK_HOUR, values, 60);
	for (int i = 0; i < 60; i++)
		assert_int_equal(isnan(values[i]) != 0, i < 59); /* nothing of the old turn of the ring */
	assert_true(series_range(*state, later, &least, &most));
	assert_true(nearly(least, 2) && nearly(most, 2));
}

static void test_time_that_goes_back(void **state)
{
	double values[60];

	series_add(*state, BEGIN + 30 * CLOCK_SECOND, 1);
	series_add(*state, BEGIN + 10 * CLOCK_SECOND, 2); /* counts as now */
	series_columns(*state, BEGIN + 59 * CLOCK_SECOND, 60 * CLOCK_SECOND, 0, values, 60);
	for (int i = 0; i < 60; i++)
		assert_int_equal(isnan(values[i]) != 0, i != 30);
	assert_true(nearly(values[30], 2));
}

static void test_the_beginning_of_a_replay(void **state)
{
	double values[60];

	for (int s = 0; s <= 5; s++)
		series_add(*state, s * CLOCK_SECOND, s);
	series_columns(*state, 5 * CLOCK_SECOND, 60 * CLOCK_SECOND, 0, values, 60);
	for (int i = 0; i < 60; i++)
		assert_int_equal(isnan(values[i]) != 0, i < 54);
	assert_true(nearly(values[59], 5));
}

static void test_numbers_beyond_a_float(void **state)
{
	double values[1], least, most;

	series_add(*state, BEGIN, 1e300);
	series_add(*state, BEGIN, -1e300);
	series_columns(*state, BEGIN, CLOCK_SECOND, 0, values, 1);
	assert_true(isfinite(values[0]));
	assert_true(series_range(*state, BEGIN, &least, &most));
	assert_true(isfinite(least) && isfinite(most) && least < most);
}

/* A spike beyond all measure makes coarse what comes while it is in the hour, and nothing after that. */
static void test_a_spike_beyond_measure(void **state)
{
	double values[120];

	for (int s = 0; s < 2 * 3600 + 120; s++)
		series_add(*state, BEGIN + s * CLOCK_SECOND, s == 600 ? 1e9 : 20 + s % 2 * 0.5);
	series_columns(*state, BEGIN + (2 * 3600 + 119) * CLOCK_SECOND, CLOCK_HOUR, 0, values, 120);
	for (int i = 18; i < 120; i++)
		assert_true(nearly(values[i], 20) || nearly(values[i], 20.5) || nearly(values[i], 20.25));
	series_columns(*state, BEGIN + (2 * 3600 + 119) * CLOCK_SECOND, 60 * CLOCK_SECOND, 0, values, 60);
	for (int i = 0; i < 60; i++)
		assert_true(nearly(values[i], i % 2 ? 20.5 : 20));
}

/* 16 bits are fine enough for any screen: an error of a sixty-thousandth of the range at most. */
static void test_how_exact_it_is(void **state)
{
	double values[60];
	uint64_t seed = 1;
	float added[60];

	for (int s = 0; s < 3600; s++) {
		added[s % 60] = 1013 + (float)((double)(random_next(&seed) >> 40) / (1 << 24)) * 40;
		series_add(*state, BEGIN + s * CLOCK_SECOND, (double)added[s % 60]);
	}
	series_columns(*state, BEGIN + 3599 * CLOCK_SECOND, 60 * CLOCK_SECOND, 0, values, 60);
	for (int i = 0; i < 60; i++)
		assert_true(fabs(values[i] - (double)added[i]) < 40.0 / 16384);
}

#define with_series(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_series(test_empty),
		with_series(test_the_last_minute_second_by_second),
		with_series(test_fewer_and_more_columns_than_seconds),
		with_series(test_a_value_holds_and_then_ends),
		with_series(test_a_value_before_the_span_holds_into_it),
		with_series(test_the_last_hour_keeps_spikes),
		with_series(test_the_range_forgets_after_an_hour),
		with_series(test_time_far_ahead),
		with_series(test_time_that_goes_back),
		with_series(test_the_beginning_of_a_replay),
		with_series(test_numbers_beyond_a_float),
		with_series(test_a_spike_beyond_measure),
		with_series(test_how_exact_it_is),
	};

	return cmocka_run_group_tests_name("series", tests, NULL, NULL);
}
