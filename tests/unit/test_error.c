/* test_error: the first failure wins, and says where and why. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <string.h>

#include "telltale/base/error.h"

static void test_first_wins(void **state)
{
	struct error error = ERROR_INIT;

	(void)state;
	assert_false(error_set(&error, ERROR_USAGE, "port: found '%s'", "x"));
	assert_false(error_set(&error, ERROR_SYSTEM, "while cleaning up"));
	errno = EIO;
	assert_false(error_errno(&error, "closing"));
	assert_int_equal(error.code, ERROR_USAGE);
	assert_string_equal(error.text, "port: found 'x'");
}

static void test_errno_in_words(void **state)
{
	struct error error = ERROR_INIT;

	(void)state;
	errno = ENOENT;
	assert_false(error_errno(&error, "can't open '%s'", "/x"));
	assert_int_equal(error.code, ERROR_SYSTEM);
	assert_string_equal(error.text, "can't open '/x': No such file or directory");
}

static void test_prefix(void **state)
{
	struct error error = ERROR_INIT;

	(void)state;
	assert_false(error_prefix(&error, "a.conf:3"));
	assert_int_equal(error.code, ERROR_NONE);
	assert_string_equal(error.text, "");
	error_set(&error, ERROR_USAGE, "no such option");
	assert_false(error_prefix(&error, "%s:%d", "a.conf", 3));
	assert_string_equal(error.text, "a.conf:3: no such option");
}

static void test_long_texts_are_cut(void **state)
{
	struct error error = ERROR_INIT;
	char text[2000];

	(void)state;
	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	error_set(&error, ERROR_LIMIT, "%s", text);
	error_prefix(&error, "%s", text);
	assert_int_equal(strlen(error.text), sizeof error.text - 1);
	assert_int_equal(error.code, ERROR_LIMIT);
}

static void test_nobody_listens(void **state)
{
	(void)state;
	assert_false(error_set(NULL, ERROR_USAGE, "x"));
	assert_false(error_errno(NULL, "x"));
	assert_false(error_prefix(NULL, "x"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_first_wins),
		cmocka_unit_test(test_errno_in_words),
		cmocka_unit_test(test_prefix),
		cmocka_unit_test(test_long_texts_are_cut),
		cmocka_unit_test(test_nobody_listens),
	};

	return cmocka_run_group_tests_name("error", tests, NULL, NULL);
}
