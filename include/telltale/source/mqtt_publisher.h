/*
 * mqtt_publisher: a connection by which recorded messages are sent to a broker, each as soon as it's handed over.
 *
 * It sends nothing by itself, and queues nothing: mqtt_publisher_ready() says whether it takes another message. What
 * the broker hasn't confirmed (QoS 1 and 2) it remembers by its place, so that it can be sent once more on the next
 * connection.
 */
#ifndef TELLTALE_SOURCE_MQTT_PUBLISHER_H
#define TELLTALE_SOURCE_MQTT_PUBLISHER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "telltale/base/buffer.h"
#include "telltale/base/error.h"
#include "telltale/core/message.h"
#include "telltale/source/mqtt_client.h"

struct mosquitto;

enum { MQTT_PENDING = 1000 };

/* Where a message stands in recordings; means nothing to the publisher. */
struct mqtt_place {
	uint64_t offset;
	int64_t time;
	uint32_t file;
	bool command;
};

/* A message that the broker hasn't confirmed. */
struct mqtt_pending {
	struct mqtt_place place;
	int mid; /* 0: not sent since the connection was made */
	unsigned char qos;
};

struct mqtt_publisher {
	const struct mqtt_settings *settings;
	char trouble[256]; /* why the connection is lost; "": it isn't */
	bool hopeless;     /* and it's no use trying again */
	bool flushed;      /* the broker has said that it read all before mqtt_publisher_flush() */
	struct mqtt_pending pending[MQTT_PENDING]; /* in the order in which they were sent */
	size_t pending_count;
	size_t most_qos2;  /* how many of QoS 2 may be pending */
	uint64_t confirmed, refused; /* refused: of those that the broker has confirmed */
	char refusal[256]; /* why the first was refused */
	uint64_t lowered;  /* in QoS, for this broker, which takes … */
	int most_qos;      /* … no higher one */
	uint64_t curtailed; /* without an empty property that the library couldn't send */
	/* private */
	struct mosquitto *mosquitto; /* NULL: there is no connection */
	bool answered, only_v4;
	int connack, last_mid;
	char words[128];             /* the broker's own reason */
	size_t most_pending;         /* as the broker wants it */
	size_t in_flight;            /* of the pending ones sent on this connection */
	bool in_use[UINT16_MAX + 1]; /* by mid: of what is in flight */
	int64_t next_misc;
};

enum mqtt_publish_result { MQTT_PUBLISH_SENT, MQTT_PUBLISH_UNFIT, MQTT_PUBLISH_LOST };

/* Everything else of it is zero. The settings outlive it. */
void mqtt_publisher_init(struct mqtt_publisher *publisher, const struct mqtt_settings *settings);

/* Makes a connection, new at each call, and waits for the broker's answer; what was sent on an earlier one and isn't
 * confirmed becomes unsent. Ends early when stop_fd becomes readable. False: `trouble` says why. */
bool mqtt_publisher_connect(struct mqtt_publisher *publisher, int stop_fd);

/* Notes that it is lost, for a return code of the library. */
void mqtt_publisher_lose(struct mqtt_publisher *publisher, int rc, int saved_errno);

/* Says good-bye, if there is a connection, and frees it. */
void mqtt_publisher_end(struct mqtt_publisher *publisher);

/* Whether all that was handed over has left the program. */
bool mqtt_publisher_written(const struct mqtt_publisher *publisher);

/* Whether the connection takes another message right now: all before it is written, and not too many wait for their
 * confirmation. */
bool mqtt_publisher_ready(const struct mqtt_publisher *publisher, unsigned char qos);

/* The oldest pending message that isn't sent on this connection; NULL: they all are. */
struct mqtt_pending *mqtt_publisher_unsent(struct mqtt_publisher *publisher);

/* Forgets a pending message. */
void mqtt_publisher_forget(struct mqtt_publisher *publisher, struct mqtt_pending *pending);

/* Sends a message on a topic (instead of its own); `again` is its entry where it was sent before. MQTT_PUBLISH_UNFIT:
 * MQTT or this broker doesn't allow it, the error says why. MQTT_PUBLISH_LOST: the connection is lost. */
enum mqtt_publish_result mqtt_publisher_send(struct mqtt_publisher *publisher, const struct buffer *topic,
                                             const struct message *message, const struct mqtt_place *place,
                                             struct mqtt_pending *again, struct error *error);

/* Sleeps until there is something to do, at most so many milliseconds, and does it. False: the connection is lost. */
bool mqtt_publisher_serve(struct mqtt_publisher *publisher, int stop_fd, int milliseconds);

/* Asks the broker for a sign that it has read all that was sent; `flushed` tells when it came. */
void mqtt_publisher_flush(struct mqtt_publisher *publisher);

#endif
