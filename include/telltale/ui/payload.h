/*
 * payload: a payload as lines that a person can read: JSON indented (numbers just as they were sent), text as
 * it is, anything else as hexadecimal with characters beside.
 */
#ifndef TELLTALE_UI_PAYLOAD_H
#define TELLTALE_UI_PAYLOAD_H

#include <stddef.h>

enum { PAYLOAD_MOST_LINES = 4000 };

struct payload_lines {
	char **lines; /* clean */
	size_t count;
	const char *kind; /* "JSON", "text", "bytes", "empty" */
};

/* Makes the lines of a payload of `length` bytes, of which the first `kept` are there. Broken or cut JSON is shown
 * as far as it goes. */
void payload_layout(struct payload_lines *lines, const char *payload, size_t kept, size_t length);
void payload_clear(struct payload_lines *lines);

#endif
