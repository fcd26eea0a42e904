/* test_clipboard: what the terminal is sent for its clipboard, byte by byte. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "telltale/base/base64.h"
#include "telltale/base/memory.h"
#include "telltale/ui/clipboard.h"

/* The vectors of RFC 4648, section 10, and bytes of every kind. */
static void test_base64(void **state)
{
	static const struct {
		const char *bytes;
		size_t length;
		const char *text;
	} vectors[] = {
		{ "", 0, "" },
		{ "f", 1, "Zg==" },
		{ "fo", 2, "Zm8=" },
		{ "foo", 3, "Zm9v" },
		{ "foob", 4, "Zm9vYg==" },
		{ "fooba", 5, "Zm9vYmE=" },
		{ "foobar", 6, "Zm9vYmFy" },
		{ "\0\xff\x1b\a", 4, "AP8bBw==" },
		{ "\xfb\xff\xfe", 3, "+//+" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
		struct buffer buffer = { .bytes = NULL };
		base64_append(&buffer, vectors[i].bytes, vectors[i].length);
		assert_string_equal(buffer.length > 0 ? buffer.bytes : "", vectors[i].text);
		buffer_clear(&buffer);
	}
}

static void test_what_stands_between(void **state)
{
	(void)state;
	assert_int_equal(clipboard_multiplexer(NULL, NULL, "xterm-256color"), MULTIPLEXER_NONE);
	assert_int_equal(clipboard_multiplexer("", "", NULL), MULTIPLEXER_NONE);
	assert_int_equal(clipboard_multiplexer("/tmp/tmux-1000/default,1,0", NULL, "screen"), MULTIPLEXER_TMUX);
	assert_int_equal(clipboard_multiplexer(NULL, NULL, "tmux-256color"), MULTIPLEXER_TMUX);
	assert_int_equal(clipboard_multiplexer(NULL, "1234.pts-0.host", "screen"), MULTIPLEXER_SCREEN);
	assert_int_equal(clipboard_multiplexer(NULL, NULL, "screen"), MULTIPLEXER_NONE);
}

static void test_sequences(void **state)
{
	static const struct {
		enum multiplexer multiplexer;
		const char *bytes;
	} sequences[] = {
		{ MULTIPLEXER_NONE, "\033]52;c;Zm9v\007" },
		{ MULTIPLEXER_TMUX, "\033]52;c;Zm9v\007\033Ptmux;\033\033]52;c;Zm9v\007\033\\" },
		{ MULTIPLEXER_SCREEN, "\033P\033]52;c;Zm9v\007\033\\" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof sequences / sizeof *sequences; i++) {
		struct buffer buffer = { .bytes = NULL };
		assert_true(clipboard_sequence(&buffer, sequences[i].multiplexer, "foo", 3));
		assert_string_equal(buffer.bytes, sequences[i].bytes);
		buffer_clear(&buffer);
	}
}

static void test_how_much(void **state)
{
	struct buffer buffer = { .bytes = NULL };
	char *bytes = memory_zeroed(1, CLIPBOARD_MOST + 1);

	(void)state;
	assert_false(clipboard_sequence(&buffer, MULTIPLEXER_NONE, bytes, CLIPBOARD_MOST + 1));
	assert_int_equal(buffer.length, 0);
	assert_true(clipboard_sequence(&buffer, MULTIPLEXER_NONE, bytes, CLIPBOARD_MOST));
	assert_int_equal(buffer.length, 100000);
	buffer_clear(&buffer);
	assert_true(clipboard_sequence(&buffer, MULTIPLEXER_SCREEN, bytes, CLIPBOARD_MOST));
	for (const char *chunk = strtok(buffer.bytes, "\\"); chunk != NULL; chunk = strtok(NULL, "\\"))
		assert_true(strlen(chunk) < 767);
	buffer_clear(&buffer);
	free(bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_base64),
		cmocka_unit_test(test_what_stands_between),
		cmocka_unit_test(test_sequences),
		cmocka_unit_test(test_how_much),
	};

	return cmocka_run_group_tests_name("clipboard", tests, NULL, NULL);
}
