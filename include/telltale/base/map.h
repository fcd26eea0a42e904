/*
 * map: from a key of bytes to a pointer; open addressing, hashed with a seed of the map's own.
 *
 * The seed makes it hard for somebody on the network to choose topics that all collide.
 * Source: the multiplication of two halves into 128 bits, folded, is that of Wang Yi, "wyhash and wyrand", 2019.
 */
#ifndef TELLTALE_BASE_MAP_H
#define TELLTALE_BASE_MAP_H

#include <stddef.h>
#include <stdint.h>

struct map;

struct map *map_new(void);

/* One that doesn't copy its keys: each stays where it is as long as the map. */
struct map *map_new_borrowing(void);

/* Frees the map and its copies of the keys; what the values point to belongs to the caller. */
void map_free(struct map *map);

/* The value of a key, or NULL. */
void *map_get(const struct map *map, const void *key, size_t length);

/* The same in steps, for whoever looks many keys up at a time: the hash; what the look-up reads first, and then (the key, and
 * some bytes of the value) is fetched into the cache; the look-up. */
uint64_t map_hash(const struct map *map, const void *key, size_t length);
void map_fetch_slot(const struct map *map, uint64_t hash);
void map_fetch_entry(const struct map *map, uint64_t hash, size_t from, size_t bytes);
void *map_get_hashed(const struct map *map, uint64_t hash, const void *key, size_t length);

/* Sets the value of a key; value must not be NULL. Keys have less than 4 GiB. */
void map_put(struct map *map, const void *key, size_t length, void *value);

/* How many keys there are. */
size_t map_count(const struct map *map);

#endif
