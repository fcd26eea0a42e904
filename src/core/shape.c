/* shape: comparing payloads with one; see include/telltale/core/shape.h. How one is made: shape_learn.c. */
#include "config.h"

#include "telltale/core/shape.h"

#include <string.h>

#include "core/same_bytes.h"
#include "telltale/base/text.h"

/* Which bytes of a word are 0: their high bits. Source: Anderson, "Bit Twiddling Hacks", determining if a word has a zero
 * byte (the lowest that is reported is one). */
static inline uint64_t zero_bytes(uint64_t word)
{
	return (word - UINT64_C(0x0101010101010101)) & ~word & UINT64_C(0x8080808080808080);
}

/* How many of the first bytes are ASCII without quotes, backslashes and control characters, by eights. */
static inline size_t plain_eights(const char *begin, const char *end)
{
	size_t i = 0;

	for (uint64_t word; (size_t)(end - begin) - i >= sizeof word; i += sizeof word) {
		memcpy(&word, begin + i, sizeof word);
		uint64_t odd = (word & UINT64_C(0x8080808080808080)) | zero_bytes(word ^ UINT64_C(0x2222222222222222)) |
		               zero_bytes(word ^ UINT64_C(0x5c5c5c5c5c5c5c5c)) | zero_bytes(word & UINT64_C(0xe0e0e0e0e0e0e0e0));
		if (odd != 0)
			break;
	}
	return i;
}

/* A string behind its opening quote, up to the closing one. */
static bool match_string(const char **at, const char *end, struct field *field)
{
	const char *begin = *at, *here = begin + plain_eights(begin, end);
	unsigned char any = 0;

	for (; here < end && *here != '"'; here++) {
		unsigned char c = (unsigned char)*here;
		if (c == '\\' || c < 0x20)
			return false;
		any |= c;
	}
	if (here == end)
		return false;
	field->kind = FIELD_STRING;
	field->string.text = begin;
	field->string.length = (size_t)(here - begin);
	*at = here + 1;
	return any < 0x80 || text_is_utf8(begin, field->string.length);
}

static inline bool match_word(const char **at, const char *end, const char *word, size_t length)
{
	if ((size_t)(end - *at) < length || !same_bytes(*at, word, length))
		return false;
	*at += length;
	return true;
}

static bool match_value(const char **at, const char *end, struct field *field)
{
	if (*at == end)
		return false;
	switch (**at) {
	case '"':
		(*at)++;
		return match_string(at, end, field);
	case 't':
		field->kind = FIELD_TRUE;
		return match_word(at, end, "true", 4);
	case 'f':
		field->kind = FIELD_FALSE;
		return match_word(at, end, "false", 5);
	case 'n':
		field->kind = FIELD_NULL;
		return match_word(at, end, "null", 4);
	default:
		field->kind = FIELD_NUMBER;
		return number_scan(at, end, &field->number);
	}
}

bool shape_match(const struct shape *shape, const char *payload, size_t length, struct field fields[SHAPE_SLOTS])
{
	const char *at = payload, *end = payload + length;

	for (size_t i = 0;; i++) {
		const struct shape_slot *place = &shape->slots[i];
		if (!match_word(&at, end, shape->text + place->at, place->length))
			return false;
		if (i == shape->slot_count)
			return at == end;
		if (!match_value(&at, end, &fields[i]))
			return false;
	}
}

struct scalar scalar_of_field(const struct field *field)
{
	double number = 0;

	switch (field->kind) {
	case FIELD_STRING:
		return scalar_of_text(field->string.text, field->string.length);
	case FIELD_NUMBER:
	case FIELD_DOUBLE:
		number = field->kind == FIELD_NUMBER ? number_value(&field->number) : field->value;
		if (number - number != 0) /* infinite */
			break;
		return (struct scalar){ SCALAR_NUMBER, number, "", 0 };
	case FIELD_TRUE:
		return (struct scalar){ SCALAR_BOOL, 1, "true", 4 };
	case FIELD_FALSE:
		return (struct scalar){ SCALAR_BOOL, 0, "false", 5 };
	case FIELD_NULL:
		break;
	}
	return (struct scalar){ SCALAR_NONE, 0, "", 0 };
}
