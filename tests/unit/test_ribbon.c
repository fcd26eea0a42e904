/* test_ribbon: which state each column of a time line shows. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "telltale/core/profile.h"
#include "telltale/ui/ribbon.h"

enum { COLUMNS = 10 };

/* Columns as letters: the text of the change, or '.' where nothing is known. Each lasts 10. */
static void check(const struct strip_change *changes, size_t count, int64_t until, const char *expected)
{
	signed char which[COLUMNS];
	char seen[COLUMNS + 1] = "";

	ribbon_lay_out(changes, count, 100, 200, until, COLUMNS, which);
	for (int i = 0; i < COLUMNS; i++)
		seen[i] = which[i] >= 0 ? changes[which[i]].text[0] : '.';
	assert_string_equal(seen, expected);
}

static void test_runs(void **state)
{
	const struct strip_change changes[] = {
		{ 0, 0, STATE_REST, "closed" }, { 130, 1, STATE_MOVING, "moving" }, { 150, 2, STATE_ACTIVE, "opened" },
	};

	(void)state;
	check(changes, 0, 300, "..........");
	check(changes, 1, 300, "cccccccccc");
	check(changes, 3, 300, "cccmmooooo");
	check(changes, 3, 170, "cccmmoo..."); /* it has been silent since */
	check(changes + 1, 2, 300, "...mmooooo"); /* what was before isn't known */
}

static void test_short_states_are_seen(void **state)
{
	const struct strip_change changes[] = {
		{ 90, 0, STATE_REST, "closed" },  { 131, 1, STATE_MOVING, "moving" }, { 133, 0, STATE_REST, "closed" },
		{ 152, 3, STATE_ALARM, "jammed" }, { 153, 1, STATE_MOVING, "moving" }, { 154, 2, STATE_ACTIVE, "opened" },
	};

	(void)state;
	check(changes, 6, 300, "cccmcjoooo");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_runs),
		cmocka_unit_test(test_short_states_are_seen),
	};

	return cmocka_run_group_tests_name("ribbon", tests, NULL, NULL);
}
