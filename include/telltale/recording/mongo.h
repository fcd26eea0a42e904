/*
 * mongo: a MongoDB collection that documents of recordings are put into.
 *
 * Documents are sent in batches. Each has an _id of its own, so a batch may be sent again: what is there already
 * stays as it is and is counted as such. A time-series collection doesn't know that an _id is there; so we look
 * before we send. Only with libmongoc (HAVE_MONGOC).
 *
 * What is counted as inserted is in the server's journal, where it keeps one: it survives the server.
 *
 * Nothing here waits for long on purpose: what a passing failure needs is the caller's to decide.
 */
#ifndef TELLTALE_RECORDING_MONGO_H
#define TELLTALE_RECORDING_MONGO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "telltale/base/error.h"
#include "telltale/recording/mongo_address.h"
#include "telltale/recording/record.h"

enum { MONGO_DOCUMENTS = 1000, MONGO_BYTES = 8 << 20 }; /* bounds of a batch; one large document may be larger */

struct mongo;

struct mongo_settings {
	const struct mongo_address *address; /* with its password; outlives the connection */
	bool time_series;
	void (*note)(void *owner, const char *text); /* is told of documents that the server refuses, and of warnings */
	void *owner;
};

struct mongo_counts {
	uint64_t inserted;
	uint64_t present;  /* were there already … */
	uint64_t doubtful; /* … so many of them perhaps through a try that broke */
	uint64_t refused;  /* by the server, each for itself */
};

enum mongo_result {
	MONGO_STORED,
	MONGO_AGAIN, /* a passing failure: the batch is still there, and may be stored by another try */
	MONGO_FAILED
};

/* Connects, and makes the collection if a time series is wanted. NULL: why not; nothing was changed. */
struct mongo *mongo_open(const struct mongo_settings *settings, struct error *error);
void mongo_close(struct mongo *mongo);

/* How long it tries to reach a server, nanoseconds: 5 s, or what the URI says. */
int64_t mongo_timeout(const struct mongo *mongo);

/* Whether it is a time-series collection, and for those: documents from one wall time to another will come. Unless
 * this is called and succeeds, every batch is looked up. */
bool mongo_is_time_series(const struct mongo *mongo);
bool mongo_expect(struct mongo *mongo, int64_t from, int64_t until, struct error *error);

/* Whether a document of that length still fits into the batch. */
bool mongo_has_room(const struct mongo *mongo, size_t length);

/* Puts a document into the batch, for which there is room. Its bytes stay where they are until it is stored. False:
 * it has no _id by which it could be known again (for a time series: no ObjectId and ts). */
bool mongo_add(struct mongo *mongo, const struct record *record);

/* Sends the batch. Unless it is MONGO_STORED, error says why. */
enum mongo_result mongo_store(struct mongo *mongo, struct error *error);

/* Of the batches that were stored. */
const struct mongo_counts *mongo_counts(const struct mongo *mongo);

/* What the collection holds. */
struct mongo_totals {
	uint64_t documents;
	bool by_kind; /* of_kind is known; counting would take the server too long if not */
	uint64_t of_kind[RECORD_OTHER + 1];
};

/* Makes the indexes that are missing: on meta.device and ts, meta.topic and ts, and kind. One that can't be made is
 * a note. False: the server is gone. */
bool mongo_index(struct mongo *mongo, struct error *error);
bool mongo_total(struct mongo *mongo, struct mongo_totals *totals, struct error *error);

#endif
