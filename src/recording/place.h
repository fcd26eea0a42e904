/* A place in a document of which nothing is known yet but where it ends, for what reads documents without libbson's
 * iterator: record_quick.c and bson_fields.c. Every function moves the place on and returns true, or returns false.
 * Source: bsonspec.org, version 1.1. */
#ifndef TELLTALE_RECORDING_PLACE_H
#define TELLTALE_RECORDING_PLACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <bson/bson.h>

struct place {
	const uint8_t *at, *end;
};

static inline uint32_t uint32_at(const uint8_t *bytes)
{
	uint32_t value;

	memcpy(&value, bytes, sizeof value);
	return BSON_UINT32_FROM_LE(value);
}

static inline uint64_t uint64_at(const uint8_t *bytes)
{
	uint64_t value;

	memcpy(&value, bytes, sizeof value);
	return BSON_UINT64_FROM_LE(value);
}

static inline size_t place_left(const struct place *place)
{
	return (size_t)(place->end - place->at);
}

/* A string, with its length in front and a NUL behind; `length` doesn't count that. */
static inline bool place_text(struct place *place, const char **text, size_t *length)
{
	size_t left = place_left(place);
	uint32_t size = left > 4 ? uint32_at(place->at) : 0;

	if (size < 1 || size > left - 4 || place->at[3 + size] != '\0')
		return false;
	*text = (const char *)place->at + 4;
	*length = size - 1;
	place->at += 4 + size;
	return true;
}

static inline bool place_bool(struct place *place, bool *value)
{
	if (place->at == place->end || *place->at > 1)
		return false;
	*value = *place->at++ == 1;
	return true;
}

#endif
