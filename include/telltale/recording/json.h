/*
 * json: JSON written piece by piece, whatever bytes the texts are.
 *
 * The commas come by themselves. A name of NULL means: an element of an array, or the outermost value.
 */
#ifndef TELLTALE_RECORDING_JSON_H
#define TELLTALE_RECORDING_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "telltale/base/buffer.h"

/* Appends a text in quotes, with control characters and line separators escaped. A byte that is no UTF-8 becomes
 * U+FFFD. */
void json_string(struct buffer *json, const char *text, size_t length);

/* An object or an array, by its brackets: '{' and '}', '[' and ']'. */
void json_begin(struct buffer *json, const char *name, char bracket);
void json_end(struct buffer *json, char bracket);

/* Members. A number that isn't finite is null. json_clean() makes broken UTF-8 visible as text_clean() does, so
 * that different bytes stay different; json_time() takes a wall time and writes it as moment_utc() does. */
void json_text(struct buffer *json, const char *name, const char *text, size_t length);
void json_clean(struct buffer *json, const char *name, const char *text, size_t length);
void json_integer(struct buffer *json, const char *name, int64_t value);
void json_number(struct buffer *json, const char *name, double value);
void json_bool(struct buffer *json, const char *name, bool value);
void json_null(struct buffer *json, const char *name);
void json_time(struct buffer *json, const char *name, int64_t wall);

#endif
