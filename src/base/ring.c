/* ring: see include/telltale/base/ring.h */
#include "config.h"

#include "telltale/base/ring.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

#include "telltale/base/memory.h"
#include "telltale/base/wake.h"

/* Every item begins with this; sizes include it and are multiples of its own, so that it fits wherever a filler has to
 * stand. */
struct item {
	uint32_t size;
	uint32_t filler; /* nothing but the rest up to the end of the memory */
	uint64_t outside;
};

/* head and tail count bytes since the beginning; their difference is what the ring holds. Each side keeps what it saw of
 * the other's last, so that it fetches the other's cache line only when that says full, or empty.
 *
 * Sleep: one side moves its index and then looks whether the other sleeps (`wake_at`, `full`); that one says that it
 * will sleep and then looks at the index. One of the two has to see the other, which stores and loads don't grant. So
 * each of those two words is written, and looked at where it matters, by read-modify-write operations alone. They stand
 * in one order, and each synchronises with all before it, since it has read what the one before has written. Whichever
 * of the two comes later therefore sees all that the other has done before: the word, or the index. (Fences would do as
 * well, but the thread sanitizer doesn't understand them.) */
struct ring {
	size_t capacity; /* a power of two */
	char *bytes;
	_Alignas(MEMORY_LINE) atomic_size_t head; /* written by the producer */
	atomic_size_t put;               /* items */
	struct item *reserved;           /* the producer's own */
	size_t seen_tail;                /* the producer's own */
	_Alignas(MEMORY_LINE) atomic_size_t tail; /* written by the consumer */
	atomic_size_t taken;             /* items */
	size_t seen_head;                /* the consumer's own */
	size_t relieved;                 /* the consumer's own: the tail when it last looked whether somebody waits */
	atomic_uint full;                /* 1: the producer waits on `roomy`; stands here as the consumer looks more often */
	_Alignas(MEMORY_LINE) atomic_size_t wake_at; /* the consumer wants a byte in the pipe when so many bytes wait */
	atomic_bool closed;
	atomic_size_t outside;
	pthread_mutex_t lock;
	pthread_cond_t roomy;
	struct wake wake;
};

#define AWAKE SIZE_MAX

enum { FETCH_BYTES = 6 * MEMORY_LINE };

struct ring *ring_new(size_t bytes, struct error *error)
{
	size_t capacity = 64 * 1024;
	struct wake wake_pipe = WAKE_INIT;

	if (!wake_init(&wake_pipe, error))
		return NULL;
	while (capacity < bytes)
		capacity *= 2;
	struct ring *ring = memory_aligned(1, sizeof *ring, MEMORY_LINE);
	ring->capacity = capacity;
	ring->bytes = memory_zeroed(capacity, 1);
	ring->wake = wake_pipe;
	atomic_init(&ring->wake_at, AWAKE);
	pthread_mutex_init(&ring->lock, NULL);
	pthread_cond_init(&ring->roomy, NULL);
	return ring;
}

void ring_free(struct ring *ring)
{
	if (ring == NULL)
		return;
	wake_clear(&ring->wake);
	pthread_cond_destroy(&ring->roomy);
	pthread_mutex_destroy(&ring->lock);
	free(ring->bytes);
	free(ring);
}

size_t ring_largest(const struct ring *ring)
{
	return ring->capacity / 4;
}

static struct item *at(const struct ring *ring, size_t position)
{
	return (struct item *)(void *)(ring->bytes + (position & (ring->capacity - 1)));
}

static size_t item_size(size_t size)
{
	return (sizeof(struct item) + size + sizeof(struct item) - 1) / sizeof(struct item) * sizeof(struct item);
}

/* An index that only this thread writes. */
static size_t own(const atomic_size_t *index)
{
	return atomic_load_explicit(index, memory_order_relaxed);
}

/* One that the other thread writes, with all that it did before. */
static size_t others(const atomic_size_t *index)
{
	return atomic_load_explicit(index, memory_order_acquire);
}

static void count_one(atomic_size_t *counter)
{
	atomic_store_explicit(counter, own(counter) + 1, memory_order_relaxed);
}

/* --- producer -------------------------------------------------------------------------------------------- */

/* Bytes that stay unused at the end of the memory, since an item isn't divided. */
static size_t filler_before(const struct ring *ring, size_t size)
{
	size_t to_end = ring->capacity - (own(&ring->head) & (ring->capacity - 1));

	return to_end < size ? to_end : 0;
}

static bool fits(struct ring *ring, size_t size, size_t outside)
{
	if (ring->capacity - (own(&ring->head) - ring->seen_tail) < size) {
		ring->seen_tail = others(&ring->tail);
		if (ring->capacity - (own(&ring->head) - ring->seen_tail) < size)
			return false;
	}
	return outside == 0 || atomic_load(&ring->outside) == 0;
}

bool ring_has_room(struct ring *ring, size_t size, size_t outside)
{
	size = item_size(size);
	return fits(ring, size + filler_before(ring, size), outside);
}

static bool is_awaited(struct ring *ring, size_t wake_at)
{
	return wake_at != AWAKE && own(&ring->head) - others(&ring->tail) >= wake_at;
}

static void wake_consumer(struct ring *ring)
{
	if (atomic_exchange(&ring->wake_at, AWAKE) != AWAKE)
		wake_poke(&ring->wake);
}

void ring_notify(struct ring *ring)
{
	if (is_awaited(ring, atomic_fetch_add(&ring->wake_at, 0)))
		wake_consumer(ring);
}

/* Waits until `size` bytes are free. A consumer that has moved the tail since we looked at it sees `full`, and can
 * signal only when we have begun to wait, since we hold the lock until then. */
static bool wait_for_room(struct ring *ring, size_t size, size_t outside)
{
	pthread_mutex_lock(&ring->lock);
	atomic_exchange(&ring->full, 1);
	while (!atomic_load(&ring->closed) && !fits(ring, size, outside)) {
		wake_consumer(ring); /* however little waits: more won't come */
		pthread_cond_wait(&ring->roomy, &ring->lock);
	}
	atomic_exchange(&ring->full, 0);
	pthread_mutex_unlock(&ring->lock);
	return !atomic_load(&ring->closed);
}

void *ring_reserve(struct ring *ring, size_t size, size_t outside, bool wait)
{
	size = item_size(size);
	size_t filler = filler_before(ring, size);

	if (atomic_load_explicit(&ring->closed, memory_order_relaxed))
		return NULL;
	if (!fits(ring, size + filler, outside) && (!wait || !wait_for_room(ring, size + filler, outside)))
		return NULL;
	size_t head = own(&ring->head);
	if (filler > 0) {
		*at(ring, head) = (struct item){ (uint32_t)filler, 1, 0 };
		head += filler;
		atomic_store_explicit(&ring->head, head, memory_order_release);
	}
	ring->reserved = at(ring, head);
	*ring->reserved = (struct item){ (uint32_t)size, 0, outside };
	return ring->reserved + 1;
}

void ring_shrink(struct ring *ring, size_t size)
{
	ring->reserved->size = (uint32_t)item_size(size);
}

void ring_publish(struct ring *ring)
{
	if (ring->reserved->outside > 0)
		atomic_fetch_add(&ring->outside, ring->reserved->outside);
	count_one(&ring->put);
	atomic_store_explicit(&ring->head, own(&ring->head) + ring->reserved->size, memory_order_release);
	/* it may not see yet that it is: that is what ring_notify() is for */
	if (is_awaited(ring, atomic_load_explicit(&ring->wake_at, memory_order_relaxed)))
		wake_consumer(ring);
}

void ring_close(struct ring *ring)
{
	pthread_mutex_lock(&ring->lock);
	atomic_store(&ring->closed, true);
	pthread_cond_broadcast(&ring->roomy);
	pthread_mutex_unlock(&ring->lock);
}

/* --- consumer -------------------------------------------------------------------------------------------- */

/* Lets a producer go on that waits for room. */
static void relieve(struct ring *ring)
{
	ring->relieved = own(&ring->tail);
	if (atomic_fetch_add(&ring->full, 0) == 0)
		return;
	pthread_mutex_lock(&ring->lock);
	pthread_cond_signal(&ring->roomy);
	pthread_mutex_unlock(&ring->lock);
}

/* A producer that waits isn't woken for every item: it would go on with that one and wait again. */
static void move_tail(struct ring *ring, size_t size)
{
	size_t tail = own(&ring->tail) + size;

	atomic_store_explicit(&ring->tail, tail, memory_order_release);
	if (tail - ring->relieved >= ring->capacity / 4)
		relieve(ring);
}

static bool is_empty(struct ring *ring)
{
	size_t tail = own(&ring->tail);

	if (ring->seen_head == tail)
		ring->seen_head = others(&ring->head);
	return ring->seen_head == tail;
}

static struct item *oldest(struct ring *ring)
{
	while (!is_empty(ring)) {
		struct item *item = at(ring, own(&ring->tail));
		if (item->filler == 0)
			return item;
		move_tail(ring, item->size);
	}
	if (ring->relieved != own(&ring->tail))
		relieve(ring);
	return NULL;
}

/* What comes behind an item lies in the other thread's cache: it is fetched while this item is being worked on. */
static void fetch_behind(const struct ring *ring, const struct item *item)
{
	const char *next = (const char *)item + item->size;
	size_t ahead = (size_t)(ring->bytes + ring->capacity - next);

	for (size_t i = 0; i < FETCH_BYTES && i < ahead; i += MEMORY_LINE)
		__builtin_prefetch(next + i);
}

void *ring_peek(struct ring *ring)
{
	struct item *item = oldest(ring);

	if (item == NULL)
		return NULL;
	fetch_behind(ring, item);
	return item + 1;
}

void *ring_next(struct ring *ring, void *item)
{
	const struct item *seen = (const struct item *)item - 1;
	size_t from_tail = (size_t)((const char *)seen - ring->bytes - (own(&ring->tail) & (ring->capacity - 1))) & (ring->capacity - 1);
	size_t position = own(&ring->tail) + from_tail + seen->size;

	if (position == ring->seen_head)
		return NULL;
	struct item *next = at(ring, position);
	if (next->filler != 0) {
		position += next->size;
		if (position == ring->seen_head)
			return NULL;
		next = at(ring, position);
	}
	fetch_behind(ring, next);
	return next + 1;
}

void ring_drop(struct ring *ring)
{
	const struct item *item = oldest(ring);

	if (item == NULL)
		return;
	if (item->outside > 0) {
		atomic_fetch_sub(&ring->outside, item->outside);
		ring->relieved = own(&ring->tail) - ring->capacity; /* a producer may wait for just that */
	}
	count_one(&ring->taken);
	move_tail(ring, item->size);
}

/* A producer that waited before we said how many bytes are to wake us wakes nobody any more. */
bool ring_prepare_sleep(struct ring *ring, size_t least)
{
	atomic_exchange(&ring->wake_at, least);
	size_t waiting = others(&ring->head) - own(&ring->tail);
	if (waiting == 0 || (waiting < least && atomic_load(&ring->full) == 0))
		return true;
	atomic_exchange(&ring->wake_at, AWAKE);
	return false;
}

void ring_awake(struct ring *ring)
{
	atomic_exchange(&ring->wake_at, AWAKE);
	wake_drain(&ring->wake);
}

bool ring_is_roomy(const struct ring *ring)
{
	return others(&ring->head) - own(&ring->tail) <= ring->capacity / 4 && atomic_load(&ring->outside) == 0;
}

int ring_fd(const struct ring *ring)
{
	return ring->wake.sleeper;
}

void ring_poke(struct ring *ring)
{
	wake_poke(&ring->wake);
}

size_t ring_waiting(const struct ring *ring)
{
	size_t taken = atomic_load_explicit(&ring->taken, memory_order_relaxed);
	size_t put = atomic_load_explicit(&ring->put, memory_order_relaxed);

	return put > taken ? put - taken : 0;
}
