/* playsbroker: plays a broker on loopback that sends as fast as its client reads.
 *
 * usage: playsbroker MESSAGES TOPICS. Prints the port; takes one client, answers its CONNECT and SUBSCRIBE, sends
 * so many PUBLISH packets of QoS 0 with about 150 bytes of JSON, and then nothing. It prints "began" and the
 * monotonic time in seconds as it begins, and ends when the client goes. MQTT 3.1.1, sections 3.1 to 3.14. */
#include "config.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "telltale/base/buffer.h"
#include "telltale/base/clock.h"

enum { CONNECT = 1, SUBSCRIBE = 8, PINGREQ = 12, DISCONNECT = 14, PREPARED = 4096, WAIT_MS = 60000 };

static bool read_all(int fd, void *bytes, size_t n)
{
	for (size_t done = 0; done < n;) {
		ssize_t got = read(fd, (char *)bytes + done, n - done);
		if (got <= 0)
			return false;
		done += (size_t)got;
	}
	return true;
}

/* Reads a packet of at most 4096 bytes; returns its type, 0 at the end. */
static int read_packet(int fd, unsigned char *body, size_t *length)
{
	unsigned char first, byte;
	unsigned shift = 0;

	*length = 0;
	if (!read_all(fd, &first, 1))
		return 0;
	do {
		if (shift > 21 || !read_all(fd, &byte, 1))
			return 0;
		*length |= (size_t)(byte & 0x7f) << shift;
		shift += 7;
	} while (byte & 0x80);
	return *length <= 4096 && read_all(fd, body, *length) ? first >> 4 : 0;
}

static void put_packet(struct buffer *out, const char *topic, const char *payload)
{
	size_t topic_length = strlen(topic), length = 2 + topic_length + strlen(payload);

	buffer_char(out, 0x30);
	for (size_t left = length; left > 0 || length == 0;) {
		unsigned char byte = left & 0x7f;
		left >>= 7;
		buffer_char(out, (char)(left > 0 ? byte | 0x80 : byte));
		if (left == 0)
			break;
	}
	buffer_char(out, (char)(topic_length >> 8));
	buffer_char(out, (char)(topic_length & 0xff));
	buffer_text(out, topic);
	buffer_text(out, payload);
}

/* Some thousand packets, which are sent again and again. `ends` gets where each ends. */
static void prepare(struct buffer *packets, size_t *ends, unsigned topics)
{
	for (unsigned i = 0; i < PREPARED; i++) {
		char topic[64], payload[256];
		snprintf(topic, sizeof topic, "bench/device-%04u/state", i % topics);
		snprintf(payload, sizeof payload,
		         "{\"sequence\":%u,\"temperature\":%.2f,\"humidity\":%.1f,\"pressure\":%.2f,\"battery\":%u,"
		         "\"door\":\"%s\",\"uptime\":%u,\"rssi\":-%u,\"ok\":true}",
		         100000 + i, 20 + i % 997 / 100.0, 40 + i % 313 / 10.0, 1000 + i % 4001 / 100.0, i % 101,
		         i % 7 == 0 ? "open" : "closed", 86400 + i * 13, 40 + i % 50);
		put_packet(packets, topic, payload);
		ends[i] = packets->length;
	}
}

static bool send_all(int fd, const char *bytes, size_t n)
{
	for (size_t done = 0; done < n;) {
		ssize_t sent = send(fd, bytes + done, n - done, MSG_NOSIGNAL);
		if (sent < 0 && errno == EINTR)
			continue;
		if (sent <= 0)
			return false;
		done += (size_t)sent;
	}
	return true;
}

/* Answers until the client has subscribed. */
static bool greet(int fd)
{
	unsigned char body[4096];
	size_t length;

	for (;;) {
		switch (read_packet(fd, body, &length)) {
		case CONNECT:
			if (!send_all(fd, "\x20\x02\x00\x00", 4))
				return false;
			break;
		case SUBSCRIBE: {
			char answer[5] = { (char)0x90, 3, (char)body[0], (char)body[1], 0 };
			return send_all(fd, answer, sizeof answer);
		}
		default:
			return false;
		}
	}
}

static int listen_on_loopback(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t length = sizeof address;
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&address, length) != 0 || listen(fd, 1) != 0 ||
	    getsockname(fd, (struct sockaddr *)&address, &length) != 0)
		return -1;
	printf("%u\n", ntohs(address.sin_port));
	fflush(stdout);
	return fd;
}

/* Until the client goes; it may ask whether we live. */
static void wait_for_end(int fd)
{
	unsigned char body[4096];
	size_t length;

	for (int type; (type = read_packet(fd, body, &length)) != 0 && type != DISCONNECT;)
		if (type == PINGREQ && !send_all(fd, "\xd0\x00", 2))
			return;
}

int main(int argc, char **argv)
{
	static size_t ends[PREPARED];
	struct buffer packets = { NULL, 0, 0 };

	if (argc != 3)
		return 2;
	unsigned long messages = strtoul(argv[1], NULL, 10);
	unsigned topics = (unsigned)strtoul(argv[2], NULL, 10);
	prepare(&packets, ends, topics > 0 ? topics : 1);
	int listener = listen_on_loopback();
	struct pollfd waiting = { listener, POLLIN, 0 };
	if (listener < 0 || poll(&waiting, 1, WAIT_MS) != 1)
		return 1;
	int fd = accept(listener, NULL, NULL), one = 1;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	if (fd < 0 || !greet(fd))
		return 1;
	printf("began %.6f\n", (double)clock_mono() / (double)CLOCK_SECOND);
	fflush(stdout);
	for (unsigned long left = messages; left > 0;) {
		size_t now = left < PREPARED ? left : PREPARED;
		if (!send_all(fd, packets.bytes, ends[now - 1]))
			break;
		left -= now;
	}
	wait_for_end(fd);
	buffer_clear(&packets);
	close(fd);
	close(listener);
	return 0;
}
