/* test_record: messages into documents and out again, byte for byte; and documents from anywhere, read safely. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include <bson/bson.h>

#include "random_json.h"
#include "support.h"
#include "telltale/base/clock.h"
#include "telltale/base/memory.h"
#include "telltale/core/property.h"
#include "telltale/recording/encoder.h"
#include "telltale/recording/reader.h"
#include "telltale/recording/record.h"

/* A message of the test's own, and what is read of it. */
struct tape {
	struct encoder *encoder;
	struct buffer topic, payload, packed, expected; /* expected: the properties as they come back */
	struct buffer documents, read_payload, read_packed;
	struct message message;
};

static void tape_clear(struct tape *tape)
{
	struct buffer *buffers[] = { &tape->topic,     &tape->payload,      &tape->packed,     &tape->expected,
		                     &tape->documents, &tape->read_payload, &tape->read_packed };

	for (size_t i = 0; i < sizeof buffers / sizeof *buffers; i++)
		buffer_clear(buffers[i]);
	encoder_free(tape->encoder);
}

static void check_bytes(const char *what, const char *found, size_t found_length, const char *bytes, size_t length)
{
	if (found_length != length || (length > 0 && memcmp(found, bytes, length) != 0))
		fail_msg("%s: %zu bytes are %zu others: %.*s, not %.*s", what, length, found_length,
		         found_length < 200 ? (int)found_length : 200, found, length < 200 ? (int)length : 200, bytes);
}

/* Points the message at the buffers. */
static void seal(struct tape *tape)
{
	tape->message.topic = tape->topic.bytes;
	tape->message.topic_length = tape->topic.length;
	tape->message.payload = tape->payload.bytes;
	tape->message.payload_length = tape->payload.length;
	tape->message.properties = tape->packed.bytes;
	tape->message.properties_length = tape->packed.length;
}

static void check_valid(const struct reader *reader)
{
	struct record record;

	for (uint64_t at = 0; at < reader->length; at += record.length) {
		assert_true(reader_read(reader, at, &record));
		assert_true(reader_valid(&record));
		assert_true(record.length <= RECORD_MOST);
	}
}

static void check_round_trip(struct tape *tape)
{
	struct encoder_stamp stamp = { tape->message.wall, tape->message.mono, "test", NULL };
	struct message read;
	struct record record;

	seal(tape);
	buffer_reset(&tape->documents);
	encoder_message(tape->encoder, &stamp, &tape->message, &tape->documents);
	struct reader reader = { .bytes = (const uint8_t *)tape->documents.bytes, .length = tape->documents.length };
	check_valid(&reader);
	assert_true(reader_read(&reader, 0, &record));
	assert_int_equal(record.kind, RECORD_MESSAGE);
	assert_true(reader_message(&reader, 0, &record, &read, &tape->read_payload, &tape->read_packed));
	check_bytes("topic", read.topic, read.topic_length, tape->topic.bytes, tape->topic.length);
	check_bytes("payload", read.payload, read.payload_length, tape->payload.bytes, tape->payload.length);
	check_bytes("properties", read.properties, read.properties_length, tape->expected.bytes, tape->expected.length);
	assert_int_equal(read.qos, tape->message.qos);
	assert_int_equal(read.stored, tape->message.stored);
	assert_int_equal(read.earlier, tape->message.earlier);
	assert_true(read.wall == tape->message.wall && read.mono == tape->message.mono);
	assert_int_equal(reader_behind(&reader, 0, &record), tape->documents.length);
}

/* --- by chance ------------------------------------------------------------------------------------------- */

static unsigned below(uint64_t *seed, unsigned n)
{
	return (unsigned)(random_next(seed) >> 33) % n;
}

static void random_topic(uint64_t *seed, struct buffer *topic)
{
	static const char *const usual[] = { "a", "dbx/dbx-01/status", "/", "a//b", "zigbee2mqtt/k\xc3\xbc" "che", "$SYS/x" };

	buffer_reset(topic);
	buffer_text(topic, usual[below(seed, sizeof usual / sizeof *usual)]);
	if (below(seed, 4) == 0)
		random_text(seed, topic, below(seed, 20), below(seed, 3) == 0);
}

static void random_payload(uint64_t *seed, struct buffer *payload)
{
	static const char *const likely[] = { "", "on", "21.5", "21.5 \xc2\xb0""C", "true", "null", "\"x\"", " ", "{", "[1", "nan" };

	buffer_reset(payload);
	buffer_text(payload, "");
	switch (below(seed, 6)) {
	case 0:
		for (unsigned n = below(seed, 40); n > 0; n--)
			buffer_char(payload, (char)random_next(seed));
		break;
	case 1:
		random_text(seed, payload, below(seed, 40), below(seed, 2) == 0);
		break;
	case 2:
		buffer_text(payload, likely[below(seed, sizeof likely / sizeof *likely)]);
		break;
	case 3:
		random_json(seed, payload);
		random_damage(seed, payload);
		break;
	default:
		random_json(seed, payload);
	}
}

/* User properties come back behind the others, all in their order. */
static void random_properties(uint64_t *seed, struct tape *tape)
{
	static const enum property_id ids[] = { PROPERTY_PAYLOAD_FORMAT, PROPERTY_EXPIRY,      PROPERTY_CONTENT_TYPE,
		                                PROPERTY_RESPONSE_TOPIC, PROPERTY_CORRELATION, PROPERTY_USER };
	struct buffer user = { NULL, 0, 0 };

	buffer_reset(&tape->packed);
	buffer_reset(&tape->expected);
	for (unsigned n = below(seed, 3) == 0 ? below(seed, 6) : 0; n > 0; n--) {
		struct buffer text = { NULL, 0, 0 }, value = { NULL, 0, 0 };
		random_text(seed, &text, below(seed, 6), below(seed, 3) == 0);
		random_text(seed, &value, below(seed, 6), below(seed, 3) == 0);
		struct property property = { ids[below(seed, 6)], (uint32_t)random_next(seed), text.bytes, text.length,
			                     value.bytes, value.length };
		property_append(&tape->packed, &property);
		property_append(property.id == PROPERTY_USER ? &user : &tape->expected, &property);
		buffer_clear(&text);
		buffer_clear(&value);
	}
	buffer_append(&tape->expected, user.bytes, user.length);
	buffer_clear(&user);
}

static void random_message(uint64_t *seed, struct tape *tape)
{
	random_topic(seed, &tape->topic);
	random_payload(seed, &tape->payload);
	random_properties(seed, tape);
	tape->message = (struct message){
		.wall = STAGE_WALL + (int64_t)below(seed, 1000000) * CLOCK_MILLISECOND,
		.mono = (int64_t)random_next(seed) / 1000000,
		.qos = (unsigned char)below(seed, 3),
		.stored = below(seed, 4) == 0,
		.earlier = below(seed, 10) == 0,
	};
}

static void test_random_messages(void **state)
{
	struct tape tape = { .encoder = encoder_new() };
	uint64_t seed = 1;

	(void)state;
	for (int i = 0; i < 200000; i++) {
		random_message(&seed, &tape);
		check_round_trip(&tape);
	}
	tape_clear(&tape);
}

/* --- sizes ----------------------------------------------------------------------------------------------- */

static void check_size(size_t size, unsigned documents)
{
	struct tape tape = { .encoder = encoder_new() };
	struct record record;
	unsigned found = 0;

	buffer_text(&tape.topic, "large");
	tape.payload.bytes = memory_resize(NULL, size + 1, 1);
	tape.payload.length = tape.payload.capacity = size;
	for (size_t i = 0; i < size; i++)
		tape.payload.bytes[i] = (char)(i * 7 + i / 1000);
	check_round_trip(&tape);
	struct reader reader = { .bytes = (const uint8_t *)tape.documents.bytes, .length = tape.documents.length };
	for (uint64_t at = 0; reader_read(&reader, at, &record); at += record.length)
		assert_int_equal(record.part, found++);
	assert_int_equal(found, documents);
	tape_clear(&tape);
}

static void test_large_payloads(void **state)
{
	(void)state;
	check_size(ENCODER_PIECE - 1, 1);
	check_size(ENCODER_PIECE, 1);
	check_size(ENCODER_PIECE + 1, 2);
	check_size(2 * ENCODER_PIECE, 2);
	check_size(20 * 1000 * 1000, 2);
	check_size(40 * 1000 * 1000 + 1, 4);
}

/* JSON at the limit up to which it becomes BSON, and beyond: both come back. */
static void test_large_json(void **state)
{
	static const size_t sizes[] = { (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 5 << 20 };

	(void)state;
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		struct tape tape = { .encoder = encoder_new() };
		buffer_text(&tape.topic, "large");
		buffer_text(&tape.payload, "[");
		while (tape.payload.length < sizes[i] - 12)
			buffer_format(&tape.payload, "%zu,", tape.payload.length % 1000);
		while (tape.payload.length < sizes[i] - 1)
			buffer_char(&tape.payload, '1');
		buffer_text(&tape.payload, "]");
		assert_int_equal(tape.payload.length, sizes[i]);
		check_round_trip(&tape);
		tape_clear(&tape);
	}
}

/* A document that JSON of many small things becomes is larger than the JSON: it must not pass the limit of BSON. */
static void test_json_that_grows(void **state)
{
	static const char *const pieces[] = { "1,", "[],", "{},", "1.5,", "\"\"," };

	(void)state;
	for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
		struct tape tape = { .encoder = encoder_new() };
		buffer_text(&tape.topic, "large");
		buffer_text(&tape.payload, "[");
		while (tape.payload.length < (1 << 20) - 8)
			buffer_text(&tape.payload, pieces[i]);
		buffer_text(&tape.payload, "0]");
		check_round_trip(&tape);
		tape_clear(&tape);
	}
}

static void test_properties_of_every_size(void **state)
{
	static const size_t sizes[] = { 0, 1, 65534, 65535 };
	char *text = memory_zeroed(65536, 1);

	(void)state;
	memset(text, 'x', 65535);
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		struct tape tape = { .encoder = encoder_new() };
		struct property user = { PROPERTY_USER, 0, text, sizes[i], text, sizes[i] };
		struct property type = { PROPERTY_CONTENT_TYPE, 0, text, sizes[i], "", 0 };
		buffer_text(&tape.topic, "t");
		buffer_text(&tape.payload, "p");
		property_append(&tape.packed, &type);
		property_append(&tape.packed, &user);
		buffer_append(&tape.expected, tape.packed.bytes, tape.packed.length);
		check_round_trip(&tape);
		tape_clear(&tape);
	}
	free(text);
}

/* --- what databases and other programs see ---------------------------------------------------------------- */

static bson_type_t type_of_payload(const char *payload)
{
	struct tape tape = { .encoder = encoder_new() };
	bson_iter_t iter;
	bson_t doc;

	buffer_text(&tape.topic, "t");
	buffer_text(&tape.payload, payload);
	check_round_trip(&tape);
	assert_true(bson_init_static(&doc, (const uint8_t *)tape.documents.bytes, tape.documents.length));
	assert_true(bson_iter_init_find(&iter, &doc, "payload"));
	bson_type_t type = bson_iter_type(&iter);
	tape_clear(&tape);
	return type;
}

static void test_types_of_payloads(void **state)
{
	(void)state;
	assert_int_equal(type_of_payload("{\"a\":1}"), BSON_TYPE_DOCUMENT);
	assert_int_equal(type_of_payload("[1]"), BSON_TYPE_ARRAY);
	assert_int_equal(type_of_payload("21.5"), BSON_TYPE_DOUBLE);
	assert_int_equal(type_of_payload("21"), BSON_TYPE_INT32);
	assert_int_equal(type_of_payload("true"), BSON_TYPE_BOOL);
	assert_int_equal(type_of_payload("null"), BSON_TYPE_NULL);
	assert_int_equal(type_of_payload("\"x\""), BSON_TYPE_UTF8);
	assert_int_equal(type_of_payload("on"), BSON_TYPE_UTF8);
	assert_int_equal(type_of_payload(""), BSON_TYPE_UTF8);
	assert_int_equal(type_of_payload("{\"$where\":1}"), BSON_TYPE_UTF8);
	assert_int_equal(type_of_payload("\xff"), BSON_TYPE_BINARY);
}

/* --- documents from anywhere ------------------------------------------------------------------------------ */

static void read_everything(const uint8_t *bytes, size_t length)
{
	struct buffer payload = { NULL, 0, 0 }, packed = { NULL, 0, 0 };
	struct reader reader = { .bytes = bytes, .length = length };
	struct reader_damage damage;
	struct message message;
	struct record record;

	if (reader_read(&reader, 0, &record)) {
		reader_message(&reader, 0, &record, &message, &payload, &packed);
		reader_behind(&reader, 0, &record);
		record_field_text(&record, "meta.topic");
		record_field_integer(&record, "part.index", -1);
	}
	reader_peek(&reader, 0, &record);
	assert_true(reader_resync(&reader, 0, &damage) <= length);
	buffer_clear(&payload);
	buffer_clear(&packed);
}

/* Documents that are cut, changed, or whose lengths lie: the sanitizers see whether anything is read beyond. */
static void test_damaged_documents(void **state)
{
	struct tape tape = { .encoder = encoder_new() };
	uint64_t seed = 2;

	(void)state;
	for (int i = 0; i < 30000; i++) {
		random_message(&seed, &tape);
		seal(&tape);
		struct encoder_stamp stamp = { 0, 0, "test", "device" };
		buffer_reset(&tape.documents);
		encoder_message(tape.encoder, &stamp, &tape.message, &tape.documents);
		size_t length = below(&seed, 3) == 0 ? below(&seed, (unsigned)tape.documents.length) : tape.documents.length;
		uint8_t *copy = memory_copy(tape.documents.bytes, length);
		for (unsigned n = below(&seed, 4); n > 0 && length > 0; n--)
			copy[below(&seed, (unsigned)length)] = (uint8_t)(below(&seed, 2) == 0 ? random_next(&seed) : below(&seed, 4));
		read_everything(copy, length);
		free(copy);
	}
	tape_clear(&tape);
}

static void test_parts_that_lie(void **state)
{
	static const struct {
		int index, of;
		int64_t bytes;
	} cases[] = { { -1, 2, 4 }, { 2, 2, 4 }, { 0, 0, 4 }, { 0, 2, -1 }, { 0, 1000000, 4 }, { 1, 2, 4 }, { 0, 2, INT64_MAX } };

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		bson_t *doc = BCON_NEW("kind", BCON_UTF8("message"), "mono", BCON_INT64(1), "part", "{", "index",
		                       BCON_INT32(cases[i].index), "of", BCON_INT32(cases[i].of), "bytes",
		                       BCON_INT64(cases[i].bytes), "}", "payload", BCON_UTF8("text"));
		read_everything(bson_get_data(doc), doc->len);
		bson_destroy(doc);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random_messages),
		cmocka_unit_test(test_large_payloads),
		cmocka_unit_test(test_large_json),
		cmocka_unit_test(test_json_that_grows),
		cmocka_unit_test(test_properties_of_every_size),
		cmocka_unit_test(test_types_of_payloads),
		cmocka_unit_test(test_damaged_documents),
		cmocka_unit_test(test_parts_that_lie),
	};

	return cmocka_run_group_tests_name("record", tests, NULL, NULL);
}
