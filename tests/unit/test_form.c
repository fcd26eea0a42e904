/* test_form: filling in a form with the keys that everybody's fingers know. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <locale.h>
#include <string.h>

#include "telltale/conf/keymap.h"
#include "telltale/ui/form.h"

enum { BUTTON, NAME, SIZE, LAST };

static void make(struct form *form)
{
	static const char *const sizes[] = { "small", "medium", "large", NULL };

	memset(form, 0, sizeof *form);
	form->fields[BUTTON] = (struct form_field){ .label = "saved", .kind = FORM_BUTTON };
	form->fields[NAME] = (struct form_field){ .label = "name", .kind = FORM_TEXT };
	form->fields[SIZE] = (struct form_field){ .label = "size", .kind = FORM_CHOICE, .choices = sizes };
	form->fields[LAST] = (struct form_field){ .label = "last", .kind = FORM_TEXT };
	form->count = 4;
	form_open(form, NAME);
}

static void type(struct form *form, const char *text)
{
	for (; *text != '\0'; text++)
		assert_int_equal(form_key(form, *text), FORM_EDITING);
}

static void test_from_field_to_field(void **state)
{
	struct form form;

	(void)state;
	make(&form);
	type(&form, "a b");
	assert_int_equal(form_key(&form, KEYCODE_ENTER), FORM_EDITING);
	assert_int_equal(form.focus, SIZE);
	form_key(&form, KEYCODE_RIGHT);
	assert_int_equal(form.fields[SIZE].choice, 1);
	form_key(&form, ' ');
	form_key(&form, KEYCODE_RIGHT);
	assert_int_equal(form.fields[SIZE].choice, 0); /* round */
	form_key(&form, KEYCODE_LEFT);
	assert_int_equal(form.fields[SIZE].choice, 2);
	form_key(&form, 'm');
	assert_int_equal(form.fields[SIZE].choice, 1);
	form_key(&form, 'x'); /* none begins with it */
	assert_int_equal(form.fields[SIZE].choice, 1);
	form_key(&form, KEYCODE_TAB);
	type(&form, "end");
	assert_int_equal(form_key(&form, KEYCODE_TAB), FORM_EDITING);
	assert_int_equal(form.focus, BUTTON);
	form_key(&form, KEYCODE_UP);
	assert_int_equal(form.focus, LAST);
	assert_int_equal(form_key(&form, KEYCODE_ENTER), FORM_DONE);
	assert_false(form.open);
	assert_string_equal(form.fields[NAME].text.text, "a b");
	assert_string_equal(form.fields[LAST].text.text, "end");
}

static void test_ends(void **state)
{
	struct form form;

	(void)state;
	make(&form);
	form_key(&form, KEYCODE_SHIFT_TAB);
	assert_int_equal(form.focus, BUTTON);
	assert_int_equal(form_key(&form, 'x'), FORM_EDITING);
	assert_int_equal(form_key(&form, KEYCODE_ENTER), FORM_PRESSED);
	assert_true(form.open);
	assert_int_equal(form_key(&form, KEYCODE_ESC), FORM_CANCELLED);
	assert_false(form.open);
}

/* What can't be typed is shown, and is whole or not there at all. */
static void test_sealed(void **state)
{
	struct form form;

	(void)state;
	make(&form);
	form_set(&form, NAME, "first\\nsecond");
	form.fields[NAME].sealed = true;
	form_key(&form, KEYCODE_LEFT);
	assert_true(form.fields[NAME].sealed);
	type(&form, "x");
	assert_false(form.fields[NAME].sealed);
	assert_string_equal(form.fields[NAME].text.text, "x");
	form.fields[NAME].sealed = true;
	form_key(&form, KEYCODE_BACKSPACE);
	assert_string_equal(form.fields[NAME].text.text, "");
	form_set(&form, NAME, "first\\nsecond");
	form.fields[NAME].sealed = true;
	form_paste(&form, "new", 3);
	assert_false(form.fields[NAME].sealed);
	assert_string_equal(form.fields[NAME].text.text, "new");
}

static void test_nothing_is_cut(void **state)
{
	struct form form;
	char longer[PROMPT_BYTES + 1];

	(void)state;
	make(&form);
	memset(longer, 'x', sizeof longer);
	type(&form, "before");
	form_paste(&form, longer, sizeof longer);
	assert_string_equal(form.fields[NAME].text.text, "before");
	assert_non_null(strstr(form.problem, "name: what was pasted is too long"));
	form_paste(&form, longer, PROMPT_BYTES - 1 - 6);
	assert_int_equal(form.fields[NAME].text.length, PROMPT_BYTES - 1);
	assert_string_equal(form.problem, "");
	form_key(&form, 'y');
	assert_int_equal(form.fields[NAME].text.length, PROMPT_BYTES - 1);
	assert_non_null(strstr(form.problem, "no more than 1023 bytes"));
	form_key(&form, KEYCODE_TAB);
	assert_string_equal(form.problem, "");
	form_paste(&form, "large", 5); /* a choice is no text */
	assert_int_equal(form.fields[SIZE].choice, 0);
	assert_string_equal(form.problem, "size: is chosen, not pasted");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_from_field_to_field),
		cmocka_unit_test(test_ends),
		cmocka_unit_test(test_sealed),
		cmocka_unit_test(test_nothing_is_cut),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests_name("form", tests, NULL, NULL);
}
