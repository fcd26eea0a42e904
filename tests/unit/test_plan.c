/* test_plan: which topics have the same plan. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "support.h"

#include "telltale/core/plan.h"
#include "telltale/core/route.h"

static const struct plan *plan_of(const struct stage *stage, size_t topic)
{
	return fleet_route(stage->fleet, topic)->plan;
}

static void test_topics_of_a_kind_share_it(void **state)
{
	struct stage *stage = stage_new(NULL, 0, 0);
	char topic[32];

	(void)state;
	for (int round = 0; round < 2; round++)
		for (int i = 0; i < 100; i++) {
			snprintf(topic, sizeof topic, "room/%d", i);
			stage_say(stage, topic, "{\"temperature\":21.5,\"door\":\"open\"}");
		}
	assert_non_null(plan_of(stage, 0));
	for (size_t i = 1; i < 100; i++)
		assert_ptr_equal(plan_of(stage, i), plan_of(stage, 0));
	stage_free(stage);
}

/* One whose values have other kinds gets another plan, and the others keep theirs. */
static void test_what_differs_does_not(void **state)
{
	struct stage *stage = stage_new(NULL, 0, 0);

	(void)state;
	for (int round = 0; round < 3; round++) {
		stage_say(stage, "room/a", "{\"t\":1,\"door\":\"open\"}");
		stage_say(stage, "room/b", "{\"t\":2,\"door\":\"closed\"}");
	}
	assert_non_null(plan_of(stage, 0));
	assert_ptr_equal(plan_of(stage, 1), plan_of(stage, 0));
	stage_say(stage, "room/b", "{\"t\":\"broken\",\"door\":3}");
	assert_ptr_not_equal(plan_of(stage, 1), plan_of(stage, 0));
	stage_say(stage, "room/a", "{\"t\":5,\"door\":\"closed\"}");
	const struct device *a = fleet_find(stage->fleet, "room/a"), *b = fleet_find(stage->fleet, "room/b");
	assert_int_equal(a->metric_count, 1);
	assert_int_equal(a->status_count, 1);
	assert_true(a->metrics[0].value == 5);
	assert_string_equal(a->statuses[0].text, "closed");
	assert_int_equal(b->metric_count, 2);
	assert_int_equal(b->status_count, 2);
	assert_string_equal(b->statuses[1].text, "broken");
	assert_true(b->metrics[1].value == 3);
	stage_free(stage);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_topics_of_a_kind_share_it),
		cmocka_unit_test(test_what_differs_does_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
