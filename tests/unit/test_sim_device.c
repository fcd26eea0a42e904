/* test_sim_device: simulated devices on a clock of the test's own, seen by what they publish. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <stdio.h>
#include <string.h>

#include <cjson/cJSON.h>
#include <cmocka.h>

#include "telltale/app/sim_device.h"
#include "telltale/app/sim_drive.h"
#include "telltale/base/clock.h"
#include "telltale/base/random.h"

#define START (1000 * CLOCK_SECOND)

/* Far more time than any movement takes, in the steps that a test looks at. */
#define STEP (100 * CLOCK_MILLISECOND)

enum { DBX_01 = 0, DBX_03 = 2, DBX_04 = 3, GREENHOUSE = 4, WEATHER = 5, KITCHEN = 6 };

static double number_in(const struct sim_message *message, const char *key)
{
	cJSON *json = cJSON_ParseWithOpts(message->payload, NULL, 1);
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(json, key);

	assert_true(cJSON_IsNumber(item));
	double number = item->valuedouble;
	cJSON_Delete(json);
	return number;
}

static void order(struct sim_device *device, int64_t now, const char *command)
{
	char payload[64];

	snprintf(payload, sizeof payload, "{\"command\":\"%s\"}", command);
	sim_device_receive(device, now, payload, strlen(payload), false);
}

/* What a status of a box says: hatch * 10 + lift. */
static int state_in(const struct sim_message *message)
{
	return (int)number_in(message, "hatch_status") * 10 + (int)number_in(message, "lift_status");
}

/* What the box says next, at once or by its schedule. */
static int told(struct sim_device *device, int64_t *now)
{
	struct sim_message message;

	while (!sim_device_next(device, *now, &message))
		*now += STEP;
	return state_in(&message);
}

/* Whether something is said now, without waiting for the schedule. The rate must be low. */
static bool speaks(struct sim_device *device, int64_t now)
{
	struct sim_message message;
	bool spoke = false;

	while (sim_device_next(device, now, &message))
		spoke = true;
	return spoke;
}

/* A box that publishes by itself only once in a long while, so that what it says is an answer. */
static struct sim_device *quiet_box(uint64_t seed)
{
	struct sim_device *device = sim_device_new(DBX_01, 1e-6, seed, START);
	struct sim_message message;

	while (sim_device_next(device, START, &message))
		;
	return device;
}

/* Orders, and lets the movement take its time. Returns the last state told, -1 if none was. */
static int settle(struct sim_device *device, int64_t *now, const char *command)
{
	struct sim_message message;
	int last = -1;

	order(device, *now, command);
	for (int64_t end = *now + 10 * CLOCK_SECOND; *now < end; *now += STEP)
		while (sim_device_next(device, *now, &message))
			last = state_in(&message);
	return last;
}

static void test_names_and_topics(void **state)
{
	static const struct {
		unsigned index;
		const char *name, *topic;
		bool obeys;
	} expected[] = {
		{ 0, "dbx-01", "dbx/dbx-01/status", true },
		{ 3, "dbx-04", "dbx/dbx-04/status", true },
		{ 4, "greenhouse", "sensors/greenhouse", false },
		{ 5, "weather", "sensors/weather", false },
		{ 6, "kitchen", "house/kitchen/temperature", false },
		{ 7, "dbx-05", "dbx/dbx-05/status", true },
		{ 11, "greenhouse-02", "sensors/greenhouse-02", false },
		{ 13, "room-02", "house/room-02/temperature", false },
		{ 700, "dbx-401", "dbx/dbx-401/status", true },
		{ 9999, "dbx-5716", "dbx/dbx-5716/status", true },
	};
	struct sim_message message;

	(void)state;
	for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
		struct sim_device *device = sim_device_new(expected[i].index, 1, 1, START);
		assert_string_equal(sim_device_name(device), expected[i].name);
		assert_true((sim_device_order_topic(device) != NULL) == expected[i].obeys);
		assert_true((sim_device_alive_topic(device) != NULL) == expected[i].obeys);
		sim_device_connected(device);
		assert_true(sim_device_next(device, START, &message));
		assert_string_equal(message.topic, expected[i].topic);
		assert_int_equal(message.length, strlen(message.payload));
		sim_device_free(device);
	}
}

static void test_hatch_sequence_and_time(void **state)
{
	struct sim_device *device = quiet_box(1);
	int64_t now = START + CLOCK_SECOND;

	(void)state;
	order(device, now, "open_hatch");
	assert_int_equal(told(device, &now), 30);
	assert_true(now == START + CLOCK_SECOND);
	assert_false(speaks(device, now + 3 * CLOCK_SECOND - 1));
	now += 3 * CLOCK_SECOND;
	assert_int_equal(told(device, &now), 10);
	assert_true(now <= START + 6 * CLOCK_SECOND + STEP);
	sim_device_free(device);
}

static void test_lift_sequence_and_time(void **state)
{
	struct sim_device *device = quiet_box(1);
	int64_t now = START;

	(void)state;
	assert_int_equal(settle(device, &now, "open_hatch"), 10);
	for (int tries = 0; settle(device, &now, "raise_lift") != 11; tries++)
		assert_true(tries < 10);
	order(device, now, "lower_lift");
	int64_t before = now;
	assert_int_equal(told(device, &now), 12);
	assert_true(now == before);
	sim_device_free(device);
}

static void test_lift_stays_under_a_closed_hatch(void **state)
{
	struct sim_device *device = quiet_box(1);
	int64_t now = START;

	(void)state;
	order(device, now, "raise_lift");
	assert_false(speaks(device, now));
	order(device, now, "open_hatch");
	assert_int_equal(told(device, &now), 30);
	order(device, now, "raise_lift");
	assert_false(speaks(device, now));
	sim_device_free(device);
}

static void test_hatch_stays_open_over_a_raised_lift(void **state)
{
	struct sim_device *device = quiet_box(1);
	int64_t now = START;

	(void)state;
	assert_int_equal(settle(device, &now, "open_hatch"), 10);
	order(device, now, "raise_lift");
	assert_int_equal(told(device, &now), 13);
	order(device, now, "close_hatch");
	assert_false(speaks(device, now));
	sim_device_free(device);
}

static void test_what_already_is_gets_acknowledged(void **state)
{
	struct sim_device *device = quiet_box(1);
	int64_t now = START;

	(void)state;
	order(device, now, "close_hatch");
	assert_int_equal(told(device, &now), 0);
	order(device, now, "lower_lift");
	assert_int_equal(told(device, &now), 0);
	order(device, now, "open_hatch");
	assert_int_equal(told(device, &now), 30);
	order(device, now, "open_hatch");
	assert_int_equal(told(device, &now), 30);
	assert_true(now == START);
	sim_device_free(device);
}

static void test_garbage_is_ignored(void **state)
{
	static const char *const garbage[] = {
		"", "open_hatch", "{", "{}", "[]", "null", "{\"command\":1}", "{\"command\":\"explode\"}",
		"{\"command\":null}", "{\"Command\":\"open_hatch\"}", "{\"command\":\"open_hatch\"} x",
		"\xff\xfe", "[\"open_hatch\"]", "{\"command\":[\"open_hatch\"]}",
		"{\"command\":\"open_hatch_and_much_more_than_any_command_has\"}",
	};
	static const char nul[] = "{\"command\":\"open_hatch\"}\0";
	static char huge[100000];
	struct sim_device *device = quiet_box(1);

	(void)state;
	for (size_t i = 0; i < sizeof garbage / sizeof *garbage; i++) {
		sim_device_receive(device, START, garbage[i], strlen(garbage[i]), false);
		assert_false(speaks(device, START));
	}
	sim_device_receive(device, START, nul, sizeof nul, false);
	memset(huge, '[', sizeof huge);
	sim_device_receive(device, START, huge, sizeof huge, false);
	assert_false(speaks(device, START));
	sim_device_free(device);
}

static void test_retained_order_is_ignored(void **state)
{
	static const char payload[] = "{\"command\":\"open_hatch\"}";
	struct sim_device *device = quiet_box(1);

	(void)state;
	sim_device_receive(device, START, payload, sizeof payload - 1, true);
	assert_false(speaks(device, START));
	sim_device_receive(device, START, payload, sizeof payload - 1, false);
	assert_true(speaks(device, START));
	sim_device_free(device);
}

static void test_first_order_never_jams(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < 500; seed++) {
		struct sim_device *device = quiet_box(seed);
		int64_t now = START;

		assert_int_equal(settle(device, &now, "open_hatch"), 10);
		sim_device_free(device);
	}
}

static void test_later_orders_jam_now_and_then(void **state)
{
	unsigned stuck = 0, back = 0, all = 3000;

	(void)state;
	for (uint64_t seed = 0; seed < all; seed++) {
		struct sim_device *device = quiet_box(seed);
		int64_t now = START;

		settle(device, &now, "open_hatch");
		int last = settle(device, &now, "close_hatch");
		assert_true(last == 0 || last == 20 || last == 10);
		stuck += last == 20;
		back += last == 10;
		if (last == 20) {
			/* The next order frees it. */
			int64_t before = now;
			order(device, now, "close_hatch");
			assert_int_equal(told(device, &now), 20);
			assert_true(now == before);
		}
		sim_device_free(device);
	}
	/* Once in 12, half of them each. */
	assert_in_range(stuck + back, all / 16, all / 9);
	assert_in_range(stuck, all / 32, all / 18);
}

static void test_lift_is_never_out_of_a_closed_hatch(void **state)
{
	static const char *const commands[] = { "open_hatch", "close_hatch", "raise_lift", "lower_lift" };
	struct sim_device *device = sim_device_new(DBX_01, 1, 5, START);
	struct random random;
	struct sim_message message;
	int seen_up = 0;

	(void)state;
	random_seed(&random, 5, 0);
	for (int64_t now = START; now < START + 5 * CLOCK_HOUR; now += CLOCK_SECOND) {
		if (random_once_in(&random, 3))
			order(device, now, commands[random_bits(&random) % 4]);
		while (sim_device_next(device, now, &message)) {
			int hatch = (int)number_in(&message, "hatch_status");
			int lift = (int)number_in(&message, "lift_status");
			assert_true(lift == SIM_LOW || hatch == SIM_HIGH);
			seen_up += lift == SIM_HIGH;
		}
	}
	assert_true(seen_up > 100);
	sim_device_free(device);
}

/* FNV-1a. */
static uint64_t mix_in(uint64_t digest, const char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		digest = (digest ^ (unsigned char)bytes[i]) * UINT64_C(0x100000001b3);
	return digest;
}

/* A digest of everything that a device says in a while, with some orders in between. */
static uint64_t run(unsigned index, uint64_t seed)
{
	struct sim_device *device = sim_device_new(index, 2, seed, START);
	struct sim_message message;
	uint64_t digest = UINT64_C(0xcbf29ce484222325);

	for (int64_t now = START; now < START + 5 * CLOCK_MINUTE; now += STEP) {
		if ((now - START) % (11 * CLOCK_SECOND) == 0)
			order(device, now, (now - START) % (2 * CLOCK_SECOND) ? "close_hatch" : "open_hatch");
		while (sim_device_next(device, now, &message))
			digest = mix_in(digest, message.payload, message.length);
	}
	sim_device_free(device);
	return digest;
}

static void test_same_seed_same_run(void **state)
{
	(void)state;
	for (unsigned index = 0; index < 14; index++) {
		assert_true(run(index, 42) == run(index, 42));
		assert_true(run(index, 42) != run(index, 43));
	}
	assert_true(run(0, 42) != run(1, 42));
}

static void test_rate(void **state)
{
	static const double rates[] = { 0.5, 1, 7, 500, 20000 };
	struct sim_message message;

	(void)state;
	for (size_t i = 0; i < sizeof rates / sizeof *rates; i++) {
		struct sim_device *device = sim_device_new(GREENHOUSE, rates[i], 1, START);
		double count = 0;

		for (int64_t now = START; now < START + 20 * CLOCK_SECOND; now += CLOCK_MILLISECOND)
			while (sim_device_next(device, now, &message))
				count++;
		/* What falls into the last millisecond isn't asked for any more. */
		assert_true(count >= 20 * rates[i] - 1 - rates[i] / 1000 && count <= 20 * rates[i] + 1);
		sim_device_free(device);
	}
}

static void test_what_was_missed_is_skipped(void **state)
{
	struct sim_device *device = sim_device_new(GREENHOUSE, 1000, 1, START);
	struct sim_message message;
	int count = 0;

	(void)state;
	while (sim_device_next(device, START + CLOCK_HOUR, &message))
		count++;
	assert_in_range(count, 1, 2);
	assert_true(sim_device_due(device) > START + CLOCK_HOUR);
	assert_true(sim_device_due(device) <= START + CLOCK_HOUR + CLOCK_MILLISECOND);
	sim_device_free(device);
}

static void test_fourth_box_drops_out_and_comes_back(void **state)
{
	struct sim_device *device = sim_device_new(DBX_04, 1, 1, START);
	struct sim_message message;
	int64_t changed = START, down = 0;
	bool out = false;
	int changes = 0;

	(void)state;
	for (int64_t now = START; now < START + 10 * CLOCK_MINUTE; now += STEP) {
		sim_device_advance(device, now);
		if (sim_device_is_out(device)) {
			down += STEP;
			assert_false(sim_device_next(device, now, &message));
			order(device, now, "open_hatch");
		}
		if (sim_device_is_out(device) != out) {
			int64_t least = out ? 18 : 37, most = out ? 22 : 43;
			assert_in_range((now - changed) / CLOCK_SECOND, least - 1, most + 1);
			out = !out;
			changed = now;
			changes++;
		}
	}
	assert_in_range(changes, 18, 21);
	assert_in_range(down / CLOCK_SECOND, 160, 230);
	/* It has heard none of the orders. */
	sim_device_connected(device);
	int64_t later = START + 10 * CLOCK_MINUTE + CLOCK_MINUTE / 2;
	assert_int_equal(told(device, &later), 0);
	sim_device_free(device);
}

static void test_third_box_runs_hot_now_and_then(void **state)
{
	struct sim_device *device = sim_device_new(DBX_03, 1, 1, START);
	struct sim_message message;
	int hot = 0, all = 0;

	(void)state;
	for (int64_t now = START; now < START + CLOCK_HOUR; now += CLOCK_SECOND) {
		while (sim_device_next(device, now, &message)) {
			double temperature = number_in(&message, "temperature");
			assert_true(temperature > 20 && temperature < 45);
			hot += temperature > 40;
			all++;
		}
	}
	assert_in_range(hot, all / 5, all / 2);
	sim_device_free(device);
}

static void check_range(const struct sim_message *message, const char *key, double low, double high)
{
	double number = number_in(message, key);

	assert_true(number >= low && number <= high);
}

static void test_stations_stay_in_bounds(void **state)
{
	struct sim_device *greenhouse = sim_device_new(GREENHOUSE, 1, 3, START);
	struct sim_device *weather = sim_device_new(WEATHER, 1, 3, START);
	struct sim_message message;
	bool on = false, off = false;

	(void)state;
	for (int64_t now = START; now < START + CLOCK_HOUR; now += CLOCK_SECOND) {
		while (sim_device_next(greenhouse, now, &message)) {
			check_range(&message, "soil", 27, 37);
			check_range(&message, "lux", 0, 13000);
			check_range(&message, "temperature", 14, 32);
			on |= strstr(message.payload, "\"pump\":\"on\"") != NULL;
			off |= strstr(message.payload, "\"pump\":\"off\"") != NULL;
		}
		while (sim_device_next(weather, now, &message)) {
			check_range(&message, "temperature", 5, 23);
			check_range(&message, "humidity", 0, 100);
			check_range(&message, "pressure", 1000, 1025);
			check_range(&message, "wind", 0, 12);
		}
	}
	assert_true(on && off);
	sim_device_free(greenhouse);
	sim_device_free(weather);
}

static void test_room_publishes_bare_values_in_turn(void **state)
{
	struct sim_device *device = sim_device_new(KITCHEN, 1, 1, START);
	struct sim_message message;
	int temperatures = 0, humidities = 0, closed = 0, open = 0;

	(void)state;
	for (int64_t now = START; now < START + 10 * CLOCK_MINUTE; now += CLOCK_SECOND) {
		while (sim_device_next(device, now, &message)) {
			if (strcmp(message.topic, "house/kitchen/temperature") == 0)
				temperatures += strstr(message.payload, " °C") != NULL;
			else if (strcmp(message.topic, "house/kitchen/humidity") == 0)
				humidities += strspn(message.payload, "0123456789") == message.length;
			else if (strcmp(message.payload, "closed") == 0)
				closed++;
			else if (strcmp(message.payload, "open") == 0)
				open++;
		}
	}
	assert_in_range(temperatures, 199, 201);
	assert_in_range(humidities, 199, 201);
	assert_in_range(closed + open, 200, 240);
	assert_true(closed > open && open > 10);
	sim_device_free(device);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names_and_topics),
		cmocka_unit_test(test_hatch_sequence_and_time),
		cmocka_unit_test(test_lift_sequence_and_time),
		cmocka_unit_test(test_lift_stays_under_a_closed_hatch),
		cmocka_unit_test(test_hatch_stays_open_over_a_raised_lift),
		cmocka_unit_test(test_what_already_is_gets_acknowledged),
		cmocka_unit_test(test_garbage_is_ignored),
		cmocka_unit_test(test_retained_order_is_ignored),
		cmocka_unit_test(test_first_order_never_jams),
		cmocka_unit_test(test_later_orders_jam_now_and_then),
		cmocka_unit_test(test_lift_is_never_out_of_a_closed_hatch),
		cmocka_unit_test(test_same_seed_same_run),
		cmocka_unit_test(test_rate),
		cmocka_unit_test(test_what_was_missed_is_skipped),
		cmocka_unit_test(test_fourth_box_drops_out_and_comes_back),
		cmocka_unit_test(test_third_box_runs_hot_now_and_then),
		cmocka_unit_test(test_stations_stay_in_bounds),
		cmocka_unit_test(test_room_publishes_bare_values_in_turn),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
