/* test_backoff: pauses that grow, differ, and start anew only after a connection that stood. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "telltale/base/clock.h"
#include "telltale/source/backoff.h"

static void check_pause(struct backoff *backoff, bool credentials, int64_t stood, int64_t step)
{
	int64_t pause = backoff_next(backoff, credentials, stood);

	assert_in_range(pause / CLOCK_MICROSECOND, step * 500000, step * 1000000);
}

static void test_doubles_up_to_a_minute(void **state)
{
	static const int64_t steps[] = { 1, 2, 4, 8, 16, 32, 60, 60 };
	struct backoff backoff;

	(void)state;
	backoff_init(&backoff, 1);
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
		check_pause(&backoff, false, 0, steps[i]);
	for (int i = 0; i < 10000; i++) /* a broker that is gone for a week */
		check_pause(&backoff, false, 0, 60);
}

static void test_slow_for_refused_credentials(void **state)
{
	static const int64_t steps[] = { 60, 120, 240, 300, 300 };
	struct backoff backoff;

	(void)state;
	backoff_init(&backoff, 1);
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
		check_pause(&backoff, true, 0, steps[i]);
}

static void test_starts_anew_after_a_connection_that_stood(void **state)
{
	struct backoff backoff;

	(void)state;
	backoff_init(&backoff, 1);
	for (int i = 0; i < 5; i++)
		backoff_next(&backoff, false, 0);
	check_pause(&backoff, false, 9 * CLOCK_SECOND, 32); /* accepted and dropped at once counts as a failure */
	check_pause(&backoff, false, 10 * CLOCK_SECOND, 1);
	check_pause(&backoff, false, 0, 2);
}

static void test_clients_dont_come_back_at_once(void **state)
{
	struct backoff a, b;
	unsigned same = 0;

	(void)state;
	backoff_init(&a, 1);
	backoff_init(&b, 2);
	for (int i = 0; i < 100; i++)
		same += backoff_next(&a, false, 0) / CLOCK_MILLISECOND == backoff_next(&b, false, 0) / CLOCK_MILLISECOND;
	assert_in_range(same, 0, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_doubles_up_to_a_minute),
		cmocka_unit_test(test_slow_for_refused_credentials),
		cmocka_unit_test(test_starts_anew_after_a_connection_that_stood),
		cmocka_unit_test(test_clients_dont_come_back_at_once),
	};

	return cmocka_run_group_tests_name("backoff", tests, NULL, NULL);
}
