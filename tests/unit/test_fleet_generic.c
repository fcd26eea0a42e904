/* test_fleet_generic: topics that no profile knows still become devices with metrics and statuses. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "support.h"

#include "telltale/base/clock.h"
#include "telltale/base/text.h"

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

static void check_metric(struct stage *stage, const char *device, const char *name, double value, const char *unit)
{
	const struct metric *metric = stage_metric(stage, device, name);

	assert_true(nearly(metric->value, value));
	assert_string_equal(metric->unit, unit);
}

static void check_presence(struct stage *stage, const char *device, enum presence presence)
{
	assert_string_equal(presence_text(stage_device(stage, device)->presence), presence_text(presence));
}

static void test_bare_values(void **state)
{
	struct stage *stage = *state;

	stage_say(stage, "house/kitchen/temperature", "21.5");
	stage_say(stage, "house/kitchen/humidity", "55 %");
	stage_say(stage, "house/kitchen/outside", "20.0 °C");
	stage_say(stage, "house/kitchen/window", "OPEN");
	stage_say(stage, "house/kitchen/light", "true");
	assert_int_equal(fleet_counts(stage->fleet)->devices, 1);
	check_metric(stage, "house/kitchen", "temperature", 21.5, "");
	check_metric(stage, "house/kitchen", "humidity", 55, "%");
	check_metric(stage, "house/kitchen", "outside", 20, "°C");
	assert_string_equal(stage_status(stage, "house/kitchen", "window")->text, "OPEN");
	assert_int_equal(stage_status(stage, "house/kitchen", "window")->kind, STATE_ACTIVE);
	assert_string_equal(stage_status(stage, "house/kitchen", "light")->text, "true");
	check_presence(stage, "house/kitchen", PRESENCE_ONLINE);
	stage_say(stage, "pressure", "1013"); /* a topic of one level is the device itself */
	check_metric(stage, "pressure", "value", 1013, "");
}

static void test_json(void **state)
{
	struct stage *stage = *state;
	struct device *device;

	stage_say(stage, "zigbee2mqtt/lamp",
	          "{\"state\":\"ON\",\"brightness\":215,\"color\":{\"x\":0.3},\"update\":{\"progress\":{\"now\":7}},"
	          "\"power\":[1.5,2],\"on\":false,\"none\":null,\"text\":\"20.0 °C\",\"empty\":\"\"}");
	check_metric(stage, "zigbee2mqtt/lamp", "brightness", 215, "");
	check_metric(stage, "zigbee2mqtt/lamp", "color.x", 0.3, "");
	check_metric(stage, "zigbee2mqtt/lamp", "update.progress.now", 7, "");
	check_metric(stage, "zigbee2mqtt/lamp", "power.1", 2, "");
	check_metric(stage, "zigbee2mqtt/lamp", "text", 20, "°C");
	assert_string_equal(stage_status(stage, "zigbee2mqtt/lamp", "state")->text, "ON");
	assert_string_equal(stage_status(stage, "zigbee2mqtt/lamp", "on")->text, "false");
	device = stage_device(stage, "zigbee2mqtt/lamp");
	assert_int_equal(device->metric_count, 6);
	assert_int_equal(device->status_count, 2);
	stage_say(stage, "tele/plug/SENSOR", "{\"ENERGY\":{\"Power\":2635}}"); /* a kind of message, no thing */
	check_metric(stage, "tele/plug", "ENERGY.Power", 2635, "");
}

static void test_what_is_no_state_is_left_out(void **state)
{
	struct stage *stage = *state;

	stage_say(stage, "plug", "{\"Time\":\"2021-01-01T00:00:00\",\"story\":\"a text that is far too long to be a state\","
	                         "\"list\":[1,2,3,4,5,6,7,8,9],\"a\":{\"b\":{\"c\":{\"d\":{\"e\":1}}}},\"n\":1}");
	struct device *device = stage_device(stage, "plug");
	assert_int_equal(device->status_count, 0);
	assert_int_equal(device->metric_count, 1);
	stage_say(stage, "house/log", "\x1b[31mE (123) wifi: disconnected\x1b[0m");
	stage_say(stage, "house/log", "\xff\xfe\x01");
	assert_int_equal(stage_device(stage, "house")->status_count, 0);
}

static void test_a_device_has_bounds(void **state)
{
	struct stage *stage = *state;
	char topic[48];

	for (int i = 0; i < 200; i++) {
		snprintf(topic, sizeof topic, "many/n%d", i);
		stage_say(stage, topic, "1");
		snprintf(topic, sizeof topic, "many/s%d", i);
		stage_say(stage, topic, "on");
	}
	assert_int_equal(stage_device(stage, "many")->metric_count, DEVICE_METRICS);
	assert_int_equal(stage_device(stage, "many")->status_count, DEVICE_STATUSES);
	check_metric(stage, "many", "n0", 1, ""); /* still the same after all the growth */
}

static void test_names_are_clean(void **state)
{
	struct stage *stage = *state;

	stage_say(stage, "evil\x1b]0;x\x07/\xe2\x80\xaename", "5");
	assert_string_equal(fleet_device(stage->fleet, 0)->title, "evil\\x1b]0;x\\x07");
	assert_string_equal(fleet_device(stage->fleet, 0)->metrics[0].name, "\\u202ename");
	stage_say(stage, "b", "{\"\\u001b[2J\":\"\\u001b[5mon\"}");
	const struct status *status = stage_status(stage, "b", "\\x1b[2J");
	assert_string_equal(status->text, "\\x1b[5mon");
}

static void test_a_word_may_come_where_a_number_was(void **state)
{
	struct stage *stage = *state;

	stage_say(stage, "house/kitchen/temperature", "21.5");
	stage_say(stage, "house/kitchen/temperature", "unavailable");
	check_metric(stage, "house/kitchen", "temperature", 21.5, "");
	assert_string_equal(stage_status(stage, "house/kitchen", "temperature")->text, "unavailable");
	assert_int_equal(stage_status(stage, "house/kitchen", "temperature")->kind, STATE_UNKNOWN);
}

static void test_availability_topics(void **state)
{
	struct stage *stage = *state;

	stage_say(stage, "zigbee2mqtt/lamp", "{\"brightness\":215}");
	stage_stored(stage, "zigbee2mqtt/lamp/availability", "{\"state\":\"offline\"}");
	check_presence(stage, "zigbee2mqtt/lamp", PRESENCE_OFFLINE);
	stage_say(stage, "zigbee2mqtt/lamp/availability", "{\"state\":\"online\"}");
	check_presence(stage, "zigbee2mqtt/lamp", PRESENCE_ONLINE);
	stage_say(stage, "tele/plug/LWT", "Offline");
	check_presence(stage, "tele/plug", PRESENCE_OFFLINE);
	stage_say(stage, "shelly/online", "false");
	check_presence(stage, "shelly", PRESENCE_OFFLINE);
	stage_say(stage, "node/status", "online");
	stage_pass(stage, CLOCK_SECOND);
	stage_say(stage, "node/status", "offline");
	check_presence(stage, "node", PRESENCE_OFFLINE);
	assert_int_equal(stage_device(stage, "node")->status_count, 0);
	stage_say(stage, "pump/status", "running"); /* a status that isn't about life */
	assert_string_equal(stage_status(stage, "pump", "status")->text, "running");
	stage_say(stage, "pump/connected", "by radio");
	assert_string_equal(stage_status(stage, "pump", "connected")->text, "by radio");
}

static void test_stale_after_the_users_time(void **state)
{
	struct stage *stage = *state;

	stage_say(stage, "house/kitchen/temperature", "21.5");
	stage_pass(stage, 300 * CLOCK_SECOND);
	check_presence(stage, "house/kitchen", PRESENCE_ONLINE);
	stage_pass(stage, CLOCK_SECOND);
	check_presence(stage, "house/kitchen", PRESENCE_STALE);
}

static void test_the_same_name_in_two_profiles_is_two_devices(void **state)
{
	struct stage *stage = stage_new("profile other { topic = \"other/{device}\" metric x { from = \"x\" } }", 0, 0);

	(void)state;
	stage_say(stage, "dbx/one/status", "{\"hatch_status\":1}");
	stage_say(stage, "other/one", "{\"x\":7}");
	assert_int_equal(fleet_counts(stage->fleet)->devices, 2);
	assert_string_equal(fleet_device(stage->fleet, 1)->profile->name, "other");
	stage_free(stage);
}

/* A device whose will comes on the topic of its own reports. */
static void test_alive_within_the_reports(void **state)
{
	struct stage *stage = stage_new("profile p { topic = \"p/{device}\" alive = \"p/{device}\" alive-from = \"up\" "
	                                "stale-after = 10 metric x { from = \"x\" } }", 0, 0);

	(void)state;
	stage_say(stage, "p/one", "{\"x\":7}");
	check_presence(stage, "one", PRESENCE_ONLINE);
	stage_say(stage, "p/one", "{\"up\":0}");
	check_presence(stage, "one", PRESENCE_OFFLINE);
	stage_stored(stage, "p/one", "{\"x\":8}");
	check_presence(stage, "one", PRESENCE_OFFLINE);
	stage_say(stage, "p/one", "{\"x\":8}");
	check_presence(stage, "one", PRESENCE_ONLINE);
	stage_pass(stage, 11 * CLOCK_SECOND);
	check_presence(stage, "one", PRESENCE_STALE);
	stage_say(stage, "p/one", "{\"x\":8,\"up\":1}");
	check_presence(stage, "one", PRESENCE_ONLINE);
	stage_free(stage);
}

#define with_stage(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_stage(test_bare_values),
		with_stage(test_json),
		with_stage(test_what_is_no_state_is_left_out),
		with_stage(test_a_device_has_bounds),
		with_stage(test_names_are_clean),
		with_stage(test_a_word_may_come_where_a_number_was),
		with_stage(test_availability_topics),
		with_stage(test_stale_after_the_users_time),
		cmocka_unit_test(test_the_same_name_in_two_profiles_is_two_devices),
		cmocka_unit_test(test_alive_within_the_reports),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests_name("fleet_generic", tests, NULL, NULL);
}
