/*
 * mqtt_property: MQTT 5 properties of a message between libmosquitto's list and the packed form (core/property).
 */
#ifndef TELLTALE_SOURCE_MQTT_PROPERTY_H
#define TELLTALE_SOURCE_MQTT_PROPERTY_H

#include <stdbool.h>
#include <stddef.h>

#include <mosquitto.h>

#include "telltale/base/buffer.h"
#include "telltale/base/error.h"

/* Appends what belongs to the message itself, in the list's order; NULL is the empty list. */
void mqtt_property_pack(const mosquitto_property *list, struct buffer *packed);

/* A list of what is packed, in its order; NULL where nothing is. The caller frees it with
 * mosquitto_property_free_all(), whatever is returned. False: a property can't be sent, for it breaks the rules of
 * MQTT (the error names it), or what is packed isn't packed right. */
bool mqtt_property_unpack(const char *packed, size_t length, mosquitto_property **list, struct error *error);

#endif
