/* test_payload: payloads as lines: JSON indented with its numbers untouched, text, bytes. */
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

#include "support.h"

#include "telltale/base/memory.h"
#include "telltale/ui/payload.h"

/* Lays out a payload and compares all lines, joined by "|". */
static void check(const char *payload, size_t length, const char *kind, const char *expected)
{
	struct payload_lines lines;
	char joined[4096] = "";

	payload_layout(&lines, payload, length, length);
	assert_string_equal(lines.kind, kind);
	for (size_t i = 0; i < lines.count; i++)
		snprintf(joined + strlen(joined), sizeof joined - strlen(joined), "%s%s", i > 0 ? "|" : "", lines.lines[i]);
	assert_string_equal(joined, expected);
	payload_clear(&lines);
}

static void check_text(const char *payload, const char *kind, const char *expected)
{
	check(payload, strlen(payload), kind, expected);
}

static void test_json(void **state)
{
	(void)state;
	check_text("{\"a\":1.0,\"b\":[12345678901234567890,{}], \"c\":\"x,y:{z}\\\"\"}", "JSON",
	           "{|  \"a\": 1.0,|  \"b\": [|    12345678901234567890,|    {}|  ],|  \"c\": \"x,y:{z}\\\"\"|}");
	check_text(" [ ] ", "JSON", "[]");
	check_text("{\"a\":", "JSON", "{|  \"a\": "); /* broken: as far as it goes */
	check_text("}}]]", "text", "}}]]");
}

static void test_text_and_bytes(void **state)
{
	(void)state;
	check_text("", "empty", "");
	check_text("one\r\ntwo\n", "text", "one|two");
	check_text("\x1b[31mred", "text", "\\x1b[31mred");
	check("\x00\xff" "A", 3, "bytes", "000000  00 ff 41                                         ..A");
	check("abc\xc3", 4, "bytes", "000000  61 62 63 c3                                      abc.");
}

/* Where only the beginning was kept, it may end inside a character. */
static void test_cut(void **state)
{
	struct payload_lines lines;

	(void)state;
	payload_layout(&lines, "abc\xc3", 4, 5);
	assert_string_equal(lines.kind, "text");
	assert_string_equal(lines.lines[0], "abc");
	payload_clear(&lines);
}

static void test_bounds(void **state)
{
	struct payload_lines lines;
	size_t length = 200000;
	char *payload = memory_resize(NULL, length, 1);

	(void)state;
	memset(payload, '[', length);
	payload_layout(&lines, payload, length, length);
	assert_int_equal(lines.count, PAYLOAD_MOST_LINES);
	assert_true(strlen(lines.lines[lines.count - 1]) < 100); /* the indentation ends somewhere */
	payload_clear(&lines);
	memset(payload, 'x', length);
	payload_layout(&lines, payload, length, length); /* one line, in pieces */
	size_t total = 0;
	for (size_t i = 0; i < lines.count; i++)
		total += strlen(lines.lines[i]);
	assert_int_equal(total, length);
	payload_clear(&lines);
	free(payload);
}

/* Any bytes: no crash, and every line is clean. */
static void test_random_bytes(void **state)
{
	uint64_t random = 1;

	(void)state;
	for (int round = 0; round < 3000; round++) {
		static const char alphabet[] = "{}[],:\"\\ a1\x1b\n\xc3\xa9\xff";
		struct payload_lines lines;
		char payload[64];
		size_t length = random_next(&random) % sizeof payload;
		for (size_t i = 0; i < length; i++)
			payload[i] = alphabet[random_next(&random) % (sizeof alphabet - 1)];
		payload_layout(&lines, payload, length, length);
		for (size_t i = 0; i < lines.count; i++)
			for (const char *c = lines.lines[i]; *c != '\0'; c++)
				assert_true((unsigned char)*c >= ' ' && *c != 127);
		payload_clear(&lines);
	}
}

/* Compares what is noted of the lines: "=" as before, else what stood for it. */
static void check_changes(const char *payload, const char *earlier, const char *expected, size_t gone)
{
	struct payload_lines lines, before;
	char joined[512] = "";

	payload_layout(&lines, payload, strlen(payload), strlen(payload));
	payload_layout(&before, earlier, strlen(earlier), strlen(earlier));
	payload_compare(&lines, &before);
	for (size_t i = 0; i < lines.count; i++)
		snprintf(joined + strlen(joined), sizeof joined - strlen(joined), "%s%s", i > 0 ? "|" : "",
		         lines.before[i] == NULL ? "=" : *lines.before[i] == '\0' ? "new" : lines.before[i]);
	assert_string_equal(joined, expected);
	assert_int_equal(lines.gone, gone);
	payload_clear(&lines);
	payload_clear(&before);
}

static void test_changes(void **state)
{
	(void)state;
	check_changes("{\"a\":1,\"b\":2}", "{\"a\":1,\"b\":2}", "=|=|=|=", 0);
	check_changes("{\"a\":1,\"b\":3}", "{\"a\":1,\"b\":2}", "=|=|2|=", 0);
	check_changes("{\"a\":1,\"n\":0,\"b\":3}", "{\"a\":1,\"b\":2}", "=|=|new|2|=", 0);
	check_changes("{\"b\":2}", "{\"a\":1,\"b\":2}", "=|=|=", 1);
	check_changes("{\"a\":1,\"b\":2}", "{\"a\":1}", "=|=|new|=", 0); /* a comma at the end is no change */
	check_changes("[1,2,9]", "[1,2,3]", "=|=|=|3|=", 0);
	check_changes("[0,1,2]", "[1,2]", "=|new|=|=|=", 0);
	check_changes("23 C", "22 C", "22 C", 0);
	check_changes("{}", "x", "x", 0);
}

static void check_words(const char *payload, size_t length, const char *described, const char *summary)
{
	char text[128];

	payload_describe(text, sizeof text, payload, length, length);
	assert_string_equal(text, described);
	payload_summary(text, sizeof text, payload, length, length);
	assert_string_equal(text, summary);
}

static void test_words(void **state)
{
	static const char png[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\x80\0\0\x01\xe0";
	static const char jpeg[] = "\xff\xd8\xff\xe0\0\4ab\xff\xc0\0\x11\x08\0\x10\0\x20\3";

	(void)state;
	check_words("", 0, "empty", "");
	check_words("{ \"a\" : 1.0,\n\"b c\":\"x: \\\"y\" }", 29, "JSON, 29 B", "{a: 1.0, \"b c\": \"x: \\\"y\"}");
	check_words("on\n", 3, "text, 3 B", "on\\n");
	check_words("\0\xff", 2, "bytes, 2 B", "00 ff");
	check_words(png, sizeof png - 1, "PNG image, 640x480, 24 B", "PNG image, 640x480, 24 B");
	check_words(jpeg, sizeof jpeg - 1, "JPEG image, 32x16, 18 B", "JPEG image, 32x16, 18 B");
	check_words("GIF89a\2\1\3\0", 10, "GIF image, 258x3, 10 B", "GIF image, 258x3, 10 B");
	check_words("\x1f\x8b\x08zz", 5, "gzip data, 5 B", "gzip data, 5 B");
}

/* Pictures that are cut or wrong, and JSON of any kind: no crash. */
static void test_random_words(void **state)
{
	uint64_t random = 7;

	(void)state;
	for (int round = 0; round < 5000; round++) {
		static const char *const fronts[] = { "\xff\xd8\xff\xe0", "\x89PNG\r\n\x1a\n", "GIF89a", "{\"a\":", "[[" };
		char payload[48], text[40];
		size_t front = strlen(fronts[round % 5]), length = front + random_next(&random) % (sizeof payload - front);
		memcpy(payload, fronts[round % 5], front);
		for (size_t i = front; i < length; i++)
			payload[i] = round % 5 < 3 ? (char)random_next(&random) : "{}[],:\"\\ a1"[random_next(&random) % 11];
		payload_describe(text, sizeof text, payload, length, length + round % 2);
		payload_summary(text, sizeof text, payload, length, length + round % 2);
		for (const char *c = text; *c != '\0'; c++)
			assert_true((unsigned char)*c >= ' ' && *c != 127);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_text_and_bytes),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_random_bytes),
		cmocka_unit_test(test_changes),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_random_words),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests_name("payload", tests, NULL, NULL);
}
