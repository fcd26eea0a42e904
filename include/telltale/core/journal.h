/*
 * journal: the last messages as they came, in a fixed amount of memory: what the messages view and the history of a topic
 * show.
 *
 * Nobody can read thousands of lines a second, and keeping all of them would cost more than the rest of the model: beyond
 * JOURNAL_RATE messages a second of the model's time they are counted and left out. Of a large payload the beginning is
 * kept.
 */
#ifndef TELLTALE_CORE_JOURNAL_H
#define TELLTALE_CORE_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "telltale/core/message.h"

enum {
	JOURNAL_BYTES = 4 << 20,
	JOURNAL_ENTRIES = 16384,
	JOURNAL_RATE = 5000,
	JOURNAL_PAYLOAD = 64 << 10 /* most bytes of one */
};

struct journal;

/* One of them. Points into the journal: valid until the next journal_add(). */
struct journal_entry {
	uint64_t number; /* counted from 1, all messages, those that were left out too */
	int64_t wall, mono;
	const char *topic;
	size_t topic_length;
	const char *payload;
	size_t payload_length, payload_kept;
	unsigned char qos;
	bool stored;
};

struct journal *journal_new(void);
void journal_free(struct journal *journal);

/* Takes a message, or counts it. */
void journal_add(struct journal *journal, const struct message *message);

/* Forgets all, the counts too: what comes next is no continuation of it. */
void journal_clear(struct journal *journal);

/* How often it was cleared: numbers from before mean nothing any more. */
unsigned journal_epoch(const struct journal *journal);

/* All of it once more, as it is now: for looking at it while the other goes on. */
struct journal *journal_copy(const struct journal *journal);

/* How many are there; one of them, 0 the oldest. False: there aren't so many. */
size_t journal_count(const struct journal *journal);
bool journal_entry(const struct journal *journal, size_t index, struct journal_entry *entry);

/* The index of the first whose number is at least that; journal_count() if there is none. */
size_t journal_find(const struct journal *journal, uint64_t number);

/* All messages, and how many of them were never kept because too many came at once. */
uint64_t journal_total(const struct journal *journal);
uint64_t journal_left_out(const struct journal *journal);

#endif
