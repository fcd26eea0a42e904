/* packets: see packets.h */
#include "config.h"

#include "packets.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "telltale/base/memory.h"

enum { USUALLY = 4096, MOST_BYTES = 16 << 20 };

/* --- one packet ------------------------------------------------------------------------------------------ */

/* A variable byte integer. */
static void put_length(struct buffer *out, size_t length)
{
	do {
		unsigned char byte = length & 0x7f;
		length >>= 7;
		buffer_char(out, (char)(length > 0 ? byte | 0x80 : byte));
	} while (length > 0);
}

static void put_two(struct buffer *out, size_t number)
{
	buffer_char(out, (char)(number >> 8 & 0xff));
	buffer_char(out, (char)(number & 0xff));
}

size_t packets_put(struct buffer *out, const char *topic, const char *payload, size_t length, int qos, uint16_t mid)
{
	size_t topic_length = strlen(topic);

	buffer_char(out, (char)(0x30 | qos << 1));
	put_length(out, 2 + topic_length + (qos > 0 ? 2 : 0) + length);
	put_two(out, topic_length);
	buffer_append(out, topic, topic_length);
	size_t place = out->length;
	if (qos > 0)
		put_two(out, mid);
	buffer_append(out, payload, length);
	return place;
}

void packets_identify(struct packets *packets, size_t index, uint16_t mid)
{
	packets->bytes.bytes[packets->mids[index]] = (char)(mid >> 8);
	packets->bytes.bytes[packets->mids[index] + 1] = (char)(mid & 0xff);
}

/* --- many ------------------------------------------------------------------------------------------------ */

static void put_usual(struct buffer *out, unsigned i)
{
	buffer_format(out,
	              "{\"sequence\":%u,\"temperature\":%.2f,\"humidity\":%.1f,\"pressure\":%.2f,\"battery\":%u,"
	              "\"door\":\"%s\",\"uptime\":%u,\"rssi\":-%u,\"ok\":true}",
	              100000 + i, 20 + i % 997 / 100.0, 40 + i % 313 / 10.0, 1000 + i % 4001 / 100.0, i % 101,
	              i % 7 == 0 ? "open" : "closed", 86400 + i * 13, 40 + i % 50);
}

/* Goes on behind what stands there, in place of its closing brace. */
static void fill_up(struct buffer *out, size_t size)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	out->length--;
	buffer_text(out, ",\"picture\":\"");
	for (size_t n = out->length; n + 2 < size; n++)
		buffer_char(out, letters[n * 2654435761u >> 7 & 63]);
	buffer_text(out, "\"}");
}

static void put_payload(struct buffer *out, size_t size, unsigned i)
{
	if (size < PAYLOAD_SMALL)
		buffer_format(out, "%.2f", 20 + i % 997 / 100.0);
	else if (size < PAYLOAD_USUAL)
		buffer_format(out, "{\"t\":%.2f,\"n\":%u}", 20 + i % 997 / 100.0, 1000 + i % 9000);
	else
		put_usual(out, i);
	if (size >= PAYLOAD_FILLED)
		fill_up(out, size);
}

static size_t how_many(size_t topics, size_t payload)
{
	size_t most = payload > 0 && MOST_BYTES / payload < USUALLY ? MOST_BYTES / payload : USUALLY;

	return topics * (topics < most ? most / topics : 1);
}

void packets_prepare(struct packets *packets, size_t topics, size_t payload, int qos)
{
	struct buffer text = { NULL, 0, 0 };

	memset(packets, 0, sizeof *packets);
	packets->count = how_many(topics, payload);
	packets->ends = memory_zeroed(packets->count, sizeof *packets->ends);
	packets->mids = memory_zeroed(packets->count, sizeof *packets->mids);
	for (size_t i = 0; i < packets->count; i++) {
		char topic[64];
		snprintf(topic, sizeof topic, "bench/device-%04zu/state", i % topics);
		buffer_reset(&text);
		put_payload(&text, payload, (unsigned)i);
		packets->mids[i] = packets_put(&packets->bytes, topic, text.bytes, text.length, qos, 0);
		packets->ends[i] = packets->bytes.length;
	}
	buffer_clear(&text);
}

void packets_clear(struct packets *packets)
{
	buffer_clear(&packets->bytes);
	free(packets->ends);
	free(packets->mids);
}
