/* trail: see include/telltale/ui/trail.h */
#include "config.h"

#include "telltale/ui/trail.h"

#include <stdlib.h>
#include <string.h>

#include "telltale/base/memory.h"
#include "telltale/core/value.h"

enum {
	BYTES_A_TIME = 1 << 20, /* judged at a refresh: a few milliseconds, whatever the filter */
	BYTES_EACH = 64         /* what a message costs beside its text */
};

struct trail {
	const struct journal *journal;
	unsigned epoch;
	bool everything; /* passes: the journal itself is the trail */
	char words[FILTER_BYTES];
	char *topic; /* NULL: any */
	size_t topic_length;
	struct decoder *decoder;
	/* messages from number `low` on, up to but without `high`, have been judged */
	uint64_t low, high;
	bool complete;
	size_t front, count; /* a ring */
	uint64_t numbers[JOURNAL_ENTRIES];
};

struct trail *trail_new(void)
{
	struct trail *trail = memory_zeroed(1, sizeof *trail);

	trail->decoder = decoder_new();
	return trail;
}

void trail_reset(struct trail *trail)
{
	trail->journal = NULL;
	trail->count = 0;
	trail->everything = false;
}

void trail_free(struct trail *trail)
{
	if (trail == NULL)
		return;
	decoder_free(trail->decoder);
	free(trail->topic);
	free(trail);
}

/* --- what it is made from -------------------------------------------------------------------------------- */

static bool same_topic(const struct trail *trail, const char *topic, size_t length)
{
	if (topic == NULL || trail->topic == NULL)
		return topic == NULL && trail->topic == NULL;
	return length == trail->topic_length && memcmp(topic, trail->topic, length) == 0;
}

static void take_question(struct trail *trail, const struct journal *journal, const struct filter *filter,
                          const char *topic, size_t length)
{
	const char *words = filter != NULL ? filter_words(filter) : "";

	if (journal == trail->journal && journal_epoch(journal) == trail->epoch && strcmp(words, trail->words) == 0 &&
	    same_topic(trail, topic, length))
		return;
	char *copy = topic != NULL ? memory_textn(topic, length) : NULL;
	free(trail->topic);
	trail->topic = copy;
	trail->topic_length = length;
	strcpy(trail->words, words); /* a filter has no more than FILTER_BYTES */
	trail->journal = journal;
	trail->epoch = journal_epoch(journal);
	trail->everything = *words == '\0' && topic == NULL;
	trail->low = trail->high = journal_total(journal) + 1;
	trail->front = trail->count = 0;
}

/* --- judging --------------------------------------------------------------------------------------------- */

static bool passes(struct trail *trail, const struct filter *filter, const struct journal_entry *entry)
{
	struct value value;

	if (trail->topic != NULL)
		return same_topic(trail, entry->topic, entry->topic_length);
	if (filter_kind(filter) != FILTER_VALUE && filter_passes_topic(filter, entry->topic, entry->topic_length))
		return true;
	if (filter_kind(filter) == FILTER_TOPIC)
		return false;
	if (filter_kind(filter) == FILTER_VALUE)
		value = value_decode(trail->decoder, entry->payload, entry->payload_kept);
	return filter_passes_payload(filter, entry->payload, entry->payload_kept, &value);
}

/* Judges one, and counts off what that cost. */
static bool judge(struct trail *trail, const struct filter *filter, size_t index, struct journal_entry *entry, long *left)
{
	journal_entry(trail->journal, index, entry);
	*left -= BYTES_EACH + (long)entry->topic_length + (trail->topic != NULL ? 0 : (long)entry->payload_kept);
	return passes(trail, filter, entry);
}

static void drop_gone(struct trail *trail)
{
	struct journal_entry oldest;

	if (!journal_entry(trail->journal, 0, &oldest))
		trail->count = 0;
	while (trail->count > 0 && trail->numbers[trail->front] < oldest.number) {
		trail->front = (trail->front + 1) % JOURNAL_ENTRIES;
		trail->count--;
	}
}

static void judge_new(struct trail *trail, const struct filter *filter, long *left)
{
	size_t index = journal_find(trail->journal, trail->high), count = journal_count(trail->journal);
	struct journal_entry entry;

	for (; index < count && *left > 0; index++) {
		if (judge(trail, filter, index, &entry, left))
			trail->numbers[(trail->front + trail->count++) % JOURNAL_ENTRIES] = entry.number;
		trail->high = entry.number + 1;
	}
}

static void judge_old(struct trail *trail, const struct filter *filter, long *left)
{
	size_t index = journal_find(trail->journal, trail->low);
	struct journal_entry entry;

	for (; index > 0 && *left > 0; index--) {
		if (judge(trail, filter, index - 1, &entry, left)) {
			trail->front = (trail->front + JOURNAL_ENTRIES - 1) % JOURNAL_ENTRIES;
			trail->numbers[trail->front] = entry.number;
			trail->count++;
		}
		trail->low = entry.number;
	}
	trail->complete = index == 0;
}

void trail_refresh(struct trail *trail, const struct journal *journal, const struct filter *filter, const char *topic,
                   size_t length)
{
	long left = BYTES_A_TIME;

	take_question(trail, journal, filter, topic, length);
	if (trail->everything)
		return;
	drop_gone(trail);
	judge_new(trail, filter, &left);
	judge_old(trail, filter, &left);
}

/* --- looking --------------------------------------------------------------------------------------------- */

bool trail_complete(const struct trail *trail)
{
	return trail->everything || trail->complete;
}

size_t trail_count(const struct trail *trail)
{
	return trail->everything ? journal_count(trail->journal) : trail->count;
}

bool trail_entry(const struct trail *trail, size_t index, struct journal_entry *entry)
{
	if (trail->everything)
		return journal_entry(trail->journal, index, entry);
	if (index >= trail->count)
		return false;
	return journal_entry(trail->journal,
	                     journal_find(trail->journal, trail->numbers[(trail->front + index) % JOURNAL_ENTRIES]), entry);
}

size_t trail_find(const struct trail *trail, uint64_t number)
{
	size_t low = 0, high = trail->count;

	if (trail->everything)
		return journal_find(trail->journal, number);
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (trail->numbers[(trail->front + middle) % JOURNAL_ENTRIES] < number)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}
