/* mqtt_session: the life of one connection; see include/telltale/source/mqtt.h */
#include "config.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mosquitto.h>
#include <mqtt_protocol.h>

#include "source/mqtt_private.h"
#include "telltale/base/buffer.h"
#include "telltale/base/clock.h"
#include "telltale/source/mqtt_packet.h"
#include "telltale/source/mqtt_property.h"
#include "telltale/source/readahead.h"

enum {
	CONNECT_SECONDS = 15, /* for TCP, TLS and CONNACK together */
	PACKETS_A_TURN = 2000, /* read before wishes are looked at again */
	NAP_MS = 10,           /* how long messages are collected: their arrival is noted so much later at most */
	NAP_RATE = 8 << 20,    /* bytes a second, beyond which they come too fast for the socket to hold them meanwhile */
	RATE_MS = 50,          /* over which that is measured */
	PENDING = 64
};

struct session {
	struct mqtt_source *source;
	struct mosquitto *client;
	struct mqtt_ending *ending;
	bool answered; /* CONNACK came */
	int connack;
	char words[128]; /* the broker's own reason string (MQTT 5, section 3.1.2.11.7), as it came */
	bool over;      /* on_disconnect was called */
	int64_t up_at;
	int64_t read_wall, read_mono; /* arrival of what is being read: one look at the clocks a turn */
	struct {
		int mid;
		uint64_t id;
	} pending[PENDING]; /* publications that the broker hasn't confirmed */
	size_t pending_count;
	bool publishing;  /* inside mosquitto_publish(): the answer may come before the mid is known */
	bool early;
	int early_reason;
	struct buffer properties; /* of the message that is being read */
	struct readahead *readahead; /* NULL: none */
	bool between;                /* what waits there begins with a packet */
	bool plain;                  /* it isn't encrypted: packets may be taken from there */
	size_t turn_bytes;           /* of the messages of this turn */
	int64_t flowed;              /* when messages came last; CLOCK_NEVER */
	int64_t rate_since;          /* since when rate_bytes have come */
	size_t rate_bytes;
	bool calm;                   /* they have been few lately */
	bool awaited;                /* the broker waits for us to confirm one of this turn before it sends more */
	bool nap;                    /* messages flow, but few: they are collected before the socket is looked at again */
	bool more;                   /* the socket isn't empty, or what was read ahead of it: there is no time to sleep */
};

static void end_with(struct session *session, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The first reason is the true one. */
static void end_with(struct session *session, const char *format, ...)
{
	va_list arguments;

	if (*session->ending->reason != '\0')
		return;
	va_start(arguments, format);
	vsnprintf(session->ending->reason, sizeof session->ending->reason, format, arguments);
	va_end(arguments);
}

/* --- what libmosquitto reports --------------------------------------------------------------------------- */

/* Leaves the words as they are where the properties hold none. */
static void read_reason(const mosquitto_property *properties, char *words, size_t size)
{
	char *text = NULL;

	if (properties != NULL && mosquitto_property_read_string(properties, MQTT_PROP_REASON_STRING, &text, false) != NULL)
		snprintf(words, size, " (%s)", text);
	free(text);
}

static void on_connect(struct mosquitto *client, void *argument, int code, int flags,
                       const mosquitto_property *properties)
{
	struct session *session = argument;

	(void)client;
	(void)flags;
	read_reason(properties, session->words, sizeof session->words);
	session->answered = true;
	session->connack = code;
}

static void on_disconnect(struct mosquitto *client, void *argument, int code, const mosquitto_property *properties)
{
	struct session *session = argument;
	const char *why = session->source->settings.client.protocol == 5 ? mqtt_disconnect_text(code) : NULL;

	(void)client;
	read_reason(properties, session->words, sizeof session->words);
	session->over = true;
	if (why != NULL && code >= 0x80)
		end_with(session, "the broker ended the connection: %s%s", why, session->words);
}

static void deliver(struct session *session, struct message *message)
{
	message->wall = session->read_wall;
	message->mono = session->read_mono;
	inbox_put_message(session->source->source.inbox, message);
	session->turn_bytes += message_content(message);
	session->awaited |= message->qos > 0;
}

/* In MQTT 5 we don't ask for "retain as published": the flag says here too that the broker had kept the message. */
static void on_message(struct mosquitto *client, void *argument, const struct mosquitto_message *message,
                       const mosquitto_property *properties)
{
	struct session *session = argument;
	struct message out = {
		.topic = message->topic,
		.topic_length = strlen(message->topic),
		.payload = message->payload,
		.payload_length = (size_t)message->payloadlen,
		.qos = (unsigned char)message->qos,
		.stored = message->retain,
	};

	(void)client;
	if (properties != NULL) {
		buffer_reset(&session->properties);
		mqtt_property_pack(properties, &session->properties);
		out.properties = session->properties.bytes;
		out.properties_length = session->properties.length;
	}
	deliver(session, &out);
	errno = 0; /* so that read_until_empty() sees only what the socket said */
}

static void on_subscribe(struct mosquitto *client, void *argument, int mid, int count, const int *granted,
                         const mosquitto_property *properties)
{
	struct session *session = argument;
	struct mqtt_source *source = session->source;

	(void)client;
	(void)properties;
	for (size_t i = 0; i < source->filter_count && count > 0; i++) {
		if (source->filters[i].mid != mid)
			continue;
		bool refused = granted[0] >= 0x80;
		mqtt_event(source, refused ? EVENT_FILTER_REFUSED : EVENT_FILTER, granted[0], 0,
		           source->filters[i].text);
	}
}

static void confirm(struct session *session, uint64_t id, int reason, const char *words)
{
	char text[256];

	if (reason < 0x80) {
		mqtt_event(session->source, EVENT_ACCEPTED, reason, id, "");
		return;
	}
	snprintf(text, sizeof text, "the broker refused it: %s%s",
	         reason == MQTT_RC_NOT_AUTHORIZED ? "not authorised" : mosquitto_reason_string(reason), words);
	mqtt_event(session->source, EVENT_NOT_ACCEPTED, reason, id, text);
}

static void on_publish(struct mosquitto *client, void *argument, int mid, int reason,
                       const mosquitto_property *properties)
{
	struct session *session = argument;
	char words[sizeof session->words] = "";

	(void)client;
	read_reason(properties, words, sizeof words);
	for (size_t i = 0; i < session->pending_count; i++) {
		if (session->pending[i].mid != mid)
			continue;
		confirm(session, session->pending[i].id, reason, words);
		session->pending[i] = session->pending[--session->pending_count];
		return;
	}
	if (session->publishing) {
		session->early = true;
		session->early_reason = reason;
	}
}

/* --- sending --------------------------------------------------------------------------------------------- */

static void send_wish(struct session *session, const struct publication *wish)
{
	int mid = 0;

	if (session->pending_count == PENDING) {
		mqtt_event(session->source, EVENT_NOT_ACCEPTED, 0, wish->id, "too many publications are unconfirmed");
		return;
	}
	session->early = false;
	session->publishing = true;
	int rc = mosquitto_publish(session->client, &mid, wish->topic, (int)wish->length, wish->payload, wish->qos,
	                           wish->retain);
	session->publishing = false;
	if (rc != MOSQ_ERR_SUCCESS) {
		mqtt_event(session->source, EVENT_NOT_ACCEPTED, rc, wish->id, mqtt_error_text(rc, errno));
	} else if (session->early) {
		confirm(session, wish->id, session->early_reason, "");
	} else {
		session->pending[session->pending_count].mid = mid;
		session->pending[session->pending_count++].id = wish->id;
	}
}

static void send_wishes(struct session *session)
{
	struct publication wish;

	while (mqtt_take_wish(session->source, &wish)) {
		send_wish(session, &wish);
		mqtt_wish_done(&wish);
	}
}

static bool subscribe(struct session *session)
{
	struct mqtt_source *source = session->source;

	for (size_t i = 0; i < source->filter_count; i++) {
		int rc = mosquitto_subscribe(session->client, &source->filters[i].mid, source->filters[i].text,
		                             source->settings.qos);
		if (rc != MOSQ_ERR_SUCCESS) {
			end_with(session, "can't subscribe to '%s': %s", source->filters[i].text,
			         mqtt_error_text(rc, errno));
			return false;
		}
	}
	return true;
}

/* --- the connection -------------------------------------------------------------------------------------- */

static void lost(struct session *session, int rc, int saved_errno)
{
	const char *id = session->source->settings.client.client_id;

	if (id != NULL && session->up_at != CLOCK_NEVER && (rc == MOSQ_ERR_CONN_LOST || rc == MOSQ_ERR_NO_CONN))
		end_with(session, "connection lost (does another client use the id '%s' too?)", id);
	else
		end_with(session, "%s", mqtt_error_text(rc, saved_errno));
}

/* Begins to connect. An IPv6 address that never answers would hide a working IPv4 one: after a try without
 * an answer the next binds to IPv4. */
static bool begin(struct session *session)
{
	const struct mqtt_settings *settings = &session->source->settings.client;
	const char *bind = session->source->only_v4 && settings->port != 0 ? "0.0.0.0" : NULL;
	int rc;

	errno = 0;
	rc = mosquitto_connect_bind_async(session->client, settings->host, settings->port, settings->keepalive, bind);
	if (rc == MOSQ_ERR_SUCCESS)
		return true;
	lost(session, rc, errno);
	return false;
}

/* Runs the connection up to the broker's CONNACK. mosquitto_loop() does the handshakes of TCP and TLS. */
static bool wait_for_connack(struct session *session)
{
	int64_t until = clock_mono() + CONNECT_SECONDS * CLOCK_SECOND;

	while (!session->answered) {
		errno = 0;
		int rc = mosquitto_loop(session->client, 50, 1);
		if (session->answered)
			break;
		if (rc != MOSQ_ERR_SUCCESS || session->over) {
			lost(session, rc != MOSQ_ERR_SUCCESS ? rc : MOSQ_ERR_CONN_LOST, errno);
			return false;
		}
		if (mqtt_stopping(session->source))
			return false;
		if (clock_mono() > until) {
			session->source->only_v4 = !session->source->only_v4;
			end_with(session, "no answer within %d s", CONNECT_SECONDS);
			return false;
		}
	}
	return true;
}

static bool is_about_credentials(int protocol, int code)
{
	if (protocol != 5)
		return code == 4 || code == 5;
	return code == MQTT_RC_BAD_USERNAME_OR_PASSWORD || code == MQTT_RC_NOT_AUTHORIZED || code == MQTT_RC_BANNED ||
	       code == MQTT_RC_BAD_AUTHENTICATION_METHOD;
}

static bool check_connack(struct session *session)
{
	int protocol = session->source->settings.client.protocol;

	if (session->connack == 0)
		return true;
	session->ending->credentials = is_about_credentials(protocol, session->connack);
	*session->ending->reason = '\0'; /* this is the reason, whatever the socket said */
	end_with(session, "the broker refused the connection: %s%s", mqtt_connack_text(protocol, session->connack),
	         session->words);
	return false;
}

/* Takes a packet from what was read ahead, if it's one of the plainest. */
static bool take_packet(struct session *session)
{
	struct message message = { .topic = NULL };
	size_t n;

	if (!session->between || !session->plain)
		return false;
	const char *bytes = readahead_peek(session->readahead, &n);
	n = n > 0 ? mqtt_packet_read(bytes, n, session->source->settings.client.protocol, &message) : 0;
	if (n == 0)
		return false;
	deliver(session, &message);
	readahead_take(session->readahead, n);
	return true;
}

/* Lets libmosquitto read a packet, or a part of one. False: there is no more in the socket, or it's over. */
static bool read_packet(struct session *session, int *rc)
{
	uint64_t before = readahead_served(session->readahead);

	errno = 0;
	*rc = mosquitto_loop_read(session->client, 1);
	if (*rc != MOSQ_ERR_SUCCESS || session->over)
		return false;
	bool empty = errno == EAGAIN;
	if (!empty)
		session->between = true; /* it reads one packet a call */
	else if (readahead_served(session->readahead) != before)
		session->between = false; /* a part of one, perhaps */
	return !empty || readahead_waiting(session->readahead) > 0; /* it may have been the writing that found no room */
}

/* Reads until the socket is empty. */
static int read_until_empty(struct session *session)
{
	int rc = MOSQ_ERR_SUCCESS;

	for (int i = 0; i < PACKETS_A_TURN; i++)
		if (!take_packet(session) && !read_packet(session, &rc))
			return rc;
	session->more = true;
	return rc;
}

/* Messages have come: whether to collect the next ones for a while. Being woken for each would cost more than it. */
static void note_flow(struct session *session)
{
	int64_t now = session->read_mono, passed = now - session->rate_since;
	bool flows = session->flowed != CLOCK_NEVER && now - session->flowed < 2 * NAP_MS * CLOCK_MILLISECOND;

	session->flowed = now;
	session->rate_bytes += session->turn_bytes;
	if (passed >= RATE_MS * CLOCK_MILLISECOND) {
		session->calm = (double)session->rate_bytes * (double)CLOCK_SECOND < (double)NAP_RATE * (double)passed;
		session->rate_since = now;
		session->rate_bytes = 0;
	}
	session->nap = session->calm && flows && !session->more && !session->awaited;
}

static int read_packets(struct session *session)
{
	session->read_mono = clock_mono();
	session->read_wall = clock_wall();
	session->turn_bytes = 0;
	session->more = session->awaited = false;
	int rc = read_until_empty(session);
	if (session->turn_bytes > 0) {
		inbox_notify(session->source->source.inbox);
		note_flow(session);
	}
	return rc;
}

/* Sleeps until the socket or a wish wants something, or time is over. False: poll() failed. */
static bool sleep_until_needed(struct session *session, int64_t next_misc, bool *readable, bool *wished)
{
	int64_t now = clock_mono();
	bool want_write = mosquitto_want_write(session->client);
	struct pollfd fds[] = {
		{ mosquitto_socket(session->client), (short)(session->nap ? 0 : POLLIN), 0 },
		{ session->source->wake.sleeper, POLLIN, 0 },
	};
	int timeout = (int)((next_misc > now ? next_misc - now : 0) / CLOCK_MILLISECOND) + 1;

	if (want_write)
		fds[0].events |= POLLOUT;
	if (session->more)
		timeout = 0;
	else if (session->nap && timeout > NAP_MS)
		timeout = NAP_MS;
	if (poll(fds, 2, timeout) < 0 && errno != EINTR)
		return false;
	*wished = fds[1].revents != 0;
	*readable = session->more || session->nap || (fds[0].revents & (POLLIN | POLLERR | POLLHUP)) != 0;
	session->nap = false;
	return true;
}

/* One turn: sleeps until there is something to do, and does it. */
static int turn(struct session *session, int64_t *next_misc)
{
	int64_t pause = session->source->settings.client.keepalive * CLOCK_SECOND / 4;
	int rc = MOSQ_ERR_SUCCESS;
	bool readable, wished;

	if (mosquitto_socket(session->client) < 0)
		return MOSQ_ERR_CONN_LOST;
	if (!sleep_until_needed(session, *next_misc, &readable, &wished))
		return MOSQ_ERR_ERRNO;
	if (wished) {
		wake_drain(&session->source->wake);
		send_wishes(session);
		if (mqtt_take_ask_again(session->source) && !subscribe(session))
			return MOSQ_ERR_CONN_LOST;
	}
	if (readable)
		rc = read_packets(session);
	if (rc == MOSQ_ERR_SUCCESS && !session->over && mosquitto_want_write(session->client))
		rc = mosquitto_loop_write(session->client, 1);
	if (rc == MOSQ_ERR_SUCCESS && !session->over && clock_mono() >= *next_misc) {
		rc = mosquitto_loop_misc(session->client);
		*next_misc = clock_mono() + pause;
	}
	return rc;
}

static void run_until_lost(struct session *session)
{
	int64_t next_misc = clock_mono() + CLOCK_SECOND;
	int rc = MOSQ_ERR_SUCCESS;

	readahead_use(session->readahead, mosquitto_socket(session->client));
	session->plain = !session->source->settings.client.tls;
	while (rc == MOSQ_ERR_SUCCESS && !session->over && !mqtt_stopping(session->source))
		rc = turn(session, &next_misc);
	if (rc != MOSQ_ERR_SUCCESS || session->over)
		lost(session, rc != MOSQ_ERR_SUCCESS ? rc : MOSQ_ERR_CONN_LOST, errno);
	session->ending->stood = clock_mono() - session->up_at;
}

/* Since its version 2.1 libmosquitto reads ahead itself. */
static bool is_before_2_1(void)
{
	int major = 0, minor = 0, revision = 0;

	mosquitto_lib_version(&major, &minor, &revision);
	return major < 2 || (major == 2 && minor < 1);
}

void mqtt_session_run(struct mqtt_source *self, struct mqtt_ending *ending)
{
	struct session session = { .source = self, .ending = ending, .up_at = CLOCK_NEVER, .flowed = CLOCK_NEVER };
	struct error error = ERROR_INIT;

	session.readahead = is_before_2_1() ? readahead_new() : NULL;
	session.client = mqtt_client_new(&self->settings.client, &session, &error);
	if (session.client == NULL) {
		end_with(&session, "%s", error.text);
		readahead_free(session.readahead);
		return;
	}
	mosquitto_connect_v5_callback_set(session.client, on_connect);
	mosquitto_disconnect_v5_callback_set(session.client, on_disconnect);
	mosquitto_message_v5_callback_set(session.client, on_message);
	mosquitto_subscribe_v5_callback_set(session.client, on_subscribe);
	mosquitto_publish_v5_callback_set(session.client, on_publish);
	if (begin(&session) && wait_for_connack(&session) && check_connack(&session)) {
		session.up_at = clock_mono();
		mqtt_set_up(self, true);
		mqtt_event(self, EVENT_UP, 0, 0, "");
		if (subscribe(&session))
			run_until_lost(&session);
	}
	if (!session.over)
		mosquitto_disconnect(session.client);
	mosquitto_destroy(session.client);
	readahead_free(session.readahead);
	buffer_clear(&session.properties);
}
