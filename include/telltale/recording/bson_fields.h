/*
 * bson_fields: the values of a recorded payload that has a shape, read where they lie: for going quickly through a
 * recording.
 */
#ifndef TELLTALE_RECORDING_BSON_FIELDS_H
#define TELLTALE_RECORDING_BSON_FIELDS_H

#include <stdbool.h>

#include "telltale/core/shape.h"
#include "telltale/recording/record.h"

/* Reads the values. False: the payload isn't nested BSON of that shape. They point into the record, and mean to the model
 * what they meant as JSON. */
bool bson_fields(const struct record *record, const struct shape *shape, struct field fields[SHAPE_SLOTS]);

#endif
