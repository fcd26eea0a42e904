/*
 * reader: a recording's file, mapped into memory, walked from document to document.
 *
 * It may be cut, damaged, or still be written to: what was there when it was opened is what is read. If it is cut short
 * or taken away meanwhile, what can't be read any more counts as damage.
 */
#ifndef TELLTALE_RECORDING_READER_H
#define TELLTALE_RECORDING_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "telltale/base/buffer.h"
#include "telltale/base/error.h"
#include "telltale/base/mapping.h"
#include "telltale/core/message.h"
#include "telltale/recording/record.h"

struct reader {
	char *path;
	const uint8_t *bytes;
	size_t length;
	struct mapping *mapping; /* NULL: the bytes are somebody else's */
};

/* Maps a file. NULL: it can't be read, or is no recording (its first document isn't one of BSON). */
struct reader *reader_open(const char *path, struct error *error);
void reader_close(struct reader *reader);

/* False: a part of the file was lost since it was opened, and error says so. */
bool reader_intact(const struct reader *reader, struct error *error);

/* Bytes of the document at an offset; 0: none begins there, or it isn't whole. */
size_t reader_length_at(const struct reader *reader, uint64_t offset);

/* Reads the document at an offset. Its length leads to the next. False: the end, or damage. */
bool reader_read(const struct reader *reader, uint64_t offset, struct record *record);
bool reader_peek(const struct reader *reader, uint64_t offset, struct record *record);

/* A piece of the file that can't be read. */
struct reader_damage {
	uint64_t offset, length;
	const char *what; /* "cut inside a document", "not BSON" */
	bool cut;         /* it lasts until the end, and is the beginning of a document: the writer was killed */
};

/* Where the next readable document begins, at or behind an offset: `offset` itself, if one does. Else damage is
 * filled in. Returns the file's length if nothing readable follows. Looks at every byte of the damage, and believes a
 * document only if it is whole, valid throughout, and begins as ours do. */
uint64_t reader_resync(const struct reader *reader, uint64_t offset, struct reader_damage *damage);

/* Whether a document is valid throughout, not only in what is read of it. */
bool reader_valid(const struct record *record);

/* The message that begins with a record (part 0) at an offset. Its texts point into the file and into the buffers,
 * which are emptied first. `mono` and `wall` are the record's. False: it is no message, or a piece of it is missing. */
bool reader_message(const struct reader *reader, uint64_t offset, const struct record *record,
                    struct message *message, struct buffer *payload, struct buffer *properties);

/* The offset behind a record and the further pieces of its payload. */
uint64_t reader_behind(const struct reader *reader, uint64_t offset, const struct record *record);

#endif
