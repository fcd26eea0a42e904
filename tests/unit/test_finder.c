/* test_finder: rows that match, and the way from one to the next. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "telltale/ui/finder.h"
#include "telltale/ui/scroll.h"

enum { ORIGIN = -20 };

static struct filter *filter;
static struct finder finder;

static int setup(void **state)
{
	(void)state;
	filter = filter_new();
	filter_set(filter, "x");
	finder_seek(&finder, filter);
	finder_begin(&finder, ORIGIN);
	assert_int_equal(finder_note(&finder, ORIGIN + 30, "x"), FOUND_MATCH);
	assert_int_equal(finder_note(&finder, ORIGIN + 3, "a X"), FOUND_MATCH); /* another column, further up */
	assert_int_equal(finder_note(&finder, ORIGIN + 4, "none"), FOUND_NOTHING);
	assert_int_equal(finder_note(&finder, ORIGIN + 30, "x once more"), FOUND_MATCH);
	assert_int_equal(finder_note(&finder, ORIGIN + 12, "x"), FOUND_MATCH);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	finder_clear(&finder);
	filter_free(filter);
	return 0;
}

static void test_from_one_to_the_next(void **state)
{
	(void)state;
	assert_int_equal(finder.count, 3);
	assert_int_equal(finder_next(&finder, -1, 1), 3);
	assert_int_equal(finder_next(&finder, 3, 1), 12);
	assert_int_equal(finder_next(&finder, 30, 1), 3); /* anew from the beginning */
	assert_int_equal(finder_next(&finder, 12, -1), 3);
	assert_int_equal(finder_next(&finder, 3, -1), 30);
	assert_int_equal(finder_note(&finder, ORIGIN + 30, "x"), FOUND_CHOSEN);
}

static void test_scrolls_as_far_as_it_takes(void **state)
{
	struct scroll scroll = { 0, 40, 9 };

	(void)state;
	assert_true(scroll_find(&scroll, &finder, 1));
	assert_int_equal(scroll.first, 0); /* in sight already */
	assert_true(scroll_find(&scroll, &finder, 1));
	assert_int_equal(scroll.first, 9);
	assert_true(scroll_find(&scroll, &finder, 1));
	assert_int_equal(scroll.first, 27);
	scroll.first = 10; /* moved by hand: from there on */
	assert_true(scroll_find(&scroll, &finder, 1));
	assert_int_equal(finder.chosen, 12);
}

static void test_nothing(void **state)
{
	struct scroll scroll = { 5, 40, 9 };

	(void)state;
	finder_begin(&finder, 0);
	assert_false(scroll_find(&scroll, &finder, 1));
	assert_int_equal(scroll.first, 5);
	filter_set(filter, "");
	assert_int_equal(finder_note(&finder, 1, "x"), FOUND_NOTHING);
	finder_seek(&finder, NULL);
	assert_int_equal(finder_note(&finder, 1, "x"), FOUND_NOTHING);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_from_one_to_the_next, setup, teardown),
		cmocka_unit_test_setup_teardown(test_scrolls_as_far_as_it_takes, setup, teardown),
		cmocka_unit_test_setup_teardown(test_nothing, setup, teardown),
	};

	return cmocka_run_group_tests_name("finder", tests, NULL, NULL);
}
