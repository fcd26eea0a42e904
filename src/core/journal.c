/* journal: see include/telltale/core/journal.h */
#include "config.h"

#include "telltale/core/journal.h"

#include <stdlib.h>
#include <string.h>

#include "telltale/base/clock.h"
#include "telltale/base/memory.h"

/* Where an entry's topic and payload stand; those of one stand together, never across the end of the memory. */
struct kept {
	uint64_t number;
	int64_t wall, mono;
	uint64_t begin; /* bytes counted from the beginning of all */
	size_t payload_length;
	uint32_t topic_length, payload_kept;
	unsigned char qos;
	bool stored;
};

struct journal {
	struct kept entries[JOURNAL_ENTRIES]; /* number n of those kept at n % JOURNAL_ENTRIES */
	uint64_t first, next;                 /* numbers among those kept */
	char *bytes;                          /* JOURNAL_BYTES */
	uint64_t end;                         /* of the bytes */
	uint64_t total, left_out;
	int64_t second; /* of the model's time */
	unsigned in_second;
	unsigned epoch;
};

struct journal *journal_new(void)
{
	struct journal *journal = memory_zeroed(1, sizeof *journal);

	journal->bytes = memory_resize(NULL, JOURNAL_BYTES, 1);
	return journal;
}

void journal_free(struct journal *journal)
{
	if (journal == NULL)
		return;
	free(journal->bytes);
	free(journal);
}

void journal_clear(struct journal *journal)
{
	journal->first = journal->next = journal->end = 0;
	journal->total = journal->left_out = 0;
	journal->in_second = 0;
	journal->epoch++;
}

unsigned journal_epoch(const struct journal *journal)
{
	return journal->epoch;
}

struct journal *journal_copy(const struct journal *journal)
{
	struct journal *copy = memory_copy(journal, sizeof *journal);

	copy->bytes = memory_resize(NULL, JOURNAL_BYTES, 1);
	memcpy(copy->bytes, journal->bytes, journal->end < JOURNAL_BYTES ? (size_t)journal->end : JOURNAL_BYTES);
	return copy;
}

static bool is_too_many(struct journal *journal, int64_t mono)
{
	int64_t second = mono / CLOCK_SECOND;

	if (second != journal->second) {
		journal->second = second;
		journal->in_second = 0;
	}
	return ++journal->in_second > JOURNAL_RATE;
}

static const struct kept *at(const struct journal *journal, uint64_t number)
{
	return &journal->entries[number % JOURNAL_ENTRIES];
}

/* Where so many bytes can stand; the oldest entries go for it. */
static uint64_t make_room(struct journal *journal, size_t size)
{
	uint64_t begin = journal->end;

	if (begin % JOURNAL_BYTES + size > JOURNAL_BYTES)
		begin += JOURNAL_BYTES - begin % JOURNAL_BYTES;
	while (journal->first < journal->next && (at(journal, journal->first)->begin + JOURNAL_BYTES < begin + size ||
	                                          journal->next - journal->first == JOURNAL_ENTRIES))
		journal->first++;
	return begin;
}

void journal_add(struct journal *journal, const struct message *message)
{
	journal->total++;
	if (is_too_many(journal, message->mono)) {
		journal->left_out++;
		return;
	}
	size_t kept = message->payload_length < JOURNAL_PAYLOAD ? message->payload_length : JOURNAL_PAYLOAD;
	size_t size = message->topic_length + kept;
	uint64_t begin = make_room(journal, size);
	char *place = journal->bytes + begin % JOURNAL_BYTES;
	memcpy(place, message->topic, message->topic_length);
	if (kept > 0)
		memcpy(place + message->topic_length, message->payload, kept);
	journal->end = begin + size;
	journal->entries[journal->next++ % JOURNAL_ENTRIES] = (struct kept){
		.number = journal->total,
		.wall = message->wall,
		.mono = message->mono,
		.begin = begin,
		.payload_length = message->payload_length,
		.topic_length = (uint32_t)message->topic_length,
		.payload_kept = (uint32_t)kept,
		.qos = message->qos,
		.stored = message->stored,
	};
}

size_t journal_count(const struct journal *journal)
{
	return (size_t)(journal->next - journal->first);
}

bool journal_entry(const struct journal *journal, size_t index, struct journal_entry *entry)
{
	if (index >= journal_count(journal))
		return false;
	const struct kept *kept = at(journal, journal->first + index);
	const char *place = journal->bytes + kept->begin % JOURNAL_BYTES;
	*entry = (struct journal_entry){
		.number = kept->number,
		.wall = kept->wall,
		.mono = kept->mono,
		.topic = place,
		.topic_length = kept->topic_length,
		.payload = place + kept->topic_length,
		.payload_length = kept->payload_length,
		.payload_kept = kept->payload_kept,
		.qos = kept->qos,
		.stored = kept->stored,
	};
	return true;
}

size_t journal_find(const struct journal *journal, uint64_t number)
{
	size_t low = 0, high = journal_count(journal);

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (at(journal, journal->first + middle)->number < number)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

uint64_t journal_total(const struct journal *journal)
{
	return journal->total;
}

uint64_t journal_left_out(const struct journal *journal)
{
	return journal->left_out;
}
