/*
 * map: from a key of bytes to a pointer; open addressing, FNV-1a hashed with a seed of the process.
 *
 * The seed makes it hard for somebody on the network to choose topics that all collide.
 * Source: http://www.isthe.com/chongo/tech/comp/fnv/ (FNV-1a, 64 bits).
 */
#ifndef TELLTALE_BASE_MAP_H
#define TELLTALE_BASE_MAP_H

#include <stddef.h>
#include <stdint.h>

struct map;

struct map *map_new(void);

/* Frees the map and its copies of the keys; what the values point to belongs to the caller. */
void map_free(struct map *map);

/* The value of a key, or NULL. */
void *map_get(const struct map *map, const void *key, size_t length);

/* Sets the value of a key (copied); value must not be NULL. */
void map_put(struct map *map, const void *key, size_t length, void *value);

/* How many keys there are. */
size_t map_count(const struct map *map);

#endif
