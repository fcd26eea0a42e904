/* test_strip: the last changes of a status, in bounded memory. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "telltale/core/strip.h"

static void add(struct strip **strip, int number)
{
	char text[16];

	snprintf(text, sizeof text, "state %d", number);
	strip_add(strip, number * 10, number, (unsigned char)(number % 3), text);
}

static void check(const struct strip *strip, int first, int last)
{
	assert_int_equal(strip_count(strip), last - first + 1);
	for (int i = first; i <= last; i++) {
		const struct strip_change *change = strip_change(strip, (size_t)(i - first));
		char text[16];
		snprintf(text, sizeof text, "state %d", i);
		assert_int_equal(change->at, i * 10);
		assert_int_equal(change->state, i);
		assert_int_equal(change->kind, i % 3);
		assert_string_equal(change->text, text);
	}
}

static void test_the_oldest_go(void **state)
{
	struct strip *strip = NULL;

	(void)state;
	assert_int_equal(strip_count(NULL), 0);
	for (int i = 0; i < 3 * STRIP_CHANGES; i++) {
		add(&strip, i);
		check(strip, i < STRIP_CHANGES ? 0 : i - STRIP_CHANGES + 1, i);
	}
	free(strip);
}

static void test_copies_are_their_own(void **state)
{
	struct strip *strip = NULL;

	(void)state;
	assert_null(strip_copy(NULL));
	for (int i = 0; i < STRIP_CHANGES + 5; i++)
		add(&strip, i);
	struct strip *copy = strip_copy(strip);
	add(&strip, STRIP_CHANGES + 5);
	check(copy, 5, STRIP_CHANGES + 4);
	check(strip, 6, STRIP_CHANGES + 5);
	free(copy);
	free(strip);
}

static void test_long_texts_are_cut_at_a_character(void **state)
{
	struct strip *strip = NULL;

	(void)state;
	strip_add(&strip, 1, -1, 0, "\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac");
	assert_int_equal(strlen(strip_change(strip, 0)->text), 18);
	free(strip);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_oldest_go),
		cmocka_unit_test(test_copies_are_their_own),
		cmocka_unit_test(test_long_texts_are_cut_at_a_character),
	};

	return cmocka_run_group_tests_name("strip", tests, NULL, NULL);
}
