/* test_mouse: what a terminal reports of the mouse, whole and broken. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "telltale/ui/mouse.h"

/* Feeds all of a text; only its last character may end something. */
static enum mouse_result feed(const char *text, struct mouse *mouse)
{
	struct mouse_report report = { .length = 0 };
	enum mouse_result result = MOUSE_MORE;

	for (; *text != '\0' && result == MOUSE_MORE; text++)
		result = mouse_feed(&report, (unsigned char)*text, mouse);
	assert_int_equal(*text, '\0');
	assert_true(result == MOUSE_MORE || report.length == 0);
	return result;
}

static void test_reports(void **state)
{
	static const struct {
		const char *text;
		struct mouse mouse;
	} reports[] = {
		{ "0;1;1M", { MOUSE_PRESS, 0, 0 } },        { "0;80;24m", { MOUSE_RELEASE, 23, 79 } },
		{ "32;300;5M", { MOUSE_DRAG, 4, 299 } },    { "64;3;2M", { MOUSE_WHEEL_UP, 1, 2 } },
		{ "65;3;2M", { MOUSE_WHEEL_DOWN, 1, 2 } },  { "16;2;3M", { MOUSE_PRESS, 2, 1 } }, /* with Ctrl */
	};
	struct mouse mouse;

	(void)state;
	for (size_t i = 0; i < sizeof reports / sizeof *reports; i++) {
		assert_int_equal(feed(reports[i].text, &mouse), MOUSE_EVENT);
		assert_int_equal(mouse.kind, reports[i].mouse.kind);
		assert_int_equal(mouse.row, reports[i].mouse.row);
		assert_int_equal(mouse.column, reports[i].mouse.column);
	}
}

static void test_what_is_none(void **state)
{
	static const char *const texts[] = { "M", "0M", "0;1M", "0;0;1M", "0;1;0M", ";;;M", "1;1;1M", "2;1;1M", "35;1;1M",
		                             "66;1;1M", "0;1;1q", "\033", "1111111111111111111111111111M" };
	struct mouse mouse;

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (feed(texts[i], &mouse) != MOUSE_NOTHING)
			fail_msg("'%s' was taken for something", texts[i]);
	assert_int_equal(feed("0;1;", &mouse), MOUSE_MORE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reports),
		cmocka_unit_test(test_what_is_none),
	};

	return cmocka_run_group_tests_name("mouse", tests, NULL, NULL);
}
