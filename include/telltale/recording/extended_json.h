/*
 * extended_json: a BSON document as MongoDB's Extended JSON, version 2, in one line.
 *
 * Canonical keeps every type, as bsondump and mongoexport --jsonFormat=canonical write it; relaxed writes numbers
 * as numbers and dates as ISO 8601. Doubles get as few digits as read as the same double. What BSON calls a string
 * and isn't UTF-8 becomes U+FFFD.
 *
 * Source: MongoDB Extended JSON v2, https://github.com/mongodb/specifications (extended-json).
 */
#ifndef TELLTALE_RECORDING_EXTENDED_JSON_H
#define TELLTALE_RECORDING_EXTENDED_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "telltale/base/buffer.h"

/* Appends a document. False: it is broken inside, or nested deeper than 200; what was appended is taken back. */
bool extended_json_append(struct buffer *json, const uint8_t *bytes, size_t length, bool canonical);

#endif
