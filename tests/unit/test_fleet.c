/* test_fleet: devices that a profile knows: states, presence, counts, caps. Others: test_fleet_generic. */
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
#include "telltale/core/series.h"

static const char open_and_down[] = "{\"hatch_status\":1,\"lift_status\":0,\"temperature\":24.1,\"battery\":80}";
static const char closed_and_down[] = "{\"hatch_status\":0,\"lift_status\":0,\"temperature\":24.1,\"battery\":80}";

static int set_up(void **state)
{
	*state = stage_new(NULL, 0, 0);
	return 0;
}

static int tear_down(void **state)
{
	stage_free(*state);
	return 0;
}

static void check_presence(struct stage *stage, enum presence presence)
{
	assert_string_equal(presence_text(stage_device(stage, "dbx-01")->presence), presence_text(presence));
}

static void test_a_message_makes_a_device(void **state)
{
	struct stage *stage = *state;

	stage_say(stage, "dbx/dbx-01/status", open_and_down);
	struct device *device = stage_device(stage, "dbx-01");
	assert_string_equal(device->profile->title, "DBX drone box");
	assert_ptr_equal(fleet_device(stage->fleet, 0), device);
	assert_null(fleet_device(stage->fleet, 1));
	assert_string_equal(stage_status(stage, "dbx-01", "hatch")->text, "opened");
	assert_string_equal(stage_status(stage, "dbx-01", "lift")->text, "down");
	assert_true(nearly(stage_metric(stage, "dbx-01", "temp")->value, 24.1));
	assert_false(stage_metric(stage, "dbx-01", "humidity")->seen); /* not in the message */
	check_presence(stage, PRESENCE_ONLINE);
	assert_true(device->last_live == stage->now);
	assert_null(fleet_find(stage->fleet, "dbx-02"));
}

static void test_a_part_of_the_fields_leaves_the_others(void **state)
{
	struct stage *stage = *state;

	stage_say(stage, "dbx/dbx-01/status", open_and_down);
	stage_say(stage, "dbx/dbx-01/status", "{\"lift_status\":3}");
	stage_say(stage, "dbx/dbx-01/status", "{\"hatch_status\":null}");
	stage_say(stage, "dbx/dbx-01/status", "{\"hatch_status\":");
	stage_say(stage, "dbx/dbx-01/status", "");
	assert_string_equal(stage_status(stage, "dbx-01", "hatch")->text, "opened");
	assert_string_equal(stage_status(stage, "dbx-01", "lift")->text, "raising");
	stage_say(stage, "dbx/dbx-01/status", "{\"hatch_status\":9}");
	assert_string_equal(stage_status(stage, "dbx-01", "hatch")->text, "9");
	assert_int_equal(stage_status(stage, "dbx-01", "hatch")->kind, STATE_UNKNOWN);
}

static void test_stored_messages_say_what_was(void **state)
{
	struct stage *stage = *state;

	stage_stored(stage, "dbx/dbx-01/status", open_and_down);
	assert_string_equal(stage_status(stage, "dbx-01", "hatch")->text, "opened");
	assert_true(stage_status(stage, "dbx-01", "hatch")->stored);
	assert_int_equal(stage_metric(stage, "dbx-01", "temp")->series.samples, 0);
	assert_true(series_begin(&stage_metric(stage, "dbx-01", "temp")->series) == CLOCK_NEVER);
	check_presence(stage, PRESENCE_STORED);
	assert_true(stage_device(stage, "dbx-01")->last_live == CLOCK_NEVER);
	assert_false(device_is_live(stage_device(stage, "dbx-01")));
	stage_pass(stage, 2 * CLOCK_SECOND);
	assert_true(nearly(fleet_counts(stage->fleet)->rate, 0));
	assert_int_equal(fleet_counts(stage->fleet)->messages, 1);
	assert_int_equal(fleet_counts(stage->fleet)->online, 0);
}

static void test_the_last_will_says_offline(void **state)
{
	struct stage *stage = *state;

	stage_say(stage, "dbx/dbx-01/alive", "1");
	stage_say(stage, "dbx/dbx-01/status", open_and_down);
	check_presence(stage, PRESENCE_ONLINE);
	stage_pass(stage, CLOCK_SECOND);
	stage_say(stage, "dbx/dbx-01/alive", "0");
	check_presence(stage, PRESENCE_OFFLINE);
	assert_int_equal(stage->presence_before, PRESENCE_ONLINE);
	assert_true(stage_device(stage, "dbx-01")->presence_since == stage->now);
	assert_true(stage_device(stage, "dbx-01")->presence_seen);
	assert_string_equal(stage_status(stage, "dbx-01", "hatch")->text, "opened"); /* kept, to be shown dim */
	stage_pass(stage, CLOCK_DAY);
	check_presence(stage, PRESENCE_OFFLINE);
	stage_say(stage, "dbx/dbx-01/status", open_and_down); /* its own word outweighs the older will */
	check_presence(stage, PRESENCE_ONLINE);
}

static void test_stored_will(void **state)
{
	struct stage *stage = *state;

	stage_stored(stage, "dbx/dbx-01/status", open_and_down);
	stage_stored(stage, "dbx/dbx-01/alive", "0");
	check_presence(stage, PRESENCE_OFFLINE);
	assert_false(stage_device(stage, "dbx-01")->presence_seen); /* nobody knows since when */
	stage_stored(stage, "dbx/dbx-01/status", closed_and_down);
	check_presence(stage, PRESENCE_OFFLINE);
	stage_stored(stage, "dbx/dbx-01/alive", "1"); /* the broker vouches for it, for a while */
	check_presence(stage, PRESENCE_ONLINE);
	assert_true(stage_device(stage, "dbx-01")->last_live == CLOCK_NEVER);
	stage_pass(stage, 31 * CLOCK_SECOND);
	check_presence(stage, PRESENCE_STALE);
}

static void test_an_alive_topic_that_says_neither_says_nothing(void **state)
{
	struct stage *stage = *state;

	stage_say(stage, "dbx/dbx-01/status", open_and_down);
	stage_pass(stage, CLOCK_SECOND);
	stage_say(stage, "dbx/dbx-01/alive", "0");
	stage_say(stage, "dbx/dbx-01/alive", ""); /* somebody cleared what was stored */
	check_presence(stage, PRESENCE_OFFLINE);
	stage_say(stage, "dbx/dbx-01/alive", "maybe");
	check_presence(stage, PRESENCE_OFFLINE);
	stage_say(stage, "dbx/dbx-01/alive", "1");
	check_presence(stage, PRESENCE_ONLINE);
}

static void test_silence_makes_stale(void **state)
{
	struct stage *stage = *state;
	int64_t heard = stage->now;

	stage_say(stage, "dbx/dbx-01/status", open_and_down);
	stage_pass(stage, 30 * CLOCK_SECOND);
	check_presence(stage, PRESENCE_ONLINE);
	stage_pass(stage, CLOCK_MILLISECOND);
	check_presence(stage, PRESENCE_STALE);
	assert_int_equal(stage->presence_before, PRESENCE_ONLINE);
	assert_true(stage_device(stage, "dbx-01")->presence_since == heard);
	stage_stored(stage, "dbx/dbx-01/status", open_and_down); /* the broker's copy is no sign of life */
	check_presence(stage, PRESENCE_STALE);
	stage_say(stage, "dbx/dbx-01/status", open_and_down);
	check_presence(stage, PRESENCE_ONLINE);
	assert_int_equal(stage->presences, 3);
}

static void test_orders_of_others_are_no_device(void **state)
{
	struct stage *stage = *state;

	stage_say(stage, "dbx/dbx-07/do", "{\"command\":\"open_hatch\"}");
	assert_int_equal(fleet_counts(stage->fleet)->devices, 0);
	assert_int_equal(fleet_counts(stage->fleet)->topics, 1);
	assert_int_equal(fleet_counts(stage->fleet)->unplaced, 0);
	stage_say(stage, "dbx/dbx-01/status", open_and_down);
	stage_pass(stage, 31 * CLOCK_SECOND);
	stage_say(stage, "dbx/dbx-01/do", "{\"command\":\"open_hatch\"}");
	check_presence(stage, PRESENCE_STALE);
	assert_int_equal(stage_device(stage, "dbx-01")->messages, 1);
	assert_string_equal(stage_device(stage, "dbx-01")->routes->next_of_device->topic, "dbx/dbx-01/do");
}

static void test_counts(void **state)
{
	struct stage *stage = *state;
	const struct fleet_counts *counts = fleet_counts(stage->fleet);

	stage_say(stage, "dbx/a/status", "{\"temperature\":41}");
	stage_say(stage, "dbx/b/status", "{\"temperature\":60}");
	stage_say(stage, "dbx/c/status", "{\"temperature\":20}");
	stage_say(stage, "dbx/d/alive", "0");
	assert_int_equal(stage->levels, 2);
	assert_int_equal(stage->level_before, LEVEL_GOOD);
	stage_pass(stage, 0);
	assert_int_equal(counts->online, 3);
	assert_int_equal(counts->offline, 1);
	assert_int_equal(counts->alerts, 3); /* and one that is offline */
	assert_int_equal(counts->alarms, 1);
	assert_int_equal(counts->fresh, 3);
	assert_int_equal(counts->devices, 4);
	assert_int_equal(counts->topics, 4);
	assert_int_equal(counts->bytes, 3 * strlen("{\"temperature\":41}") + 1);
	assert_int_equal(device_level(stage_device(stage, "b")), LEVEL_ALARM);
	stage_say(stage, "dbx/b/status", "{\"temperature\":20}");
	stage_pass(stage, 31 * CLOCK_SECOND);
	assert_int_equal(counts->stale, 3);
	assert_int_equal(counts->alerts, 5); /* three are silent; that a is too warm was the last that was heard of it */
	assert_int_equal(counts->alarms, 0);
}

static void test_rate(void **state)
{
	struct stage *stage = *state;

	for (int i = 0; i < 50; i++) {
		stage_say(stage, "dbx/dbx-01/status", open_and_down);
		stage_stored(stage, "dbx/dbx-02/status", open_and_down);
		stage_pass(stage, 100 * CLOCK_MILLISECOND);
	}
	assert_true(nearly(fleet_counts(stage->fleet)->rate, 10));
	stage_pass(stage, CLOCK_SECOND);
	stage_pass(stage, CLOCK_SECOND);
	assert_true(nearly(fleet_counts(stage->fleet)->rate, 0));
}

static void test_time_never_goes_back(void **state)
{
	struct stage *stage = *state;

	stage_say(stage, "dbx/dbx-01/status", open_and_down);
	stage->now -= 10 * CLOCK_SECOND;
	stage_say(stage, "dbx/dbx-01/status", closed_and_down);
	stage_pass(stage, 0);
	assert_true(fleet_now(stage->fleet) == STAGE_BEGIN);
	assert_true(stage_status(stage, "dbx-01", "hatch")->since == STAGE_BEGIN);
}

static void test_topics_beyond_the_cap_are_counted(void **state)
{
	struct stage *stage = stage_new(NULL, 3, 0);
	const struct fleet_counts *counts = fleet_counts(stage->fleet);
	char topic[32];

	(void)state;
	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < 5; i++) {
			snprintf(topic, sizeof topic, "dbx/box-%d/status", i);
			stage_say(stage, topic, open_and_down);
		}
	}
	assert_int_equal(counts->topics, 3);
	assert_int_equal(counts->devices, 3);
	assert_int_equal(counts->messages, 10);
	assert_int_equal(counts->unplaced, 4);
	assert_true(counts->full);
	assert_int_equal(stage_device(stage, "box-2")->messages, 2); /* the old ones go on */
	assert_null(fleet_find(stage->fleet, "box-3"));
	stage_free(stage);
}

static void test_devices_beyond_the_cap_are_counted(void **state)
{
	struct stage *stage = stage_new(NULL, 0, 2);
	const struct fleet_counts *counts = fleet_counts(stage->fleet);
	char topic[32];

	(void)state;
	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < 5; i++) {
			snprintf(topic, sizeof topic, "dbx/box-%d/status", i);
			stage_say(stage, topic, open_and_down);
		}
	}
	assert_int_equal(counts->devices, 2);
	assert_int_equal(counts->unplaced, 6);
	assert_true(counts->full);
	stage_say(stage, "dbx/box-1/alive", "0"); /* a new topic of a device that is there */
	assert_int_equal(stage_device(stage, "box-1")->presence, PRESENCE_OFFLINE);
	stage_free(stage);
}

#define with_stage(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_stage(test_a_message_makes_a_device),
		with_stage(test_a_part_of_the_fields_leaves_the_others),
		with_stage(test_stored_messages_say_what_was),
		with_stage(test_the_last_will_says_offline),
		with_stage(test_stored_will),
		with_stage(test_an_alive_topic_that_says_neither_says_nothing),
		with_stage(test_silence_makes_stale),
		with_stage(test_orders_of_others_are_no_device),
		with_stage(test_counts),
		with_stage(test_rate),
		with_stage(test_time_never_goes_back),
		cmocka_unit_test(test_topics_beyond_the_cap_are_counted),
		cmocka_unit_test(test_devices_beyond_the_cap_are_counted),
	};

	return cmocka_run_group_tests_name("fleet", tests, NULL, NULL);
}
