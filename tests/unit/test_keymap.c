/* test_keymap: keys by name, and what they do where. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "telltale/conf/keymap.h"

static int parse(const char *name)
{
	int key = KEYCODE_NONE;

	return key_parse(name, strlen(name), &key) ? key : KEYCODE_NONE;
}

static void test_names(void **state)
{
	static const struct {
		const char *name;
		int key;
	} keys[] = { { "x", 'x' },           { "?", '?' },           { "é", 0xe9 },          { "Enter", KEYCODE_ENTER },
		     { "Esc", KEYCODE_ESC }, { "Tab", KEYCODE_TAB }, { "Space", ' ' },       { "Shift-Tab", KEYCODE_SHIFT_TAB },
		     { "F1", KEYCODE_F1 },   { "F5", KEYCODE_F1 + 4 }, { "F12", KEYCODE_F12 }, { "Ctrl-A", 1 },
		     { "Ctrl-R", 18 },       { "Ctrl-Z", 26 },       { "PgUp", KEYCODE_PAGE_UP }, { "Up", KEYCODE_UP },
		     { "Del", KEYCODE_DELETE }, { "Home", KEYCODE_HOME }, { "F", 'F' } };
	static const char *const wrong[] = { "", "xy", "F0", "F13", "F5x", "Ctrl-", "Ctrl-1", "Ctrl-ab", "\xff",
		                             "Alt-x", "a name of a key that nobody has" };
	char name[24];

	(void)state;
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		assert_int_equal(parse(keys[i].name), keys[i].key);
		key_text(keys[i].key, name, sizeof name);
		assert_string_equal(name, keys[i].name);
	}
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		if (parse(wrong[i]) != KEYCODE_NONE)
			fail_msg("'%s' was taken for a key", wrong[i]);
	assert_int_equal(parse("enter"), KEYCODE_ENTER);
	assert_int_equal(parse("PGUP"), KEYCODE_PAGE_UP);
	key_text(KEYCODE_PASTE, name, sizeof name);
	assert_string_equal(name, "");
}

static void test_finds_by_view(void **state)
{
	struct keymap *keymap = keymap_new();

	(void)state;
	assert_int_equal(keymap_find(keymap, SCOPE_DEVICES, KEYCODE_ENTER), ACTION_OPEN);
	assert_int_equal(keymap_find(keymap, SCOPE_LOG, KEYCODE_ENTER), ACTION_NONE);
	assert_int_equal(keymap_find(keymap, SCOPE_LOG, KEYCODE_ESC), ACTION_BACK);
	assert_int_equal(keymap_find(keymap, SCOPE_DEVICES, KEYCODE_ESC), ACTION_CLEAR);
	assert_int_equal(keymap_find(keymap, SCOPE_DEVICES, KEYCODE_BACKSPACE), ACTION_NONE);
	assert_int_equal(keymap_find(keymap, SCOPE_HELP, 'q'), ACTION_QUIT);
	assert_int_equal(keymap_find(keymap, SCOPE_DEVICE, 18), ACTION_RETRY);
	assert_int_equal(keymap_find(keymap, SCOPE_EVERYWHERE, KEYCODE_PASTE), ACTION_NONE);
	keymap_free(keymap);
	keymap_free(NULL);
}

static void test_names_of_an_actions_keys(void **state)
{
	struct keymap *keymap = keymap_new();
	char text[40];

	(void)state;
	keymap_key_names(keymap, ACTION_RETRY, text, sizeof text);
	assert_string_equal(text, "F5 Ctrl-R");
	keymap_key_name(keymap, ACTION_RETRY, text, sizeof text);
	assert_string_equal(text, "F5");
	keymap_key_name(keymap, ACTION_NONE, text, sizeof text);
	assert_string_equal(text, "");
	keymap_key_names(keymap, ACTION_RETRY, text, 6); /* no half name */
	assert_string_equal(text, "F5");
	keymap_free(keymap);
}

static const struct scope_def *scope_of(const char *name)
{
	const struct scope_def *scope = scope_table;

	while (strcmp(scope->name, name) != 0)
		scope++;
	return scope;
}

static void bind(struct key_bindings *bindings, const char *view, enum action action, const char *keys)
{
	assert_true(bindings_add(bindings, scope_of(view), action_find(action), keys, "c:1", NULL));
}

static void test_binding(void **state)
{
	struct key_bindings bindings = { NULL, 0, 0 };
	struct keymap *keymap = keymap_new();
	char text[40];

	(void)state;
	bind(&bindings, "help", ACTION_HELP, "H"); /* outweighs what comes later and is for every view */
	bind(&bindings, "everywhere", ACTION_HELP, "F2 !");
	bind(&bindings, "devices", ACTION_OPEN, "x Enter");
	bind(&bindings, "devices", ACTION_SORT, "none");
	assert_true(keymap_bind(keymap, &bindings, NULL));
	assert_int_equal(keymap_find(keymap, SCOPE_DEVICES, 'x'), ACTION_OPEN);
	assert_int_equal(keymap_find(keymap, SCOPE_DEVICES, KEYCODE_ENTER), ACTION_OPEN);
	assert_int_equal(keymap_find(keymap, SCOPE_DEVICES, 'S'), ACTION_NONE);
	assert_int_equal(keymap_find(keymap, SCOPE_LOG, '?'), ACTION_NONE);
	assert_int_equal(keymap_find(keymap, SCOPE_LOG, '!'), ACTION_HELP);
	assert_int_equal(keymap_find(keymap, SCOPE_HELP, '!'), ACTION_NONE);
	assert_int_equal(keymap_find(keymap, SCOPE_HELP, 'H'), ACTION_HELP);
	keymap_key_names_in(keymap, SCOPE_LOG, ACTION_HELP, text, sizeof text);
	assert_string_equal(text, "F2 !");
	keymap_key_name_in(keymap, SCOPE_DEVICES, ACTION_SORT, text, sizeof text);
	assert_string_equal(text, "");
	keymap_free(keymap);
	bindings_clear(&bindings);
}

/* Every action can be reached, says what it does, and no key means two things in one view. */
static void test_the_table_is_sound(void **state)
{
	struct keymap *keymap = keymap_new();

	(void)state;
	for (const struct action_def *def = action_table; def->name != NULL; def++) {
		assert_ptr_equal(action_find(def->action), def);
		assert_non_null(def->help);
		for (const char *name = def->keys; *name != '\0';) {
			size_t length = strcspn(name, " ");
			int key;
			assert_true(key_parse(name, length, &key));
			for (int scope = SCOPE_DEVICES; scope <= SCOPE_ALERTS; scope <<= 1)
				if ((def->scope & scope) != 0 && scope != SCOPE_REPLAY)
					assert_int_equal(keymap_find(keymap, scope, key), def->action);
			assert_true(key < 'a' || key > 'z' || strchr("qny", key) != NULL); /* the others are the devices' */
			name += length + strspn(name + length, " ");
		}
	}
	assert_null(action_find(ACTION_NONE));
	keymap_free(keymap);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_finds_by_view),
		cmocka_unit_test(test_names_of_an_actions_keys),
		cmocka_unit_test(test_binding),
		cmocka_unit_test(test_the_table_is_sound),
	};

	return cmocka_run_group_tests_name("keymap", tests, NULL, NULL);
}
