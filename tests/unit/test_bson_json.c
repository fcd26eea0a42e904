/* test_bson_json: what is called exact comes back byte for byte, hundreds of thousands of times. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "random_json.h"
#include "support.h"
#include "telltale/base/memory.h"
#include "telltale/recording/bson_json.h"

static const char *const results[] = { "NO", "INEXACT", "EXACT", "SPACED" };

/* Appends, and if it is said to be exact checks that. The document is valid whatever comes. */
static enum bson_json_result round_trip(const char *json, size_t length)
{
	struct buffer text = { NULL, 0, 0 };
	bson_iter_t iter;
	bson_t doc;

	bson_init(&doc);
	enum bson_json_result result = bson_json_append(&doc, "payload", json, length);
	if (result != BSON_JSON_NO) {
		if (!bson_validate(&doc, BSON_VALIDATE_UTF8 | BSON_VALIDATE_UTF8_ALLOW_NULL | BSON_VALIDATE_EMPTY_KEYS, NULL))
			fail_msg("invalid BSON for: %.*s", (int)length, json);
		assert_true(bson_iter_init_find(&iter, &doc, "payload"));
		assert_true(bson_json_text(&iter, result == BSON_JSON_SPACED, &text));
	}
	if ((result == BSON_JSON_EXACT || result == BSON_JSON_SPACED) &&
	    (text.length != length || memcmp(text.bytes, json, length) != 0))
		fail_msg("%s became %s", json, text.bytes);
	buffer_clear(&text);
	bson_destroy(&doc);
	return result;
}

static void check(const char *json, enum bson_json_result expected)
{
	enum bson_json_result result = round_trip(json, strlen(json));

	if (result != expected)
		fail_msg("%s: found %s, expected %s", json, results[result], results[expected]);
}

/* --- by hand --------------------------------------------------------------------------------------------- */

static void test_what_is_exact(void **state)
{
	static const char *const exact[] = {
		"{}", "[]", "0", "-1", "true", "false", "null", "{\"a\":1}", "[1,2,3]", "{\"a\":{\"b\":[{}]}}",
		"2147483647", "2147483648", "-2147483648", "-2147483649", "9007199254740993", "9223372036854775807",
		"-9223372036854775808", "1.5", "-0.0", "0.0", "1.0", "0.1", "0.30000000000000004", "21.25", "0.0001",
		"123456789012345.0", "100000000000000.5", "12345678.12345678", "0.00012345", "179.99999999999997",
		"{\"a.b\":1}", "{\"a$\":1}", "{\"\xc3\xa4\":\"\xf0\x9f\x9a\xa2\"}", "[\"\\u0000\",\"\\u001f\",\"\\b\\f\\n\\r\\t\"]",
		"[\"\\\"\\\\\"]", "[\"/\"]", "[\"\x7f\"]", "{\"a\":[],\"b\":{}}",
	};
	static const char *const spaced[] = { "{\"a\": 1}", "[1, 2, 3]", "{\"a\": {\"b\": [{}, []]}, \"c\": 1.5}" };

	(void)state;
	for (size_t i = 0; i < sizeof exact / sizeof *exact; i++)
		check(exact[i], BSON_JSON_EXACT);
	for (size_t i = 0; i < sizeof spaced / sizeof *spaced; i++)
		check(spaced[i], BSON_JSON_SPACED);
}

static void test_what_is_kept_beside_its_bytes(void **state)
{
	static const char *const inexact[] = {
		"-0", "1e400", "-1e400", "1e-7", "1E5", "1e5", "1e+5", "1.50", "1.10", "9223372036854775808", "1e-400",
		"-9223372036854775809", "123456789012345678901234567890", "0.00001", "1000000000000000.5",
		"0.1000000000000000055511151231257827", " 1", "1 ", "{ }", "[ ]", "{\"a\":1, \"b\":2}", "{\"a\": 1,\"b\":2}",
		"{\"a\" :1}", "{\"a\":\t1}", "[1,  2]", "[1 ,2]", "\n{\"a\":1}", "{\"a\":1}\r\n", "{\"a\":1,\"a\":2}",
		"{\"a\":{\"b\":1,\"b\":1}}", "[\"\\u0041\"]", "[\"\\/\"]", "[\"\\u00e4\"]", "[\"\\ud83d\\udea2\"]",
		"[\"\\u001F\"]", "[\"\\u000a\"]", "\"text\"", "\"\"", "\" \"",
	};

	(void)state;
	for (size_t i = 0; i < sizeof inexact / sizeof *inexact; i++)
		check(inexact[i], BSON_JSON_INEXACT);
}

static void test_what_is_no_json(void **state)
{
	static const char *const wrong[] = {
		"", " ", "{", "}", "[", "[1", "[1,", "[1,]", "[,]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "'a'", "tru",
		"truex", "nul", "NaN", "Infinity", "-Infinity", "-", "+1", "01", "-01", "1.", ".5", "1e", "1e+", "0x1", "1 2",
		"{}{}", "\"", "\"a", "\"\\\"", "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"", "\"\n\"", "\"\x01\"", "[\"\xff\"]",
		"[\"\xc3\"]", "[\"\xed\xa0\x80\"]", "[\"\\ud800\"]", "[\"\\udc00\"]", "[\"\\ud800x\"]", "[\"\\ud800\\u0041\"]",
		"[\"\\ud800\\ud800\"]", "\xef\xbb\xbf{}", "// x", "{\"\":1}", "{\"$a\":1}", "{\"\\u0024a\":1}", "{\"a\\u0000b\":1}",
		"[[]", "{\"a\":[}", "[1}", "\"a\"b",
	};

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		check(wrong[i], BSON_JSON_NO);
	assert_int_equal(round_trip("[\"a\0b\"]", 7), BSON_JSON_NO);
	assert_int_equal(round_trip("1\0", 2), BSON_JSON_NO);
}

static char *nested(unsigned depth)
{
	char *json = memory_zeroed(2 * depth + 1, 1);

	memset(json, '[', depth);
	memset(json + depth, ']', depth);
	return json;
}

static void test_depth(void **state)
{
	static const struct {
		unsigned depth;
		enum bson_json_result expected;
	} cases[] = { { 1, BSON_JSON_EXACT }, { BSON_JSON_DEPTH, BSON_JSON_EXACT }, { BSON_JSON_DEPTH + 1, BSON_JSON_NO },
		      { 200, BSON_JSON_NO }, { 100000, BSON_JSON_NO } };

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char *json = nested(cases[i].depth);
		check(json, cases[i].expected);
		free(json);
	}
}

static void check_type(const char *json, bson_type_t expected)
{
	bson_iter_t iter;
	bson_t doc;

	bson_init(&doc);
	bson_json_append(&doc, "n", json, strlen(json));
	assert_true(bson_iter_init_find(&iter, &doc, "n"));
	assert_int_equal(bson_iter_type(&iter), expected);
	bson_destroy(&doc);
}

static void test_types_of_numbers(void **state)
{
	(void)state;
	check_type("1", BSON_TYPE_INT32);
	check_type("-2147483648", BSON_TYPE_INT32);
	check_type("2147483648", BSON_TYPE_INT64);
	check_type("9223372036854775807", BSON_TYPE_INT64);
	check_type("9223372036854775808", BSON_TYPE_DOUBLE);
	check_type("1.0", BSON_TYPE_DOUBLE);
	check_type("1e5", BSON_TYPE_DOUBLE);
	check_type("-0", BSON_TYPE_DOUBLE);
}

/* --- by chance ------------------------------------------------------------------------------------------- */

static void test_numbers(void **state)
{
	uint64_t seed = 1;
	char text[32];

	(void)state;
	for (int i = 0; i < 400000; i++) {
		double value = random_double(&seed), back;
		bson_json_number(value, text, sizeof text);
		if (!isfinite(value))
			continue;
		back = strtod(text, NULL);
		if (memcmp(&back, &value, sizeof value) != 0)
			fail_msg("%a was written as %s", value, text);
		if (strpbrk(text, ".e") == NULL)
			fail_msg("%a was written as %s, an integer", value, text);
	}
}

/* There is no shorter decimal that reads as the same number. */
static void test_numbers_are_short(void **state)
{
	uint64_t seed = 2;
	char text[32], shorter[400];

	(void)state;
	for (int i = 0; i < 100000; i++) {
		double value = random_double(&seed);
		if (!isfinite(value))
			continue;
		bson_json_number(value, text, sizeof text);
		size_t digits = 0;
		for (const char *c = text + strspn(text, "-0."); *c != '\0' && *c != 'e'; c++)
			digits += *c >= '0' && *c <= '9';
		if (digits < 2 || strcmp(text + strlen(text) - 2, ".0") == 0)
			continue;
		snprintf(shorter, sizeof shorter, "%.*g", (int)digits - 1, value);
		double back = strtod(shorter, NULL);
		if (memcmp(&back, &value, sizeof value) == 0 && digits > 15)
			fail_msg("%a was written as %s, where %s would do", value, text, shorter);
	}
}

/* Decimals as devices write them, with any number of digits before and behind the point. */
static void test_decimals(void **state)
{
	uint64_t seed = 3;
	char json[64];
	unsigned exact = 0;

	(void)state;
	for (int i = 0; i < 300000; i++) {
		random_decimal(&seed, json, sizeof json);
		exact += round_trip(json, strlen(json)) >= BSON_JSON_EXACT;
	}
	assert_true(exact > 100000);
}

static void test_documents(void **state)
{
	static unsigned count[4];
	uint64_t seed = 4;

	(void)state;
	for (int i = 0; i < 200000; i++) {
		struct buffer json = { NULL, 0, 0 };
		random_json(&seed, &json);
		count[round_trip(json.bytes, json.length)]++;
		buffer_clear(&json);
	}
	for (size_t i = 0; i < 4; i++)
		if (count[i] < 1000)
			fail_msg("only %u of the documents were %s", count[i], results[i]);
}

/* Bytes of documents changed, taken out and put in: mostly broken, and never called exact if they aren't. */
static void test_damaged_documents(void **state)
{
	uint64_t seed = 5;

	(void)state;
	for (int i = 0; i < 200000; i++) {
		struct buffer json = { NULL, 0, 0 };
		random_json(&seed, &json);
		random_damage(&seed, &json);
		char *copy = memory_copy(json.bytes, json.length); /* of just that size: the sanitizer watches its end */
		round_trip(copy, json.length);
		free(copy);
		buffer_clear(&json);
	}
}

/* --- the way back, from documents that aren't ours ------------------------------------------------------- */

static bool text_of(const bson_t *doc, struct buffer *text)
{
	bson_iter_t iter;

	return bson_iter_init(&iter, doc) && bson_iter_next(&iter) && bson_json_text(&iter, false, text);
}

static void test_foreign_types(void **state)
{
	struct buffer text = { NULL, 0, 0 };
	bson_t doc;

	(void)state;
	bson_init(&doc);
	bson_append_date_time(&doc, "a", -1, 1);
	assert_false(text_of(&doc, &text));
	bson_reinit(&doc);
	bson_append_binary(&doc, "a", -1, BSON_SUBTYPE_BINARY, (const uint8_t *)"x", 1);
	assert_false(text_of(&doc, &text));
	bson_destroy(&doc);
	buffer_clear(&text);
}

/* Nested deeper than any stack: the way back gives up in time. */
static void test_foreign_depth(void **state)
{
	struct buffer text = { NULL, 0, 0 };
	bson_t *doc = bson_new();

	(void)state;
	for (int i = 0; i < 3000; i++) {
		bson_t *outer = bson_new();
		bson_append_document(outer, "a", 1, doc);
		bson_destroy(doc);
		doc = outer;
	}
	assert_false(text_of(doc, &text));
	bson_destroy(doc);
	buffer_clear(&text);
}

static void test_numbers_that_json_has_not(void **state)
{
	char text[32];

	(void)state;
	bson_json_number(HUGE_VAL, text, sizeof text);
	assert_string_equal(text, "Infinity");
	bson_json_number(-HUGE_VAL, text, sizeof text);
	assert_string_equal(text, "-Infinity");
	bson_json_number(nan(""), text, sizeof text);
	assert_string_equal(text, "NaN");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_exact),
		cmocka_unit_test(test_what_is_kept_beside_its_bytes),
		cmocka_unit_test(test_what_is_no_json),
		cmocka_unit_test(test_depth),
		cmocka_unit_test(test_types_of_numbers),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_numbers_are_short),
		cmocka_unit_test(test_decimals),
		cmocka_unit_test(test_documents),
		cmocka_unit_test(test_damaged_documents),
		cmocka_unit_test(test_foreign_types),
		cmocka_unit_test(test_foreign_depth),
		cmocka_unit_test(test_numbers_that_json_has_not),
	};

	return cmocka_run_group_tests_name("bson_json", tests, NULL, NULL);
}
