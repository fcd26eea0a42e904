/* test_extended_json: every type of BSON as Extended JSON, canonical and relaxed; and JSON's strings. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <bson/bson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "support.h"

#include "telltale/recording/extended_json.h"
#include "telltale/recording/json.h"

static void check(const bson_t *doc, bool canonical, const char *expected)
{
	struct buffer json = { NULL, 0, 0 };

	buffer_text(&json, "before");
	assert_true(extended_json_append(&json, bson_get_data(doc), doc->len, canonical));
	assert_string_equal(json.bytes + 6, expected);
	buffer_clear(&json);
}

static void check_both(const bson_t *doc, const char *expected)
{
	check(doc, true, expected);
	check(doc, false, expected);
}

static void test_doubles(void **state)
{
	static const struct {
		double value;
		const char *canonical, *relaxed;
	} cases[] = {
		{ 0, "0.0", "0.0" },
		{ -0.0, "-0.0", "-0.0" },
		{ 21, "21.0", "21.0" },
		{ -3.25, "-3.25", "-3.25" },
		{ 0.1, "0.1", "0.1" },
		{ 999999, "999999.0", "999999.0" },
		{ 1000000, "1E+06", "1000000.0" },
		{ 1234567.5, "1.2345675E+06", "1234567.5" },
		{ 0.0001, "0.0001", "0.0001" },
		{ 0.000012, "1.2E-05", "1.2e-05" },
		{ 1e300, "1E+300", "1e+300" },
		{ 5e-324, "5E-324", "4.94065645841247e-324" },
		{ 1.0 / 3, "0.3333333333333333", "0.3333333333333333" },
		{ 0.1 + 0.2, "0.30000000000000004", "0.30000000000000004" },
	};
	char expected[128];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		bson_t *doc = bson_new();
		bson_append_double(doc, "d", 1, cases[i].value);
		snprintf(expected, sizeof expected, "{\"d\":{\"$numberDouble\":\"%s\"}}", cases[i].canonical);
		check(doc, true, expected);
		snprintf(expected, sizeof expected, "{\"d\":%s}", cases[i].relaxed);
		check(doc, false, expected);
		assert_true(strtod(cases[i].canonical, NULL) == cases[i].value);
		bson_destroy(doc);
	}
}

static void test_no_numbers(void **state)
{
	bson_t *doc = bson_new();

	(void)state;
	bson_append_double(doc, "a", 1, (double)INFINITY);
	bson_append_double(doc, "b", 1, -(double)INFINITY);
	bson_append_double(doc, "c", 1, (double)NAN);
	check_both(doc, "{\"a\":{\"$numberDouble\":\"Infinity\"},\"b\":{\"$numberDouble\":\"-Infinity\"},"
	                "\"c\":{\"$numberDouble\":\"NaN\"}}");
	bson_destroy(doc);
}

static void test_integers_and_dates(void **state)
{
	bson_t *doc = bson_new();

	(void)state;
	bson_append_int32(doc, "a", 1, -7);
	bson_append_int64(doc, "b", 1, INT64_MIN);
	bson_append_date_time(doc, "c", 1, 1795485600250);
	bson_append_date_time(doc, "d", 1, -1);
	bson_append_date_time(doc, "e", 1, INT64_MAX);
	bson_append_date_time(doc, "f", 1, INT64_C(253402300799999));
	check(doc, true, "{\"a\":{\"$numberInt\":\"-7\"},\"b\":{\"$numberLong\":\"-9223372036854775808\"},"
	                 "\"c\":{\"$date\":{\"$numberLong\":\"1795485600250\"}},\"d\":{\"$date\":{\"$numberLong\":\"-1\"}},"
	                 "\"e\":{\"$date\":{\"$numberLong\":\"9223372036854775807\"}},"
	                 "\"f\":{\"$date\":{\"$numberLong\":\"253402300799999\"}}}");
	check(doc, false, "{\"a\":-7,\"b\":-9223372036854775808,\"c\":{\"$date\":\"2026-11-24T02:00:00.250Z\"},"
	                  "\"d\":{\"$date\":{\"$numberLong\":\"-1\"}},"
	                  "\"e\":{\"$date\":{\"$numberLong\":\"9223372036854775807\"}},"
	                  "\"f\":{\"$date\":\"9999-12-31T23:59:59.999Z\"}}");
	bson_destroy(doc);
}

static void test_bytes(void **state)
{
	static const uint8_t bytes[] = { 0, 0xff, 'a', 'b' };
	bson_t *doc = bson_new();

	(void)state;
	bson_append_binary(doc, "0", 1, BSON_SUBTYPE_BINARY, bytes, 0);
	bson_append_binary(doc, "1", 1, BSON_SUBTYPE_BINARY, bytes, 1);
	bson_append_binary(doc, "2", 1, BSON_SUBTYPE_BINARY, bytes, 2);
	bson_append_binary(doc, "3", 1, BSON_SUBTYPE_MD5, bytes, 3);
	bson_append_binary(doc, "4", 1, BSON_SUBTYPE_USER, bytes, 4);
	check_both(doc, "{\"0\":{\"$binary\":{\"base64\":\"\",\"subType\":\"00\"}},"
	                "\"1\":{\"$binary\":{\"base64\":\"AA==\",\"subType\":\"00\"}},"
	                "\"2\":{\"$binary\":{\"base64\":\"AP8=\",\"subType\":\"00\"}},"
	                "\"3\":{\"$binary\":{\"base64\":\"AP9h\",\"subType\":\"05\"}},"
	                "\"4\":{\"$binary\":{\"base64\":\"AP9hYg==\",\"subType\":\"80\"}}}");
	bson_destroy(doc);
}

static void test_nested(void **state)
{
	bson_t *doc = bson_new(), list, object;

	(void)state;
	bson_append_array_begin(doc, "list", -1, &list);
	bson_append_bool(&list, "0", 1, true);
	bson_append_null(&list, "1", 1);
	bson_append_document_begin(&list, "2", 1, &object);
	bson_append_bool(&object, "x\"y", -1, false);
	bson_append_document_end(&list, &object);
	bson_append_array_end(doc, &list);
	bson_append_document_begin(doc, "", 0, &object);
	bson_append_document_end(doc, &object);
	check_both(doc, "{\"list\":[true,null,{\"x\\\"y\":false}],\"\":{}}");
	bson_destroy(doc);
}

/* What our recordings never hold, but other files may. */
static void test_rare_types(void **state)
{
	bson_t *doc = bson_new(), *scope = bson_new();
	bson_decimal128_t decimal;
	bson_oid_t oid;

	(void)state;
	bson_oid_init_from_string(&oid, "0123456789abcdef01234567");
	bson_decimal128_from_string("1.50", &decimal);
	bson_append_bool(scope, "z", 1, true);
	bson_append_undefined(doc, "a", 1);
	bson_append_oid(doc, "b", 1, &oid);
	bson_append_regex(doc, "c", 1, "a/\"b", "im");
	bson_append_dbpointer(doc, "d", 1, "coll", &oid);
	bson_append_code(doc, "e", 1, "x()");
	bson_append_symbol(doc, "f", 1, "sym", 3);
	bson_append_code_with_scope(doc, "g", 1, "y()", scope);
	bson_append_timestamp(doc, "h", 1, 5, 6);
	bson_append_decimal128(doc, "i", 1, &decimal);
	bson_append_minkey(doc, "j", 1);
	bson_append_maxkey(doc, "k", 1);
	check_both(doc, "{\"a\":{\"$undefined\":true},\"b\":{\"$oid\":\"0123456789abcdef01234567\"},"
	                "\"c\":{\"$regularExpression\":{\"pattern\":\"a/\\\"b\",\"options\":\"im\"}},"
	                "\"d\":{\"$dbPointer\":{\"$ref\":\"coll\",\"$id\":{\"$oid\":\"0123456789abcdef01234567\"}}},"
	                "\"e\":{\"$code\":\"x()\"},\"f\":{\"$symbol\":\"sym\"},\"g\":{\"$code\":\"y()\",\"$scope\":{\"z\":true}},"
	                "\"h\":{\"$timestamp\":{\"t\":5,\"i\":6}},\"i\":{\"$numberDecimal\":\"1.50\"},"
	                "\"j\":{\"$minKey\":1},\"k\":{\"$maxKey\":1}}");
	bson_destroy(scope);
	bson_destroy(doc);
}

/* A document that is broken inside, or too deep, leaves nothing behind. */
static void test_broken(void **state)
{
	static const uint8_t broken[] = "\x10\0\0\0\x03\x61\0\x08\0\0\0\x99\x62\0\0";
	struct buffer json = { NULL, 0, 0 };
	uint8_t deep[8 * 201 + 5] = { 0 };

	(void)state;
	buffer_text(&json, "x");
	assert_false(extended_json_append(&json, broken, sizeof broken, true));
	assert_string_equal(json.bytes, "x");
	assert_int_equal(json.length, 1);
	for (uint32_t levels = 199; levels <= 201; levels += 2) {
		uint32_t length = levels * 8 + 5;
		memset(deep, 0, sizeof deep);
		for (uint32_t i = 0; i <= levels; i++) {
			uint32_t rest = length - i * 8;
			memcpy(deep + i * 7, &rest, 4);
			if (i < levels)
				memcpy(deep + i * 7 + 4, "\x03\x61", 3);
		}
		assert_int_equal(extended_json_append(&json, deep, length, true), levels < 200);
	}
	buffer_clear(&json);
}

static void check_string(const char *text, size_t length, const char *expected)
{
	struct buffer json = { NULL, 0, 0 };

	json_string(&json, text, length);
	assert_string_equal(json.bytes, expected);
	buffer_clear(&json);
}

#define STRING(text, expected) check_string(text, sizeof(text) - 1, expected)

static void test_strings(void **state)
{
	(void)state;
	STRING("", "\"\"");
	STRING("a b/c'", "\"a b/c'\"");
	STRING("\"\\\b\f\n\r\t", "\"\\\"\\\\\\b\\f\\n\\r\\t\"");
	STRING("\0\x1b\x1f\x7f", "\"\\u0000\\u001b\\u001f\\u007f\"");
	STRING("\xc2\x9b\xe2\x80\xa8", "\"\\u009b\\u2028\"");
	STRING("\xc3\xa9\xf0\x9f\x98\x80", "\"\xc3\xa9\xf0\x9f\x98\x80\"");
	STRING("a\xff\xc3(\xed\xa0\x80", "\"a\xef\xbf\xbd\xef\xbf\xbd(\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"");
}

static void test_members(void **state)
{
	struct buffer json = { NULL, 0, 0 };

	(void)state;
	json_begin(&json, NULL, '{');
	json_integer(&json, "a", -5);
	json_begin(&json, "b", '[');
	json_end(&json, ']');
	json_begin(&json, "c", '[');
	json_number(&json, NULL, 1.5);
	json_number(&json, NULL, (double)NAN);
	json_bool(&json, NULL, true);
	json_begin(&json, NULL, '{');
	json_end(&json, '}');
	json_end(&json, ']');
	json_clean(&json, "d", "\xff{", 2);
	json_null(&json, "e");
	json_time(&json, "f", 0);
	json_end(&json, '}');
	assert_string_equal(json.bytes, "{\"a\":-5,\"b\":[],\"c\":[1.5,null,true,{}],\"d\":\"\\\\xff{\",\"e\":null,"
	                                "\"f\":\"1970-01-01T00:00:00.000Z\"}");
	buffer_clear(&json);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_doubles),
		cmocka_unit_test(test_no_numbers),
		cmocka_unit_test(test_integers_and_dates),
		cmocka_unit_test(test_bytes),
		cmocka_unit_test(test_nested),
		cmocka_unit_test(test_rare_types),
		cmocka_unit_test(test_broken),
		cmocka_unit_test(test_strings),
		cmocka_unit_test(test_members),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
