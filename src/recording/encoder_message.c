/* encoder_message: the document of a message; see include/telltale/recording/encoder.h */
#include "config.h"

#include <string.h>

#include "recording/encoder_private.h"
#include "telltale/base/text.h"
#include "telltale/core/property.h"
#include "telltale/recording/bson_json.h"

static void put_user(bson_t *user, unsigned *count, const struct property *property)
{
	char text[16];
	const char *key;
	bson_t pair;

	bson_uint32_to_string((*count)++, &key, text, sizeof text);
	bson_append_array_begin(user, key, -1, &pair);
	if (text_is_utf8(property->text, property->text_length))
		bson_append_utf8(&pair, "0", 1, property->text, (int)property->text_length);
	else
		encoder_put_bytes(&pair, "0", property->text, property->text_length);
	if (text_is_utf8(property->value, property->value_length))
		bson_append_utf8(&pair, "1", 1, property->value, (int)property->value_length);
	else
		encoder_put_bytes(&pair, "1", property->value, property->value_length);
	bson_append_array_end(user, &pair);
}

static void put_property(bson_t *props, const struct property *property)
{
	bool utf8 = text_is_utf8(property->text, property->text_length);

	switch (property->id) {
	case PROPERTY_PAYLOAD_FORMAT:
		bson_append_int32(props, "payload_format", -1, (int32_t)property->number);
		break;
	case PROPERTY_EXPIRY:
		bson_append_int64(props, "expiry", -1, property->number);
		break;
	case PROPERTY_CONTENT_TYPE:
	case PROPERTY_RESPONSE_TOPIC: {
		const char *key = property->id == PROPERTY_CONTENT_TYPE ? "content_type" : "response_topic";
		if (utf8)
			bson_append_utf8(props, key, -1, property->text, (int)property->text_length);
		else
			encoder_put_bytes(props, key, property->text, property->text_length);
		break;
	}
	case PROPERTY_CORRELATION:
		encoder_put_bytes(props, "correlation", property->text, property->text_length);
		break;
	case PROPERTY_USER:
		break; /* all together behind the others */
	}
}

static void put_properties(bson_t *doc, const struct message *message)
{
	const char *packed = message->properties;
	size_t left = message->properties_length;
	struct property property;
	unsigned users = 0;
	bson_t props, user;

	if (left == 0)
		return;
	bson_append_document_begin(doc, "props", 5, &props);
	while (property_next(&packed, &left, &property))
		put_property(&props, &property);
	packed = message->properties;
	left = message->properties_length;
	bson_append_array_begin(&props, "user", 4, &user);
	while (property_next(&packed, &left, &property))
		if (property.id == PROPERTY_USER)
			put_user(&user, &users, &property);
	bson_append_array_end(&props, &user);
	bson_append_document_end(doc, &props);
}

static void begin_message(struct encoder *encoder, const struct encoder_stamp *stamp, const struct message *message)
{
	if (!encoder_begin(encoder, RECORD_MESSAGE, stamp, message->topic, message->topic_length))
		encoder_put_bytes(&encoder->doc, "topic", message->topic, message->topic_length);
	bson_append_int32(&encoder->doc, "qos", 3, message->qos);
	if (message->stored)
		bson_append_bool(&encoder->doc, "retain", 6, true);
	if (message->earlier)
		bson_append_bool(&encoder->doc, "earlier", 7, true);
	put_properties(&encoder->doc, message);
}

static bool may_be_json(const struct message *message)
{
	static const char first[] = "{[\"-0123456789tfn \t\r\n";

	return message->payload_length > 0 && message->payload_length <= BSON_JSON_MOST && *message->payload != '\0' &&
	       strchr(first, *message->payload) != NULL;
}

/* JSON as nested BSON; false: it isn't, and the document is spoiled. */
static bool put_json(bson_t *doc, const struct message *message)
{
	enum bson_json_result result =
	    bson_json_append(doc, "payload", message->payload, message->payload_length);

	if (result == BSON_JSON_SPACED)
		bson_append_bool(doc, "spaced", 6, true);
	if (result == BSON_JSON_INEXACT)
		encoder_put_bytes(doc, "raw", message->payload, message->payload_length);
	return result != BSON_JSON_NO;
}

static void put_payload(bson_t *doc, const struct message *message)
{
	if (memchr(message->payload, '\0', message->payload_length) == NULL &&
	    text_is_utf8(message->payload, message->payload_length))
		bson_append_utf8(doc, "payload", 7, message->payload, (int)message->payload_length);
	else
		encoder_put_bytes(doc, "payload", message->payload, message->payload_length);
}

/* One payload in several documents, because a document has a limit. */
static void encode_pieces(struct encoder *encoder, const struct encoder_stamp *stamp, const struct message *message,
                          struct buffer *out)
{
	size_t pieces = (message->payload_length + ENCODER_PIECE - 1) / ENCODER_PIECE;

	for (size_t i = 0; i < pieces; i++) {
		size_t at = i * ENCODER_PIECE, left = message->payload_length - at;
		bson_t part;
		begin_message(encoder, stamp, message);
		bson_append_document_begin(&encoder->doc, "part", 4, &part);
		bson_append_int32(&part, "index", 5, (int32_t)i);
		bson_append_int32(&part, "of", 2, (int32_t)pieces);
		bson_append_int64(&part, "bytes", 5, (int64_t)message->payload_length);
		bson_append_document_end(&encoder->doc, &part);
		encoder_put_bytes(&encoder->doc, "payload", message->payload + at, left < ENCODER_PIECE ? left : ENCODER_PIECE);
		encoder_finish(encoder, out);
	}
}

void encoder_message(struct encoder *encoder, const struct encoder_stamp *stamp, const struct message *message,
                     struct buffer *out)
{
	if (message->payload_length > ENCODER_PIECE) {
		encode_pieces(encoder, stamp, message, out);
		return;
	}
	begin_message(encoder, stamp, message);
	if (!may_be_json(message) || !put_json(&encoder->doc, message)) {
		if (may_be_json(message)) /* spoiled */
			begin_message(encoder, stamp, message);
		put_payload(&encoder->doc, message);
	}
	encoder_finish(encoder, out);
}
