/* test_sim_broker: what somebody without mosquitto is told. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "support.h"

#include "telltale/app/sim_broker.h"

/* A name that is too long for the place it is to go stands for a mosquitto that isn't there: the program also
 * looks where systems put daemons, and this system may well have one. */
static void test_not_installed(void **state)
{
	struct error error = ERROR_INIT;
	char path[1];

	(void)state;
	assert_false(sim_broker_find(path, sizeof path, &error));
	assert_non_null(strstr(error.text, "mosquitto"));
	assert_non_null(strstr(error.text, "install"));
}

static void test_found_in_path(void **state)
{
	struct error error = ERROR_INIT;
	char path[300], expected[300];

	(void)state;
	folder_write(folder, "mosquitto", "#!/bin/sh\n", expected, sizeof expected);
	assert_int_equal(chmod(expected, 0700), 0);
	assert_int_equal(setenv("PATH", folder, 1), 0);
	assert_true(sim_broker_find(path, sizeof path, &error));
	assert_string_equal(path, expected);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_not_installed),
		cmocka_unit_test_setup_teardown(test_found_in_path, folder_set_up, folder_tear_down),
	};

	return cmocka_run_group_tests_name("sim_broker", tests, NULL, NULL);
}
