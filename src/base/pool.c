/* pool: see include/telltale/base/pool.h */
#include "config.h"

#include "telltale/base/pool.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "telltale/base/memory.h"

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#else /* nobody watches over blocks within a chunk */
#define ASAN_POISON_MEMORY_REGION(begin, bytes) ((void)(begin), (void)(bytes))
#define ASAN_UNPOISON_MEMORY_REGION(begin, bytes) ((void)(begin), (void)(bytes))
#endif

enum { CHUNK_LINES = 1024, MOST_LINES = POOL_MOST / MEMORY_LINE };

/* Blocks are cut from its beginning to its end. A large block has a chunk for itself. */
struct chunk {
	struct chunk *next, *before;
	size_t used, lines;
	_Alignas(MEMORY_LINE) char bytes[];
};

/* What stands in a block that was given back. */
struct unused {
	struct unused *next;
};

struct pool {
	struct chunk *chunks; /* the one that is being filled first */
	struct chunk *large;
	struct unused *unused[MOST_LINES + 1]; /* by lines */
};

static size_t lines_of(size_t bytes)
{
	return bytes > 0 ? (bytes - 1) / MEMORY_LINE + 1 : 1;
}

static struct chunk *chunk_new(size_t lines, struct chunk *next)
{
	void *block = NULL;

	if (lines > SIZE_MAX / MEMORY_LINE - 2 || posix_memalign(&block, MEMORY_LINE, sizeof(struct chunk) + lines * MEMORY_LINE) != 0)
		memory_exhausted();
	struct chunk *chunk = block;
	*chunk = (struct chunk){ .next = next, .lines = lines };
	if (next != NULL)
		next->before = chunk;
	ASAN_POISON_MEMORY_REGION(chunk->bytes, lines * MEMORY_LINE);
	return chunk;
}

struct pool *pool_new(void)
{
	return memory_zeroed(1, sizeof(struct pool));
}

static void free_all(struct chunk *chunk)
{
	for (struct chunk *next; chunk != NULL; chunk = next) {
		next = chunk->next;
		ASAN_UNPOISON_MEMORY_REGION(chunk->bytes, chunk->lines * MEMORY_LINE);
		free(chunk);
	}
}

void pool_free(struct pool *pool)
{
	if (pool == NULL)
		return;
	free_all(pool->chunks);
	free_all(pool->large);
	free(pool);
}

static void *take_large(struct pool *pool, size_t lines)
{
	pool->large = chunk_new(lines, pool->large);
	return pool->large->bytes;
}

static void give_large(struct pool *pool, void *block)
{
	struct chunk *chunk = (struct chunk *)(void *)((char *)block - offsetof(struct chunk, bytes));

	if (chunk->before != NULL)
		chunk->before->next = chunk->next;
	else
		pool->large = chunk->next;
	if (chunk->next != NULL)
		chunk->next->before = chunk->before;
	ASAN_UNPOISON_MEMORY_REGION(chunk->bytes, chunk->lines * MEMORY_LINE);
	free(chunk);
}

/* From what was given back, or else from the chunk that is being filled. */
static void *take_packed(struct pool *pool, size_t lines)
{
	struct unused *unused = pool->unused[lines];
	struct chunk *chunk = pool->chunks;

	if (unused != NULL) {
		ASAN_UNPOISON_MEMORY_REGION(unused, sizeof *unused);
		pool->unused[lines] = unused->next;
		return unused;
	}
	if (chunk == NULL || chunk->lines - chunk->used < lines)
		chunk = pool->chunks = chunk_new(CHUNK_LINES, chunk);
	char *block = chunk->bytes + chunk->used * MEMORY_LINE;
	chunk->used += lines;
	return block;
}

void *pool_take(struct pool *pool, size_t bytes)
{
	size_t lines = lines_of(bytes);
	void *block = lines > MOST_LINES ? take_large(pool, lines) : take_packed(pool, lines);

	ASAN_UNPOISON_MEMORY_REGION(block, bytes);
	return memset(block, 0, bytes);
}

void pool_give(struct pool *pool, void *block, size_t bytes)
{
	size_t lines = lines_of(bytes);
	struct unused *unused = block;

	if (block == NULL)
		return;
	if (lines > MOST_LINES) {
		give_large(pool, block);
		return;
	}
	ASAN_UNPOISON_MEMORY_REGION(unused, sizeof *unused); /* it may be shorter */
	unused->next = pool->unused[lines];
	pool->unused[lines] = unused;
	ASAN_POISON_MEMORY_REGION(block, lines * MEMORY_LINE);
}
