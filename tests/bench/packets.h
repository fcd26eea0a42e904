/*
 * packets: PUBLISH packets made beforehand, which are sent again and again (MQTT 3.1.1, section 3.3).
 */
#ifndef TELLTALE_BENCH_PACKETS_H
#define TELLTALE_BENCH_PACKETS_H

#include <stddef.h>
#include <stdint.h>

#include "telltale/base/buffer.h"

enum {
	PAYLOAD_SMALL = 20,  /* from that size on two numbers in JSON; below, a bare number */
	PAYLOAD_USUAL = 150, /* from that size on nine values in JSON, as a device sends them */
	PAYLOAD_FILLED = 200, /* from that size on exactly that size, filled up with what could be a picture */
};

struct packets {
	struct buffer bytes;
	size_t *ends; /* where in bytes each ends */
	size_t *mids; /* where its identifier stands; with QoS 0 not to be touched */
	size_t count;
};

/* As many packets as make each topic come equally often: some thousand, or fewer of large ones, and at least one
 * a topic. payload: about how many bytes each has. */
void packets_prepare(struct packets *packets, size_t topics, size_t payload, int qos);
void packets_clear(struct packets *packets);

/* Appends one. Returns where its identifier stands. */
size_t packets_put(struct buffer *out, const char *topic, const char *payload, size_t length, int qos, uint16_t mid);

/* Writes an identifier into one that was made. */
void packets_identify(struct packets *packets, size_t index, uint16_t mid);

#endif
