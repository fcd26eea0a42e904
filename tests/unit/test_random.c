/* test_random: the same seed gives the same numbers, another stream gives others, and ranges are kept. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "telltale/base/random.h"

static void test_seeds_and_streams(void **state)
{
	struct random a, b, other;
	unsigned same = 0;

	(void)state;
	random_seed(&a, 7, 1);
	random_seed(&b, 7, 1);
	random_seed(&other, 7, 2);
	for (int i = 0; i < 1000; i++) {
		uint64_t bits = random_bits(&a);
		assert_true(bits == random_bits(&b));
		same += bits == random_bits(&other);
	}
	assert_int_equal(same, 0);
}

static void test_ranges(void **state)
{
	struct random random;
	double least = 1e9, most = -1e9;
	unsigned hits = 0;

	(void)state;
	random_seed(&random, 1, 0);
	for (int i = 0; i < 10000; i++) {
		double number = random_between(&random, -2, 3);
		assert_true(number >= -2 && number < 3);
		least = number < least ? number : least;
		most = number > most ? number : most;
		hits += random_once_in(&random, 10);
	}
	assert_true(least < -1.9 && most > 2.9);
	assert_in_range(hits, 800, 1200);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_seeds_and_streams),
		cmocka_unit_test(test_ranges),
	};

	return cmocka_run_group_tests_name("random", tests, NULL, NULL);
}
