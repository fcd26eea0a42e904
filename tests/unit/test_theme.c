/* test_theme: styles, colours brought down to what a terminal has, and themes with their mistakes. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "support.h"

#include "telltale/conf/builtin.h"
#include "telltale/conf/theme.h"

static void check_style(const char *text, int32_t ink, int32_t paper, unsigned attributes)
{
	struct style style;

	assert_true(style_parse(text, &style, NULL));
	assert_int_equal(style.ink, ink);
	assert_int_equal(style.paper, paper);
	assert_int_equal(style.attributes, attributes);
}

static void test_styles(void **state)
{
	(void)state;
	check_style("red", 1, COLOUR_DEFAULT, 0);
	check_style("  bright-red on  default bold ", 9, COLOUR_DEFAULT, STYLE_BOLD);
	check_style("231 on 160 bold underline", 231, 160, STYLE_BOLD | STYLE_UNDERLINE);
	check_style("#FF8000 on #000000", COLOUR_RGB | 0xff8000, COLOUR_RGB, 0);
	check_style("dim italic reverse", COLOUR_DEFAULT, COLOUR_DEFAULT, STYLE_DIM | STYLE_ITALIC | STYLE_REVERSE);
	check_style("on blue", COLOUR_DEFAULT, 4, 0);
	check_style("", COLOUR_DEFAULT, COLOUR_DEFAULT, 0);
}

static void check_wrong_style(const char *text, const char *found)
{
	struct error error = ERROR_INIT;
	struct style style;
	char expected[64];

	assert_false(style_parse(text, &style, &error));
	snprintf(expected, sizeof expected, "found '%s', expected a colour", found);
	assert_memory_equal(error.text, expected, strlen(expected));
}

static void test_styles_that_wont_do(void **state)
{
	static const char *const words[] = { "redd", "256", "-1", "#12345", "#12345g", "#1234567", "Red", "5x", "blink" };
	struct error error = ERROR_INIT;
	struct style style;

	(void)state;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		check_wrong_style(words[i], words[i]);
	check_wrong_style("red blue", "blue");
	check_wrong_style("red on bold", "bold");
	check_wrong_style("on on red", "on");
	assert_false(style_parse("red on", &style, &error));
	assert_string_equal(error.text, "after 'on' a colour was expected");
}

static void test_nearest_colours(void **state)
{
	(void)state;
	assert_int_equal(colour_nearest(COLOUR_DEFAULT, 8), COLOUR_DEFAULT);
	assert_int_equal(colour_nearest(3, 256), 3);
	assert_int_equal(colour_nearest(214, 256), 214);
	assert_int_equal(colour_nearest(COLOUR_RGB | 0xff0000, 256), 196);
	assert_int_equal(colour_nearest(COLOUR_RGB | 0x808080, 256), 244);
	assert_int_equal(colour_nearest(COLOUR_RGB | 0xff0000, 16), 9);
	assert_int_equal(colour_nearest(COLOUR_RGB | 0x00cd00, 16), 2);
	assert_int_equal(colour_nearest(196, 16), 9);
	assert_int_equal(colour_nearest(9, 16), 9);
	assert_int_equal(colour_nearest(9, 8), 1);
	assert_int_equal(colour_nearest(COLOUR_RGB, 8), 0);
	for (int32_t colour = 0; colour < 256; colour++) {
		assert_in_range(colour_nearest(colour, 16), 0, 15);
		assert_in_range(colour_nearest(colour, 8), 0, 7);
	}
}

static void test_contrast(void **state)
{
	(void)state;
	assert_true(nearly(colour_contrast(COLOUR_RGB, COLOUR_RGB | 0xffffff), 21)); /* the most that there is */
	assert_true(nearly(colour_contrast(COLOUR_RGB | 0x777777, COLOUR_RGB | 0x777777), 1));
	double grey = colour_contrast(COLOUR_RGB | 0xffffff, COLOUR_RGB | 0x767676); /* WCAG's own example of just enough */
	assert_true(grey > 4.5 && grey < 4.6);
	assert_int_equal(colour_rgb(196), 0xff0000);
	assert_int_equal(colour_rgb(COLOUR_RGB | 0x123456), 0x123456);
}

/* What isn't text: lines, graphs, and what is dimmed because it doesn't matter now. */
static double least_contrast(int slot)
{
	static const int decoration[] = { SLOT_DIM, SLOT_BORDER, SLOT_BORDER_FOCUS, SLOT_SPARK, SLOT_KEY_IDLE, SLOT_PLOT_1,
	                                  SLOT_PLOT_2, SLOT_PLOT_3, SLOT_PLOT_4, SLOT_AXIS, SLOT_LIMIT };

	for (size_t i = 0; i < sizeof decoration / sizeof *decoration; i++)
		if (decoration[i] == slot)
			return 3;
	return 4.5;
}

/* Every text can be read on what lies behind it. The terminal's own ink on its own background is not ours to judge. */
static void check_readable(const struct theme *theme, const char *name, int colours)
{
	for (int slot = 0; slot < SLOT_COUNT; slot++) {
		struct style style = theme_style(theme, (enum slot)slot, colours);
		if (style.ink == COLOUR_DEFAULT && style.paper == COLOUR_DEFAULT)
			continue;
		if (style.ink == COLOUR_DEFAULT)
			fail_msg("%s: %s has a background, and no colour of its own", name, slot_name((enum slot)slot));
		double contrast = colour_contrast(style.ink, style.paper != COLOUR_DEFAULT ? style.paper : theme->background);
		double least = colours >= 256 ? least_contrast(slot) : 2;
		if (contrast < least)
			fail_msg("%s with %d colours: %s has a contrast of %.2f, expected %.1f", name, colours,
			         slot_name((enum slot)slot), contrast, least);
	}
}

static void test_every_theme_can_be_read(void **state)
{
	static const int colours[] = { COLOURS_EXACT, 256, 16, 8 };
	unsigned count = 0;

	(void)state;
	for (const struct builtin *file = builtin_themes; file->name != NULL; file++, count++) {
		struct error error = ERROR_INIT;
		struct theme *theme = theme_load(file->name, folder, &error);
		if (theme == NULL)
			fail_msg("%s", error.text);
		if (strstr(file->text, "\nbackground = \"#") == NULL)
			fail_msg("%s doesn't say which background it is made for", file->name);
		for (size_t i = 0; i < sizeof colours / sizeof *colours; i++)
			check_readable(theme, file->name, colours[i]);
		theme_free(theme);
	}
	assert_true(count >= 12);
}

static void test_the_text_has_a_background_for_all(void **state)
{
	struct error error = ERROR_INIT;
	struct theme *theme = theme_from_text("x", "inherit = \"dark\"\nbackground = \"#ffffff\"\ntext = \"red on blue\"\n"
	                                      "label = \"default bold\"\n", folder, &error);

	(void)state;
	assert_non_null(theme);
	assert_int_equal(theme->styles[SLOT_LABEL].ink, 1);
	assert_int_equal(theme->styles[SLOT_LABEL].paper, 4);
	assert_int_equal(theme->styles[SLOT_WARN].paper, 4);
	assert_int_equal(theme->styles[SLOT_ALARM].paper, 160);
	assert_int_equal(theme->background, COLOUR_RGB | 0x0000ee); /* what is painted, whatever it says */
	theme_free(theme);
	theme = theme_from_text("x", "inherit = \"dark\"\nbackground = \"#102030\"\n", folder, &error);
	assert_int_equal(theme->background, COLOUR_RGB | 0x102030);
	assert_int_equal(theme->styles[SLOT_WARN].paper, COLOUR_DEFAULT);
	theme_free(theme);
}

static void test_the_built_in_ones(void **state)
{
	(void)state;
	for (const struct builtin *file = builtin_themes; file->name != NULL; file++) {
		struct error error = ERROR_INIT;
		struct theme *theme = theme_load(file->name, folder, &error);
		if (theme == NULL)
			fail_msg("%s", error.text);
		for (int slot = 0; strcmp(file->name, "mono") == 0 && slot < SLOT_COUNT; slot++) {
			assert_int_equal(theme->styles[slot].ink, COLOUR_DEFAULT);
			assert_int_equal(theme->styles[slot].paper, COLOUR_DEFAULT);
		}
		theme_free(theme);
	}
	theme_free(NULL);
}

static void test_inherits(void **state)
{
	struct error error = ERROR_INIT;

	(void)state;
	folder_write(folder, "themes/mine.theme", "title = \"Mine\"\ninherit = \"base\"\nwarn = \"red\"\n", NULL, 0);
	folder_write(folder, "themes/base.theme", "inherit = \"dark\"\nwarn = \"blue\"\nlabel = \"green bold\"\n", NULL, 0);
	struct theme *theme = theme_load("mine", folder, &error);
	if (theme == NULL)
		fail_msg("%s", error.text);
	assert_string_equal(theme->title, "Mine");
	assert_int_equal(theme->styles[SLOT_WARN].ink, 1); /* its own wins */
	assert_int_equal(theme->styles[SLOT_LABEL].ink, 2);
	assert_int_equal(theme->styles[SLOT_LABEL].attributes, STYLE_BOLD);
	assert_int_equal(theme->styles[SLOT_ALARM].paper, 160); /* dark's */
	theme_free(theme);
}

static void test_the_users_own_hides_a_shipped_one(void **state)
{
	char path[300];

	(void)state;
	folder_write(folder, "themes/dark.theme", "inherit = \"light\"\ntitle = \"My dark\"\n", path, sizeof path);
	struct theme *theme = theme_load("dark", folder, NULL);
	assert_string_equal(theme->title, "My dark");
	theme_free(theme);
	theme = theme_load(path, "", NULL); /* a file by its path, wherever it is */
	assert_string_equal(theme->title, "My dark");
	theme_free(theme);
}

static void check_wrong(const char *text, const char *expected)
{
	struct error error = ERROR_INIT;

	assert_null(theme_from_text("my.theme", text, folder, &error));
	assert_int_equal(error.code, ERROR_USAGE);
	assert_memory_equal(error.text, expected, strlen(expected));
}

static void test_mistakes_have_a_line(void **state)
{
	struct error error = ERROR_INIT;
	char expected[900], names[400];

	(void)state;
	check_wrong("inherit = \"dark\"\nwarn = \"redd\"\n", "my.theme:2: warn: found 'redd', expected a colour");
	check_wrong("inherit = \"dark\"\nwarm = \"red\"\n", "my.theme:2: no such option 'warm'; did you mean 'warn'?");
	check_wrong("title = \"x\"\ntext = \"red\"\n",
	            "my.theme: the slot 'dim' is not set, and no theme is inherited that sets it");
	check_wrong("title = \"x\"\ninherit = \"unheard-of\"\n",
	            "my.theme:2: inherit: there is no theme 'unheard-of'; expected dark, light, mono, ");
	check_wrong("inherit = \"drak\"\n", "my.theme:1: inherit: there is no theme 'drak'; did you mean 'dark'?");
	check_wrong("inherit = \"dark\"\nbackground = \"white\"\n", "my.theme:2: background: found 'white', expected #rrggbb");
	folder_write(folder, "themes/bad.theme", "inherit = \"dark\"\n\nwarn = \"redd\"\n", NULL, 0);
	snprintf(expected, sizeof expected, "%s/themes/bad.theme:3: warn: found 'redd'", folder);
	check_wrong("inherit = \"bad\"\n", expected);
	assert_null(theme_load("unheard-of", folder, &error));
	theme_names(names, sizeof names);
	snprintf(expected, sizeof expected, "there is no theme 'unheard-of'; expected %s, or a file %s/themes/unheard-of.theme", names, folder);
	assert_string_equal(error.text, expected);
}

static void test_circles_end(void **state)
{
	struct error error = ERROR_INIT;
	char expected[600];

	(void)state;
	folder_write(folder, "themes/one.theme", "inherit = \"two\"\n", NULL, 0);
	folder_write(folder, "themes/two.theme", "\ninherit = \"one\"\n", NULL, 0);
	assert_null(theme_load("one", folder, &error));
	snprintf(expected, sizeof expected,
	         "%s/themes/one.theme:1: inherit: themes inherit from each other in a circle", folder);
	assert_string_equal(error.text, expected);
}

static void test_slots_have_names_of_their_own(void **state)
{
	(void)state;
	for (int a = 0; a < SLOT_COUNT; a++) {
		assert_non_null(slot_name((enum slot)a));
		for (int b = 0; b < a; b++)
			assert_string_not_equal(slot_name((enum slot)a), slot_name((enum slot)b));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_styles),
		cmocka_unit_test(test_styles_that_wont_do),
		cmocka_unit_test(test_nearest_colours),
		cmocka_unit_test(test_contrast),
		cmocka_unit_test_setup_teardown(test_every_theme_can_be_read, folder_set_up, folder_tear_down),
		cmocka_unit_test_setup_teardown(test_the_text_has_a_background_for_all, folder_set_up, folder_tear_down),
		cmocka_unit_test_setup_teardown(test_the_built_in_ones, folder_set_up, folder_tear_down),
		cmocka_unit_test_setup_teardown(test_inherits, folder_set_up, folder_tear_down),
		cmocka_unit_test_setup_teardown(test_the_users_own_hides_a_shipped_one, folder_set_up, folder_tear_down),
		cmocka_unit_test_setup_teardown(test_mistakes_have_a_line, folder_set_up, folder_tear_down),
		cmocka_unit_test_setup_teardown(test_circles_end, folder_set_up, folder_tear_down),
		cmocka_unit_test(test_slots_have_names_of_their_own),
	};

	return cmocka_run_group_tests_name("theme", tests, NULL, NULL);
}
