/* repair: see include/telltale/recording/repair.h */
#include "config.h"

#include "telltale/recording/repair.h"

#include "telltale/base/memory.h"
#include "telltale/recording/encoder.h"

#include <stdlib.h>

enum { WRITE_AT = 1 << 20 };

/* What the `end` document needs to know. */
struct ending {
	struct encoder_counts counts;
	int64_t wall, mono;
	struct record_text source;
	bool there; /* the last document that was copied is one */
};

static void note_copied(struct ending *ending, const struct timeline_item *item, size_t payload)
{
	const struct record *record = &item->record;

	ending->counts.documents++;
	ending->there = record->kind == RECORD_END;
	if (record->source.length > 0)
		ending->source = record->source;
	if (record->kind == RECORD_MESSAGE && record->earlier)
		return;
	ending->wall = record->wall;
	ending->mono = record->mono;
	if (record->kind == RECORD_MESSAGE) {
		ending->counts.messages++;
		ending->counts.bytes += payload;
	}
}

static void put_end(const struct ending *ending, struct buffer *out)
{
	struct encoder *encoder = encoder_new();
	char *source = memory_textn(ending->source.length > 0 ? ending->source.text : "", ending->source.length);
	struct encoder_stamp stamp = { ending->wall, ending->mono, source, NULL };
	struct encoder_counts counts = ending->counts;

	counts.documents++;
	encoder_end(encoder, &stamp, &counts, "repaired", out);
	encoder_free(encoder);
	free(source);
}

bool repair_run(struct repair *repair, const struct timeline *timeline, struct writer *writer,
                struct error *error)
{
	const struct reader *reader = timeline->files[0].reader;
	struct buffer out = { NULL, 0, 0 }, payload = { NULL, 0, 0 }, properties = { NULL, 0, 0 };
	struct ending ending = { .counts = { 0, 0, 0 } };
	struct timeline_item item;
	bool good = true;

	*repair = (struct repair){ .documents = 0 };
	walk_init(&repair->walk, timeline_begin(timeline));
	while (good && walk_next(&repair->walk, &item)) {
		uint64_t length = walk_length(timeline, &item);
		buffer_reset(&payload);
		const char *wrong = walk_check(timeline, &item, &payload, &properties);
		if (wrong != NULL) {
			walk_note(&repair->walk, 0, item.offset, length, wrong, true);
			continue;
		}
		buffer_append(&out, reader->bytes + item.offset, (size_t)length);
		note_copied(&ending, &item, payload.length);
		good = out.length < WRITE_AT || writer_write(writer, &out, error);
	}
	repair->bytes = good ? writer->size + out.length : writer->size;
	repair->documents = ending.counts.documents;
	repair->ended = !ending.there;
	if (repair->ended)
		put_end(&ending, &out);
	good = good && writer_write(writer, &out, error) && writer_sync(writer, error) &&
	       timeline_intact(timeline, error);
	for (size_t i = 0; i < repair->walk.finding_count; i++)
		repair->left_out += repair->walk.findings[i].length;
	buffer_clear(&out);
	buffer_clear(&payload);
	buffer_clear(&properties);
	return good;
}

void repair_clear(struct repair *repair)
{
	walk_clear(&repair->walk);
}
