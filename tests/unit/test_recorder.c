/* test_recorder: everything in order into a file or several, however slow or full the disk is. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "recorded.h"
#include "sample.h"
#include "support.h"

#include "recording/recorder_private.h" /* for the descriptor of the file alone: see stop_disk() */
#include "telltale/base/clock.h"
#include "telltale/base/memory.h"
#include "telltale/base/wake.h"
#include "telltale/recording/timeline.h"

#define DEADLINE (20 * CLOCK_SECOND)
#define ZERO (500 * CLOCK_SECOND) /* model time of the beginning */

/* A recorder on a file of the test's folder, and a clock that counts what was put. */
struct bench {
	struct sample sample;
	struct recorder_settings settings;
	struct recorder *recorder;
	struct wake wake;
	char path[512];
	uint32_t put;   /* messages */
	uint32_t marks;
	int disk;       /* what the recorder writes, from stop_disk() on; -1 */
};

static void bench_init(struct bench *bench, const char *name)
{
	struct error error = ERROR_INIT;

	memset(bench, 0, sizeof *bench);
	bench->disk = -1;
	bench->wake = (struct wake)WAKE_INIT;
	sample_init(&bench->sample);
	assert_true(wake_init(&bench->wake, &error));
	snprintf(bench->path, sizeof bench->path, "%s/%s", folder, name);
	bench->settings = (struct recorder_settings){ .path = bench->path, .head = bench->sample.head, .source = "test",
		                                      .mono_zero = ZERO, .wall = SAMPLE_WALL,
		                                      .wake_fd = bench->wake.waker };
}

static void bench_start(struct bench *bench)
{
	struct error error = ERROR_INIT;

	bench->recorder = recorder_new(&bench->settings, &error);
	if (bench->recorder == NULL)
		fail_msg("%s", error.text);
}

static void bench_clear(struct bench *bench)
{
	recorder_free(bench->recorder);
	sample_clear(&bench->sample);
	wake_clear(&bench->wake);
	if (bench->disk >= 0)
		close(bench->disk);
}

static int64_t now_of(const struct bench *bench)
{
	return (int64_t)(bench->put + bench->marks) * CLOCK_MILLISECOND;
}

static void put_payload(struct bench *bench, const char *payload, size_t length)
{
	int64_t now = now_of(bench);
	struct message message = { .topic = "box/value", .topic_length = 9, .payload = payload, .payload_length = length,
		                   .wall = SAMPLE_WALL + now, .mono = ZERO + now, .qos = 1 };

	recorder_message(bench->recorder, &message, "box");
	bench->put++;
}

/* A number, and a tail of some length. */
static void put_number(struct bench *bench)
{
	static char payload[16384];
	size_t tail = bench->put % 100 == 0 ? 10000 : bench->put % 37;

	int n = snprintf(payload, sizeof payload, "%u %0*d", bench->put, (int)tail + 1, 0);
	put_payload(bench, payload, (size_t)n);
}

/* A mark behind the messages so far. */
static void put_mark(struct bench *bench)
{
	struct encoder_stamp stamp = sample_stamp(&bench->sample, now_of(bench), NULL);
	char note[32];

	snprintf(note, sizeof note, "mark %u behind %u", bench->marks++, bench->put);
	encoder_mark(bench->sample.encoder, &stamp, note, &bench->sample.documents);
	recorder_documents(bench->recorder, &bench->sample.documents);
	buffer_reset(&bench->sample.documents);
}

static struct recorder_status status_of(const struct bench *bench)
{
	struct recorder_status status;

	recorder_status(bench->recorder, &status);
	return status;
}

/* Waits until the recorder has something to say, at most a moment: whoever calls looks again. */
static void wait_a_while(struct bench *bench, int64_t deadline)
{
	struct pollfd wait = { bench->wake.sleeper, POLLIN, 0 };

	assert_true(clock_mono() < deadline);
	poll(&wait, 1, 20);
	wake_drain(&bench->wake);
}

static void wait_ready(struct bench *bench)
{
	for (int64_t deadline = clock_mono() + DEADLINE; !recorder_ready(bench->recorder);)
		wait_a_while(bench, deadline);
}

static void wait_until(struct bench *bench, enum recorder_state state)
{
	for (int64_t deadline = clock_mono() + DEADLINE; status_of(bench).state != state;)
		wait_a_while(bench, deadline);
}

static void end_at(struct bench *bench, const char *reason)
{
	recorder_close(bench->recorder, SAMPLE_WALL + now_of(bench), ZERO + now_of(bench), reason);
}

static void put_many(struct bench *bench, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		wait_ready(bench);
		put_number(bench);
		if (bench->put % 50 == 7)
			put_mark(bench);
	}
}

/* --- what is in the files --------------------------------------------------------------------------------- */

/* What was seen of the numbered messages and marks. */
struct seen {
	uint32_t messages, marks, heads, ends;
	int64_t mono;
	struct record_text session;
	char reason[64];
	int64_t end_documents, end_messages, end_bytes, documents, bytes;
	struct buffer payload;
};

static void see(void *self, const struct record *record)
{
	struct seen *seen = self;
	char expected[32];

	seen->documents++;
	assert_true(record->mono >= seen->mono);
	seen->mono = record->mono;
	if (record->kind != RECORD_END) /* which a recorder that failed stamps by itself */
		assert_int_equal(record->wall, SAMPLE_WALL + record->mono);
	assert_string_equal(record->source.text, "test");
	switch (record->kind) {
	case RECORD_RECORDING:
		seen->heads++;
		break;
	case RECORD_MESSAGE:
		buffer_reset(&seen->payload);
		assert_true(record_payload(record, &seen->payload));
		seen->bytes += (int64_t)seen->payload.length;
		assert_int_equal(strtoul(seen->payload.bytes, NULL, 10), seen->messages);
		seen->messages++;
		assert_string_equal(record->device.text, "box");
		assert_int_equal(record->qos, 1);
		break;
	case RECORD_MARK:
		snprintf(expected, sizeof expected, "mark %u behind %u", seen->marks++, seen->messages);
		assert_string_equal(record_field_text(record, "note").text, expected);
		break;
	default:
		assert_int_equal(record->kind, RECORD_END);
		seen->ends++;
		snprintf(seen->reason, sizeof seen->reason, "%s", record_field_text(record, "reason").text);
		seen->end_documents = record_field_integer(record, "documents", -1);
		seen->end_messages = record_field_integer(record, "messages", -1);
		seen->end_bytes = record_field_integer(record, "bytes", -1);
	}
}

/* The whole recording in one file: everything that was put, once and in order, and the counts of its end are true. */
static void check_whole(struct bench *bench, const char *path, const char *reason)
{
	struct seen seen = { 0 };

	each_document(path, see, &seen);
	assert_int_equal(seen.heads, 1);
	assert_int_equal(seen.messages, bench->put);
	assert_int_equal(seen.marks, bench->marks);
	assert_int_equal(seen.ends, 1);
	assert_string_equal(seen.reason, reason);
	assert_int_equal(seen.end_documents, seen.documents);
	assert_int_equal(seen.end_messages, seen.messages);
	assert_int_equal(seen.end_bytes, seen.bytes);
	buffer_clear(&seen.payload);
}

/* --- one file -------------------------------------------------------------------------------------------- */

static void test_in_order_and_complete(void **state)
{
	struct bench bench;
	struct stat about;

	(void)state;
	bench_init(&bench, "complete.bson");
	bench_start(&bench);
	put_many(&bench, 30000);
	assert_int_equal(status_of(&bench).messages, 30000);
	end_at(&bench, "closed by the test");
	wait_until(&bench, RECORDER_CLOSED);
	struct recorder_status status = status_of(&bench);
	assert_int_equal(status.messages, 30000);
	assert_int_equal(status.lost, 0);
	assert_int_equal(status.parts, 1);
	assert_string_equal(status.path, bench.path);
	assert_string_equal(status.failure, "");
	assert_int_equal(stat(bench.path, &about), 0);
	assert_int_equal(status.bytes, about.st_size);
	check_whole(&bench, bench.path, "closed by the test");
	bench_clear(&bench);
}

/* What stands there is found again through the timeline, as a replay does it. */
static void test_through_the_timeline(void **state)
{
	struct buffer payload = { NULL, 0, 0 }, properties = { NULL, 0, 0 };
	struct error error = ERROR_INIT;
	struct timeline_item item;
	struct message message;
	struct bench bench;
	uint32_t number = 0;

	(void)state;
	bench_init(&bench, "timeline.bson");
	bench_start(&bench);
	put_many(&bench, 1000);
	recorder_free(bench.recorder); /* closes it, too */
	bench.recorder = NULL;
	char *paths[] = { bench.path };
	struct timeline *timeline = timeline_open(paths, 1, &error);
	assert_non_null(timeline);
	assert_true(timeline->files[0].closed);
	assert_int_equal(timeline->messages, 1000);
	assert_int_equal(timeline->wall_zero, SAMPLE_WALL);
	for (struct timeline_cursor cursor = timeline_begin(timeline); timeline_next(&cursor, &item);) {
		if (item.record.kind == RECORD_END)
			assert_string_equal(record_field_text(&item.record, "reason").text, "program ended");
		if (item.record.kind != RECORD_MESSAGE)
			continue;
		assert_true(timeline_message(timeline, &item, &message, &payload, &properties));
		assert_int_equal(strtoul(message.payload, NULL, 10), number++);
	}
	assert_int_equal(number, 1000);
	timeline_close(timeline);
	buffer_clear(&payload);
	buffer_clear(&properties);
	bench_clear(&bench);
}

/* Nobody has to close it, or to put more, for what was put to be in the file soon. */
static void test_soon_in_the_file(void **state)
{
	struct bench bench;
	struct stat about;

	(void)state;
	bench_init(&bench, "soon.bson");
	bench_start(&bench);
	assert_int_equal(stat(bench.path, &about), 0);
	off_t head = about.st_size;
	assert_int_equal(check_documents(bench.path), 1);
	put_number(&bench);
	for (int64_t deadline = clock_mono() + DEADLINE; about.st_size == head;) {
		wait_a_while(&bench, deadline);
		assert_int_equal(stat(bench.path, &about), 0);
	}
	assert_int_equal(check_documents(bench.path), 2);
	bench_clear(&bench);
}

static void check_never_begins(struct bench *bench, const char *expected)
{
	struct error error = ERROR_INIT;

	bench->recorder = recorder_new(&bench->settings, &error);
	assert_null(bench->recorder);
	if (strstr(error.text, expected) == NULL)
		fail_msg("'%s' instead of '%s'", error.text, expected);
}

static void test_what_never_begins(void **state)
{
	struct error error = ERROR_INIT;
	struct bench bench;

	(void)state;
	bench_init(&bench, "never.bson");
	folder_write(folder, "never.bson", "mine", NULL, 0);
	check_never_begins(&bench, "never.bson: is there already; nothing was overwritten");
	assert_int_equal(unlink(bench.path), 0);
	limit_files(20); /* not even the first document has room: nothing stays behind */
	bench.recorder = recorder_new(&bench.settings, &error);
	limit_files(UNLIMITED);
	assert_null(bench.recorder);
	assert_non_null(strstr(error.text, "never.bson: can't be written"));
	assert_int_equal(access(bench.path, F_OK), -1);
	bench.settings.path = "";
	check_never_begins(&bench, "can't be created");
	bench_clear(&bench);
}

static void test_large_documents_come_whole(void **state)
{
	struct buffer note = { NULL, 0, 0 };
	struct bench bench;

	(void)state;
	bench_init(&bench, "large.bson");
	bench_start(&bench);
	for (int i = 0; i < 12; i++) {
		struct encoder_stamp stamp = sample_stamp(&bench.sample, now_of(&bench), NULL);
		char *text = memory_zeroed(((size_t)i << 18) + 1, 1);
		memset(text, 'a' + i, (size_t)i << 18);
		encoder_mark(bench.sample.encoder, &stamp, text, &bench.sample.documents);
		buffer_append(&note, bench.sample.documents.bytes, bench.sample.documents.length);
		recorder_documents(bench.recorder, &bench.sample.documents);
		buffer_reset(&bench.sample.documents);
		free(text);
	}
	end_at(&bench, "closed");
	wait_until(&bench, RECORDER_CLOSED);
	assert_int_equal(check_documents(bench.path), 14);
	struct buffer file = read_file(bench.path);
	assert_non_null(memmem(file.bytes, file.length, note.bytes, note.length));
	buffer_clear(&file);
	buffer_clear(&note);
	bench_clear(&bench);
}

/* What see_pieces() finds. */
struct pieces {
	uint32_t documents, pieces;
	int64_t end_documents, end_messages, end_bytes;
};

static void see_pieces(void *self, const struct record *record)
{
	struct pieces *found = self;

	found->documents++;
	if (record->kind == RECORD_MESSAGE && record->parts > 1)
		assert_int_equal(record->part, found->pieces++);
	found->end_documents = record_field_integer(record, "documents", -1);
	found->end_messages = record_field_integer(record, "messages", -1);
	found->end_bytes = record_field_integer(record, "bytes", -1);
}

static char *noise(size_t length)
{
	char *bytes = memory_zeroed(length, 1);
	uint64_t seed = 11;

	for (size_t i = 0; i + 8 <= length; i += 8) {
		uint64_t eight = random_next(&seed);
		memcpy(bytes + i, &eight, 8);
	}
	return bytes;
}

static void test_a_payload_beyond_a_document(void **state)
{
	enum { LENGTH = 20 << 20 };
	struct buffer payload = { NULL, 0, 0 }, properties = { NULL, 0, 0 };
	struct error error = ERROR_INIT;
	struct timeline_item item;
	struct message message;
	struct bench bench;
	char *bytes = noise(LENGTH), *paths[] = { bench.path };

	(void)state;
	bench_init(&bench, "pieces.bson");
	bench_start(&bench);
	for (int i = 0; i < 2; i++) {
		wait_ready(&bench);
		put_payload(&bench, bytes, LENGTH);
		put_mark(&bench);
	}
	end_at(&bench, "closed");
	wait_until(&bench, RECORDER_CLOSED);
	assert_int_equal(status_of(&bench).messages, 2);
	struct timeline *timeline = timeline_open(paths, 1, &error);
	assert_non_null(timeline);
	assert_int_equal(timeline->messages, 2);
	uint32_t whole = 0;
	for (struct timeline_cursor cursor = timeline_begin(timeline); timeline_next(&cursor, &item);) {
		if (item.record.kind != RECORD_MESSAGE)
			continue;
		assert_int_equal(item.record.parts, 2);
		assert_true(timeline_message(timeline, &item, &message, &payload, &properties));
		assert_int_equal(message.payload_length, LENGTH);
		assert_memory_equal(message.payload, bytes, LENGTH);
		whole++;
	}
	assert_int_equal(whole, 2);
	timeline_close(timeline);
	buffer_clear(&payload);
	buffer_clear(&properties);
	free(bytes);
	bench_clear(&bench);
}

static void test_pieces_are_counted(void **state)
{
	struct pieces found = { 0 };
	struct bench bench;
	char *bytes = noise(30 << 20);

	(void)state;
	bench_init(&bench, "counted.bson");
	bench_start(&bench);
	put_payload(&bench, bytes, 30 << 20);
	end_at(&bench, "closed");
	wait_until(&bench, RECORDER_CLOSED);
	each_document(bench.path, see_pieces, &found);
	assert_int_equal(found.pieces, 3);
	assert_int_equal(found.end_documents, found.documents); /* head, three pieces, end */
	assert_int_equal(found.end_messages, 1);
	assert_int_equal(found.end_bytes, 30 << 20);
	free(bytes);
	bench_clear(&bench);
}

/* --- a disk that takes nothing ------------------------------------------------------------------------------ */

/* From now on the recorder writes into a pipe that nobody reads: its write() hangs, as on a disk that does. */
static void stop_disk(struct bench *bench)
{
	int ends[2];

	assert_int_equal(pipe(ends), 0);
	assert_int_equal(dup2(ends[1], bench->recorder->writer.fd), bench->recorder->writer.fd);
	close(ends[1]);
	bench->disk = ends[0];
}

/* Lets the disk go on: reads what is written to it, until that ends or the recorder has something to say. */
static void let_disk_go_on(struct bench *bench, struct buffer *written, bool to_its_end)
{
	int64_t deadline = clock_mono() + DEADLINE;
	struct pollfd wait[] = { { bench->disk, POLLIN, 0 }, { to_its_end ? -1 : bench->wake.sleeper, POLLIN, 0 } };
	char bytes[65536];

	for (;;) {
		assert_int_not_equal(poll(wait, 2, (int)(DEADLINE / CLOCK_MILLISECOND)), 0);
		assert_true(clock_mono() < deadline);
		ssize_t n = wait[0].revents != 0 ? read(bench->disk, bytes, sizeof bytes) : 0;
		assert_true(n >= 0);
		buffer_append(written, bytes, (size_t)n);
		if (wait[1].revents != 0 || (wait[0].revents != 0 && n == 0))
			return;
	}
}

/* Puts until no more is to be put. The ring has 8 MiB; the pipe and what the thread holds are less. */
static void fill_up(struct bench *bench)
{
	int64_t deadline = clock_mono() + DEADLINE;
	uint32_t before;

	do { /* the thread takes some of it before it hangs */
		assert_true(clock_mono() < deadline);
		before = bench->put;
		while (recorder_ready(bench->recorder))
			put_number(bench);
		wait_a_while(bench, deadline);
	} while (bench->put != before);
	assert_in_range(bench->put, 10000, 200000);
}

/* The head, which went to the file before the disk stopped, and what came afterwards: a whole recording. */
static void check_written(struct bench *bench, const struct buffer *written, const char *reason)
{
	struct buffer head = read_file(bench->path);
	char joined[600];
	FILE *file;

	snprintf(joined, sizeof joined, "%s.joined", bench->path);
	file = fopen(joined, "wb");
	assert_non_null(file);
	assert_int_equal(fwrite(head.bytes, 1, head.length, file), head.length);
	assert_int_equal(fwrite(written->bytes, 1, written->length, file), written->length);
	assert_int_equal(fclose(file), 0);
	check_whole(bench, joined, reason);
	buffer_clear(&head);
}

static void test_a_disk_that_hangs_holds_messages_back_and_loses_nothing(void **state)
{
	struct buffer written = { NULL, 0, 0 };
	struct bench bench;

	(void)state;
	bench_init(&bench, "hangs.bson");
	bench_start(&bench);
	stop_disk(&bench);
	for (int round = 0; round < 3; round++) {
		fill_up(&bench);
		for (int i = 0; i < 5000; i++) /* more than the room that is kept for them */
			put_mark(&bench);
		assert_false(recorder_ready(bench.recorder));
		wake_drain(&bench.wake);
		let_disk_go_on(&bench, &written, false); /* it says when there is room */
		assert_true(recorder_ready(bench.recorder));
	}
	put_number(&bench);
	end_at(&bench, "closed at last");
	let_disk_go_on(&bench, &written, true);
	wait_until(&bench, RECORDER_CLOSED);
	check_written(&bench, &written, "closed at last");
	buffer_clear(&written);
	bench_clear(&bench);
}

/* Whoever closes it doesn't wait either; and what comes afterwards is no longer a part of it. */
static void test_closed_while_the_disk_hangs(void **state)
{
	struct buffer written = { NULL, 0, 0 };
	struct bench bench;

	(void)state;
	bench_init(&bench, "closing.bson");
	bench_start(&bench);
	stop_disk(&bench);
	fill_up(&bench);
	for (int i = 0; i < 10000; i++)
		put_mark(&bench);
	assert_false(recorder_ready(bench.recorder));
	end_at(&bench, "closed");
	struct bench later = bench;
	for (int i = 0; i < 10000; i++)
		put_mark(&later);
	assert_true(recorder_ready(bench.recorder)); /* nothing is held back for its sake */
	for (int i = 0; i < 20000; i++)
		put_number(&later);
	bench.sample = later.sample;
	assert_int_equal(status_of(&bench).state, RECORDER_RUNNING);
	let_disk_go_on(&bench, &written, true);
	wait_until(&bench, RECORDER_CLOSED);
	assert_int_equal(status_of(&bench).messages, bench.put);
	check_written(&bench, &written, "closed");
	buffer_clear(&written);
	bench_clear(&bench);
}

/* --- several files --------------------------------------------------------------------------------------- */

static const char *part_path(const struct bench *bench, unsigned part)
{
	static char path[600];

	writer_part_path(bench->path, part, path, sizeof path);
	return path;
}

/* Each part begins and ends by itself; together they are the recording. The parts before `first` are gone. */
static void check_parts(struct bench *bench, unsigned first, unsigned parts, off_t largest)
{
	char session[RECORD_SESSION + 1] = "", *paths[64];
	struct error error = ERROR_INIT;
	struct stat about;
	uint32_t messages = 0;

	assert_in_range(parts, 1, 64);
	if (first > 1)
		assert_int_equal(access(part_path(bench, first - 1), F_OK), -1);
	assert_int_equal(access(part_path(bench, parts + 1), F_OK), -1);
	assert_int_equal(access(bench->path, F_OK), -1);
	for (unsigned part = first; part <= parts; part++)
		paths[part - first] = memory_text(part_path(bench, part));
	struct timeline *timeline = timeline_open(paths, parts - first + 1, &error);
	assert_non_null(timeline);
	for (unsigned part = first; part <= parts; part++) {
		const struct timeline_file *file = &timeline->files[part - first];
		assert_int_equal(stat(paths[part - first], &about), 0);
		assert_int_equal(about.st_mode & 0777, 0600);
		if (largest > 0)
			assert_in_range(about.st_size, 1, largest);
		assert_int_equal(file->head.kind, RECORD_RECORDING);
		assert_true(file->closed);
		assert_int_equal(record_field_integer(&file->head, "part", 0), part);
		struct record_text of_part = record_field_text(&file->head, "session");
		assert_int_equal(of_part.length, RECORD_SESSION);
		if (part > first)
			assert_string_equal(of_part.text, session);
		memcpy(session, of_part.text, sizeof session);
		assert_int_equal(check_documents(paths[part - first]), file->documents);
	}
	for (size_t i = 0, part = first; i < timeline->event_count; i++) {
		const struct timeline_event *event = &timeline->events[i];
		struct record record;
		if (event->kind != RECORD_END)
			continue;
		const struct timeline_file *file = &timeline->files[event->file];
		assert_true(reader_read(file->reader, event->offset, &record));
		assert_string_equal(record_field_text(&record, "reason").text, part < parts ? "split" : "closed");
		assert_int_equal(record_field_integer(&record, "documents", -1), file->documents);
		assert_int_equal(record_field_integer(&record, "messages", -1), file->messages);
		messages += (uint32_t)file->messages;
		part++;
	}
	if (first == 1)
		assert_int_equal(messages, bench->put);
	timeline_close(timeline);
	for (unsigned part = first; part <= parts; part++)
		free(paths[part - first]);
}

/* All parts joined: every message and mark once, in order. */
static void check_joined(struct bench *bench, unsigned parts)
{
	struct seen seen = { 0 };

	for (unsigned part = 1; part <= parts; part++)
		each_document(part_path(bench, part), see, &seen);
	assert_int_equal(seen.heads, parts);
	assert_int_equal(seen.ends, parts);
	assert_int_equal(seen.messages, bench->put);
	assert_int_equal(seen.marks, bench->marks);
	buffer_clear(&seen.payload);
}

static void test_split_by_size(void **state)
{
	struct bench bench;

	(void)state;
	bench_init(&bench, "size.bson");
	bench.settings.split_bytes = 100000;
	bench_start(&bench);
	put_many(&bench, 5000);
	end_at(&bench, "closed");
	wait_until(&bench, RECORDER_CLOSED);
	struct recorder_status status = status_of(&bench);
	assert_in_range(status.parts, 10, 40);
	assert_int_equal(status.messages, 5000);
	assert_string_equal(status.path, part_path(&bench, status.parts));
	check_parts(&bench, 1, status.parts, 100000);
	check_joined(&bench, status.parts);
	bench_clear(&bench);
}

/* A message that is larger than a file should be has a file of its own. */
static void test_split_with_messages_that_are_larger(void **state)
{
	struct bench bench;
	char payload[9000];

	(void)state;
	bench_init(&bench, "larger.bson");
	bench.settings.split_bytes = 4096;
	bench_start(&bench);
	for (int i = 0; i < 5; i++) {
		snprintf(payload, sizeof payload, "%d %08000d", i, 0);
		put_payload(&bench, payload, strlen(payload));
	}
	put_mark(&bench);
	end_at(&bench, "closed");
	wait_until(&bench, RECORDER_CLOSED);
	assert_int_equal(status_of(&bench).parts, 6);
	check_parts(&bench, 1, 6, 0);
	check_joined(&bench, 6);
	bench_clear(&bench);
}

/* All documents of a divided payload are in one file. */
static void test_split_around_a_payload_in_pieces(void **state)
{
	struct bench bench;
	char *bytes = noise(13 << 20);

	(void)state;
	bench_init(&bench, "around.bson");
	bench.settings.split_bytes = 100000;
	bench_start(&bench);
	for (int i = 0; i < 3; i++) {
		wait_ready(&bench);
		put_payload(&bench, i == 1 ? bytes : "1", i == 1 ? 13 << 20 : 1);
	}
	end_at(&bench, "closed");
	wait_until(&bench, RECORDER_CLOSED);
	assert_int_equal(status_of(&bench).parts, 3);
	check_parts(&bench, 1, 3, 0);
	assert_int_equal(check_documents(part_path(&bench, 2)), 4);
	free(bytes);
	bench_clear(&bench);
}

static void test_split_by_time(void **state)
{
	int64_t deadline = clock_mono() + DEADLINE, began = clock_mono();
	struct bench bench;

	(void)state;
	bench_init(&bench, "time.bson");
	bench.settings.split_time = CLOCK_SECOND / 5;
	bench_start(&bench);
	while (status_of(&bench).parts < 4) {
		put_number(&bench);
		wait_a_while(&bench, deadline);
	}
	assert_true(clock_mono() - began >= 3 * (CLOCK_SECOND / 5)); /* no file before its time */
	end_at(&bench, "closed");
	wait_until(&bench, RECORDER_CLOSED);
	unsigned parts = status_of(&bench).parts;
	check_parts(&bench, 1, parts, 0);
	check_joined(&bench, parts);
	bench_clear(&bench);
}

static void test_keep(void **state)
{
	struct bench bench;

	(void)state;
	bench_init(&bench, "keep.bson");
	bench.settings.split_bytes = 20000;
	bench.settings.keep = 3;
	bench_start(&bench);
	put_many(&bench, 3000);
	end_at(&bench, "closed");
	wait_until(&bench, RECORDER_CLOSED);
	unsigned parts = status_of(&bench).parts;
	assert_in_range(parts, 10, 60);
	check_parts(&bench, parts - 2, parts, 20000);
	for (unsigned part = 1; part < parts - 2; part++)
		assert_int_equal(access(part_path(&bench, part), F_OK), -1);
	bench_clear(&bench);
}

static void test_keep_one(void **state)
{
	struct bench bench;

	(void)state;
	bench_init(&bench, "one.bson");
	bench.settings.split_bytes = 20000;
	bench.settings.keep = 1;
	bench_start(&bench);
	put_many(&bench, 1000);
	end_at(&bench, "closed");
	wait_until(&bench, RECORDER_CLOSED);
	unsigned parts = status_of(&bench).parts;
	check_parts(&bench, parts, parts, 20000);
	bench_clear(&bench);
}

/* --- failures -------------------------------------------------------------------------------------------- */

static void wait_failed(struct bench *bench, const char *expected)
{
	wait_until(bench, RECORDER_FAILED);
	struct recorder_status status = status_of(bench);
	if (strstr(status.failure, expected) == NULL)
		fail_msg("'%s' instead of '%s'", status.failure, expected);
}

/* Puts until the disk is full, and some more: that's lost, and does no harm. */
static void fill_disk(struct bench *bench, uint64_t limit)
{
	limit_files(limit);
	for (int64_t deadline = clock_mono() + DEADLINE; status_of(bench).state == RECORDER_RUNNING;) {
		if (clock_mono() > deadline)
			break; /* the limit has to go before anything is said */
		if (recorder_ready(bench->recorder))
			put_number(bench);
	}
	for (int i = 0; i < 1000; i++)
		put_number(bench);
	put_mark(bench);
}

/* Fills the disk at a byte; and it stays full, or has room again before the recorder ends. */
static void check_full_disk(const char *name, uint64_t limit, bool room_again)
{
	struct bench bench;
	struct seen seen = { 0 };

	bench_init(&bench, name);
	bench_start(&bench);
	fill_disk(&bench, limit);
	struct recorder_status status = status_of(&bench);
	if (room_again)
		limit_files(UNLIMITED);
	recorder_free(bench.recorder);
	bench.recorder = NULL;
	limit_files(UNLIMITED);
	assert_int_equal(status.state, RECORDER_FAILED);
	assert_non_null(strstr(status.failure, "can't be written: File too large"));
	assert_string_equal(status.path, bench.path);
	each_document(bench.path, see, &seen);
	assert_int_equal(status.messages, seen.messages);
	assert_int_equal(status.lost, bench.put - seen.messages);
	assert_in_range(seen.ends, room_again, 1); /* a small one may have room even so */
	if (seen.ends > 0) {
		assert_non_null(strstr(seen.reason, "can't be written")); /* the file itself says why */
		assert_int_equal(seen.end_documents, seen.documents);
		assert_int_equal(seen.end_messages, seen.messages);
		assert_int_equal(seen.end_bytes, seen.bytes);
	}
	buffer_clear(&seen.payload);
	bench_clear(&bench);
}

static void test_a_full_disk(void **state)
{
	char name[64];

	(void)state;
	for (uint64_t limit = 4000; limit < 2000000; limit = limit * 5 / 2 + 1) {
		snprintf(name, sizeof name, "full-%llu.bson", (unsigned long long)limit);
		check_full_disk(name, limit, false);
		snprintf(name, sizeof name, "room-%llu.bson", (unsigned long long)limit);
		check_full_disk(name, limit, true);
	}
}

/* The pieces of a payload that had no room are one message that was lost, not several. */
static void check_lost_pieces(const char *name, uint64_t limit, unsigned pieces)
{
	struct pieces found = { 0 };
	struct bench bench;
	char *bytes = noise(30 << 20);

	bench_init(&bench, name);
	bench_start(&bench);
	put_payload(&bench, "1", 1);
	limit_files(limit);
	put_payload(&bench, bytes, 30 << 20);
	int64_t deadline = clock_mono() + DEADLINE;
	while (status_of(&bench).state == RECORDER_RUNNING && clock_mono() < deadline)
		continue;
	limit_files(UNLIMITED);
	wait_failed(&bench, "can't be written");
	struct recorder_status status = status_of(&bench);
	assert_int_equal(status.lost, 1);
	assert_int_equal(status.messages, 1);
	recorder_free(bench.recorder);
	bench.recorder = NULL;
	each_document(bench.path, see_pieces, &found);
	assert_int_equal(found.pieces, pieces);
	assert_int_equal(found.end_documents, found.documents);
	assert_int_equal(found.end_messages, 1);
	assert_int_equal(found.end_bytes, 1);
	free(bytes);
	bench_clear(&bench);
}

static void test_a_full_disk_inside_a_payload(void **state)
{
	(void)state;
	check_lost_pieces("none.bson", 1 << 20, 0);
	check_lost_pieces("first.bson", 13 << 20, 1);
	check_lost_pieces("second.bson", 25 << 20, 2);
}

/* The next part can't be begun: what should have been its first message is lost too. */
static void test_a_part_that_is_there_already(void **state)
{
	struct bench bench;
	uint32_t in_files = 0;

	(void)state;
	bench_init(&bench, "taken.bson");
	bench.settings.split_bytes = 20000;
	bench_start(&bench);
	folder_write(folder, "taken-0003.bson", "mine", NULL, 0);
	put_many(&bench, 3000);
	wait_failed(&bench, "taken-0003.bson: is there already");
	put_many(&bench, 100);
	struct recorder_status status = status_of(&bench);
	for (unsigned part = 1; part <= 2; part++)
		in_files += (uint32_t)count_kind(part_path(&bench, part), RECORD_MESSAGE);
	assert_int_equal(status.messages, in_files);
	assert_int_equal(status.lost, 3100 - in_files);
	assert_string_equal(status.path, part_path(&bench, 2)); /* and the other one isn't ours */
	assert_int_equal(status.parts, 2);
	bench_clear(&bench);
}

static void test_the_file_is_removed(void **state)
{
	struct bench bench;

	(void)state;
	bench_init(&bench, "gone.bson");
	bench_start(&bench);
	assert_int_equal(unlink(bench.path), 0);
	wake_drain(&bench.wake);
	put_number(&bench);
	struct pollfd wait = { bench.wake.sleeper, POLLIN, 0 };
	assert_int_equal(poll(&wait, 1, 20000), 1); /* it says so by itself */
	wait_failed(&bench, "gone.bson: the file was removed while it was written");
	bench_clear(&bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_in_order_and_complete),
		cmocka_unit_test(test_through_the_timeline),
		cmocka_unit_test(test_soon_in_the_file),
		cmocka_unit_test(test_what_never_begins),
		cmocka_unit_test(test_large_documents_come_whole),
		cmocka_unit_test(test_a_payload_beyond_a_document),
		cmocka_unit_test(test_pieces_are_counted),
		cmocka_unit_test(test_a_disk_that_hangs_holds_messages_back_and_loses_nothing),
		cmocka_unit_test(test_closed_while_the_disk_hangs),
		cmocka_unit_test(test_split_by_size),
		cmocka_unit_test(test_split_with_messages_that_are_larger),
		cmocka_unit_test(test_split_around_a_payload_in_pieces),
		cmocka_unit_test(test_split_by_time),
		cmocka_unit_test(test_keep),
		cmocka_unit_test(test_keep_one),
		cmocka_unit_test(test_a_full_disk),
		cmocka_unit_test(test_a_full_disk_inside_a_payload),
		cmocka_unit_test(test_a_part_that_is_there_already),
		cmocka_unit_test(test_the_file_is_removed),
	};

	return cmocka_run_group_tests_name("recorder", tests, folder_set_up, folder_tear_down);
}
