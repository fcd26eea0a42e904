/* publishes: sends into a broker on loopback what playsbroker sends to a client.
 *
 * usage: publishes [--OPTION VALUE...] PORT, with the options of load.c. It prints and obeys what supply.h says, and
 * ends once the broker has read everything, which its answer to a ping proves. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "supply.h"

/* MQTT 3.1.1, section 3.1: a clean session, no keep-alive, and the broker names us. */
static const char connect_packet[] = "\x10\x0c\x00\x04MQTT\x04\x02\x00\x00\x00\x00";

static bool take(struct supply *supply, enum packet_type type, const unsigned char *body, size_t length)
{
	if (type == CONNACK && length == 2 && body[1] == 0) {
		supply_ready(supply);
		return true;
	}
	if (type != PINGRESP || supply->phase != SUPPLY_PROVING)
		return false;
	supply_proved(supply);
	return true;
}

static void prove(struct supply *supply)
{
	supply_answer(supply, "\xc0\x00", 2);
}

int main(int argc, char **argv)
{
	static const struct role publisher = { take, prove, true };
	static struct supply supply;
	struct load load;
	int at = load_read(&load, argc, argv, "PORT");

	if (at < 0 || at != argc - 1)
		return 2;
	alarm((unsigned)load.seconds);
	struct stream *stream = stream_connect((unsigned)strtoul(argv[at], NULL, 10));
	if (stream == NULL)
		return 1;
	supply_init(&supply, &load, &publisher, stream);
	supply_answer(&supply, connect_packet, sizeof connect_packet - 1);
	bool good = supply_run(&supply);
	supply_clear(&supply);
	return good ? 0 : 1;
}
