/* test_sim_drive: movements that arrive, stick and turn back. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "telltale/app/sim_drive.h"
#include "telltale/base/random.h"

static void test_arrives(void **state)
{
	struct sim_drive drive;

	(void)state;
	sim_drive_init(&drive);
	assert_int_equal(drive.place, SIM_LOW);
	sim_drive_go(&drive, true, 100, 50, SIM_ARRIVES);
	assert_int_equal(drive.place, SIM_TO_HIGH);
	assert_false(sim_drive_advance(&drive, 149));
	assert_true(sim_drive_advance(&drive, 150));
	assert_int_equal(drive.place, SIM_HIGH);
	assert_int_equal(drive.changes, SIM_NEVER);
	sim_drive_go(&drive, false, 200, 50, SIM_ARRIVES);
	assert_int_equal(drive.place, SIM_TO_LOW);
	assert_true(sim_drive_advance(&drive, 1000));
	assert_int_equal(drive.place, SIM_LOW);
}

static void test_sticks_until_the_next_order(void **state)
{
	struct sim_drive drive;

	(void)state;
	sim_drive_init(&drive);
	sim_drive_go(&drive, true, 0, 50, SIM_STICKS);
	assert_false(sim_drive_advance(&drive, 1000000));
	assert_int_equal(drive.place, SIM_TO_HIGH);
	assert_false(sim_drive_heads(&drive, true));
	sim_drive_go(&drive, true, 1000000, 50, SIM_ARRIVES);
	assert_true(sim_drive_heads(&drive, true));
	assert_true(sim_drive_advance(&drive, 1000050));
	assert_int_equal(drive.place, SIM_HIGH);
}

static void test_turns_back(void **state)
{
	struct sim_drive drive;

	(void)state;
	sim_drive_init(&drive);
	sim_drive_go(&drive, true, 0, 50, SIM_TURNS_BACK);
	assert_false(sim_drive_advance(&drive, 24));
	assert_true(sim_drive_advance(&drive, 25));
	assert_int_equal(drive.place, SIM_TO_LOW);
	assert_true(sim_drive_advance(&drive, 50));
	assert_int_equal(drive.place, SIM_LOW);
	assert_int_equal(drive.changes, SIM_NEVER);
}

static void test_turns_back_in_one_leap_of_time(void **state)
{
	struct sim_drive drive;

	(void)state;
	sim_drive_init(&drive);
	sim_drive_go(&drive, true, 0, 50, SIM_TURNS_BACK);
	assert_true(sim_drive_advance(&drive, 1000));
	assert_int_equal(drive.place, SIM_LOW);
}

static void test_reversed_on_the_way(void **state)
{
	struct sim_drive drive;

	(void)state;
	sim_drive_init(&drive);
	sim_drive_go(&drive, true, 0, 50, SIM_ARRIVES);
	sim_drive_go(&drive, false, 20, 50, SIM_ARRIVES);
	assert_false(sim_drive_advance(&drive, 50));
	assert_true(sim_drive_advance(&drive, 70));
	assert_int_equal(drive.place, SIM_LOW);
}

static void test_random_is_the_same_for_the_same_seed(void **state)
{
	struct random a, b, c, d;

	(void)state;
	random_seed(&a, 7, 0);
	random_seed(&b, 7, 0);
	random_seed(&c, 7, 1);
	random_seed(&d, 8, 0);
	uint64_t first = random_bits(&a);
	assert_true(first == random_bits(&b));
	assert_true(first != random_bits(&c));
	assert_true(first != random_bits(&d));
	for (int i = 0; i < 1000; i++) {
		double number = random_between(&a, -2, 3);
		assert_true(number >= -2 && number < 3);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_arrives),
		cmocka_unit_test(test_sticks_until_the_next_order),
		cmocka_unit_test(test_turns_back),
		cmocka_unit_test(test_turns_back_in_one_leap_of_time),
		cmocka_unit_test(test_reversed_on_the_way),
		cmocka_unit_test(test_random_is_the_same_for_the_same_seed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
