/* test_text: UTF-8, the cleaning of hostile bytes, and columns. Names and numbers: test_text_words. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <locale.h>
#include <string.h>

#include "support.h"

#include "telltale/base/text.h"

static void test_decode(void **state)
{
	static const struct {
		const char *bytes;
		size_t taken;
		uint32_t character;
	} cases[] = {
		{ "A", 1, 'A' },
		{ "\xc3\xa9", 2, 0xe9 },
		{ "\xe2\x82\xac", 3, 0x20ac },
		{ "\xf0\x9f\x9a\x80", 4, 0x1f680 },
		{ "\xf4\x8f\xbf\xbf", 4, 0x10ffff },
		{ "\xc0\xaf", 1, TEXT_BROKEN },         /* overlong "/" */
		{ "\xc1\xbf", 1, TEXT_BROKEN },         /* overlong DEL */
		{ "\xe0\x80\xaf", 1, TEXT_BROKEN },     /* the same in three bytes */
		{ "\xf0\x80\x80\xaf", 1, TEXT_BROKEN }, /* and in four */
		{ "\xed\xa0\x80", 1, TEXT_BROKEN },     /* first surrogate */
		{ "\xed\xbf\xbf", 1, TEXT_BROKEN },     /* last one */
		{ "\xf4\x90\x80\x80", 1, TEXT_BROKEN }, /* above U+10FFFF */
		{ "\xf8\x88\x80\x80", 1, TEXT_BROKEN },
		{ "\x80", 1, TEXT_BROKEN },
		{ "\xff", 1, TEXT_BROKEN },
		{ "\xe2\x82", 1, TEXT_BROKEN }, /* cut */
		{ "\xe2" "A\xac", 1, TEXT_BROKEN },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		uint32_t character;
		size_t taken = text_decode(cases[i].bytes, strlen(cases[i].bytes), &character);
		assert_int_equal(taken, cases[i].taken);
		assert_int_equal(character, cases[i].character);
		assert_int_equal(text_is_utf8(cases[i].bytes, strlen(cases[i].bytes)), character != TEXT_BROKEN);
	}
	assert_true(text_is_utf8("", 0));
}

static void test_encode_is_the_inverse(void **state)
{
	char bytes[4];
	uint32_t back;

	(void)state;
	for (uint32_t c = 0; c <= 0x10ffff; c++) {
		bool surrogate = c >= 0xd800 && c <= 0xdfff;
		size_t length = text_encode(bytes, c);
		assert_int_equal(length == 0, surrogate);
		if (surrogate)
			continue;
		assert_int_equal(text_decode(bytes, length, &back), length);
		assert_int_equal(back, c);
	}
	assert_int_equal(text_encode(bytes, 0x110000), 0);
	assert_int_equal(text_encode(bytes, TEXT_BROKEN), 0);
}

static void check_clean(const char *bytes, size_t n, const char *expected)
{
	char clean[256];
	size_t length = text_clean(clean, sizeof clean, bytes, n);

	assert_string_equal(clean, expected);
	assert_int_equal(length, strlen(expected));
}

static void test_clean_makes_visible(void **state)
{
	static const char *const cases[][2] = {
		{ "plain text, 20.0 °C, 日本", "plain text, 20.0 °C, 日本" },
		{ "\x1b[2J\x1b[H", "\\x1b[2J\\x1b[H" },             /* clears the screen */
		{ "\x1b]0;owned\x07", "\\x1b]0;owned\\x07" },       /* OSC: sets the title */
		{ "\x1b]52;c;cm0=\x1b\\", "\\x1b]52;c;cm0=\\x1b\\" }, /* OSC 52: sets the clipboard */
		{ "\x9b" "31m", "\\x9b31m" },                       /* CSI as one raw byte */
		{ "\xc2\x9b" "31m", "\\x9b31m" },                   /* CSI as U+009B */
		{ "\xc2\x85" "x", "\\x85x" },                       /* next line */
		{ "a\nb\rc\td", "a\\nb\\rc\\td" },
		{ "\b\b\b\x7f", "\\x08\\x08\\x08\\x7f" },
		{ "abc\xe2\x80\xae" "fed", "abc\\u202efed" },       /* right-to-left override */
		{ "\xe2\x81\xa6x\xe2\x81\xa9", "\\u2066x\\u2069" }, /* isolates */
		{ "\xe2\x80\x8f\xd8\x9c", "\\u200f\\u061c" },       /* right-to-left marks */
		{ "ad\xe2\x80\x8bmin", "ad\\u200bmin" },            /* zero-width space */
		{ "\xef\xbb\xbfx", "\\ufeffx" },                    /* byte order mark */
		{ "a\xe2\x80\xa8" "b", "a\\u2028b" },               /* line separator */
		{ "\xf3\xa0\x81\x81", "\\U000e0041" },              /* a tag: invisible text */
		{ "\xc0\x9b", "\\xc0\\x9b" },                       /* overlong ESC */
		{ "\xed\xa0\x80", "\\xed\\xa0\\x80" },              /* surrogate */
		{ "\xe2\x82", "\\xe2\\x82" },
		{ "ok\xff", "ok\\xff" },
		{ "\xe2\x9d\xa4\xef\xb8\x8f", "\xe2\x9d\xa4" },     /* a variation selector has no business here */
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		check_clean(cases[i][0], strlen(cases[i][0]), cases[i][1]);
	check_clean("a\0b", 3, "a\\x00b");
	check_clean("", 0, "");
}

static void test_clean_stops_piled_marks(void **state)
{
	(void)state;
	check_clean("e\xcc\x81", 3, "e\xcc\x81");
	check_clean("a\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81" "b", 12,
	            "a\xcc\x81\xcc\x81\xcc\x81\\u0301\\u0301b");
	check_clean("\xcc\x81x", 3, "\\u0301x"); /* would join whatever stands before the text */
}

static void test_clean_cuts_at_a_character(void **state)
{
	static const char text[] = "é\x1b日€";
	char clean[32];

	(void)state;
	for (size_t size = 1; size <= sizeof clean; size++) {
		memset(clean, 'x', sizeof clean);
		size_t length = text_clean(clean, size, text, strlen(text));
		assert_in_range(length, 0, size - 1);
		assert_int_equal(strlen(clean), length);
		assert_true(text_is_utf8(clean, length));
		assert_memory_equal(clean, "é\\x1b日€", length);
	}
	assert_string_equal(clean, "é\\x1b日€");
	assert_int_equal(text_clean(clean, 5, text, strlen(text)), 2); /* no half escape */
	assert_int_equal(text_clean(clean, 0, text, strlen(text)), 0);
}

static bool is_dangerous(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0x61c || (c >= 0x200b && c <= 0x200f) ||
	       (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff;
}

static void check_harmless(const char *clean, size_t length)
{
	unsigned marks = 0;

	for (size_t i = 0; i < length;) {
		uint32_t c;
		i += text_decode(clean + i, length - i, &c);
		assert_int_not_equal(c, TEXT_BROKEN);
		assert_false(is_dangerous(c));
		marks = text_char_width(c) == 0 ? marks + 1 : 0;
		assert_in_range(marks, 0, 3);
	}
}

/* Random bytes, with those that matter more often than chance would have them. */
static size_t random_text(char *text, size_t size, uint64_t *seed)
{
	static const char *const pieces[] = { "\x1b[", "\xc2\x9b", "\xe2\x80\xae", "\xe2\x80\x8b", "\xcc\x81",
		                              "\xed\xa0", "\xf4\x90", "\xc0", "日", "é", "\x9b", "\xef\xb8\x8f" };
	size_t length = 0, wanted = random_next(seed) % (size - 8);

	while (length < wanted) {
		const char *piece = pieces[random_next(seed) % (sizeof pieces / sizeof *pieces)];
		if (random_next(seed) % 3 > 0) {
			text[length++] = (char)random_next(seed);
		} else {
			memcpy(text + length, piece, strlen(piece));
			length += strlen(piece);
		}
	}
	return length;
}

static void test_clean_of_anything_is_harmless(void **state)
{
	char text[120], clean[400], again[sizeof clean];
	uint64_t seed = 1;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		size_t n = random_text(text, sizeof text, &seed);
		size_t size = 1 + random_next(&seed) % sizeof clean;
		size_t length = text_clean(clean, size, text, n);
		assert_in_range(length, 0, size - 1);
		assert_int_equal(strlen(clean), length);
		check_harmless(clean, length);
		assert_int_equal(text_clean(again, sizeof again, clean, length), length);
		assert_string_equal(again, clean); /* what is clean stays as it is */
	}
}

static void test_width(void **state)
{
	(void)state;
	assert_int_equal(text_width(""), 0);
	assert_int_equal(text_width("20.0 °C"), 7);
	assert_int_equal(text_width("日本"), 4);
	assert_int_equal(text_width("e\xcc\x81"), 1);
	assert_int_equal(text_width("a\xff" "b"), 3);
}

static void check_fit(const char *text, size_t columns, const char *expected)
{
	char fitted[64];
	size_t width = text_fit(fitted, sizeof fitted, text, columns, "…");

	assert_string_equal(fitted, expected);
	assert_int_equal(width, text_width(expected));
}

static void test_fit(void **state)
{
	char fitted[8];

	(void)state;
	check_fit("hatch", 5, "hatch");
	check_fit("hatch", 9, "hatch");
	check_fit("hatch", 4, "hat…");
	check_fit("hatch", 1, "…");
	check_fit("hatch", 0, "");
	check_fit("日本語", 6, "日本語");
	check_fit("日本語", 5, "日本…");
	check_fit("日本語", 4, "日…"); /* half a sign can't be shown */
	check_fit("日本語", 2, "…");
	check_fit("e\xcc\x81t\xc3\xa9", 3, "e\xcc\x81t\xc3\xa9");
	assert_int_equal(text_fit(fitted, sizeof fitted, "hatch", 3, ""), 3);
	assert_string_equal(fitted, "hat");
	assert_int_equal(text_fit(fitted, sizeof fitted, "ééééé", 5, "…"), 3); /* the bytes end before the columns */
	assert_string_equal(fitted, "éé…");
}

static void test_ascii_twins(void **state)
{
	char ascii[32];

	(void)state;
	text_ascii(ascii, sizeof ascii, "20.0 °C, 5 µg/m³");
	assert_string_equal(ascii, "20.0 degC, 5 ug/m3");
	assert_int_equal(text_ascii(ascii, sizeof ascii, "日e\xcc\x81ж"), 4);
	assert_string_equal(ascii, "??e?");
	assert_int_equal(text_ascii(ascii, 4, "1 °C"), 2); /* no half twin */
	assert_string_equal(ascii, "1 ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_decode),
		cmocka_unit_test(test_encode_is_the_inverse),
		cmocka_unit_test(test_clean_makes_visible),
		cmocka_unit_test(test_clean_stops_piled_marks),
		cmocka_unit_test(test_clean_cuts_at_a_character),
		cmocka_unit_test(test_clean_of_anything_is_harmless),
		cmocka_unit_test(test_width),
		cmocka_unit_test(test_fit),
		cmocka_unit_test(test_ascii_twins),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
