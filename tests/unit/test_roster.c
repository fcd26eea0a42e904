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
static void check_order(struct roster *roster, const struct stage *stage, const struct roster_order *order,
                        const char *filter, const char *expected)
{
	char titles[256] = "";

	struct filter *read = filter_new();
	filter_set(read, filter);
	roster_refresh(roster, stage->fleet, order, read, stage->now);
	filter_free(read);
	for (size_t i = 0; i < roster->count; i++)
		snprintf(titles + strlen(titles), sizeof titles - strlen(titles), "%s%s", i > 0 ? " " : "",
		         roster->shown[i]->title);
	assert_string_equal(titles, expected);
}

static void check(struct roster *roster, const struct stage *stage, enum sort sort, const char *filter,
                  const char *expected)
{
	struct roster_order order = { sort, GROUP_NONE, NULL };

	check_order(roster, stage, &order, filter, expected);
}

/* The groups in order: "name count, name count". */
static void check_groups(const struct roster *roster, const char *expected)
{
	char groups[256] = "";
	size_t first = 0;

	for (size_t i = 0; i < roster->group_count; i++) {
		assert_int_equal(roster->groups[i].first, first);
		first += roster->groups[i].count;
		snprintf(groups + strlen(groups), sizeof groups - strlen(groups), "%s%s %zu", i > 0 ? ", " : "",
		         roster->groups[i].name, roster->groups[i].count);
	}
	assert_string_equal(groups, expected);
}

static void test_groups_and_pins(void **state)
{
	struct stage *stage = stage_new(NULL, 0, 0);
	struct roster roster = { .shown = NULL };
	struct pins pins = { .count = 0 };
	struct roster_order order = { SORT_NAME, GROUP_NONE, &pins };

	(void)state;
	stage_say(stage, "dbx/b2/status", "{}");
	stage_say(stage, "zoo/lion", "{\"weight\":180}");
	stage_say(stage, "house/kitchen", "{\"window\":\"closed\"}");
	stage_say(stage, "dbx/b1/status", "{}");
	stage_say(stage, "dbx/aaa", "{\"odd\":1}");
	check_order(&roster, stage, &order, "", "b1 b2 dbx/aaa house/kitchen zoo/lion");
	check_groups(&roster, "");
	order.group = GROUP_PROFILE;
	check_order(&roster, stage, &order, "", "b1 b2 dbx/aaa house/kitchen zoo/lion");
	check_groups(&roster, "DBX drone box 2, without a profile 3");
	order.group = GROUP_TOPIC;
	check_order(&roster, stage, &order, "", "b1 b2 dbx/aaa house/kitchen zoo/lion");
	check_groups(&roster, "dbx 3, house 1, zoo 1");
	assert_true(pins_toggle(&pins, stage_device(stage, "zoo/lion")));
	assert_true(pins_add(&pins, "dbx:b2")); /* as a file says it */
	assert_false(pins_add(&pins, "dbx:b2"));
	check_order(&roster, stage, &order, "", "b2 zoo/lion b1 dbx/aaa house/kitchen");
	check_groups(&roster, "pinned 2, dbx 2, house 1");
	assert_true(pins_toggle(&pins, stage_device(stage, "b2")));
	order.group = GROUP_NONE;
	check_order(&roster, stage, &order, "", "zoo/lion b1 b2 dbx/aaa house/kitchen");
	pins_clear(&pins);
	check_order(&roster, stage, &order, "", "b1 b2 dbx/aaa house/kitchen zoo/lion");
	roster_clear(&roster);
	stage_free(stage);
}

static void test_more_groups_than_there_is_room_for(void **state)
{
	struct stage *stage = stage_new(NULL, 0, 0);
	struct roster roster = { .shown = NULL };
	struct roster_order order = { SORT_NAME, GROUP_TOPIC, NULL };
	struct filter *all = filter_new();
	size_t count = 0;

	(void)state;
	for (int i = 0; i < 2 * ROSTER_GROUPS; i++) {
		char topic[32];
		snprintf(topic, sizeof topic, "g%d/d", i);
		stage_say(stage, topic, "1");
	}
	roster_refresh(&roster, stage->fleet, &order, all, stage->now);
	assert_int_equal(roster.group_count, ROSTER_GROUPS);
	for (size_t i = 0; i < roster.group_count; i++)
		count += roster.groups[i].count;
	assert_int_equal(count, 2 * ROSTER_GROUPS);
	filter_free(all);
	roster_clear(&roster);
	stage_free(stage);
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
		cmocka_unit_test(test_groups_and_pins),
		cmocka_unit_test(test_more_groups_than_there_is_room_for),
		cmocka_unit_test(test_filter),
		cmocka_unit_test(test_made_anew),
	};

	return cmocka_run_group_tests_name("roster", tests, NULL, NULL);
}
