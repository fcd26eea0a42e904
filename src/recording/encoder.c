/* encoder: what all documents begin with, and the rare kinds; see include/telltale/recording/encoder.h. Messages:
 * encoder_message.c. */
#include "config.h"

#include "telltale/recording/encoder.h"

#include <stdlib.h>
#include <string.h>

#include <bson/bson.h>
#include <sys/random.h>

#include "recording/encoder_private.h"
#include "telltale/base/clock.h"
#include "telltale/base/memory.h"
#include "telltale/base/text.h"
#include "telltale/core/alert.h"
#include "telltale/core/device.h"
#include "telltale/recording/record.h"

struct encoder *encoder_new(void)
{
	struct encoder *encoder;

	/* bson_t wants more alignment than malloc gives */
	if (posix_memalign((void **)&encoder, _Alignof(struct encoder), sizeof *encoder) != 0)
		abort();
	encoder->ids = bson_context_new(BSON_CONTEXT_THREAD_SAFE);
	bson_init(&encoder->doc);
	if (getrandom(encoder->id_chance, sizeof encoder->id_chance, 0) != (ssize_t)sizeof encoder->id_chance ||
	    getrandom(&encoder->id_counter, sizeof encoder->id_counter, 0) != (ssize_t)sizeof encoder->id_counter)
		abort(); /* the kernel gives so few bytes whenever it is asked */
	return encoder;
}

void encoder_free(struct encoder *encoder)
{
	if (encoder == NULL)
		return;
	bson_destroy(&encoder->doc);
	bson_context_destroy(encoder->ids);
	free(encoder);
}

/* --- pieces ---------------------------------------------------------------------------------------------- */

void encoder_put_bytes(bson_t *doc, const char *key, const char *bytes, size_t length)
{
	bson_append_binary(doc, key, -1, BSON_SUBTYPE_BINARY, (const uint8_t *)bytes, (uint32_t)length);
}

/* A text as a string; one that isn't UTF-8 cleaned. Returns whether it is exact. */
static bool put_clean(bson_t *doc, const char *key, const char *text, size_t length)
{
	if (text_is_utf8(text, length)) {
		bson_append_utf8(doc, key, -1, text, (int)length);
		return true;
	}
	size_t size = 10 * length + 1;
	char *clean = memory_resize(NULL, size, 1);
	size_t n = text_clean(clean, size, text, length);
	bson_append_utf8(doc, key, -1, clean, (int)n);
	free(clean);
	return false;
}

/* Left out where there is none. */
static void put_text(bson_t *doc, const char *key, const char *text)
{
	if (text != NULL && *text != '\0')
		put_clean(doc, key, text, strlen(text));
}

static void put_span(bson_t *doc, const char *key, int64_t nanoseconds)
{
	bson_append_double(doc, key, -1, (double)nanoseconds / (double)CLOCK_MILLISECOND);
}

/* Begins the document. Returns whether the topic is in it as it is. */
bool encoder_begin(struct encoder *encoder, enum record_kind kind, const struct encoder_stamp *stamp, const char *topic,
                  size_t topic_length)
{
	bson_t *doc = &encoder->doc, meta;
	bson_oid_t id;
	bool exact = true;

	bson_reinit(doc);
	bson_oid_init(&id, encoder->ids);
	bson_append_oid(doc, "_id", 3, &id);
	bson_append_utf8(doc, "kind", 4, record_kind_text(kind), -1);
	bson_append_date_time(doc, "ts", 2, stamp->wall / CLOCK_MILLISECOND);
	bson_append_int64(doc, "mono", 4, stamp->mono);
	bson_append_document_begin(doc, "meta", 4, &meta);
	put_text(&meta, "source", stamp->source);
	put_text(&meta, "device", stamp->device);
	if (topic != NULL)
		exact = put_clean(&meta, "topic", topic, topic_length);
	bson_append_document_end(doc, &meta);
	return exact;
}

void encoder_finish(struct encoder *encoder, struct buffer *out)
{
	buffer_append(out, bson_get_data(&encoder->doc), encoder->doc.len);
}

/* --- the other kinds ------------------------------------------------------------------------------------- */

static void put_profiles(bson_t *doc, const struct encoder_head *head)
{
	char text[16];
	const char *key;
	bson_t list, one;

	bson_append_array_begin(doc, "profiles", -1, &list);
	for (size_t i = 0; i < head->profile_count; i++) {
		bson_uint32_to_string((uint32_t)i, &key, text, sizeof text);
		bson_append_document_begin(&list, key, -1, &one);
		put_text(&one, "name", head->profiles[i]->name);
		put_text(&one, "origin", head->profiles[i]->origin);
		put_text(&one, "text", head->profiles[i]->text);
		bson_append_document_end(&list, &one);
	}
	bson_append_array_end(doc, &list);
}

static void put_filters(bson_t *doc, const struct encoder_head *head)
{
	char text[16];
	const char *key;
	bson_t list;

	bson_append_array_begin(doc, "filters", -1, &list);
	for (uint32_t i = 0; head->filters != NULL && head->filters[i] != NULL; i++) {
		bson_uint32_to_string(i, &key, text, sizeof text);
		put_clean(&list, key, head->filters[i], strlen(head->filters[i]));
	}
	bson_append_array_end(doc, &list);
}

void encoder_recording(struct encoder *encoder, const struct encoder_stamp *stamp, const struct encoder_head *head,
                       struct buffer *out)
{
	bson_t *doc = &encoder->doc;
	char kinds[80];

	encoder_begin(encoder, RECORD_RECORDING, stamp, NULL, 0);
	bson_append_int32(doc, "format", -1, RECORD_FORMAT);
	put_text(doc, "program", head->program);
	put_text(doc, "who", head->who);
	put_text(doc, "session", head->session);
	bson_append_int32(doc, "part", -1, (int32_t)head->part);
	put_text(doc, "name", head->name);
	put_text(doc, "url", head->url);
	put_text(doc, "protocol", head->protocol);
	put_filters(doc, head);
	bson_append_int64(doc, "stale_after", -1, head->stale_after);
	bson_append_int64(doc, "max_topics", -1, (int64_t)head->most_topics);
	bson_append_int64(doc, "max_devices", -1, (int64_t)head->most_devices);
	alert_kinds_text(head->alerts_off, kinds, sizeof kinds);
	if (*kinds != '\0')
		put_text(doc, "no_alert", kinds);
	put_profiles(doc, head);
	encoder_finish(encoder, out);
}

static int64_t last_step(const struct command *command)
{
	const int64_t steps[] = { command->ended, command->accepted, command->sent, command->asked };

	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
		if (steps[i] != CLOCK_NEVER)
			return steps[i];
	return command->asked;
}

void encoder_command(struct encoder *encoder, const struct encoder_stamp *stamp, const struct command *command,
                     const char *topic, const char *payload, struct buffer *out)
{
	const struct profile *profile = command->device != NULL ? command->device->profile : NULL;
	bson_t *doc = &encoder->doc;

	encoder_begin(encoder, RECORD_COMMAND, stamp, NULL, 0);
	bson_append_int64(doc, "order", -1, (int64_t)command->id);
	put_text(doc, "command", command->definition->name);
	put_text(doc, "profile", profile != NULL ? profile->name : NULL);
	put_text(doc, "step", command_state_text(command->state));
	put_text(doc, "who", command->who);
	put_text(doc, "topic", topic);
	if (text_is_utf8(payload, strlen(payload)))
		bson_append_utf8(doc, "payload", -1, payload, -1);
	else
		encoder_put_bytes(doc, "payload", payload, strlen(payload));
	bson_append_int32(doc, "qos", -1, command->definition->qos);
	if (command->definition->retain)
		bson_append_bool(doc, "retain", -1, true);
	put_text(doc, "reason", command->reason);
	if (command->sent != CLOCK_NEVER && command->state != COMMAND_SENT)
		put_span(doc, "latency_ms", last_step(command) - command->sent);
	if (command_ended(command))
		put_text(doc, "outcome", command_state_text(command->state));
	encoder_finish(encoder, out);
}

void encoder_link(struct encoder *encoder, const struct encoder_stamp *stamp, const char *state, const char *text,
                  int64_t code, int64_t retry_in, struct buffer *out)
{
	encoder_begin(encoder, RECORD_LINK, stamp, NULL, 0);
	put_text(&encoder->doc, "state", state);
	put_text(&encoder->doc, "text", text);
	if (code != 0)
		bson_append_int64(&encoder->doc, "code", -1, code);
	if (retry_in != 0)
		put_span(&encoder->doc, "retry_in_ms", retry_in);
	encoder_finish(encoder, out);
}

void encoder_alert(struct encoder *encoder, const struct encoder_stamp *stamp, const char *about, const char *name,
                   const char *level, double value, const char *text, struct buffer *out)
{
	encoder_begin(encoder, RECORD_ALERT, stamp, NULL, 0);
	put_text(&encoder->doc, "about", about);
	put_text(&encoder->doc, "name", name);
	put_text(&encoder->doc, "level", level);
	if (strcmp(about, "metric") == 0)
		bson_append_double(&encoder->doc, "value", -1, value);
	put_text(&encoder->doc, "text", text);
	encoder_finish(encoder, out);
}

void encoder_alert_note(struct encoder *encoder, const struct encoder_stamp *stamp, const struct encoder_alert_note *note,
                        struct buffer *out)
{
	bson_t *doc = &encoder->doc;

	encoder_begin(encoder, RECORD_ALERT, stamp, NULL, 0);
	put_text(doc, "about", note->about);
	put_text(doc, "of", note->kind);
	put_text(doc, "profile", note->profile);
	put_text(doc, "name", note->name);
	put_text(doc, "level", "good");
	put_text(doc, "who", note->who);
	if (note->lasts > 0)
		bson_append_double(doc, "lasts_ms", -1, (double)note->lasts / (double)CLOCK_MILLISECOND);
	put_text(doc, "text", note->text);
	encoder_finish(encoder, out);
}

void encoder_mark(struct encoder *encoder, const struct encoder_stamp *stamp, const char *note, struct buffer *out)
{
	encoder_begin(encoder, RECORD_MARK, stamp, NULL, 0);
	put_clean(&encoder->doc, "note", note, strlen(note));
	encoder_finish(encoder, out);
}

void encoder_gap(struct encoder *encoder, const struct encoder_stamp *stamp, int64_t from_wall, int64_t from_mono,
                 int64_t messages, const char *reason, struct buffer *out)
{
	bson_t *doc = &encoder->doc;

	encoder_begin(encoder, RECORD_GAP, stamp, NULL, 0);
	bson_append_date_time(doc, "from", -1, from_wall / CLOCK_MILLISECOND);
	bson_append_int64(doc, "from_mono", -1, from_mono);
	put_span(doc, "lasted_ms", stamp->mono - from_mono);
	if (messages >= 0)
		bson_append_int64(doc, "messages", -1, messages);
	put_text(doc, "reason", reason);
	encoder_finish(encoder, out);
}

void encoder_end(struct encoder *encoder, const struct encoder_stamp *stamp, const struct encoder_counts *counts,
                 const char *reason, struct buffer *out)
{
	bson_t *doc = &encoder->doc;

	encoder_begin(encoder, RECORD_END, stamp, NULL, 0);
	put_text(doc, "reason", reason);
	bson_append_int64(doc, "documents", -1, (int64_t)counts->documents);
	bson_append_int64(doc, "messages", -1, (int64_t)counts->messages);
	bson_append_int64(doc, "bytes", -1, (int64_t)counts->bytes);
	encoder_finish(encoder, out);
}

void encoder_session(char session[RECORD_SESSION + 1])
{
	char text[25];
	bson_oid_t id;

	bson_oid_init(&id, NULL);
	bson_oid_to_string(&id, text);
	memcpy(session, text, sizeof text);
}
