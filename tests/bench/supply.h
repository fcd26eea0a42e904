/*
 * supply: sends a load over one connection, from its greeting to the proof that all of it was taken.
 *
 * A broker and a publisher do that alike, and differ in how they greet and in what they take for a proof: their
 * `role`. What happens is printed, one line each, with the seconds of the monotonic clock: "ready", "began",
 * "published" and, with the number of messages, "ended". Lines on standard input are obeyed:
 *
 *   go                     begins, where the load was told to wait; and, once that is proved, the same once more
 *   publish TOPIC PAYLOAD  sends that message at once, with QoS 0
 *   stop                   sends no more than what is under way, and asks for the proof
 */
#ifndef TELLTALE_BENCH_SUPPLY_H
#define TELLTALE_BENCH_SUPPLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "flight.h"
#include "load.h"
#include "packets.h"
#include "stream.h"

enum packet_type {
	CONNECT = 1, CONNACK, PUBLISH, PUBACK, PUBREC, PUBREL, PUBCOMP, SUBSCRIBE, SUBACK,
	PINGREQ = 12, PINGRESP, DISCONNECT
};

enum supply_phase {
	SUPPLY_GREETING, /* until the role says that the other side is ready */
	SUPPLY_READY,    /* waits for "go" */
	SUPPLY_SENDING,
	SUPPLY_PROVING,  /* all is sent: the other side is asked to prove it */
	SUPPLY_PROVED,
};

struct supply;

struct role {
	/* Takes a packet that supply doesn't know itself. False: it is wrong. */
	bool (*take)(struct supply *supply, enum packet_type type, const unsigned char *body, size_t length);
	/* Asks the other side to prove that it has all. The answer is taken above, and ends in supply_proved(). */
	void (*prove)(struct supply *supply);
	bool ends; /* once it is proved; otherwise only when the other side goes */
};

/* A stretch of what is to be written. */
struct supply_span {
	bool answers; /* or packets */
	size_t n;
};

struct supply {
	const struct load *load;
	const struct role *role;
	enum supply_phase phase;
	struct stream *stream;
	struct packets packets;
	struct flight flight;
	unsigned long left; /* messages that aren't admitted yet */
	unsigned long sent;
	size_t next, admitted; /* packets: the one that is being sent, and the one before which to stop */
	size_t at;             /* of packets.bytes, how far it was sent */
	int64_t began;
	struct buffer answers; /* what else is to be sent */
	size_t answered;
	struct supply_span blocked; /* what the stream didn't take: TLS wants the same again */
	struct buffer incoming; /* what was read of a packet that isn't complete */
	struct buffer orders;   /* and of a line */
	uint16_t proof;         /* the identifier whose PUBACK proves it; 0: none */
	bool over;
};

/* Prepares the packets. The stream becomes its own. */
void supply_init(struct supply *supply, const struct load *load, const struct role *role, struct stream *stream);
void supply_clear(struct supply *supply);

/* Runs until it is over. False: the other side broke the protocol, or went before it had proved that it has all. */
bool supply_run(struct supply *supply);

/* For roles: appends an answer; notes that the other side is ready; that it has proved it. */
void supply_answer(struct supply *supply, const void *bytes, size_t n);
void supply_ready(struct supply *supply);
void supply_proved(struct supply *supply);

/* For supply.c: reads what is there. False: the connection has ended or is broken. */
bool supply_read(struct supply *supply);

#endif
