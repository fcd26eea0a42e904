/*
 * arena: memory that is taken in small pieces and given back all at once.
 *
 * One message is decoded into an arena, and arena_reset() before the next gives everything back without a
 * free() apiece. The first block is kept for good; larger ones that a huge payload needed are freed on reset,
 * so that one 20 MB message doesn't stay in memory.
 */
#ifndef TELLTALE_BASE_ARENA_H
#define TELLTALE_BASE_ARENA_H

#include <stddef.h>

struct arena;

/* An arena whose first block has the given number of bytes. Free with arena_free(). */
struct arena *arena_new(size_t first_block);
void arena_free(struct arena *arena);

/* size bytes, aligned for any object, undefined content; valid until the next arena_reset(). Never NULL. */
void *arena_take(struct arena *arena, size_t size) __attribute__((alloc_size(2), returns_nonnull));

/* Gives everything back. */
void arena_reset(struct arena *arena);

/* Bytes that the arena holds from the system now. */
size_t arena_held(const struct arena *arena);

#endif
