/*
 * recorded: looks into the files that a test has recorded, and makes disks small.
 */
#ifndef TELLTALE_TESTS_UNIT_RECORDED_H
#define TELLTALE_TESTS_UNIT_RECORDED_H

#include <stddef.h>
#include <stdint.h>

#include "telltale/base/buffer.h"
#include "telltale/recording/record.h"

/* Lets no file of this process grow beyond so many bytes, from now on; UNLIMITED takes that back. Nothing may be printed
 * meanwhile: that goes to a file too. */
#define UNLIMITED UINT64_MAX
void limit_files(uint64_t bytes);

/* The whole file. It is NUL-ended; the caller clears it. */
struct buffer read_file(const char *path);

/* Whether the file consists of whole and valid documents to its last byte (the test fails if not); how many of them
 * there are. */
size_t check_documents(const char *path);

/* How many documents of that kind are in a file; of messages, how many pieces. */
size_t count_kind(const char *path, enum record_kind kind);

/* Calls `look` with each document of a file. */
void each_document(const char *path, void (*look)(void *self, const struct record *record), void *self);

#endif
