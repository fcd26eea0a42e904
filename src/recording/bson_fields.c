/* bson_fields: see include/telltale/recording/bson_fields.h */
#include "config.h"

#include "telltale/recording/bson_fields.h"

#include "recording/place.h"

/* A type, and the key that is expected behind it. */
static bool take_key(struct place *place, const char *key, size_t length, uint8_t *type)
{
	if (place_left(place) < length + 2 || memcmp(place->at + 1, key, length + 1) != 0)
		return false;
	*type = *place->at;
	place->at += length + 2;
	return true;
}

/* As the model has texts from JSON, what is behind a NUL doesn't count. */
static bool take_text(struct place *place, struct field *field)
{
	field->kind = FIELD_STRING;
	if (!place_text(place, &field->string.text, &field->string.length))
		return false;
	field->string.length = strlen(field->string.text);
	return true;
}

/* A double, or an integer, of so many bytes. */
static bool take_number(struct place *place, uint8_t type, struct field *field)
{
	size_t size = type == BSON_TYPE_INT32 ? 4 : 8;
	double value;

	if (place_left(place) < size)
		return false;
	field->kind = FIELD_DOUBLE;
	if (type == BSON_TYPE_DOUBLE) {
		memcpy(&value, place->at, sizeof value);
		field->value = BSON_DOUBLE_FROM_LE(value);
	} else {
		field->value = size == 4 ? (double)(int32_t)uint32_at(place->at) : (double)(int64_t)uint64_at(place->at);
	}
	place->at += size;
	return true;
}

static bool take_bool(struct place *place, struct field *field)
{
	bool value;

	if (!place_bool(place, &value))
		return false;
	field->kind = value ? FIELD_TRUE : FIELD_FALSE;
	return true;
}

static bool take_value(struct place *place, uint8_t type, struct field *field)
{
	switch (type) {
	case BSON_TYPE_UTF8:
		return take_text(place, field);
	case BSON_TYPE_DOUBLE:
	case BSON_TYPE_INT32:
	case BSON_TYPE_INT64:
		return take_number(place, type, field);
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
	size_t left = place_left(place), length = left > 4 ? uint32_at(place->at) : 0;

	if (length < 5 || length > left)
		return false;
	place->end = place->at + length;
	place->at += 4;
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
