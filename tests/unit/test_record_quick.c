/* test_record_quick: what is read quickly is what is read slowly: documents, and the values of their payloads; whole ones
 * and damaged ones, hundreds of thousands of times. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "random_json.h"
#include "recording/record_private.h"
#include "support.h"
#include "telltale/base/memory.h"
#include "telltale/recording/bson_fields.h"
#include "telltale/recording/bson_value.h"
#include "telltale/recording/encoder.h"

/* A document of a message by chance. */
static void draw(uint64_t *seed, struct encoder *encoder, struct buffer *document)
{
	struct buffer json = { NULL, 0, 0 }, topic = { NULL, 0, 0 };
	uint64_t chance = random_next(seed);
	struct encoder_stamp stamp = { INT64_C(1795485600250123456), (int64_t)(chance >> 30), chance % 5 == 0 ? "" : "gateway",
		                       chance % 3 == 0 ? NULL : "device \xc3\xa4" };

	if (chance % 7 == 0)
		random_text(seed, &json, chance / 7 % 40, chance % 2 == 0);
	else
		random_json(seed, &json);
	random_text(seed, &topic, 1 + chance % 30, chance % 10 == 0);
	struct message message = { .topic = topic.bytes, .topic_length = topic.length, .payload = json.bytes,
		                   .payload_length = json.length, .qos = (unsigned char)(chance / 3 % 3),
		                   .stored = chance / 5 % 4 == 0, .earlier = chance / 11 % 5 == 0 };
	if (json.bytes == NULL)
		message.payload = "";
	encoder_message(encoder, &stamp, &message, document);
	buffer_clear(&json);
	buffer_clear(&topic);
}

static void check_text(const struct record_text *is, const struct record_text *should)
{
	assert_int_equal(is->length, should->length);
	assert_memory_equal(is->text, should->text, is->length);
}

static void check_record(const struct record *is, const struct record *should)
{
	assert_int_equal(is->kind, should->kind);
	assert_true(is->wall == should->wall && is->mono == should->mono);
	check_text(&is->source, &should->source);
	check_text(&is->device, &should->device);
	check_text(&is->topic, &should->topic);
	assert_int_equal(is->qos, should->qos);
	assert_true(is->retain == should->retain && is->spaced == should->spaced && is->earlier == should->earlier);
	assert_int_equal(is->part, should->part);
	assert_int_equal(is->parts, should->parts);
	assert_int_equal(is->payload_at, should->payload_at);
	assert_int_equal(is->raw_at, should->raw_at);
	assert_int_equal(is->props_at, should->props_at);
}

/* Both ways of one document, in memory that ends with it. Returns whether there is a quick one. */
static bool compare(const struct buffer *document)
{
	uint8_t *bytes = memory_copy(document->bytes, document->length);
	uint8_t *end = memory_resize(NULL, document->length, 1);
	struct record slow, quick, whole;

	memcpy(end, bytes, document->length);
	free(bytes);
	bool read = record_read(end, document->length, &whole), good = record_read_slowly(end, document->length, &slow);
	quick = (struct record){ .kind = RECORD_OTHER, .bytes = end, .length = document->length, .source = { "", 0 },
		                 .device = { "", 0 }, .topic = { "", 0 }, .parts = 1 };
	bool quickly = record_read_quickly(end, document->length, &quick);
	assert_int_equal(read, good);
	if (good)
		check_record(&whole, &slow);
	if (quickly) {
		assert_true(good);
		check_record(&quick, &slow);
	}
	free(end);
	return quickly;
}

static void test_the_same_record(void **state)
{
	struct encoder *encoder = encoder_new();
	uint64_t seed = 11;
	unsigned quick = 0;

	(void)state;
	for (int i = 0; i < 40000; i++) {
		struct buffer document = { NULL, 0, 0 };
		draw(&seed, encoder, &document);
		quick += compare(&document);
		for (int damage = 0; damage < 3; damage++) {
			document.bytes[random_next(&seed) % document.length] = (char)random_next(&seed);
			compare(&document);
		}
		buffer_clear(&document);
	}
	assert_true(quick > 20000);
	encoder_free(encoder);
}

/* --- values ---------------------------------------------------------------------------------------------- */

static size_t check_values(const cJSON *node, const struct field *fields)
{
	size_t count = 0;

	if (!cJSON_IsObject(node) && !cJSON_IsArray(node)) {
		struct scalar is = scalar_of_field(fields), should = scalar_of_json(node);
		assert_int_equal(is.kind, should.kind);
		assert_memory_equal(&is.number, &should.number, sizeof is.number);
		assert_int_equal(is.length, should.length);
		assert_memory_equal(is.text, should.text, is.length);
		return 1;
	}
	for (const cJSON *item = node->child; item != NULL; item = item->next)
		count += check_values(item, fields + count);
	return count;
}

/* A match is claimed only where the slow way finds the same values in the same places. */
static void test_the_same_values(void **state)
{
	struct encoder *encoder = encoder_new();
	struct decoder *decoder = decoder_new();
	uint64_t seed = 12;
	unsigned read = 0;

	(void)state;
	for (int i = 0; i < 40000; i++) {
		struct buffer json = { NULL, 0, 0 }, document = { NULL, 0, 0 };
		struct encoder_stamp stamp = { 1, 1, "s", NULL };
		struct field fields[SHAPE_SLOTS];
		struct record record;
		struct value value;
		random_json(&seed, &json);
		struct message message = { .topic = "t", .topic_length = 1, .payload = json.bytes, .payload_length = json.length };
		struct shape *shape = shape_new(json.bytes, json.length);
		encoder_message(encoder, &stamp, &message, &document);
		for (int damage = 0; shape != NULL && damage < 4; damage++) {
			if (record_read((uint8_t *)document.bytes, document.length, &record) &&
			    bson_fields(&record, shape, fields)) {
				assert_true(bson_value(&record, decoder, &value));
				assert_int_equal(check_values(value.json, fields), shape->slot_count);
				read++;
			} else {
				assert_int_not_equal(damage, 0); /* whole, it has its own shape */
			}
			document.bytes[random_next(&seed) % document.length] ^= (char)(1 << random_next(&seed) % 8);
		}
		shape_free(shape);
		buffer_clear(&json);
		buffer_clear(&document);
	}
	assert_true(read > 10000);
	decoder_free(decoder);
	encoder_free(encoder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_same_record),
		cmocka_unit_test(test_the_same_values),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
