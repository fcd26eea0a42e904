/* test_fleet_copy: a model once more: equal, and from then on by itself. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "same.h"
#include "support.h"
#include "traffic.h"

#include "telltale/base/clock.h"

/* --- equal ------------------------------------------------------------------------------------------------- */

static void test_an_empty_one(void **state)
{
	struct stage *stage = stage_new(NULL, 0, 0);
	struct fleet *copy = fleet_copy(stage->fleet);

	(void)state;
	check_same_fleet(stage->fleet, copy, SAME_ALL, "empty");
	assert_int_equal(fleet_counts(copy)->devices, 0);
	assert_null(fleet_device(copy, 0));
	assert_null(fleet_command(copy, 0));
	fleet_free(copy);
	stage_free(stage);
}

/* Nothing that changes is shared: what the copy shows stays, whatever happens to the original. */
static void test_nothing_is_shared(void **state)
{
	struct stage *stage = stage_new(NULL, 0, 0);

	(void)state;
	stage_say(stage, "dbx/b1/status", "{\"hatch_status\":0,\"lift_status\":0,\"temperature\":20}");
	stage_say(stage, "garden/lamp", "{\"power\":1,\"mode\":\"auto\"}");
	stage_pass(stage, 2 * CLOCK_SECOND);
	stage_say(stage, "dbx/b1/status", "{\"hatch_status\":0,\"lift_status\":0,\"temperature\":21}");
	stage_say(stage, "garden/lamp", "{\"power\":2,\"mode\":\"auto\"}");
	struct command *command = stage_send(stage, "b1", "open_hatch");
	struct fleet *copy = fleet_copy(stage->fleet), *still = fleet_copy(stage->fleet);
	for (size_t i = 0; i < 2; i++) {
		const struct device *mine = fleet_device(copy, i), *other = fleet_device(stage->fleet, i);
		assert_ptr_not_equal(mine, other);
		assert_ptr_not_equal(mine->id, other->id);
		assert_ptr_not_equal(mine->title, other->title);
		assert_ptr_not_equal(mine->statuses, other->statuses);
		assert_ptr_not_equal(mine->metrics, other->metrics);
		assert_ptr_not_equal(mine->metrics[0].series.rings, other->metrics[0].series.rings);
		assert_ptr_not_equal(mine->routes, other->routes);
		assert_ptr_equal(mine->routes->device, mine);
		assert_ptr_equal(mine->profile, other->profile); /* profiles never change */
	}
	assert_ptr_equal(fleet_find(copy, "b1")->command, fleet_command(copy, 0));
	assert_ptr_equal(fleet_command(copy, 0)->device, fleet_find(copy, "b1"));
	stage_pass(stage, CLOCK_SECOND);
	fleet_accepted(stage->fleet, command->id, 0);
	stage_say(stage, "dbx/b1/status", "{\"hatch_status\":1,\"lift_status\":1,\"temperature\":60}");
	stage_say(stage, "dbx/b1/alive", "0");
	stage_say(stage, "garden/lamp", "{\"power\":2,\"mode\":\"manual\",\"more\":3}");
	stage_say(stage, "garden/new", "{\"power\":2}");
	check_same_fleet(copy, still, SAME_ALL, "whatever happened to the original");
	assert_int_equal(fleet_command(copy, 0)->state, COMMAND_SENT);
	assert_int_equal(fleet_counts(copy)->devices, 2);
	fleet_free(still);
	fleet_free(stage->fleet); /* and a copy outlives the original, which the sanitizers watch */
	stage->fleet = copy;
	fleet_tick(copy, STAGE_BEGIN + CLOCK_MINUTE);
	assert_int_equal(fleet_command(copy, 0)->state, COMMAND_TIMED_OUT);
	assert_string_equal(fleet_find(copy, "b1")->statuses[0].text, "closed");
	stage_free(stage);
}

/* A model and copies from many moments, to all of which the same happens. */
static void check_run(uint64_t seed, bool copy_goes_on)
{
	enum { STEPS = 1500, COPY_EVERY = 100 };
	struct stage *stage = stage_new(NULL, 0, 0);
	struct fleet *original = stage->fleet, *copy = fleet_copy(original);
	struct happening happening;
	int64_t now = STAGE_BEGIN;
	char where[64];

	for (unsigned i = 0; i < STEPS; i++) {
		traffic_draw(&happening, &seed, &now);
		traffic_happen(original, &happening);
		traffic_happen(copy, &happening);
		if (i % 10 == 0 || i % COPY_EVERY > COPY_EVERY - 3) {
			snprintf(where, sizeof where, "step %u (%s)", i, happening.topic);
			check_same_fleet(original, copy, SAME_ALL, where);
		}
		if (i % COPY_EVERY < COPY_EVERY - 1)
			continue;
		if (copy_goes_on) { /* a copy of the copy; and the original is forgotten */
			struct fleet *next = fleet_copy(copy);
			fleet_free(original);
			original = copy;
			copy = next;
		} else {
			fleet_free(copy);
			copy = fleet_copy(original);
		}
	}
	assert_in_range(fleet_counts(original)->devices, 8, 12);
	assert_non_null(fleet_command(original, 20)); /* there was something of everything */
	fleet_free(copy);
	stage->fleet = original;
	stage_free(stage);
}

static void test_the_same_happens_to_both(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 6; seed++)
		check_run(seed, false);
}

static void test_copies_of_copies(void **state)
{
	(void)state;
	for (uint64_t seed = 11; seed <= 16; seed++)
		check_run(seed, true);
}

/* More commands than are kept: those that went leave nothing behind that a copy could point to. */
static void test_more_commands_than_are_kept(void **state)
{
	struct stage *stage = stage_new(NULL, 0, 0);

	(void)state;
	stage_say(stage, "dbx/b1/status", "{\"hatch_status\":0,\"lift_status\":0}");
	stage_say(stage, "dbx/b2/status", "{\"hatch_status\":0,\"lift_status\":0}");
	stage_send(stage, "b2", "open_hatch"); /* will be forgotten */
	for (int i = 0; i < 300; i++) {
		struct command *command = stage_send(stage, "b1", "open_hatch");
		fleet_end(stage->fleet, command, COMMAND_FAILED, 0, "");
		if (i % 50 == 0 || i > 250) {
			struct fleet *copy = fleet_copy(stage->fleet);
			check_same_fleet(stage->fleet, copy, SAME_ALL, "many commands");
			fleet_free(copy);
		}
	}
	struct fleet *copy = fleet_copy(stage->fleet);
	assert_null(fleet_find(copy, "b2")->command);
	assert_null(fleet_command(copy, 256));
	fleet_ask(copy, fleet_find(copy, "b2"), &fleet_find(copy, "b2")->profile->commands[0], "me", 0);
	assert_int_equal(fleet_command(copy, 0)->id, 302);
	fleet_free(copy);
	stage_free(stage);
}

static void test_caps_are_kept(void **state)
{
	struct stage *stage = stage_new(NULL, 4, 2);

	(void)state;
	for (int i = 0; i < 3; i++) {
		char topic[32];
		snprintf(topic, sizeof topic, "room/%d/x", i);
		stage_say(stage, topic, "1");
	}
	struct fleet *copy = fleet_copy(stage->fleet);
	struct happening happening = { .topic = "room/0/y", .payload = "2", .now = stage->now };
	for (int i = 0; i < 3; i++) {
		happening.topic[7] = (char)('y' + i);
		traffic_happen(stage->fleet, &happening);
		traffic_happen(copy, &happening);
		check_same_fleet(stage->fleet, copy, SAME_ALL, "at the caps");
	}
	assert_true(fleet_counts(copy)->full);
	assert_int_equal(fleet_counts(copy)->topics, 4);
	fleet_free(copy);
	stage_free(stage);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_an_empty_one),
		cmocka_unit_test(test_nothing_is_shared),
		cmocka_unit_test(test_the_same_happens_to_both),
		cmocka_unit_test(test_copies_of_copies),
		cmocka_unit_test(test_more_commands_than_are_kept),
		cmocka_unit_test(test_caps_are_kept),
	};

	return cmocka_run_group_tests_name("fleet_copy", tests, NULL, NULL);
}
