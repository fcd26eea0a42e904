/*
 * writer: the file of a recording, or its files where it is split.
 *
 * A file holds whole documents and nothing else: what a full disk or a limit has cut is cut back to the last
 * whole one. It is made for its owner alone and never takes the place of another, unless it may overwrite.
 */
#ifndef TELLTALE_RECORDING_WRITER_H
#define TELLTALE_RECORDING_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "telltale/base/buffer.h"
#include "telltale/base/error.h"

enum { WRITER_PATH = 4096 };

struct writer {
	char path[WRITER_PATH]; /* of the file that is open, or was the last */
	int fd;                 /* -1: none is open */
	uint64_t size;          /* bytes of whole documents that were written */
	bool dirty;             /* something was written since the last writer_sync() */
};

/* Creates a file. False: it is there already, or can't be made. */
bool writer_open(struct writer *writer, const char *path, bool overwrite, struct error *error);

/* Writes whole documents, and empties the buffer. False: not all of them could be written; those that could are in
 * the file, which is cut behind them, and the rest stays in the buffer. */
bool writer_write(struct writer *writer, struct buffer *documents, struct error *error);

/* Brings what was written to the disk. False: it failed, or the file has no name any more. */
bool writer_sync(struct writer *writer, struct error *error);

void writer_close(struct writer *writer);

/* The path of part `part` (from 1) of a recording that is split: "night.bson" becomes "night-0001.bson". */
void writer_part_path(const char *path, unsigned part, char *part_path, size_t size);

/* Whether a part of such a recording is there already; then the path of the lowest one. */
bool writer_find_part(const char *path, char part_path[WRITER_PATH]);

#endif
