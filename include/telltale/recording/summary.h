/*
 * summary: what is in recordings: counts by device and topic, commands and how they ended, and what was damaged.
 *
 * Gaps, marks, alerts and links aren't copied: the timeline has them as events.
 */
#ifndef TELLTALE_RECORDING_SUMMARY_H
#define TELLTALE_RECORDING_SUMMARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "telltale/base/buffer.h"
#include "telltale/recording/timeline.h"
#include "telltale/recording/walk.h"

struct map;

/* A device or a topic. */
struct summary_name {
	char *name; /* any bytes */
	size_t length;
	const struct summary_name *device; /* of a topic; NULL: of none */
	uint64_t messages, bytes; /* of payloads */
	size_t topics;            /* of a device */
	int64_t first, last;      /* wall times */
};

/* The busiest first. */
struct summary_table {
	struct map *index;
	struct summary_name **all;
	size_t count, capacity;
};

/* One order to an actuator, by the last step that is in the recordings. */
struct summary_order {
	uint32_t session; /* orders are counted in each */
	int64_t order;
	size_t first, last; /* indexes of timeline events */
	size_t *index;      /* private */
};

/* Wall times of a file's documents; those that came before the recording began don't count. */
struct summary_file {
	int64_t begin, end;
	uint64_t messages;
};

struct summary {
	const struct timeline *timeline;
	struct summary_file *files; /* as many as the timeline has */
	uint64_t documents;
	uint64_t messages, bytes; /* that came while it was recorded, and can be read whole */
	uint64_t earlier; /* messages that had come before; they count for nothing else */
	uint64_t stored;  /* messages that the broker had kept */
	uint64_t kinds[RECORD_OTHER + 1];
	uint64_t connects, disconnects;
	struct summary_table devices, topics;
	struct summary_order *orders;
	size_t order_count, order_capacity;
	struct map *order_index;
	struct walk walk; /* its findings */
	bool checked;
};

/* Reads everything. check: looks at every byte of every document, too, and notes what is odd. The timeline
 * outlives the summary. */
struct summary *summary_new(const struct timeline *timeline, bool check);
void summary_free(struct summary *summary);

/* The last document's wall time. */
int64_t summary_end(const struct summary *summary);

/* As many of something a second as the recordings are long; 0 where they have no length. */
double summary_rate(const struct summary *summary, uint64_t count);

/* All of it as one JSON object, without an end of line. */
void summary_json(const struct summary *summary, struct buffer *json);

/* For people, cleaned: the beginning of each list. */
void summary_text(const struct summary *summary, struct buffer *text);

/* For people, cleaned: only what was found to be damaged or odd, and the verdict. */
void summary_verdict(const struct summary *summary, struct buffer *text);

#endif
