/* encoder_shaped: the document of a message whose values were read already; see include/telltale/recording/encoder.h.
 *
 * It is the one that encoder_message() makes, written straight to where it belongs. Source: bsonspec.org, version 1.1. */
#include "config.h"

#include <string.h>

#include "recording/encoder_private.h"
#include "telltale/base/clock.h"
#include "telltale/base/text.h"
#include "telltale/recording/bson_json.h"

enum { HEAD_BYTES = 384, STEP_BYTES = 40 }; /* more than all that is no text takes; than a value and what is around it */

/* --- pieces ---------------------------------------------------------------------------------------------- */

static inline char *put_bytes(char *at, const void *bytes, size_t n)
{
	if (n > 0)
		memcpy(at, bytes, n);
	return at + n;
}

static inline char *put_int32(char *at, uint32_t value)
{
	value = BSON_UINT32_TO_LE(value);
	return put_bytes(at, &value, sizeof value);
}

static inline char *put_int64(char *at, uint64_t value)
{
	value = BSON_UINT64_TO_LE(value);
	return put_bytes(at, &value, sizeof value);
}

/* A type and a key with its NUL. */
static inline char *put_key(char *at, bson_type_t type, const char *key, size_t length)
{
	*at++ = (char)type;
	return put_bytes(at, key, length + 1);
}

/* The same for a key of a shape. Most are short: then so many bytes are copied as need no call, and what is too much is
 * written over. */
static inline char *put_shape_key(char *at, bson_type_t type, const char *key, size_t length)
{
	*at++ = (char)type;
	if (length >= SHAPE_KEY_SLACK)
		return put_bytes(at, key, length + 1);
	memcpy(at, key, SHAPE_KEY_SLACK);
	return at + length + 1;
}

static inline char *put_string(char *at, const char *text, size_t length)
{
	at = put_int32(at, (uint32_t)length + 1);
	at = put_bytes(at, text, length);
	*at++ = '\0';
	return at;
}

/* A document or an array that begins at `begin` ends here. */
static char *end_nested(char *begin, char *at)
{
	*at++ = '\0';
	put_int32(begin, (uint32_t)(at - begin));
	return at;
}

#define KEY(at, type, key) put_key(at, type, key, sizeof(key) - 1)

/* --- the head -------------------------------------------------------------------------------------------- */

/* Time, five bytes of chance, and a counter, each with its first byte first. Source: MongoDB's specification of
 * ObjectId. */
static char *put_id(struct encoder *encoder, char *at, int64_t wall)
{
	uint32_t seconds = BSON_UINT32_TO_BE((uint32_t)(wall / CLOCK_SECOND));
	uint32_t counter = BSON_UINT32_TO_BE(encoder->id_counter++ << 8);

	at = put_bytes(at, &seconds, sizeof seconds);
	at = put_bytes(at, encoder->id_chance, sizeof encoder->id_chance);
	return put_bytes(at, &counter, 3);
}

static char *put_meta(char *at, const struct encoder_stamp *stamp, const struct message *message)
{
	char *begin = at;

	at += 4;
	if (*stamp->source != '\0')
		at = put_string(KEY(at, BSON_TYPE_UTF8, "source"), stamp->source, strlen(stamp->source));
	if (stamp->device != NULL && *stamp->device != '\0')
		at = put_string(KEY(at, BSON_TYPE_UTF8, "device"), stamp->device, strlen(stamp->device));
	at = put_string(KEY(at, BSON_TYPE_UTF8, "topic"), message->topic, message->topic_length);
	return end_nested(begin, at);
}

static char *put_head(struct encoder *encoder, char *at, const struct encoder_stamp *stamp, const struct message *message)
{
	at = put_id(encoder, KEY(at, BSON_TYPE_OID, "_id"), stamp->wall);
	at = put_string(KEY(at, BSON_TYPE_UTF8, "kind"), "message", 7);
	at = put_int64(KEY(at, BSON_TYPE_DATE_TIME, "ts"), (uint64_t)(stamp->wall / CLOCK_MILLISECOND));
	at = put_int64(KEY(at, BSON_TYPE_INT64, "mono"), (uint64_t)stamp->mono);
	at = put_meta(KEY(at, BSON_TYPE_DOCUMENT, "meta"), stamp, message);
	at = put_int32(KEY(at, BSON_TYPE_INT32, "qos"), message->qos);
	if (message->stored) {
		at = KEY(at, BSON_TYPE_BOOL, "retain");
		*at++ = 1;
	}
	return at;
}

/* --- the payload ----------------------------------------------------------------------------------------- */

static char *put_number(char *at, const struct number *number, const char *key, size_t length, bool *exact)
{
	int64_t integer;
	double value;

	if (number_integer(number, &integer)) {
		if (integer >= INT32_MIN && integer <= INT32_MAX)
			return put_int32(put_shape_key(at, BSON_TYPE_INT32, key, length), (uint32_t)integer);
		return put_int64(put_shape_key(at, BSON_TYPE_INT64, key, length), (uint64_t)integer);
	}
	value = number_value(number);
	*exact = *exact && bson_json_exact(number, value);
	value = BSON_DOUBLE_TO_LE(value);
	return put_bytes(put_shape_key(at, BSON_TYPE_DOUBLE, key, length), &value, sizeof value);
}

static char *put_value(char *at, const struct field *field, const char *key, size_t length, bool *exact)
{
	switch (field->kind) {
	case FIELD_STRING:
		return put_string(put_shape_key(at, BSON_TYPE_UTF8, key, length), field->string.text, field->string.length);
	case FIELD_NUMBER:
		return put_number(at, &field->number, key, length, exact);
	case FIELD_TRUE:
	case FIELD_FALSE:
		at = put_shape_key(at, BSON_TYPE_BOOL, key, length);
		*at++ = field->kind == FIELD_TRUE;
		return at;
	case FIELD_DOUBLE: /* from a recording: nobody records that */
	case FIELD_NULL:
		break;
	}
	return put_shape_key(at, BSON_TYPE_NULL, key, length);
}

/* Returns where it ends; exact: whether the way back gives the same numbers. */
static char *put_payload(char *at, const struct shape *shape, const struct field *fields, bool *exact)
{
	static const char root[SHAPE_KEY_SLACK] = "payload";
	char *begun[SHAPE_DEPTH + 1];
	size_t depth = 0;

	for (size_t i = 0; i < shape->step_count; i++) {
		const struct shape_step *step = &shape->steps[i];
		const char *key = i == 0 ? root : shape->keys + step->key;
		size_t length = i == 0 ? 7 : step->key_length;
		switch (step->kind) {
		case SHAPE_VALUE:
			at = put_value(at, fields++, key, length, exact);
			break;
		case SHAPE_OBJECT:
		case SHAPE_ARRAY:
			at = put_shape_key(at, step->kind == SHAPE_OBJECT ? BSON_TYPE_DOCUMENT : BSON_TYPE_ARRAY, key, length);
			begun[depth++] = at;
			at += 4;
			break;
		case SHAPE_END:
			at = end_nested(begun[--depth], at);
			break;
		}
	}
	return at;
}

/* --- all ------------------------------------------------------------------------------------------------- */

size_t encoder_shaped_most(const struct encoder_stamp *stamp, const struct message *message, const struct shape *shape)
{
	if (message->properties_length > 0 || message->payload_length > BSON_JSON_MOST ||
	    !text_is_utf8(message->topic, message->topic_length) || !text_is_utf8(stamp->source, strlen(stamp->source)) ||
	    (stamp->device != NULL && !text_is_utf8(stamp->device, strlen(stamp->device))))
		return 0;
	return HEAD_BYTES + strlen(stamp->source) + (stamp->device != NULL ? strlen(stamp->device) : 0) +
	       message->topic_length + shape->keys_length + shape->step_count * STEP_BYTES + 2 * message->payload_length;
}

size_t encoder_shaped(struct encoder *encoder, const struct encoder_stamp *stamp, const struct message *message,
                      const struct shape *shape, const struct field *fields, char *out)
{
	bool exact = shape->spacing != SHAPE_UNEVEN;
	char *at = put_head(encoder, out + 4, stamp, message);

	at = put_payload(at, shape, fields, &exact);
	if (exact && shape->spacing == SHAPE_SPACED) {
		at = KEY(at, BSON_TYPE_BOOL, "spaced");
		*at++ = 1;
	}
	if (!exact) {
		at = put_int32(KEY(at, BSON_TYPE_BINARY, "raw"), (uint32_t)message->payload_length);
		*at++ = BSON_SUBTYPE_BINARY;
		at = put_bytes(at, message->payload, message->payload_length);
	}
	return (size_t)(end_nested(out, at) - out);
}
