/*
 * memory: allocation that can't be forgotten to be checked.
 *
 * Running out of memory is the one failure that telltale doesn't try to live through: every bound that
 * matters (inbox, topics, devices, history) is a limit of its own, so a failing malloc means that the machine
 * is at its end. These functions print one line and abort.
 */
#ifndef TELLTALE_BASE_MEMORY_H
#define TELLTALE_BASE_MEMORY_H

#include <stddef.h>

/* Says that there is no memory, and aborts: for allocations of another kind. */
void memory_exhausted(void) __attribute__((noreturn));

/* n items of size bytes, zeroed. The caller frees with free(). Never NULL. */
void *memory_zeroed(size_t n, size_t size) __attribute__((malloc, alloc_size(1, 2), returns_nonnull));

/* The same, beginning at a multiple of alignment (a power of two, at least a pointer's size): for what is to lie in as few
 * cache lines as it can. */
void *memory_aligned(size_t n, size_t size, size_t alignment) __attribute__((malloc, alloc_size(1, 2), returns_nonnull));

/* The same once more, behind a copy of the first `kept` items of a block, which is freed. */
void *memory_realigned(void *block, size_t kept, size_t n, size_t size, size_t alignment) __attribute__((returns_nonnull));

enum { MEMORY_LINE = 64 }; /* bytes of a cache line, on nearly every machine */

/* Grows or shrinks a block to n items of size bytes; new bytes are undefined. Never NULL. */
void *memory_resize(void *block, size_t n, size_t size) __attribute__((alloc_size(2, 3), returns_nonnull));

/* A copy of a string; of the first n bytes of one, with a NUL behind; of a block. The caller frees. */
char *memory_text(const char *text) __attribute__((malloc, returns_nonnull));
char *memory_textn(const char *text, size_t n) __attribute__((malloc, returns_nonnull));
void *memory_copy(const void *block, size_t n) __attribute__((malloc, returns_nonnull));

/* For whoever fills the heap with very many small things that are used all over: asks the system for large pages for what
 * the heap grows by from now on, because otherwise looking up where a page is would take longer than reading from it. To be
 * called again and again as it grows. `seen` is the caller's, NULL at first. Does nothing where there is no such thing. */
void memory_large_pages(void **seen);

/* Overwrites n bytes in a way that the compiler may not leave out: for secrets. */
void memory_wipe(void *block, size_t n);

/* Makes room for one more item in a growing array: doubles *capacity when it equals n. Returns the block. */
void *memory_grow(void *block, size_t n, size_t *capacity, size_t size) __attribute__((returns_nonnull));

#endif
