/* test_arguments: the command line over the config file, and secrets that vanish from it. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support.h"

#include "telltale/app/arguments.h"

enum { MOST_WORDS = 16, WORD = 128 };

/* A command line in memory that may be written to, as the system gives it. */
struct line {
	char words[MOST_WORDS][WORD];
	char *argv[MOST_WORDS + 1];
	int argc;
};

static struct line line_of(const char *text)
{
	struct line line = { .argc = 0 };

	while (*text != '\0') {
		size_t length = strcspn(text, " ");
		snprintf(line.words[line.argc++], WORD, "%.*s", (int)length, text);
		text += length + strspn(text + length, " ");
	}
	return line;
}

static bool read_line(struct line *line, unsigned where, struct arguments *arguments, struct error *error)
{
	for (int i = 0; i < line->argc; i++)
		line->argv[i] = line->words[i];
	line->argv[line->argc] = NULL;
	return arguments_read(arguments, line->argc, line->argv, where, error);
}

static void check_wrong(const char *text, unsigned where, const char *expected)
{
	struct line line = line_of(text);
	struct error error = ERROR_INIT;
	struct arguments arguments;

	assert_false(read_line(&line, where, &arguments, &error));
	assert_string_equal(error.text, expected);
	arguments_clear(&arguments);
}

static void test_all_ways_to_write_an_option(void **state)
{
	struct line line = line_of("telltale -h gw -p8884 --qos=1 -t a/# -t b/# --read-only -u anna");
	struct error error = ERROR_INIT;
	struct arguments arguments;

	(void)state;
	assert_true(read_line(&line, OPTION_WATCH, &arguments, &error));
	assert_string_equal(arguments.settings.host, "gw");
	assert_int_equal(arguments.settings.port, 8884);
	assert_int_equal(arguments.settings.qos, 1);
	assert_string_equal(arguments.settings.topics[0], "a/#"); /* not the default "#" before them */
	assert_string_equal(arguments.settings.topics[1], "b/#");
	assert_null(arguments.settings.topics[2]);
	assert_true(arguments.settings.read_only);
	assert_int_equal(arguments.rest_count, 0);
	arguments_clear(&arguments);
}

static void test_wrong_lines(void **state)
{
	(void)state;
	check_wrong("telltale --hots x", OPTION_WATCH, "there is no option '--hots'; did you mean --host?");
	check_wrong("telltale -Z", OPTION_WATCH, "there is no option '-Z'; --help lists them");
	check_wrong("telltale -p", OPTION_WATCH, "-p: a value was expected: PORT");
	check_wrong("telltale -p 70000", OPTION_WATCH, "port: found '70000', expected a number from 0 to 65535");
	check_wrong("telltale --tls=yes", OPTION_WATCH, "--tls takes no value, found 'yes'");
	check_wrong("telltale --devices 3", OPTION_WATCH, "there is no option '--devices'; --help lists them");
	check_wrong("telltale -b nowhere", OPTION_WATCH,
	            "-b nowhere: there is no config file /nonexistent/telltale/telltale.conf that could hold that broker");
}

static void test_secrets_vanish(void **state)
{
	struct line line = line_of("telltale -u anna -P s3cret -L mqtt://a:b@gw --psk 00ff");
	struct error error = ERROR_INIT;
	struct arguments arguments;

	(void)state;
	assert_true(read_line(&line, OPTION_WATCH, &arguments, &error));
	assert_string_equal(arguments.settings.password, "s3cret");
	assert_string_equal(line.words[4], "xxxxxx");
	assert_string_equal(line.words[6], "xxxxxxxxxxxxx");
	assert_string_equal(line.words[8], "xxxx");
	arguments_clear(&arguments);
}

static void test_line_over_config(void **state)
{
	char path[300], text[400];
	struct error error = ERROR_INIT;
	struct arguments arguments;

	(void)state;
	folder_write(folder, "c.conf", "theme = light\nqos = 2\ntopic = {\"conf/#\"}\ndefault-broker = home\n"
	             "broker home { host = gw  username = anna }\n", path, sizeof path);
	snprintf(text, sizeof text, "telltale --config %s --theme mono", path);
	struct line line = line_of(text);
	assert_true(read_line(&line, OPTION_WATCH, &arguments, &error));
	assert_string_equal(arguments.settings.theme, "mono");
	assert_int_equal(arguments.settings.qos, 2);
	assert_string_equal(arguments.settings.topics[0], "conf/#");
	assert_string_equal(arguments.settings.host, "gw");
	arguments_clear(&arguments);
	/* a host on the command line doesn't get the saved broker's user name */
	snprintf(text, sizeof text, "telltale --config %s -h other", path);
	line = line_of(text);
	assert_true(read_line(&line, OPTION_WATCH, &arguments, &error));
	assert_string_equal(arguments.settings.host, "other");
	assert_null(arguments.settings.username);
	arguments_clear(&arguments);
}

static void test_rest(void **state)
{
	struct line line = line_of("check a.conf --config x -- -b");
	struct error error = ERROR_INIT;
	struct arguments arguments;

	(void)state;
	assert_true(read_line(&line, OPTION_CHECK, &arguments, &error));
	assert_int_equal(arguments.rest_count, 2);
	assert_string_equal(arguments.rest[0], "a.conf");
	assert_string_equal(arguments.rest[1], "-b");
	arguments_clear(&arguments);
}

static int set_up(void **state)
{
	setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
	return folder_set_up(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_ways_to_write_an_option),
		cmocka_unit_test(test_wrong_lines),
		cmocka_unit_test(test_secrets_vanish),
		cmocka_unit_test(test_line_over_config),
		cmocka_unit_test(test_rest),
	};

	return cmocka_run_group_tests_name("arguments", tests, set_up, folder_tear_down);
}
