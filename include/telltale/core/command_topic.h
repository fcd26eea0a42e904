/*
 * command_topic: whether a topic is one on which devices take commands, so that sending on it may move something.
 *
 * Profiles name theirs. Of devices without a profile those are known that keep to a usual convention (Tasmota,
 * Zigbee2MQTT, ESPHome, Shelly, Homie, Home Assistant, Sparkplug, ThingsBoard and others). When in doubt it is one.
 */
#ifndef TELLTALE_CORE_COMMAND_TOPIC_H
#define TELLTALE_CORE_COMMAND_TOPIC_H

#include <stdbool.h>
#include <stddef.h>

#include "telltale/core/profile.h"

/* The topic is any bytes. */
bool command_topic(const struct profile *const *profiles, size_t count, const char *topic, size_t length);

#endif
