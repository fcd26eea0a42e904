/* walk: see include/telltale/recording/walk.h */
#include "config.h"

#include "telltale/recording/walk.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "telltale/base/memory.h"

static const char broken[] = "a document that is broken inside";
static const char lost[] = "it was lost while it was read";
static const char pieces_missing[] = "a message of which pieces are missing";
static const char beginning_missing[] = "a piece of a message whose beginning is missing";
static const char no_payload[] = "a message without a payload";

void walk_init(struct walk *walk, struct timeline_cursor cursor)
{
	*walk = (struct walk){ .cursor = cursor, .file = cursor.file, .expected = cursor.offset };
}

void walk_clear(struct walk *walk)
{
	free(walk->findings);
	walk->findings = NULL;
}

void walk_note(struct walk *walk, uint32_t file, uint64_t offset, uint64_t length, const char *what, bool damage)
{
	walk->findings = memory_grow(walk->findings, walk->finding_count, &walk->capacity, sizeof *walk->findings);
	walk->findings[walk->finding_count++] = (struct finding){ file, offset, length, what, damage };
	walk->damages += damage;
}

/* Notes what lies between two places of a file: what was found to be damage as it was opened, and documents that
 * only a closer look has shown to be broken. */
static void note_between(struct walk *walk, uint32_t index, uint64_t from, uint64_t to)
{
	const struct timeline_file *file = &walk->cursor.timeline->files[index];

	for (size_t i = 0; i < file->damage_count && from < to; i++) {
		const struct reader_damage *damage = &file->damages[i];
		uint64_t begin = damage->offset, end = begin + damage->length < to ? begin + damage->length : to;
		if (end <= from || begin >= to)
			continue;
		if (begin > from)
			walk_note(walk, index, from, begin - from, broken, true);
		begin = begin > from ? begin : from;
		walk_note(walk, index, begin, end - begin, damage->what, true);
		from = end;
	}
	if (from < to)
		walk_note(walk, index, from, to - from, reader_intact(file->reader, NULL) ? broken : lost, true);
}

/* Notes everything between where the next document was expected and where it is. */
static void note_skipped(struct walk *walk, uint32_t file, uint64_t offset)
{
	const struct timeline *timeline = walk->cursor.timeline;

	for (; walk->file < file; walk->file++, walk->expected = 0)
		note_between(walk, walk->file, walk->expected, timeline->files[walk->file].reader->length);
	if (walk->file < timeline->file_count)
		note_between(walk, file, walk->expected, offset);
}

bool walk_next(struct walk *walk, struct timeline_item *item)
{
	bool more = timeline_next(&walk->cursor, item);

	if (more)
		note_skipped(walk, item->file, item->offset);
	else
		note_skipped(walk, (uint32_t)walk->cursor.timeline->file_count, 0);
	if (more)
		walk->expected = walk->cursor.offset;
	return more;
}

uint64_t walk_length(const struct timeline *timeline, const struct timeline_item *item)
{
	return reader_behind(timeline->files[item->file].reader, item->offset, &item->record) - item->offset;
}

/* What is wrong with a message that can't be read. */
static const char *wrong_message(const struct record *record)
{
	return record->part > 0 ? beginning_missing : record->parts > 1 ? pieces_missing : no_payload;
}

bool walk_message(struct walk *walk, const struct timeline_item *item, struct message *message,
                  struct buffer *payload, struct buffer *properties)
{
	const struct timeline *timeline = walk->cursor.timeline;

	if (item->record.kind != RECORD_MESSAGE)
		return false;
	if (timeline_message(timeline, item, message, payload, properties))
		return true;
	walk_note(walk, item->file, item->offset, walk_length(timeline, item), wrong_message(&item->record), true);
	return false;
}

bool walk_is_repeated(const struct timeline *timeline, const struct timeline_item *item)
{
	if (!item->record.earlier || item->file == 0)
		return false;
	struct record_text mine = record_field_text(&timeline->files[item->file].head, "session");
	struct record_text before = record_field_text(&timeline->files[item->file - 1].head, "session");
	return mine.length > 0 && mine.length == before.length && memcmp(mine.text, before.text, mine.length) == 0;
}

/* Whether all documents of an item are valid. */
static bool all_valid(const struct reader *reader, const struct timeline_item *item)
{
	uint64_t at = item->offset, end = reader_behind(reader, item->offset, &item->record);
	struct record record;

	for (; at < end; at += record.length)
		if (!reader_read(reader, at, &record) || !reader_valid(&record))
			return false;
	return true;
}

const char *walk_check(const struct timeline *timeline, const struct timeline_item *item, struct buffer *payload,
                       struct buffer *properties)
{
	struct message message;

	if (!all_valid(timeline->files[item->file].reader, item))
		return broken;
	if (item->record.kind != RECORD_MESSAGE)
		return NULL;
	if (!timeline_message(timeline, item, &message, payload, properties))
		return wrong_message(&item->record);
	return message.topic_length == 0 ? "a message without a topic" : NULL;
}

void walk_describe(const struct timeline *timeline, const struct finding *finding, struct buffer *text)
{
	buffer_format(text, "%s: offset %" PRIu64, timeline->files[finding->file].reader->path, finding->offset);
	if (finding->length > 0)
		buffer_format(text, ", %" PRIu64 " byte%s", finding->length, finding->length == 1 ? "" : "s");
	buffer_format(text, ": %s", finding->what);
}
