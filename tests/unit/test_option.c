/* test_option: the option table and the checks of values. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "telltale/conf/option.h"

enum {
	PLACES = OPTION_WATCH | OPTION_DEMO | OPTION_SIMULATE | OPTION_CHECK | OPTION_CONFIG | OPTION_BROKER | OPTION_RECORD |
	         OPTION_INFO | OPTION_REPAIR | OPTION_EXPORT | OPTION_REPLAY | OPTION_IMPORT | OPTION_PROMPT
};

static void test_the_table_is_sound(void **state)
{
	(void)state;
	for (const struct option *option = option_table; option->name != NULL; option++) {
		assert_true(option->where != 0 && (option->where & ~(unsigned)PLACES) == 0);
		assert_true(option - option_table < SETTINGS_OPTIONS);
		assert_non_null(option->group);
		assert_non_null(option->help);
		assert_int_equal(option->argument == NULL, option->type == OPTION_FLAG);
		assert_true(option->type == OPTION_LIST || (option->choices != NULL) == (option->type == OPTION_CHOICE));
		assert_true(option->letter == 0 || isalpha(option->letter));
		for (const struct option *other = option_table; other < option; other++) {
			if ((option->where & other->where) == 0)
				continue; /* the same name may mean another thing elsewhere */
			assert_string_not_equal(option->name, other->name);
			assert_true(option->offset != other->offset);
			assert_true(option->letter == 0 || option->letter != other->letter);
		}
	}
}

/* The letters that mosquitto_sub has taught everyone's fingers. */
static void test_letters(void **state)
{
	static const struct {
		char letter;
		const char *name;
	} letters[] = { { 'h', "host" }, { 'p', "port" }, { 't', "topic" }, { 'q', "qos" }, { 'u', "username" },
		        { 'P', "pw" },   { 'V', "protocol-version" }, { 'i', "id" }, { 'k', "keepalive" }, { 'L', "url" } };

	(void)state;
	for (size_t i = 0; i < sizeof letters / sizeof *letters; i++) {
		const struct option *option = option_find_letter(letters[i].letter, OPTION_WATCH);
		assert_non_null(option);
		assert_string_equal(option->name, letters[i].name);
		assert_ptr_equal(option_find(letters[i].name, OPTION_WATCH), option);
	}
	assert_null(option_find_letter('z', OPTION_WATCH));
	assert_null(option_find_letter(0, OPTION_WATCH));
	assert_null(option_find("no-such", OPTION_WATCH));
	assert_null(option_find("devices", OPTION_WATCH)); /* the simulator's */
	assert_null(option_find("pw", OPTION_CONFIG)); /* a password has no place in a file that people share */
	assert_true(option_find("pw", OPTION_WATCH)->secret && option_find("url", OPTION_WATCH)->secret);
}

static void test_defaults(void **state)
{
	struct settings settings;

	(void)state;
	settings_init(&settings);
	assert_string_equal(settings.host, "localhost");
	assert_int_equal(settings.port, 0);
	assert_string_equal(settings.topics[0], "#");
	assert_null(settings.topics[1]);
	assert_string_equal(settings.protocol, "mqttv311");
	assert_string_equal(settings.theme, "dark");
	assert_false(settings.read_only || settings.insecure || settings.tls);
	assert_null(settings.password);
	assert_int_equal(settings.stale_after, 300);
	settings_clear(&settings);
}

static void check_wrong(const char *name, const char *text, const char *expected)
{
	struct settings settings;
	struct error error = ERROR_INIT;

	settings_init(&settings);
	assert_false(option_set(&settings, option_find(name, PLACES), text, &error));
	assert_int_equal(error.code, ERROR_USAGE);
	assert_string_equal(error.text, expected);
	settings_clear(&settings);
}

static void test_values_that_wont_do(void **state)
{
	(void)state;
	check_wrong("port", "70000", "port: found '70000', expected a number from 0 to 65535");
	check_wrong("port", "-1", "port: found '-1', expected a number from 0 to 65535");
	check_wrong("port", "mqtt", "port: found 'mqtt', expected a number from 0 to 65535");
	check_wrong("port", "1883x", "port: found '1883x', expected a number from 0 to 65535");
	check_wrong("port", "", "port: found '', expected a number from 0 to 65535");
	check_wrong("port", "99999999999999999999", "port: found '99999999999999999999', expected a number from 0 to 65535");
	check_wrong("qos", "3", "qos: found '3', expected a number from 0 to 2");
	check_wrong("sort", "size", "sort: found 'size', expected one of: name seen alert activity");
	check_wrong("sort", "", "sort: found '', expected one of: name seen alert activity");
	check_wrong("sort", "nam", "sort: found 'nam', expected one of: name seen alert activity");
	check_wrong("tls-version", "ssl3", "tls-version: found 'ssl3', expected one of: tlsv1.2 tlsv1.3");
	check_wrong("read-only", "maybe", "read-only: found 'maybe', expected true or false");
	check_wrong("host", "", "host: found nothing, expected HOST");
}

static bool set(struct settings *settings, const char *name, const char *text)
{
	return option_set(settings, option_find(name, PLACES), text, NULL);
}

static void test_values(void **state)
{
	struct settings settings;

	(void)state;
	settings_init(&settings);
	assert_false(option_given(&settings, option_find("host", PLACES)));
	assert_true(set(&settings, "host", "gw") && set(&settings, "host", "gx"));
	assert_string_equal(settings.host, "gx");
	assert_true(option_given(&settings, option_find("host", PLACES)));
	assert_true(set(&settings, "port", "8883"));
	assert_int_equal(settings.port, 8883);
	assert_true(set(&settings, "read-only", "Yes"));
	assert_true(settings.read_only);
	assert_true(set(&settings, "read-only", "off"));
	assert_false(settings.read_only);
	assert_true(set(&settings, "protocol-version", "5"));
	option_clear_list(&settings, option_find("topic", PLACES));
	assert_null(settings.topics);
	assert_true(set(&settings, "topic", "a/#") && set(&settings, "topic", "b"));
	assert_string_equal(settings.topics[1], "b");
	assert_null(settings.topics[2]);
	option_clear_list(&settings, option_find("host", PLACES)); /* no list: stays */
	assert_string_equal(settings.host, "gx");
	settings_clear(&settings);
	assert_null(settings.host);
}

static void test_help(void **state)
{
	char *text = NULL;
	size_t size = 0;
	FILE *file = open_memstream(&text, &size);

	(void)state;
	option_print_help(file, OPTION_WATCH);
	fclose(file);
	assert_non_null(strstr(text, "\nBroker:\n  -h, --host HOST "));
	assert_non_null(strstr(text, " [localhost]\n"));
	assert_non_null(strstr(text, "\nTLS:\n"));
	assert_non_null(strstr(text, "      --read-only "));
	assert_null(strstr(text, "--seed"));
	assert_null(strstr(text, "--default-broker"));
	assert_non_null(strstr(text, " dark light mono ")); /* the themes that there are */
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_table_is_sound), cmocka_unit_test(test_letters),
		cmocka_unit_test(test_defaults),           cmocka_unit_test(test_values_that_wont_do),
		cmocka_unit_test(test_values),             cmocka_unit_test(test_help),
	};

	return cmocka_run_group_tests_name("option", tests, NULL, NULL);
}
