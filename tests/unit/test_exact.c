/* test_exact: exact colours in the place of the numbers that ncurses writes; and the list of themes. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "support.h"

#include "telltale/conf/gallery.h"
#include "telltale/ui/exact.h"

static void test_numbers(void **state)
{
	struct exact exact;

	(void)state;
	exact_clear(&exact);
	assert_false(exact.any);
	exact.taken[40] = true;
	int number = exact_number(&exact, 0x102030);
	assert_in_range(number, EXACT_FIRST, 255);
	assert_int_equal(exact_number(&exact, 0x102030), number);
	assert_int_not_equal(exact_number(&exact, 0x102031), number);
	for (int i = 0; i < 300; i++) {
		int other = exact_number(&exact, 0x200000 + i);
		assert_true(other == -1 || (other >= EXACT_FIRST && other != 40));
	}
	assert_int_equal(exact_number(&exact, 0x300000), -1); /* all are used */
}

static void check(const struct exact *exact, const char *bytes, const char *expected)
{
	struct buffer output = { NULL, 0, 0 };

	exact_rewrite(exact, &output, bytes, strlen(bytes));
	assert_string_equal(output.bytes, expected);
	buffer_clear(&output);
}

static void test_rewriting(void **state)
{
	struct exact exact;

	(void)state;
	exact_clear(&exact);
	exact.rgb[200] = 0xff8001;
	check(&exact, "", "");
	check(&exact, "no colour", "no colour");
	check(&exact, "\033[1m\033[38;5;200mred\033[48;5;200m\033[K", "\033[1m\033[38;2;255;128;1mred\033[48;2;255;128;1m\033[K");
	check(&exact, "\033[38;5;201mx\033[38;5;20mx\033[58;5;200mx", "\033[38;5;201mx\033[38;5;20mx\033[58;5;200mx");
	check(&exact, "\033[38;5;999m\033[38;5;2000m\033[38;5;m\033[38;5;20", "\033[38;5;999m\033[38;5;2000m\033[38;5;m\033[38;5;20");
	check(&exact, "\033\033[38;5;200m\033", "\033\033[38;2;255;128;1m\033");
}

static void test_gallery(void **state)
{
	struct error error = ERROR_INIT;
	size_t count = 0;

	(void)state;
	folder_write(folder, "themes/mine.theme", "inherit = \"nord\"\n", NULL, 0);
	folder_write(folder, "themes/dark.theme", "inherit = \"light\"\n", NULL, 0); /* hides a built-in one: no second row */
	folder_write(folder, "themes/bad.theme", "warn = \"nothing\"\n", NULL, 0);
	folder_write(folder, "themes/readme.txt", "", NULL, 0);
	struct gallery *gallery = gallery_new(folder, "nord");
	assert_string_equal(gallery_name(gallery, 0), "dark");
	assert_string_equal(gallery_name(gallery, gallery_shown(gallery)), "nord");
	while (gallery_name(gallery, count) != NULL)
		count++;
	assert_string_equal(gallery_name(gallery, count - 2), "bad");
	assert_string_equal(gallery_name(gallery, count - 1), "mine");
	const struct theme *theme = gallery_theme(gallery, count - 1, &error);
	assert_non_null(theme);
	assert_ptr_equal(gallery_theme(gallery, count - 1, NULL), theme);
	assert_null(gallery_theme(gallery, count - 2, &error));
	assert_non_null(strstr(error.text, "bad.theme:1: warn: found 'nothing'"));
	gallery_free(gallery);
	gallery = gallery_new("", "/a/file.theme");
	assert_string_equal(gallery_name(gallery, gallery_shown(gallery)), "/a/file.theme");
	gallery_free(gallery);
	gallery_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_rewriting),
		cmocka_unit_test_setup_teardown(test_gallery, folder_set_up, folder_tear_down),
	};

	return cmocka_run_group_tests_name("exact", tests, NULL, NULL);
}
