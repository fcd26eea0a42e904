/* mqtt_publisher: see include/telltale/source/mqtt_publisher.h. How it connects: mqtt_publisher_connect.c. */
#include "config.h"

#include "telltale/source/mqtt_publisher.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

#include <mosquitto.h>
#include <mqtt_protocol.h>

#include "telltale/base/clock.h"
#include "telltale/source/mqtt_property.h"

enum { PACKETS_A_TURN = 2000 };

/* --- sending --------------------------------------------------------------------------------------------- */

bool mqtt_publisher_written(const struct mqtt_publisher *publisher)
{
	return *publisher->trouble == '\0' && !mosquitto_want_write(publisher->mosquitto);
}

bool mqtt_publisher_ready(const struct mqtt_publisher *publisher, unsigned char qos)
{
	size_t most = publisher->most_pending;

	if (!mqtt_publisher_written(publisher))
		return false;
	if (qos == 2 && most > publisher->most_qos2)
		most = publisher->most_qos2;
	/* the library counts to 65535 and begins again at 1, whether that is still in use or not */
	return (qos == 0 || publisher->in_flight < most) && !publisher->in_use[publisher->last_mid % UINT16_MAX + 1];
}

struct mqtt_pending *mqtt_publisher_unsent(struct mqtt_publisher *publisher)
{
	for (size_t i = 0; publisher->in_flight < publisher->pending_count && i < publisher->pending_count; i++)
		if (publisher->pending[i].mid == 0)
			return &publisher->pending[i];
	return NULL;
}

void mqtt_publisher_forget(struct mqtt_publisher *publisher, struct mqtt_pending *pending)
{
	size_t behind = (size_t)(publisher->pending + publisher->pending_count - pending) - 1;

	if (pending->mid != 0) {
		publisher->in_use[pending->mid] = false;
		publisher->in_flight--;
	}
	memmove(pending, pending + 1, behind * sizeof *pending);
	publisher->pending_count--;
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

static bool check_message(const struct buffer *topic, const struct message *message, struct error *error)
{
	if (!is_topic(topic))
		return error_set(error, ERROR_USAGE, "its topic is none that MQTT allows");
	if (message->payload_length > MQTT_MAX_PAYLOAD)
		return error_set(error, ERROR_USAGE, "its payload is larger than MQTT allows");
	return true;
}

static void note_sent(struct mqtt_publisher *publisher, const struct mqtt_place *place, struct mqtt_pending *again,
                      int qos, int mid)
{
	publisher->last_mid = mid;
	if (qos == 0) { /* nobody will confirm it */
		if (again != NULL)
			mqtt_publisher_forget(publisher, again);
		return;
	}
	if (again == NULL) {
		again = &publisher->pending[publisher->pending_count++];
		again->place = *place;
	}
	again->qos = (unsigned char)qos;
	again->mid = mid & UINT16_MAX;
	publisher->in_use[again->mid] = true;
	publisher->in_flight++;
}

/* What the library said to a message. */
static enum mqtt_publish_result judge(struct mqtt_publisher *publisher, int rc, int saved_errno, struct error *error)
{
	if (rc == MOSQ_ERR_SUCCESS && *publisher->trouble == '\0')
		return MQTT_PUBLISH_SENT;
	if (is_unfit(rc)) {
		error_set(error, ERROR_USAGE, "%s", mqtt_error_text(rc, saved_errno));
		return MQTT_PUBLISH_UNFIT;
	}
	mqtt_publisher_lose(publisher, rc, saved_errno);
	return MQTT_PUBLISH_LOST;
}

enum mqtt_publish_result mqtt_publisher_send(struct mqtt_publisher *publisher, const struct buffer *topic,
                                             const struct message *message, const struct mqtt_place *place,
                                             struct mqtt_pending *again, struct error *error)
{
	int qos = message->qos < publisher->most_qos ? message->qos : publisher->most_qos, mid = 0;
	bool v5 = publisher->settings->protocol == 5;
	enum mqtt_publish_result result = MQTT_PUBLISH_UNFIT;
	mosquitto_property *list = NULL;
	unsigned left_out = 0;

	if (check_message(topic, message, error) &&
	    (!v5 || mqtt_property_unpack(message->properties, message->properties_length, qos > 0, &list, &left_out,
	                                 error))) {
		errno = 0;
		int rc = mosquitto_publish_v5(publisher->mosquitto, &mid, topic->bytes, (int)message->payload_length,
		                              message->payload, qos, message->stored, list);
		result = judge(publisher, rc, errno, error);
	}
	if (result == MQTT_PUBLISH_SENT) {
		publisher->lowered += qos < message->qos;
		publisher->curtailed += left_out > 0;
		note_sent(publisher, place, again, qos, mid);
	}
	mosquitto_property_free_all(&list);
	return result;
}

/* --- the connection's work ------------------------------------------------------------------------------- */

/* libmosquitto reads one packet a call; errno tells when there is no more. */
static int read_packets(struct mqtt_publisher *publisher)
{
	for (int i = 0; i < PACKETS_A_TURN; i++) {
		errno = 0;
		int rc = mosquitto_loop_read(publisher->mosquitto, 1);
		if (rc != MOSQ_ERR_SUCCESS)
			return rc;
		if (*publisher->trouble != '\0' || errno == EAGAIN || errno == EWOULDBLOCK)
			break;
	}
	return MOSQ_ERR_SUCCESS;
}

static int work(struct mqtt_publisher *publisher, short events)
{
	int rc = MOSQ_ERR_SUCCESS;

	if (events & (POLLIN | POLLERR | POLLHUP))
		rc = read_packets(publisher);
	if (rc == MOSQ_ERR_SUCCESS && *publisher->trouble == '\0' && mosquitto_want_write(publisher->mosquitto))
		rc = mosquitto_loop_write(publisher->mosquitto, 1);
	if (rc == MOSQ_ERR_SUCCESS && *publisher->trouble == '\0' && clock_mono() >= publisher->next_misc) {
		rc = mosquitto_loop_misc(publisher->mosquitto);
		publisher->next_misc = clock_mono() + CLOCK_SECOND;
	}
	return rc;
}

bool mqtt_publisher_serve(struct mqtt_publisher *publisher, int stop_fd, int milliseconds)
{
	if (*publisher->trouble != '\0')
		return false;
	bool writes = mosquitto_want_write(publisher->mosquitto);
	struct pollfd fds[] = {
		{ mosquitto_socket(publisher->mosquitto), (short)(POLLIN | (writes ? POLLOUT : 0)), 0 },
		{ stop_fd, POLLIN, 0 },
	};

	if (poll(fds, 2, milliseconds) < 0 && errno != EINTR)
		return true;
	errno = 0;
	int rc = work(publisher, fds[0].revents), saved = errno;
	if (rc == MOSQ_ERR_SUCCESS && mosquitto_socket(publisher->mosquitto) < 0)
		rc = MOSQ_ERR_CONN_LOST;
	if (rc != MOSQ_ERR_SUCCESS)
		mqtt_publisher_lose(publisher, rc, saved);
	return *publisher->trouble == '\0';
}

/* A broker does what a publisher asks in its order: when it answers this, which changes nothing, it has read all before
 * it. */
void mqtt_publisher_flush(struct mqtt_publisher *publisher)
{
	errno = 0;
	publisher->flushed = false;
	int rc = mosquitto_unsubscribe(publisher->mosquitto, NULL, "telltale/nothing"), saved = errno;
	if (rc != MOSQ_ERR_SUCCESS)
		mqtt_publisher_lose(publisher, rc, saved);
}
