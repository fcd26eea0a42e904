/* test_shape: a payload that is read by its shape gives what decoding it gives; hundreds of thousands of times. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "random_json.h"
#include "same.h"
#include "support.h"
#include "telltale/base/clock.h"
#include "telltale/core/shape.h"

static bool has_shape(const char *json)
{
	struct shape *shape = shape_new(json, strlen(json));
	bool has = shape != NULL;

	shape_free(shape);
	return has;
}

static bool matches(const char *first, const char *then)
{
	struct field fields[SHAPE_SLOTS];
	struct shape *shape = shape_new(first, strlen(first));

	assert_non_null(shape);
	bool match = shape_match(shape, then, strlen(then), fields);
	shape_free(shape);
	return match;
}

static void test_what_has_a_shape(void **state)
{
	static const char *const with[] = { "{}", "[]", "{\"a\":1}", "[1,\"x\",null,true]", "{\"a\":{\"b\":[{}]}}",
		                            " {\"a\" : 1.5e3 }\n", "{\"ä\":\"grüezi\"}" };
	static const char *const without[] = { "", "1", "\"x\"", "{", "{\"a\":1", "{\"a\":1}x", "{\"a\":01}", "{\"a\":1,}",
		                               "{\"a\":1,\"a\":2}", "{\"a\\u0062\":1}", "{\"a\":\"\\n\"}", "{\"$set\":1}",
		                               "{\"\":1}", "{\"a\":\"\xff\"}", "{\"a\":nul}", "[1 2]", "{a:1}" };

	(void)state;
	for (size_t i = 0; i < sizeof with / sizeof *with; i++)
		if (!has_shape(with[i]))
			fail_msg("no shape: %s", with[i]);
	for (size_t i = 0; i < sizeof without / sizeof *without; i++)
		if (has_shape(without[i]))
			fail_msg("a shape: %s", without[i]);
}

static void test_what_has_the_same_shape(void **state)
{
	(void)state;
	assert_true(matches("{\"a\":1,\"b\":\"x\"}", "{\"a\":-2.5e3,\"b\":null}"));
	assert_true(matches("{\"a\":1,\"b\":\"x\"}", "{\"a\":\"\",\"b\":false}"));
	assert_false(matches("{\"a\":1,\"b\":\"x\"}", "{\"a\":1,\"c\":\"x\"}"));
	assert_false(matches("{\"a\":1,\"b\":\"x\"}", "{\"a\":1,\"b\":\"x\"} "));
	assert_false(matches("{\"a\":1,\"b\":\"x\"}", "{\"a\":1,\"b\":\"x"));
	assert_false(matches("{\"a\":1,\"b\":\"x\"}", "{\"a\":1,\"b\":\"\\\"\"}"));
	assert_false(matches("{\"a\":1,\"b\":\"x\"}", "{\"a\":1.,\"b\":\"x\"}"));
	assert_false(matches("{\"a\":1}", "{\"a\":{}}"));
	assert_false(matches("[1,2]", "[1,2,3]"));
	assert_false(matches("{\"a\":1}", ""));
}

static void test_bounds(void **state)
{
	struct buffer json = { NULL, 0, 0 };

	(void)state;
	for (int i = 0; i <= SHAPE_SLOTS; i++)
		buffer_format(&json, "%c%d", i == 0 ? '[' : ',', i);
	buffer_char(&json, ']');
	assert_false(has_shape(json.bytes)); /* one value too many */
	buffer_reset(&json);
	for (int i = 0; i <= SHAPE_DEPTH; i++)
		buffer_char(&json, '[');
	for (int i = 0; i <= SHAPE_DEPTH; i++)
		buffer_char(&json, ']');
	assert_false(has_shape(json.bytes)); /* a level too many */
	json.bytes[json.length - 1] = '\0';
	assert_true(has_shape(json.bytes + 1));
	buffer_reset(&json);
	for (int i = 0; i < 20; i++)
		buffer_format(&json, "%c\"%0250d\":0", i == 0 ? '{' : ',', i);
	buffer_char(&json, '}');
	assert_false(has_shape(json.bytes)); /* too much text */
	buffer_clear(&json);
}

/* --- by chance ------------------------------------------------------------------------------------------- */

static void check_scalar(const struct scalar *is, const struct scalar *should, const char *json)
{
	if (is->kind != should->kind || is->length != should->length || memcmp(is->text, should->text, is->length) != 0 ||
	    memcmp(&is->number, &should->number, sizeof is->number) != 0)
		fail_msg("found %d %.17g '%.*s', expected %d %.17g '%.*s' in %s", is->kind, is->number, (int)is->length,
		         is->text, should->kind, should->number, (int)should->length, should->text, json);
}

/* Compares the values in the order in which they are written. */
static size_t check_values(const cJSON *node, const struct field *fields, const char *json)
{
	size_t count = 0;

	if (!cJSON_IsObject(node) && !cJSON_IsArray(node)) {
		struct scalar is = scalar_of_field(fields), should = scalar_of_json(node);
		check_scalar(&is, &should, json);
		return 1;
	}
	for (const cJSON *item = node->child; item != NULL; item = item->next)
		count += check_values(item, fields + count, json);
	return count;
}

static void test_a_match_gives_what_decoding_gives(void **state)
{
	struct decoder *decoder = decoder_new();
	struct field fields[SHAPE_SLOTS];
	uint64_t seed = 20261126;
	unsigned shapes = 0;

	(void)state;
	for (int round = 0; round < 60000; round++) {
		struct buffer json = { NULL, 0, 0 };
		random_json(&seed, &json);
		if (round % 4 == 0)
			random_damage(&seed, &json);
		struct shape *shape = shape_new(json.bytes, json.length);
		if (shape != NULL) {
			shapes++;
			for (int again = 0; again < 4; again++) { /* the first time itself, then damaged */
				if (shape_match(shape, json.bytes, json.length, fields)) {
					struct value value = value_decode(decoder, json.bytes, json.length);
					assert_int_equal(value.kind, VALUE_JSON);
					assert_int_equal(check_values(value.json, fields, json.bytes), shape->slot_count);
				} else {
					assert_int_not_equal(again, 0);
				}
				random_damage(&seed, &json);
			}
		}
		shape_free(shape);
		buffer_clear(&json);
	}
	assert_true(shapes > 10000);
	decoder_free(decoder);
}

/* --- in a model ------------------------------------------------------------------------------------------ */

/* Payloads that keep their shape mostly, and sometimes don't. */
static void draw_payload(uint64_t *seed, unsigned topic, struct buffer *payload)
{
	static const char *const values[] = { "1", "20.5", "20.55", "-3", "\"on\"", "\"off\"", "true", "false", "null", "\"21 °C\"",
		                              "\"2026-11-26T00:00:00\"", "1e3", "\"\\u0041\"", "12345678901234567", "\"\"" };
	const size_t count = sizeof values / sizeof *values;
	uint64_t chance = random_next(seed);

	if (topic == 0) {
		buffer_format(payload, "{\"hatch_status\":%u,\"lift_status\":%u,\"temperature\":%s}", (unsigned)(chance >> 40) % 5,
		              (unsigned)(chance >> 44) % 5, values[(chance >> 48) % count]);
		return;
	}
	buffer_format(payload, "{\"a\":%s,\"in\":{\"x.y\":%s,\"list\":[%s,%s]},\"b%u\":%s}", values[(chance >> 20) % count],
	              values[(chance >> 25) % count], values[(chance >> 30) % count], values[(chance >> 35) % count],
	              chance % 50 == 0, values[(chance >> 40) % count]);
	if (chance % 70 == 1)
		random_damage(seed, payload);
}

static void test_a_model_is_the_same_with_and_without(void **state)
{
	static const char *const topics[] = { "dbx/box/status", "room/one", "room/two/state", "room/three" };
	struct stage *with = stage_new(NULL, 0, 0), *without = stage_new(NULL, 0, 0);
	uint64_t seed = 7;
	unsigned shaped = 0;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		struct buffer payload = { NULL, 0, 0 };
		unsigned topic = (unsigned)(random_next(&seed) >> 40) % 4;
		const struct field *fields;
		draw_payload(&seed, topic, &payload);
		struct message message = { .topic = topics[topic], .topic_length = strlen(topics[topic]),
			                   .payload = payload.bytes, .payload_length = payload.length,
			                   .wall = STAGE_WALL + i, .mono = STAGE_BEGIN + i * (CLOCK_SECOND / 7),
			                   .stored = random_next(&seed) % 20 == 0 };
		fleet_apply(with->fleet, &message);
		shaped += fleet_shape(with->fleet, &fields) != NULL;
		stage_apply_whole(without->fleet, &message);
		if (i % 1000 == 0)
			check_same_fleet(with->fleet, without->fleet, SAME_AS_SEEN, "on the way");
		buffer_clear(&payload);
	}
	assert_true(shaped > 10000);
	check_same_fleet(with->fleet, without->fleet, SAME_AS_SEEN, "at the end");
	stage_free(with);
	stage_free(without);
}

/* Somebody may send ever new keys: then it goes on without shapes, and what is known is not forgotten. */
static void test_many_shapes(void **state)
{
	struct shapes *shapes = shapes_new();
	char json[64];
	unsigned known = 0;

	(void)state;
	for (int i = 0; i < 3000; i++) {
		snprintf(json, sizeof json, "{\"key%d\":1}", i);
		known += shapes_learn(shapes, json, strlen(json)) != NULL;
	}
	assert_in_range(known, 100, 2999);
	const struct shape *first = shapes_learn(shapes, "{\"key0\":2}", 10);
	assert_non_null(first);
	assert_ptr_equal(first, shapes_learn(shapes, "{\"key0\":\"x\"}", 12)); /* each is there once */
	shapes_free(shapes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_has_a_shape),
		cmocka_unit_test(test_what_has_the_same_shape),
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_a_match_gives_what_decoding_gives),
		cmocka_unit_test(test_a_model_is_the_same_with_and_without),
		cmocka_unit_test(test_many_shapes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
