/* test_prompt: typing a line, in UTF-8, with the keys that everybody's fingers know. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <locale.h>
#include <string.h>

#include "telltale/conf/keymap.h"
#include "telltale/ui/prompt.h"

static void type(struct prompt *prompt, const char *text)
{
	for (; *text != '\0'; text++)
		assert_int_equal(prompt_key(prompt, *text), PROMPT_TYPING);
}

static void test_typing_and_editing(void **state)
{
	struct prompt prompt = { .open = false };

	(void)state;
	prompt_open(&prompt, "");
	type(&prompt, "hatc");
	prompt_key(&prompt, 0x20ac); /* the euro sign: three bytes, one character */
	type(&prompt, "h");
	assert_string_equal(prompt.text, "hatc€h");
	prompt_key(&prompt, KEYCODE_LEFT);
	prompt_key(&prompt, KEYCODE_BACKSPACE);
	assert_string_equal(prompt.text, "hatch");
	assert_int_equal(prompt.cursor, 4);
	prompt_key(&prompt, KEYCODE_HOME);
	prompt_key(&prompt, KEYCODE_DELETE);
	type(&prompt, "c");
	assert_string_equal(prompt.text, "catch");
	prompt_key(&prompt, KEYCODE_END);
	type(&prompt, " all  ");
	prompt_key(&prompt, KEYCODE_WORD_LEFT);
	assert_int_equal(prompt.cursor, 6);
	prompt_key(&prompt, KEYCODE_WORD_LEFT);
	prompt_key(&prompt, KEYCODE_WORD_RIGHT);
	assert_int_equal(prompt.cursor, 5);
	prompt_key(&prompt, KEYCODE_END);
	prompt_key(&prompt, 23); /* Ctrl-W */
	assert_string_equal(prompt.text, "catch ");
	prompt_key(&prompt, 21); /* Ctrl-U */
	assert_string_equal(prompt.text, "");
	prompt_key(&prompt, KEYCODE_BACKSPACE);
	prompt_key(&prompt, KEYCODE_LEFT);
	assert_int_equal(prompt.cursor, 0);
}

static void test_ends(void **state)
{
	struct prompt prompt = { .open = false };

	(void)state;
	prompt_open(&prompt, "open");
	assert_int_equal(prompt_key(&prompt, KEYCODE_ENTER), PROMPT_DONE);
	assert_false(prompt.open);
	assert_string_equal(prompt.text, "open");
	prompt_open(&prompt, "open");
	assert_int_equal(prompt_key(&prompt, KEYCODE_ESC), PROMPT_CANCELLED);
	assert_false(prompt.open);
}

static void test_full_is_full(void **state)
{
	struct prompt prompt = { .open = false };
	char long_text[PROMPT_BYTES + 50];

	(void)state;
	memset(long_text, 'x', sizeof long_text);
	prompt_open(&prompt, "");
	prompt_paste(&prompt, long_text, sizeof long_text);
	assert_int_equal(strlen(prompt.text), PROMPT_BYTES - 1);
	prompt_key(&prompt, 'y');
	assert_int_equal(strlen(prompt.text), PROMPT_BYTES - 1);
	assert_int_equal(prompt.length, PROMPT_BYTES - 1);
}

static void test_paste_is_cleaned(void **state)
{
	static const char pasted[] = "a\nb\x1b[31m\xe2\x80\xae\xff";
	struct prompt prompt = { .open = false };

	(void)state;
	prompt_open(&prompt, "");
	prompt_paste(&prompt, pasted, sizeof pasted - 1);
	assert_string_equal(prompt.text, "a b\\x1b[31m\\u202e\\xff");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_typing_and_editing),
		cmocka_unit_test(test_ends),
		cmocka_unit_test(test_full_is_full),
		cmocka_unit_test(test_paste_is_cleaned),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests_name("prompt", tests, NULL, NULL);
}
