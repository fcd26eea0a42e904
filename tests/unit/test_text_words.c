/* test_text_words: names compared and guessed, numbers and sizes written. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "support.h"

#include "telltale/base/text.h"

static void test_compare_as_people_do(void **state)
{
	static const char *const ordered[] = { "", "Box-1", "box-2", "box-10", "box-010b", "box-11", "boxes",
		                               "dbx-01", "dbx-1", "dbx-2", "dbx-02a", "dbx-100" };
	size_t n = sizeof ordered / sizeof *ordered;

	(void)state;
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < n; j++) {
			int order = text_compare(ordered[i], ordered[j]);
			assert_int_equal(order < 0, i < j);
			assert_int_equal(order == 0, i == j);
		}
	}
	assert_true(text_compare("x99999999999999999999999", "x100000000000000000000000") < 0);
}

/* A sort needs an order that is one, whatever the names. */
static void test_compare_is_an_order(void **state)
{
	static const char letters[] = "aAbB019-";
	char names[60][6];
	uint64_t seed = 7;

	(void)state;
	for (size_t i = 0; i < 60; i++) {
		size_t length = random_next(&seed) % 6;
		for (size_t k = 0; k < length; k++)
			names[i][k] = letters[random_next(&seed) % (sizeof letters - 1)];
		names[i][length] = '\0';
	}
	for (size_t a = 0; a < 60; a++) {
		for (size_t b = 0; b < 60; b++) {
			int ab = text_compare(names[a], names[b]);
			assert_int_equal(ab < 0, text_compare(names[b], names[a]) > 0);
			assert_int_equal(ab == 0, strcmp(names[a], names[b]) == 0);
			for (size_t c = 0; c < 60; c++)
				if (ab < 0 && text_compare(names[b], names[c]) < 0)
					assert_true(text_compare(names[a], names[c]) < 0);
		}
	}
}

static void test_contains_and_same(void **state)
{
	(void)state;
	assert_true(text_contains("Greenhouse", "HOUSE"));
	assert_true(text_contains("Greenhouse", ""));
	assert_true(text_contains("", ""));
	assert_true(text_contains("aab", "ab"));
	assert_false(text_contains("Greenhouse", "houses"));
	assert_true(text_same("OnLine", "online"));
	assert_false(text_same("online", "onlin"));
	assert_false(text_same("onlin", "online"));
	assert_false(text_same("\xc3\xa9", "\xc3\x89")); /* ASCII letters only */
}

static void check_number(double value, int decimals, const char *expected)
{
	char text[48];

	text_number(text, sizeof text, value, decimals);
	assert_string_equal(text, expected);
}

static void test_number(void **state)
{
	(void)state;
	check_number(0, 0, "0");
	check_number(-0.0, 0, "0");
	check_number(-0.04, 1, "0.0");
	check_number(24.1, 1, "24.1");
	check_number(999, 0, "999");
	check_number(1000, 0, "1 000");
	check_number(1204.5, 1, "1 204.5");
	check_number(-1204.5, 1, "-1 204.5");
	check_number(-999.9, 0, "-1 000");
	check_number(1234567.891, 3, "1 234 567.891");
	check_number(123456789012.0, 0, "123 456 789 012");
	check_number(1e15, 0, "1e+15");
	check_number(INFINITY, 1, "inf");
}

static void test_number_stays_in_its_room(void **state)
{
	char text[16];

	(void)state;
	for (size_t size = 1; size < sizeof text; size++) {
		memset(text, 'x', sizeof text);
		text_number(text, size, -1234567.5, 1);
		assert_in_range(strlen(text), 0, size - 1);
		assert_int_equal(text[size], 'x');
	}
}

static void check_bytes(uint64_t bytes, const char *expected)
{
	char text[24];

	text_bytes(text, sizeof text, bytes);
	assert_string_equal(text, expected);
}

static void test_bytes(void **state)
{
	(void)state;
	check_bytes(0, "0 B");
	check_bytes(812, "812 B");
	check_bytes(1023, "1023 B");
	check_bytes(1024, "1.0 KiB");
	check_bytes(19083559, "18.2 MiB");
	check_bytes(1503238554, "1.4 GiB");
	check_bytes(1048575, "1.0 MiB"); /* not 1024.0 KiB */
	check_bytes(UINT64_C(1) << 50, "1024.0 TiB");
}

static void test_bytes_that_people_write(void **state)
{
	static const struct {
		const char *text;
		uint64_t bytes;
	} cases[] = {
		{ "0", 0 },
		{ "4096", 4096 },
		{ "812 B", 812 },
		{ "10k", 10240 },
		{ "10K", 10240 },
		{ "10 KiB", 10240 },
		{ "10kiB", 10240 },
		{ "10kB", 10000 },
		{ "10KB", 10000 },
		{ "1M", 1 << 20 },
		{ "100MiB", UINT64_C(100) << 20 },
		{ "500 MB", 500000000 },
		{ "1.5 GiB", UINT64_C(1536) << 20 },
		{ "1G", 1 << 30 },
		{ "2T", UINT64_C(2) << 40 },
		{ "2TB", UINT64_C(2000000000000) },
		{ "1Mi", 1 << 20 },
		{ "0.5k", 512 },
		{ "1.9", 1 },
		{ "5 ", 5 },
		{ "8000000T", UINT64_C(8000000) << 40 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		uint64_t bytes = 77;
		if (!text_bytes_parse(cases[i].text, &bytes) || bytes != cases[i].bytes)
			fail_msg("'%s' is %llu, not %llu", cases[i].text, (unsigned long long)bytes,
			         (unsigned long long)cases[i].bytes);
	}
}

static void test_bytes_that_are_none(void **state)
{
	static const char *const texts[] = {
		"",    "k",     "B",    "-1",    "+1",    " 5",   "1kk",  "1kBB", "1iB",     "1b",
		"1h",  "1kx",   "1P",   "1.2.3", "1,5k",  ".5k",  "1e3",    "1e3k", "0x10", "0x10k",   "inf",
		"nan", "1 k B", "1k 2", "1\n",   "9000000T", "99999999999999999999",
	};

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		uint64_t bytes = 77;
		if (text_bytes_parse(texts[i], &bytes))
			fail_msg("'%s' is taken for %llu", texts[i], (unsigned long long)bytes);
		assert_int_equal(bytes, 77); /* it isn't touched */
	}
}

static void test_nearest(void **state)
{
	static const char *const words[] = { "topic", "title", "alive", "stale-after", "key", NULL };
	static const char *const close[] = { "alive-from", "alive", NULL };

	(void)state;
	assert_string_equal(text_nearest("topci", words), "topic");
	assert_string_equal(text_nearest("tpoic", words), "topic");
	assert_string_equal(text_nearest("titel", words), "title");
	assert_string_equal(text_nearest("stale_after", words), "stale-after");
	assert_string_equal(text_nearest("kez", words), "key");
	assert_null(text_nearest("kzz", words)); /* two slips in three letters are another word */
	assert_null(text_nearest("something", words));
	assert_string_equal(text_nearest("alive", close), "alive");
	assert_null(text_nearest("", words));
	assert_null(text_nearest("a-word-that-is-longer-than-any-option-of-ours", words));
}

/* The quick way of most numbers writes what printf() does. */
static void test_numbers_as_printf_writes_them(void **state)
{
	uint64_t seed = 4;

	(void)state;
	for (int i = 0; i < 300000; i++) {
		uint64_t chance = random_next(&seed);
		int decimals = (int)(chance % 4);
		double value = (double)(int64_t)random_next(&seed) / (double)(UINT64_C(1) << (20 + chance / 4 % 43));
		char text[64], plain[64], grouped[64];
		size_t used = 0;
		if (chance / 1000 % 3 == 0)
			value = round(value * 8) / 8; /* in the middle, often */
		text_number(text, sizeof text, value, decimals);
		snprintf(plain, sizeof plain, "%.*f", decimals, value);
		for (const char *c = text; *c != '\0'; c++)
			if (*c != ' ')
				grouped[used++] = *c;
		grouped[used] = '\0';
		if (strspn(plain, "-0.") == strlen(plain))
			memmove(plain, plain + (*plain == '-'), strlen(plain) + (*plain != '-')); /* no "-0" */
		assert_string_equal(grouped, plain);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_compare_as_people_do),
		cmocka_unit_test(test_compare_is_an_order),
		cmocka_unit_test(test_contains_and_same),
		cmocka_unit_test(test_number),
		cmocka_unit_test(test_number_stays_in_its_room),
		cmocka_unit_test(test_bytes),
		cmocka_unit_test(test_bytes_that_people_write),
		cmocka_unit_test(test_bytes_that_are_none),
		cmocka_unit_test(test_nearest),
		cmocka_unit_test(test_numbers_as_printf_writes_them),
	};

	return cmocka_run_group_tests_name("text_words", tests, NULL, NULL);
}
