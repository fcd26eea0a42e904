/* sim_client: see include/telltale/app/sim_client.h */
#include "config.h"

#include "telltale/app/sim_client.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <mosquitto.h>

#include "telltale/app/sim_drive.h"
#include "telltale/base/clock.h"
#include "telltale/base/memory.h"
#include "telltale/base/random.h"

#define CONNECT_TIMEOUT (15 * CLOCK_SECOND)
#define BACKOFF_MAX 30.0

/* How many messages one device may send, and packets it may read, before the others get their turn. */
#define TURN_MESSAGES 1000
#define TURN_PACKETS 64

struct sim_client {
	struct sim_device *device;
	struct mqtt_settings broker;
	char id[64];
	struct random jitter;
	struct mosquitto *mosquitto; /* NULL while the link is down */
	enum sim_link link;
	bool leaves;           /* never connects again */
	bool reached;          /* while connecting: the socket has become writable once */
	int64_t now;           /* for the callbacks */
	int64_t next_try;      /* while down */
	int64_t deadline;      /* while connecting */
	int64_t housekeeping;
	unsigned failures;     /* attempts in a row that didn't get through */
	int refused;           /* what CONNACK said, if not 0 */
	int farewell;          /* message id of the "0" on the alive topic */
	bool farewell_done;
	int ended;             /* what on_disconnect was told */
	char trouble[256];     /* why the connection was refused or lost the last time */
	bool troubled;         /* and nobody has asked yet */
};

struct sim_client *sim_client_new(struct sim_device *device, const struct mqtt_settings *broker,
                                  uint64_t salt)
{
	struct sim_client *client = memory_zeroed(1, sizeof *client);

	client->device = device;
	client->broker = *broker;
	random_seed(&client->jitter, salt, 0);
	snprintf(client->id, sizeof client->id, "telltale-sim-%s-%08" PRIx32, sim_device_name(device),
	         (uint32_t)random_bits(&client->jitter));
	client->broker.client_id = client->id;
	client->next_try = INT64_MIN;
	return client;
}

/* libmosquitto closes the socket here, but sends no DISCONNECT. */
static void cut(struct sim_client *client, enum sim_link link)
{
	if (client->mosquitto != NULL)
		mosquitto_destroy(client->mosquitto);
	client->mosquitto = NULL;
	client->link = link;
}

void sim_client_free(struct sim_client *client)
{
	if (client == NULL)
		return;
	cut(client, SIM_LINK_DOWN);
	sim_device_free(client->device);
	free(client);
}

static void plan_next_try(struct sim_client *client)
{
	/* Who was refused by name won't be welcome a second later. */
	if (client->refused != 0 && client->failures < 4)
		client->failures = 4;
	double most = fmin(BACKOFF_MAX, ldexp(2, (int)client->failures));

	if (client->failures < 10)
		client->failures++;
	double seconds = random_between(&client->jitter, most / 2, most);
	client->next_try = client->now + (int64_t)(seconds * (double)CLOCK_SECOND);
}

static void lose(struct sim_client *client, const char *reason)
{
	snprintf(client->trouble, sizeof client->trouble, "%s", reason);
	client->troubled = !client->leaves;
	cut(client, SIM_LINK_DOWN);
	plan_next_try(client);
}

/* Loses the connection for a return code of the library, unless something closer to the cause is known. */
static void lose_by_code(struct sim_client *client, int rc, int saved_errno)
{
	const char *reason = NULL;

	if (client->refused != 0)
		reason = mqtt_connack_text(client->broker.protocol, client->refused);
	else if (client->ended >= 0x80)
		reason = mqtt_disconnect_text(client->ended);
	if (reason == NULL)
		reason = mqtt_error_text(rc, saved_errno);
	lose(client, reason);
}

static bool publish(struct sim_client *client, int *id, const char *topic, const char *payload, size_t n,
                    int qos, bool retain)
{
	errno = 0;
	int rc = mosquitto_publish(client->mosquitto, id, topic, (int)n, payload, qos, retain);
	int saved = errno;

	if (rc == MOSQ_ERR_SUCCESS)
		return true;
	lose_by_code(client, rc, saved);
	return false;
}

static void on_connect(struct mosquitto *mosquitto, void *self, int code)
{
	struct sim_client *client = self;
	const char *alive = sim_device_alive_topic(client->device);
	const char *order = sim_device_order_topic(client->device);

	client->refused = code;
	if (code != 0)
		return;
	client->link = SIM_LINK_UP;
	client->failures = 0;
	/* Not through publish(): in a callback the client must not be destroyed. What fails here fails again
	 * on the next read. */
	if (order != NULL)
		mosquitto_subscribe(mosquitto, NULL, order, 1);
	if (alive != NULL)
		mosquitto_publish(mosquitto, NULL, alive, 1, "1", 1, true);
	sim_device_connected(client->device);
}

static void on_disconnect(struct mosquitto *mosquitto, void *self, int code)
{
	struct sim_client *client = self;

	(void)mosquitto;
	client->ended = code;
}

static void on_message(struct mosquitto *mosquitto, void *self, const struct mosquitto_message *message)
{
	struct sim_client *client = self;

	(void)mosquitto;
	if (message->payloadlen > 0)
		sim_device_receive(client->device, client->now, message->payload, (size_t)message->payloadlen,
		                   message->retain);
}

static void on_publish(struct mosquitto *mosquitto, void *self, int id)
{
	struct sim_client *client = self;

	(void)mosquitto;
	if (client->link == SIM_LINK_LEAVING && id == client->farewell)
		client->farewell_done = true;
}

static bool set_up(struct sim_client *client, struct error *error)
{
	const char *alive = sim_device_alive_topic(client->device);

	client->mosquitto = mqtt_client_new(&client->broker, client, error);
	if (client->mosquitto == NULL)
		return false;
	mosquitto_connect_callback_set(client->mosquitto, on_connect);
	mosquitto_disconnect_callback_set(client->mosquitto, on_disconnect);
	mosquitto_message_callback_set(client->mosquitto, on_message);
	mosquitto_publish_callback_set(client->mosquitto, on_publish);
	if (alive == NULL)
		return true;
	int rc = mosquitto_will_set(client->mosquitto, alive, 1, "0", 1, true);
	if (rc != MOSQ_ERR_SUCCESS)
		return error_set(error, ERROR_NETWORK, "last will: %s", mqtt_error_text(rc, errno));
	return true;
}

static void connect_now(struct sim_client *client)
{
	struct error error = ERROR_INIT;

	client->refused = 0;
	client->ended = 0;
	client->reached = false;
	if (!set_up(client, &error)) {
		lose(client, error.text);
		return;
	}
	client->link = SIM_LINK_CONNECTING;
	client->deadline = client->now + CONNECT_TIMEOUT;
	errno = 0;
	int rc = mosquitto_connect_async(client->mosquitto, client->broker.host, client->broker.port,
	                                 client->broker.keepalive);
	int saved = errno;
	if (rc != MOSQ_ERR_SUCCESS)
		lose_by_code(client, rc, saved);
}

static void send_due(struct sim_client *client)
{
	struct sim_message message;

	for (int i = 0; i < TURN_MESSAGES; i++) {
		/* What libmosquitto couldn't hand to the kernel it would queue without end. */
		if (mosquitto_want_write(client->mosquitto))
			return;
		if (!sim_device_next(client->device, client->now, &message))
			return;
		if (!publish(client, NULL, message.topic, message.payload, message.length, 0, false))
			return;
	}
}

static void keep_house(struct sim_client *client)
{
	if (client->mosquitto == NULL || client->now < client->housekeeping)
		return;
	client->housekeeping = client->now + CLOCK_SECOND;
	errno = 0;
	int rc = mosquitto_loop_misc(client->mosquitto);
	int saved = errno;
	if (rc != MOSQ_ERR_SUCCESS)
		lose_by_code(client, rc, saved);
}

/* Plays dead, or comes back to life. */
static void follow_device(struct sim_client *client)
{
	sim_device_advance(client->device, client->now);
	bool out = sim_device_is_out(client->device);

	if (out && client->link != SIM_LINK_OUT) {
		cut(client, SIM_LINK_OUT);
	} else if (!out && client->link == SIM_LINK_OUT) {
		client->link = SIM_LINK_DOWN;
		client->next_try = client->now;
	}
}

void sim_client_work(struct sim_client *client, int64_t now, bool may_connect)
{
	client->now = now;
	if (!client->leaves)
		follow_device(client);
	if (client->link == SIM_LINK_DOWN && !client->leaves && may_connect && client->next_try <= now)
		connect_now(client);
	if (client->link == SIM_LINK_UP)
		send_due(client);
	keep_house(client);
	if (client->link == SIM_LINK_CONNECTING && now >= client->deadline)
		lose(client, "no answer from the broker");
}

void sim_client_poll(const struct sim_client *client, struct pollfd *poll)
{
	poll->fd = client->mosquitto != NULL ? mosquitto_socket(client->mosquitto) : -1;
	poll->events = POLLIN;
	poll->revents = 0;
	if (poll->fd < 0)
		return;
	/* During a TLS handshake libmosquitto wants to write all the time: asking for that more than once
	 * (for the end of the TCP connect) would make the loop spin until the broker answers. */
	bool tls = client->broker.tls || client->broker.psk != NULL;
	bool shakes_hands = tls && client->link == SIM_LINK_CONNECTING;
	if (shakes_hands ? !client->reached : mosquitto_want_write(client->mosquitto))
		poll->events |= POLLOUT;
}

/* The cause of a failed TCP connect; the library would only see that reading fails. */
static bool connect_failed(struct sim_client *client)
{
	int cause = 0;
	socklen_t size = sizeof cause;
	int fd = mosquitto_socket(client->mosquitto);

	if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &cause, &size) != 0 || cause == 0)
		return false;
	lose(client, strerror(cause));
	return true;
}

/* Calls one of libmosquitto's loop functions; false if the connection is gone (and the client cut). */
static bool call(struct sim_client *client, int (*loop)(struct mosquitto *, int))
{
	errno = 0;
	int rc = loop(client->mosquitto, 1);
	int saved = errno;

	if (rc == MOSQ_ERR_SUCCESS && client->refused == 0 && mosquitto_socket(client->mosquitto) >= 0) {
		errno = saved;
		return true;
	}
	lose_by_code(client, rc == MOSQ_ERR_SUCCESS ? MOSQ_ERR_CONN_LOST : rc, saved);
	return false;
}

static bool read_all(struct sim_client *client)
{
	for (int i = 0; i < TURN_PACKETS; i++) {
		if (!call(client, mosquitto_loop_read))
			return false;
		if (errno == EAGAIN)
			break;
	}
	return true;
}

/* A TLS handshake can overlook that the other side hung up, and poll() would then report it for ever. */
static bool hung_up(struct sim_client *client)
{
	char byte;

	if (recv(mosquitto_socket(client->mosquitto), &byte, 1, MSG_PEEK | MSG_DONTWAIT) != 0)
		return false;
	lose_by_code(client, MOSQ_ERR_CONN_LOST, 0);
	return true;
}

static void go_on_leaving(struct sim_client *client)
{
	if (!client->farewell_done)
		return;
	client->farewell_done = false;
	mosquitto_disconnect(client->mosquitto);
	if (mosquitto_socket(client->mosquitto) < 0)
		cut(client, SIM_LINK_DOWN);
}

void sim_client_handle(struct sim_client *client, int64_t now, short events)
{
	client->now = now;
	if (client->mosquitto == NULL || events == 0)
		return;
	if (client->link == SIM_LINK_CONNECTING && (events & POLLERR) && connect_failed(client))
		return;
	client->reached = true;
	if (!read_all(client))
		return;
	if (mosquitto_want_write(client->mosquitto) && !call(client, mosquitto_loop_write))
		return;
	if (client->link == SIM_LINK_CONNECTING && hung_up(client))
		return;
	if (client->link == SIM_LINK_LEAVING)
		go_on_leaving(client);
}

int64_t sim_client_due(const struct sim_client *client)
{
	switch (client->link) {
	case SIM_LINK_DOWN:
		return client->leaves ? SIM_NEVER : client->next_try;
	case SIM_LINK_OUT:
		return sim_device_due(client->device);
	case SIM_LINK_CONNECTING:
		return client->deadline;
	case SIM_LINK_UP:
		if (!mosquitto_want_write(client->mosquitto))
			return sim_device_due(client->device);
		break;
	case SIM_LINK_LEAVING:
		break;
	}
	return SIM_NEVER;
}

enum sim_link sim_client_link(const struct sim_client *client)
{
	return client->link;
}

const char *sim_client_name(const struct sim_client *client)
{
	return sim_device_name(client->device);
}

const char *sim_client_trouble(struct sim_client *client)
{
	bool troubled = client->troubled;

	client->troubled = false;
	return troubled ? client->trouble : NULL;
}

void sim_client_leave(struct sim_client *client, int64_t now)
{
	const char *alive = sim_device_alive_topic(client->device);

	client->now = now;
	client->leaves = true;
	if (client->link != SIM_LINK_UP) {
		cut(client, SIM_LINK_DOWN);
		return;
	}
	client->link = SIM_LINK_LEAVING;
	client->farewell_done = alive == NULL;
	/* A DISCONNECT forbids the last will, so "0" has to be said before, and to have arrived. */
	if (alive == NULL || publish(client, &client->farewell, alive, "0", 1, 1, true))
		go_on_leaving(client);
}
