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

/* --- spans ----------------------------------------------------------------------------------------------- */

static void test_span_by_seconds(void **state)
{
	double least[60], most[60];
	int64_t now = BEGIN + 300 * CLOCK_SECOND;

	for (int s = 0; s < 300; s++)
		series_add(*state, BEGIN + s * CLOCK_SECOND, s);
	series_span(*state, now - CLOCK_MINUTE, now, now, 0, least, most, 60);
	for (int i = 0; i < 60; i++)
		assert_true(nearly(least[i], 240 + i) && nearly(most[i], 240 + i));
	series_span(*state, now - CLOCK_MINUTE, now - CLOCK_MINUTE / 2, now, 0, least, most, 10);
	assert_true(nearly(least[0], 240) && nearly(most[0], 242)); /* an end that has passed; three seconds a column */
	assert_true(nearly(least[9], 267) && nearly(most[9], 269));
}

static void test_span_by_half_minutes(void **state)
{
	double least[40], most[40];
	int64_t now = BEGIN + 1200 * CLOCK_SECOND;

	for (int s = 0; s < 1200; s++)
		series_add(*state, BEGIN + s * CLOCK_SECOND, s == 450 ? 5000 : s);
	series_span(*state, BEGIN, now, now, 5 * CLOCK_SECOND, least, most, 40);
	for (int i = 1; i < 37; i++) {
		if (i >= 14 && i <= 16)
			continue;
		assert_true(fabs(least[i] - (30 * i + 14.5)) < 1); /* what just rises is a line */
		assert_true(nearly(least[i], most[i]));
	}
	assert_true(fabs(most[15] - 5000) < 1); /* and a spike stays one */
	assert_true(fabs(least[15] - 451) < 2);
}

static void test_span_with_gaps(void **state)
{
	double least[60], most[60];
	int64_t now = BEGIN + 60 * CLOCK_SECOND;

	series_span(*state, BEGIN, now, now, CLOCK_HOUR, least, most, 60);
	for (int i = 0; i < 60; i++)
		assert_true(isnan(least[i]) && isnan(most[i]));
	for (int s = 10; s <= 20; s += 5)
		series_add(*state, BEGIN + s * CLOCK_SECOND, s);
	series_add(*state, BEGIN + 40 * CLOCK_SECOND, 40);
	series_span(*state, BEGIN, now, now, 6 * CLOCK_SECOND, least, most, 60);
	for (int i = 0; i < 60; i++) {
		bool known = (i >= 10 && i <= 20) || (i >= 40 && i <= 46);
		assert_int_equal(!isnan(least[i]), known);
		if (i >= 10 && i <= 20)
			assert_true(nearly(least[i], i)); /* straight from one to the next */
		else if (known)
			assert_true(nearly(most[i], 40)); /* the last one holds */
	}
}

static void test_span_does_not_reach_beyond_now(void **state)
{
	double least[10], most[10];

	series_add(*state, BEGIN, 1);
	series_span(*state, BEGIN, BEGIN + 10 * CLOCK_SECOND, BEGIN + 4 * CLOCK_SECOND, CLOCK_HOUR, least, most, 10);
	for (int i = 0; i < 10; i++)
		assert_int_equal(isnan(least[i]), i > 4);
}

static void test_at_a_moment(void **state)
{
	double least, most;

	assert_false(series_at(*state, BEGIN, CLOCK_HOUR, &least, &most));
	for (int s = 0; s < 600; s += 2)
		series_add(*state, BEGIN + s * CLOCK_SECOND, s);
	assert_true(series_at(*state, BEGIN + 581 * CLOCK_SECOND, 5 * CLOCK_SECOND, &least, &most));
	assert_true(nearly(least, 580) && nearly(most, 580));
	assert_true(series_at(*state, BEGIN + 75 * CLOCK_SECOND, 5 * CLOCK_SECOND, &least, &most));
	assert_true(fabs(least - 60) < 0.1 && fabs(most - 88) < 0.1); /* of that half minute both ends are known */
	assert_false(series_at(*state, BEGIN - CLOCK_MINUTE, 5 * CLOCK_SECOND, &least, &most));
	assert_false(series_at(*state, BEGIN + 700 * CLOCK_SECOND, 5 * CLOCK_SECOND, &least, &most));
}

static void test_summary_of_what_came_and_went_in_a_second(void **state)
{
	struct series_summary summary;

	series_add(*state, BEGIN + 31 * CLOCK_SECOND, 24);
	series_add(*state, BEGIN + 31 * CLOCK_SECOND + CLOCK_SECOND / 2, 99);
	for (int s = 32; s < 80; s++)
		series_add(*state, BEGIN + s * CLOCK_SECOND - CLOCK_SECOND / 4, 25);
	assert_true(series_summarise(*state, BEGIN + 20 * CLOCK_SECOND, BEGIN + 80 * CLOCK_SECOND, CLOCK_MINUTE, &summary));
	assert_true(fabs(summary.least - 24) < 0.1 && fabs(summary.most - 99) < 0.1);
	assert_true(series_summarise(*state, BEGIN + 70 * CLOCK_SECOND, BEGIN + 80 * CLOCK_SECOND, CLOCK_MINUTE, &summary));
	assert_true(fabs(summary.least - 25) < 0.1 && fabs(summary.most - 25) < 0.1);
}

static void test_summary(void **state)
{
	struct series_summary summary;
	int64_t now = BEGIN + 600 * CLOCK_SECOND;

	assert_false(series_summarise(*state, BEGIN, now, CLOCK_MINUTE, &summary));
	series_add(*state, BEGIN, 0);
	assert_true(series_summarise(*state, BEGIN, now, CLOCK_MINUTE, &summary));
	assert_true(nearly(summary.mean, 0) && isnan(summary.slope));
	for (int s = 0; s < 600; s++)
		series_add(*state, BEGIN + s * CLOCK_SECOND, s / 10.0);
	assert_true(series_summarise(*state, now - CLOCK_MINUTE, now, 5 * CLOCK_SECOND, &summary));
	assert_true(fabs(summary.least - 54) < 0.1 && fabs(summary.most - 59.9) < 0.1);
	assert_true(fabs(summary.mean - 57) < 0.1);
	assert_true(fabs(summary.slope - 0.1) < 0.01);
	assert_true(series_summarise(*state, BEGIN, now, 5 * CLOCK_SECOND, &summary));
	assert_true(fabs(summary.mean - 30) < 1);
	assert_true(fabs(summary.slope - 0.1) < 0.01);
}

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
		with_series(test_span_by_seconds),
		with_series(test_span_by_half_minutes),
		with_series(test_span_with_gaps),
		with_series(test_span_does_not_reach_beyond_now),
		with_series(test_at_a_moment),
		with_series(test_summary_of_what_came_and_went_in_a_second),
		with_series(test_summary),
	};

	return cmocka_run_group_tests_name("series", tests, NULL, NULL);
}
