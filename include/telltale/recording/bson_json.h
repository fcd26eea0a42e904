/*
 * bson_json: a JSON payload as BSON, and BSON as JSON again.
 *
 * What goes in comes out byte for byte, or the caller is told that it won't and keeps the bytes as well: what
 * bson_json_append() calls exact is just what bson_json_text() writes. One pass, no tree in between; this is
 * on the way of every recorded message.
 *
 * A number without fraction and exponent becomes an int32 or an int64, any other a double. Not kept as BSON
 * (but as text, by the caller): JSON that is broken or nested deeper than BSON_JSON_DEPTH (databases allow
 * 100), and keys that are empty, begin with "$", or hold a NUL, which databases refuse or take for operators.
 *
 * Sources: RFC 8259 (JSON); bsonspec.org, version 1.1; Clinger, "How to read floating point numbers
 * accurately", PLDI 1990 (the quick way for at most 15 digits).
 */
#ifndef TELLTALE_RECORDING_BSON_JSON_H
#define TELLTALE_RECORDING_BSON_JSON_H

#include <stdbool.h>
#include <stddef.h>

#include <bson/bson.h>

#include "telltale/base/buffer.h"
#include "telltale/core/number.h"

enum { BSON_JSON_DEPTH = 64, BSON_JSON_MOST = 1 << 20 };

enum bson_json_result {
	BSON_JSON_NO,      /* it can't be kept as BSON; `doc` may hold a part of it and is to be thrown away */
	BSON_JSON_INEXACT, /* appended, but its text would differ */
	BSON_JSON_EXACT,   /* written without spaces */
	BSON_JSON_SPACED   /* exact too, written with a space behind each comma and colon, as Python does */
};

/* Appends a payload of at most BSON_JSON_MOST bytes under a key. */
enum bson_json_result bson_json_append(bson_t *doc, const char *key, const char *json, size_t length);

/* Writes the BSON value that an iterator stands on as JSON. False: it is of a type that no JSON becomes. */
bool bson_json_text(const bson_iter_t *iter, bool spaced, struct buffer *json);

/* Whether bson_json_text() writes a number that is no integer just as it was written; value: what it is. */
bool bson_json_exact(const struct number *number, double value);

/* The shortest decimal that reads as the same double, always with a fraction or an exponent ("21.0"); at least
 * 32 bytes. Not finite: "Infinity", "-Infinity", "NaN". */
void bson_json_number(double value, char *text, size_t size);

#endif
