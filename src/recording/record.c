/* record: see include/telltale/recording/record.h. Writing: encoder.c. */
#include "config.h"

#include "recording/record_private.h"

#include <string.h>

#include <bson/bson.h>

#include "telltale/base/clock.h"
#include "telltale/core/property.h"
#include "telltale/recording/bson_json.h"

/* Times beyond these are none, so that sums and differences of them always fit: the year 2200, 18 years. */
static const int64_t most_wall = INT64_C(7258118400) * CLOCK_SECOND, most_mono = INT64_MAX / 16;

static const char *const kinds[] = {
	[RECORD_RECORDING] = "recording", [RECORD_MESSAGE] = "message", [RECORD_COMMAND] = "command",
	[RECORD_LINK] = "link",           [RECORD_ALERT] = "alert",     [RECORD_MARK] = "mark",
	[RECORD_GAP] = "gap",             [RECORD_END] = "end",         [RECORD_OTHER] = "other",
};

const char *record_kind_text(enum record_kind kind)
{
	return kinds[kind];
}

static struct record_text text_of(const bson_iter_t *iter)
{
	struct record_text text = { "", 0 };
	uint32_t length;

	if (BSON_ITER_HOLDS_UTF8(iter)) {
		text.text = bson_iter_utf8(iter, &length);
		text.length = length;
	}
	return text;
}

static struct record_text bytes_of(const bson_iter_t *iter)
{
	struct record_text text = { "", 0 };
	bson_subtype_t subtype;
	const uint8_t *bytes = NULL;
	uint32_t length = 0;

	if (BSON_ITER_HOLDS_BINARY(iter)) {
		bson_iter_binary(iter, &subtype, &length, &bytes);
		text.text = length > 0 ? (const char *)bytes : "";
		text.length = length;
	}
	return text;
}

static void read_kind(struct record *record, const bson_iter_t *iter)
{
	struct record_text text = text_of(iter);

	for (int kind = RECORD_RECORDING; kind < RECORD_OTHER; kind++)
		if (strlen(kinds[kind]) == text.length && memcmp(kinds[kind], text.text, text.length) == 0)
			record->kind = (enum record_kind)kind;
}

int64_t record_wall(int64_t milliseconds)
{
	return milliseconds >= 0 && milliseconds <= most_wall / CLOCK_MILLISECOND ? milliseconds * CLOCK_MILLISECOND : 0;
}

int64_t record_time(int64_t mono)
{
	return mono >= -most_mono && mono <= most_mono ? mono : 0;
}

static void read_ts(struct record *record, const bson_iter_t *iter)
{
	if (BSON_ITER_HOLDS_DATE_TIME(iter))
		record->wall = record_wall(bson_iter_date_time(iter));
}

static void read_mono(struct record *record, const bson_iter_t *iter)
{
	record->mono = record_time(BSON_ITER_HOLDS_INT(iter) ? bson_iter_as_int64(iter) : 0);
}

static void read_meta(struct record *record, const bson_iter_t *iter)
{
	bson_iter_t field;

	if (!BSON_ITER_HOLDS_DOCUMENT(iter) || !bson_iter_recurse(iter, &field))
		return;
	while (bson_iter_next(&field)) {
		const char *key = bson_iter_key(&field);
		if (strcmp(key, "source") == 0)
			record->source = text_of(&field);
		else if (strcmp(key, "device") == 0)
			record->device = text_of(&field);
		else if (strcmp(key, "topic") == 0 && record->topic.length == 0)
			record->topic = text_of(&field);
	}
}

static void read_topic(struct record *record, const bson_iter_t *iter)
{
	if (BSON_ITER_HOLDS_BINARY(iter))
		record->topic = bytes_of(iter);
}

static void read_qos(struct record *record, const bson_iter_t *iter)
{
	int64_t qos = BSON_ITER_HOLDS_INT(iter) ? bson_iter_as_int64(iter) : 0;

	record->qos = qos >= 0 && qos <= 2 ? (unsigned char)qos : 0;
}

static void read_retain(struct record *record, const bson_iter_t *iter)
{
	record->retain = BSON_ITER_HOLDS_BOOL(iter) && bson_iter_bool(iter);
}

static void read_spaced(struct record *record, const bson_iter_t *iter)
{
	record->spaced = BSON_ITER_HOLDS_BOOL(iter) && bson_iter_bool(iter);
}

static void read_earlier(struct record *record, const bson_iter_t *iter)
{
	record->earlier = BSON_ITER_HOLDS_BOOL(iter) && bson_iter_bool(iter);
}

static void read_payload(struct record *record, const bson_iter_t *iter)
{
	record->payload_at = bson_iter_offset((bson_iter_t *)(uintptr_t)iter);
}

static void read_raw(struct record *record, const bson_iter_t *iter)
{
	if (BSON_ITER_HOLDS_BINARY(iter))
		record->raw_at = bson_iter_offset((bson_iter_t *)(uintptr_t)iter);
}

static void read_props(struct record *record, const bson_iter_t *iter)
{
	if (BSON_ITER_HOLDS_DOCUMENT(iter))
		record->props_at = bson_iter_offset((bson_iter_t *)(uintptr_t)iter);
}

static void read_part(struct record *record, const bson_iter_t *iter)
{
	int64_t index = 0, of = 1, bytes = 0;
	bson_iter_t field;

	if (!BSON_ITER_HOLDS_DOCUMENT(iter) || !bson_iter_recurse(iter, &field))
		return;
	while (bson_iter_next(&field)) {
		const char *key = bson_iter_key(&field);
		int64_t value = BSON_ITER_HOLDS_INT(&field) ? bson_iter_as_int64(&field) : -1;
		if (strcmp(key, "index") == 0)
			index = value;
		else if (strcmp(key, "of") == 0)
			of = value;
		else if (strcmp(key, "bytes") == 0)
			bytes = value;
	}
	if (index < 0 || index >= of || of > 1000 || bytes < 0)
		return;
	record->part = (uint32_t)index;
	record->parts = (uint32_t)of;
	record->whole = (uint64_t)bytes;
}

static const struct {
	const char *name;
	void (*read)(struct record *record, const bson_iter_t *iter);
} fields[] = {
	/* in the order in which the encoder writes them */
	{ "kind", read_kind },     { "ts", read_ts },           { "mono", read_mono },   { "meta", read_meta },
	{ "topic", read_topic },   { "qos", read_qos },         { "retain", read_retain }, { "earlier", read_earlier },
	{ "props", read_props },   { "part", read_part },       { "payload", read_payload }, { "spaced", read_spaced },
	{ "raw", read_raw },
};

/* Documents have their fields in one order, mostly: so the search begins behind the one that was found last. */
static void read_field(struct record *record, const bson_iter_t *iter, size_t *from)
{
	enum { COUNT = sizeof fields / sizeof *fields };
	const char *key = bson_iter_key(iter);

	for (size_t i = 0; i < COUNT; i++) {
		size_t at = (*from + i) % COUNT;
		if (*fields[at].name == *key && strcmp(fields[at].name, key) == 0) {
			fields[at].read(record, iter);
			*from = at + 1;
			return;
		}
	}
}

static void clear(const uint8_t *bytes, size_t length, struct record *record)
{
	*record = (struct record){ .kind = RECORD_OTHER, .bytes = bytes, .length = length, .source = { "", 0 },
		                   .device = { "", 0 }, .topic = { "", 0 }, .parts = 1 };
}

static bool begin(const uint8_t *bytes, size_t length, struct record *record, bson_iter_t *iter)
{
	clear(bytes, length, record);
	return length >= RECORD_LEAST && bson_iter_init_from_data(iter, bytes, length);
}

bool record_read(const uint8_t *bytes, size_t length, struct record *record)
{
	clear(bytes, length, record);
	if (record_read_quickly(bytes, length, record))
		return true;
	return record_read_slowly(bytes, length, record);
}

bool record_read_slowly(const uint8_t *bytes, size_t length, struct record *record)
{
	bson_iter_t iter;
	size_t from = 0;

	if (!begin(bytes, length, record, &iter))
		return false;
	while (bson_iter_next(&iter))
		read_field(record, &iter, &from);
	return iter.err_off == 0;
}

bool record_peek(const uint8_t *bytes, size_t length, struct record *record)
{
	bson_iter_t iter;
	size_t from = 0;

	clear(bytes, length, record);
	if (record_peek_quickly(bytes, length, record))
		return true;
	if (!begin(bytes, length, record, &iter))
		return false;
	while (bson_iter_next(&iter)) {
		read_field(record, &iter, &from);
		if (strcmp(bson_iter_key(&iter), "mono") == 0)
			return true;
	}
	return iter.err_off == 0;
}

/* --- fields ---------------------------------------------------------------------------------------------- */

static bool find_at(const struct record *record, uint32_t offset, const char *key, bson_iter_t *iter)
{
	return offset > 0 && bson_iter_init_from_data_at_offset(iter, record->bytes, record->length, offset,
	                                                        (uint32_t)strlen(key));
}

bool record_payload(const struct record *record, struct buffer *payload)
{
	struct record_text bytes;
	bson_iter_t iter;

	if (find_at(record, record->raw_at, "raw", &iter)) {
		bytes = bytes_of(&iter);
	} else if (!find_at(record, record->payload_at, "payload", &iter)) {
		return false;
	} else if (BSON_ITER_HOLDS_UTF8(&iter)) {
		bytes = text_of(&iter);
	} else if (BSON_ITER_HOLDS_BINARY(&iter)) {
		bytes = bytes_of(&iter);
	} else {
		return bson_json_text(&iter, record->spaced, payload);
	}
	buffer_append(payload, bytes.text, bytes.length);
	return true;
}

static void append_user(const bson_iter_t *list, struct buffer *packed)
{
	bson_iter_t pair, part;

	if (!BSON_ITER_HOLDS_ARRAY(list) || !bson_iter_recurse(list, &pair))
		return;
	while (bson_iter_next(&pair)) {
		struct property property = { .id = PROPERTY_USER, .text = "", .value = "" };
		if (!BSON_ITER_HOLDS_ARRAY(&pair) || !bson_iter_recurse(&pair, &part) || !bson_iter_next(&part))
			continue;
		struct record_text name = BSON_ITER_HOLDS_UTF8(&part) ? text_of(&part) : bytes_of(&part);
		property.text = name.text;
		property.text_length = name.length;
		if (bson_iter_next(&part)) {
			struct record_text value = BSON_ITER_HOLDS_UTF8(&part) ? text_of(&part) : bytes_of(&part);
			property.value = value.text;
			property.value_length = value.length;
		}
		property_append(packed, &property);
	}
}

void record_properties(const struct record *record, struct buffer *packed)
{
	static const struct {
		const char *name;
		enum property_id id;
	} names[] = { { "payload_format", PROPERTY_PAYLOAD_FORMAT }, { "expiry", PROPERTY_EXPIRY },
		      { "content_type", PROPERTY_CONTENT_TYPE },     { "response_topic", PROPERTY_RESPONSE_TOPIC },
		      { "correlation", PROPERTY_CORRELATION } };
	bson_iter_t props, field;

	if (!find_at(record, record->props_at, "props", &props) || !bson_iter_recurse(&props, &field))
		return;
	while (bson_iter_next(&field)) {
		struct record_text bytes = BSON_ITER_HOLDS_UTF8(&field) ? text_of(&field) : bytes_of(&field);
		for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
			struct property property = { names[i].id, 0, bytes.text, bytes.length, "", 0 };
			if (strcmp(names[i].name, bson_iter_key(&field)) != 0)
				continue;
			if (BSON_ITER_HOLDS_INT(&field))
				property.number = (uint32_t)bson_iter_as_int64(&field);
			property_append(packed, &property);
		}
		if (strcmp("user", bson_iter_key(&field)) == 0)
			append_user(&field, packed);
	}
}

static bool find(const struct record *record, const char *path, bson_iter_t *found)
{
	bson_iter_t iter;

	return bson_iter_init_from_data(&iter, record->bytes, record->length) &&
	       bson_iter_find_descendant(&iter, path, found);
}

struct record_text record_field_text(const struct record *record, const char *path)
{
	struct record_text none = { "", 0 };
	bson_iter_t iter;

	return find(record, path, &iter) ? text_of(&iter) : none;
}

int64_t record_field_integer(const struct record *record, const char *path, int64_t missing)
{
	struct record date = { .wall = missing };
	bson_iter_t iter;

	if (!find(record, path, &iter))
		return missing;
	if (BSON_ITER_HOLDS_DATE_TIME(&iter)) {
		read_ts(&date, &iter);
		return date.wall;
	}
	return BSON_ITER_HOLDS_INT(&iter) || BSON_ITER_HOLDS_BOOL(&iter) ? bson_iter_as_int64(&iter) : missing;
}

double record_field_number(const struct record *record, const char *path, double missing)
{
	bson_iter_t iter;

	return find(record, path, &iter) && BSON_ITER_HOLDS_NUMBER(&iter) ? bson_iter_as_double(&iter) : missing;
}
