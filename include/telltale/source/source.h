/*
 * source: where messages come from, whatever it is. Each kind is a const struct of functions in a file of
 * its own; the rest of the program sees only this.
 */
#ifndef TELLTALE_SOURCE_SOURCE_H
#define TELLTALE_SOURCE_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "telltale/base/error.h"
#include "telltale/source/inbox.h"

struct source;

/* Something to be sent once, now or never. `retain` is for messages of the user's own alone: an order to an actuator must
 * not be repeated to whoever comes later. */
struct publication {
	uint64_t id; /* comes back in EVENT_ACCEPTED or EVENT_NOT_ACCEPTED */
	const char *topic;
	const void *payload;
	size_t length;
	int qos;
	bool retain;
};

struct source_kind {
	const char *name;
	/* Begins to fill the inbox. */
	bool (*start)(struct source *source, struct error *error);
	/* Hands over a publication (copied). False: it is not connected, nothing will be sent. NULL: can't. */
	bool (*publish)(struct source *source, const struct publication *publication);
	/* Asks once more for what is subscribed to, so that all stored messages come again. False: it is not connected. NULL:
	 * can't. */
	bool (*ask_again)(struct source *source);
	/* Tries at once instead of waiting. NULL: does nothing. */
	void (*retry)(struct source *source);
	/* Ends it and frees it. */
	void (*free)(struct source *source);
};

/* The head of every source's own struct. */
struct source {
	const struct source_kind *kind;
	struct inbox *inbox; /* not the source's: outlives it */
};

bool source_start(struct source *source, struct error *error);
bool source_publish(struct source *source, const struct publication *publication);
bool source_ask_again(struct source *source);
void source_retry(struct source *source);
void source_free(struct source *source);

#endif
