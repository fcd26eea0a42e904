/* test_candidates: what a line that is typed could become; and the lines that were typed before. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "telltale/ui/candidates.h"
#include "telltale/ui/history.h"

static void test_only_what_begins_so(void **state)
{
	struct candidates candidates;

	(void)state;
	candidates_begin(&candidates, "open DBX", 5);
	candidates_add(&candidates, "dbx-01", "", "a box");
	candidates_add(&candidates, "door", "", "");
	candidates_add(&candidates, "dbx-02", "", "");
	assert_int_equal(candidates.begin, 5);
	assert_int_equal(candidates.count, 2);
	assert_string_equal(candidates.all[0].text, "dbx-01");
	assert_string_equal(candidates.all[0].help, "a box");
	assert_string_equal(candidates.common, "dbx-0");
	assert_int_equal(candidates.chosen, CANDIDATES_NONE);
}

static void test_words(void **state)
{
	struct candidates candidates;

	(void)state;
	candidates_begin(&candidates, "", 0);
	candidates_add_words(&candidates, "name seen alert", "");
	assert_int_equal(candidates.count, 3);
	assert_string_equal(candidates.all[2].text, "alert");
	assert_string_equal(candidates.common, "");
}

/* What all have in common ends between two characters. */
static void test_whole_characters(void **state)
{
	struct candidates candidates;

	(void)state;
	candidates_begin(&candidates, "k", 0);
	candidates_add(&candidates, "kü", "", "");
	candidates_add(&candidates, "kö", "", "");
	assert_string_equal(candidates.common, "k");
}

/* Beyond what can be listed all are counted, and what they have in common stays true. */
static void test_many(void **state)
{
	struct candidates candidates;
	char name[CANDIDATE_BYTES + 10];

	(void)state;
	candidates_begin(&candidates, "device", 0);
	for (int i = 0; i < 3 * CANDIDATES; i++) {
		snprintf(name, sizeof name, "device-%04d", i);
		candidates_add(&candidates, name, "", "");
	}
	candidates_add(&candidates, "devices", "", "");
	memset(name, 'd', sizeof name - 1);
	name[sizeof name - 1] = '\0';
	candidates_add(&candidates, name, "", ""); /* too long to be one */
	assert_int_equal(candidates.count, CANDIDATES);
	assert_int_equal(candidates.found, 3 * CANDIDATES + 1);
	assert_string_equal(candidates.common, "device");
}

static void test_history(void **state)
{
	struct history history = { .count = 0 };

	(void)state;
	assert_null(history_back(&history, ""));
	history_add(&history, "one");
	history_add(&history, "two");
	history_add(&history, "two");
	history_add(&history, "");
	history_begin(&history);
	assert_null(history_on(&history));
	assert_string_equal(history_back(&history, "begun"), "two");
	assert_string_equal(history_back(&history, "two"), "one");
	assert_null(history_back(&history, "one"));
	assert_string_equal(history_on(&history), "two");
	assert_string_equal(history_on(&history), "begun");
	assert_null(history_on(&history));
	history_clear(&history);
}

static void test_history_is_bounded(void **state)
{
	struct history history = { .count = 0 };
	char line[20];

	(void)state;
	for (int i = 0; i < 2 * HISTORY_LINES; i++) {
		snprintf(line, sizeof line, "%d", i);
		history_add(&history, line);
	}
	assert_int_equal(history.count, HISTORY_LINES);
	assert_string_equal(history.lines[0], "100");
	assert_string_equal(history.lines[HISTORY_LINES - 1], "199");
	history_clear(&history);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_only_what_begins_so), cmocka_unit_test(test_words),
		cmocka_unit_test(test_whole_characters),    cmocka_unit_test(test_many),
		cmocka_unit_test(test_history),             cmocka_unit_test(test_history_is_bounded),
	};

	return cmocka_run_group_tests_name("candidates", tests, NULL, NULL);
}
