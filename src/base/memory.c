/* memory: see include/telltale/base/memory.h */
#include "config.h"

#include "telltale/base/memory.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
