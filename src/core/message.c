/* message: see include/telltale/core/message.h */
#include "config.h"

#include "telltale/core/message.h"

#include <stdlib.h>
#include <string.h>

#include "telltale/base/memory.h"

size_t message_content(const struct message *message)
{
	return message->topic_length + message->payload_length + message->properties_length;
}

size_t message_packed_size(const struct message *message, bool outside)
{
	return sizeof(struct message_packed) + (outside ? 0 : message_content(message));
}

static char *put(char *at, const char *bytes, size_t n)
{
	if (n > 0)
		memcpy(at, bytes, n);
	return at + n;
}

void message_pack(struct message_packed *packed, const struct message *message, bool outside)
{
	*packed = (struct message_packed){
		.wall = message->wall,
		.mono = message->mono,
		.topic_length = (uint32_t)message->topic_length,
		.payload_length = (uint32_t)message->payload_length,
		.properties_length = (uint32_t)message->properties_length,
		.qos = message->qos,
		.stored = message->stored,
		.earlier = message->earlier,
	};
	packed->outside = outside ? memory_resize(NULL, message_content(message) + 1, 1) : NULL;
	char *at = outside ? packed->outside : (char *)(packed + 1);
	at = put(at, message->topic, message->topic_length);
	at = put(at, message->payload, message->payload_length);
	put(at, message->properties, message->properties_length);
}

void message_unpack(const struct message_packed *packed, struct message *message)
{
	const char *bytes = packed->outside != NULL ? packed->outside : (const char *)(packed + 1);

	*message = (struct message){
		.topic = bytes,
		.topic_length = packed->topic_length,
		.payload = bytes + packed->topic_length,
		.payload_length = packed->payload_length,
		.properties = bytes + packed->topic_length + packed->payload_length,
		.properties_length = packed->properties_length,
		.wall = packed->wall,
		.mono = packed->mono,
		.qos = packed->qos,
		.stored = packed->stored,
		.earlier = packed->earlier,
	};
}

struct message_topic message_packed_topic(const struct message_packed *packed)
{
	return (struct message_topic){ packed->outside != NULL ? packed->outside : (const char *)(packed + 1),
		                       packed->topic_length };
}

void message_packed_clear(struct message_packed *packed)
{
	free(packed->outside);
	packed->outside = NULL;
}
