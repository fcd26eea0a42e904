/*
 * bson_value: a payload that is nested BSON as the model wants it, without making its bytes first: for going quickly
 * through a recording.
 */
#ifndef TELLTALE_RECORDING_BSON_VALUE_H
#define TELLTALE_RECORDING_BSON_VALUE_H

#include <stdbool.h>

#include "telltale/core/value.h"
#include "telltale/recording/record.h"

/* Decodes a message's payload into nodes of the decoder. Texts point into the document. It's the same value that
 * value_decode() makes of the payload's bytes. False: the payload is no nested BSON: take its bytes. */
bool bson_value(const struct record *record, struct decoder *decoder, struct value *value);

#endif
