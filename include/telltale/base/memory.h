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

/* Grows or shrinks a block to n items of size bytes; new bytes are undefined. Never NULL. */
void *memory_resize(void *block, size_t n, size_t size) __attribute__((alloc_size(2, 3), returns_nonnull));

/* A copy of a string; of the first n bytes of one, with a NUL behind; of a block. The caller frees. */
char *memory_text(const char *text) __attribute__((malloc, returns_nonnull));
char *memory_textn(const char *text, size_t n) __attribute__((malloc, returns_nonnull));
void *memory_copy(const void *block, size_t n) __attribute__((malloc, returns_nonnull));

/* Overwrites n bytes in a way that the compiler may not leave out: for secrets. */
void memory_wipe(void *block, size_t n);

/* Makes room for one more item in a growing array: doubles *capacity when it equals n. Returns the block. */
void *memory_grow(void *block, size_t n, size_t *capacity, size_t size) __attribute__((returns_nonnull));

#endif
