/*
 * property: the MQTT 5 properties of a message, packed as the protocol packs them: an identifier and its
 * value, one behind the other.
 *
 * Only those are kept that belong to the message itself and travel on with it. Topic aliases and subscription
 * identifiers belong to one connection.
 *
 * Source: MQTT 5.0, section 2.2.2 (properties) and 3.3.2.3 (those of PUBLISH).
 */
#ifndef TELLTALE_CORE_PROPERTY_H
#define TELLTALE_CORE_PROPERTY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "telltale/base/buffer.h"

enum property_id {
	PROPERTY_PAYLOAD_FORMAT = 1,  /* number: 0 bytes, 1 UTF-8 */
	PROPERTY_EXPIRY = 2,          /* number: seconds */
	PROPERTY_CONTENT_TYPE = 3,    /* text */
	PROPERTY_RESPONSE_TOPIC = 8,  /* text */
	PROPERTY_CORRELATION = 9,     /* bytes */
	PROPERTY_USER = 38            /* text: the name; value: the text */
};

struct property {
	enum property_id id;
	uint32_t number;
	const char *text; /* any bytes, not NUL-ended */
	size_t text_length;
	const char *value;
	size_t value_length;
};

/* Appends a property; texts are cut to the 65535 bytes that the protocol allows. */
void property_append(struct buffer *packed, const struct property *property);

/* Takes the next property off the front of packed ones: moves *packed and *length. What it points to lies in
 * the packed bytes. False: there is none, or what is there isn't one. */
bool property_next(const char **packed, size_t *length, struct property *property);

#endif
