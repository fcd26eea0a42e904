/*
 * topic: MQTT topic filters, and the patterns with {device} in them that profiles are made of.
 *
 * Source: MQTT 3.1.1 and 5.0, section 4.7 (topic names and topic filters).
 */
#ifndef TELLTALE_CORE_TOPIC_H
#define TELLTALE_CORE_TOPIC_H

#include <stdbool.h>
#include <stddef.h>

#include "telltale/base/error.h"

enum { TOPIC_LIMIT = 65535 }; /* bytes of a topic (section 1.5.3) */

/* Whether a filter is well-formed; the error names what is wrong with it. */
bool topic_filter_check(const char *filter, struct error *error);

/* Whether a message may be published on a topic: it isn't empty, has no wildcard, and isn't too long (section 4.7.3). */
bool topic_name_check(const char *topic, struct error *error);

/* Whether a filter matches a topic. A filter that begins with a wildcard matches no topic that begins with
 * "$" (section 4.7.2). "$share/group/" before a filter is skipped (MQTT 5, section 4.8.2). */
bool topic_match(const char *filter, const char *topic, size_t length);

/* Whether every topic that `narrow` matches is matched by `wide` too, so that subscribing to both would
 * deliver messages twice. */
bool topic_covers(const char *wide, const char *narrow);

/* A pattern is a filter in which "{device}" may stand once, for a part of one level or the whole of it:
 * "dbx/{device}/status", "tele/tasmota_{device}/SENSOR". */
bool topic_pattern_check(const char *pattern, struct error *error);

/* Whether a pattern matches; *device gets where the device's name begins in the topic and *device_length its
 * bytes (0 where the pattern has no {device}). */
bool topic_pattern_match(const char *pattern, const char *topic, size_t length, const char **device,
                         size_t *device_length);

/* Copies a text with every "{device}" replaced. The caller frees. */
char *topic_expand(const char *pattern, const char *device);

#endif
