/* buffer: see include/telltale/base/buffer.h */
#include "config.h"

#include "telltale/base/buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "telltale/base/memory.h"

enum { KEPT = 1 << 20 };

static void make_room(struct buffer *buffer, size_t n)
{
	size_t capacity = buffer->capacity > 0 ? buffer->capacity : 64;

	while (capacity - buffer->length <= n)
		capacity *= 2;
	if (capacity == buffer->capacity)
		return;
	buffer->bytes = memory_resize(buffer->bytes, capacity, 1);
	buffer->capacity = capacity;
}

void buffer_append(struct buffer *buffer, const void *bytes, size_t n)
{
	make_room(buffer, n);
	if (n > 0)
		memcpy(buffer->bytes + buffer->length, bytes, n);
	buffer->length += n;
	buffer->bytes[buffer->length] = '\0';
}

void buffer_text(struct buffer *buffer, const char *text)
{
	buffer_append(buffer, text, strlen(text));
}

void buffer_char(struct buffer *buffer, char c)
{
	buffer_append(buffer, &c, 1);
}

void buffer_format(struct buffer *buffer, const char *format, ...)
{
	va_list arguments;
	char text[1024];

	va_start(arguments, format);
	int n = vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	if (n < 0)
		return;
	if ((size_t)n < sizeof text) {
		buffer_append(buffer, text, (size_t)n);
		return;
	}
	make_room(buffer, (size_t)n);
	va_start(arguments, format);
	vsnprintf(buffer->bytes + buffer->length, (size_t)n + 1, format, arguments);
	va_end(arguments);
	buffer->length += (size_t)n;
}

void buffer_reset(struct buffer *buffer)
{
	if (buffer->capacity > KEPT)
		buffer_clear(buffer);
	buffer->length = 0;
	if (buffer->bytes != NULL)
		*buffer->bytes = '\0';
}

void buffer_clear(struct buffer *buffer)
{
	free(buffer->bytes);
	*buffer = (struct buffer){ NULL, 0, 0 };
}
