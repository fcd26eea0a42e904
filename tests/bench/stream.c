/* stream: see stream.h */
#include "config.h"

#include "stream.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#ifdef HAVE_OPENSSL
#include <openssl/err.h>
#include <openssl/ssl.h>
#endif

#include "telltale/base/memory.h"

enum { ACCEPT_MS = 60000 };

struct stream {
	int fd;
#ifdef HAVE_OPENSSL
	SSL *ssl; /* NULL: in clear */
#endif
};

static struct sockaddr_in loopback(unsigned port)
{
	return (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = htons((uint16_t)port),
		                     .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
}

int stream_listen(unsigned *port)
{
	struct sockaddr_in address = loopback(0);
	socklen_t length = sizeof address;
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&address, length) != 0 || listen(fd, 1) != 0 ||
	    getsockname(fd, (struct sockaddr *)&address, &length) != 0)
		return -1;
	*port = ntohs(address.sin_port);
	return fd;
}

static struct stream *stream_new(int fd)
{
	struct stream *stream = memory_zeroed(1, sizeof *stream);
	int one = 1;

	stream->fd = fd;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
	return stream;
}

#ifdef HAVE_OPENSSL
/* The handshake happens in the first reads and writes. */
static bool begin_tls(struct stream *stream, const char *certificate, const char *key)
{
	SSL_CTX *context = SSL_CTX_new(TLS_server_method());
	bool good = context != NULL && SSL_CTX_use_certificate_chain_file(context, certificate) == 1 &&
	            SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM) == 1;

	if (good)
		stream->ssl = SSL_new(context);
	if (stream->ssl != NULL) {
		SSL_set_fd(stream->ssl, stream->fd);
		SSL_set_mode(stream->ssl, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
		SSL_set_accept_state(stream->ssl);
	} else {
		ERR_print_errors_fp(stderr);
	}
	SSL_CTX_free(context); /* the connection holds it */
	return stream->ssl != NULL;
}
#else
static bool begin_tls(struct stream *stream, const char *certificate, const char *key)
{
	(void)stream;
	(void)certificate;
	(void)key;
	fputs("built without OpenSSL: no TLS\n", stderr);
	return false;
}
#endif

struct stream *stream_accept(int listener, const char *certificate, const char *key)
{
	struct pollfd waiting = { listener, POLLIN, 0 };
	int fd = poll(&waiting, 1, ACCEPT_MS) == 1 ? accept(listener, NULL, NULL) : -1;

	if (fd < 0) {
		fputs("no client came\n", stderr);
		return NULL;
	}
	struct stream *stream = stream_new(fd);
	if (certificate != NULL && !begin_tls(stream, certificate, key)) {
		stream_free(stream);
		return NULL;
	}
	return stream;
}

struct stream *stream_connect(unsigned port)
{
	struct sockaddr_in address = loopback(port);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof address) == 0)
		return stream_new(fd);
	perror("connect");
	if (fd >= 0)
		close(fd);
	return NULL;
}

void stream_free(struct stream *stream)
{
	if (stream == NULL)
		return;
#ifdef HAVE_OPENSSL
	SSL_free(stream->ssl);
#endif
	close(stream->fd);
	free(stream);
}

int stream_fd(const struct stream *stream)
{
	return stream->fd;
}

/* What a failed read or write means. */
static ptrdiff_t not_done(void)
{
	return errno == EAGAIN || errno == EINTR ? 0 : -1;
}

#ifdef HAVE_OPENSSL
/* What came of a read or write, of which `done` tells how much if it succeeded. */
static ptrdiff_t tls_done(SSL *ssl, int result, const size_t *done)
{
	if (result == 1)
		return (ptrdiff_t)*done;
	int why = SSL_get_error(ssl, result);
	return why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE ? 0 : -1;
}
#endif

ptrdiff_t stream_read(struct stream *stream, void *bytes, size_t n)
{
#ifdef HAVE_OPENSSL
	size_t done = 0;
	if (stream->ssl != NULL) {
		ERR_clear_error();
		return tls_done(stream->ssl, SSL_read_ex(stream->ssl, bytes, n, &done), &done);
	}
#endif
	ssize_t got = recv(stream->fd, bytes, n, 0);
	return got > 0 ? got : got == 0 ? -1 : not_done();
}

ptrdiff_t stream_write(struct stream *stream, const void *bytes, size_t n)
{
#ifdef HAVE_OPENSSL
	size_t done = 0;
	if (stream->ssl != NULL) {
		ERR_clear_error();
		return tls_done(stream->ssl, SSL_write_ex(stream->ssl, bytes, n, &done), &done);
	}
#endif
	ssize_t sent = send(stream->fd, bytes, n, MSG_NOSIGNAL);
	return sent >= 0 ? sent : not_done();
}
