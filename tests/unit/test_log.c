/* test_log: a ring of clean lines, and the file beside it. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "support.h"

#include "telltale/base/log.h"
#include "telltale/base/text.h"

static void test_keeps_the_last_lines(void **state)
{
	struct log *log = log_new(3);

	(void)state;
	assert_int_equal(log_count(log), 0);
	assert_null(log_at(log, 0));
	for (int i = 1; i <= 5; i++)
		log_add(log, i, i == 5 ? LOG_ALARM : LOG_NOTE, "line %d", i);
	assert_int_equal(log_count(log), 3);
	assert_int_equal(log_total(log), 5);
	assert_string_equal(log_at(log, 0)->text, "line 5");
	assert_int_equal(log_at(log, 0)->level, LOG_ALARM);
	assert_int_equal(log_at(log, 0)->wall, 5);
	assert_string_equal(log_at(log, 2)->text, "line 3");
	assert_null(log_at(log, 3));
	log_free(log);
	log_free(NULL);
}

static void test_lines_are_clean(void **state)
{
	struct log *log = log_new(3);

	(void)state;
	log_add(log, 0, LOG_NOTE, "broker says %s", "\x1b]0;owned\x07\n2023 alarm fire \xe2\x80\xae");
	assert_string_equal(log_at(log, 0)->text,
	                    "broker says \\x1b]0;owned\\x07\\n2023 alarm fire \\u202e");
	log_free(log);
}

static void test_long_lines_are_cut_at_a_character(void **state)
{
	struct log *log = log_new(3);
	char text[1200];

	(void)state;
	for (size_t shift = 0; shift < 3; shift++) {
		memset(text, 'x', shift);
		for (size_t i = shift; i + 3 < sizeof text; i += 3)
			memcpy(text + i, "\xe2\x82\xac", 4);
		log_add(log, 0, LOG_NOTE, "%s", text);
		const char *line = log_at(log, 0)->text;
		assert_in_range(strlen(line), 490, 500);
		assert_null(strchr(line, '\\')); /* no half character made visible */
	}
	log_free(log);
}

static void test_file(void **state)
{
	struct log *log = log_new(3);
	struct error error = ERROR_INIT;
	char path[300], line[200];
	struct stat status;

	(void)state;
	folder_write(folder, "log", "already here\n", path, sizeof path);
	assert_true(log_open_file(log, path, &error));
	log_add(log, INT64_C(1700049600) * 1000000000, LOG_WARNING, "the broker\nis gone");
	FILE *file = fopen(path, "r"); /* the line is there at once, not when the program ends */
	assert_non_null(fgets(line, sizeof line, file));
	assert_string_equal(line, "already here\n");
	assert_non_null(fgets(line, sizeof line, file));
	assert_string_equal(line, "2023-11-15T12:00:00Z warning the broker\\nis gone\n");
	fclose(file);
	log_free(log);

	log = log_new(3);
	snprintf(path, sizeof path, "%s/new", folder);
	assert_true(log_open_file(log, path, &error));
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0600);
	snprintf(path, sizeof path, "%s/no/such/folder", folder);
	assert_false(log_open_file(log, path, &error));
	assert_non_null(strstr(error.text, path));
	log_free(log);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_keeps_the_last_lines),
		cmocka_unit_test(test_lines_are_clean),
		cmocka_unit_test(test_long_lines_are_cut_at_a_character),
		cmocka_unit_test_setup_teardown(test_file, folder_set_up, folder_tear_down),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests_name("log", tests, NULL, NULL);
}
