/*
 * pool: blocks of whole cache lines that belong to one owner, packed side by side.
 *
 * malloc() puts what is asked for together side by side. Where very many things each have something small that is used all the
 * time, and something large that is not, each of the small ones then lies on a page of its own, and looking up where that page
 * is takes longer than reading from it. From a pool the small ones lie together. A block that was given back is used for the
 * next one of as many lines.
 */
#ifndef TELLTALE_BASE_POOL_H
#define TELLTALE_BASE_POOL_H

#include <stddef.h>

enum { POOL_MOST = 64 * 64 /* bytes of a block that is packed; larger ones have memory of their own */ };

struct pool;

struct pool *pool_new(void) __attribute__((returns_nonnull));

/* Frees it with all blocks that weren't given back. */
void pool_free(struct pool *pool);

/* A block of so many bytes, zeroed, at the beginning of a cache line. Never NULL. */
void *pool_take(struct pool *pool, size_t bytes) __attribute__((alloc_size(2), returns_nonnull));

/* Gives a block back (NULL: nothing), which was taken with so many bytes. */
void pool_give(struct pool *pool, void *block, size_t bytes);

#endif
