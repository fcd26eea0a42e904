/* sink: see include/telltale/recording/sink.h */
#include "config.h"

#include "telltale/recording/sink.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "telltale/base/memory.h"
#include "telltale/base/text.h"

enum { WRITE_AT = 128 * 1024 };

void sink_init(struct sink *sink, int fd, const char *name)
{
	*sink = (struct sink){ .fd = fd, .name = name, .clean = isatty(fd) == 1 };
}

void sink_clear(struct sink *sink)
{
	buffer_clear(&sink->waiting);
}

bool sink_flush(struct sink *sink, struct error *error)
{
	size_t done = 0;

	while (done < sink->waiting.length && !sink->closed) {
		ssize_t n = write(sink->fd, sink->waiting.bytes + done, sink->waiting.length - done);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EPIPE) {
			sink->closed = true;
		} else if (n < 0) {
			buffer_reset(&sink->waiting);
			return error_errno(error, "%s: can't be written", sink->name);
		} else {
			done += (size_t)n;
		}
	}
	buffer_reset(&sink->waiting);
	return !sink->closed;
}

bool sink_text(struct sink *sink, const char *bytes, size_t n, struct error *error)
{
	buffer_append(&sink->waiting, bytes, n);
	return sink->waiting.length < WRITE_AT || sink_flush(sink, error);
}

bool sink_line(struct sink *sink, const char *bytes, size_t n, struct error *error)
{
	if (sink->clean) {
		size_t size = 10 * n + 1;
		char *clean = memory_resize(NULL, size, 1);
		buffer_append(&sink->waiting, clean, text_clean(clean, size, bytes, n));
		free(clean);
	} else {
		buffer_append(&sink->waiting, bytes, n);
	}
	return sink_text(sink, "\n", 1, error);
}
