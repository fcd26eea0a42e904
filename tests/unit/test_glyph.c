/* test_glyph: every sign has an ASCII twin, is one column wide, and says what its word says. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "telltale/base/text.h"
#include "telltale/ui/glyph.h"

static void test_one_column_each(void **state)
{
	(void)state;
	for (int glyph = 0; glyph < GLYPH_COUNT; glyph++) {
		assert_int_equal(text_width(glyph_text((enum glyph)glyph, true)), 1);
		assert_int_equal(strlen(glyph_text((enum glyph)glyph, false)), 1);
	}
	for (unsigned height = 0; height < 10; height++) {
		assert_int_equal(text_width(glyph_bar(height, true)), 1);
		assert_int_equal(strlen(glyph_bar(height, false)), 1);
	}
}

static enum glyph glyph_for(const char *word, enum state_kind kind)
{
	struct status status = { .seen = true, .kind = kind };

	snprintf(status.text, sizeof status.text, "%s", word);
	return glyph_of_status(&status);
}

static void test_states(void **state)
{
	struct status unseen = { .seen = false };

	(void)state;
	assert_int_equal(glyph_for("closed", STATE_REST), GLYPH_CLOSED);
	assert_int_equal(glyph_for("Opening", STATE_MOVING), GLYPH_HALF);
	assert_int_equal(glyph_for("down", STATE_REST), GLYPH_DOWN);
	assert_int_equal(glyph_for("cloudy", STATE_REST), GLYPH_DOT);
	assert_int_equal(glyph_for("jammed", STATE_ALARM), GLYPH_ATTENTION);
	assert_int_equal(glyph_for("7", STATE_UNKNOWN), GLYPH_QUESTION);
	assert_int_equal(glyph_of_status(&unseen), GLYPH_QUESTION);
}

static void test_commands(void **state)
{
	(void)state;
	assert_int_equal(glyph_of_command(COMMAND_ACKNOWLEDGED), GLYPH_GOOD);
	assert_int_equal(glyph_of_command(COMMAND_ACCEPTED), GLYPH_UNDER_WAY); /* the broker's word is no proof */
	assert_int_equal(glyph_of_command(COMMAND_CONTRADICTED), GLYPH_BAD);
	assert_int_equal(glyph_of_command(COMMAND_TIMED_OUT), GLYPH_BAD);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_column_each),
		cmocka_unit_test(test_states),
		cmocka_unit_test(test_commands),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests_name("glyph", tests, NULL, NULL);
}
