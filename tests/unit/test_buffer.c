/* test_buffer: bytes that are appended, however many. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "support.h"

#include "telltale/base/buffer.h"
#include "telltale/base/memory.h"

static void test_appends(void **state)
{
	struct buffer buffer = { NULL, 0, 0 };

	(void)state;
	buffer_text(&buffer, "one");
	buffer_char(&buffer, ' ');
	buffer_append(&buffer, "two\0three", 9);
	buffer_format(&buffer, " %d%%", 4);
	assert_int_equal(buffer.length, 16);
	assert_memory_equal(buffer.bytes, "one two\0three 4%", 17); /* with the NUL at its end */
	buffer_clear(&buffer);
}

static void test_nothing_makes_it_a_text(void **state)
{
	struct buffer buffer = { NULL, 0, 0 };

	(void)state;
	buffer_append(&buffer, NULL, 0);
	assert_non_null(buffer.bytes);
	assert_string_equal(buffer.bytes, "");
	assert_int_equal(buffer.length, 0);
	buffer_clear(&buffer);
	assert_null(buffer.bytes);
	buffer_clear(&buffer); /* twice does no harm */
	buffer_reset(&buffer);
	assert_null(buffer.bytes);
}

/* Every length around those at which memory grows; the sanitizers watch the edges. */
static void test_grows_at_every_length(void **state)
{
	(void)state;
	for (size_t length = 0; length < 300; length++) {
		struct buffer buffer = { NULL, 0, 0 };
		for (size_t i = 0; i < length; i++)
			buffer_char(&buffer, (char)('a' + i % 26));
		for (size_t i = 0; i < length; i++)
			assert_int_equal(buffer.bytes[i], 'a' + i % 26);
		assert_int_equal(buffer.length, length);
		if (length > 0)
			assert_int_equal(buffer.bytes[length], '\0');
		buffer_clear(&buffer);
	}
}

/* Longer than what it formats at first, by one byte and by many. */
static void test_long_formats(void **state)
{
	static const size_t lengths[] = { 1000, 1022, 1023, 1024, 1025, 5000, 100000 };

	(void)state;
	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
		struct buffer buffer = { NULL, 0, 0 };
		char *text = memory_zeroed(lengths[i] + 1, 1);
		memset(text, 'x', lengths[i]);
		buffer_text(&buffer, "<");
		buffer_format(&buffer, "%s", text);
		buffer_text(&buffer, ">");
		assert_int_equal(buffer.length, lengths[i] + 2);
		assert_memory_equal(buffer.bytes + 1, text, lengths[i]);
		assert_string_equal(buffer.bytes + 1 + lengths[i], ">");
		buffer_clear(&buffer);
		free(text);
	}
}

/* Small memory is kept for the next time; large memory isn't. */
static void test_reset(void **state)
{
	struct buffer buffer = { NULL, 0, 0 };
	char *large = memory_zeroed(3 << 20, 1);

	(void)state;
	buffer_text(&buffer, "some bytes");
	const char *before = buffer.bytes;
	buffer_reset(&buffer);
	assert_int_equal(buffer.length, 0);
	assert_string_equal(buffer.bytes, "");
	assert_ptr_equal(buffer.bytes, before);
	buffer_append(&buffer, large, 3 << 20);
	assert_in_range(buffer.capacity, (3 << 20) + 1, 8 << 20);
	buffer_reset(&buffer);
	assert_int_equal(buffer.capacity, 0);
	buffer_text(&buffer, "again");
	assert_string_equal(buffer.bytes, "again");
	buffer_clear(&buffer);
	free(large);
}

static void test_many_pieces_of_any_size(void **state)
{
	struct buffer buffer = { NULL, 0, 0 };
	char *expected = memory_zeroed(600 * 1000, 1);
	uint64_t seed = 3;
	size_t length = 0;

	(void)state;
	for (int i = 0; i < 1000; i++) {
		size_t n = random_next(&seed) % 600;
		for (size_t k = 0; k < n; k++)
			expected[length + k] = (char)random_next(&seed);
		buffer_append(&buffer, expected + length, n);
		length += n;
	}
	assert_int_equal(buffer.length, length);
	assert_memory_equal(buffer.bytes, expected, length);
	buffer_clear(&buffer);
	free(expected);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_appends),
		cmocka_unit_test(test_nothing_makes_it_a_text),
		cmocka_unit_test(test_grows_at_every_length),
		cmocka_unit_test(test_long_formats),
		cmocka_unit_test(test_reset),
		cmocka_unit_test(test_many_pieces_of_any_size),
	};

	return cmocka_run_group_tests_name("buffer", tests, NULL, NULL);
}
