/*
 * mqtt: a broker as a source. libmosquitto on a thread of its own; one connection for reading and writing.
 *
 * Every try to connect makes a new client, so that nothing that was meant to be sent on an earlier
 * connection is ever sent again (libmosquitto would repeat QoS 1 and 2 after a reconnect).
 */
#ifndef TELLTALE_SOURCE_MQTT_H
#define TELLTALE_SOURCE_MQTT_H

#include "telltale/source/mqtt_client.h"
#include "telltale/source/source.h"

struct mqtt_source_settings {
	struct mqtt_settings client;
	char *const *filters; /* NULL-ended; outlive the source */
	int qos;
};

/* A source that puts into the inbox. A filter that another one covers is left out, with a note. NULL: a
 * filter or a TLS setting is wrong. */
struct source *mqtt_source_new(const struct mqtt_source_settings *settings, struct inbox *inbox,
                               struct error *error);

#endif
