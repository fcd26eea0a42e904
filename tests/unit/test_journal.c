/* test_journal: which of the last messages are kept. */
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
#include "telltale/core/journal.h"

static void say(struct journal *journal, int64_t mono, const char *topic, const char *payload, size_t length)
{
	struct message message = { .topic = topic, .topic_length = strlen(topic), .payload = payload,
		                   .payload_length = length, .mono = mono, .wall = mono + 7, .qos = 1 };

	journal_add(journal, &message);
}

static void test_what_came(void **state)
{
	struct journal *journal = journal_new();
	struct journal_entry entry;

	(void)state;
	assert_false(journal_entry(journal, 0, &entry));
	say(journal, 5, "a/b", "one", 3);
	say(journal, 6, "c", "", 0);
	assert_int_equal(journal_count(journal), 2);
	assert_true(journal_entry(journal, 0, &entry));
	assert_int_equal(entry.number, 1);
	assert_int_equal(entry.wall, 12);
	assert_int_equal(entry.qos, 1);
	assert_int_equal(entry.topic_length, 3);
	assert_memory_equal(entry.topic, "a/b", 3);
	assert_int_equal(entry.payload_length, 3);
	assert_memory_equal(entry.payload, "one", 3);
	assert_true(journal_entry(journal, 1, &entry));
	assert_int_equal(entry.payload_kept, 0);
	assert_false(journal_entry(journal, 2, &entry));
	assert_int_equal(journal_find(journal, 2), 1);
	assert_int_equal(journal_find(journal, 3), 2);
	journal_clear(journal);
	assert_int_equal(journal_count(journal), 0);
	assert_int_equal(journal_total(journal), 0);
	journal_free(journal);
}

/* However many come, and however large: the newest are there, whole, and their numbers follow each other. */
static void test_bounds(void **state)
{
	struct journal *journal = journal_new();
	size_t large = JOURNAL_PAYLOAD + 100;
	char *payload = memory_zeroed(1, large), topic[32];
	struct journal_entry entry;
	uint64_t before = 0;

	(void)state;
	for (unsigned i = 1; i <= 60000; i++) {
		size_t length = i % 50 == 0 ? large : i % 700;
		memset(payload, (int)(i & 0x7f), length);
		snprintf(topic, sizeof topic, "t/%u", i);
		say(journal, i * (CLOCK_SECOND / 100), topic, payload, length);
	}
	assert_int_equal(journal_total(journal), 60000);
	assert_int_equal(journal_left_out(journal), 0);
	assert_in_range(journal_count(journal), 1000, JOURNAL_ENTRIES);
	for (size_t i = 0; i < journal_count(journal); i++) {
		assert_true(journal_entry(journal, i, &entry));
		assert_true(before == 0 || entry.number == before + 1);
		before = entry.number;
		snprintf(topic, sizeof topic, "t/%u", (unsigned)entry.number);
		assert_int_equal(entry.topic_length, strlen(topic));
		assert_memory_equal(entry.topic, topic, entry.topic_length);
		assert_int_equal(entry.payload_kept, entry.payload_length < JOURNAL_PAYLOAD ? entry.payload_length : JOURNAL_PAYLOAD);
		for (size_t at = 0; at < entry.payload_kept; at += 97)
			assert_int_equal(entry.payload[at], entry.number & 0x7f);
	}
	assert_int_equal(before, 60000);
	free(payload);
	journal_free(journal);
}

static void test_a_flood_is_counted(void **state)
{
	struct journal *journal = journal_new();
	struct journal_entry entry;

	(void)state;
	for (int i = 0; i < JOURNAL_RATE + 1000; i++)
		say(journal, 3 * CLOCK_SECOND + i, "t", "x", 1);
	assert_int_equal(journal_count(journal), JOURNAL_RATE);
	assert_int_equal(journal_left_out(journal), 1000);
	say(journal, 4 * CLOCK_SECOND, "t", "y", 1);
	assert_true(journal_entry(journal, JOURNAL_RATE, &entry));
	assert_int_equal(entry.number, JOURNAL_RATE + 1001);
	assert_int_equal(journal_find(journal, JOURNAL_RATE + 1), JOURNAL_RATE); /* the next that is there */
	journal_free(journal);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_came),
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_a_flood_is_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
