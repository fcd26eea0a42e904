/*
 * buffer: bytes that grow as they are appended to.
 */
#ifndef TELLTALE_BASE_BUFFER_H
#define TELLTALE_BASE_BUFFER_H

#include <stddef.h>

/* All zero to begin with. */
struct buffer {
	char *bytes; /* NUL-ended once anything was appended; NULL before */
	size_t length;
	size_t capacity;
};

/* Appends n bytes; text. */
void buffer_append(struct buffer *buffer, const void *bytes, size_t n);
void buffer_text(struct buffer *buffer, const char *text);
void buffer_char(struct buffer *buffer, char c);
void buffer_format(struct buffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Empties it and keeps its memory; a buffer that has grown beyond a megabyte gives it back. */
void buffer_reset(struct buffer *buffer);

/* Frees what it holds. */
void buffer_clear(struct buffer *buffer);

#endif
