/* What encoder.c and encoder_message.c share; nobody else includes this. */
#ifndef TELLTALE_RECORDING_ENCODER_PRIVATE_H
#define TELLTALE_RECORDING_ENCODER_PRIVATE_H

#include <bson/bson.h>

#include "telltale/recording/encoder.h"
#include "telltale/recording/record.h"

struct encoder {
	bson_context_t *ids;
	bson_t doc; /* the one that is being made */
	unsigned char id_chance[5]; /* of the ids that encoder_shaped() makes */
	uint32_t id_counter;
};

/* Begins a document. Returns whether the topic (NULL: none) is in it as it is. */
bool encoder_begin(struct encoder *encoder, enum record_kind kind, const struct encoder_stamp *stamp, const char *topic,
                   size_t topic_length);

/* Appends it to a buffer. */
void encoder_finish(struct encoder *encoder, struct buffer *out);

/* Appends a Binary. */
void encoder_put_bytes(bson_t *doc, const char *key, const char *bytes, size_t length);

#endif
