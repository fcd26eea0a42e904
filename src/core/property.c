/* property: see include/telltale/core/property.h */
#include "config.h"

#include "telltale/core/property.h"

enum { MOST_TEXT = 65535 };

enum shape { SHAPE_UNKNOWN, SHAPE_BYTE, SHAPE_FOUR_BYTES, SHAPE_TEXT, SHAPE_PAIR };

static enum shape shape_of(unsigned id)
{
	switch (id) {
	case PROPERTY_PAYLOAD_FORMAT:
		return SHAPE_BYTE;
	case PROPERTY_EXPIRY:
		return SHAPE_FOUR_BYTES;
	case PROPERTY_CONTENT_TYPE:
	case PROPERTY_RESPONSE_TOPIC:
	case PROPERTY_CORRELATION:
		return SHAPE_TEXT;
	case PROPERTY_USER:
		return SHAPE_PAIR;
	default:
		return SHAPE_UNKNOWN;
	}
}

/* A number of n bytes, the most significant first. */
static void append_number(struct buffer *packed, uint32_t number, unsigned n)
{
	while (n > 0)
		buffer_char(packed, (char)(number >> (8 * --n) & 0xff));
}

static void append_text(struct buffer *packed, const char *text, size_t length)
{
	size_t taken = length < MOST_TEXT ? length : MOST_TEXT;

	append_number(packed, (uint32_t)taken, 2);
	buffer_append(packed, text, taken);
}

void property_append(struct buffer *packed, const struct property *property)
{
	enum shape shape = shape_of(property->id);

	if (shape == SHAPE_UNKNOWN)
		return;
	buffer_char(packed, (char)property->id);
	if (shape == SHAPE_BYTE)
		append_number(packed, property->number, 1);
	else if (shape == SHAPE_FOUR_BYTES)
		append_number(packed, property->number, 4);
	else
		append_text(packed, property->text, property->text_length);
	if (shape == SHAPE_PAIR)
		append_text(packed, property->value, property->value_length);
}

static bool take_number(const char **packed, size_t *length, unsigned n, uint32_t *number)
{
	if (*length < n)
		return false;
	*number = 0;
	for (unsigned i = 0; i < n; i++)
		*number = *number << 8 | (unsigned char)(*packed)[i];
	*packed += n;
	*length -= n;
	return true;
}

static bool take_text(const char **packed, size_t *length, const char **text, size_t *text_length)
{
	uint32_t n;

	if (!take_number(packed, length, 2, &n) || *length < n)
		return false;
	*text = *packed;
	*text_length = n;
	*packed += n;
	*length -= n;
	return true;
}

bool property_next(const char **packed, size_t *length, struct property *property)
{
	uint32_t id;

	*property = (struct property){ .text = "", .value = "" };
	if (!take_number(packed, length, 1, &id))
		return false;
	property->id = (enum property_id)id;
	switch (shape_of(id)) {
	case SHAPE_BYTE:
		return take_number(packed, length, 1, &property->number);
	case SHAPE_FOUR_BYTES:
		return take_number(packed, length, 4, &property->number);
	case SHAPE_TEXT:
		return take_text(packed, length, &property->text, &property->text_length);
	case SHAPE_PAIR:
		return take_text(packed, length, &property->text, &property->text_length) &&
		       take_text(packed, length, &property->value, &property->value_length);
	case SHAPE_UNKNOWN:
		break;
	}
	return false;
}
