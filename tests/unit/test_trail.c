/* test_trail: which of the last messages pass, as they come and as the oldest go. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "telltale/base/clock.h"
#include "telltale/base/memory.h"
#include "telltale/ui/trail.h"

struct walk {
	struct journal *journal;
	struct trail *trail;
	struct filter *filter;
	int64_t now;
};

static struct walk walk_new(void)
{
	return (struct walk){ journal_new(), trail_new(), filter_new(), 0 };
}

static void walk_free(struct walk *walk)
{
	filter_free(walk->filter);
	trail_free(walk->trail);
	journal_free(walk->journal);
}

static void say(struct walk *walk, const char *topic, const char *payload)
{
	struct message message = { .topic = topic, .topic_length = strlen(topic), .payload = payload,
		                   .payload_length = strlen(payload), .mono = walk->now += CLOCK_MILLISECOND };

	journal_add(walk->journal, &message);
}

/* Compares the payloads, joined by spaces. */
static void check(struct walk *walk, const char *topic, const char *expected)
{
	char payloads[512] = "";
	struct journal_entry entry;

	trail_refresh(walk->trail, walk->journal, walk->filter, topic, topic != NULL ? strlen(topic) : 0);
	for (size_t i = 0; i < trail_count(walk->trail); i++) {
		assert_true(trail_entry(walk->trail, i, &entry));
		assert_int_equal(trail_find(walk->trail, entry.number), i);
		snprintf(payloads + strlen(payloads), sizeof payloads - strlen(payloads), "%s%.*s", i > 0 ? " " : "",
		         (int)entry.payload_kept, entry.payload);
	}
	assert_false(trail_entry(walk->trail, trail_count(walk->trail), &entry));
	assert_string_equal(payloads, expected);
	assert_true(trail_complete(walk->trail));
}

static void test_filter(void **state)
{
	struct walk walk = walk_new();

	(void)state;
	check(&walk, NULL, "");
	say(&walk, "a/x", "one");
	say(&walk, "b/x", "{\"t\":20}");
	say(&walk, "a/y", "{\"t\":50}");
	check(&walk, NULL, "one {\"t\":20} {\"t\":50}");
	filter_set(walk.filter, "ONE");
	check(&walk, NULL, "one");
	filter_set(walk.filter, "a/"); /* in the topic */
	check(&walk, NULL, "one {\"t\":50}");
	filter_set(walk.filter, "+/x");
	check(&walk, NULL, "one {\"t\":20}");
	filter_set(walk.filter, "t>30");
	check(&walk, NULL, "{\"t\":50}");
	say(&walk, "c", "{\"t\":31}");
	check(&walk, NULL, "{\"t\":50} {\"t\":31}"); /* those that come */
	filter_set(walk.filter, "");
	check(&walk, "a/x", "one");
	say(&walk, "a/x", "two");
	say(&walk, "a/xx", "no");
	check(&walk, "a/x", "one two");
	journal_clear(walk.journal);
	say(&walk, "a/x", "anew");
	check(&walk, "a/x", "anew");
	walk_free(&walk);
}

/* The oldest go; what can't be judged at once comes with the next refresh. */
static void test_long(void **state)
{
	enum { SIZE = 10000 };
	struct walk walk = walk_new();
	char *payload = memory_zeroed(SIZE + 1, 1);
	struct journal_entry entry;
	int refreshes = 0;

	(void)state;
	memset(payload, 'x', SIZE);
	for (int i = 0; i < 300; i++)
		say(&walk, i % 2 == 0 ? "even" : "odd", payload);
	filter_set(walk.filter, "odd");
	do {
		trail_refresh(walk.trail, walk.journal, walk.filter, NULL, 0);
		refreshes++;
		assert_true(trail_entry(walk.trail, trail_count(walk.trail) - 1, &entry));
		assert_int_equal(entry.number, 300); /* the newest come first */
	} while (!trail_complete(walk.trail));
	assert_in_range(refreshes, 2, 20);
	assert_int_equal(trail_count(walk.trail), 150);
	for (int i = 0; i < 1000; i++)
		say(&walk, "even", payload);
	for (int i = 0; i < 30; i++)
		trail_refresh(walk.trail, walk.journal, walk.filter, NULL, 0);
	assert_int_equal(trail_count(walk.trail), 0);
	free(payload);
	walk_free(&walk);
}

/* What is held stays as it was. */
static void test_copy(void **state)
{
	struct walk walk = walk_new();

	(void)state;
	say(&walk, "a", "1");
	struct journal *live = walk.journal, *held = journal_copy(live);
	say(&walk, "a", "2");
	walk.journal = held;
	check(&walk, NULL, "1");
	walk.journal = live;
	check(&walk, NULL, "1 2");
	journal_free(held);
	walk_free(&walk);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_filter),
		cmocka_unit_test(test_long),
		cmocka_unit_test(test_copy),
	};

	return cmocka_run_group_tests_name("trail", tests, NULL, NULL);
}
