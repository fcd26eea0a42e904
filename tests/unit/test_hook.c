/* test_hook: how often a program of the user's is run, and for how long. What it is given: tests/screen/test_alerts.py. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support.h"

#include "telltale/app/hook.h"
#include "telltale/base/clock.h"

static const struct hook_field fields[] = { { "STATE", "raised" }, { NULL, NULL } };
static char shell[] = "/bin/sh", minus_c[] = "-c";

static struct hook *start(char *const *argv, struct log *log)
{
	struct error error = ERROR_INIT;
	struct hook *hook = hook_new(argv, "TEST_", log, &error);

	if (hook == NULL)
		fail_msg("%s", error.text);
	return hook;
}

static void pause_a_moment(void)
{
	poll(NULL, 0, 5);
}

/* How many of so many runs at a time were begun. */
static int begun(struct hook *hook, int runs, int64_t mono)
{
	int count = 0;

	for (int i = 0; i < runs; i++) {
		count += hook_run(hook, fields, mono);
		for (int wait = 0; wait < 400 && hook_running(hook) > 0; wait++) {
			pause_a_moment();
			hook_tick(hook, mono);
		}
	}
	return count;
}

static void test_a_burst_and_then_one_a_second(void **state)
{
	static char command[] = "echo $TEST_LEFT_OUT >> \"$0\"";
	char path[300], text[64] = "", *argv[] = { shell, minus_c, command, path, NULL };
	struct log *log = log_new(10);

	(void)state;
	snprintf(path, sizeof path, "%s/runs", folder);
	struct hook *hook = start(argv, log);
	assert_int_equal(begun(hook, 8, 100 * CLOCK_SECOND), 5);
	assert_int_equal(begun(hook, 3, 101 * CLOCK_SECOND), 1);
	assert_int_equal(begun(hook, 9, 200 * CLOCK_SECOND), 5);
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	text[fread(text, 1, sizeof text - 1, file)] = '\0';
	fclose(file);
	assert_string_equal(text, "0\n0\n0\n0\n0\n3\n2\n0\n0\n0\n0\n");
	assert_int_equal(log_count(log), 0);
	hook_free(hook);
	log_free(log);
}

static void test_four_at_a_time_and_thirty_seconds(void **state)
{
	static char command[] = "exec sleep 100";
	char *argv[] = { shell, minus_c, command, NULL };
	struct log *log = log_new(10);
	struct hook *hook = start(argv, log);

	(void)state;
	for (int i = 0; i < 5; i++)
		assert_int_equal(hook_run(hook, fields, CLOCK_SECOND), i < 4);
	hook_tick(hook, 30 * CLOCK_SECOND);
	assert_int_equal(hook_running(hook), 4);
	for (int wait = 0; wait < 1000 && hook_running(hook) > 0; wait++) {
		hook_tick(hook, 32 * CLOCK_SECOND);
		pause_a_moment();
	}
	assert_int_equal(hook_running(hook), 0);
	assert_int_equal(log_count(log), 1); /* four are killed, and that is said once */
	assert_non_null(strstr(log_at(log, 0)->text, "took longer than 30 s"));
	assert_true(hook_run(hook, fields, 40 * CLOCK_SECOND));
	for (int wait = 0; wait < 1000 && hook_running(hook) > 0; wait++) {
		hook_tick(hook, 80 * CLOCK_SECOND);
		pause_a_moment();
	}
	hook_free(hook);
	log_free(log);
}

static void test_what_cant_be_run(void **state)
{
	static char relative[] = "notify", nothing[] = "/nowhere/notify", false_[] = "exit 3";
	char *argv[] = { relative, NULL }, *missing[] = { nothing, NULL }, *failing[] = { shell, minus_c, false_, NULL };
	struct error error = ERROR_INIT;
	struct log *log = log_new(10);

	(void)state;
	assert_null(hook_new(argv, "TEST_", log, &error));
	assert_string_equal(error.text, "alert-hook: found 'notify', expected a program's path that begins with /");
	struct hook *hook = start(missing, log);
	assert_int_equal(begun(hook, 3, CLOCK_SECOND), 0);
	assert_int_equal(log_count(log), 1);
	hook_free(hook);
	hook = start(failing, log);
	assert_int_equal(begun(hook, 3, CLOCK_SECOND), 3);
	assert_int_equal(log_count(log), 2);
	assert_non_null(strstr(log_at(log, 0)->text, "ended with 3"));
	hook_free(hook);
	log_free(log);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_burst_and_then_one_a_second),
		cmocka_unit_test(test_four_at_a_time_and_thirty_seconds),
		cmocka_unit_test(test_what_cant_be_run),
	};

	return cmocka_run_group_tests(tests, folder_set_up, folder_tear_down);
}
