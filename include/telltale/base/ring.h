/*
 * ring: a bounded queue of items of bytes from one thread to another, in their order; no lock and no malloc
 * on the way of an item.
 *
 * One producer, one consumer. An item is reserved, filled in and published; the consumer looks at the oldest
 * and drops it. What is too large for the ring travels in memory of its own (`outside`, counted with the item
 * that stands for it): at most one such item at a time.
 *
 * The consumer is woken through a descriptor, and only if it has said that it goes to sleep, and how much must wait to
 * be worth waking it. A producer that finds no room may wait until a quarter of the ring is free, or come
 * again later.
 *
 * Source: the two indices, and each side's copy of the other's, are those of Lamport, "Specifying concurrent program
 * modules", 1983, and of Lee, Bu and Chandranmenon, "A lock-free, cache-efficient shared ring buffer", ANCS 2009.
 */
#ifndef TELLTALE_BASE_RING_H
#define TELLTALE_BASE_RING_H

#include <stdbool.h>
#include <stddef.h>

#include "telltale/base/error.h"

struct ring;

/* A ring of at least `bytes` bytes. NULL: no pipe could be made. */
struct ring *ring_new(size_t bytes, struct error *error);

/* The items that are still in it must have been dropped. */
void ring_free(struct ring *ring);

/* The largest item that should be put into it: more belongs outside. */
size_t ring_largest(const struct ring *ring);

/* Producer: `size` contiguous bytes, aligned to 8, for an item that stands for `outside` bytes elsewhere. NULL:
 * the ring is closed, or (without `wait`) full. */
void *ring_reserve(struct ring *ring, size_t size, size_t outside, bool wait);

/* Producer: the item that was reserved last turned out smaller. */
void ring_shrink(struct ring *ring, size_t size);

/* Producer: hands over the item that was reserved last. */
void ring_publish(struct ring *ring);

/* Producer: to be called after the last item of several, before it does something else: only then is it certain that
 * a sleeping consumer is woken. */
void ring_notify(struct ring *ring);

/* Producer: whether an item of that size would find room now. */
bool ring_has_room(struct ring *ring, size_t size, size_t outside);

/* Consumer: the oldest item, valid until ring_drop(). NULL: there is none. */
void *ring_peek(struct ring *ring);
void ring_drop(struct ring *ring);

/* Consumer: the item behind one that is still there; NULL: there is none yet. */
void *ring_next(struct ring *ring, void *item);

/* Consumer: call before poll() on ring_fd(), which ends when `least` bytes wait (1: anything), or when the producer finds
 * no room. False: don't sleep, so much is waiting already. */
bool ring_prepare_sleep(struct ring *ring, size_t least);

/* Consumer: call after poll(); empties the descriptor. */
void ring_awake(struct ring *ring);
int ring_fd(const struct ring *ring);

/* Anybody: wakes the consumer for another reason. */
void ring_poke(struct ring *ring);

/* Consumer: whether at most a quarter of it is filled, so that the largest item certainly finds room, and nothing travels
 * outside. */
bool ring_is_roomy(const struct ring *ring);

/* Items that wait. */
size_t ring_waiting(const struct ring *ring);

/* From now on nothing can be reserved; a producer that waits returns. */
void ring_close(struct ring *ring);

#endif
