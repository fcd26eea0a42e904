/* publish_client: the connection by which a recording is sent to a broker; see publish_private.h */
#include "config.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mosquitto.h>
#include <mqtt_protocol.h>

#include "app/publish_private.h"
#include "telltale/source/mqtt_property.h"

enum {
	CONNECT_SECONDS = 15, /* for TCP, TLS and CONNACK together */
	PACKETS_A_TURN = 2000,
	PENDING_QOS2 = 50,    /* some brokers bear no more than 100 that are half received */
};

/* --- what libmosquitto reports --------------------------------------------------------------------------- */

static void read_reason(const mosquitto_property *properties, char *words, size_t size)
{
	char *text = NULL;

	if (properties != NULL && mosquitto_property_read_string(properties, MQTT_PROP_REASON_STRING, &text, false) != NULL)
		snprintf(words, size, " (%s)", text);
	free(text);
}

static void on_connect(struct mosquitto *mosquitto, void *self, int code, int flags,
                       const mosquitto_property *properties)
{
	struct publish_client *client = self;
	uint16_t most = UINT16_MAX;
	uint8_t qos = 2;

	(void)mosquitto;
	(void)flags;
	read_reason(properties, client->words, sizeof client->words);
	mosquitto_property_read_int16(properties, MQTT_PROP_RECEIVE_MAXIMUM, &most, false);
	mosquitto_property_read_byte(properties, MQTT_PROP_MAXIMUM_QOS, &qos, false);
	client->most_pending = most > 0 && most < PUBLISH_PENDING ? most : PUBLISH_PENDING;
	client->most_qos = qos;
	client->answered = true;
	client->connack = code;
}

/* The first reason is the true one. */
static void lose(struct publish_client *client, const char *reason, const char *words)
{
	if (*client->trouble == '\0')
		snprintf(client->trouble, sizeof client->trouble, "%s%s", reason, words);
}

static void on_disconnect(struct mosquitto *mosquitto, void *self, int code, const mosquitto_property *properties)
{
	struct publish_client *client = self;
	const char *reason = client->settings->protocol == 5 && code >= 0x80 ? mqtt_disconnect_text(code) : NULL;
	const char *id = client->settings->client_id;

	(void)mosquitto;
	read_reason(properties, client->words, sizeof client->words);
	client->hopeless = client->hopeless || code == MQTT_RC_SESSION_TAKEN_OVER;
	if (reason != NULL || id == NULL)
		lose(client, reason != NULL ? reason : "connection lost", client->words);
	else
		lose(client, "connection lost; does another client use this id too? ", id);
}

static void on_publish(struct mosquitto *mosquitto, void *self, int mid, int reason,
                       const mosquitto_property *properties)
{
	struct publish_client *client = self;
	char words[sizeof client->words] = "";
	size_t i = 0;

	(void)mosquitto;
	if (!client->in_use[mid & UINT16_MAX])
		return; /* of QoS 0: written */
	while (i < client->pending_count && client->pending[i].mid != mid)
		i++;
	if (i == client->pending_count)
		return;
	publish_client_forget(client, &client->pending[i]);
	if (reason < 0x80) {
		client->confirmed++;
		return;
	}
	read_reason(properties, words, sizeof words);
	if (client->refused++ == 0)
		snprintf(client->refusal, sizeof client->refusal, "%s%s",
		         reason == MQTT_RC_NOT_AUTHORIZED ? "not authorised" : mosquitto_reason_string(reason), words);
}

static void on_unsubscribe(struct mosquitto *mosquitto, void *self, int mid, const mosquitto_property *properties)
{
	struct publish_client *client = self;

	(void)mosquitto;
	(void)mid;
	(void)properties;
	client->flushed = true;
}

/* --- connecting ------------------------------------------------------------------------------------------ */

static void lose_by_code(struct publish_client *client, int rc, int saved_errno)
{
	lose(client, mqtt_error_text(rc, saved_errno), "");
}

/* One for each connection: what an old one was to send it would send again, in an order of its own. */
static bool make(struct publish_client *client)
{
	struct error error = ERROR_INIT;

	if (client->mosquitto != NULL)
		mosquitto_destroy(client->mosquitto);
	client->mosquitto = mqtt_client_new(client->settings, client, &error);
	if (client->mosquitto == NULL) {
		lose(client, error.text, "");
		client->hopeless = true;
		return false;
	}
	mosquitto_connect_v5_callback_set(client->mosquitto, on_connect);
	mosquitto_disconnect_v5_callback_set(client->mosquitto, on_disconnect);
	mosquitto_publish_v5_callback_set(client->mosquitto, on_publish);
	mosquitto_unsubscribe_v5_callback_set(client->mosquitto, on_unsubscribe);
	mosquitto_int_option(client->mosquitto, MOSQ_OPT_TCP_NODELAY, 1); /* each message at its time, not when there are more */
	mosquitto_max_inflight_messages_set(client->mosquitto, 0);        /* we count ourselves */
	return true;
}

static bool is_stopping(int stop_fd)
{
	struct pollfd fd = { stop_fd, POLLIN, 0 };

	return poll(&fd, 1, 0) > 0;
}

/* See mqtt_session.c for the bound address. */
static bool wait_for_connack(struct publish_client *client, int stop_fd)
{
	int64_t until = clock_mono() + CONNECT_SECONDS * CLOCK_SECOND;

	while (!client->answered) {
		errno = 0;
		int rc = mosquitto_loop(client->mosquitto, 50, 1);
		if (rc != MOSQ_ERR_SUCCESS && !client->answered)
			lose_by_code(client, rc, errno);
		if (clock_mono() > until) {
			client->only_v4 = !client->only_v4;
			lose(client, "no answer from the broker", "");
		}
		if (*client->trouble != '\0' || is_stopping(stop_fd))
			break;
	}
	return client->answered;
}

/* Who is refused by name, or for the protocol's sake, will be so the next time too. */
static bool is_passing(const struct publish_client *client)
{
	if (client->settings->protocol != 5)
		return client->connack == 3;
	return client->connack == MQTT_RC_SERVER_UNAVAILABLE || client->connack == MQTT_RC_SERVER_BUSY ||
	       client->connack == MQTT_RC_CONNECTION_RATE_EXCEEDED;
}

static bool check_connack(struct publish_client *client)
{
	if (client->connack == 0)
		return *client->trouble == '\0';
	client->hopeless = !is_passing(client);
	snprintf(client->trouble, sizeof client->trouble, "the broker refused the connection: %s%s",
	         mqtt_connack_text(client->settings->protocol, client->connack), client->words);
	return false;
}

bool publish_client_connect(struct publish_client *client, int stop_fd)
{
	const struct mqtt_settings *settings = client->settings;
	const char *bind = client->only_v4 && settings->port != 0 ? "0.0.0.0" : NULL;

	client->answered = client->flushed = client->hopeless = false;
	client->connack = client->last_mid = 0;
	*client->trouble = *client->words = '\0';
	for (size_t i = 0; i < client->pending_count; i++)
		client->pending[i].mid = 0;
	memset(client->in_use, 0, sizeof client->in_use);
	client->in_flight = 0;
	if (!make(client))
		return false;
	errno = 0;
	int rc = mosquitto_connect_bind_async(client->mosquitto, settings->host, settings->port, settings->keepalive, bind);
	if (rc != MOSQ_ERR_SUCCESS) {
		lose_by_code(client, rc, errno);
		return false;
	}
	client->next_misc = clock_mono() + CLOCK_SECOND;
	return wait_for_connack(client, stop_fd) && check_connack(client);
}

void publish_client_end(struct publish_client *client)
{
	if (client->mosquitto == NULL)
		return;
	if (*client->trouble == '\0')
		mosquitto_disconnect(client->mosquitto);
	mosquitto_destroy(client->mosquitto);
	client->mosquitto = NULL;
}

/* --- sending --------------------------------------------------------------------------------------------- */

bool publish_client_written(const struct publish_client *client)
{
	return *client->trouble == '\0' && !mosquitto_want_write(client->mosquitto);
}

bool publish_client_ready(const struct publish_client *client, unsigned char qos)
{
	size_t most = client->most_pending;

	if (!publish_client_written(client))
		return false;
	if (qos == 2 && most > PENDING_QOS2)
		most = PENDING_QOS2;
	/* the library counts to 65535 and begins again at 1, whether that is still in use or not */
	return (qos == 0 || client->in_flight < most) && !client->in_use[client->last_mid % UINT16_MAX + 1];
}

struct publish_pending *publish_client_unsent(struct publish_client *client)
{
	for (size_t i = 0; client->in_flight < client->pending_count && i < client->pending_count; i++)
		if (client->pending[i].mid == 0)
			return &client->pending[i];
	return NULL;
}

void publish_client_forget(struct publish_client *client, struct publish_pending *pending)
{
	size_t behind = (size_t)(client->pending + client->pending_count - pending) - 1;

	if (pending->mid != 0) {
		client->in_use[pending->mid] = false;
		client->in_flight--;
	}
	memmove(pending, pending + 1, behind * sizeof *pending);
	client->pending_count--;
}

static bool is_unfit(int rc)
{
	return rc == MOSQ_ERR_INVAL || rc == MOSQ_ERR_PAYLOAD_SIZE || rc == MOSQ_ERR_MALFORMED_UTF8 ||
	       rc == MOSQ_ERR_OVERSIZE_PACKET || rc == MOSQ_ERR_QOS_NOT_SUPPORTED || rc == MOSQ_ERR_NOT_SUPPORTED;
}

static bool check_message(const struct publish_item *item, struct error *error)
{
	const struct buffer *topic = &item->topic;

	if (topic->length == 0 || topic->length > UINT16_MAX || mosquitto_validate_utf8(topic->bytes, (int)topic->length) != 0 ||
	    mosquitto_pub_topic_check2(topic->bytes, topic->length) != 0)
		return error_set(error, ERROR_USAGE, "its topic is none that MQTT allows");
	if (item->message.payload_length > MQTT_MAX_PAYLOAD)
		return error_set(error, ERROR_USAGE, "its payload is larger than MQTT allows");
	return true;
}

static void note_sent(struct publish_client *client, const struct publish_pending *place,
                      struct publish_pending *again, int qos, int mid)
{
	client->last_mid = mid;
	if (qos == 0)
		return;
	if (again == NULL) {
		again = &client->pending[client->pending_count++];
		*again = *place;
	}
	again->qos = (unsigned char)qos;
	again->mid = mid & UINT16_MAX;
	client->in_use[again->mid] = true;
	client->in_flight++;
}

enum publish_result publish_client_send(struct publish_client *client, const struct publish_item *item,
                                        struct publish_pending *again, struct error *error)
{
	const struct message *message = &item->message;
	int qos = message->qos < client->most_qos ? message->qos : client->most_qos, mid = 0;
	bool v5 = client->settings->protocol == 5;
	mosquitto_property *properties = NULL;
	enum publish_result result = PUBLISH_UNFIT;

	if (!check_message(item, error) ||
	    (v5 && !mqtt_property_unpack(message->properties, message->properties_length, &properties, error)))
		goto out;
	errno = 0;
	int rc = mosquitto_publish_v5(client->mosquitto, &mid, item->topic.bytes, (int)message->payload_length,
	                              message->payload, qos, message->stored, properties);
	int saved = errno;
	if (rc == MOSQ_ERR_SUCCESS && *client->trouble == '\0') {
		client->lowered += qos < message->qos;
		note_sent(client, &item->place, again, qos, mid);
		result = PUBLISH_SENT;
	} else if (is_unfit(rc)) {
		error_set(error, ERROR_USAGE, "%s", mqtt_error_text(rc, saved));
	} else {
		lose_by_code(client, rc, saved);
		result = PUBLISH_LOST;
	}
out:
	mosquitto_property_free_all(&properties);
	return result;
}

/* --- the connection's work ------------------------------------------------------------------------------- */

/* libmosquitto reads one packet a call; errno tells when there is no more. */
static int read_packets(struct publish_client *client)
{
	for (int i = 0; i < PACKETS_A_TURN; i++) {
		errno = 0;
		int rc = mosquitto_loop_read(client->mosquitto, 1);
		if (rc != MOSQ_ERR_SUCCESS)
			return rc;
		if (*client->trouble != '\0' || errno == EAGAIN || errno == EWOULDBLOCK)
			break;
	}
	return MOSQ_ERR_SUCCESS;
}

static int work(struct publish_client *client, short events)
{
	int rc = MOSQ_ERR_SUCCESS;

	if (events & (POLLIN | POLLERR | POLLHUP))
		rc = read_packets(client);
	if (rc == MOSQ_ERR_SUCCESS && *client->trouble == '\0' && mosquitto_want_write(client->mosquitto))
		rc = mosquitto_loop_write(client->mosquitto, 1);
	if (rc == MOSQ_ERR_SUCCESS && *client->trouble == '\0' && clock_mono() >= client->next_misc) {
		rc = mosquitto_loop_misc(client->mosquitto);
		client->next_misc = clock_mono() + CLOCK_SECOND;
	}
	return rc;
}

bool publish_client_serve(struct publish_client *client, int stop_fd, int milliseconds)
{
	bool writes = *client->trouble == '\0' && mosquitto_want_write(client->mosquitto);
	struct pollfd fds[] = {
		{ *client->trouble == '\0' ? mosquitto_socket(client->mosquitto) : -1, (short)(POLLIN | (writes ? POLLOUT : 0)), 0 },
		{ stop_fd, POLLIN, 0 },
	};

	if (*client->trouble != '\0')
		return false;
	if (poll(fds, 2, milliseconds) < 0 && errno != EINTR)
		return true;
	errno = 0;
	int rc = work(client, fds[0].revents), saved = errno;
	if (rc == MOSQ_ERR_SUCCESS && mosquitto_socket(client->mosquitto) < 0)
		rc = MOSQ_ERR_CONN_LOST;
	if (rc != MOSQ_ERR_SUCCESS)
		lose_by_code(client, rc, saved);
	return *client->trouble == '\0';
}

/* A broker does what a client asks in its order: when it answers this (which changes nothing), all before it is read. */
void publish_client_flush(struct publish_client *client)
{
	errno = 0;
	client->flushed = false;
	int rc = mosquitto_unsubscribe(client->mosquitto, NULL, "telltale/nothing"), saved = errno;
	if (rc != MOSQ_ERR_SUCCESS)
		lose_by_code(client, rc, saved);
}
