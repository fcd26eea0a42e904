/*
 * stream: one TCP connection on loopback, in clear or in TLS, that never blocks.
 */
#ifndef TELLTALE_BENCH_STREAM_H
#define TELLTALE_BENCH_STREAM_H

#include <stddef.h>

struct stream;

/* A listening socket on a free port of 127.0.0.1, which comes in *port; -1: none. */
int stream_listen(unsigned *port);

/* Waits up to a minute for the first client. certificate, key: PEM files, with which it speaks TLS; NULL: in clear.
 * NULL: nobody came, or TLS can't be had; a line on standard error says why. */
struct stream *stream_accept(int listener, const char *certificate, const char *key);

/* Connects to that port of 127.0.0.1, in clear. NULL: nobody listens there. */
struct stream *stream_connect(unsigned port);

void stream_free(struct stream *stream);

/* To be polled. */
int stream_fd(const struct stream *stream);

/* How many bytes were read or written; 0: not now; -1: the connection has ended. Read until it says 0: with TLS
 * the descriptor doesn't tell of what was read ahead. A write that said 0 is to be repeated with the same bytes. */
ptrdiff_t stream_read(struct stream *stream, void *bytes, size_t n);
ptrdiff_t stream_write(struct stream *stream, const void *bytes, size_t n);

#endif
