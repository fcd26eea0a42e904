/* publish_client: sends by the connection that publish_connect.c makes; see publish_private.h */
#include "config.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

#include <mosquitto.h>
#include <mqtt_protocol.h>

#include "app/publish_private.h"
#include "telltale/source/mqtt_property.h"

enum { PACKETS_A_TURN = 2000 };

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
	if (qos == 2 && most > client->most_qos2)
		most = client->most_qos2;
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

static bool is_topic(const struct buffer *topic)
{
	return topic->length > 0 && topic->length <= UINT16_MAX &&
	       mosquitto_validate_utf8(topic->bytes, (int)topic->length) == MOSQ_ERR_SUCCESS &&
	       mosquitto_pub_topic_check2(topic->bytes, topic->length) == MOSQ_ERR_SUCCESS;
}

static bool check_message(const struct publish_item *item, struct error *error)
{
	if (!is_topic(&item->topic))
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
	unsigned left_out = 0;

	if (!check_message(item, error) ||
	    (v5 && !mqtt_property_unpack(message->properties, message->properties_length, qos > 0, &properties,
	                                 &left_out, error)))
		goto out;
	errno = 0;
	int rc = mosquitto_publish_v5(client->mosquitto, &mid, item->topic.bytes, (int)message->payload_length,
	                              message->payload, qos, message->stored, properties);
	int saved = errno;
	if (rc == MOSQ_ERR_SUCCESS && *client->trouble == '\0') {
		client->lowered += qos < message->qos;
		client->curtailed += left_out > 0;
		note_sent(client, &item->place, again, qos, mid);
		result = PUBLISH_SENT;
	} else if (is_unfit(rc)) {
		error_set(error, ERROR_USAGE, "%s", mqtt_error_text(rc, saved));
	} else {
		publish_client_lose(client, rc, saved);
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
	if (*client->trouble != '\0')
		return false;
	bool writes = mosquitto_want_write(client->mosquitto);
	struct pollfd fds[] = {
		{ mosquitto_socket(client->mosquitto), (short)(POLLIN | (writes ? POLLOUT : 0)), 0 },
		{ stop_fd, POLLIN, 0 },
	};

	if (poll(fds, 2, milliseconds) < 0 && errno != EINTR)
		return true;
	errno = 0;
	int rc = work(client, fds[0].revents), saved = errno;
	if (rc == MOSQ_ERR_SUCCESS && mosquitto_socket(client->mosquitto) < 0)
		rc = MOSQ_ERR_CONN_LOST;
	if (rc != MOSQ_ERR_SUCCESS)
		publish_client_lose(client, rc, saved);
	return *client->trouble == '\0';
}

/* A broker does what a client asks in its order: when it answers this, which changes nothing, it has read all before
 * it. */
void publish_client_flush(struct publish_client *client)
{
	errno = 0;
	client->flushed = false;
	int rc = mosquitto_unsubscribe(client->mosquitto, NULL, "telltale/nothing"), saved = errno;
	if (rc != MOSQ_ERR_SUCCESS)
		publish_client_lose(client, rc, saved);
}
