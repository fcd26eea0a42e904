/* recorder_thread: makes documents, writes them, begins new files; see include/telltale/recording/recorder.h */
#include "config.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "recording/recorder_private.h"
#include "telltale/recording/record.h"

enum { WRITE_AT = 256 * 1024 }; /* bytes that are written at once, without waiting for more */

/* Else the main thread could wait for room while we wait for more. */
_Static_assert(WRITE_AT < RECORDER_RING / 4, "the ring is roomy before there is enough to be written");

static void tell_main(struct recorder *recorder)
{
	char byte = 0;

	if (recorder->settings.wake_fd >= 0 && write(recorder->settings.wake_fd, &byte, 1) < 0) {
		/* the pipe is full: it wakes all the same */
	}
}

static void publish_status(struct recorder *recorder)
{
	pthread_mutex_lock(&recorder->lock);
	recorder->status.bytes = recorder->bytes_before + recorder->writer.size;
	recorder->status.messages = recorder->messages + recorder->counts.messages;
	if (recorder->writer.fd >= 0) { /* else it is the last one that was there */
		recorder->status.parts = recorder->part;
		memcpy(recorder->status.path, recorder->writer.path, sizeof recorder->status.path);
	}
	pthread_mutex_unlock(&recorder->lock);
}

static bool failed(const struct recorder *recorder)
{
	return recorder->status.state == RECORDER_FAILED; /* only this thread sets it */
}

/* Bytes of the document at a place in the buffer; 0: none is whole there. */
static size_t length_at(const struct buffer *documents, size_t at)
{
	const unsigned char *bytes = (const unsigned char *)documents->bytes + at;

	if (documents->length - at < RECORD_LEAST)
		return 0;
	size_t length = (size_t)bytes[0] | (size_t)bytes[1] << 8 | (size_t)bytes[2] << 16 | (size_t)bytes[3] << 24;
	return length >= RECORD_LEAST && length <= documents->length - at ? length : 0;
}

static size_t documents_from(const struct buffer *documents, size_t at)
{
	size_t count = 0;

	for (size_t length; (length = length_at(documents, at)) > 0; at += length)
		count++;
	return count;
}

/* Takes back what was counted of documents that were never written. Of a payload in pieces the last one is always among
 * them. */
static void count_back(struct encoder_counts *counts, const struct buffer *documents)
{
	struct buffer payload = { NULL, 0, 0 };
	struct record record;
	size_t at = 0;

	for (size_t length; (length = length_at(documents, at)) > 0; at += length) {
		counts->documents--;
		if (!record_read((const uint8_t *)documents->bytes + at, length, &record) || record.kind != RECORD_MESSAGE ||
		    record.earlier || record.part + 1 < record.parts)
			continue;
		buffer_reset(&payload);
		record_payload(&record, &payload);
		counts->messages--;
		counts->bytes -= record.parts > 1 ? record.whole : payload.length;
	}
	buffer_clear(&payload);
}

static void fail(struct recorder *recorder, const struct error *error)
{
	count_back(&recorder->counts, &recorder->out);
	buffer_clear(&recorder->out);
	recorder->partial = 0;
	publish_status(recorder); /* before the state, with which it means something else */
	pthread_mutex_lock(&recorder->lock);
	recorder->status.state = RECORDER_FAILED;
	snprintf(recorder->status.failure, sizeof recorder->status.failure, "%s", error->text);
	pthread_mutex_unlock(&recorder->lock);
	tell_main(recorder);
}

/* --- parts ----------------------------------------------------------------------------------------------- */

static bool is_split(const struct recorder *recorder)
{
	return recorder->settings.split_bytes > 0 || recorder->settings.split_time > 0;
}

static struct encoder_stamp stamp_now(const struct recorder *recorder)
{
	return (struct encoder_stamp){ recorder->now_wall, recorder->now_mono, recorder->settings.source, NULL };
}

static void put_end(struct recorder *recorder, const char *reason)
{
	struct encoder_stamp stamp = stamp_now(recorder);

	recorder->counts.documents++;
	encoder_end(recorder->encoder, &stamp, &recorder->counts, reason, &recorder->out);
}

bool recorder_begin_part(struct recorder *recorder, struct error *error)
{
	struct encoder_stamp stamp = stamp_now(recorder);
	char path[WRITER_PATH];

	recorder->part++;
	snprintf(path, sizeof path, "%s", recorder->path);
	if (is_split(recorder))
		writer_part_path(recorder->path, recorder->part, path, sizeof path);
	if (!writer_open(&recorder->writer, path, recorder->settings.overwrite, error))
		return false;
	recorder->settings.head.part = recorder->part;
	recorder->part_began = recorder->synced = clock_mono();
	recorder->counts = (struct encoder_counts){ .documents = 1 };
	encoder_recording(recorder->encoder, &stamp, &recorder->settings.head, &recorder->out);
	if (!writer_write(&recorder->writer, &recorder->out, error)) {
		writer_close(&recorder->writer);
		unlink(path); /* it has not even its beginning */
		return false;
	}
	publish_status(recorder);
	return true;
}

static bool write_out(struct recorder *recorder, struct error *error)
{
	if (recorder->out.length == 0)
		return true;
	bool good = writer_write(&recorder->writer, &recorder->out, error);
	publish_status(recorder);
	return good;
}

static bool end_part(struct recorder *recorder, const char *reason, struct error *error)
{
	put_end(recorder, reason);
	if (!write_out(recorder, error) || !writer_sync(&recorder->writer, error))
		return false;
	writer_close(&recorder->writer);
	recorder->bytes_before += recorder->writer.size;
	recorder->messages += recorder->counts.messages;
	return true;
}

static void next_part(struct recorder *recorder)
{
	struct error error = ERROR_INIT;
	char old[WRITER_PATH];

	if (!end_part(recorder, "split", &error)) {
		fail(recorder, &error);
		return;
	}
	recorder->counts = (struct encoder_counts){ 0, 0, 0 };
	recorder->writer.size = 0;
	if (recorder->settings.keep > 0 && recorder->part >= recorder->settings.keep) {
		writer_part_path(recorder->path, recorder->part + 1 - recorder->settings.keep, old, sizeof old);
		unlink(old);
	}
	if (!recorder_begin_part(recorder, &error))
		fail(recorder, &error);
}

/* Before a document of `length` bytes: whether it belongs to the next file. The first of a file is always taken. */
static bool part_is_full(const struct recorder *recorder, size_t length)
{
	enum { END_BYTES = 256 };
	uint64_t size = recorder->writer.size + recorder->out.length;

	if (recorder->counts.documents <= 1)
		return false;
	if (recorder->settings.split_bytes > 0 && size + length + END_BYTES > recorder->settings.split_bytes)
		return true;
	return recorder->settings.split_time > 0 && clock_mono() - recorder->part_began >= recorder->settings.split_time;
}

/* Begins a new file in front of documents that stand at `from` in `out`. */
static void split_before(struct recorder *recorder, size_t from)
{
	struct buffer rest = { NULL, 0, 0 };

	buffer_append(&rest, recorder->out.bytes + from, recorder->out.length - from);
	recorder->out.length = from;
	next_part(recorder);
	if (!failed(recorder))
		buffer_append(&recorder->out, rest.bytes, rest.length);
	buffer_clear(&rest);
}

/* --- items ----------------------------------------------------------------------------------------------- */

/* Something stands at the end of `out`, from a place on. False: it was lost, for there is no file any more. */
static bool took(struct recorder *recorder, size_t from, size_t documents)
{
	if (recorder->out_since == CLOCK_NEVER)
		recorder->out_since = clock_mono();
	if (is_split(recorder) && part_is_full(recorder, recorder->out.length - from))
		split_before(recorder, from);
	if (failed(recorder))
		return false;
	recorder->counts.documents += documents;
	return true;
}

static void take_message(struct recorder *recorder, const struct recorder_item *item)
{
	struct encoder_stamp stamp = { 0, 0, recorder->settings.source, item->device };
	size_t from = recorder->out.length;
	struct message message;

	message_unpack(&item->message, &message);
	stamp.wall = recorder->now_wall = message.wall;
	stamp.mono = recorder->now_mono = message.mono;
	encoder_message(recorder->encoder, &stamp, &message, &recorder->out);
	if (!took(recorder, from, documents_from(&recorder->out, from)))
		return;
	recorder->counts.messages++;
	recorder->counts.bytes += message.payload_length;
}

static void take_document(struct recorder *recorder, const struct recorder_item *item)
{
	size_t from = recorder->out.length;

	recorder->now_wall = item->document.wall;
	recorder->now_mono = item->document.mono;
	buffer_append(&recorder->out, item->document.bytes, item->length);
	if (!took(recorder, from, 1))
		return;
	recorder->counts.messages++;
	recorder->counts.bytes += item->document.payload_length;
}

/* Documents may come in several items; only whole ones may be written, so pieces wait in `out` behind the last. */
static void take_bytes(struct recorder *recorder, const char *piece, size_t piece_length)
{
	size_t from = recorder->out.length - recorder->partial;

	buffer_append(&recorder->out, piece, piece_length);
	for (;;) {
		const unsigned char *bytes = (const unsigned char *)recorder->out.bytes + from;
		size_t left = recorder->out.length - from;
		size_t length = left < 4 ? 4 : (size_t)bytes[0] | (size_t)bytes[1] << 8 | (size_t)bytes[2] << 16 |
		                               (size_t)bytes[3] << 24;
		recorder->partial = left;
		if (left < 4 || length > left || !took(recorder, from, 1))
			return;
		from = recorder->out.length - (left - length);
	}
}

static void take_item(struct recorder *recorder, struct recorder_item *item)
{
	if (item->kind == ITEM_MESSAGE && !failed(recorder))
		take_message(recorder, item);
	else if (item->kind == ITEM_DOCUMENT && !failed(recorder))
		take_document(recorder, item);
	else if (!failed(recorder))
		take_bytes(recorder, item->bytes, item->length);
	if (item->kind == ITEM_MESSAGE)
		message_packed_clear(&item->message);
	ring_drop(recorder->ring);
}

/* --- the thread ------------------------------------------------------------------------------------------ */

static void write_if_due(struct recorder *recorder)
{
	struct error error = ERROR_INIT;
	int64_t now = clock_mono();

	if (failed(recorder) || recorder->partial > 0)
		return;
	bool due = recorder->out.length >= WRITE_AT ||
	           (recorder->out.length > 0 && now - recorder->out_since >= RECORDER_DELAY);
	if (due) {
		recorder->out_since = CLOCK_NEVER;
		if (!write_out(recorder, &error))
			fail(recorder, &error);
	}
	if (!failed(recorder) && recorder->writer.dirty && now - recorder->synced >= CLOCK_SECOND) {
		recorder->synced = now;
		if (!writer_sync(&recorder->writer, &error))
			fail(recorder, &error);
	}
}

/* After an item: this may not see yet that the main thread waits. */
static void give_room(struct recorder *recorder)
{
	if (atomic_load_explicit(&recorder->starved, memory_order_relaxed) && ring_is_roomy(recorder->ring) &&
	    atomic_exchange(&recorder->starved, false))
		tell_main(recorder);
}

/* After the last one: it either sees that, or the main thread sees the room. */
static void give_all_room(struct recorder *recorder)
{
	if (atomic_exchange(&recorder->starved, false))
		tell_main(recorder);
}

/* Milliseconds that nothing needs to be done if nothing comes; -1: for ever. */
static int time_left(const struct recorder *recorder, bool patient)
{
	int64_t now = clock_mono(), left = patient ? RECORDER_DELAY : INT64_MAX;

	if (failed(recorder))
		return -1;
	if (recorder->out.length > 0 && recorder->partial == 0 && recorder->out_since + RECORDER_DELAY - now < left)
		left = recorder->out_since + RECORDER_DELAY - now; /* of a part the rest comes first */
	if (recorder->writer.dirty && recorder->synced + CLOCK_SECOND - now < left)
		left = recorder->synced + CLOCK_SECOND - now;
	if (left == INT64_MAX)
		return -1;
	return left > 0 ? (int)(left / CLOCK_MILLISECOND) + 1 : 0;
}

static void wait(struct recorder *recorder)
{
	struct pollfd wake = { ring_fd(recorder->ring), POLLIN, 0 };
	bool patient = !failed(recorder) && recorder->partial == 0 && recorder->flows;

	if (ring_prepare_sleep(recorder->ring, patient ? WRITE_AT : 1) && !atomic_load(&recorder->wanted_end))
		poll(&wake, 1, time_left(recorder, patient));
	ring_awake(recorder->ring);
}

static void finish(struct recorder *recorder)
{
	struct error error = ERROR_INIT;
	char reason[sizeof recorder->end_reason];

	if (failed(recorder)) {
		/* the file ends with its last whole document; it may have room for a word about why */
		recorder->now_wall = clock_wall();
		put_end(recorder, recorder->status.failure);
		writer_write(&recorder->writer, &recorder->out, &error);
		writer_close(&recorder->writer);
		return;
	}
	if (recorder->pending.length > 0)
		take_bytes(recorder, recorder->pending.bytes, recorder->pending.length);
	pthread_mutex_lock(&recorder->lock);
	recorder->now_wall = recorder->end_wall;
	recorder->now_mono = recorder->end_mono;
	memcpy(reason, recorder->end_reason, sizeof reason);
	pthread_mutex_unlock(&recorder->lock);
	bool good = end_part(recorder, reason, &error);
	recorder->writer.size = good ? 0 : recorder->writer.size;
	recorder->counts.messages = good ? 0 : recorder->counts.messages;
	if (!good) {
		fail(recorder, &error);
		return;
	}
	publish_status(recorder);
	pthread_mutex_lock(&recorder->lock);
	recorder->status.state = RECORDER_CLOSED;
	pthread_mutex_unlock(&recorder->lock);
}

void *recorder_run(void *argument)
{
	struct recorder *recorder = argument;
	struct recorder_item *item;

	recorder->out_since = CLOCK_NEVER;
	for (;;) {
		bool last = atomic_load(&recorder->wanted_end); /* all that was put before that is in the ring */
		recorder->flows = false;
		while ((item = ring_peek(recorder->ring)) != NULL) {
			recorder->flows = true;
			take_item(recorder, item);
			if (recorder->out.length >= WRITE_AT)
				write_if_due(recorder);
			give_room(recorder);
		}
		write_if_due(recorder);
		give_all_room(recorder);
		if (last)
			break;
		wait(recorder);
	}
	finish(recorder);
	tell_main(recorder);
	return NULL;
}
