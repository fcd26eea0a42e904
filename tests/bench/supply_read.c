/* supply_read: what a supply receives: acknowledgements, pings, and its role's own; see supply.h */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "supply.h"

enum { MOST_INCOMING = 1 << 20, CHUNK = 64 << 10 };

static uint16_t identifier(const unsigned char *body)
{
	return (uint16_t)(body[0] << 8 | body[1]);
}

static void answer_with(struct supply *supply, int first, const unsigned char *mid)
{
	const char packet[] = { (char)first, 2, (char)mid[0], (char)mid[1] };

	supply_answer(supply, packet, sizeof packet);
}

/* --- acknowledgements (MQTT 3.1.1, sections 3.4 to 3.7) -------------------------------------------------- */

static bool take_puback(struct supply *supply, const unsigned char *body)
{
	bool right = flight_step(&supply->flight, identifier(body), FLIGHT_SENT, FLIGHT_FREE);

	if (right && supply->phase == SUPPLY_PROVING && identifier(body) == supply->proof)
		supply_proved(supply);
	return right && (supply->load->qos < 2 || supply->phase == SUPPLY_PROVED);
}

static bool take_pubrec(struct supply *supply, const unsigned char *body)
{
	answer_with(supply, PUBREL << 4 | 2, body);
	return supply->load->qos == 2 && flight_step(&supply->flight, identifier(body), FLIGHT_SENT, FLIGHT_RELEASED);
}

static bool take_pubcomp(struct supply *supply, const unsigned char *body)
{
	return flight_step(&supply->flight, identifier(body), FLIGHT_RELEASED, FLIGHT_FREE);
}

/* --- packets --------------------------------------------------------------------------------------------- */

static bool take_known(struct supply *supply, enum packet_type type, const unsigned char *body)
{
	switch (type) {
	case PUBACK:
		return take_puback(supply, body);
	case PUBREC:
		return take_pubrec(supply, body);
	default:
		return take_pubcomp(supply, body);
	}
}

static bool take_packet(struct supply *supply, enum packet_type type, const unsigned char *body, size_t length)
{
	switch (type) {
	case PUBACK:
	case PUBREC:
	case PUBCOMP:
		return length >= 2 && take_known(supply, type, body);
	case PINGREQ:
		supply_answer(supply, "\xd0\x00", 2);
		return true;
	case DISCONNECT:
		supply->over = true;
		return true;
	default:
		return supply->role->take(supply, type, body, length);
	}
}

/* The length of the packet's body, and where it begins; false: it isn't known yet. */
static bool read_length(const unsigned char *bytes, size_t n, size_t *head, size_t *length)
{
	*length = 0;
	for (*head = 1; *head < n && *head < 5; (*head)++) {
		*length |= (size_t)(bytes[*head] & 0x7f) << 7 * (*head - 1);
		if ((bytes[*head] & 0x80) == 0) {
			(*head)++;
			return true;
		}
	}
	return false;
}

/* Takes all packets that are complete. */
static bool take_packets(struct supply *supply)
{
	const unsigned char *bytes = (const unsigned char *)supply->incoming.bytes;
	size_t n = supply->incoming.length, at = 0, head, length;

	while (!supply->over && read_length(bytes + at, n - at, &head, &length) && length <= n - at - head) {
		enum packet_type type = (enum packet_type)(bytes[at] >> 4);
		if (!take_packet(supply, type, bytes + at + head, length)) {
			fprintf(stderr, "a packet of type %d is out of place\n", (int)type);
			return false;
		}
		at += head + length;
	}
	supply->incoming.length -= at;
	memmove(supply->incoming.bytes, bytes + at, supply->incoming.length);
	return supply->incoming.length <= MOST_INCOMING;
}

bool supply_read(struct supply *supply)
{
	char bytes[CHUNK];
	ptrdiff_t got;

	while ((got = stream_read(supply->stream, bytes, sizeof bytes)) > 0) {
		buffer_append(&supply->incoming, bytes, (size_t)got);
		if (!take_packets(supply))
			return false;
		if (supply->over)
			return true;
	}
	return got == 0;
}
