/* reader: see include/telltale/recording/reader.h */
#include "config.h"

#include "telltale/recording/reader.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <bson/bson.h>

#include "telltale/base/memory.h"
#include "telltale/base/text.h"

static bool map(struct reader *reader, int fd, struct error *error)
{
	struct stat about;

	if (fstat(fd, &about) != 0)
		return error_errno(error, "%s", reader->path);
	if (!S_ISREG(about.st_mode))
		return error_set(error, ERROR_USAGE, "%s: found no regular file, expected a recording", reader->path);
	reader->length = (size_t)about.st_size;
	if (reader->length == 0)
		return error_set(error, ERROR_USAGE, "%s: found an empty file, expected a recording", reader->path);
	reader->mapping = mapping_new(fd, reader->length);
	if (reader->mapping == NULL)
		return error_errno(error, "%s: can't be mapped", reader->path);
	reader->bytes = mapping_bytes(reader->mapping);
	return true;
}

/* How many of its bytes are there still. */
static size_t left(const struct reader *reader)
{
	return reader->mapping != NULL ? mapping_left(reader->mapping) : reader->length;
}

bool reader_intact(const struct reader *reader, struct error *error)
{
	size_t there = left(reader);

	if (there == reader->length)
		return true;
	return error_set(error, ERROR_SYSTEM,
	                 "%s: it was changed or taken away while it was read; from offset %zu on it is lost", reader->path,
	                 there);
}

static bool check_begin(const struct reader *reader, struct error *error)
{
	struct reader_damage damage;
	struct record record;

	if (reader_read(reader, 0, &record) || reader_resync(reader, 0, &damage) < reader->length)
		return true;
	if (!reader_intact(reader, error))
		return false;
	return error_set(error, ERROR_USAGE, "%s: offset 0: found %s, expected a recording (BSON documents)", reader->path,
	                 damage.what);
}

struct reader *reader_open(const char *path, struct error *error)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe that nobody writes to isn't waited for */

	if (fd < 0) {
		error_errno(error, "%s", path);
		return NULL;
	}
	struct reader *reader = memory_zeroed(1, sizeof *reader);
	reader->path = memory_text(path);
	bool good = map(reader, fd, error) && check_begin(reader, error);
	close(fd);
	if (good)
		return reader;
	reader_close(reader);
	return NULL;
}

void reader_close(struct reader *reader)
{
	if (reader == NULL)
		return;
	mapping_free(reader->mapping);
	free(reader->path);
	free(reader);
}

/* What a document's first four bytes say of its length; 0: there aren't so many. */
static uint32_t said_length(const struct reader *reader, uint64_t offset)
{
	size_t there = left(reader);

	if (offset > there || there - offset < 4)
		return 0;
	const uint8_t *at = reader->bytes + offset;
	return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

/* Documents are mostly of about one length: those that come soon are fetched from memory meanwhile. */
static void fetch_ahead(const struct reader *reader, uint64_t offset, uint32_t length)
{
	enum { DOCUMENTS = 6 };

	if (reader->length - offset > (uint64_t)DOCUMENTS * length)
		__builtin_prefetch(reader->bytes + offset + (size_t)DOCUMENTS * length);
}

size_t reader_length_at(const struct reader *reader, uint64_t offset)
{
	uint32_t length = said_length(reader, offset);

	if (length < RECORD_LEAST || length > RECORD_MOST || length > reader->length - offset ||
	    reader->bytes[offset + length - 1] != 0 || length > left(reader) - offset) /* once that byte was read */
		return 0;
	fetch_ahead(reader, offset, length);
	return length;
}

bool reader_read(const struct reader *reader, uint64_t offset, struct record *record)
{
	size_t length = reader_length_at(reader, offset);

	return length > 0 && record_read(reader->bytes + offset, length, record);
}

/* Whether a document of ours begins there: its first field is an ObjectId called _id. */
static bool begins_like_ours(const struct reader *reader, uint64_t offset)
{
	static const uint8_t field[] = { 0x07, '_', 'i', 'd', 0 };

	return reader->length - offset >= 4 + sizeof field &&
	       memcmp(reader->bytes + offset + 4, field, sizeof field) == 0;
}

/* A length that leads nowhere is wrong, and then the document is read in whole to see it. */
bool reader_peek(const struct reader *reader, uint64_t offset, struct record *record)
{
	size_t length = reader_length_at(reader, offset);
	uint64_t next = offset + length;

	if (length == 0)
		return false;
	if (next < reader->length && !begins_like_ours(reader, next) && reader_length_at(reader, next) == 0)
		return record_read(reader->bytes + offset, length, record);
	return record_peek(reader->bytes + offset, length, record);
}

/* Deeper ones no database takes, and neither does the stack: bson_validate() knows no limit. */
enum { MOST_DEPTH = 200 };

static bool valid_document(const uint8_t *bytes, size_t length, unsigned depth);

/* Whether a field is valid throughout; that it is whole has been seen to by bson_iter_next(). */
static bool valid_field(const bson_iter_t *field, unsigned depth)
{
	const uint8_t *bytes = NULL;
	uint32_t length = 0, code;

	if (!text_is_utf8(bson_iter_key(field), bson_iter_key_len(field)))
		return false;
	switch (bson_iter_type(field)) {
	case BSON_TYPE_UTF8: {
		const char *text = bson_iter_utf8(field, &length);
		return text_is_utf8(text, length);
	}
	case BSON_TYPE_DOCUMENT:
		bson_iter_document(field, &length, &bytes);
		return valid_document(bytes, length, depth + 1);
	case BSON_TYPE_ARRAY:
		bson_iter_array(field, &length, &bytes);
		return valid_document(bytes, length, depth + 1);
	case BSON_TYPE_CODEWSCOPE:
		bson_iter_codewscope(field, &code, &length, &bytes);
		return valid_document(bytes, length, depth + 1);
	default:
		return true;
	}
}

static bool valid_document(const uint8_t *bytes, size_t length, unsigned depth)
{
	bson_iter_t iter;

	if (depth > MOST_DEPTH || bytes == NULL || !bson_iter_init_from_data(&iter, bytes, length))
		return false;
	while (bson_iter_next(&iter))
		if (!valid_field(&iter, depth))
			return false;
	return iter.err_off == 0;
}

bool reader_valid(const struct record *record)
{
	return valid_document(record->bytes, record->length, 1);
}

uint64_t reader_resync(const struct reader *reader, uint64_t offset, struct reader_damage *damage)
{
	uint32_t length = said_length(reader, offset);
	struct record record;
	uint64_t at = offset;

	for (; at < left(reader); at++)
		if (begins_like_ours(reader, at) && reader_read(reader, at, &record) && reader_valid(&record))
			break;
	at = at < left(reader) ? at : reader->length;
	damage->offset = offset;
	damage->length = at - offset;
	damage->cut = at == reader->length && length <= RECORD_MOST && (length >= RECORD_LEAST || at - offset < 4) &&
	              (length == 0 || length > reader->length - offset);
	damage->what = damage->cut ? "a document that is cut off" : "bytes that are no document";
	if (at == reader->length && left(reader) < reader->length)
		damage->what = "it was lost while it was read";
	return at;
}

uint64_t reader_behind(const struct reader *reader, uint64_t offset, const struct record *record)
{
	uint64_t at = offset + record->length;
	struct record next;

	if (record->parts < 2)
		return at;
	for (uint32_t part = record->part + 1; part < record->parts; part++) {
		if (!reader_read(reader, at, &next) || next.kind != RECORD_MESSAGE || next.part != part ||
		    next.parts != record->parts || next.mono != record->mono)
			break;
		at += next.length;
	}
	return at;
}

/* Appends the pieces of a payload that follow the first. */
static bool append_parts(const struct reader *reader, uint64_t offset, const struct record *first,
                         struct buffer *payload)
{
	uint64_t at = offset + first->length, end = reader_behind(reader, offset, first);
	struct record next;

	while (at < end && reader_read(reader, at, &next) && record_payload(&next, payload))
		at += next.length;
	return payload->length == first->whole;
}

bool reader_message(const struct reader *reader, uint64_t offset, const struct record *record,
                    struct message *message, struct buffer *payload, struct buffer *properties)
{
	buffer_reset(payload);
	buffer_reset(properties);
	if (record->kind != RECORD_MESSAGE || record->part > 0 || !record_payload(record, payload))
		return false;
	if (record->parts > 1 && !append_parts(reader, offset, record, payload))
		return false;
	record_properties(record, properties);
	if (left(reader) < reader->length && left(reader) < reader_behind(reader, offset, record))
		return false; /* while it was copied */
	*message = (struct message){
		.topic = record->topic.text,
		.topic_length = record->topic.length,
		.payload = payload->length > 0 ? payload->bytes : "",
		.payload_length = payload->length,
		.properties = properties->bytes,
		.properties_length = properties->length,
		.wall = record->wall,
		.mono = record->mono,
		.qos = record->qos,
		.stored = record->retain,
		.earlier = record->earlier,
	};
	return true;
}
