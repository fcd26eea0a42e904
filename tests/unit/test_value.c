/* test_value: what payloads are taken for, and the fields in them. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "support.h"

#include "telltale/base/memory.h"
#include "telltale/core/value.h"

static struct value decode(void **state, const char *payload)
{
	return value_decode(*state, payload, strlen(payload));
}

static void check_number(const char *text, double number, const char *unit)
{
	struct scalar scalar = scalar_of_text(text, strlen(text));

	assert_int_equal(scalar.kind, SCALAR_NUMBER);
	assert_true(nearly(scalar.number, number));
	assert_int_equal(scalar.length, strlen(unit));
	assert_memory_equal(scalar.text, unit, scalar.length);
}

static void test_numbers_with_and_without_unit(void **state)
{
	(void)state;
	check_number("21.5", 21.5, "");
	check_number("-3", -3, "");
	check_number("+0.25", 0.25, "");
	check_number("1.5e3", 1500, "");
	check_number(" 42\n", 42, "");
	check_number("20.0 °C", 20, "°C");
	check_number("20.0°C", 20, "°C");
	check_number("55 %", 55, "%");
	check_number("12 m³/h", 12, "m³/h");
	check_number("3.3V", 3.3, "V");
	check_number("9.81 m/s^2", 9.81, "m/s^2");
	check_number("4 kWh", 4, "kWh");
}

static void test_texts_that_only_look_like_numbers(void **state)
{
	static const char *const texts[] = { "",           "007",      "1.2.3.4",  "192.168.1.17", "12:30",  "2023-11-15",
		                             "0x1f",       "0xff",     "0XAB",     "nan",          "inf",    "-",
		                             ".",          "1e999",    "5 of 7",   "8.2.0(tasmota)", "84fce6123456",
		                             "0T18:36:12", "3 \xff",   "opened",   "7 averylongword", "--5", "1,5" };

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct scalar scalar = scalar_of_text(texts[i], strlen(texts[i]));
		if (scalar.kind != SCALAR_TEXT)
			fail_msg("'%s' was taken for a number", texts[i]);
		assert_int_equal(scalar.length, strlen(texts[i]));
	}
}

static void test_kinds(void **state)
{
	assert_int_equal(decode(state, "").kind, VALUE_EMPTY);
	assert_int_equal(value_decode(*state, NULL, 0).kind, VALUE_EMPTY);
	assert_int_equal(decode(state, "{\"a\":1}").kind, VALUE_JSON);
	assert_int_equal(decode(state, " [1, 2]\r\n").kind, VALUE_JSON);
	assert_int_equal(decode(state, "21.5").kind, VALUE_SCALAR);
	assert_int_equal(decode(state, "\"opened\"").kind, VALUE_SCALAR);
	assert_int_equal(decode(state, "grüezi").kind, VALUE_SCALAR);
	assert_int_equal(decode(state, "{\"a\":1").kind, VALUE_SCALAR); /* broken JSON is text */
	assert_int_equal(decode(state, "{\"a\":1} x").kind, VALUE_SCALAR);
	assert_int_equal(decode(state, "{}{}").kind, VALUE_SCALAR);
	assert_int_equal(decode(state, "\xff\xfe").kind, VALUE_BYTES);
	assert_int_equal(decode(state, "log \x1b[31mred").kind, VALUE_BYTES);
	assert_int_equal(value_decode(*state, "a\0b", 3).kind, VALUE_BYTES);
	assert_int_equal(value_decode(*state, "\0", 1).kind, VALUE_BYTES);
}

static void test_bare_words(void **state)
{
	struct value value = decode(state, "true");

	assert_int_equal(value.scalar.kind, SCALAR_BOOL);
	assert_true(value.scalar.number > 0);
	value = decode(state, " false ");
	assert_int_equal(value.scalar.kind, SCALAR_BOOL);
	assert_true(nearly(value.scalar.number, 0));
	value = decode(state, "\"20.0 °C\"");
	assert_int_equal(value.scalar.kind, SCALAR_NUMBER);
	value = decode(state, "OPEN");
	assert_true(scalar_is(&value.scalar, "OPEN"));
	assert_false(scalar_is(&value.scalar, "open"));
	assert_false(scalar_is(&value.scalar, "OPENED"));
	assert_int_equal(value_at(&value, "state").kind, SCALAR_NONE);
	assert_true(scalar_is(&(struct scalar){ SCALAR_NUMBER, 1, "", 0 }, "1"));
}

/* A profile names states as the device writes them. */
static void test_numbers_equal_words_as_they_were_sent(void **state)
{
	struct value value = decode(state, "100%");

	assert_true(scalar_is(&value.scalar, "100%"));
	assert_true(scalar_is(&value.scalar, "100 %"));
	assert_false(scalar_is(&value.scalar, "100"));
	value = decode(state, "2nd");
	assert_true(scalar_is(&value.scalar, "2nd"));
	value = decode(state, "1.0");
	assert_true(scalar_is(&value.scalar, "1"));
	assert_true(scalar_is(&value.scalar, "1.0"));
	assert_false(scalar_is(&value.scalar, "10"));
	assert_false(scalar_is(&value.scalar, ""));
}

static void check_at(void **state, const char *json, const char *path, const char *expected)
{
	struct value value = decode(state, json);
	struct scalar scalar = value_at(&value, path);
	char text[64];

	scalar_text(&scalar, text, sizeof text);
	assert_string_equal(text, expected);
	assert_int_equal(scalar.kind == SCALAR_NONE, *expected == '\0');
}

static void test_paths(void **state)
{
	static const char sensor[] = "{\"Time\":\"2021-01-01T00:00:00\",\"AM2301\":{\"Temperature\":15.5,\"Humidity\":50.6},"
				     "\"list\":[1,{\"x\":\"two\"},[3]],\"cover:0\":{\"state\":\"open\"},\"a.b\":1,"
				     "\"a\":{\"b\":2,\"c\":true},\"\":7,\"none\":null,\"text\":\"5 V\"}";

	check_at(state, sensor, "AM2301.Temperature", "15.5");
	check_at(state, sensor, "list.0", "1");
	check_at(state, sensor, "list.1.x", "two");
	check_at(state, sensor, "list.2.0", "3");
	check_at(state, sensor, "cover:0.state", "open");
	check_at(state, sensor, "a.b", "1"); /* the key with a dot wins */
	check_at(state, sensor, "a.c", "true");
	check_at(state, sensor, "text", "5 V");
	check_at(state, sensor, "none", "");
	check_at(state, sensor, "AM2301", "");
	check_at(state, sensor, "list.9", "");
	check_at(state, sensor, "list.-1", "");
	check_at(state, sensor, "list.x", "");
	check_at(state, sensor, "Time.x", "");
	check_at(state, sensor, "nothing.at.all", "");
	check_at(state, sensor, "am2301.temperature", ""); /* keys have a case */
	check_at(state, sensor, "", "");
	check_at(state, "[10,20]", "1", "20");
}

static void test_deep_json_is_text(void **state)
{
	enum { DEEP = 200000 };
	char *payload = memory_zeroed(DEEP + 1, 1);

	memset(payload, '[', DEEP);
	assert_int_equal(value_decode(*state, payload, DEEP).kind, VALUE_SCALAR);
	free(payload);
}

static void test_scalar_text_is_cut(void **state)
{
	struct value value = decode(state, "opening");
	char text[5];

	assert_int_equal(scalar_text(&value.scalar, text, sizeof text), 4);
	assert_string_equal(text, "open");
	value = decode(state, "123456 °C");
	assert_int_equal(scalar_text(&value.scalar, text, sizeof text), 4);
	assert_string_equal(text, "1234");
	assert_int_equal(scalar_text(&value.scalar, text, 0), 0);
}

/* Asks everything that the model may ask of a value. */
static void look_at_all(const struct value *value)
{
	static const char *const paths[] = { "", "a", "a.b", "list.1", "list.1.x", "t", "0" };
	char text[24];

	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
		struct scalar scalar = value_at(value, paths[i]);
		size_t length = scalar_text(&scalar, text, sizeof text);
		assert_int_equal(strnlen(text, sizeof text), strlen(text));
		assert_in_range(length, 0, sizeof text - 1);
		if (scalar.kind == SCALAR_NUMBER)
			assert_true(isfinite(scalar.number));
		scalar_is(&scalar, "opened");
	}
}

static void test_survives_mutations(void **state)
{
	static const char *const seeds[] = {
		"{\"a\":{\"b\":-1.5e3,\"c\":[true,false,null]},\"list\":[1,{\"x\":\"two\"}],\"t\":\"20.0 \\u00b0C\"}",
		"[[[[1]]],{\"a.b\":\"\\ud83d\\ude80\"},\"\\\"\\\\\"]",
		"\"-12.5 m\xc2\xb3/h\"",
		"1234567890123456789012345678901234567890.5 kWh",
	};
	uint64_t seed = 11;

	for (int round = 0; round < 40000; round++) {
		const char *from = seeds[random_next(&seed) % (sizeof seeds / sizeof *seeds)];
		size_t length = strlen(from);
		char *payload = memory_copy(from, length);
		for (uint64_t changes = random_next(&seed) % 5; changes > 0; changes--)
			payload[random_next(&seed) % length] = (char)random_next(&seed);
		if (random_next(&seed) % 3 == 0)
			length = random_next(&seed) % (length + 1);
		char *exact = memory_resize(NULL, length, 1); /* so that a byte too far is seen */
		memcpy(exact, payload, length);
		struct value value = value_decode(*state, exact, length);
		look_at_all(&value);
		free(exact);
		free(payload);
	}
}

static int set_up(void **state)
{
	*state = decoder_new();
	return 0;
}

static int tear_down(void **state)
{
	decoder_free(*state);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers_with_and_without_unit),
		cmocka_unit_test(test_texts_that_only_look_like_numbers),
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_bare_words),
		cmocka_unit_test(test_numbers_equal_words_as_they_were_sent),
		cmocka_unit_test(test_paths),
		cmocka_unit_test(test_deep_json_is_text),
		cmocka_unit_test(test_scalar_text_is_cut),
		cmocka_unit_test(test_survives_mutations),
	};

	return cmocka_run_group_tests_name("value", tests, set_up, tear_down);
}
