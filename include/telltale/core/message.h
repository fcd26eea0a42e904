/*
 * message: what a source delivers. A view on bytes that belong to somebody else (usually the inbox) and are
 * valid only while the message is being applied.
 */
#ifndef TELLTALE_CORE_MESSAGE_H
#define TELLTALE_CORE_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct message {
	const char *topic; /* any bytes, not NUL-ended */
	size_t topic_length;
	const char *payload; /* any bytes, not NUL-ended */
	size_t payload_length;
	int64_t wall; /* arrival, nanoseconds since 1970 */
	int64_t mono; /* arrival on the model's clock */
	unsigned char qos;
	bool stored; /* the broker had kept it (retain flag set on delivery): it says what was, not what happens */
};

#endif
