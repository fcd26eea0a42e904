/* test_route: which device a topic belongs to, and what is kept of its last message. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "support.h"

#include "telltale/base/pool.h"
#include "telltale/core/route.h"

static const char *const two =
    "profile first { topic = \"x/{device}/state\" alive = \"x/{device}/alive\""
    "  status s { from = \"s\" } metric m { topic = \"x/{device}/m/+\" }"
    "  command go { topic = \"x/{device}/do\" } }"
    "profile second { topic = \"x/#\" metric n { from = \"n\" } metric whole { from = \"\" } }";

static int set_up(void **state)
{
	static struct profiles profiles;
	struct error error = ERROR_INIT;

	if (!profiles_add_text(&profiles, "test", two, &error))
		fail_msg("%s", error.text);
	*state = &profiles;
	return 0;
}

static int tear_down(void **state)
{
	profiles_clear(*state);
	return 0;
}

static bool find(const struct profiles *profiles, const char *topic, struct placing *placing)
{
	return route_find_profile((const struct profile *const *)profiles->all, profiles->count, topic, strlen(topic),
	                          placing);
}

static void check_profile(const struct profiles *profiles, const char *topic, const char *name, const char *device,
                          enum route_kind kind)
{
	struct placing placing;

	assert_true(find(profiles, topic, &placing));
	assert_string_equal(placing.profile->name, name);
	assert_int_equal(placing.device_length, strlen(device));
	assert_memory_equal(placing.device, device, strlen(device));
	assert_int_equal(placing.kind, kind);
}

static void test_the_first_profile_that_matches_has_it(void **state)
{
	struct placing placing;

	check_profile(*state, "x/one/state", "first", "one", ROUTE_PROFILE);
	check_profile(*state, "x/one/alive", "first", "one", ROUTE_PROFILE);
	check_profile(*state, "x/one/m/7", "first", "one", ROUTE_PROFILE);
	check_profile(*state, "x/one/do", "first", "one", ROUTE_ORDERS);
	check_profile(*state, "x/one/other", "second", "second", ROUTE_PROFILE); /* without {device} there is one */
	assert_false(find(*state, "y/one/state", &placing));
}

static void test_bindings(void **state)
{
	struct pool *pool = pool_new();
	struct placing placing;

	assert_true(find(*state, "x/one/m/7", &placing));
	struct route *route = route_new(pool, "x/one/m/7", 9, &placing, NULL);
	assert_int_equal(route->binding_count, 1);
	assert_int_equal(route->bindings[0].part, BIND_METRIC);
	assert_string_equal(route->bindings[0].from, "");
	route_free(pool, route);
	assert_true(find(*state, "x/other", &placing));
	route = route_new(pool, "x/other", 7, &placing, NULL);
	assert_int_equal(route->binding_count, 2);
	assert_int_equal(route->bindings[1].index, 1);
	route_free(pool, route);
	route_free(pool, NULL);
	pool_free(pool);
}

static void check_generic(const char *topic, const char *payload, const char *device, const char *leaf,
                          enum route_kind kind)
{
	struct decoder *decoder = decoder_new();
	struct value value = value_decode(decoder, payload, strlen(payload));
	struct placing placing;

	route_place_generic(topic, strlen(topic), &value, &placing);
	if (placing.device_length != strlen(device) || memcmp(placing.device, device, strlen(device)) != 0)
		fail_msg("%s: '%.*s'", topic, (int)placing.device_length, placing.device);
	assert_int_equal(placing.leaf_length, strlen(leaf));
	assert_memory_equal(placing.leaf, leaf, strlen(leaf));
	assert_int_equal(placing.kind, kind);
	assert_null(placing.profile);
	decoder_free(decoder);
}

static void test_generic_topics(void **state)
{
	(void)state;
	check_generic("house/kitchen/temperature", "21.5", "house/kitchen", "temperature", ROUTE_GENERIC);
	check_generic("zigbee2mqtt/lamp", "{\"state\":\"ON\"}", "zigbee2mqtt/lamp", "lamp", ROUTE_GENERIC);
	check_generic("tele/plug/SENSOR", "{\"a\":1}", "tele/plug", "SENSOR", ROUTE_GENERIC);
	check_generic("tele/plug/LWT", "Online", "tele/plug", "LWT", ROUTE_ALIVE);
	check_generic("lamp/availability", "{\"state\":\"online\"}", "lamp", "availability", ROUTE_ALIVE);
	check_generic("shelly/online", "true", "shelly", "online", ROUTE_ALIVE);
	check_generic("node/status", "offline", "node", "status", ROUTE_ALIVE);
	check_generic("node/status", "1", "node", "status", ROUTE_GENERIC); /* a number says nothing about life here */
	check_generic("node/status", "{\"state\":\"online\"}", "node", "status", ROUTE_GENERIC);
	check_generic("node/online", "42", "node", "online", ROUTE_GENERIC);
	check_generic("temperature", "5", "temperature", "value", ROUTE_GENERIC);
	check_generic("/temperature", "5", "/temperature", "value", ROUTE_GENERIC);
	check_generic("a/", "5", "a", "", ROUTE_GENERIC);
	check_generic("$SYS/broker/uptime", "17 seconds", "$SYS/broker", "uptime", ROUTE_GENERIC);
}

static void note(struct route *route, const char *payload, size_t most)
{
	struct message message = { .payload = payload, .payload_length = strlen(payload), .wall = 5, .mono = 7,
		                   .qos = 1 };

	route_note(route, &message, most);
}

static void test_the_last_payload_is_kept(void **state)
{
	struct placing placing = { .kind = ROUTE_GENERIC, .leaf = "\x1b", .leaf_length = 1 };
	struct pool *pool = pool_new();
	struct route *route = route_new(pool, "a\0b", 3, &placing, NULL);

	(void)state;
	assert_memory_equal(route->topic, "a\0b", 4);
	assert_string_equal(route->leaf, "\\x1b");
	note(route, "", 8);
	assert_int_equal(route->payload_kept, 0);
	note(route, "0123456789", 8);
	assert_int_equal(route->payload_kept, 8);
	assert_int_equal(route->payload_length, 10); /* so that the view can say 8 of 10 bytes */
	assert_memory_equal(route->payload, "01234567", 8);
	note(route, "x", 8);
	assert_int_equal(route->payload_kept, 1);
	note(route, "abcdef", 8);
	assert_memory_equal(route->payload, "abcdef", 6);
	assert_int_equal(route->messages, 4);
	assert_int_equal(route->bytes, 17);
	assert_true(route->last_wall == 5 && route->last_mono == 7);
	assert_int_equal(route->qos, 1);
	route_free(pool, route);
	pool_free(pool);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_first_profile_that_matches_has_it),
		cmocka_unit_test(test_bindings),
		cmocka_unit_test(test_generic_topics),
		cmocka_unit_test(test_the_last_payload_is_kept),
	};

	return cmocka_run_group_tests_name("route", tests, set_up, tear_down);
}
