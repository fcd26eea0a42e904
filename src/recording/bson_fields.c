/* bson_fields: see include/telltale/recording/bson_fields.h */
#include "config.h"

#include "telltale/recording/bson_fields.h"

#include <string.h>

#include <bson/bson.h>

/* A place in a document of which nothing is known yet but where it ends. */
struct place {
	const uint8_t *at, *end;
};

static bool take(struct place *place, void *value, size_t n)
{
	if ((size_t)(place->end - place->at) < n)
		return false;
	memcpy(value, place->at, n);
	place->at += n;
	return true;
}

static bool take_int32(struct place *place, int32_t *value)
{
	bool good = take(place, value, sizeof *value);

	*value = (int32_t)BSON_UINT32_FROM_LE((uint32_t)*value);
	return good;
}

/* A type, and the key that is expected behind it. */
static bool take_key(struct place *place, const char *key, size_t length, uint8_t *type)
{
	if ((size_t)(place->end - place->at) < length + 2 || memcmp(place->at + 1, key, length + 1) != 0)
		return false;
	*type = *place->at;
	place->at += length + 2;
	return true;
}

/* As the model has texts from JSON, what is behind a NUL doesn't count. */
static bool take_text(struct place *place, struct field *field)
{
	int32_t size;

	if (!take_int32(place, &size) || size < 1 || size > place->end - place->at || place->at[size - 1] != 0)
		return false;
	field->kind = FIELD_STRING;
	field->string.text = (const char *)place->at;
	field->string.length = strlen(field->string.text);
	place->at += size;
	return true;
}

static bool take_double(struct place *place, struct field *field)
{
	double value;

	field->kind = FIELD_DOUBLE;
	if (!take(place, &value, sizeof value))
		return false;
	field->value = BSON_DOUBLE_FROM_LE(value);
	return true;
}

static bool take_integer(struct place *place, bool wide, struct field *field)
{
	int32_t narrow = 0;
	int64_t integer = 0;

	field->kind = FIELD_DOUBLE;
	if (wide ? !take(place, &integer, sizeof integer) : !take_int32(place, &narrow))
		return false;
	field->value = wide ? (double)(int64_t)BSON_UINT64_FROM_LE((uint64_t)integer) : (double)narrow;
	return true;
}

static bool take_bool(struct place *place, struct field *field)
{
	uint8_t value;

	if (!take(place, &value, 1) || value > 1)
		return false;
	field->kind = value != 0 ? FIELD_TRUE : FIELD_FALSE;
	return true;
}

static bool take_value(struct place *place, uint8_t type, struct field *field)
{
	switch (type) {
	case BSON_TYPE_DOUBLE:
		return take_double(place, field);
	case BSON_TYPE_UTF8:
		return take_text(place, field);
	case BSON_TYPE_INT32:
	case BSON_TYPE_INT64:
		return take_integer(place, type == BSON_TYPE_INT64, field);
	case BSON_TYPE_BOOL:
		return take_bool(place, field);
	case BSON_TYPE_NULL:
		field->kind = FIELD_NULL;
		return true;
	default:
		return false;
	}
}

/* Steps into a document. False: its length can't be true. */
static bool enter(struct place *place)
{
	const uint8_t *begin = place->at;
	int32_t length;

	if (!take_int32(place, &length) || length < 5 || length > place->end - begin)
		return false;
	place->end = begin + length;
	return true;
}

static bool leave(struct place *place, const uint8_t *outer_end)
{
	if (place->end - place->at != 1 || *place->at != 0)
		return false; /* there is more in it */
	place->at++;
	place->end = outer_end;
	return true;
}

static bool read_steps(const struct shape *shape, struct place place, struct field *fields)
{
	const uint8_t *ends[SHAPE_DEPTH + 1];
	size_t depth = 0;
	uint8_t type;

	for (size_t i = 0; i < shape->step_count; i++) {
		const struct shape_step *step = &shape->steps[i];
		if (step->kind == SHAPE_END) {
			if (!leave(&place, ends[--depth]))
				return false;
			continue;
		}
		type = step->kind == SHAPE_OBJECT ? BSON_TYPE_DOCUMENT : BSON_TYPE_ARRAY; /* of the outermost */
		if (i > 0 && !take_key(&place, shape->keys + step->key, step->key_length, &type))
			return false;
		if (step->kind == SHAPE_VALUE) {
			if (!take_value(&place, type, fields++))
				return false;
			continue;
		}
		if (type != (step->kind == SHAPE_OBJECT ? BSON_TYPE_DOCUMENT : BSON_TYPE_ARRAY))
			return false;
		ends[depth++] = place.end;
		if (!enter(&place))
			return false;
	}
	return true;
}

bool bson_fields(const struct record *record, const struct shape *shape, struct field fields[SHAPE_SLOTS])
{
	bson_iter_t iter;

	if (record->payload_at == 0 || record->parts > 1 ||
	    !bson_iter_init_from_data_at_offset(&iter, record->bytes, record->length, record->payload_at, 7))
		return false;
	bson_type_t outermost = shape->steps[0].kind == SHAPE_OBJECT ? BSON_TYPE_DOCUMENT : BSON_TYPE_ARRAY;
	if (bson_iter_type(&iter) != outermost)
		return false;
	struct place place = { record->bytes + bson_iter_offset(&iter) + 1 + sizeof "payload", record->bytes + record->length };
	return read_steps(shape, place, fields);
}
