/* test_tally: a model whose devices take over what stands in tallies is the one whose devices take message after message. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "random_json.h"
#include "same.h"
#include "support.h"
#include "telltale/base/buffer.h"
#include "telltale/base/clock.h"
#include "telltale/core/tally.h"

static const char profile[] =
    "profile oven {\n"
    "  topic = \"oven/{device}/now\"\n  stale-after = 3\n"
    "  status door { states = {\"0=closed\", \"1=opened\", \"2=half\"} from = \"door\"\n"
    "    alert opened { after = 2 }\n    alert half { level = \"alarm\" } }\n"
    "  status mode { from = \"mode\" }\n"
    "  metric heat { from = \"heat\" scale = 0.5 offset = 1 warn-above = 40 alarm-above = 55 hysteresis = 2 }\n"
    "  metric power { from = \"power\" decimals = 1 }\n"
    "  command shut { key = \"s\" topic = \"oven/{device}/do\" payload = \"shut\" expect = \"door=closed\" within = 1 }\n"
    "}\n";

static size_t tallies(const struct fleet *fleet)
{
	size_t count = 0;

	for (size_t i = 0; i < fleet_counts(fleet)->topics; i++)
		count += fleet_route(fleet, i)->tallies && fleet_route(fleet, i)->tally->messages > 0;
	return count;
}

/* --- random messages ------------------------------------------------------------------------------------- */

static const char *one_of(const char *const *texts, size_t count, uint64_t chance)
{
	return texts[chance % count];
}

/* One in `odd` values isn't what it usually is. */
static void draw_oven(uint64_t *seed, unsigned odd, struct buffer *payload)
{
	static const char *const strange[] = { "null", "true", "\"1\"", "9e99", "1e999", "\"\"", "-0", "\"7 W\"", "123456789012345678" };
	uint64_t chance = random_next(seed);
	bool is_odd = chance % odd == 0;

	buffer_format(payload, "{\"door\":%u,", (unsigned)(chance >> 20) % (is_odd ? 4 : 1));
	buffer_format(payload, "\"mode\":\"%s\",", chance >> 8 & 15 ? "auto" : is_odd ? "" : "manual");
	if (is_odd && (chance >> 25) % 3 == 0)
		buffer_format(payload, "\"heat\":%s,\"power\":%s}", one_of(strange, 9, chance >> 30), one_of(strange, 9, chance >> 40));
	else
		buffer_format(payload, "\"heat\":%u.%u,\"power\":%u}", (unsigned)(chance >> 30) % (is_odd ? 120 : 70),
		              (unsigned)(chance >> 45) % 20, (unsigned)(chance >> 50) % 3000);
}

static void draw_room(uint64_t *seed, unsigned odd, struct buffer *payload)
{
	static const char *const texts[] = { "\"on\"", "\"off\"", "true", "\"true\"", "false", "\"21 °C\"", "\"2026-11-27T00:00:00\"", "\"\"", "null",
		                             "\"a text that is far too long to be a state\"", "7", "\"\\u0041\"", "\"error\"", "\"jammed\"",
		                             "\"half open\"", "\"\xc3\xa4\"", "\"a state of thirty-one letters..\"" };
	uint64_t chance = random_next(seed);
	bool is_odd = chance % odd == 0;

	buffer_format(payload, "{\"at\":\"2026-11-27T00:00:%02u\",\"lamp\":%s,\"t\":%u.%02u,\"in\":{\"x\":%s,\"list\":[%u,%u]}",
	              (unsigned)(chance >> 20) % 60, texts[is_odd ? (chance >> 26) % 17 : (chance >> 26) % 16 < 12 ? 0 : (chance >> 26) % 4],
	              (unsigned)(chance >> 30) % 40, (unsigned)(chance >> 36) % 100, is_odd ? texts[(chance >> 42) % 17] : "1.5",
	              (unsigned)(chance >> 46) % 3, (unsigned)(chance >> 48) % 100);
	if (is_odd && (chance >> 52) % 4 == 0)
		buffer_format(payload, ",\"in.x\":%u", (unsigned)(chance >> 54) % 9); /* the same name again */
	buffer_text(payload, chance >> 60 == 0 ? " }" : "}");
	if (chance >> 52 == 0)
		random_damage(seed, payload);
}

/* Things that happen to both. */
static void happen(struct fleet *fleet, uint64_t chance, int64_t now)
{
	struct device *oven = fleet_find(fleet, "a");

	if (chance % 97 == 0)
		fleet_tick(fleet, now);
	if (chance % 499 == 0 && oven != NULL) {
		struct command *command = fleet_ask(fleet, oven, &oven->profile->commands[0], "me@here", STAGE_WALL + now);
		if (command->state == COMMAND_ASKED)
			fleet_confirm(fleet, command, STAGE_WALL + now);
	}
}

/* step: milliseconds between two messages, at most. */
static void check(uint64_t seed, unsigned odd, unsigned step)
{
	static const char *const topics[] = { "oven/a/now", "oven/b/now", "room/one", "room/two/state", "room/two/light" };
	struct stage *with = stage_new(profile, 0, 0), *without = stage_new(profile, 0, 0);
	int64_t now = STAGE_BEGIN;
	size_t tallied = 0;

	for (int i = 0; i < 30000; i++) {
		struct buffer payload = { NULL, 0, 0 };
		uint64_t chance = random_next(&seed);
		unsigned topic = (unsigned)(chance >> 40) % (chance % 1000 < 20 ? 5 : 4);
		now += (int64_t)(chance >> 8) % (step * CLOCK_MILLISECOND) + (chance % 2003 == 0 ? 5 * CLOCK_SECOND : 0);
		if (topic < 2)
			draw_oven(&seed, odd, &payload);
		else
			draw_room(&seed, odd, &payload);
		struct message message = { .topic = topics[topic], .topic_length = strlen(topics[topic]), .payload = payload.bytes,
			                   .payload_length = payload.length, .wall = STAGE_WALL + now, .mono = now,
			                   .stored = (chance >> 20) % 1500 == 0 };
		fleet_apply(with->fleet, &message);
		stage_apply_whole(without->fleet, &message);
		happen(with->fleet, chance, now);
		happen(without->fleet, chance, now);
		tallied += tallies(with->fleet);
		if (chance % 1009 == 0)
			check_same_fleet(with->fleet, without->fleet, SAME_AS_SEEN, "on the way");
		if (chance % 5003 == 0) {
			struct fleet *copy = fleet_copy(with->fleet);
			check_same_fleet(copy, without->fleet, SAME_AS_SEEN, "copied");
			fleet_free(copy);
		}
		assert_int_equal(with->alert_steps, without->alert_steps);
		assert_int_equal(with->presences, without->presences);
		assert_int_equal(fleet_counts(with->fleet)->changes, fleet_counts(without->fleet)->changes);
		assert_int_equal(fleet_counts(with->fleet)->changed_at, fleet_counts(without->fleet)->changed_at);
		buffer_clear(&payload);
	}
	assert_true(tallied > 5000);
	check_same_fleet(with->fleet, without->fleet, SAME_AS_SEEN, "at the end");
	stage_free(with);
	stage_free(without);
}

static void test_a_model_is_the_same_with_and_without(void **state)
{
	(void)state;
	check(1, 100, 10);
	check(2, 20, 40);
	check(3, 1000, 2);
	check(4, 300, 200);
}

/* --- one by one ------------------------------------------------------------------------------------------ */

static int set_up(void **state)
{
	*state = stage_new(profile, 0, 0);
	return 0;
}

static int tear_down(void **state)
{
	stage_free(*state);
	return 0;
}

/* So many messages within a second; # in the payload is their number, counted from 0. */
static void burst(struct stage *stage, const char *topic, const char *payload, int count)
{
	size_t before = strcspn(payload, "#");
	char text[200];

	for (int i = 0; i < count; i++) {
		if (payload[before] == '#')
			snprintf(text, sizeof text, "%.*s%d%s", (int)before, payload, i, payload + before + 1);
		else
			snprintf(text, sizeof text, "%s", payload);
		stage_say(stage, topic, text);
		stage->now += CLOCK_SECOND / 1000;
	}
}

#define OVEN "{\"door\":0,\"mode\":\"auto\",\"heat\":#,\"power\":5}"

static void test_what_is_in_a_tally_is_there_when_somebody_looks(void **state)
{
	struct stage *stage = *state;
	double least, most;

	burst(stage, "room/one", "{\"n\":#,\"lamp\":\"on\"}", 50);
	assert_int_equal(tallies(stage->fleet), 1);
	const struct metric *n = stage_metric(stage, "room/one", "n");
	assert_int_equal(tallies(stage->fleet), 0);
	assert_true(n->value == 49);
	assert_int_equal(n->at, stage->now - CLOCK_SECOND / 1000);
	assert_int_equal(n->series.samples, 50);
	assert_true(series_range(&n->series, stage->now, &least, &most));
	assert_true(least == 0 && most == 49);
	assert_int_equal(stage_device(stage, "room/one")->messages, 50);
	burst(stage, "room/one", "{\"n\":#,\"lamp\":\"on\"}", 2); /* it goes on */
	assert_int_equal(tallies(stage->fleet), 1);
	assert_int_equal(fleet_route(stage->fleet, 0)->payload_kept, 19);
	assert_memory_equal(fleet_route(stage->fleet, 0)->payload, "{\"n\":1,\"lamp\":\"on\"}", 19);
	assert_int_equal(fleet_route(stage->fleet, 0)->messages, 52);
}

static void test_a_second_goes_into_the_history(void **state)
{
	struct stage *stage = *state;
	double columns[3];

	stage->now = (stage->now / CLOCK_SECOND + 1) * CLOCK_SECOND;
	burst(stage, "room/one", "{\"n\":#}", 999);
	stage->now += CLOCK_SECOND / 1000;
	burst(stage, "room/one", "{\"n\":#.5}", 600);
	const struct metric *n = stage_metric(stage, "room/one", "n");
	series_columns(&n->series, stage->now, 2 * CLOCK_SECOND, 0, columns, 2);
	assert_true(columns[0] == 998);
	assert_true(columns[1] == 599.5);
	assert_int_equal(n->decimals, 1);
}

static void test_a_limit_is_noticed_at_once(void **state)
{
	struct stage *stage = *state;

	burst(stage, "oven/a/now", OVEN, 60); /* 0.5 n + 1 */
	assert_int_equal(stage->levels, 0);
	assert_int_equal(tallies(stage->fleet), 1);
	burst(stage, "oven/a/now", "{\"door\":0,\"mode\":\"auto\",\"heat\":80,\"power\":5}", 1);
	assert_int_equal(stage->levels, 1);
	assert_true(stage_metric(stage, "a", "heat")->value == 41);
	assert_int_equal(stage_metric(stage, "a", "heat")->series.samples, 61);
}

static void test_a_state_is_noticed_at_once(void **state)
{
	struct stage *stage = *state;
	uint64_t changes;

	burst(stage, "oven/a/now", OVEN, 20);
	changes = fleet_counts(stage->fleet)->changes;
	stage_say(stage, "oven/a/now", "{\"door\":2,\"mode\":\"auto\",\"heat\":21,\"power\":5}");
	assert_int_equal(fleet_counts(stage->fleet)->changes, changes + 2); /* and its alert */
	assert_int_equal(stage->alert_steps, 1); /* half open */
	assert_int_equal(tallies(stage->fleet), 1);
	assert_string_equal(stage_status(stage, "a", "door")->text, "half");
	assert_int_equal(stage_status(stage, "a", "door")->since, stage->now);
	assert_true(stage_metric(stage, "a", "heat")->value == 11.5);
}

/* Of a device without a profile some wait in the tally, each with its time; none that sounds like trouble, or is its end. */
static void test_states_in_a_tally(void **state)
{
	struct stage *stage = *state;
	struct strip_change history[STRIP_CHANGES];
	char text[64];
	uint64_t changes;

	burst(stage, "room/one", "{\"n\":#,\"lamp\":\"on\"}", 20);
	changes = fleet_counts(stage->fleet)->changes;
	int64_t began = stage->now;
	for (int i = 0; i < 11; i++) {
		snprintf(text, sizeof text, "{\"n\":30,\"lamp\":\"state %d\"}", i);
		stage_say(stage, "room/one", text);
		assert_int_equal(fleet_counts(stage->fleet)->changes, changes + (uint64_t)i + 1);
		assert_int_equal(fleet_counts(stage->fleet)->changed_at, stage->now);
		stage->now += CLOCK_SECOND / 100;
	}
	assert_int_equal(tallies(stage->fleet), 1);
	const struct status *lamp = stage_status(stage, "room/one", "lamp");
	assert_string_equal(lamp->text, "state 10");
	assert_int_equal(status_history(lamp, history), 12);
	for (int i = 0; i < 11; i++)
		assert_int_equal(history[i + 1].at, began + i * (CLOCK_SECOND / 100));
	stage_say(stage, "room/one", "{\"n\":30,\"lamp\":\"calm\"}");
	stage_say(stage, "room/one", "{\"n\":30,\"lamp\":\"jammed\"}");
	assert_int_equal(fleet_counts(stage->fleet)->alarms, 1);
	assert_string_equal(lamp->text, "jammed");
	stage_say(stage, "room/one", "{\"n\":30,\"lamp\":\"calm\"}");
	assert_string_equal(lamp->text, "calm"); /* without being asked for */
	stage->now += CLOCK_MINUTE;
	for (int i = 0; i < 5; i++)
		stage_say(stage, "room/one", "{\"n\":30,\"lamp\":\"jammed\"}");
	stage_say(stage, "room/one", "{\"n\":30,\"lamp\":\"calm\"}");
	assert_string_equal(lamp->text, "calm");
}

/* One name, twice: the second is a change each time, although it stays what it was. */
static void test_a_state_that_is_said_twice(void **state)
{
	struct stage *stage = *state;

	burst(stage, "room/one", "{\"in\":{\"x\":\"on\"},\"in.x\":\"on\"}", 20);
	burst(stage, "room/one", "{\"in\":{\"x\":\"off\"},\"in.x\":\"on\"}", 5);
	assert_int_equal(stage_status(stage, "room/one", "in.x")->changes, 11);
}

static void test_silence_begins_with_the_last_message(void **state)
{
	struct stage *stage = *state;

	burst(stage, "oven/a/now", OVEN, 50);
	assert_int_equal(tallies(stage->fleet), 1);
	int64_t last = stage->now - CLOCK_SECOND / 1000;
	stage_pass(stage, last + 3 * CLOCK_SECOND - stage->now);
	assert_int_equal(fleet_counts(stage->fleet)->stale, 0);
	stage_pass(stage, 1);
	assert_int_equal(fleet_counts(stage->fleet)->stale, 1);
	assert_int_equal(stage_device(stage, "a")->presence_since, last);
}

/* Who may be silent for less than the second that a tally lasts. */
static void test_one_that_must_speak_often(void **state)
{
	struct stage *stage = *state;

	stage->profiles.all[0]->stale_after = CLOCK_SECOND / 10;
	burst(stage, "oven/a/now", OVEN, 20);
	stage->now += CLOCK_SECOND / 5;
	burst(stage, "oven/a/now", OVEN, 1);
	assert_int_equal(stage->presences, 3); /* online, stale, online */
}

static void test_who_has_no_tally(void **state)
{
	struct stage *stage = *state;
	char payload[2000] = "{\"n\":1,\"text\":\"";
	size_t length = strlen(payload);

	for (int i = 0; i < 20; i++) { /* too seldom */
		stage_say(stage, "room/one", "{\"n\":1}");
		stage->now += CLOCK_SECOND;
	}
	memset(payload + length, 'x', sizeof payload - length - 3);
	memcpy(payload + sizeof payload - 3, "\"}", 3);
	for (int i = 0; i < 20; i++) /* too large */
		stage_say(stage, "room/two", payload);
	for (int i = 0; i < 20; i++) /* one device, two topics in turn */
		stage_say(stage, i % 2 == 0 ? "room/three/state" : "room/three/status", "{\"n\":1}");
	assert_false(fleet_route(stage->fleet, 0)->tallies);
	assert_int_equal(fleet_counts(stage->fleet)->devices, 3);
	assert_int_equal(tallies(stage->fleet), 0);
}

/* A profile may take one value for many parts: more than a tally has bits for. */
static void test_a_profile_with_very_many_parts(void **state)
{
	struct buffer text = { NULL, 0, 0 };

	(void)state;
	buffer_text(&text, "profile wide {\n  topic = \"wide/{device}\"\n");
	for (int i = 0; i < 64; i++)
		buffer_format(&text, "  status s%d { from = \"s\" states = {\"1=one\"} }\n  metric m%d { from = \"n\" offset = %d }\n", i, i, i);
	buffer_text(&text, "}\n");
	buffer_char(&text, '\0');
	struct stage *stage = stage_new(text.bytes, 0, 0);
	burst(stage, "wide/a", "{\"n\":#,\"s\":1}", 20);
	assert_false(fleet_route(stage->fleet, 0)->tallies);
	assert_true(stage_metric(stage, "a", "m63")->value == 19 + 63);
	assert_int_equal(stage_metric(stage, "a", "m63")->series.samples, 20);
	stage_free(stage);
	buffer_clear(&text);
}

static void test_an_order_is_proved_by_a_report(void **state)
{
	struct stage *stage = *state;

	burst(stage, "oven/a/now", "{\"door\":1,\"mode\":\"auto\",\"heat\":#,\"power\":5}", 20);
	assert_int_equal(tallies(stage->fleet), 1);
	stage_send(stage, "a", "shut");
	burst(stage, "oven/a/now", "{\"door\":1,\"mode\":\"auto\",\"heat\":#,\"power\":5}", 2);
	burst(stage, "oven/a/now", OVEN, 1);
	assert_int_equal(stage->step, COMMAND_ACKNOWLEDGED);
}

/* What has no room in the tally's memory gets memory of its own, and the next tally is larger. */
static void test_payloads_grow(void **state)
{
	struct stage *stage = *state;
	char payload[160];

	for (int digits = 1; digits < 60; digits++) {
		snprintf(payload, sizeof payload, "{\"n\":#.%0*d,\"lamp\":\"on\"}", digits, 5);
		burst(stage, "room/one", payload, 5);
		snprintf(payload, sizeof payload, "{\"n\":4.%0*d,\"lamp\":\"on\"}", digits, 5);
		const struct route *route = fleet_route(stage->fleet, 0);
		assert_int_equal(route->payload_kept, strlen(payload));
		assert_memory_equal(route->payload, payload, route->payload_kept);
	}
	assert_int_equal(stage_metric(stage, "room/one", "n")->series.samples, 59 * 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_model_is_the_same_with_and_without),
		cmocka_unit_test_setup_teardown(test_what_is_in_a_tally_is_there_when_somebody_looks, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_a_second_goes_into_the_history, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_a_limit_is_noticed_at_once, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_a_state_is_noticed_at_once, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_states_in_a_tally, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_a_state_that_is_said_twice, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_silence_begins_with_the_last_message, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_one_that_must_speak_often, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_who_has_no_tally, set_up, tear_down),
		cmocka_unit_test(test_a_profile_with_very_many_parts),
		cmocka_unit_test_setup_teardown(test_an_order_is_proved_by_a_report, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_payloads_grow, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
