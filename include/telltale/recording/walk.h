/*
 * walk: along a timeline from document to document, noting what can't be read and is left out.
 */
#ifndef TELLTALE_RECORDING_WALK_H
#define TELLTALE_RECORDING_WALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "telltale/base/buffer.h"
#include "telltale/recording/timeline.h"

/* A place in a file at which something is wrong. */
struct finding {
	uint32_t file; /* of the timeline */
	uint64_t offset, length;
	const char *what;
	bool damage; /* else only worth a word: nothing is lost by it */
};

struct walk {
	struct timeline_cursor cursor;
	struct finding *findings; /* so far, in the order of files and offsets */
	size_t finding_count, capacity, damages;
	/* private */
	uint32_t file;
	uint64_t expected;
};

/* Stands at a place of a timeline. */
void walk_init(struct walk *walk, struct timeline_cursor cursor);
void walk_clear(struct walk *walk);

/* Goes to the next document, as timeline_next() does. */
bool walk_next(struct walk *walk, struct timeline_item *item);

/* Reads the message of an item. False: it is none, or it can't be read whole, which is noted. */
bool walk_message(struct walk *walk, const struct timeline_item *item, struct message *message,
                  struct buffer *payload, struct buffer *properties);

/* Notes something. */
void walk_note(struct walk *walk, uint32_t file, uint64_t offset, uint64_t length, const char *what, bool damage);

/* The bytes of an item: its document and, of a divided message, the further pieces that are there. */
uint64_t walk_length(const struct timeline *timeline, const struct timeline_item *item);

/* Whether an item is a message that stands in a later part of a recording only to say how things stood, and is
 * among those of the part before. */
bool walk_is_repeated(const struct timeline *timeline, const struct timeline_item *item);

/* Looks at an item throughout: every byte of its documents, its payload, its pieces. NULL: nothing is wrong with
 * it; else what is. */
const char *walk_check(const struct timeline *timeline, const struct timeline_item *item, struct buffer *payload,
                       struct buffer *properties);

/* A finding as a line, without its end: "night.bson: offset 812, 55 bytes: a document that is cut off". */
void walk_describe(const struct timeline *timeline, const struct finding *finding, struct buffer *text);

#endif
