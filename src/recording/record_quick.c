/* record_quick: the documents that the encoder makes of messages, which nearly all are, read without looking for their
 * fields; see include/telltale/recording/record.h. Whatever is otherwise in any way is left to record_read(). */
#include "config.h"

#include "recording/place.h"
#include "recording/record_private.h"

/* Where things are in such a document, from its first byte: _id, kind, ts, mono, meta. */
enum { KIND_AT = 21, TS_AT = 39, MONO_AT = 51, META_AT = 65, LEAST = 85 };

/* A type with its key; `head` has the key's NUL as well. */
static bool take(struct place *place, const char *head, size_t length)
{
	if (place_left(place) < length || memcmp(place->at, head, length) != 0)
		return false;
	place->at += length;
	return true;
}

#define TAKE(place, head) take(place, head, sizeof head)

static bool take_text(struct place *place, struct record_text *text)
{
	return place_text(place, &text->text, &text->length);
}

static bool take_meta(struct place *place, struct record *record)
{
	size_t left = place_left(place), length = left > 5 ? uint32_at(place->at) : 0;
	struct place meta = { place->at + 4, place->at + length };

	if (length < 5 || length > left)
		return false;
	if ((TAKE(&meta, "\x02source") && !take_text(&meta, &record->source)) ||
	    (TAKE(&meta, "\x02" "device") && !take_text(&meta, &record->device)) || !TAKE(&meta, "\x02topic") ||
	    !take_text(&meta, &record->topic) || meta.end - meta.at != 1 || *meta.at != 0)
		return false;
	place->at = meta.end;
	return true;
}

/* Bytes of a value; 0: it's of a kind that payloads aren't, or can't be that long. */
static size_t value_size(const struct place *place, uint8_t type)
{
	size_t left = place_left(place), size = left > 4 ? uint32_at(place->at) : 0;

	switch (type) {
	case BSON_TYPE_DOCUMENT:
	case BSON_TYPE_ARRAY:
		return size >= 5 && size <= left && place->at[size - 1] == 0 ? size : 0;
	case BSON_TYPE_UTF8:
		return size >= 1 && size <= left - 4 && place->at[3 + size] == 0 ? 4 + size : 0;
	case BSON_TYPE_DOUBLE:
	case BSON_TYPE_INT64:
		return left >= 8 ? 8 : 0;
	case BSON_TYPE_INT32:
		return left >= 4 ? 4 : 0;
	default:
		return 0;
	}
}

static bool take_payload(struct place *place, struct record *record)
{
	static const char key[] = "payload";
	const uint8_t *begin = place->at;

	if (place->end - begin < (ptrdiff_t)(2 + sizeof key) || memcmp(begin + 1, key, sizeof key) != 0)
		return false;
	place->at += 1 + sizeof key;
	size_t size = value_size(place, *begin);
	if (size == 0)
		return false;
	record->payload_at = (uint32_t)(begin - record->bytes);
	place->at += size;
	return true;
}

static bool take_raw(struct place *place, struct record *record)
{
	const uint8_t *begin = place->at;

	if (!TAKE(place, "\x05raw"))
		return false;
	size_t left = place_left(place), size = left >= 5 ? uint32_at(place->at) : 0;
	if (left < 5 || size > left - 5 || place->at[4] != BSON_SUBTYPE_BINARY)
		return false;
	record->raw_at = (uint32_t)(begin - record->bytes);
	place->at += 5 + size;
	return true;
}

static bool take_head(const uint8_t *bytes, struct record *record)
{
	static const char id[] = "\x07_id", kind[] = "\x02kind\0\x08\0\0\0message", ts[] = "\x09ts", mono[] = "\x12mono",
	                  meta[] = "\x03meta";

	if (memcmp(bytes + 4, id, sizeof id) != 0 || memcmp(bytes + KIND_AT, kind, sizeof kind) != 0 ||
	    memcmp(bytes + TS_AT, ts, sizeof ts) != 0 || memcmp(bytes + MONO_AT, mono, sizeof mono) != 0 ||
	    memcmp(bytes + META_AT, meta, sizeof meta) != 0)
		return false;
	record->kind = RECORD_MESSAGE;
	record->wall = record_wall((int64_t)uint64_at(bytes + TS_AT + sizeof ts));
	record->mono = record_time((int64_t)uint64_at(bytes + MONO_AT + sizeof mono));
	return true;
}

bool record_peek_quickly(const uint8_t *bytes, size_t length, struct record *record)
{
	return length >= LEAST && uint32_at(bytes) == length && bytes[length - 1] == 0 && take_head(bytes, record);
}

bool record_read_quickly(const uint8_t *bytes, size_t length, struct record *record)
{
	struct place place = { bytes + META_AT + sizeof "\x03meta", bytes + length - 1 };
	bool good;

	if (!record_peek_quickly(bytes, length, record) || !take_meta(&place, record) || !TAKE(&place, "\x10qos") || place.end - place.at < 4)
		return false;
	uint32_t qos = uint32_at(place.at);
	record->qos = qos <= 2 ? (unsigned char)qos : 0;
	place.at += 4;
	good = !TAKE(&place, "\x08retain") || place_bool(&place, &record->retain);
	good = good && (!TAKE(&place, "\x08" "earlier") || place_bool(&place, &record->earlier));
	good = good && take_payload(&place, record);
	good = good && (!TAKE(&place, "\x08spaced") || place_bool(&place, &record->spaced));
	return good && (place.at == place.end || (take_raw(&place, record) && place.at == place.end));
}
