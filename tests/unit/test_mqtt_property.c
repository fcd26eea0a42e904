/* test_mqtt_property: packed properties as libmosquitto's list and back; what breaks the protocol is refused. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include <mqtt_protocol.h>

#include "support.h"
#include "telltale/core/property.h"
#include "telltale/source/mqtt_property.h"

static void append(struct buffer *packed, enum property_id id, uint32_t number, const char *text, const char *value)
{
	struct property property = { id, number, text, strlen(text), value, strlen(value) };

	property_append(packed, &property);
}

static void check_round_trip(const struct buffer *packed)
{
	struct buffer again = { NULL, 0, 0 };
	mosquitto_property *list;

	assert_true(mqtt_property_unpack(packed->bytes, packed->length, false, &list, NULL, NULL));
	mqtt_property_pack(list, &again);
	assert_int_equal(again.length, packed->length);
	assert_memory_equal(again.bytes, packed->bytes, packed->length);
	mosquitto_property_free_all(&list);
	buffer_clear(&again);
}

static void test_there_and_back(void **state)
{
	struct property correlation = { PROPERTY_CORRELATION, 0, "\0\xff\0", 3, "", 0 };
	struct buffer packed = { NULL, 0, 0 };

	(void)state;
	append(&packed, PROPERTY_PAYLOAD_FORMAT, 1, "", "");
	append(&packed, PROPERTY_EXPIRY, UINT32_MAX, "", "");
	append(&packed, PROPERTY_USER, 0, "b", "first");
	append(&packed, PROPERTY_CONTENT_TYPE, 0, "text/plain; charset=utf-8", "");
	append(&packed, PROPERTY_RESPONSE_TOPIC, 0, "answers/\xc3\xa4", "");
	append(&packed, PROPERTY_USER, 0, "a", "second");
	property_append(&packed, &correlation);
	append(&packed, PROPERTY_USER, 0, "b", "");
	append(&packed, PROPERTY_USER, 0, "", "nameless");
	check_round_trip(&packed);
	buffer_clear(&packed);
}

static void test_empty_ones(void **state)
{
	struct buffer packed = { NULL, 0, 0 };
	mosquitto_property *list;

	(void)state;
	mqtt_property_pack(NULL, &packed);
	assert_int_equal(packed.length, 0);
	assert_true(mqtt_property_unpack(NULL, 0, false, &list, NULL, NULL));
	assert_null(list);
	append(&packed, PROPERTY_CONTENT_TYPE, 0, "", "");
	append(&packed, PROPERTY_CORRELATION, 0, "", "");
	append(&packed, PROPERTY_USER, 0, "", "");
	check_round_trip(&packed);
	buffer_clear(&packed);
}

/* As the library does with them for QoS 1 and 2, where it may crash on empty texts. */
static void test_copying(void **state)
{
	struct buffer packed = { NULL, 0, 0 };
	mosquitto_property *list, *copy = NULL;
	unsigned left_out = 0;

	(void)state;
	append(&packed, PROPERTY_CONTENT_TYPE, 0, "", "");
	append(&packed, PROPERTY_RESPONSE_TOPIC, 0, "", "");
	append(&packed, PROPERTY_CORRELATION, 0, "", "");
	append(&packed, PROPERTY_USER, 0, "", "");
	assert_true(mqtt_property_unpack(packed.bytes, packed.length, true, &list, &left_out, NULL));
	assert_int_equal(mosquitto_property_copy_all(&copy, list), MOSQ_ERR_SUCCESS);
	assert_int_equal(left_out, mosquitto_lib_version(NULL, NULL, NULL) < 2001000 ? 2 : 0);
	mosquitto_property_free_all(&list);
	mosquitto_property_free_all(&copy);
	buffer_clear(&packed);
}

/* Topic aliases and subscription identifiers mean nothing on another connection. */
static void test_those_of_the_connection_stay_behind(void **state)
{
	struct buffer packed = { NULL, 0, 0 };
	mosquitto_property *list = NULL;

	(void)state;
	mosquitto_property_add_int16(&list, MQTT_PROP_TOPIC_ALIAS, 3);
	mosquitto_property_add_varint(&list, MQTT_PROP_SUBSCRIPTION_IDENTIFIER, 9);
	mosquitto_property_add_int32(&list, MQTT_PROP_MESSAGE_EXPIRY_INTERVAL, 60);
	mqtt_property_pack(list, &packed);
	assert_int_equal(packed.length, 5);
	assert_memory_equal(packed.bytes, "\2\0\0\0\x3c", 5);
	mosquitto_property_free_all(&list);
	buffer_clear(&packed);
}

static void check_refused(const struct buffer *packed, const char *names)
{
	struct error error = ERROR_INIT;
	mosquitto_property *list;

	assert_false(mqtt_property_unpack(packed->bytes, packed->length, false, &list, NULL, &error));
	if (strstr(error.text, names) == NULL)
		fail_msg("'%s' does not name '%s'", error.text, names);
	mosquitto_property_free_all(&list);
}

static void test_what_breaks_the_rules(void **state)
{
	struct property nul = { PROPERTY_RESPONSE_TOPIC, 0, "a\0b", 3, "", 0 };
	struct buffer packed = { NULL, 0, 0 };

	(void)state;
	append(&packed, PROPERTY_CONTENT_TYPE, 0, "\xff", "");
	check_refused(&packed, "content type");
	buffer_reset(&packed);
	append(&packed, PROPERTY_USER, 0, "name", "\xc3");
	check_refused(&packed, "user property");
	buffer_reset(&packed);
	property_append(&packed, &nul);
	check_refused(&packed, "response topic");
	buffer_reset(&packed);
	append(&packed, PROPERTY_RESPONSE_TOPIC, 0, "answers/#", "");
	check_refused(&packed, "response topic");
	buffer_reset(&packed);
	append(&packed, PROPERTY_PAYLOAD_FORMAT, 2, "", "");
	check_refused(&packed, "payload format");
	buffer_reset(&packed);
	append(&packed, PROPERTY_EXPIRY, 1, "", "");
	append(&packed, PROPERTY_EXPIRY, 2, "", "");
	check_refused(&packed, "properties");
	buffer_clear(&packed);
}

static void test_what_is_cut(void **state)
{
	struct buffer packed = { NULL, 0, 0 };

	(void)state;
	append(&packed, PROPERTY_USER, 0, "name", "value");
	for (packed.length--; packed.length > 0; packed.length--)
		check_refused(&packed, "can't be read");
	buffer_clear(&packed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_there_and_back),
		cmocka_unit_test(test_empty_ones),
		cmocka_unit_test(test_copying),
		cmocka_unit_test(test_those_of_the_connection_stay_behind),
		cmocka_unit_test(test_what_breaks_the_rules),
		cmocka_unit_test(test_what_is_cut),
	};

	return cmocka_run_group_tests_name("mqtt_property", tests, NULL, NULL);
}
