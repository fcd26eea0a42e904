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

/* head and tail count bytes since the beginning; their difference is what the ring holds. */
struct ring {
	size_t capacity; /* a power of two */
	char *bytes;
	_Alignas(64) atomic_size_t head; /* written by the producer */
	atomic_size_t put;               /* items */
	struct item *reserved;           /* the producer's own */
	_Alignas(64) atomic_size_t tail; /* written by the consumer */
	atomic_size_t taken;             /* items */
	_Alignas(64) atomic_bool asleep; /* the consumer wants a byte in the pipe */
	atomic_bool full;                /* the producer waits on `roomy` */
	atomic_bool closed;
	atomic_size_t outside;
	pthread_mutex_t lock;
	pthread_cond_t roomy;
	struct wake wake;
};

struct ring *ring_new(size_t bytes, struct error *error)
{
	size_t capacity = 64 * 1024;
	struct wake wake_pipe = WAKE_INIT;

	if (!wake_init(&wake_pipe, error))
		return NULL;
	while (capacity < bytes)
		capacity *= 2;
	struct ring *ring = memory_zeroed(1, sizeof *ring);
	ring->capacity = capacity;
	ring->bytes = memory_zeroed(capacity, 1);
	ring->wake = wake_pipe;
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

/* --- producer -------------------------------------------------------------------------------------------- */

/* Bytes that stay unused at the end of the memory, since an item isn't divided. */
static size_t filler_before(const struct ring *ring, size_t size)
{
	size_t to_end = ring->capacity - (atomic_load(&ring->head) & (ring->capacity - 1));

	return to_end < size ? to_end : 0;
}

static bool fits(struct ring *ring, size_t size, size_t outside)
{
	return ring->capacity - (atomic_load(&ring->head) - atomic_load(&ring->tail)) >= size &&
	       (outside == 0 || atomic_load(&ring->outside) == 0);
}

bool ring_has_room(struct ring *ring, size_t size, size_t outside)
{
	size = item_size(size);
	return fits(ring, size + filler_before(ring, size), outside);
}

static void wake_consumer(struct ring *ring)
{
	if (atomic_load(&ring->asleep) && atomic_exchange(&ring->asleep, false))
		wake_poke(&ring->wake);
}

/* Waits until `size` bytes are free. The consumer looks at `full` after it has moved the tail, and we look at
 * the tail after we have set `full`: one of us sees the other. */
static bool wait_for_room(struct ring *ring, size_t size, size_t outside)
{
	pthread_mutex_lock(&ring->lock);
	atomic_store(&ring->full, true);
	while (!atomic_load(&ring->closed) && !fits(ring, size, outside)) {
		wake_consumer(ring);
		pthread_cond_wait(&ring->roomy, &ring->lock);
	}
	atomic_store(&ring->full, false);
	pthread_mutex_unlock(&ring->lock);
	return !atomic_load(&ring->closed);
}

void *ring_reserve(struct ring *ring, size_t size, size_t outside, bool wait)
{
	size = item_size(size);
	size_t filler = filler_before(ring, size);

	if (atomic_load(&ring->closed))
		return NULL;
	if (!fits(ring, size + filler, outside) && (!wait || !wait_for_room(ring, size + filler, outside)))
		return NULL;
	size_t head = atomic_load(&ring->head);
	if (filler > 0) {
		*at(ring, head) = (struct item){ (uint32_t)filler, 1, 0 };
		head += filler;
		atomic_store(&ring->head, head);
	}
	ring->reserved = at(ring, head);
	*ring->reserved = (struct item){ (uint32_t)size, 0, outside };
	return ring->reserved + 1;
}

void ring_publish(struct ring *ring)
{
	if (ring->reserved->outside > 0)
		atomic_fetch_add(&ring->outside, ring->reserved->outside);
	atomic_fetch_add_explicit(&ring->put, 1, memory_order_relaxed);
	atomic_store(&ring->head, atomic_load(&ring->head) + ring->reserved->size);
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

static void move_tail(struct ring *ring, size_t size)
{
	atomic_store(&ring->tail, atomic_load(&ring->tail) + size);
	if (!atomic_load(&ring->full))
		return;
	pthread_mutex_lock(&ring->lock);
	pthread_cond_signal(&ring->roomy);
	pthread_mutex_unlock(&ring->lock);
}

static struct item *oldest(struct ring *ring)
{
	for (;;) {
		size_t tail = atomic_load(&ring->tail);
		if (tail == atomic_load(&ring->head))
			return NULL;
		struct item *item = at(ring, tail);
		if (item->filler == 0)
			return item;
		move_tail(ring, item->size);
	}
}

void *ring_peek(struct ring *ring)
{
	struct item *item = oldest(ring);

	return item != NULL ? item + 1 : NULL;
}

void ring_drop(struct ring *ring)
{
	const struct item *item = oldest(ring);

	if (item == NULL)
		return;
	if (item->outside > 0)
		atomic_fetch_sub(&ring->outside, item->outside);
	atomic_fetch_add_explicit(&ring->taken, 1, memory_order_relaxed);
	move_tail(ring, item->size);
}

bool ring_prepare_sleep(struct ring *ring)
{
	atomic_store(&ring->asleep, true);
	if (atomic_load(&ring->head) == atomic_load(&ring->tail))
		return true;
	atomic_store(&ring->asleep, false);
	return false;
}

void ring_awake(struct ring *ring)
{
	atomic_store(&ring->asleep, false);
	wake_drain(&ring->wake);
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
