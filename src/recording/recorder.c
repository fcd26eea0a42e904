/* recorder: what the other threads see; see include/telltale/recording/recorder.h. The thread: recorder_thread.c. */
#include "config.h"

#include "telltale/recording/recorder.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "recording/recorder_private.h"
#include "telltale/base/memory.h"

enum { RESERVE = 256 * 1024 };

bool recorder_ready(struct recorder *recorder)
{
	if (recorder->closing)
		return true; /* it takes nothing any more, so that nothing has to wait for it */
	if (recorder->pending.length > 0)
		recorder_flush_pending(recorder);
	if (recorder->pending.length == 0 && ring_has_room(recorder->ring, ring_largest(recorder->ring) + RESERVE, 1))
		return true;
	atomic_exchange(&recorder->starved, true); /* see ring.c: this is seen, or what the thread has taken meanwhile */
	return recorder->pending.length == 0 && ring_has_room(recorder->ring, ring_largest(recorder->ring) + RESERVE, 1);
}

/* What didn't fit goes before all that comes. Documents are at most a quarter of the ring here, by parts. */
void recorder_flush_pending(struct recorder *recorder)
{
	size_t at = 0;

	while (at < recorder->pending.length) {
		size_t n = recorder->pending.length - at, most = ring_largest(recorder->ring) / 2;
		n = n < most ? n : most;
		struct recorder_item *item =
		    ring_reserve(recorder->ring, offsetof(struct recorder_item, bytes) + n, 0, false);
		if (item == NULL)
			break;
		item->kind = ITEM_BYTES;
		item->length = n;
		memcpy(item->bytes, recorder->pending.bytes + at, n);
		ring_publish(recorder->ring);
		at += n;
	}
	ring_notify(recorder->ring);
	if (at == 0)
		return;
	memmove(recorder->pending.bytes, recorder->pending.bytes + at, recorder->pending.length - at);
	recorder->pending.length -= at;
}

void recorder_message(struct recorder *recorder, const struct message *message, const char *device)
{
	size_t content = message_content(message);
	bool outside = content > ring_largest(recorder->ring);
	size_t size = offsetof(struct recorder_item, message) + message_packed_size(message, outside);

	if (recorder->closing)
		return;
	/* waits only where recorder_ready() wasn't asked */
	struct recorder_item *item = ring_reserve(recorder->ring, size, outside ? content : 0, true);
	if (item == NULL)
		return;
	item->kind = ITEM_MESSAGE;
	item->device = device;
	message_pack(&item->message, message, outside);
	item->message.mono -= recorder->settings.mono_zero;
	recorder->given++;
	ring_publish(recorder->ring);
}

bool recorder_shaped(struct recorder *recorder, const struct message *message, const char *device,
                     const struct shape *shape, const struct field *fields)
{
	struct encoder_stamp stamp = { message->wall, recorder_mono(recorder, message->mono), recorder->settings.source,
		                       device };
	size_t most = encoder_shaped_most(&stamp, message, shape), head = offsetof(struct recorder_item, document.bytes);

	if (recorder->closing || most == 0 || head + most > ring_largest(recorder->ring))
		return false;
	struct recorder_item *item = ring_reserve(recorder->ring, head + most, 0, true);
	if (item == NULL)
		return false;
	item->kind = ITEM_DOCUMENT;
	item->length = encoder_shaped(recorder->shaped, &stamp, message, shape, fields, item->document.bytes);
	item->document.wall = stamp.wall;
	item->document.mono = stamp.mono;
	item->document.payload_length = message->payload_length;
	recorder->given++;
	ring_shrink(recorder->ring, head + item->length);
	ring_publish(recorder->ring);
	return true;
}

void recorder_notify(struct recorder *recorder)
{
	ring_notify(recorder->ring);
}

void recorder_documents(struct recorder *recorder, const struct buffer *documents)
{
	if (recorder->closing)
		return; /* what is pending is the thread's now */
	buffer_append(&recorder->pending, documents->bytes, documents->length);
	recorder_flush_pending(recorder);
}

int64_t recorder_mono(const struct recorder *recorder, int64_t model_time)
{
	return model_time - recorder->settings.mono_zero;
}

const char *recorder_source(const struct recorder *recorder)
{
	return recorder->settings.source;
}

void recorder_close(struct recorder *recorder, int64_t wall, int64_t mono, const char *reason)
{
	if (recorder->closing)
		return;
	recorder->closing = true;
	pthread_mutex_lock(&recorder->lock);
	recorder->end_wall = wall;
	recorder->end_mono = mono - recorder->settings.mono_zero;
	snprintf(recorder->end_reason, sizeof recorder->end_reason, "%s", reason);
	pthread_mutex_unlock(&recorder->lock);
	recorder_flush_pending(recorder); /* what finds no room even now is taken at the very end */
	atomic_store(&recorder->wanted_end, true);
	ring_poke(recorder->ring);
}

void recorder_status(struct recorder *recorder, struct recorder_status *status)
{
	pthread_mutex_lock(&recorder->lock);
	*status = recorder->status;
	pthread_mutex_unlock(&recorder->lock);
	if (status->state == RECORDER_RUNNING)
		status->messages = recorder->given;
	else
		status->lost = recorder->given - status->messages;
}

static bool start(struct recorder *recorder, struct error *error)
{
	int result = pthread_create(&recorder->thread, NULL, recorder_run, recorder);

	if (result != 0) {
		errno = result;
		return error_errno(error, "can't start a thread");
	}
	recorder->started = true;
	return true;
}

struct recorder *recorder_new(const struct recorder_settings *settings, struct error *error)
{
	struct recorder *recorder = memory_aligned(1, sizeof *recorder, MEMORY_LINE);

	recorder->settings = *settings;
	recorder->path = memory_text(settings->path);
	recorder->encoder = encoder_new();
	recorder->shaped = encoder_new();
	recorder->writer.fd = -1;
	recorder->begin_wall = recorder->now_wall = settings->wall;
	encoder_session(recorder->session);
	recorder->settings.head.session = recorder->session;
	pthread_mutex_init(&recorder->lock, NULL);
	recorder->ring = ring_new(RECORDER_RING, error);
	if (recorder->ring != NULL && recorder_begin_part(recorder, error) && start(recorder, error))
		return recorder;
	recorder_free(recorder);
	return NULL;
}

void recorder_free(struct recorder *recorder)
{
	if (recorder == NULL)
		return;
	if (recorder->started) {
		recorder_close(recorder, clock_wall(), clock_mono(), "program ended");
		pthread_join(recorder->thread, NULL);
	}
	for (struct recorder_item *item; recorder->ring != NULL && (item = ring_peek(recorder->ring)) != NULL;) {
		if (item->kind == ITEM_MESSAGE)
			message_packed_clear(&item->message);
		ring_drop(recorder->ring);
	}
	writer_close(&recorder->writer);
	ring_free(recorder->ring);
	encoder_free(recorder->encoder);
	encoder_free(recorder->shaped);
	buffer_clear(&recorder->pending);
	buffer_clear(&recorder->out);
	pthread_mutex_destroy(&recorder->lock);
	free(recorder->path);
	free(recorder);
}
