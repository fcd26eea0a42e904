/*
 * timeline: one recording or several as one stretch of time, and where in the files each moment is.
 *
 * Parts of a split recording are put in order (one that is there twice is used once) and share their clock; separate
 * recordings follow each other by their wall times. Time 0 is the beginning of the first; it never goes back along the
 * timeline (a document that says so counts as at the time of the one before). What lies between documents that can be
 * read is left out and remembered as damage.
 *
 * Opening hops through every document once and keeps where each STEP-th is, so that memory is a small part of the
 * file's size.
 */
#ifndef TELLTALE_RECORDING_TIMELINE_H
#define TELLTALE_RECORDING_TIMELINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "telltale/base/error.h"
#include "telltale/recording/reader.h"

/* Where in a file another recording begins: files were joined, or it is the dump of a collection. */
struct timeline_joint {
	uint64_t at;    /* in the file */
	int64_t offset; /* of its documents from there on; see below */
};

/* One file of a timeline. */
struct timeline_file {
	struct reader *reader;
	struct record head;   /* its `recording` document; kind RECORD_OTHER: it has none that can be read */
	int64_t offset;       /* timeline time = the documents' mono + offset */
	struct timeline_joint *joints; /* in order; nearly always there are none */
	size_t joint_count;
	int64_t begin, end;   /* timeline times of its first and last document */
	uint64_t documents, messages;
	uint64_t others;      /* documents of no kind that is known */
	bool closed;          /* it ends with its `end` document */
	struct reader_damage *damages;
	size_t damage_count;
};

/* Something on the timeline that isn't a message. */
struct timeline_event {
	int64_t time;
	enum record_kind kind;
	uint32_t file;
	uint64_t offset;
};

/* A file that is left out, because the same part of the same recording is there already. */
struct timeline_copy {
	char *path;
	uint32_t file; /* the one that is used */
};

struct timeline {
	struct timeline_file *files;
	size_t file_count;
	struct timeline_copy *copies;
	size_t copy_count;
	struct timeline_event *events; /* in order; no `recording` among them but the files' first */
	size_t event_count;
	int64_t end;       /* time of the last document */
	int64_t wall_zero; /* wall time of time 0 */
	uint64_t documents, messages; /* of all files; a payload in several documents is one message */
	/* private */
	struct timeline_entry *entries;
	size_t entry_count, entry_capacity, event_capacity;
};

/* Opens files, in any order. NULL: one can't be opened, or is no recording. */
struct timeline *timeline_open(char *const *paths, size_t count, struct error *error);
/* What is said of a file that is left out: "b.bson: the same recording as a.bson; it is used once". */
void timeline_describe_copy(const struct timeline *timeline, size_t index, struct buffer *text);

/* False: a part of a file was lost since they were opened, and error says so. What is lost counts as damage. */
bool timeline_intact(const struct timeline *timeline, struct error *error);

/* Whether a file is the part that follows on the file before it: nothing is missing between the two. */
bool timeline_continues(const struct timeline *timeline, size_t file);

/* How many recordings have begun in a file in front of a place in it, or at it, besides its first one. */
size_t timeline_joints(const struct timeline_file *file, uint64_t at);

void timeline_close(struct timeline *timeline);

/* A place between two documents. */
struct timeline_cursor {
	const struct timeline *timeline;
	uint32_t file;
	uint64_t offset; /* of the next document */
	uint64_t number; /* how many documents are before it */
	int64_t time;    /* of the document before it */
};

/* What timeline_next() found. */
struct timeline_item {
	struct record record;
	int64_t time; /* on the timeline */
	uint32_t file;
	uint64_t offset;
};

/* The beginning; and the place before the first document that is at or after a time. */
struct timeline_cursor timeline_begin(const struct timeline *timeline);
struct timeline_cursor timeline_seek(const struct timeline *timeline, int64_t time);

/* The place before document number `number`. */
struct timeline_cursor timeline_seek_number(const struct timeline *timeline, uint64_t number);

/* Reads the next document and moves behind it and all further pieces of its payload. False: the end. */
bool timeline_next(struct timeline_cursor *cursor, struct timeline_item *item);

/* The message of an item; see reader_message(). Its mono is the timeline's time. */
bool timeline_message(const struct timeline *timeline, const struct timeline_item *item, struct message *message,
                      struct buffer *payload, struct buffer *properties);

/* Wall time of a time: what the clock on the wall said then, worked out from the document before it. */
int64_t timeline_wall(const struct timeline *timeline, int64_t time);

#endif
