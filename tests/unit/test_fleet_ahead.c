/* test_fleet_ahead: announcing messages changes nothing in the model, whether they come or others do. */
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

enum { MESSAGES = 20000 };

/* One of a row of messages that is the same each time. */
struct sent {
	char topic[32], payload[64];
};

static void draw(uint64_t *seed, unsigned topics, struct sent *sent)
{
	uint64_t chance = random_next(seed);

	snprintf(sent->topic, sizeof sent->topic, "plant/%u/state", (unsigned)(chance >> 33) % topics);
	if (chance % 5 == 0)
		snprintf(sent->payload, sizeof sent->payload, "%u", (unsigned)(chance >> 20) % 100);
	else
		snprintf(sent->payload, sizeof sent->payload, "{\"a\":%u,\"b\":\"%s\"}", (unsigned)(chance >> 20) % 100,
		         chance % 2 == 0 ? "on" : "off");
}

static void apply(struct fleet *fleet, const struct sent *sent, int64_t now)
{
	struct message message = { .topic = sent->topic, .topic_length = strlen(sent->topic), .payload = sent->payload,
		                   .payload_length = strlen(sent->payload), .wall = STAGE_WALL + now,
		                   .mono = STAGE_BEGIN + now };

	fleet_apply(fleet, &message);
}

static void announce(struct fleet *fleet, const struct sent *sent)
{
	struct message_topic topic = { sent->topic, strlen(sent->topic) };

	fleet_ahead(fleet, &topic);
}

/* `wrong`: once in so many messages another one comes than was announced; 0: never. step: nanoseconds between two. */
static void check(unsigned wrong, unsigned topics, int64_t step)
{
	static struct sent sent[MESSAGES];
	struct stage *with = stage_new(NULL, 0, 0), *without = stage_new(NULL, 0, 0);
	uint64_t seed = 9 + wrong;
	int announced = 0;

	for (int i = 0; i < MESSAGES; i++)
		draw(&seed, topics, &sent[i]);
	for (int i = 0; i < MESSAGES; i++) {
		if (announced < i) /* what was said holds no more */
			announced = i;
		while (fleet_announced(with->fleet) < FLEET_AHEAD && announced < MESSAGES)
			announce(with->fleet, &sent[announced++]);
		if (wrong > 0 && random_next(&seed) % wrong == 0) {
			struct sent other;
			draw(&seed, topics, &other);
			apply(with->fleet, &other, i * step);
			apply(without->fleet, &other, i * step);
			assert_int_equal(fleet_announced(with->fleet), 0);
			announced = i;
		}
		apply(with->fleet, &sent[i], i * step);
		apply(without->fleet, &sent[i], i * step);
	}
	check_same_fleet(with->fleet, without->fleet, SAME_ALL, "at the end");
	stage_free(with);
	stage_free(without);
}

static void test_what_was_announced_comes(void **state)
{
	(void)state;
	check(0, 1500, CLOCK_SECOND / 50);
	check(0, 20, CLOCK_SECOND / 2000); /* so many that they are tallied */
}

static void test_another_comes(void **state)
{
	(void)state;
	check(10, 1500, CLOCK_SECOND / 50);
	check(10, 20, CLOCK_SECOND / 2000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_was_announced_comes),
		cmocka_unit_test(test_another_comes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
