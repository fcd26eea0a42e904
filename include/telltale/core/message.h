/*
 * message: what a source delivers. A view on bytes that belong to somebody else (usually the inbox) and are
 * valid only while the message is being applied; and its packed form, which travels between threads.
 */
#ifndef TELLTALE_CORE_MESSAGE_H
#define TELLTALE_CORE_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct message {
	const char *topic; /* any bytes, not NUL-ended */
	size_t topic_length;
	const char *payload; /* any bytes, not NUL-ended */
	size_t payload_length;
	const char *properties; /* MQTT 5, packed: see core/property */
	size_t properties_length;
	int64_t wall; /* arrival, nanoseconds since 1970 */
	int64_t mono; /* arrival on the model's clock */
	unsigned char qos;
	bool stored; /* the broker had kept it (retain flag set on delivery): it says what was, not what happens */
	bool earlier; /* in a recording: it had come before the recording began, and says how things stood then */
};

/* The topic of one that is still packed. */
struct message_topic {
	const char *text;
	size_t length;
};

/* A message in one block of memory: this head, and its bytes behind it or in memory of their own. A packet of MQTT has at
 * most 256 MiB (MQTT 3.1.1, section 2.2.3). */
struct message_packed {
	int64_t wall, mono;
	char *outside; /* the bytes, if they aren't behind the head; belongs to the packed message */
	uint32_t topic_length, payload_length, properties_length;
	unsigned char qos;
	bool stored, earlier;
};

/* Bytes of a message's topic, payload and properties together. */
size_t message_content(const struct message *message);

/* Bytes that the packed message takes where it is put, with its content outside or behind. */
size_t message_packed_size(const struct message *message, bool outside);

/* Packs into memory of message_packed_size() bytes, aligned to 8. */
void message_pack(struct message_packed *packed, const struct message *message, bool outside);

/* The message again; it points into the packed one. */
void message_unpack(const struct message_packed *packed, struct message *message);

struct message_topic message_packed_topic(const struct message_packed *packed);

/* Frees what is outside. */
void message_packed_clear(struct message_packed *packed);

#endif
