/*
 * sink: where text goes out, a file or standard output, in large pieces.
 *
 * On a terminal every line is cleaned, so that nothing from a recording can steer it; elsewhere bytes are exact.
 */
#ifndef TELLTALE_RECORDING_SINK_H
#define TELLTALE_RECORDING_SINK_H

#include <stdbool.h>
#include <stddef.h>

#include "telltale/base/buffer.h"
#include "telltale/base/error.h"

struct sink {
	int fd;
	const char *name; /* for errors */
	bool clean;
	bool closed;      /* whoever was to read it has gone: nothing more is written, and that is no error */
	struct buffer waiting;
};

/* Writes to a descriptor, which stays the caller's. */
void sink_init(struct sink *sink, int fd, const char *name);
void sink_clear(struct sink *sink);

/* Writes a line, which may have line ends inside, and its end. False: it can't be written, or sink->closed. */
bool sink_line(struct sink *sink, const char *bytes, size_t n, struct error *error);

/* Writes text that is clean already, or is whole lines of our own. */
bool sink_text(struct sink *sink, const char *bytes, size_t n, struct error *error);

/* Brings out what waits. */
bool sink_flush(struct sink *sink, struct error *error);

#endif
