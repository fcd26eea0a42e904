/* test_screen_state: how the screen was left, read from good, damaged and hostile files, and what outweighs it. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support.h"

#include "telltale/app/screen_state.h"
#include "telltale/base/memory.h"

static void read_state(struct screen_state *state, struct settings *settings, const char *text, bool taste_only)
{
	setenv("XDG_STATE_HOME", folder, 1);
	setenv("XDG_CONFIG_HOME", folder, 1);
	if (text != NULL)
		folder_write(folder, "telltale/screen", text, NULL, 0);
	settings_init(settings);
	screen_state_read(state, settings, taste_only);
}

static void check_read(const char *text, const char *theme, const char *sort, const char *problem)
{
	struct screen_state state;
	struct settings settings;

	read_state(&state, &settings, text, false);
	assert_string_equal(settings.theme, theme);
	assert_string_equal(settings.sort, sort);
	assert_false(option_given(&settings, option_find("theme", OPTION_CONFIG)));
	if (*problem == '\0')
		assert_string_equal(state.problem, "");
	else
		assert_non_null(strstr(state.problem, problem));
	screen_state_clear(&state);
	settings_clear(&settings);
}

static void test_reads(void **state)
{
	(void)state;
	check_read(NULL, "dark", "name", "");
	check_read("", "dark", "name", "");
	check_read("# left\ntheme = nord\nsort = alert\nview = log\n", "nord", "alert", "");
	check_read("theme = nord", "nord", "name", "");
	check_read("from a newer version = x\nsort = seen\n", "dark", "seen", "");
}

static void test_damage_is_ignored(void **state)
{
	char *large = memory_zeroed(SCREEN_STATE_MOST + 10, 1);

	(void)state;
	check_read("theme = gone\nsort = seen\n", "dark", "seen", "'theme = gone' won't do");
	check_read("sort = size\ntheme = nord\n", "nord", "name", "'sort = size' won't do");
	check_read("theme = nord\nrubbish\n", "dark", "name", "expected lines of NAME = VALUE"); /* a torn file: nothing of it */
	check_read("theme = nord\n\xff\xfe\n", "dark", "name", "none of ours");
	memset(large, '\n', SCREEN_STATE_MOST + 1);
	check_read(large, "dark", "name", "none of ours");
	memset(large, 'x', 5000);
	memcpy(large, "theme = ", 8);
	check_read(large, "dark", "name", "none of ours");
	large[5000] = '\0';
	check_read(large, "dark", "name", "expected lines");
	free(large);
}

static void test_no_file_at_all(void **state)
{
	char path[600];

	(void)state;
	snprintf(path, sizeof path, "%s/telltale", folder);
	mkdir(path, 0700);
	snprintf(path, sizeof path, "%s/telltale/screen", folder);
	assert_int_equal(mkfifo(path, 0600), 0); /* nobody will ever write */
	check_read(NULL, "dark", "name", "no file");
	unlink(path);
	assert_int_equal(mkdir(path, 0700), 0);
	check_read(NULL, "dark", "name", "no file");
	rmdir(path);
	setenv("XDG_STATE_HOME", "relative", 1); /* the specification wants that ignored */
	unsetenv("HOME");
	struct screen_state kept;
	struct settings settings;
	settings_init(&settings);
	screen_state_read(&kept, &settings, false);
	assert_string_equal(kept.path, "");
	settings_clear(&settings);
}

static void test_what_outweighs_it(void **state)
{
	static const char text[] = "theme = nord\nsort = alert\n";
	struct screen_state kept;
	struct settings settings;

	(void)state;
	read_state(&kept, &settings, text, true); /* a replay */
	assert_string_equal(settings.theme, "nord");
	assert_string_equal(settings.sort, "name");
	screen_state_clear(&kept);
	settings_clear(&settings);

	settings_init(&settings);
	option_set(&settings, option_find("theme", OPTION_CONFIG), "dark", NULL); /* though it's the default */
	screen_state_read(&kept, &settings, false);
	assert_string_equal(settings.theme, "dark");
	assert_string_equal(settings.sort, "alert");
	screen_state_clear(&kept);
	settings_clear(&settings);

	settings_init(&settings);
	settings.no_state = true;
	screen_state_read(&kept, &settings, false);
	assert_string_equal(settings.theme, "dark");
	assert_string_equal(kept.path, "");
	settings_clear(&settings);
}

#define with_folder(test) cmocka_unit_test_setup_teardown(test, folder_set_up, folder_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_folder(test_reads),
		with_folder(test_damage_is_ignored),
		with_folder(test_no_file_at_all),
		with_folder(test_what_outweighs_it),
	};

	return cmocka_run_group_tests_name("screen_state", tests, NULL, NULL);
}
