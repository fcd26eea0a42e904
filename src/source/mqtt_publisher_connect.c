/* mqtt_publisher_connect: how it connects, and what libmosquitto reports to it; see
 * include/telltale/source/mqtt_publisher.h */
#include "config.h"

#include "telltale/source/mqtt_publisher.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mosquitto.h>
#include <mqtt_protocol.h>

#include "telltale/base/clock.h"

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
	struct mqtt_publisher *publisher = self;
	uint16_t most = UINT16_MAX;
	uint8_t qos = 2;

	(void)mosquitto;
	(void)flags;
	read_reason(properties, publisher->words, sizeof publisher->words);
	mosquitto_property_read_int16(properties, MQTT_PROP_RECEIVE_MAXIMUM, &most, false);
	mosquitto_property_read_byte(properties, MQTT_PROP_MAXIMUM_QOS, &qos, false);
	publisher->most_pending = most > 0 && most < MQTT_PENDING ? most : MQTT_PENDING;
	publisher->most_qos = qos;
	publisher->answered = true;
	publisher->connack = code;
}

/* The first reason is the true one. */
static void lose(struct mqtt_publisher *publisher, const char *reason, const char *words)
{
	if (*publisher->trouble == '\0')
		snprintf(publisher->trouble, sizeof publisher->trouble, "%s%s", reason, words);
}

static void on_disconnect(struct mosquitto *mosquitto, void *self, int code, const mosquitto_property *properties)
{
	struct mqtt_publisher *publisher = self;
	const char *reason = publisher->settings->protocol == 5 && code >= 0x80 ? mqtt_disconnect_text(code) : NULL;
	const char *id = publisher->settings->client_id;
	char words[sizeof publisher->words];

	(void)mosquitto;
	read_reason(properties, publisher->words, sizeof publisher->words);
	publisher->hopeless = publisher->hopeless || code == MQTT_RC_SESSION_TAKEN_OVER;
	snprintf(words, sizeof words, " (does another client use the id '%s' too?)", id != NULL ? id : "");
	if (reason != NULL)
		lose(publisher, reason, publisher->words);
	else
		lose(publisher, "connection lost", id != NULL ? words : "");
}

static void on_publish(struct mosquitto *mosquitto, void *self, int mid, int reason,
                       const mosquitto_property *properties)
{
	struct mqtt_publisher *publisher = self;
	char words[sizeof publisher->words] = "";
	size_t i = 0;

	(void)mosquitto;
	if (!publisher->in_use[mid & UINT16_MAX])
		return; /* of QoS 0: written */
	while (i < publisher->pending_count && publisher->pending[i].mid != mid)
		i++;
	if (i == publisher->pending_count)
		return;
	mqtt_publisher_forget(publisher, &publisher->pending[i]);
	publisher->confirmed++;
	if (reason < 0x80)
		return;
	read_reason(properties, words, sizeof words);
	bool known = reason == MQTT_RC_NOT_AUTHORIZED;
	if (publisher->refused++ == 0)
		snprintf(publisher->refusal, sizeof publisher->refusal, "%s%s",
		         known ? "not authorised" : mosquitto_reason_string(reason), words);
}

static void on_unsubscribe(struct mosquitto *mosquitto, void *self, int mid, const mosquitto_property *properties)
{
	struct mqtt_publisher *publisher = self;

	(void)mosquitto;
	(void)mid;
	(void)properties;
	publisher->flushed = true;
}

/* --- connecting ------------------------------------------------------------------------------------------ */

void mqtt_publisher_lose(struct mqtt_publisher *publisher, int rc, int saved_errno)
{
	lose(publisher, mqtt_error_text(rc, saved_errno), "");
}

/* One for each connection: what an old one was to send it would send again, in an order of its own. */
static bool make(struct mqtt_publisher *publisher)
{
	struct error error = ERROR_INIT;

	if (publisher->mosquitto != NULL)
		mosquitto_destroy(publisher->mosquitto);
	publisher->mosquitto = mqtt_client_new(publisher->settings, publisher, &error);
	if (publisher->mosquitto == NULL) {
		lose(publisher, error.text, "");
		publisher->hopeless = true;
		return false;
	}
	mosquitto_connect_v5_callback_set(publisher->mosquitto, on_connect);
	mosquitto_disconnect_v5_callback_set(publisher->mosquitto, on_disconnect);
	mosquitto_publish_v5_callback_set(publisher->mosquitto, on_publish);
	mosquitto_unsubscribe_v5_callback_set(publisher->mosquitto, on_unsubscribe);
	/* each message at its time, not when there are more; and we count those in flight ourselves */
	mosquitto_int_option(publisher->mosquitto, MOSQ_OPT_TCP_NODELAY, 1);
	mosquitto_max_inflight_messages_set(publisher->mosquitto, 0);
	return true;
}

static bool is_stopping(int stop_fd)
{
	struct pollfd fd = { stop_fd, POLLIN, 0 };

	return poll(&fd, 1, 0) > 0;
}

/* See mqtt_session.c for the bound address. */
static bool wait_for_connack(struct mqtt_publisher *publisher, int stop_fd)
{
	int64_t until = clock_mono() + CONNECT_SECONDS * CLOCK_SECOND;

	while (!publisher->answered) {
		errno = 0;
		int rc = mosquitto_loop(publisher->mosquitto, 50, 1);
		if (rc != MOSQ_ERR_SUCCESS && !publisher->answered)
			mqtt_publisher_lose(publisher, rc, errno);
		if (clock_mono() > until) {
			publisher->only_v4 = !publisher->only_v4;
			lose(publisher, "no answer from the broker", "");
		}
		if (*publisher->trouble != '\0' || is_stopping(stop_fd))
			break;
	}
	return publisher->answered;
}

/* Who is refused by name, or for the protocol's sake, will be so the next time too. */
static bool is_passing(const struct mqtt_publisher *publisher)
{
	if (publisher->settings->protocol != 5)
		return publisher->connack == 3;
	return publisher->connack == MQTT_RC_SERVER_UNAVAILABLE || publisher->connack == MQTT_RC_SERVER_BUSY ||
	       publisher->connack == MQTT_RC_CONNECTION_RATE_EXCEEDED;
}

static bool check_connack(struct mqtt_publisher *publisher)
{
	if (publisher->connack == 0)
		return *publisher->trouble == '\0';
	publisher->hopeless = !is_passing(publisher);
	snprintf(publisher->trouble, sizeof publisher->trouble, "the broker refused the connection: %s%s",
	         mqtt_connack_text(publisher->settings->protocol, publisher->connack), publisher->words);
	return false;
}

void mqtt_publisher_init(struct mqtt_publisher *publisher, const struct mqtt_settings *settings)
{
	publisher->settings = settings;
	publisher->most_qos2 = PENDING_QOS2;
}

bool mqtt_publisher_connect(struct mqtt_publisher *publisher, int stop_fd)
{
	const struct mqtt_settings *settings = publisher->settings;
	const char *bind = publisher->only_v4 && settings->port != 0 ? "0.0.0.0" : NULL;

	publisher->answered = publisher->flushed = publisher->hopeless = false;
	publisher->connack = publisher->last_mid = 0;
	*publisher->trouble = *publisher->words = '\0';
	for (size_t i = 0; i < publisher->pending_count; i++)
		publisher->pending[i].mid = 0;
	memset(publisher->in_use, 0, sizeof publisher->in_use);
	publisher->in_flight = 0;
	if (!make(publisher))
		return false;
	errno = 0;
	int rc = mosquitto_connect_bind_async(publisher->mosquitto, settings->host, settings->port, settings->keepalive,
	                                      bind);
	if (rc != MOSQ_ERR_SUCCESS) {
		mqtt_publisher_lose(publisher, rc, errno);
		return false;
	}
	publisher->next_misc = clock_mono() + CLOCK_SECOND;
	return wait_for_connack(publisher, stop_fd) && check_connack(publisher);
}

void mqtt_publisher_end(struct mqtt_publisher *publisher)
{
	if (publisher->mosquitto == NULL)
		return;
	if (*publisher->trouble == '\0')
		mosquitto_disconnect(publisher->mosquitto);
	mosquitto_destroy(publisher->mosquitto);
	publisher->mosquitto = NULL;
}
