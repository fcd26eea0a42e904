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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_text_and_bytes),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_random_bytes),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests_name("payload", tests, NULL, NULL);
}
