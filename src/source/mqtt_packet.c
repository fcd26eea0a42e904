/* mqtt_packet: see include/telltale/source/mqtt_packet.h */
#include "config.h"

#include "telltale/source/mqtt_packet.h"

#include <stdint.h>
#include <string.h>

#include <mosquitto.h>

#define EACH UINT64_C(0x0101010101010101) /* times a byte: that byte eight times */

enum { PUBLISH_QOS_0 = 0x30, RETAIN = 0x01, MOST_LENGTH_BYTES = 4 };

/* The remaining length, section 2.2.3. Returns how many bytes it has; 0: it isn't whole, or too long. */
static size_t read_length(const unsigned char *bytes, size_t n, size_t *length)
{
	*length = 0;
	for (size_t i = 0; i < n && i < MOST_LENGTH_BYTES; i++) {
		*length |= (size_t)(bytes[i] & 0x7f) << 7 * i;
		if ((bytes[i] & 0x80) == 0)
			return i + 1;
	}
	return 0;
}

/* Of eight bytes: the highest bit of some byte is set if one of them is the one looked for. */
static uint64_t is_among(uint64_t eight, unsigned char byte)
{
	uint64_t other = eight ^ EACH * byte;

	return (other - EACH) & ~other & EACH * 0x80;
}

/* The same, if one of them isn't printable ASCII. */
static uint64_t is_odd(uint64_t eight)
{
	return ((eight - EACH * ' ') | eight | is_among(eight, 0x7f)) & EACH * 0x80;
}

/* One that libmosquitto wouldn't object to: it has its own mind about characters, so that it is asked about any that
 * isn't printable ASCII; and no wildcards. */
static bool is_plain_topic(const char *topic, size_t n)
{
	uint64_t wild = 0, odd = 0;

	for (size_t i = 0; i < n; i += sizeof(uint64_t)) {
		uint64_t eight = EACH * 'a';
		if (n - i >= sizeof eight)
			memcpy(&eight, topic + i, sizeof eight);
		else
			memcpy(&eight, topic + i, n - i);
		wild |= is_among(eight, '+') | is_among(eight, '#');
		odd |= is_odd(eight);
	}
	return n > 0 && wild == 0 && (odd == 0 || mosquitto_validate_utf8(topic, (int)n) == MOSQ_ERR_SUCCESS);
}

size_t mqtt_packet_read(const char *packet, size_t n, int protocol, struct message *message)
{
	const unsigned char *bytes = (const unsigned char *)packet;
	size_t length;

	if (n < 2 || (bytes[0] | RETAIN) != (PUBLISH_QOS_0 | RETAIN))
		return 0;
	size_t head = 1 + read_length(bytes + 1, n - 1, &length);
	if (head == 1 || length < 2 || length > n - head)
		return 0;
	size_t topic_length = (size_t)bytes[head] << 8 | bytes[head + 1], at = head + 2 + topic_length;
	size_t properties = protocol == 5; /* their length: one byte if there are none */
	if (2 + topic_length + properties > length || !is_plain_topic(packet + head + 2, topic_length) ||
	    (properties > 0 && bytes[at] != 0))
		return 0;
	at += properties;
	message->topic = packet + head + 2;
	message->topic_length = topic_length;
	message->payload = packet + at;
	message->payload_length = head + length - at;
	message->qos = 0;
	message->stored = (bytes[0] & RETAIN) != 0;
	return head + length;
}
