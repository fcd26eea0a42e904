/* test_ring: items from one thread to another: order, the end of the memory, what travels outside, sleep, the end. */
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
#include <stdlib.h>
#include <string.h>

#include "support.h"

#include "telltale/base/clock.h"
#include "telltale/base/ring.h"

enum { BYTES = 64 * 1024, MANY = 200000, DEADLINE_MS = 20000 };

/* What the tests put: a number, and as many bytes as its length says, made from the number. */
struct numbered {
	uint32_t number, length;
	unsigned char bytes[8];
};

static int set_up(void **state)
{
	*state = ring_new(BYTES, NULL);
	return *state == NULL;
}

static int tear_down(void **state)
{
	while (ring_peek(*state) != NULL)
		ring_drop(*state);
	ring_free(*state);
	return 0;
}

static size_t size_of(uint32_t length)
{
	return offsetof(struct numbered, bytes) + length;
}

static bool put(struct ring *ring, uint32_t number, uint32_t length, size_t outside, bool wait)
{
	struct numbered *item = ring_reserve(ring, size_of(length), outside, wait);

	if (item == NULL)
		return false;
	assert_int_equal((uintptr_t)item % 8, 0);
	item->number = number;
	item->length = length;
	memset(item->bytes, (int)(number & 0xff), length);
	ring_publish(ring);
	return true;
}

static void check(const struct numbered *item, uint32_t number, uint32_t length)
{
	assert_non_null(item);
	assert_int_equal(item->number, number);
	assert_int_equal(item->length, length);
	for (uint32_t i = 0; i < length; i++)
		assert_int_equal(item->bytes[i], number & 0xff);
}

static void test_in_order(void **state)
{
	struct ring *ring = *state;

	assert_null(ring_peek(ring));
	ring_drop(ring); /* nothing there: nothing happens */
	for (uint32_t number = 0; number < 50; number++)
		assert_true(put(ring, number, number, 0, false));
	assert_int_equal(ring_waiting(ring), 50);
	for (uint32_t number = 0; number < 50; number++) {
		check(ring_peek(ring), number, number);
		check(ring_peek(ring), number, number); /* looking takes nothing */
		ring_drop(ring);
	}
	assert_null(ring_peek(ring));
	assert_int_equal(ring_waiting(ring), 0);
}

static void test_an_item_that_is_not_published_is_not_there(void **state)
{
	struct ring *ring = *state;

	assert_non_null(ring_reserve(ring, 100, 0, false));
	assert_null(ring_peek(ring));
	assert_int_equal(ring_waiting(ring), 0);
	assert_true(put(ring, 7, 3, 0, false)); /* instead of it */
	check(ring_peek(ring), 7, 3);
}

/* Items of all sizes, so that some don't fit before the end of the memory; and each size there is, up to the largest. */
static void test_round_the_end_of_the_memory(void **state)
{
	struct ring *ring = *state;
	uint32_t largest = (uint32_t)(ring_largest(ring) - size_of(0));

	assert_int_equal(ring_largest(ring), BYTES / 4);
	for (uint32_t number = 0; number < 5000; number++) {
		uint32_t length = number % 3 == 0 ? largest - number % 50 : number * 37 % 2000;
		assert_true(put(ring, number, length, 0, false));
		check(ring_peek(ring), number, length);
		ring_drop(ring);
		assert_null(ring_peek(ring));
	}
}

static void test_a_full_ring_takes_no_more(void **state)
{
	struct ring *ring = *state;
	uint32_t put_so_far = 0, taken = 0;

	for (int round = 0; round < 200; round++) {
		uint32_t length = 1000 + (uint32_t)round;
		while (ring_has_room(ring, size_of(length), 0))
			assert_true(put(ring, put_so_far++, length, 0, false));
		assert_false(put(ring, 0, length, 0, false)); /* and that changed nothing */
		assert_in_range(ring_waiting(ring), BYTES / 2 / 1200, BYTES / 1000);
		for (int i = 0; i < 20; i++, taken++) {
			const struct numbered *item = ring_peek(ring);
			check(item, taken, item->length);
			ring_drop(ring);
		}
	}
	assert_int_equal(ring_waiting(ring), put_so_far - taken);
	for (; taken < put_so_far; taken++) {
		const struct numbered *item = ring_peek(ring);
		check(item, taken, item->length);
		ring_drop(ring);
	}
	assert_null(ring_peek(ring));
}

static void test_one_outside_at_a_time(void **state)
{
	struct ring *ring = *state;

	assert_true(ring_has_room(ring, 8, 1 << 30));
	assert_true(put(ring, 1, 8, 1 << 30, false));
	assert_false(ring_has_room(ring, 8, 1));
	assert_false(put(ring, 2, 8, 1, false));
	assert_true(put(ring, 2, 8, 0, false)); /* what travels inside isn't held up */
	check(ring_peek(ring), 1, 8);
	ring_drop(ring);
	assert_true(ring_has_room(ring, 8, 1));
	assert_true(put(ring, 3, 8, 5, false));
}

static void test_a_closed_ring_still_gives_what_it_has(void **state)
{
	struct ring *ring = *state;

	assert_true(put(ring, 1, 8, 0, false));
	ring_close(ring);
	assert_false(put(ring, 2, 8, 0, false));
	assert_false(put(ring, 2, 8, 0, true)); /* nor does it wait */
	check(ring_peek(ring), 1, 8);
	ring_drop(ring);
	assert_null(ring_peek(ring));
}

static bool is_readable(const struct ring *ring)
{
	struct pollfd wait = { ring_fd(ring), POLLIN, 0 };

	return poll(&wait, 1, 0) == 1;
}

static void test_wakes_only_whoever_sleeps(void **state)
{
	struct ring *ring = *state;

	assert_true(put(ring, 1, 8, 0, false));
	assert_false(is_readable(ring)); /* nobody sleeps: no system call */
	assert_false(ring_prepare_sleep(ring, 1));
	ring_drop(ring);
	assert_true(ring_prepare_sleep(ring, 1));
	assert_false(is_readable(ring));
	assert_true(put(ring, 2, 8, 0, false));
	assert_true(is_readable(ring));
	ring_awake(ring);
	assert_false(is_readable(ring));
	assert_true(put(ring, 3, 8, 0, false));
	assert_false(is_readable(ring));
	ring_poke(ring); /* for another reason */
	assert_true(is_readable(ring));
}

/* --- two threads ----------------------------------------------------------------------------------------- */

static uint32_t length_of(uint32_t number)
{
	uint64_t seed = number;
	uint64_t chance = random_next(&seed);

	return (uint32_t)(number % 500 == 499 ? BYTES / 4 - 100 - chance % 50 : chance % (number % 50 == 0 ? 4000 : 60));
}

static size_t outside_of(uint32_t number)
{
	return number % 97 == 0 ? number + 1 : 0;
}

/* Waits by itself on every other round through the numbers; else comes again until there is room. */
static void *produce(void *argument)
{
	struct ring *ring = argument;

	for (uint32_t number = 0; number < MANY; number++) {
		bool wait = number / 1000 % 2 == 0;
		while (!put(ring, number, length_of(number), outside_of(number), wait)) {
			if (wait)
				return NULL; /* closed: the test has failed */
			ring_notify(ring);
			sched_yield();
		}
	}
	ring_notify(ring);
	return NULL;
}

static const struct numbered *wait_for_item(struct ring *ring)
{
	const struct numbered *item;

	while ((item = ring_peek(ring)) == NULL) {
		struct pollfd wait = { ring_fd(ring), POLLIN, 0 };
		if (ring_prepare_sleep(ring, 1) && poll(&wait, 1, DEADLINE_MS) != 1)
			fail_msg("something was put and nobody was woken");
		ring_awake(ring);
	}
	return item;
}

static void test_two_threads(void **state)
{
	struct ring *ring = *state;
	pthread_t producer;

	assert_int_equal(pthread_create(&producer, NULL, produce, ring), 0);
	for (uint32_t number = 0; number < MANY; number++) {
		const struct numbered *item = wait_for_item(ring);
		if (item->number != number || item->length != length_of(number))
			fail_msg("number %u (%u bytes) came for %u (%u bytes)", item->number, item->length, number,
			         length_of(number));
		if (item->length > 0) {
			assert_int_equal(item->bytes[0], number & 0xff);
			assert_int_equal(item->bytes[item->length - 1], number & 0xff);
		}
		ring_drop(ring);
	}
	pthread_join(producer, NULL);
	assert_null(ring_peek(ring));
	assert_int_equal(ring_waiting(ring), 0);
}

/* A producer that waits for room, and what becomes of that. */
struct waiter {
	struct ring *ring;
	size_t outside;
	atomic_int put; /* items so far */
	atomic_bool refused;
};

static void *fill(void *argument)
{
	struct waiter *waiter = argument;

	while (put(waiter->ring, 0, 1000, waiter->outside, true))
		atomic_fetch_add(&waiter->put, 1);
	atomic_store(&waiter->refused, true);
	return NULL;
}

static void wait_until_put(struct waiter *waiter, int most)
{
	int64_t deadline = clock_mono() + DEADLINE_MS * CLOCK_MILLISECOND;

	while (atomic_load(&waiter->put) < most) {
		assert_true(clock_mono() < deadline);
		sched_yield();
	}
}

static void check_close_releases(struct ring *ring, size_t outside, int room)
{
	struct waiter waiter = { .ring = ring, .outside = outside };
	pthread_t producer;

	assert_int_equal(pthread_create(&producer, NULL, fill, &waiter), 0);
	wait_until_put(&waiter, room);
	for (int i = 0; i <= room / 4; i++)
		ring_drop(ring); /* room for so many more that it's worth to wake it */
	wait_until_put(&waiter, room + 1);
	assert_false(atomic_load(&waiter.refused));
	ring_close(ring);
	pthread_join(producer, NULL);
	assert_true(atomic_load(&waiter.refused));
}

static void test_a_producer_that_waits_goes_on_or_is_let_go(void **state)
{
	check_close_releases(*state, 0, BYTES / (1000 + 24)); /* with what stands before the bytes */
}

static void test_the_same_with_something_outside(void **state)
{
	check_close_releases(*state, 5000000, 1);
}

/* Whoever waits for much must not sleep while the other waits for it: nothing more will come. */
static void test_no_patience_with_a_producer_that_waits(void **state)
{
	struct ring *ring = *state;
	struct waiter waiter = { .ring = ring, .outside = 5000000 };
	int64_t deadline = clock_mono() + DEADLINE_MS * CLOCK_MILLISECOND;
	pthread_t producer;

	assert_int_equal(pthread_create(&producer, NULL, fill, &waiter), 0);
	wait_until_put(&waiter, 1); /* it's about to wait: only one may be outside */
	while (ring_prepare_sleep(ring, BYTES)) {
		assert_true(clock_mono() < deadline);
		ring_awake(ring);
		sched_yield();
	}
	ring_drop(ring);
	wait_until_put(&waiter, 2);
	ring_close(ring);
	pthread_join(producer, NULL);
}

#define with_ring(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_ring(test_in_order),
		with_ring(test_an_item_that_is_not_published_is_not_there),
		with_ring(test_round_the_end_of_the_memory),
		with_ring(test_a_full_ring_takes_no_more),
		with_ring(test_one_outside_at_a_time),
		with_ring(test_a_closed_ring_still_gives_what_it_has),
		with_ring(test_wakes_only_whoever_sleeps),
		with_ring(test_two_threads),
		with_ring(test_a_producer_that_waits_goes_on_or_is_let_go),
		with_ring(test_the_same_with_something_outside),
		with_ring(test_no_patience_with_a_producer_that_waits),
	};

	return cmocka_run_group_tests_name("ring", tests, NULL, NULL);
}
