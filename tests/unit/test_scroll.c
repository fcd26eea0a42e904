/* test_scroll: a window on a longer text never shows past its ends. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "telltale/ui/scroll.h"

static void test_moves_within_the_text(void **state)
{
	struct scroll scroll = { 0, 0, 0 };

	(void)state;
	scroll_fit(&scroll, 100, 10);
	assert_int_equal(scroll_act(&scroll, ACTION_UP), STALE_FRAME);
	assert_int_equal(scroll.first, 0);
	scroll_act(&scroll, ACTION_PAGE_DOWN);
	assert_int_equal(scroll.first, 9); /* one line of the page before stays in sight */
	scroll_act(&scroll, ACTION_LAST);
	assert_int_equal(scroll.first, 90);
	scroll_act(&scroll, ACTION_DOWN);
	assert_int_equal(scroll.first, 90);
	scroll_act(&scroll, ACTION_FIRST);
	assert_int_equal(scroll.first, 0);
	assert_int_equal(scroll_act(&scroll, ACTION_SORT), STALE_NOTHING);
}

static void test_follows_a_text_that_shrinks(void **state)
{
	struct scroll scroll = { 0, 0, 0 };

	(void)state;
	scroll_fit(&scroll, 100, 10);
	scroll_act(&scroll, ACTION_LAST);
	assert_true(scroll_fit(&scroll, 20, 10));
	assert_int_equal(scroll.first, 10);
	assert_true(scroll_fit(&scroll, 5, 10));
	assert_int_equal(scroll.first, 0);
	assert_false(scroll_fit(&scroll, 5, 10));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_moves_within_the_text),
		cmocka_unit_test(test_follows_a_text_that_shrinks),
	};

	return cmocka_run_group_tests_name("scroll", tests, NULL, NULL);
}
