/* playsbroker: plays a broker on loopback that sends as fast as its client reads, or at a steady rate.
 *
 * Prints the port; takes one client, which speaks MQTT 3.1.1; answers its CONNECT and SUBSCRIBE; sends what load.c
 * lists, with the handshakes of its QoS, whatever QoS was subscribed to; and then a message of QoS 1 on a topic of
 * its own, whose PUBACK proves that all before it were handled. What it prints meanwhile, and what it obeys, is in
 * supply.h. It ends when its client goes or its standard input closes. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "supply.h"

static const char last_topic[] = "bench/end/state", last_payload[] = "{\"ended\":true}";

/* MQTT 3.1.1, section 3.1: behind the protocol's name stands its level. */
static bool take_connect(struct supply *supply, const unsigned char *body, size_t length)
{
	size_t name = length >= 2 ? (size_t)(body[0] << 8 | body[1]) : 0;

	if (name == 0 || length < 2 + name + 1 || body[2 + name] > 4) {
		fputs("the client doesn't speak MQTT 3.1.1\n", stderr);
		return false;
	}
	supply_answer(supply, "\x20\x02\x00\x00", 4);
	return true;
}

/* Section 3.8: an identifier, and filters with their QoS, which is granted. */
static bool take_subscribe(struct supply *supply, const unsigned char *body, size_t length)
{
	char answer[128] = { (char)(SUBACK << 4), 2 };
	size_t used = 4;

	if (length < 2)
		return false;
	memcpy(answer + 2, body, 2);
	for (size_t at = 2, filter; at + 2 <= length && used < sizeof answer; at += 2 + filter + 1) {
		filter = (size_t)(body[at] << 8 | body[at + 1]);
		if (filter > length - at - 2 || at + 2 + filter == length)
			return false;
		answer[used++] = (char)(body[at + 2 + filter] & 3);
	}
	answer[1] = (char)(used - 2);
	supply_answer(supply, answer, used);
	supply_ready(supply);
	return true;
}

static bool take(struct supply *supply, enum packet_type type, const unsigned char *body, size_t length)
{
	switch (type) {
	case CONNECT:
		return take_connect(supply, body, length);
	case SUBSCRIBE:
		return take_subscribe(supply, body, length);
	default:
		return false;
	}
}

static void prove(struct supply *supply)
{
	supply->proof = flight_begin(&supply->flight);
	packets_put(&supply->answers, last_topic, last_payload, sizeof last_payload - 1, 1, supply->proof);
}

int main(int argc, char **argv)
{
	static const struct role broker = { take, prove, false };
	static struct supply supply;
	struct load load;
	unsigned port;

	if (load_read(&load, argc, argv, "") != argc)
		return 2;
	alarm((unsigned)load.seconds);
	int listener = stream_listen(&port);
	if (listener < 0)
		return 1;
	printf("%u\n", port);
	fflush(stdout);
	struct stream *stream = stream_accept(listener, load.certificate, load.key);
	if (stream == NULL)
		return 1;
	close(listener);
	supply_init(&supply, &load, &broker, stream);
	bool good = supply_run(&supply);
	supply_clear(&supply);
	return good ? 0 : 1;
}
