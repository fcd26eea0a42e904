/* test_alert: what becomes an alert, and its life. */
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

#include "telltale/base/clock.h"

static const char profile[] =
    "profile oven {\n"
    "  topic = \"oven/{device}/now\"\n  alive = \"oven/{device}/alive\"\n  stale-after = 60\n"
    "  status door { states = {\"0=closed\", \"1=opened\", \"2=half\"} from = \"door\"\n"
    "    alert opened { after = 600 }\n    alert half { after = 20 level = \"alarm\" } }\n"
    "  status lock { states = {\"0=fine\", \"1=jammed\", \"2=broken\"} from = \"lock\" alarm = {\"jammed\", \"broken\"}\n"
    "    alert broken { level = \"none\" } }\n"
    "  status mode { from = \"mode\" alert manual { after = 5 } }\n"
    "  metric plain { from = \"plain\" warn-above = 40 alarm-above = 55 }\n"
    "  metric calm { from = \"calm\" warn-above = 40 alarm-above = 55 warn-below = 5 hysteresis = 2 }\n"
    "  metric slow { from = \"slow\" warn-above = 40 alarm-above = 55 for = 10 hysteresis = 1 }\n"
    "  command shut { key = \"s\" topic = \"oven/{device}/do\" payload = \"shut\" expect = \"door=closed\" within = 5 }\n"
    "  command open { key = \"o\" topic = \"oven/{device}/do\" payload = \"open\" expect = \"door=opened\"\n"
    "    contradicts = \"door=half\" within = 5 }\n"
    "}\n";

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

static void say(struct stage *stage, const char *payload)
{
	stage_say(stage, "oven/a/now", payload);
}

/* The active alert of that name and kind, or NULL. */
static const struct alert *active(const struct stage *stage, enum alert_kind kind, const char *what)
{
	const struct alerts *alerts = fleet_alerts(stage->fleet);

	for (size_t i = 0; i < alerts->count; i++)
		if (alert_is_active(&alerts->all[i]) && alerts->all[i].key.kind == kind &&
		    strcmp(alert_what(&alerts->all[i]), what) == 0)
			return &alerts->all[i];
	return NULL;
}

static const struct alert *past(const struct stage *stage, size_t newest_first)
{
	const struct alerts *alerts = fleet_alerts(stage->fleet);

	assert_true(newest_first < alerts->history_count);
	return &alerts->history[alerts->history_count - 1 - newest_first];
}

static void pass(struct stage *stage, int64_t seconds, const char *payload)
{
	for (int64_t i = 0; i < seconds; i++) {
		stage_pass(stage, CLOCK_SECOND);
		if (payload != NULL)
			say(stage, payload);
	}
}

static void test_a_limit(void **state)
{
	struct stage *stage = *state;

	say(stage, "{\"calm\":39}");
	assert_int_equal(stage->alert_steps, 0);
	say(stage, "{\"calm\":41}");
	assert_int_equal(stage->alert_step, ALERT_RAISED);
	const struct alert *alert = active(stage, ALERT_LIMIT, "calm");
	assert_non_null(alert);
	assert_int_equal(alert->level, LEVEL_WARN);
	assert_string_equal(alert->text, "41, above 40");
	say(stage, "{\"calm\":44}");
	say(stage, "{\"calm\":42}");
	assert_true(nearly(alert->extreme, 44));
	assert_int_equal(stage->alert_steps, 1);
	say(stage, "{\"calm\":60}");
	assert_int_equal(stage->alert_step, ALERT_WORSE);
	assert_string_equal(alert->text, "60, above 55");
	say(stage, "{\"calm\":54}"); /* not far enough within it */
	assert_int_equal(stage->alert_steps, 2);
	say(stage, "{\"calm\":50}");
	assert_int_equal(stage->alert_step, ALERT_BETTER);
	say(stage, "{\"calm\":39}");
	assert_int_equal(stage->alert_steps, 3);
	say(stage, "{\"calm\":38}"); /* far enough: at once */
	assert_int_equal(stage->alert_step, ALERT_CLEARED);
	assert_null(active(stage, ALERT_LIMIT, "calm"));
	assert_int_equal(past(stage, 0)->worst, LEVEL_ALARM);
	assert_true(nearly(past(stage, 0)->extreme, 60));
	say(stage, "{\"calm\":4}");
	assert_string_equal(stage->alert.text, "4, below 5");
	say(stage, "{\"calm\":6}");
	assert_int_equal(stage->alert_step, ALERT_RAISED);
}

/* Without a hysteresis a value must have been good for half a minute. */
static void test_a_value_that_dances_around_its_limit(void **state)
{
	struct stage *stage = *state;

	for (int i = 0; i < 40; i++)
		pass(stage, 1, i % 2 == 0 ? "{\"plain\":41}" : "{\"plain\":39}");
	assert_int_equal(stage->levels, 1);
	say(stage, "{\"plain\":56}"); /* worse: at once */
	assert_int_equal(stage->levels, 2);
	assert_int_equal(stage->level_before, LEVEL_WARN);
	say(stage, "{\"plain\":20}");
	assert_true(alert_is_ending(active(stage, ALERT_LIMIT, "plain")));
	pass(stage, 29, "{\"plain\":20}");
	assert_int_equal(stage->levels, 2);
	pass(stage, 1, NULL); /* by the clock alone */
	assert_int_equal(stage->levels, 3);
	assert_int_equal(stage->level_before, LEVEL_ALARM);
	assert_int_equal(stage->alert_step, ALERT_CLEARED);
}

static void test_a_value_must_be_beyond_its_limit_for_a_time(void **state)
{
	struct stage *stage = *state;

	for (int i = 0; i < 3; i++) {
		pass(stage, 9, "{\"slow\":50}");
		pass(stage, 1, "{\"slow\":20}");
	}
	assert_int_equal(stage->alert_steps, 0);
	assert_int_equal(fleet_counts(stage->fleet)->alerts, 0);
	int64_t begun = stage->now + CLOCK_SECOND;
	pass(stage, 9, "{\"slow\":50}");
	pass(stage, 1, "{\"slow\":60}");
	assert_int_equal(stage->alert_steps, 0);
	pass(stage, 3, NULL);
	const struct alert *alert = active(stage, ALERT_LIMIT, "slow");
	assert_int_equal(alert->level, LEVEL_WARN); /* it's an alarm only after ten seconds of that */
	assert_true(alert->since == begun);
	assert_true(alert->raised == begun + 10 * CLOCK_SECOND); /* whenever the clock ticks */
	pass(stage, 7, NULL);
	assert_int_equal(alert->level, LEVEL_ALARM);
}

/* A message that comes after the time was over finds the alert raised, with no tick in between. */
static void test_time_passes_with_messages_too(void **state)
{
	struct stage *stage = *state;

	say(stage, "{\"slow\":50}");
	stage->now += 20 * CLOCK_SECOND;
	say(stage, "{\"slow\":20}");
	assert_int_equal(stage->alert_steps, 2);
	assert_true(past(stage, 0)->raised == STAGE_BEGIN + 10 * CLOCK_SECOND);
	assert_true(past(stage, 0)->cleared == stage->now);
	stage->now += 200 * CLOCK_SECOND;
	say(stage, "{\"slow\":20}"); /* it was stale meanwhile */
	assert_int_equal(past(stage, 0)->key.kind, ALERT_STALE);
	assert_true(past(stage, 0)->raised == STAGE_BEGIN + 80 * CLOCK_SECOND);
}

static void test_states(void **state)
{
	struct stage *stage = *state;

	pass(stage, 599, "{\"door\":1,\"mode\":\"auto\"}");
	assert_int_equal(stage->alert_steps, 0);
	pass(stage, 2, "{\"door\":1}");
	assert_string_equal(active(stage, ALERT_STATUS, "door")->text, "opened for over 10 min");
	assert_int_equal(active(stage, ALERT_STATUS, "door")->level, LEVEL_WARN);
	pass(stage, 19, "{\"door\":2}");
	assert_int_equal(active(stage, ALERT_STATUS, "door")->level, LEVEL_WARN);
	pass(stage, 2, "{\"door\":2}");
	assert_int_equal(active(stage, ALERT_STATUS, "door")->level, LEVEL_ALARM);
	say(stage, "{\"door\":0}");
	assert_null(active(stage, ALERT_STATUS, "door"));
	say(stage, "{\"lock\":1}");
	assert_int_equal(active(stage, ALERT_STATUS, "lock")->level, LEVEL_ALARM); /* its kind is alarm */
	say(stage, "{\"lock\":2}"); /* and this one's too, but the profile wants none */
	assert_null(active(stage, ALERT_STATUS, "lock"));
	pass(stage, 6, "{\"mode\":\"manual\"}");
	assert_non_null(active(stage, ALERT_STATUS, "mode"));
}

/* A state that comes and goes: raised and cleared at once, but not again and again. */
static void test_a_state_that_comes_and_goes(void **state)
{
	struct stage *stage = *state;

	for (int i = 0; i < 50; i++) {
		say(stage, "{\"lock\":1}");
		say(stage, "{\"lock\":0}");
	}
	assert_int_equal(stage->alert_steps, 3);
	assert_int_equal(active(stage, ALERT_STATUS, "lock")->times, 2);
	pass(stage, 30, "{\"lock\":0}");
	assert_int_equal(stage->alert_steps, 4);
	pass(stage, 40, "{\"lock\":0}");
	say(stage, "{\"lock\":1}");
	say(stage, "{\"lock\":0}"); /* that was long ago */
	assert_int_equal(stage->alert_steps, 6);
	assert_int_equal(past(stage, 0)->times, 3);
	assert_int_equal(fleet_alerts(stage->fleet)->history_count, 1);
}

static void test_presence(void **state)
{
	struct stage *stage = *state;

	stage_say(stage, "house/kitchen", "{\"lamp\":\"on\",\"heat\":99}"); /* no profile: no limits, but it can fall silent */
	say(stage, "{\"plain\":20}");
	pass(stage, 61, NULL);
	assert_string_equal(stage->alert.text, "silent for too long");
	assert_true(stage->alert.since == STAGE_BEGIN);
	stage_say(stage, "oven/a/alive", "0");
	assert_null(active(stage, ALERT_STALE, ""));
	assert_int_equal(active(stage, ALERT_OFFLINE, "")->level, LEVEL_WARN);
	pass(stage, 40, NULL);
	say(stage, "{\"plain\":20}");
	assert_int_equal(fleet_counts(stage->fleet)->alerts, 0);
	pass(stage, 50, "{\"plain\":20}");
	for (int i = 0; i < 150; i++)
		pass(stage, 1, "{\"plain\":20}");
	assert_string_equal(active(stage, ALERT_STALE, "")->key.device->title, "house/kitchen");
}

/* What isn't known to be so now is no alert; what was one stays one. */
static void test_old_values(void **state)
{
	struct stage *stage = *state;

	stage_stored(stage, "oven/a/now", "{\"plain\":60,\"lock\":1,\"door\":1}");
	pass(stage, 700, NULL);
	assert_int_equal(stage->alert_steps, 0);
	say(stage, "{\"calm\":20}"); /* it lives: so the rest is believed */
	assert_int_equal(fleet_counts(stage->fleet)->alerts, 3);
	pass(stage, 61, NULL);
	assert_int_equal(fleet_counts(stage->fleet)->alerts, 4);
	assert_int_equal(fleet_counts(stage->fleet)->alarms, 2);
	say(stage, "{\"plain\":20,\"lock\":0,\"door\":0}");
	pass(stage, 30, "{\"plain\":20}");
	assert_int_equal(fleet_counts(stage->fleet)->alerts, 0);
	say(stage, "{\"slow\":50}");
	stage_say(stage, "oven/a/alive", "0");
	pass(stage, 15, NULL);
	assert_null(active(stage, ALERT_LIMIT, "slow")); /* nobody knows whether it lasted */
}

static void test_commands(void **state)
{
	struct stage *stage = *state;

	say(stage, "{\"door\":0}");
	stage_send(stage, "a", "open");
	say(stage, "{\"door\":2}");
	const struct alert *alert = active(stage, ALERT_COMMAND, "open");
	assert_non_null(strstr(alert->text, "contradicted"));
	assert_int_equal(alert->level, LEVEL_ALARM);
	stage_send(stage, "a", "open");
	pass(stage, 6, NULL);
	assert_int_equal(active(stage, ALERT_COMMAND, "open")->times, 2);
	assert_non_null(strstr(active(stage, ALERT_COMMAND, "open")->text, "timed out"));
	stage_send(stage, "a", "shut"); /* another one for the same door, which does what it should */
	say(stage, "{\"door\":0}");
	assert_null(active(stage, ALERT_COMMAND, "open"));
	stage_send(stage, "a", "open");
	pass(stage, 6, NULL);
	struct alert_key key = active(stage, ALERT_COMMAND, "open")->key;
	assert_true(fleet_acknowledge(stage->fleet, &key, "ann@gw")); /* nothing else would end it */
	assert_null(active(stage, ALERT_COMMAND, "open"));
	assert_string_equal(past(stage, 0)->who, "ann@gw");
}

static void test_acknowledged(void **state)
{
	struct stage *stage = *state;
	const struct fleet_counts *counts = fleet_counts(stage->fleet);

	say(stage, "{\"calm\":41}");
	assert_int_equal(counts->fresh, 1);
	struct alert_key key = active(stage, ALERT_LIMIT, "calm")->key;
	assert_true(fleet_acknowledge(stage->fleet, &key, "ann@gw"));
	assert_int_equal(stage->alert_step, ALERT_ACKNOWLEDGED);
	assert_false(fleet_acknowledge(stage->fleet, &key, "bob@gw"));
	assert_string_equal(active(stage, ALERT_LIMIT, "calm")->who, "ann@gw");
	assert_int_equal(counts->alerts, 1);
	assert_int_equal(counts->fresh, 0);
	say(stage, "{\"calm\":60}"); /* that isn't what ann knows of */
	assert_int_equal(counts->fresh, 1);
	say(stage, "{\"calm\":20}");
	assert_false(fleet_acknowledge(stage->fleet, &key, "ann@gw"));
}

static void test_muted(void **state)
{
	struct stage *stage = *state;
	const struct fleet_counts *counts = fleet_counts(stage->fleet);

	say(stage, "{\"calm\":41}");
	struct alert_key key = active(stage, ALERT_LIMIT, "calm")->key;
	assert_int_equal(stage_device(stage, "a")->alert, LEVEL_WARN);
	assert_true(fleet_mute(stage->fleet, &key, stage->now + 100 * CLOCK_SECOND));
	assert_int_equal(counts->alerts, 0);
	assert_int_equal(counts->muted_alerts, 1);
	assert_int_equal(stage_device(stage, "a")->alert, LEVEL_GOOD);
	say(stage, "{\"calm\":20}");
	pass(stage, 40, "{\"calm\":41}"); /* it comes again: still muted */
	assert_int_equal(counts->alerts, 0);
	pass(stage, 59, "{\"calm\":41}");
	assert_int_equal(counts->alerts, 0);
	pass(stage, 1, "{\"calm\":41}");
	assert_int_equal(counts->alerts, 1);
	assert_int_equal(stage->alert_step, ALERT_UNMUTED);
	assert_true(fleet_mute(stage->fleet, &key, stage->now + CLOCK_HOUR));
	assert_true(fleet_mute(stage->fleet, &key, CLOCK_NEVER));
	assert_int_equal(counts->alerts, 1);
}

static void test_bounds(void **state)
{
	struct stage *stage = stage_new(profile, 10000, 10000);
	const struct alerts *alerts = fleet_alerts(stage->fleet);
	char topic[64];

	(void)state;
	for (int i = 0; i < ALERT_MOST + 20; i++) {
		snprintf(topic, sizeof topic, "oven/%d/now", i);
		stage_say(stage, topic, "{\"calm\":50}");
	}
	assert_int_equal(fleet_counts(stage->fleet)->alerts, ALERT_MOST);
	assert_int_equal(alerts->count, ALERT_MOST);
	assert_int_equal(alerts->lost, 20);
	for (int i = 0; i < ALERT_MOST; i++) {
		snprintf(topic, sizeof topic, "oven/%d/now", i);
		stage_say(stage, topic, "{\"calm\":20}");
	}
	assert_int_equal(fleet_counts(stage->fleet)->alerts, 0);
	assert_int_equal(alerts->history_count, ALERT_HISTORY);
	stage_say(stage, "oven/5000/now", "{\"calm\":50}");
	assert_int_equal(fleet_counts(stage->fleet)->alerts, 1);
	stage_free(stage);
}

static void test_kinds_that_are_off(void **state)
{
	struct stage *stage = *state;
	struct fleet_settings settings = { .profiles = (const struct profile *const *)stage->profiles.all,
		                           .profile_count = stage->profiles.count, .most_topics = 10, .most_devices = 10,
		                           .stale_after = CLOCK_SECOND,
		                           .alerts_off = 1u << ALERT_STALE | 1u << ALERT_LIMIT };
	struct fleet *quiet = fleet_new(&settings);
	static const char payload[] = "{\"plain\":60,\"lock\":1}";
	struct message message = { .topic = "oven/a/now", .topic_length = 10, .payload = payload,
		                   .payload_length = sizeof payload - 1, .mono = CLOCK_SECOND };

	fleet_apply(quiet, &message);
	fleet_tick(quiet, CLOCK_HOUR);
	assert_int_equal(fleet_counts(quiet)->alerts, 1);
	fleet_free(quiet);
}

/* A copy has the same alerts, of its own devices, and goes on with them alone. */
static void test_copies(void **state)
{
	struct stage *stage = *state;

	say(stage, "{\"calm\":41,\"slow\":50,\"lock\":1,\"door\":1}");
	say(stage, "{\"calm\":20}");
	stage_say(stage, "oven/b/now", "{\"plain\":60}");
	stage_say(stage, "oven/b/now", "{\"plain\":20}");
	struct fleet *copy = fleet_copy(stage->fleet);
	check_same_fleet(stage->fleet, copy, SAME_ALL, "a copy");
	assert_ptr_equal(fleet_alerts(copy)->history[0].key.device, fleet_find(copy, "a"));
	for (int i = 0; i < 70; i++)
		fleet_tick(copy, stage->now + i * CLOCK_SECOND);
	stage_pass(stage, 69 * CLOCK_SECOND); /* with one tick instead of many */
	check_same_fleet(stage->fleet, copy, SAME_AS_SEEN, "70 s later");
	fleet_free(copy);
}

#define with_stage(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_stage(test_a_limit),
		with_stage(test_a_value_that_dances_around_its_limit),
		with_stage(test_a_value_must_be_beyond_its_limit_for_a_time),
		with_stage(test_time_passes_with_messages_too),
		with_stage(test_states),
		with_stage(test_a_state_that_comes_and_goes),
		with_stage(test_presence),
		with_stage(test_old_values),
		with_stage(test_commands),
		with_stage(test_acknowledged),
		with_stage(test_muted),
		cmocka_unit_test(test_bounds),
		with_stage(test_kinds_that_are_off),
		with_stage(test_copies),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
