/* memory: see include/telltale/base/memory.h */
#include "config.h"

#include "telltale/base/memory.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#ifdef __GLIBC__
#include <malloc.h>
#endif

void memory_exhausted(void)
{
	fputs("telltale: out of memory\n", stderr);
	abort();
}

static void *checked(void *block)
{
	if (block == NULL)
		memory_exhausted();
	return block;
}

void *memory_zeroed(size_t n, size_t size)
{
	return checked(calloc(n > 0 ? n : 1, size > 0 ? size : 1));
}

void *memory_aligned(size_t n, size_t size, size_t alignment)
{
	void *block = NULL;

	if (size > 0 && n > SIZE_MAX / size)
		checked(NULL);
	size_t bytes = n * size > 0 ? n * size : 1;
	if (posix_memalign(&block, alignment, bytes) != 0)
		checked(NULL);
	return memset(block, 0, bytes);
}

void *memory_realigned(void *block, size_t kept, size_t n, size_t size, size_t alignment)
{
	void *other = memory_aligned(n, size, alignment);

	if (kept > 0)
		memcpy(other, block, kept * size);
	free(block);
	return other;
}

void *memory_resize(void *block, size_t n, size_t size)
{
	if (size > 0 && n > SIZE_MAX / size)
		checked(NULL);
	size_t bytes = n * size;
	return checked(realloc(block, bytes > 0 ? bytes : 1));
}

char *memory_textn(const char *text, size_t n)
{
	char *copy = memory_resize(NULL, n + 1, 1);

	if (n > 0)
		memcpy(copy, text, n);
	copy[n] = '\0';
	return copy;
}

char *memory_text(const char *text)
{
	return memory_textn(text, strlen(text));
}

void *memory_copy(const void *block, size_t n)
{
	return memory_textn(block, n);
}

#if defined(__GLIBC__) && defined(MADV_HUGEPAGE)

/* glibc grows the main thread's heap at its end: then by so much that large pages fit, which aren't used before they are
 * asked for. */
void memory_large_pages(void **seen)
{
	enum { LARGE_PAGE = 2 << 20, STEP = 128 << 20 };
	char *end = sbrk(0);

	if (*seen == NULL) {
		mallopt(M_TOP_PAD, STEP);
		*seen = end;
	}
	if (end - (char *)*seen < 2 * LARGE_PAGE)
		return;
	uintptr_t from = ((uintptr_t)*seen + LARGE_PAGE - 1) / LARGE_PAGE * LARGE_PAGE;
	madvise((void *)from, (size_t)((uintptr_t)end - from), MADV_HUGEPAGE); /* NOLINT: it may refuse */
	*seen = end;
}

#else

void memory_large_pages(void **seen)
{
	(void)seen;
}

#endif

void memory_wipe(void *block, size_t n)
{
	volatile unsigned char *byte = block;

	while (n-- > 0)
		*byte++ = 0;
}

void *memory_grow(void *block, size_t n, size_t *capacity, size_t size)
{
	if (block != NULL && n < *capacity)
		return block;
	*capacity = *capacity > 0 ? *capacity * 2 : 8;
	return memory_resize(block, *capacity, size);
}
