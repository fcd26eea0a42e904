/* test_roster: which devices are shown, and in which order. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "support.h"

#include "telltale/base/clock.h"
#include "telltale/ui/roster.h"

/* Compares the titles of a roster, in order, joined by spaces. */
static void check(struct roster *roster, const struct stage *stage, enum sort sort, const char *filter,
                  const char *expected)
{
	char titles[256] = "";

	struct filter *read = filter_new();
	filter_set(read, filter);
	roster_refresh(roster, stage->fleet, sort, read, stage->now);
	filter_free(read);
	for (size_t i = 0; i < roster->count; i++)
		snprintf(titles + strlen(titles), sizeof titles - strlen(titles), "%s%s", i > 0 ? " " : "",
		         roster->shown[i]->title);
	assert_string_equal(titles, expected);
}

static void test_orders(void **state)
{
	struct stage *stage = stage_new(NULL, 0, 0);
	struct roster roster = { .shown = NULL };

	(void)state;
	stage_say(stage, "dbx/b10/status", "{\"temperature\":60}");
	stage_pass(stage, 2 * CLOCK_SECOND);
	stage_say(stage, "dbx/b2/alive", "0");
	stage_pass(stage, 2 * CLOCK_SECOND);
	stage_say(stage, "dbx/b3/status", "{\"temperature\":41}");
	stage_say(stage, "dbx/b3/status", "{\"temperature\":41}");
	stage_pass(stage, 2 * CLOCK_SECOND);
	stage_say(stage, "dbx/b1/status", "{\"temperature\":20}");
	check(&roster, stage, SORT_NAME, "", "b1 b2 b3 b10");
	check(&roster, stage, SORT_SEEN, "", "b1 b3 b10 b2");
	check(&roster, stage, SORT_ALERT, "", "b10 b2 b3 b1");
	check(&roster, stage, SORT_ACTIVITY, "", "b3 b1 b2 b10");
	assert_int_equal(roster_index(&roster, stage_device(stage, "b2")), 2);
	roster_clear(&roster);
	stage_free(stage);
}

static void test_filter(void **state)
{
	struct stage *stage = stage_new(NULL, 0, 0);
	struct roster roster = { .shown = NULL };

	(void)state;
	stage_say(stage, "dbx/roof/status", "{\"hatch_status\":3}");
	stage_say(stage, "dbx/yard/alive", "0");
	stage_say(stage, "house/kitchen", "{\"window\":\"closed\"}");
	check(&roster, stage, SORT_NAME, "ROOF", "roof");             /* by name, whatever the case */
	check(&roster, stage, SORT_NAME, "opening", "roof");          /* by state */
	check(&roster, stage, SORT_NAME, "offline", "yard");          /* by presence */
	check(&roster, stage, SORT_NAME, "drone", "roof yard");       /* by profile */
	check(&roster, stage, SORT_NAME, "nowhere", "");
	check(&roster, stage, SORT_NAME, "", "house/kitchen roof yard");
	roster_clear(&roster);
	stage_free(stage);
}

static void test_made_anew(void **state)
{
	struct stage *stage = stage_new(NULL, 0, 0);
	struct roster roster = { .shown = NULL };

	(void)state;
	stage_say(stage, "dbx/a/status", "{\"hatch_status\":0}");
	check(&roster, stage, SORT_NAME, "opening", "");
	stage_say(stage, "dbx/a/status", "{\"hatch_status\":3}");
	stage_pass(stage, CLOCK_SECOND);
	check(&roster, stage, SORT_NAME, "opening", "a"); /* states move: looked at again after a second */
	check(&roster, stage, SORT_NAME, "", "a");
	stage_say(stage, "dbx/b/status", "{\"hatch_status\":0}");
	check(&roster, stage, SORT_NAME, "", "a b"); /* a new device at once */
	roster_clear(&roster);
	stage_free(stage);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_orders),
		cmocka_unit_test(test_filter),
		cmocka_unit_test(test_made_anew),
	};

	return cmocka_run_group_tests_name("roster", tests, NULL, NULL);
}
