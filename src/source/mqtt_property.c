/* mqtt_property: see include/telltale/source/mqtt_property.h */
#include "config.h"

#include "telltale/source/mqtt_property.h"

#include <stdlib.h>
#include <string.h>

#include <mqtt_protocol.h>

#include "telltale/base/memory.h"
#include "telltale/core/property.h"
#include "telltale/source/mqtt_client.h"

/* --- from libmosquitto ----------------------------------------------------------------------------------- */

static bool read_byte(const mosquitto_property *item, struct property *property)
{
	uint8_t number = 0;
	bool good = mosquitto_property_read_byte(item, (int)property->id, &number, false) != NULL;

	property->number = number;
	return good;
}

static bool read_number(const mosquitto_property *item, struct property *property)
{
	return mosquitto_property_read_int32(item, (int)property->id, &property->number, false) != NULL;
}

/* The library has checked the text as it came: there is no NUL in it. */
static bool read_text(const mosquitto_property *item, struct property *property)
{
	char *text = NULL;

	if (mosquitto_property_read_string(item, (int)property->id, &text, false) == NULL)
		return false;
	property->text = text;
	property->text_length = strlen(text);
	return true;
}

static bool read_bytes(const mosquitto_property *item, struct property *property)
{
	uint16_t length = 0;
	void *bytes = NULL;

	if (mosquitto_property_read_binary(item, (int)property->id, &bytes, &length, false) == NULL)
		return false;
	property->text = bytes;
	property->text_length = length;
	return true;
}

static bool read_pair(const mosquitto_property *item, struct property *property)
{
	char *name = NULL, *value = NULL;

	if (mosquitto_property_read_string_pair(item, (int)property->id, &name, &value, false) == NULL)
		return false;
	property->text = name;
	property->text_length = strlen(name);
	property->value = value;
	property->value_length = strlen(value);
	return true;
}

/* --- to libmosquitto, which doesn't check all that MQTT forbids: return its MOSQ_ERR_… ----------------------- */

static int add_byte(mosquitto_property **list, const struct property *property)
{
	if (property->number > 1)
		return MOSQ_ERR_PROTOCOL;
	return mosquitto_property_add_byte(list, (int)property->id, (uint8_t)property->number);
}

static int add_number(mosquitto_property **list, const struct property *property)
{
	return mosquitto_property_add_int32(list, (int)property->id, property->number);
}

/* A copy with a NUL behind it, to be freed; NULL: it isn't what MQTT allows as a text. */
static char *copy(const char *text, size_t length)
{
	if (mosquitto_validate_utf8(text, (int)length) != MOSQ_ERR_SUCCESS)
		return NULL;
	return memory_textn(text, length);
}

static int add_text(mosquitto_property **list, const struct property *property)
{
	char *text = copy(property->text, property->text_length);
	int rc = text != NULL ? mosquitto_property_add_string(list, (int)property->id, text) : MOSQ_ERR_MALFORMED_UTF8;

	free(text);
	return rc;
}

static int add_topic(mosquitto_property **list, const struct property *property)
{
	char *topic = copy(property->text, property->text_length);
	int rc = topic != NULL ? mosquitto_pub_topic_check(topic) : MOSQ_ERR_MALFORMED_UTF8;

	if (rc == MOSQ_ERR_SUCCESS)
		rc = mosquitto_property_add_string(list, (int)property->id, topic);
	free(topic);
	return rc;
}

static int add_bytes(mosquitto_property **list, const struct property *property)
{
	return mosquitto_property_add_binary(list, (int)property->id, property->text, (uint16_t)property->text_length);
}

static int add_pair(mosquitto_property **list, const struct property *property)
{
	char *name = copy(property->text, property->text_length);
	char *value = copy(property->value, property->value_length);
	int rc = MOSQ_ERR_MALFORMED_UTF8;

	if (name != NULL && value != NULL)
		rc = mosquitto_property_add_string_pair(list, (int)property->id, name, value);
	free(name);
	free(value);
	return rc;
}

/* --- both ------------------------------------------------------------------------------------------------ */

/* Our identifiers are those of the protocol. What read() makes of texts is to be freed. */
static const struct kind {
	enum property_id id;
	const char *name;
	bool (*read)(const mosquitto_property *item, struct property *property);
	int (*add)(mosquitto_property **list, const struct property *property);
} kinds[] = {
	{ PROPERTY_PAYLOAD_FORMAT, "payload format", read_byte, add_byte },
	{ PROPERTY_EXPIRY, "message expiry", read_number, add_number },
	{ PROPERTY_CONTENT_TYPE, "content type", read_text, add_text },
	{ PROPERTY_RESPONSE_TOPIC, "response topic", read_text, add_topic },
	{ PROPERTY_CORRELATION, "correlation data", read_bytes, add_bytes },
	{ PROPERTY_USER, "user property", read_pair, add_pair },
};

static const struct kind *find_kind(int id)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if ((int)kinds[i].id == id)
			return &kinds[i];
	return NULL;
}

void mqtt_property_pack(const mosquitto_property *list, struct buffer *packed)
{
	for (; list != NULL; list = mosquitto_property_next(list)) {
		const struct kind *kind = find_kind(mosquitto_property_identifier(list));
		struct property property = { .text = NULL };
		if (kind == NULL)
			continue; /* it belongs to the connection */
		property.id = kind->id;
		if (kind->read(list, &property))
			property_append(packed, &property);
		free((void *)(uintptr_t)property.text);
		free((void *)(uintptr_t)property.value);
	}
}

/* See the header. Pairs are safe. */
static bool would_crash(const struct property *property)
{
	bool text = property->id == PROPERTY_CONTENT_TYPE || property->id == PROPERTY_RESPONSE_TOPIC;

	return text && property->text_length == 0 && mosquitto_lib_version(NULL, NULL, NULL) < 2001000;
}

bool mqtt_property_unpack(const char *packed, size_t length, bool copied, mosquitto_property **list,
                          unsigned *left_out, struct error *error)
{
	struct property property;

	*list = NULL;
	while (length > 0) {
		const struct kind *kind = property_next(&packed, &length, &property) ? find_kind((int)property.id) : NULL;
		if (kind == NULL)
			return error_set(error, ERROR_USAGE, "properties that can't be read");
		if (copied && would_crash(&property)) {
			(*left_out)++;
			continue;
		}
		int rc = kind->add(list, &property);
		if (rc != MOSQ_ERR_SUCCESS)
			return error_set(error, ERROR_USAGE, "%s: %s", kind->name, mqtt_error_text(rc, 0));
	}
	int rc = mosquitto_property_check_all(CMD_PUBLISH, *list);
	if (rc != MOSQ_ERR_SUCCESS)
		return error_set(error, ERROR_USAGE, "properties: %s", mqtt_error_text(rc, 0));
	return true;
}
