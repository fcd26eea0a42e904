/* test_property: what is packed comes out again, in its order; what is cut or unknown ends the walk. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "support.h"
#include "telltale/base/memory.h"
#include "telltale/core/property.h"

static const struct property samples[] = {
	{ PROPERTY_PAYLOAD_FORMAT, 1, "", 0, "", 0 },
	{ PROPERTY_EXPIRY, UINT32_C(0xfedcba98), "", 0, "", 0 },
	{ PROPERTY_CONTENT_TYPE, 0, "application/json", 16, "", 0 },
	{ PROPERTY_RESPONSE_TOPIC, 0, "a/b", 3, "", 0 },
	{ PROPERTY_CORRELATION, 0, "\0\xff\x80", 3, "", 0 },
	{ PROPERTY_USER, 0, "name", 4, "value", 5 },
	{ PROPERTY_USER, 0, "name", 4, "", 0 },
	{ PROPERTY_USER, 0, "", 0, "again", 5 },
};

enum { SAMPLES = sizeof samples / sizeof *samples };

static void check_same(const struct property *a, const struct property *b)
{
	assert_int_equal(a->id, b->id);
	assert_int_equal(a->number, b->number);
	assert_int_equal(a->text_length, b->text_length);
	assert_memory_equal(a->text, b->text, a->text_length);
	assert_int_equal(a->value_length, b->value_length);
	assert_memory_equal(a->value, b->value, a->value_length);
}

static void test_there_and_back(void **state)
{
	struct buffer packed = { NULL, 0, 0 };
	struct property property;

	(void)state;
	for (size_t i = 0; i < SAMPLES; i++)
		property_append(&packed, &samples[i]);
	const char *at = packed.bytes;
	size_t left = packed.length;
	for (size_t i = 0; i < SAMPLES; i++) {
		assert_true(property_next(&at, &left, &property));
		check_same(&samples[i], &property);
	}
	assert_int_equal(left, 0);
	assert_false(property_next(&at, &left, &property));
	buffer_clear(&packed);
}

/* MQTT 5, section 2.2.2.2: the identifier, then the value as its type is written. */
static void test_bytes_are_those_of_the_protocol(void **state)
{
	static const unsigned char expected[] = { 1, 1, 2, 0xfe, 0xdc, 0xba, 0x98, 3, 0, 16 };
	struct buffer packed = { NULL, 0, 0 };

	(void)state;
	for (size_t i = 0; i < SAMPLES; i++)
		property_append(&packed, &samples[i]);
	assert_memory_equal(packed.bytes, expected, sizeof expected);
	static const unsigned char user[] = { 38, 0, 4, 'n', 'a', 'm', 'e', 0, 5, 'v', 'a', 'l', 'u', 'e' };
	assert_memory_equal(packed.bytes + packed.length - 9 - 10 - sizeof user, user, sizeof user);
	buffer_clear(&packed);
}

static void test_nothing_is_read_beyond_the_end(void **state)
{
	struct buffer packed = { NULL, 0, 0 };
	struct property property;

	(void)state;
	for (size_t i = 0; i < SAMPLES; i++)
		property_append(&packed, &samples[i]);
	for (size_t cut = 0; cut <= packed.length; cut++) {
		char *copy = memory_copy(packed.bytes, cut); /* of just that size: the sanitizer watches its end */
		const char *at = copy;
		size_t left = cut, taken = 0;
		while (property_next(&at, &left, &property))
			check_same(&samples[taken++], &property);
		assert_true(taken <= SAMPLES);
		free(copy);
	}
	buffer_clear(&packed);
}

static void test_unknown_ones_end_the_walk(void **state)
{
	struct buffer packed = { NULL, 0, 0 };
	struct property unknown = { (enum property_id)35, 7, "x", 1, "", 0 }, property; /* a topic alias */
	const char *at = "\x23\0\1";
	size_t left = 3;

	(void)state;
	property_append(&packed, &unknown);
	assert_int_equal(packed.length, 0);
	assert_false(property_next(&at, &left, &property));
}

static void test_long_texts_are_cut(void **state)
{
	struct buffer packed = { NULL, 0, 0 };
	char *text = memory_zeroed(70000, 1);
	struct property property = { PROPERTY_CORRELATION, 0, text, 70000, "", 0 };

	(void)state;
	property_append(&packed, &property);
	const char *at = packed.bytes;
	size_t left = packed.length;
	assert_true(property_next(&at, &left, &property));
	assert_int_equal(property.text_length, 65535);
	assert_int_equal(left, 0);
	buffer_clear(&packed);
	free(text);
}

/* Whatever the bytes are, the walk ends and stays inside. */
static void test_noise(void **state)
{
	uint64_t seed = 1;
	struct property property;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		size_t length = random_next(&seed) % 24;
		char *noise = memory_zeroed(length + 1, 1);
		for (size_t j = 0; j < length; j++)
			noise[j] = (char)(random_next(&seed) % 3 == 0 ? random_next(&seed) : random_next(&seed) % 4);
		const char *at = noise;
		size_t left = length;
		while (property_next(&at, &left, &property))
			assert_true(at <= noise + length && left <= length);
		free(noise);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_there_and_back),
		cmocka_unit_test(test_bytes_are_those_of_the_protocol),
		cmocka_unit_test(test_nothing_is_read_beyond_the_end),
		cmocka_unit_test(test_unknown_ones_end_the_walk),
		cmocka_unit_test(test_long_texts_are_cut),
		cmocka_unit_test(test_noise),
	};

	return cmocka_run_group_tests_name("property", tests, NULL, NULL);
}
