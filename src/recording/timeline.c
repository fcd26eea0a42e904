/* timeline: see include/telltale/recording/timeline.h */
#include "config.h"

#include "telltale/recording/timeline.h"

#include <stdlib.h>
#include <string.h>

#include "telltale/base/memory.h"

enum { STEP = 64 };

/* Where a document is: each STEP-th, and the first of each file. */
struct timeline_entry {
	uint64_t offset, number;
	int64_t time; /* before it */
	int64_t wall;
	uint32_t file;
};

/* --- opening --------------------------------------------------------------------------------------------- */

static int64_t part_of(const struct timeline_file *file)
{
	return record_field_integer(&file->head, "part", 1);
}

static bool same_run(const struct record *a, const struct record *b)
{
	struct record_text one = record_field_text(a, "session"), other = record_field_text(b, "session");

	return one.length > 0 && one.length == other.length && memcmp(one.text, other.text, one.length) == 0;
}

static bool same_session(const struct timeline_file *a, const struct timeline_file *b)
{
	return same_run(&a->head, &b->head);
}

/* By time; the parts of one session by number, for clocks on walls are put back. */
static int compare_files(const void *a, const void *b)
{
	const struct timeline_file *one = a, *other = b;

	if (same_session(one, other))
		return part_of(one) < part_of(other) ? -1 : part_of(one) > part_of(other);
	return one->head.wall < other->head.wall ? -1 : one->head.wall > other->head.wall;
}

static void read_head(struct timeline_file *file)
{
	struct reader_damage damage;
	uint64_t first = reader_resync(file->reader, 0, &damage);

	if (reader_read(file->reader, 0, &file->head))
		return;
	if (first < file->reader->length)
		reader_read(file->reader, first, &file->head);
	else
		file->head = (struct record){ .kind = RECORD_OTHER, .bytes = file->reader->bytes };
}

static bool is_copy(const struct timeline_file *a, const struct timeline_file *b)
{
	bool same_part = a->head.kind == RECORD_RECORDING && b->head.kind == RECORD_RECORDING && same_session(a, b) &&
	                 part_of(a) == part_of(b);

	return same_part || strcmp(a->reader->path, b->reader->path) == 0;
}

/* Of a part that is there twice, the longer file is used: the other may have been copied while it was written. */
static void leave_out_copies(struct timeline *timeline)
{
	size_t kept = 0;

	for (size_t i = 0; i < timeline->file_count; i++) {
		struct timeline_file file = timeline->files[i], *before = &timeline->files[kept > 0 ? kept - 1 : 0];
		if (kept == 0 || !is_copy(before, &file)) {
			timeline->files[kept++] = file;
			continue;
		}
		if (file.reader->length > before->reader->length) {
			timeline->files[i] = *before;
			*before = file;
			file = timeline->files[i];
		}
		timeline->copies = memory_resize(timeline->copies, timeline->copy_count + 1, sizeof *timeline->copies);
		timeline->copies[timeline->copy_count++] =
		    (struct timeline_copy){ memory_text(file.reader->path), (uint32_t)(kept - 1) };
		reader_close(file.reader);
	}
	timeline->file_count = kept;
}

void timeline_describe_copy(const struct timeline *timeline, size_t index, struct buffer *text)
{
	const struct timeline_copy *copy = &timeline->copies[index];
	const char *path = timeline->files[copy->file].reader->path;

	if (strcmp(copy->path, path) == 0)
		buffer_format(text, "%s: named twice; it is used once", path);
	else
		buffer_format(text, "%s: the same recording as %s; it is used once", copy->path, path);
}

static bool open_files(struct timeline *timeline, char *const *paths, size_t count, struct error *error)
{
	timeline->files = memory_zeroed(count, sizeof *timeline->files);
	for (size_t i = 0; i < count; i++) {
		timeline->files[i].reader = reader_open(paths[i], error);
		if (timeline->files[i].reader == NULL)
			return false;
		timeline->file_count++;
		read_head(&timeline->files[i]);
	}
	qsort(timeline->files, count, sizeof *timeline->files, compare_files);
	leave_out_copies(timeline);
	return true;
}

static void add_entry(struct timeline *timeline, const struct timeline_cursor *cursor, int64_t wall)
{
	timeline->entries =
	    memory_grow(timeline->entries, timeline->entry_count, &timeline->entry_capacity, sizeof *timeline->entries);
	timeline->entries[timeline->entry_count++] =
	    (struct timeline_entry){ cursor->offset, cursor->number, cursor->time, wall, cursor->file };
}

static void add_event(struct timeline *timeline, const struct timeline_item *item)
{
	timeline->events =
	    memory_grow(timeline->events, timeline->event_count, &timeline->event_capacity, sizeof *timeline->events);
	timeline->events[timeline->event_count++] =
	    (struct timeline_event){ item->time, item->record.kind, item->file, item->offset };
}

static void add_damage(struct timeline_file *file, const struct reader_damage *damage)
{
	file->damages = memory_resize(file->damages, file->damage_count + 1, sizeof *file->damages);
	file->damages[file->damage_count++] = *damage;
}

/* Of a recording that stands on its own, by the clock on the wall. */
static int64_t offset_of(const struct timeline *timeline, const struct record *head)
{
	return head->wall - timeline->wall_zero - head->mono;
}

/* Where a file stands on the timeline, once those before it are known. */
static void place_file(struct timeline *timeline, size_t index)
{
	struct timeline_file *file = &timeline->files[index];
	const struct timeline_file *before = index > 0 ? file - 1 : NULL;

	if (before == NULL)
		file->offset = -file->head.mono;
	else if (same_session(before, file))
		file->offset = before->offset;
	else
		file->offset = offset_of(timeline, &file->head);
	if (before == NULL)
		timeline->wall_zero = file->head.wall;
}

static void note(struct timeline *timeline, struct timeline_file *file, const struct timeline_item *item)
{
	file->documents++;
	file->closed = item->record.kind == RECORD_END;
	file->end = item->time;
	file->others += item->record.kind == RECORD_OTHER;
	if (item->record.kind == RECORD_MESSAGE)
		file->messages += item->record.part == 0; /* further pieces are no messages of their own */
	else if (item->record.kind != RECORD_OTHER)
		add_event(timeline, item);
}

size_t timeline_joints(const struct timeline_file *file, uint64_t at)
{
	size_t count = file->joint_count;

	while (count > 0 && file->joints[count - 1].at > at)
		count--;
	return count;
}

/* When a document is, which isn't before those in front of it. */
static int64_t time_of(const struct timeline_file *file, const struct timeline_item *item, int64_t before)
{
	size_t joints = timeline_joints(file, item->offset);
	int64_t offset = joints > 0 ? file->joints[joints - 1].offset : file->offset;

	return item->record.mono + offset > before ? item->record.mono + offset : before;
}

/* Reads the document at the cursor, hopping: only the beginning of it. Goes on to the next file at the end of one. */
static bool step(struct timeline_cursor *cursor, struct timeline_item *item, bool whole, struct timeline_file *noting)
{
	const struct timeline *timeline = cursor->timeline;

	for (; cursor->file < timeline->file_count; cursor->file++, cursor->offset = 0) {
		const struct timeline_file *file = &timeline->files[cursor->file];
		struct reader_damage damage;
		if (noting != NULL && file != noting)
			return false;
		while (cursor->offset < file->reader->length) {
			bool good = whole ? reader_read(file->reader, cursor->offset, &item->record)
			                  : reader_peek(file->reader, cursor->offset, &item->record);
			if (!good) {
				cursor->offset = reader_resync(file->reader, cursor->offset, &damage);
				if (noting != NULL)
					add_damage(noting, &damage);
				continue;
			}
			item->file = cursor->file;
			item->offset = cursor->offset;
			item->time = time_of(file, item, cursor->time);
			return true;
		}
	}
	return false;
}

/* Documents that a payload was divided into are large: to see that, all of them are read. */
static void look_closer(const struct timeline_file *file, struct timeline_item *item)
{
	struct record record;

	if (item->record.kind == RECORD_MESSAGE && item->record.length > (1 << 20) &&
	    reader_read(file->reader, item->offset, &record))
		item->record = record;
}

/* A `recording` document within a file. A further part of the same one goes on with its clock. */
static void join(struct timeline *timeline, struct timeline_file *file, struct record *head, struct timeline_item *item,
                 int64_t before)
{
	struct record record;

	if (!reader_read(file->reader, item->offset, &record))
		return;
	if (!same_run(head, &record)) {
		file->joints = memory_resize(file->joints, file->joint_count + 1, sizeof *file->joints);
		file->joints[file->joint_count++] =
		    (struct timeline_joint){ item->offset, offset_of(timeline, &record) };
		item->time = time_of(file, item, before);
	}
	*head = record;
}

static void hop(struct timeline *timeline, size_t index)
{
	struct timeline_file *file = &timeline->files[index];
	struct record head = file->head;
	struct timeline_cursor cursor = { timeline, (uint32_t)index, 0, timeline->documents, timeline->end };
	struct timeline_item item;
	bool first = true;

	while (step(&cursor, &item, false, file)) {
		look_closer(file, &item);
		if (item.record.kind == RECORD_RECORDING && !first)
			join(timeline, file, &head, &item, cursor.time);
		cursor.offset = item.offset;
		if (first || cursor.number % STEP == 0)
			add_entry(timeline, &cursor, item.record.wall);
		if (first)
			file->begin = item.time;
		first = false;
		note(timeline, file, &item);
		cursor.offset = item.offset + item.record.length;
		cursor.time = item.time;
		cursor.number++;
	}
	timeline->documents = cursor.number;
	timeline->end = cursor.time;
	timeline->messages += file->messages;
}

/* MongoDB's dump of another collection is such a file. */
static bool is_recording(const struct timeline_file *file, struct error *error)
{
	if (file->others < file->documents)
		return true;
	if (!reader_intact(file->reader, error))
		return false;
	return error_set(error, ERROR_USAGE, "%s: found BSON, but no document of a recording", file->reader->path);
}

struct timeline *timeline_open(char *const *paths, size_t count, struct error *error)
{
	struct timeline *timeline = memory_zeroed(1, sizeof *timeline);

	if (!open_files(timeline, paths, count, error)) {
		timeline_close(timeline);
		return NULL;
	}
	for (size_t i = 0; i < timeline->file_count; i++) {
		place_file(timeline, i);
		hop(timeline, i);
		if (!is_recording(&timeline->files[i], error)) {
			timeline_close(timeline);
			return NULL;
		}
	}
	return timeline;
}

bool timeline_continues(const struct timeline *timeline, size_t file)
{
	const struct timeline_file *it = &timeline->files[file];

	return file > 0 && same_session(it - 1, it) && part_of(it) == part_of(it - 1) + 1;
}

bool timeline_intact(const struct timeline *timeline, struct error *error)
{
	for (size_t i = 0; i < timeline->file_count; i++)
		if (!reader_intact(timeline->files[i].reader, error))
			return false;
	return true;
}

void timeline_close(struct timeline *timeline)
{
	if (timeline == NULL)
		return;
	for (size_t i = 0; i < timeline->file_count; i++) {
		reader_close(timeline->files[i].reader);
		free(timeline->files[i].damages);
		free(timeline->files[i].joints);
	}
	for (size_t i = 0; i < timeline->copy_count; i++)
		free(timeline->copies[i].path);
	free(timeline->copies);
	free(timeline->files);
	free(timeline->events);
	free(timeline->entries);
	free(timeline);
}

/* --- walking --------------------------------------------------------------------------------------------- */

struct timeline_cursor timeline_begin(const struct timeline *timeline)
{
	return (struct timeline_cursor){ .timeline = timeline };
}

bool timeline_next(struct timeline_cursor *cursor, struct timeline_item *item)
{
	if (!step(cursor, item, true, NULL))
		return false;
	const struct timeline_file *file = &cursor->timeline->files[item->file];
	cursor->offset = reader_behind(file->reader, item->offset, &item->record);
	cursor->time = item->time;
	cursor->number++;
	size_t length = item->record.length;
	for (uint64_t at = item->offset + length; at < cursor->offset && length > 0; cursor->number++)
		at += length = reader_length_at(file->reader, at); /* 0: it was lost just now */
	return true;
}

static struct timeline_cursor at_entry(const struct timeline *timeline, size_t index)
{
	const struct timeline_entry *entry = &timeline->entries[index];

	return (struct timeline_cursor){ timeline, entry->file, entry->offset, entry->number, entry->time };
}

/* The last entry for which nothing that is wanted lies before it. */
static size_t find_entry(const struct timeline *timeline, int64_t time, uint64_t number)
{
	size_t low = 0, high = timeline->entry_count;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;
		const struct timeline_entry *entry = &timeline->entries[middle];
		if (entry->number <= number && (entry->time < time || number != UINT64_MAX))
			low = middle;
		else
			high = middle;
	}
	return low;
}

struct timeline_cursor timeline_seek(const struct timeline *timeline, int64_t time)
{
	struct timeline_item item;

	if (timeline->entry_count == 0)
		return timeline_begin(timeline);
	struct timeline_cursor cursor = at_entry(timeline, find_entry(timeline, time, UINT64_MAX)), before = cursor;
	while (timeline_next(&cursor, &item) && item.time < time)
		before = cursor;
	return before;
}

struct timeline_cursor timeline_seek_number(const struct timeline *timeline, uint64_t number)
{
	struct timeline_item item;

	if (timeline->entry_count == 0)
		return timeline_begin(timeline);
	struct timeline_cursor cursor = at_entry(timeline, find_entry(timeline, 0, number));
	while (cursor.number < number && timeline_next(&cursor, &item))
		continue;
	return cursor;
}

bool timeline_message(const struct timeline *timeline, const struct timeline_item *item, struct message *message,
                      struct buffer *payload, struct buffer *properties)
{
	if (!reader_message(timeline->files[item->file].reader, item->offset, &item->record, message, payload, properties))
		return false;
	message->mono = item->time;
	return true;
}

int64_t timeline_wall(const struct timeline *timeline, int64_t time)
{
	struct timeline_item item;
	int64_t wall = timeline->wall_zero, since = 0;

	if (timeline->entry_count == 0)
		return wall + time;
	size_t entry = find_entry(timeline, time, UINT64_MAX);
	struct timeline_cursor cursor = at_entry(timeline, entry > 0 ? entry - 1 : 0); /* one has to lie before it */
	while (timeline_next(&cursor, &item) && item.time <= time) {
		if (item.record.kind == RECORD_MESSAGE && item.record.earlier)
			continue; /* its wall time is from before the recording */
		wall = item.record.wall;
		since = item.time;
	}
	return time - since < INT64_MAX - wall ? wall + (time - since) : INT64_MAX;
}
