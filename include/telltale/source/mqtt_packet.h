/*
 * mqtt_packet: the plainest of all packets, read where it lies: a PUBLISH of QoS 0.
 *
 * libmosquitto allocates four blocks and takes a dozen locks for each message. Most messages are the same packet, which
 * means nothing to the connection itself, and where the socket was read ahead (source/readahead) it is in memory whole:
 * it is taken from there. Whatever is anything else, or odd in any way, is left to libmosquitto, which then sees it as
 * if nothing had been before it.
 *
 * Source: MQTT 3.1.1, sections 2.2 and 3.3; MQTT 5, section 3.3.
 */
#ifndef TELLTALE_SOURCE_MQTT_PACKET_H
#define TELLTALE_SOURCE_MQTT_PACKET_H

#include <stddef.h>

#include "telltale/core/message.h"

/* Reads the packet that `bytes` begin with; protocol: 3, 4 or 5. Fills in topic, payload, QoS and whether it was stored.
 * Returns how many bytes it takes; 0: it is for libmosquitto, or isn't whole. */
size_t mqtt_packet_read(const char *bytes, size_t n, int protocol, struct message *message);

#endif
