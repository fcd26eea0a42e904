/* map: see include/telltale/base/map.h */
#include "config.h"

#include "telltale/base/map.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "telltale/base/clock.h"
#include "telltale/base/memory.h"

struct slot {
	uint32_t hash;   /* the upper half: the lower one chose the slot */
	uint32_t length;
	const char *key;
	void *value;     /* NULL: the slot is empty */
};

struct map {
	struct slot *slots;
	size_t capacity; /* a power of two */
	size_t count;
	uint64_t seed;
	bool borrows; /* the keys aren't its own */
};

enum { FIRST_CAPACITY = 64 };

struct map *map_new(void)
{
	struct map *map = memory_zeroed(1, sizeof *map);

	map->capacity = FIRST_CAPACITY;
	map->slots = memory_zeroed(map->capacity, sizeof *map->slots);
	if (getrandom(&map->seed, sizeof map->seed, GRND_NONBLOCK) != (ssize_t)sizeof map->seed) /* at the system's start */
		map->seed = (uint64_t)clock_wall() * UINT64_C(0x9e3779b97f4a7c15) ^ (uint64_t)(uintptr_t)map;
	return map;
}

struct map *map_new_borrowing(void)
{
	struct map *map = map_new();

	map->borrows = true;
	return map;
}

void map_free(struct map *map)
{
	if (map == NULL)
		return;
	for (size_t i = 0; i < map->capacity && !map->borrows; i++)
		free((char *)(uintptr_t)map->slots[i].key);
	free(map->slots);
	free(map);
}

/* Both halves of a product of 128 bits, folded into one: every bit of it depends on all bits of both. */
static uint64_t fold(uint64_t a, uint64_t b)
{
	__extension__ unsigned __int128 product = (unsigned __int128)a * b;

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static uint64_t hash_bytes(const struct map *map, const void *key, size_t length)
{
	const char *bytes = key;
	uint64_t hash = map->seed ^ length, word;
	size_t left = length;

	for (; left >= sizeof word; left -= sizeof word, bytes += sizeof word) {
		memcpy(&word, bytes, sizeof word);
		hash = fold(hash ^ word, UINT64_C(0xa0761d6478bd642f) ^ map->seed);
	}
	word = 0;
	memcpy(&word, bytes, left);
	return fold(hash ^ word, UINT64_C(0xe7037ed1a0b428db));
}

/* The slot that holds the key, or the empty one where it belongs. */
static struct slot *find(const struct map *map, uint64_t hash, const void *key, size_t length)
{
	size_t mask = map->capacity - 1;

	for (size_t i = (size_t)hash & mask;; i = (i + 1) & mask) {
		struct slot *slot = &map->slots[i];
		if (slot->value == NULL)
			return slot;
		if (slot->hash == (uint32_t)(hash >> 32) && slot->length == length && memcmp(slot->key, key, length) == 0)
			return slot;
	}
}

void *map_get(const struct map *map, const void *key, size_t length)
{
	return find(map, hash_bytes(map, key, length), key, length)->value;
}

uint64_t map_hash(const struct map *map, const void *key, size_t length)
{
	return hash_bytes(map, key, length);
}

void map_fetch_slot(const struct map *map, uint64_t hash)
{
	__builtin_prefetch(&map->slots[(size_t)hash & (map->capacity - 1)]);
}

void map_fetch_entry(const struct map *map, uint64_t hash, size_t from, size_t bytes)
{
	const struct slot *slot = &map->slots[(size_t)hash & (map->capacity - 1)];

	if (slot->value == NULL)
		return;
	__builtin_prefetch(slot->key);
	for (size_t i = 0; i < bytes; i += MEMORY_LINE)
		__builtin_prefetch((const char *)slot->value + from + i);
}

void *map_get_hashed(const struct map *map, uint64_t hash, const void *key, size_t length)
{
	return find(map, hash, key, length)->value;
}

static void grow(struct map *map)
{
	struct slot *old = map->slots;
	size_t old_capacity = map->capacity;

	map->capacity *= 2;
	map->slots = memory_zeroed(map->capacity, sizeof *map->slots);
	for (size_t i = 0; i < old_capacity; i++)
		if (old[i].value != NULL)
			*find(map, hash_bytes(map, old[i].key, old[i].length), old[i].key, old[i].length) = old[i];
	free(old);
}

void map_put(struct map *map, const void *key, size_t length, void *value)
{
	if (map->count >= map->capacity / 4 * 3)
		grow(map);
	uint64_t hash = hash_bytes(map, key, length);
	struct slot *slot = find(map, hash, key, length);

	if (slot->value == NULL) {
		slot->hash = (uint32_t)(hash >> 32);
		slot->key = map->borrows ? key : memory_textn(key, length);
		slot->length = (uint32_t)length;
		map->count++;
	}
	slot->value = value;
}

size_t map_count(const struct map *map)
{
	return map->count;
}
