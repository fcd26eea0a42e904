/*
 * encoder: makes the documents of a recording; what they hold is said in recording/record.h.
 *
 * Each function appends one document (or several: a large payload) to a buffer. An encoder belongs to one
 * thread. No secret goes in: URLs come without passwords.
 */
#ifndef TELLTALE_RECORDING_ENCODER_H
#define TELLTALE_RECORDING_ENCODER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "telltale/base/buffer.h"
#include "telltale/core/command.h"
#include "telltale/core/message.h"
#include "telltale/core/profile.h"
#include "telltale/core/shape.h"

enum { RECORD_FORMAT = 1, RECORD_SESSION = 24, ENCODER_PIECE = 12 << 20 };

struct encoder;

struct encoder *encoder_new(void);
void encoder_free(struct encoder *encoder);

/* What every document begins with. */
struct encoder_stamp {
	int64_t wall, mono;
	const char *source; /* the broker's name, or its URL */
	const char *device; /* any bytes; NULL: none */
};

/* The first document. */
struct encoder_head {
	const char *program;  /* "telltale 1.0" */
	const char *who;      /* user@host */
	const char *name;     /* of the source; NULL: it has none */
	const char *url;      /* without secrets */
	const char *protocol; /* "mqttv311" */
	char *const *filters; /* NULL-ended */
	const struct profile *const *profiles;
	size_t profile_count;
	int64_t stale_after; /* nanoseconds */
	size_t most_topics, most_devices;
	unsigned alerts_off; /* bits of enum alert_kind */
	const char *session; /* RECORD_SESSION hexadecimal digits: the same in all parts of a recording that is split */
	unsigned part;       /* counts up from 1 */
};

void encoder_recording(struct encoder *encoder, const struct encoder_stamp *stamp, const struct encoder_head *head,
                       struct buffer *out);

/* A message. stamp->device is that of its topic. */
void encoder_message(struct encoder *encoder, const struct encoder_stamp *stamp, const struct message *message,
                     struct buffer *out);

/* The same for a message whose payload has a shape, with its values: written to memory of at least encoder_shaped_most()
 * bytes. Returns the bytes of the document. encoder_shaped_most(): 0: it takes encoder_message(). */
size_t encoder_shaped_most(const struct encoder_stamp *stamp, const struct message *message, const struct shape *shape);
size_t encoder_shaped(struct encoder *encoder, const struct encoder_stamp *stamp, const struct message *message,
                      const struct shape *shape, const struct field *fields, char *out);

/* The last step that a command took. `topic` and `payload` are what it is sent as; latency and the like are worked
 * out here. */
void encoder_command(struct encoder *encoder, const struct encoder_stamp *stamp, const struct command *command,
                     const char *topic, const char *payload, struct buffer *out);

/* state: "connecting", "up", "down", "filter", "refused"; text: why, or the filter; retry_in: nanoseconds. */
void encoder_link(struct encoder *encoder, const struct encoder_stamp *stamp, const char *state, const char *text,
                  int64_t code, int64_t retry_in, struct buffer *out);

/* about: "presence" (name: the new one) or "metric" (name: the metric's). level: "good", "warn", "alarm".
 * text: for people. */
void encoder_alert(struct encoder *encoder, const struct encoder_stamp *stamp, const char *about, const char *name,
                   const char *level, double value, const char *text, struct buffer *out);

/* What a person did about an alert: about is acknowledged, muted (for so many nanoseconds) or unmuted. */
struct encoder_alert_note {
	const char *about, *kind, *profile, *name, *who;
	int64_t lasts;
	const char *text;
};
void encoder_alert_note(struct encoder *encoder, const struct encoder_stamp *stamp, const struct encoder_alert_note *note,
                        struct buffer *out);
void encoder_mark(struct encoder *encoder, const struct encoder_stamp *stamp, const char *note, struct buffer *out);

/* From when until the stamp's time messages were lost or may have been; messages: how many, -1: nobody knows. */
void encoder_gap(struct encoder *encoder, const struct encoder_stamp *stamp, int64_t from_wall, int64_t from_mono,
                 int64_t messages, const char *reason, struct buffer *out);

/* The last document. */
struct encoder_counts {
	uint64_t documents, messages, bytes; /* bytes: of payloads */
};

void encoder_end(struct encoder *encoder, const struct encoder_stamp *stamp, const struct encoder_counts *counts,
                 const char *reason, struct buffer *out);

/* A name for a new session. */
void encoder_session(char session[RECORD_SESSION + 1]);

#endif
