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
 * MQTT (the error names it), or what is packed isn't packed right.
 *
 * copied: the library will copy the list, as it does for QoS 1 and 2. Before its version 2.1 it crashes on a text that
 * is empty: there an empty content type or response topic is left out, and *left_out counted up. */
bool mqtt_property_unpack(const char *packed, size_t length, bool copied, mosquitto_property **list,
                          unsigned *left_out, struct error *error);

#endif
