/* What record.c and record_quick.c share; nobody else includes this. */
#ifndef TELLTALE_RECORDING_RECORD_PRIVATE_H
#define TELLTALE_RECORDING_RECORD_PRIVATE_H

#include "telltale/recording/record.h"

/* Reads a document that is just like those that the encoder makes of messages; record has been begun. False: it isn't; the
 * record may be filled in in part. */
bool record_read_quickly(const uint8_t *bytes, size_t length, struct record *record);

/* The same without all that stands behind `mono`. */
bool record_peek_quickly(const uint8_t *bytes, size_t length, struct record *record);

/* Any document: what record_read() does where that isn't so. */
bool record_read_slowly(const uint8_t *bytes, size_t length, struct record *record);

/* Times as documents have them, as far as they can be true: milliseconds since 1970 in nanoseconds; the recording's. */
int64_t record_wall(int64_t milliseconds);
int64_t record_time(int64_t mono);

#endif
