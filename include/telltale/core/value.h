/*
 * value: a payload, decoded once.
 *
 * A payload is JSON, a bare number, a number with a unit ("20.0 °C"), short text, or bytes. Whoever wants a
 * field of it asks with value_at(), and gets a scalar: a number or a text. Everything that a value points to
 * lives in the decoder's arena or in the payload, until the next value_decode().
 */
#ifndef TELLTALE_CORE_VALUE_H
#define TELLTALE_CORE_VALUE_H

#include <stdbool.h>
#include <stddef.h>

struct cJSON;
struct decoder;

enum value_kind {
	VALUE_EMPTY,  /* no bytes */
	VALUE_JSON,   /* an object or an array */
	VALUE_SCALAR, /* a number, a word, a line of text */
	VALUE_BYTES   /* not UTF-8, or with control characters */
};

enum scalar_kind { SCALAR_NONE, SCALAR_NUMBER, SCALAR_BOOL, SCALAR_TEXT };

struct scalar {
	enum scalar_kind kind;
	double number;    /* SCALAR_NUMBER; SCALAR_BOOL: 0 or 1 */
	const char *text; /* the text of it; of a number with a unit, the unit; not NUL-ended */
	size_t length;
};

struct value {
	enum value_kind kind;
	const struct cJSON *json; /* VALUE_JSON */
	struct scalar scalar;     /* VALUE_SCALAR */
};

/* Something that decodes payloads, with its arena. Not for two threads at a time. */
struct decoder *decoder_new(void);
void decoder_free(struct decoder *decoder);

/* Decodes a payload. Never fails: what isn't JSON is text, and what isn't text is bytes. JSON that is nested
 * deeper than 1000 levels, or broken, is text. Invalidates what the decoder gave before. */
struct value value_decode(struct decoder *decoder, const char *payload, size_t length);

/* For a payload that comes in another form than its bytes: forgets what the decoder gave before, and gives zeroed
 * nodes of JSON, which live as long. */
void value_begin(struct decoder *decoder);
struct cJSON *value_node(struct decoder *decoder);

/* The scalar at a path of keys and array indexes with dots between ("AM2301.Temperature", "list.0"); a key
 * that has dots itself is found too. An empty or NULL path means the whole payload. SCALAR_NONE: not there,
 * null, or an object. */
struct scalar value_at(const struct value *value, const char *path);

/* Which of the payload's values that is, counted from 0 in the order in which they are written, objects and arrays not
 * counted. -1: it isn't there, or is an object. */
int value_place(const struct value *value, const char *path);

/* The scalar that a JSON node is. */
struct scalar scalar_of_json(const struct cJSON *node);

/* Reads a text as a number, a number with a unit, or else as text. */
struct scalar scalar_of_text(const char *text, size_t length);

/* Whether a scalar, written as text, equals a word ("1", "opened", "true"). */
bool scalar_is(const struct scalar *scalar, const char *word);

/* Whether it can be the state of a device that no profile knows: a short text that doesn't look like a time. */
bool scalar_is_state(const struct scalar *scalar);

/* Writes the scalar as text (raw, not cleaned), cut to size. Returns the bytes written. */
size_t scalar_text(const struct scalar *scalar, char *text, size_t size);

#endif
