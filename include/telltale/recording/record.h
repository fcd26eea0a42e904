/*
 * record: one document of a recording, read.
 *
 * A recording is a file of BSON documents back to back. Each begins with these fields, in this order:
 *
 *   _id    ObjectId, made as it was recorded
 *   kind   what it is: see enum record_kind
 *   ts     Date: the wall time, in milliseconds
 *   mono   int64: nanoseconds since the recording began, the clock of a replay
 *   meta   { source, device, topic }, where there are such
 *
 * A message has qos, retain (where it is true), payload, and where they are needed: raw (Binary: the exact bytes,
 * because payload gives back others), spaced (true: payload is JSON with a space behind each comma and colon),
 * earlier (true: it had come before the recording began, and stands here to say how things stood then; ts and
 * mono are those of its arrival), topic (Binary: meta.topic is cleaned, because it isn't UTF-8), props (MQTT 5), and part: { index, of, bytes },
 * where a payload is so large that several documents share it. They follow one another, and each has its piece
 * as a Binary payload.
 *
 * payload: JSON is nested BSON (a number, true, false and null too; of a string its content, and raw its bytes),
 * other text a string, an empty one the empty string, and other bytes a Binary.
 *
 * Everything here may come from a damaged or hostile file: nothing is believed.
 */
#ifndef TELLTALE_RECORDING_RECORD_H
#define TELLTALE_RECORDING_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "telltale/base/buffer.h"

enum { RECORD_LEAST = 5, RECORD_MOST = 16 << 20 }; /* bytes of a document; databases take no larger ones */

enum record_kind {
	RECORD_RECORDING, /* the first: what was recorded, by whom, and the profiles in force */
	RECORD_MESSAGE,
	RECORD_COMMAND,   /* a step of a command */
	RECORD_LINK,      /* what became of the connection */
	RECORD_ALERT,     /* a value beyond a limit, a device that fell silent, and the ends of that */
	RECORD_MARK,      /* the user's bookmark */
	RECORD_GAP,       /* a time in which messages were lost, or may have been */
	RECORD_END,       /* the last: counts; where it is missing the recorder was killed */
	RECORD_OTHER      /* not ours */
};

/* A text in a document: NUL-ended, but it may hold others. */
struct record_text {
	const char *text; /* "" where there is none */
	size_t length;
};

struct record {
	enum record_kind kind;
	const uint8_t *bytes; /* the document; all that follows points into it */
	size_t length;
	int64_t wall; /* nanoseconds since 1970, whole milliseconds */
	int64_t mono;
	struct record_text source, device, topic; /* topic: the exact bytes */
	unsigned char qos;
	bool retain, spaced, earlier;
	uint32_t part, parts; /* 0 of 1 where it isn't divided */
	uint64_t whole;       /* bytes of the whole payload where it is */
	uint32_t payload_at, raw_at, props_at; /* where these fields are in the document; 0: not there */
};

/* Reads a document. False: it's no BSON document. */
bool record_read(const uint8_t *bytes, size_t length, struct record *record);

/* The same without all that stands behind `mono`: for hopping. */
bool record_peek(const uint8_t *bytes, size_t length, struct record *record);

/* Appends the exact payload of a message (of one that is divided: its piece). False: there is none that could be
 * a payload. */
bool record_payload(const struct record *record, struct buffer *payload);

/* Appends the MQTT 5 properties, packed as in core/property. */
void record_properties(const struct record *record, struct buffer *packed);

/* A field of the document by name, with dots for nested ones: a text, or "" … */
struct record_text record_field_text(const struct record *record, const char *path);
/* … a number of any type (a Date: nanoseconds), or `missing`. */
int64_t record_field_integer(const struct record *record, const char *path, int64_t missing);
double record_field_number(const struct record *record, const char *path, double missing);

/* "message"; RECORD_OTHER: "other". */
const char *record_kind_text(enum record_kind kind);

#endif
