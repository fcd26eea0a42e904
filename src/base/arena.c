/* arena: see include/telltale/base/arena.h */
#include "config.h"

#include "telltale/base/arena.h"

#include <stdalign.h>
#include <stdlib.h>

#include "telltale/base/memory.h"

struct block {
	struct block *next;
	size_t size;
	size_t used;
	max_align_t bytes[]; /* size bytes of it */
};

struct arena {
	struct block *first; /* kept on reset; the last in the list */
	struct block *now;   /* the one that is being filled */
};

static struct block *block_new(size_t size, struct block *next)
{
	struct block *block = memory_resize(NULL, 1, sizeof *block + size);

	block->next = next;
	block->size = size;
	block->used = 0;
	return block;
}

struct arena *arena_new(size_t first_block)
{
	struct arena *arena = memory_zeroed(1, sizeof *arena);

	arena->first = block_new(first_block, NULL);
	arena->now = arena->first;
	return arena;
}

void arena_free(struct arena *arena)
{
	if (arena == NULL)
		return;
	arena_reset(arena);
	free(arena->first);
	free(arena);
}

void *arena_take(struct arena *arena, size_t size)
{
	size_t wanted = (size + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);

	if (wanted < size) /* overflow: no such memory exists, let the allocator say so */
		wanted = size;
	if (wanted > arena->now->size - arena->now->used) {
		size_t larger = 2 * arena->now->size;
		arena->now = block_new(wanted > larger ? wanted : larger, arena->now);
	}
	void *piece = (char *)arena->now->bytes + arena->now->used;
	arena->now->used += wanted;
	return piece;
}

void arena_reset(struct arena *arena)
{
	while (arena->now != arena->first) {
		struct block *next = arena->now->next;
		free(arena->now);
		arena->now = next;
	}
	arena->first->used = 0;
}

size_t arena_held(const struct arena *arena)
{
	size_t held = 0;

	for (const struct block *block = arena->now; block != NULL; block = block->next)
		held += sizeof *block + block->size;
	return held;
}
