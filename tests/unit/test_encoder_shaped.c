/* test_encoder_shaped: the quick document of a message is, byte for byte, the one that the slow way makes. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "random_json.h"
#include "support.h"
#include "telltale/base/memory.h"
#include "telltale/recording/encoder.h"

enum { ID_AT = 9, ID_BYTES = 12 };

/* Both ways of one message. Returns whether there is a quick one. */
static bool compare(struct encoder *encoder, const struct encoder_stamp *stamp, const struct message *message)
{
	struct shape *shape = shape_new(message->payload, message->payload_length);
	struct field fields[SHAPE_SLOTS];
	struct buffer slow = { NULL, 0, 0 };
	bool compared = false;

	if (shape != NULL && shape_match(shape, message->payload, message->payload_length, fields)) {
		size_t most = encoder_shaped_most(stamp, message, shape);
		if (most > 0) {
			char *quick = memory_resize(NULL, most, 1); /* the sanitizers watch its end */
			size_t length = encoder_shaped(encoder, stamp, message, shape, fields, quick);
			encoder_message(encoder, stamp, message, &slow);
			assert_int_equal(length, slow.length);
			memcpy(quick + ID_AT, slow.bytes + ID_AT, ID_BYTES);
			if (memcmp(quick, slow.bytes, length) != 0)
				fail_msg("another document of %.*s", (int)message->payload_length, message->payload);
			compared = true;
			free(quick);
		}
	}
	buffer_clear(&slow);
	shape_free(shape);
	return compared;
}

static void test_the_same_document(void **state)
{
	struct encoder *encoder = encoder_new();
	uint64_t seed = 5;
	unsigned compared = 0;

	(void)state;
	for (int i = 0; i < 60000; i++) {
		struct buffer json = { NULL, 0, 0 }, topic = { NULL, 0, 0 };
		struct encoder_stamp stamp = { INT64_C(1795485600250123456) + i, i * 1000, i % 5 == 0 ? "" : "gateway",
			                       i % 3 == 0 ? NULL : i % 3 == 1 ? "" : "device \xc3\xa4" };
		random_json(&seed, &json);
		random_text(&seed, &topic, 1 + i % 30, i % 10 == 0);
		struct message message = { .topic = topic.bytes, .topic_length = topic.length, .payload = json.bytes,
			                   .payload_length = json.length, .qos = (unsigned char)(i % 3), .stored = i % 4 == 0 };
		compared += compare(encoder, &stamp, &message);
		buffer_clear(&json);
		buffer_clear(&topic);
	}
	assert_true(compared > 10000);
	encoder_free(encoder);
}

static void test_what_takes_the_slow_way(void **state)
{
	struct encoder *encoder = encoder_new();
	struct encoder_stamp stamp = { 1, 1, "s", NULL }, broken = { 1, 1, "s", "\xff" };
	struct message message = { .topic = "t", .topic_length = 1, .payload = "{\"a\":1}", .payload_length = 7 };
	struct message with_properties = message, odd = message;

	(void)state;
	with_properties.properties = "x";
	with_properties.properties_length = 1;
	odd.topic = "\xff";
	assert_true(compare(encoder, &stamp, &message));
	assert_false(compare(encoder, &stamp, &with_properties));
	assert_false(compare(encoder, &stamp, &odd));
	assert_false(compare(encoder, &broken, &message));
	encoder_free(encoder);
}

/* Importing relies on it. */
static void test_no_id_twice(void **state)
{
	struct encoder *encoder = encoder_new(), *other = encoder_new();
	struct encoder_stamp stamp = { INT64_C(1795485600250123456), 1, "s", NULL };
	struct message message = { .topic = "t", .topic_length = 1, .payload = "{\"a\":1}", .payload_length = 7 };
	struct shape *shape = shape_new("{\"a\":1}", 7);
	struct field fields[SHAPE_SLOTS];
	char one[1024], two[1024], three[1024];

	(void)state;
	assert_true(shape_match(shape, message.payload, 7, fields));
	encoder_shaped(encoder, &stamp, &message, shape, fields, one);
	encoder_shaped(encoder, &stamp, &message, shape, fields, two);
	encoder_shaped(other, &stamp, &message, shape, fields, three);
	assert_memory_equal(one + ID_AT, two + ID_AT, 4 + 5); /* the same second, the same program */
	assert_memory_not_equal(one + ID_AT, two + ID_AT, ID_BYTES);
	assert_memory_equal(one + ID_AT, "\x6b\x04\xef\xa0", 4);
	assert_memory_not_equal(one + ID_AT, three + ID_AT, ID_BYTES);
	shape_free(shape);
	encoder_free(encoder);
	encoder_free(other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_same_document),
		cmocka_unit_test(test_what_takes_the_slow_way),
		cmocka_unit_test(test_no_id_twice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
