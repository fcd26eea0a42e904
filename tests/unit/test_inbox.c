/* test_inbox: the ring between a source's thread and the main one: order, bounds, large messages, sleep. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support.h"

#include "telltale/base/clock.h"
#include "telltale/base/memory.h"
#include "telltale/source/inbox.h"

enum { RING = 64 * 1024, MANY = 50000, DEADLINE_MS = 20000 };

static int set_up(void **state)
{
	*state = inbox_new(RING, NULL);
	return *state == NULL;
}

static int tear_down(void **state)
{
	inbox_free(*state);
	return 0;
}

static bool put(struct inbox *inbox, const char *topic, const char *payload, size_t length)
{
	struct message message = { .topic = topic, .topic_length = strlen(topic), .payload = payload,
		                   .payload_length = length, .wall = 5, .mono = 7, .qos = 2, .stored = true };

	return inbox_put_message(inbox, &message);
}

static void test_gives_back_what_was_put(void **state)
{
	struct inbox *inbox = *state;
	struct event event = { .kind = EVENT_DOWN, .code = 1, .retry_in = 30, .text = "not authorised" };
	struct inbox_item item;

	assert_false(inbox_peek(inbox, &item));
	inbox_drop(inbox); /* nothing there: nothing happens */
	assert_true(put(inbox, "a/b", "x\0y", 3));
	assert_true(inbox_put_event(inbox, &event));
	assert_true(put(inbox, "c", NULL, 0));
	assert_int_equal(inbox_waiting(inbox), 3);
	assert_true(inbox_peek(inbox, &item));
	assert_int_equal(item.kind, INBOX_MESSAGE);
	assert_int_equal(item.message.topic_length, 3);
	assert_memory_equal(item.message.topic, "a/b", 3);
	assert_int_equal(item.message.payload_length, 3);
	assert_memory_equal(item.message.payload, "x\0y", 3);
	assert_true(item.message.wall == 5 && item.message.mono == 7 && item.message.qos == 2);
	assert_true(item.message.stored);
	inbox_drop(inbox);
	assert_true(inbox_peek(inbox, &item));
	assert_int_equal(item.kind, INBOX_EVENT);
	assert_int_equal(item.event.kind, EVENT_DOWN);
	assert_string_equal(item.event.text, "not authorised");
	assert_true(item.event.code == 1 && item.event.retry_in == 30);
	inbox_drop(inbox);
	assert_true(inbox_peek(inbox, &item));
	assert_int_equal(item.message.payload_length, 0);
	inbox_drop(inbox);
	assert_false(inbox_peek(inbox, &item));
	assert_int_equal(inbox_waiting(inbox), 0);
}

/* What the producer puts as number n: sizes of all kinds, now and then larger than the whole ring. */
static size_t size_of(uint32_t n)
{
	uint64_t seed = n;
	uint64_t chance = random_next(&seed);

	if (n % 5000 == 4999)
		return 3 * RING;
	if (n % 1000 == 999)
		return RING / 4 + chance % 100 - 50; /* just within the ring, or just outside */
	return chance % (n % 50 == 0 ? 8000 : 200);
}

static void *produce(void *self)
{
	struct inbox *inbox = self;
	char *payload = memory_zeroed(4 * RING, 1);

	for (uint32_t n = 0; n < MANY; n++) {
		size_t length = 4 + size_of(n);
		memcpy(payload, &n, 4);
		memset(payload + 4, (int)(n & 0xff), length - 4);
		if (n % 7 == 3) {
			struct event event = { .kind = EVENT_ACCEPTED, .id = n };
			if (!inbox_put_event(inbox, &event))
				break;
		} else if (!put(inbox, "some/topic", payload, length)) {
			break;
		}
	}
	inbox_notify(inbox);
	free(payload);
	return NULL;
}

/* Sleeps like the main loop does, until there is an item. */
static void wait_for_item(struct inbox *inbox, struct inbox_item *item)
{
	while (!inbox_peek(inbox, item)) {
		if (!inbox_prepare_sleep(inbox, 1))
			continue;
		struct pollfd wait = { .fd = inbox_fd(inbox), .events = POLLIN };
		if (poll(&wait, 1, DEADLINE_MS) != 1)
			fail_msg("the producer put something and woke nobody");
		inbox_awake(inbox);
	}
}

static void check_item(const struct inbox_item *item, uint32_t n)
{
	uint32_t number;

	if (n % 7 == 3) {
		assert_int_equal(item->kind, INBOX_EVENT);
		assert_int_equal(item->event.id, n);
		return;
	}
	assert_int_equal(item->kind, INBOX_MESSAGE);
	assert_int_equal(item->message.payload_length, 4 + size_of(n));
	memcpy(&number, item->message.payload, 4);
	assert_int_equal(number, n);
	for (size_t i = 4; i < item->message.payload_length; i += 97)
		assert_int_equal((unsigned char)item->message.payload[i], n & 0xff);
	assert_memory_equal(item->message.topic, "some/topic", 10);
}

static void test_nothing_is_lost_between_two_threads(void **state)
{
	struct inbox *inbox = *state;
	pthread_t producer;

	assert_int_equal(pthread_create(&producer, NULL, produce, inbox), 0);
	for (uint32_t n = 0; n < MANY; n++) {
		struct inbox_item item;
		wait_for_item(inbox, &item);
		check_item(&item, n);
		inbox_drop(inbox);
	}
	pthread_join(producer, NULL);
	struct inbox_item none;
	assert_false(inbox_peek(inbox, &none));
	assert_int_equal(inbox_waiting(inbox), 0);
}

/* A producer that counts what it has put. */
struct filler {
	struct inbox *inbox;
	size_t length;
	size_t wanted;
	atomic_size_t put;
	atomic_bool refused;
};

static void *fill(void *self)
{
	struct filler *filler = self;
	char *payload = memory_zeroed(filler->length, 1);

	for (size_t i = 0; i < filler->wanted && !atomic_load(&filler->refused); i++) {
		if (put(filler->inbox, "t", payload, filler->length))
			atomic_fetch_add(&filler->put, 1);
		else
			atomic_store(&filler->refused, true);
	}
	free(payload);
	return NULL;
}

/* Waits until the ring has no room for another one, which the producer then waits for. */
static void wait_until_full(struct filler *filler, size_t most)
{
	int64_t deadline = clock_mono() + DEADLINE_MS * CLOCK_MILLISECOND;

	while (atomic_load(&filler->put) < most) {
		assert_true(clock_mono() < deadline);
		sched_yield();
	}
}

static void test_a_full_ring_holds_the_producer_back(void **state)
{
	struct filler filler = { .inbox = *state, .length = 1000, .wanted = 5000 };
	struct inbox_item item;
	pthread_t producer;

	assert_int_equal(pthread_create(&producer, NULL, fill, &filler), 0);
	wait_until_full(&filler, RING / 1200);
	for (size_t taken = 0; taken < filler.wanted; taken++) {
		assert_in_range(atomic_load(&filler.put), 0, taken + RING / 1000); /* never more than fit */
		wait_for_item(filler.inbox, &item);
		inbox_drop(filler.inbox);
	}
	pthread_join(producer, NULL);
	assert_int_equal(atomic_load(&filler.put), filler.wanted);
	assert_false(atomic_load(&filler.refused));
}

static void test_large_messages_travel_one_at_a_time(void **state)
{
	struct filler filler = { .inbox = *state, .length = 20 << 20, .wanted = 3 };
	struct inbox_item item;
	pthread_t producer;

	assert_int_equal(pthread_create(&producer, NULL, fill, &filler), 0);
	for (size_t taken = 0; taken < filler.wanted; taken++) {
		wait_for_item(filler.inbox, &item);
		assert_int_equal(item.message.payload_length, filler.length);
		assert_in_range(atomic_load(&filler.put), 0, taken + 1); /* or memory would have no bound */
		inbox_drop(filler.inbox);
	}
	pthread_join(producer, NULL);
}

static void test_close_releases_the_producer(void **state)
{
	struct filler filler = { .inbox = *state, .length = 1000, .wanted = 1000000 };
	struct inbox_item item;
	pthread_t producer;

	assert_int_equal(pthread_create(&producer, NULL, fill, &filler), 0);
	wait_until_full(&filler, RING / 1200);
	inbox_close(filler.inbox);
	pthread_join(producer, NULL);
	assert_true(atomic_load(&filler.refused));
	assert_false(put(filler.inbox, "t", "x", 1));
	assert_false(inbox_put_event(filler.inbox, &(struct event){ .kind = EVENT_NOTE }));
	assert_true(inbox_peek(filler.inbox, &item)); /* what was put before is still there */
	assert_int_equal(inbox_waiting(filler.inbox), atomic_load(&filler.put));
}

static void test_close_releases_one_that_waits_with_a_large_message(void **state)
{
	struct filler filler = { .inbox = *state, .length = 1 << 20, .wanted = 2 };
	pthread_t producer;

	assert_int_equal(pthread_create(&producer, NULL, fill, &filler), 0);
	wait_until_full(&filler, 1);
	inbox_close(filler.inbox);
	pthread_join(producer, NULL);
	assert_true(atomic_load(&filler.refused));
}

static bool is_readable(const struct inbox *inbox)
{
	struct pollfd wait = { .fd = inbox_fd(inbox), .events = POLLIN };

	return poll(&wait, 1, 0) == 1;
}

static void test_wakes_only_whoever_sleeps(void **state)
{
	struct inbox *inbox = *state;
	struct inbox_item item;

	put(inbox, "t", "x", 1);
	assert_false(is_readable(inbox)); /* nobody sleeps: no system call */
	assert_false(inbox_prepare_sleep(inbox, 1)); /* something is waiting */
	assert_true(inbox_peek(inbox, &item));
	inbox_drop(inbox);
	assert_true(inbox_prepare_sleep(inbox, 1));
	assert_false(is_readable(inbox));
	for (int i = 0; i < 100; i++)
		put(inbox, "t", "x", 1);
	assert_true(is_readable(inbox));
	inbox_awake(inbox);
	assert_false(is_readable(inbox));
	put(inbox, "t", "x", 1);
	assert_false(is_readable(inbox)); /* awake again */
}

/* Looking ahead takes nothing, leaves events out, and goes on behind what was looked at. */
static void test_looking_ahead(void **state)
{
	struct inbox *inbox = *state;
	struct event event = { .kind = EVENT_NOTE };
	struct message_topic topic;
	struct inbox_item item;
	char name[16];

	assert_false(inbox_ahead(inbox, &topic));
	for (int round = 0; round < 3000; round++) { /* round the end of the memory, too */
		for (int i = 0; i < 3; i++) {
			snprintf(name, sizeof name, "t/%d", i);
			put(inbox, name, "some payload", 12);
			if (i == 1)
				inbox_put_event(inbox, &event);
		}
		assert_true(inbox_peek(inbox, &item));
		for (int i = 0; i < 3; i++) {
			snprintf(name, sizeof name, "t/%d", i);
			assert_true(inbox_ahead(inbox, &topic));
			assert_int_equal(topic.length, strlen(name));
			assert_memory_equal(topic.text, name, topic.length);
		}
		assert_false(inbox_ahead(inbox, &topic));
		assert_true(inbox_peek(inbox, &item) && item.message.topic != NULL);
		for (int i = 0; i < 4; i++) {
			assert_true(inbox_peek(inbox, &item));
			inbox_drop(inbox);
		}
		assert_false(inbox_peek(inbox, &item));
	}
}

/* Who wants to be woken for much isn't woken for little, unless there will be no more. */
static void test_wakes_for_so_much(void **state)
{
	struct inbox *inbox = *state;
	char payload[1000] = "";
	struct inbox_item item;

	assert_true(inbox_prepare_sleep(inbox, 10 * sizeof payload));
	for (int i = 0; i < 5; i++)
		put(inbox, "t", payload, sizeof payload);
	inbox_notify(inbox);
	assert_false(is_readable(inbox));
	for (int i = 0; i < 5; i++)
		put(inbox, "t", payload, sizeof payload);
	inbox_notify(inbox);
	assert_true(is_readable(inbox));
	inbox_awake(inbox);
	assert_false(inbox_prepare_sleep(inbox, 10 * sizeof payload)); /* so much is there */
	while (inbox_peek(inbox, &item))
		inbox_drop(inbox);
}

#define with_inbox(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_inbox(test_gives_back_what_was_put),
		with_inbox(test_nothing_is_lost_between_two_threads),
		with_inbox(test_a_full_ring_holds_the_producer_back),
		with_inbox(test_large_messages_travel_one_at_a_time),
		with_inbox(test_close_releases_the_producer),
		with_inbox(test_close_releases_one_that_waits_with_a_large_message),
		with_inbox(test_wakes_only_whoever_sleeps),
		with_inbox(test_wakes_for_so_much),
		with_inbox(test_looking_ahead),
	};

	return cmocka_run_group_tests_name("inbox", tests, NULL, NULL);
}
