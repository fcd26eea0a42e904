/* bareloop: the least that a client with libmosquitto can do, and so the limit: it counts messages.
 *
 * usage: bareloop PORT [CAFILE]. Subscribes to everything, and prints how many messages came when the connection
 * ends. libmosquitto before 2.1 reads a packet in three or four reads of a few bytes; the `read` below, which the
 * dynamic linker prefers to libc's, reads ahead for that one socket, so that these become copies. */
#include "config.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <mosquitto.h>

enum { AHEAD = 256 << 10, KEEPALIVE = 60, TURN_MS = 1000 };

static struct {
	int fd; /* -1: for none */
	size_t begin, end;
	char bytes[AHEAD];
} ahead = { .fd = -1 };

static unsigned long messages;

static ssize_t fill(void)
{
	ssize_t got = recv(ahead.fd, ahead.bytes, sizeof ahead.bytes, 0);

	ahead.begin = 0;
	ahead.end = got > 0 ? (size_t)got : 0;
	return got;
}

ssize_t read(int fd, void *bytes, size_t n)
{
	if (fd != ahead.fd || fd < 0)
		return readv(fd, &(struct iovec){ bytes, n }, 1);
	if (ahead.begin == ahead.end) {
		ssize_t got = fill();
		if (got <= 0)
			return got;
	}
	size_t there = ahead.end - ahead.begin;
	n = n < there ? n : there;
	memcpy(bytes, ahead.bytes + ahead.begin, n);
	ahead.begin += n;
	return (ssize_t)n;
}

static void on_message(struct mosquitto *client, void *argument, const struct mosquitto_message *message)
{
	(void)client;
	(void)argument;
	(void)message;
	messages++;
}

static void on_connect(struct mosquitto *client, void *argument, int code)
{
	(void)argument;
	if (code == 0)
		mosquitto_subscribe(client, NULL, "#", 2);
}

/* Reads until the socket is empty: libmosquitto takes one packet a call, and errno tells when there is no more. */
static int take_all(struct mosquitto *client)
{
	int rc;

	do {
		errno = 0;
		rc = mosquitto_loop_read(client, 1);
	} while (rc == MOSQ_ERR_SUCCESS && errno != EAGAIN);
	return rc;
}

static int turn(struct mosquitto *client)
{
	short events = (short)(POLLIN | (mosquitto_want_write(client) ? POLLOUT : 0));
	struct pollfd fd = { mosquitto_socket(client), events, 0 };
	int rc = MOSQ_ERR_SUCCESS;

	ahead.fd = fd.fd;
	if (fd.fd < 0 || (poll(&fd, 1, TURN_MS) < 0 && errno != EINTR))
		return MOSQ_ERR_CONN_LOST;
	if (fd.revents & (POLLIN | POLLERR | POLLHUP))
		rc = take_all(client);
	if (rc == MOSQ_ERR_SUCCESS && mosquitto_want_write(client))
		rc = mosquitto_loop_write(client, 1);
	return rc == MOSQ_ERR_SUCCESS ? mosquitto_loop_misc(client) : rc;
}

int main(int argc, char **argv)
{
	if (argc < 2 || argc > 3)
		return 2;
	mosquitto_lib_init();
	struct mosquitto *client = mosquitto_new(NULL, true, NULL);
	if (client == NULL)
		return 1;
	mosquitto_connect_callback_set(client, on_connect);
	mosquitto_message_callback_set(client, on_message);
	if ((argc == 3 && mosquitto_tls_set(client, argv[2], NULL, NULL, NULL, NULL) != MOSQ_ERR_SUCCESS) ||
	    mosquitto_connect(client, "127.0.0.1", (int)strtol(argv[1], NULL, 10), KEEPALIVE) != MOSQ_ERR_SUCCESS) {
		fputs("bareloop: can't connect\n", stderr);
		return 1;
	}
	while (turn(client) == MOSQ_ERR_SUCCESS)
		;
	printf("messages %lu\n", messages);
	mosquitto_destroy(client);
	mosquitto_lib_cleanup();
	return 0;
}
