/* test_lateness: quantiles against those of a sorted list, at all sizes. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>

#include "support.h"
#include "telltale/app/lateness.h"
#include "telltale/base/clock.h"

enum { COUNT = 10000 };

static int compare(const void *a, const void *b)
{
	int64_t one = *(const int64_t *)a, other = *(const int64_t *)b;

	return one < other ? -1 : one > other;
}

static void check_quantile(const struct lateness *lateness, const int64_t *sorted, double part)
{
	int64_t exact = sorted[(size_t)ceil(part * COUNT) - 1], found = lateness_quantile(lateness, part);

	assert_true(found >= exact);
	assert_true((double)found <= (double)exact * 1.07);
}

static void test_quantiles(void **state)
{
	static int64_t sorted[COUNT];
	uint64_t seed = 1;

	(void)state;
	for (unsigned bits = 1; bits < 63; bits++) {
		struct lateness lateness = { .count = 0 };
		for (size_t i = 0; i < COUNT; i++) {
			sorted[i] = (int64_t)(random_next(&seed) >> (64 - bits)) >> (random_next(&seed) % bits);
			lateness_add(&lateness, sorted[i]);
		}
		qsort(sorted, COUNT, sizeof *sorted, compare);
		check_quantile(&lateness, sorted, 0.5);
		check_quantile(&lateness, sorted, 0.99);
		check_quantile(&lateness, sorted, 1);
		assert_true(lateness.most == sorted[COUNT - 1]);
		assert_true(lateness_quantile(&lateness, 1) == lateness.most);
	}
}

static void test_ends(void **state)
{
	struct lateness lateness = { .count = 0 };

	(void)state;
	assert_int_equal(lateness_quantile(&lateness, 0.5), 0);
	lateness_add(&lateness, -5);
	assert_int_equal(lateness_quantile(&lateness, 0.5), 0);
	lateness_add(&lateness, INT64_MAX);
	assert_true(lateness_quantile(&lateness, 1) == INT64_MAX);
	assert_int_equal(lateness_quantile(&lateness, 0), 0);
}

static void check_text(int64_t late, const char *expected)
{
	char text[32];

	lateness_text(text, sizeof text, late);
	assert_string_equal(text, expected);
}

static void test_texts(void **state)
{
	(void)state;
	check_text(0, "0.00 ms");
	check_text(83456, "0.08 ms");
	check_text(1340000, "1.34 ms");
	check_text(999900000, "999.9 ms");
	check_text(2440 * CLOCK_MILLISECOND, "2.4 s");
	check_text(3 * CLOCK_MINUTE, "3 min 0 s");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_quantiles),
		cmocka_unit_test(test_ends),
		cmocka_unit_test(test_texts),
	};

	return cmocka_run_group_tests_name("lateness", tests, NULL, NULL);
}
