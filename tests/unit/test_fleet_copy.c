/* test_fleet_copy: a model once more: equal, and from then on by itself. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "same.h"
#include "support.h"

#include "telltale/base/clock.h"

/* Something that happens to a model, the same for each that it is done to. */
struct happening {
	char topic[48], payload[160], device[16];
	bool stored;
	int64_t now, id; /* id: of the command that is answered */
	unsigned what;   /* 0..9 */
	size_t command;
};

enum { MESSAGE = 6, ASK, ANSWER, TICK, WHATS };

static void draw_box(struct happening *happening, uint64_t chance)
{
	snprintf(happening->topic, sizeof happening->topic, "dbx/box-%u/%s", (unsigned)(chance % 4),
	         chance / 4 % 8 == 0 ? "alive" : "status");
	if (chance / 4 % 8 == 0)
		snprintf(happening->payload, sizeof happening->payload, "%u", (unsigned)(chance / 32 % 2));
	else
		snprintf(happening->payload, sizeof happening->payload,
		         "{\"hatch_status\":%u,\"lift_status\":%u,\"temperature\":%u.%u,\"battery\":%u}",
		         (unsigned)(chance / 32 % 5), (unsigned)(chance / 160 % 5), (unsigned)(chance / 800 % 60),
		         (unsigned)(chance / 48000 % 1000), (unsigned)(chance / 800 % 100));
}

/* A device that no profile knows. */
static void draw_generic(struct happening *happening, uint64_t chance)
{
	static const char *const topics[] = { "house/kitchen/temperature", "house/kitchen/window", "garden/lamp",
		                              "garden/lamp/availability", "uptime", "plant/a/b/c", "tele/x/LWT" };
	static const char *const payloads[] = { "21.5 \xc2\xb0" "C", "closed", "{\"power\":%u,\"deep\":{\"rpm\":[1,%u]},\"on\":true}",
		                                "online", "offline", "%u.%u", "", "\x01\xff\x02", "{\"name\":\"x%u\"}" };

	snprintf(happening->topic, sizeof happening->topic, "%s", topics[chance % 7]);
	const char *payload = payloads[chance / 7 % 9];
	for (size_t used = 0; *payload != '\0' && used + 8 < sizeof happening->payload; payload++) {
		if (*payload == '%') {
			used += (size_t)snprintf(happening->payload + used, 8, "%u", (unsigned)(chance / 63 % 1000));
			payload++;
		} else {
			happening->payload[used++] = *payload;
		}
	}
}

static void draw(struct happening *happening, uint64_t *seed, int64_t *now)
{
	uint64_t chance = random_next(seed);

	memset(happening, 0, sizeof *happening);
	*now += (int64_t)(chance % 7) * CLOCK_SECOND / 2 + (chance % 251 == 0 ? 301 * CLOCK_SECOND : 0);
	happening->now = *now;
	happening->what = (unsigned)(chance / 1000 % WHATS);
	happening->stored = chance / 10000 % 9 == 0;
	happening->command = (size_t)(chance / 100000 % 4);
	happening->id = (int64_t)(chance / 100000 % 50);
	snprintf(happening->device, sizeof happening->device, "box-%u", (unsigned)(chance / 1000000 % 4));
	if (happening->what % 2 == 0)
		draw_box(happening, chance / 1000000);
	else
		draw_generic(happening, chance / 1000000);
}

static void ask(struct fleet *fleet, const struct happening *happening)
{
	struct device *device = fleet_find(fleet, happening->device);

	if (device == NULL)
		return;
	struct command *command = fleet_ask(fleet, device, &device->profile->commands[happening->command], "me@here",
	                                    happening->now);
	if (command->state == COMMAND_ASKED && happening->id % 7 == 0)
		fleet_end(fleet, command, COMMAND_CANCELLED, happening->now, "");
	else if (happening->id % 5 > 0)
		fleet_confirm(fleet, command, happening->now);
}

static void answer(struct fleet *fleet, const struct happening *happening)
{
	const struct command *newest = fleet_command(fleet, 0);

	if (newest == NULL || newest->state != COMMAND_SENT)
		return;
	if (happening->id % 11 == 0)
		fleet_connection_lost(fleet, happening->now);
	else if (happening->id % 5 == 0)
		fleet_not_accepted(fleet, newest->id, happening->now, "too bad");
	else
		fleet_accepted(fleet, newest->id, happening->now);
}

static void happen(struct fleet *fleet, const struct happening *happening)
{
	struct message message = { .topic = happening->topic, .topic_length = strlen(happening->topic),
		                   .payload = happening->payload, .payload_length = strlen(happening->payload),
		                   .wall = STAGE_WALL + happening->now, .mono = happening->now,
		                   .qos = (unsigned char)(happening->id % 3), .stored = happening->stored };

	if (happening->what <= MESSAGE)
		fleet_apply(fleet, &message);
	else if (happening->what == ASK)
		ask(fleet, happening);
	else if (happening->what == ANSWER)
		answer(fleet, happening);
	else
		fleet_tick(fleet, happening->now);
}

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
	struct command *command = stage_send(stage, "b1", "open_hatch");
	struct fleet *copy = fleet_copy(stage->fleet), *still = fleet_copy(stage->fleet);
	for (size_t i = 0; i < 2; i++) {
		const struct device *mine = fleet_device(copy, i), *other = fleet_device(stage->fleet, i);
		assert_ptr_not_equal(mine, other);
		assert_ptr_not_equal(mine->id, other->id);
		assert_ptr_not_equal(mine->title, other->title);
		assert_ptr_not_equal(mine->statuses, other->statuses);
		assert_ptr_not_equal(mine->metrics, other->metrics);
		assert_ptr_not_equal(mine->metrics[0].series, other->metrics[0].series);
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
		draw(&happening, &seed, &now);
		happen(original, &happening);
		happen(copy, &happening);
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
		happen(stage->fleet, &happening);
		happen(copy, &happening);
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
