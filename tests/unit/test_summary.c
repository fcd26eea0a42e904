/* test_summary: what is in recordings, whole ones and damaged ones; and repairing those. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <cjson/cJSON.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sample.h"
#include "support.h"

#include "telltale/base/clock.h"
#include "telltale/base/memory.h"
#include "telltale/recording/export.h"
#include "telltale/recording/repair.h"
#include "telltale/recording/summary.h"

enum { MOST_OFFSETS = 16 };

/* A small recording, and where its documents begin; the last offset is its end. */
struct night {
	struct sample sample;
	size_t offsets[MOST_OFFSETS], count;
	size_t messages_before[MOST_OFFSETS]; /* documents */
};

static void note_offset(struct night *night, bool message)
{
	size_t before = night->count > 0 ? night->messages_before[night->count - 1] : 0;

	assert_true(night->count < MOST_OFFSETS);
	night->messages_before[night->count] = before + message;
	night->offsets[night->count++] = night->sample.documents.length;
}

static void make_night(struct night *night)
{
	struct sample *sample = &night->sample;

	night->count = 0;
	sample_init(sample);
	note_offset(night, false);
	sample_head(sample);
	note_offset(night, false);
	sample_message(sample, CLOCK_SECOND, "box", "box/state", "{\"hatch\":1,\"t\":[20.5,-3]}");
	note_offset(night, true);
	sample_message(sample, 2 * CLOCK_SECOND, "box", "box/note", "=open the hatch");
	note_offset(night, true);
	sample_mark(sample, 3 * CLOCK_SECOND, "jam");
	note_offset(night, false);
	sample_message(sample, 4 * CLOCK_SECOND, "box", "box/state", "{\"hatch\":0,\"t\":[20,-1]}");
	note_offset(night, true);
	sample_end(sample, 5 * CLOCK_SECOND);
	note_offset(night, false);
}

/* A file of those bytes as a timeline; NULL: it can't be opened. */
static struct timeline *open_bytes(const char *name, const char *bytes, size_t length)
{
	char path[512], *paths[] = { path };
	struct error error = ERROR_INIT;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	FILE *file = fopen(path, "wb");
	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, length, file), length);
	assert_int_equal(fclose(file), 0);
	struct timeline *timeline = timeline_open(paths, 1, &error);
	assert_int_equal(timeline == NULL, error.code != ERROR_NONE);
	return timeline;
}

/* What is there as JSON, which has to be right whatever the file is. */
static cJSON *parse_json(const struct summary *summary)
{
	struct buffer json = { NULL, 0, 0 };

	summary_json(summary, &json);
	cJSON *parsed = cJSON_ParseWithOpts(json.bytes, NULL, true);
	if (parsed == NULL)
		fail_msg("this is no JSON: %s", json.bytes);
	buffer_clear(&json);
	return parsed;
}

/* Exports into nothing; returns the lines. */
static uint64_t export_all(const struct timeline *timeline, const char *format)
{
	struct export_wish wish = { .format = format, .from = INT64_MIN, .to = INT64_MAX };
	int fd = open("/dev/null", O_WRONLY);
	struct error error = ERROR_INIT;
	struct export_result result;
	struct sink sink;

	sink_init(&sink, fd, "nothing");
	if (!export_run(timeline, &wish, &sink, &result, &error) || !sink_flush(&sink, &error))
		fail_msg("%s: %s", format, error.text);
	uint64_t lines = result.lines;
	export_clear(&result);
	sink_clear(&sink);
	close(fd);
	return lines;
}

/* Repairs it; the repaired one has nothing wrong with it. Returns how many documents were kept. */
static uint64_t check_repair(const struct timeline *timeline)
{
	char path[512], *paths[] = { path };
	struct error error = ERROR_INIT;
	struct repair repair;
	struct writer writer;

	snprintf(path, sizeof path, "%s/repaired", folder);
	assert_true(writer_open(&writer, path, true, &error));
	if (!repair_run(&repair, timeline, &writer, &error))
		fail_msg("%s", error.text);
	writer_close(&writer);
	struct timeline *repaired = timeline_open(paths, 1, &error);
	if (repaired == NULL)
		fail_msg("%s", error.text);
	struct summary *summary = summary_new(repaired, true);
	assert_int_equal(summary->walk.damages, 0);
	assert_true(repaired->files[0].closed);
	assert_int_equal(summary->documents, repair.documents + repair.ended);
	assert_int_equal(repaired->files[0].reader->length >= repair.bytes, 1);
	uint64_t kept = repair.documents;
	assert_int_equal(repair.bytes + repair.left_out, timeline->files[0].reader->length);
	repair_clear(&repair);
	summary_free(summary);
	timeline_close(repaired);
	return kept;
}

static void test_a_whole_one(void **state)
{
	struct night night;

	(void)state;
	make_night(&night);
	struct timeline *timeline = sample_open(&night.sample);
	for (int check = 0; check < 2; check++) {
		struct summary *summary = summary_new(timeline, check);
		assert_int_equal(summary->documents, 6);
		assert_int_equal(summary->messages, 3);
		assert_int_equal(summary->bytes, 25 + 15 + 23);
		assert_int_equal(summary->devices.count, 1);
		assert_int_equal(summary->devices.all[0]->topics, 2);
		assert_int_equal(summary->topics.count, 2);
		assert_string_equal(summary->topics.all[0]->name, "box/state");
		assert_int_equal(summary->topics.all[0]->messages, 2);
		assert_ptr_equal(summary->topics.all[1]->device, summary->devices.all[0]);
		assert_int_equal(summary->kinds[RECORD_MARK], 1);
		assert_int_equal(summary->walk.finding_count, 0);
		assert_true(nearly(summary_rate(summary, 10), 2));
		assert_int_equal(summary_end(summary), SAMPLE_WALL + 5 * CLOCK_SECOND);
		cJSON_Delete(parse_json(summary));
		summary_free(summary);
	}
	assert_int_equal(export_all(timeline, "ndjson"), 6);
	assert_int_equal(export_all(timeline, "raw"), 3);
	assert_int_equal(export_all(timeline, "csv"), 1 + 3);
	assert_int_equal(export_all(timeline, "long"), 1 + 3 + 1 + 3);
	assert_int_equal(check_repair(timeline), 6);
	timeline_close(timeline);
	sample_clear(&night.sample);
}

/* Cut anywhere, what is whole is there, and the rest is said to be cut off. */
static void check_cut(const struct night *night, size_t length)
{
	struct timeline *timeline = open_bytes("cut", night->sample.documents.bytes, length);
	size_t whole = 0;

	while (night->offsets[whole + 1] <= length && whole + 1 < night->count)
		whole++;
	if (whole == 0) {
		assert_null(timeline);
		return;
	}
	assert_non_null(timeline);
	struct summary *summary = summary_new(timeline, true), *quick = summary_new(timeline, false);
	size_t rest = length - night->offsets[whole];
	assert_int_equal(summary->documents, whole);
	assert_int_equal(summary->messages, night->messages_before[whole]);
	assert_int_equal(quick->messages, summary->messages);
	assert_int_equal(summary->walk.damages, rest > 0);
	assert_int_equal(quick->walk.damages, rest > 0);
	if (rest > 0) {
		assert_int_equal(summary->walk.findings[0].offset, night->offsets[whole]);
		assert_int_equal(summary->walk.findings[0].length, rest);
		assert_string_equal(summary->walk.findings[0].what, "a document that is cut off");
	}
	cJSON *json = parse_json(summary);
	assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(json, "damages")), rest > 0);
	cJSON_Delete(json);
	assert_int_equal(export_all(timeline, "ndjson"), whole);
	assert_int_equal(export_all(timeline, "raw"), night->messages_before[whole]);
	assert_int_equal(check_repair(timeline), whole);
	summary_free(summary);
	summary_free(quick);
	timeline_close(timeline);
}

static void test_cut_at_every_length(void **state)
{
	struct night night;

	(void)state;
	make_night(&night);
	for (size_t length = 0; length <= night.sample.documents.length; length++)
		check_cut(&night, length);
	sample_clear(&night.sample);
}

/* Whatever was done to a file: nothing crashes, all formats come out, and it can be repaired. */
static void check_damaged(const char *bytes, size_t length)
{
	static const char *const formats[] = { "ndjson", "canonical", "csv", "long", "raw" };
	struct timeline *timeline = open_bytes("damaged", bytes, length);

	if (timeline == NULL)
		return;
	for (int check = 0; check < 2; check++) {
		struct buffer text = { NULL, 0, 0 };
		struct summary *summary = summary_new(timeline, check);
		cJSON_Delete(parse_json(summary));
		summary_text(summary, &text);
		summary_verdict(summary, &text);
		for (size_t i = 0; i < text.length; i++)
			assert_true(text.bytes[i] == '\n' || (unsigned char)text.bytes[i] >= ' ');
		buffer_clear(&text);
		summary_free(summary);
	}
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
		export_all(timeline, formats[i]);
	check_repair(timeline);
	timeline_close(timeline);
}

static void damage(char *bytes, size_t *length, uint64_t *state)
{
	size_t at = random_next(state) % *length, n = 1 + random_next(state) % 16;

	switch (random_next(state) % 4) {
	case 0: /* a bit */
		bytes[at] ^= (char)(1 << random_next(state) % 8);
		break;
	case 1: /* some bytes */
		for (size_t i = at; i < *length && i < at + n; i++)
			bytes[i] = (char)random_next(state);
		break;
	case 2: /* some are missing */
		n = n < *length - at ? n : *length - at;
		memmove(bytes + at, bytes + at + n, *length - at - n);
		*length -= n;
		break;
	default: /* a block of nothing */
		memset(bytes + at, 0, *length - at < 64 ? *length - at : 64);
	}
}

static void test_damage_of_all_kinds(void **state)
{
	uint64_t seed = 7;
	struct night night;

	(void)state;
	make_night(&night);
	for (int round = 0; round < 1500; round++) {
		size_t length = night.sample.documents.length;
		char *bytes = memory_copy(night.sample.documents.bytes, length);
		for (uint64_t i = 1 + random_next(&seed) % 4; i > 0 && length > 0; i--)
			damage(bytes, &length, &seed);
		check_damaged(bytes, length);
		free(bytes);
	}
	sample_clear(&night.sample);
}

/* Damage in the middle is named by its place, and only that is left out. */
static void test_damage_in_the_middle(void **state)
{
	struct night night;

	(void)state;
	make_night(&night);
	size_t at = night.offsets[2], length = night.offsets[3] - at;
	night.sample.documents.bytes[at + 3] = 0x55; /* its length */
	struct timeline *timeline = open_bytes("middle", night.sample.documents.bytes, night.sample.documents.length);
	struct summary *summary = summary_new(timeline, true);
	assert_int_equal(summary->documents, 5);
	assert_int_equal(summary->walk.damages, 1);
	assert_int_equal(summary->walk.findings[0].offset, at);
	assert_int_equal(summary->walk.findings[0].length, length);
	assert_string_equal(summary->walk.findings[0].what, "bytes that are no document");
	summary_free(summary);
	assert_int_equal(check_repair(timeline), 5);
	timeline_close(timeline);
	sample_clear(&night.sample);
}

/* A document whose beginning is good and whose inside isn't: only a close look finds it. */
static void test_broken_inside(void **state)
{
	struct night night;

	(void)state;
	make_night(&night);
	char *inside = memmem(night.sample.documents.bytes, night.sample.documents.length, "hatch", 5);
	inside[10] = '\x55'; /* the type of what follows the number: there is no such type */
	struct timeline *timeline = open_bytes("inside", night.sample.documents.bytes, night.sample.documents.length);
	struct summary *quick = summary_new(timeline, false), *summary = summary_new(timeline, true);
	assert_int_equal(summary->walk.damages, 1);
	assert_int_equal(summary->walk.findings[0].offset, night.offsets[1]);
	assert_int_equal(summary->walk.findings[0].length, night.offsets[2] - night.offsets[1]);
	assert_string_equal(summary->walk.findings[0].what, "a document that is broken inside");
	assert_int_equal(summary->messages, 2);
	assert_int_equal(quick->messages, 2); /* its payload can't be read */
	assert_int_equal(quick->walk.damages, 1);
	assert_int_equal(export_all(timeline, "raw"), 2);
	assert_int_equal(export_all(timeline, "csv"), 1 + 2);
	assert_int_equal(export_all(timeline, "ndjson"), 5);
	summary_free(quick);
	summary_free(summary);
	assert_int_equal(check_repair(timeline), 5);
	timeline_close(timeline);
	sample_clear(&night.sample);
}

/* BSON that is nested deeper than the stack, behind damage, where it's looked at closely. */
static void test_too_deep(void **state)
{
	enum { LEVELS = 500000 };
	static const char id[] = "\x07_id\0twelve bytes";
	size_t head = 4 + sizeof id - 1, length = head + LEVELS * 8 + 5 - 4;
	struct night night;

	(void)state;
	make_night(&night);
	struct buffer *documents = &night.sample.documents;
	buffer_append(documents, "damage", 6);
	size_t begin = documents->length;
	char *deep = memory_zeroed(length, 1);
	for (size_t i = 0; i <= LEVELS; i++) {
		size_t at = i == 0 ? 0 : head + (i - 1) * 7 + 3;
		uint32_t rest = (uint32_t)(length - at - i);
		memcpy(deep + at, &rest, 4);
		if (i == 0)
			memcpy(deep + 4, id, sizeof id - 1);
		if (i < LEVELS)
			memcpy(deep + (i == 0 ? head : at + 4), "\x03\x61", 3);
	}
	buffer_append(documents, deep, length);
	struct timeline *timeline = open_bytes("deep", documents->bytes, documents->length);
	struct summary *summary = summary_new(timeline, true);
	assert_int_equal(summary->documents, 6);
	assert_int_equal(summary->walk.damages, 1);
	assert_int_equal(summary->walk.findings[0].offset, begin - 6);
	summary_free(summary);
	check_damaged(documents->bytes, documents->length);
	timeline_close(timeline);
	free(deep);
	sample_clear(&night.sample);
}

/* Names and notes may be anything; what is read by people is clean. */
static void test_hostile_texts(void **state)
{
	struct message message = { .topic = "\xff\x1b]0;x\x07", .topic_length = 7, .payload = "1", .payload_length = 1 };
	struct buffer text = { NULL, 0, 0 };
	struct sample sample;

	(void)state;
	sample_init(&sample);
	sample.head.who = "\x1b[2J\xff";
	sample_head(&sample);
	struct encoder_stamp stamp = sample_stamp(&sample, 1, "dev\x1b[31m\"\\");
	encoder_message(sample.encoder, &stamp, &message, &sample.documents);
	sample_mark(&sample, 2, "\x9b" "31m\n\xe2\x80\xae");
	struct timeline *timeline = sample_open(&sample);
	struct summary *summary = summary_new(timeline, true);
	summary_text(summary, &text);
	assert_non_null(strstr(text.bytes, "dev\\x1b[31m"));
	assert_non_null(strstr(text.bytes, "\\xff\\x1b]0;x\\x07"));
	for (size_t i = 0; i < text.length; i++)
		assert_true(text.bytes[i] == '\n' || (text.bytes[i] >= ' ' && text.bytes[i] < 0x7f));
	cJSON *json = parse_json(summary);
	const cJSON *device = cJSON_GetArrayItem(cJSON_GetObjectItem(json, "devices"), 0);
	assert_string_equal(cJSON_GetStringValue(cJSON_GetObjectItem(device, "device")), "dev\x1b[31m\"\\");
	cJSON_Delete(json);
	buffer_clear(&text);
	summary_free(summary);
	timeline_close(timeline);
	sample_clear(&sample);
}

/* Times of hostile documents are none: no sum or difference overflows, and the others keep theirs. */
static void test_times_beyond_all_bounds(void **state)
{
	static const int64_t times[] = { INT64_MAX, INT64_MIN, INT64_MAX / 2, INT64_MIN / 2, INT64_MAX / 17, -1 };
	struct message message = { .topic = "t", .topic_length = 1, .payload = "1", .payload_length = 1 };
	struct sample sample;

	(void)state;
	for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
		for (size_t k = 0; k < sizeof times / sizeof *times; k++) {
			struct encoder_stamp stamp = { times[i], times[k], "test", NULL };
			sample_init(&sample);
			encoder_recording(sample.encoder, &stamp, &sample.head, &sample.documents);
			sample_message(&sample, 0, "a", "a/x", "1");
			encoder_message(sample.encoder, &stamp, &message, &sample.documents);
			encoder_gap(sample.encoder, &stamp, times[i], times[k], times[i], "x", &sample.documents);
			sample_message(&sample, CLOCK_SECOND, "a", "a/x", "2");
			check_damaged(sample.documents.bytes, sample.documents.length);
			sample_clear(&sample);
		}
	}
}

/* What is odd is a note, and no damage. */
static void test_notes(void **state)
{
	static const char *const expected[] = { "it doesn't begin as a recording does",
		                                "its time is before that of the document in front of it",
		                                "it was not closed" };
	struct sample sample;

	(void)state;
	sample_init(&sample);
	sample_message(&sample, CLOCK_MINUTE, "a", "a/x", "1");
	sample_message(&sample, CLOCK_SECOND, "a", "a/x", "2");
	struct timeline *timeline = sample_open(&sample);
	struct summary *summary = summary_new(timeline, true);
	assert_int_equal(summary->walk.damages, 0);
	assert_int_equal(summary->walk.finding_count, 3);
	for (size_t i = 0; i < 3; i++)
		assert_string_equal(summary->walk.findings[i].what, expected[i]);
	summary_free(summary);
	timeline_close(timeline);
	sample_clear(&sample);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_whole_one),
		cmocka_unit_test(test_cut_at_every_length),
		cmocka_unit_test(test_damage_of_all_kinds),
		cmocka_unit_test(test_damage_in_the_middle),
		cmocka_unit_test(test_broken_inside),
		cmocka_unit_test(test_too_deep),
		cmocka_unit_test(test_hostile_texts),
		cmocka_unit_test(test_times_beyond_all_bounds),
		cmocka_unit_test(test_notes),
	};
	return cmocka_run_group_tests(tests, folder_set_up, folder_tear_down);
}
