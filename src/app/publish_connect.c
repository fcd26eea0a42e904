/* publish_connect: makes the connection by which a recording is sent to a broker, and hears what libmosquitto
 * reports of it; see publish_private.h */
#include "config.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mosquitto.h>
#include <mqtt_protocol.h>

#include "app/publish_private.h"

enum {
	CONNECT_SECONDS = 15, /* for TCP, TLS and CONNACK together */
	PENDING_QOS2 = 20     /* a broker has to remember them: mosquitto doesn't for more, others for 100 */
};

/* --- what libmosquitto reports --------------------------------------------------------------------------- */

static void read_reason(const mosquitto_property *properties, char *words, size_t size)
{
	char *text = NULL;

	if (mosquitto_property_read_string(properties, MQTT_PROP_REASON_STRING, &text, false) != NULL)
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
	char words[sizeof client->words];

	(void)mosquitto;
	read_reason(properties, client->words, sizeof client->words);
	client->hopeless = client->hopeless || code == MQTT_RC_SESSION_TAKEN_OVER;
	snprintf(words, sizeof words, " (does another client use the id '%s' too?)", id != NULL ? id : "");
	if (reason != NULL)
		lose(client, reason, client->words);
	else
		lose(client, "connection lost", id != NULL ? words : "");
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
	bool known = reason == MQTT_RC_NOT_AUTHORIZED;
	if (client->refused++ == 0)
		snprintf(client->refusal, sizeof client->refusal, "%s%s",
		         known ? "not authorised" : mosquitto_reason_string(reason), words);
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

void publish_client_lose(struct publish_client *client, int rc, int saved_errno)
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
	/* each message at its time, not when there are more; and we count those in flight ourselves */
	mosquitto_int_option(client->mosquitto, MOSQ_OPT_TCP_NODELAY, 1);
	mosquitto_max_inflight_messages_set(client->mosquitto, 0);
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
			publish_client_lose(client, rc, errno);
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

void publish_client_init(struct publish_client *client, const struct mqtt_settings *settings)
{
	client->settings = settings;
	client->most_qos2 = PENDING_QOS2;
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
	int rc = mosquitto_connect_bind_async(client->mosquitto, settings->host, settings->port, settings->keepalive,
	                                      bind);
	if (rc != MOSQ_ERR_SUCCESS) {
		publish_client_lose(client, rc, errno);
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
