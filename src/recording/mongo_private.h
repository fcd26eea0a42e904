/*
 * mongo_private: what the files of mongo share.
 */
#ifndef TELLTALE_RECORDING_MONGO_PRIVATE_H
#define TELLTALE_RECORDING_MONGO_PRIVATE_H

#include <mongoc/mongoc.h>

#include "telltale/recording/mongo.h"

/* Error codes of the server (src/mongo/base/error_codes.yml). */
enum {
	SERVER_BAD_VALUE = 2,
	SERVER_UNAUTHORIZED = 13,
	SERVER_OVERFLOW = 15, /* nested too deep */
	SERVER_INVALID_LENGTH = 16,
	SERVER_AUTHENTICATION_FAILED = 18,
	SERVER_ILLEGAL_OPERATION = 20,
	SERVER_INVALID_BSON = 22,
	SERVER_NAMESPACE_EXISTS = 48,
	SERVER_TOO_LARGE = 10334,
	SERVER_DUPLICATE_KEY = 11000
};

/* Milliseconds of wall time, as in ts. */
struct mongo_range {
	int64_t from, until; /* both are in it; from > until: empty */
};

struct mongo {
	struct mongo_settings settings;
	mongoc_uri_t *uri;
	mongoc_client_t *client; /* NULL: to be made anew */
	mongoc_collection_t *collection;
	bool no_journal, no_retry_writes; /* the server doesn't know them */
	bool time_series;
	char said[200];          /* by libmongoc's log, last */
	struct mongo_counts counts;
	/* the batch */
	bson_t *documents;
	const bson_t **sent; /* those of them that are to be sent */
	size_t count, sent_count, bytes;
	bool tried;          /* it was sent before, and nobody knows what became of it */
	/* time series */
	struct mongo_range expected; /* in this time … */
	struct mongo_range filled;   /* … only this has documents */
};

/* Makes client and collection where there are none; talks to nobody. */
bool mongo_connect(struct mongo *mongo, struct error *error);

/* Gives them back, so that the next use begins anew. */
void mongo_disconnect(struct mongo *mongo);

/* Says what went wrong, in words: "HOST: …". Always false. */
bool mongo_explain(const struct mongo *mongo, const bson_error_t *why, struct error *error);

/* Whether the same may succeed a moment later. reply: NULL where there is none. */
bool mongo_passing(const bson_error_t *why, const bson_t *reply);

/* Tells the caller something. */
void mongo_note(const struct mongo *mongo, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Asks what the collection is, and makes it if a time series is wanted and there is none. */
bool mongo_prepare(struct mongo *mongo, struct error *error);

/* Time series: leaves out of `sent`, and counts, what the collection holds already, or is in the batch twice. */
bool mongo_leave_out(struct mongo *mongo, struct mongo_counts *counts, bson_error_t *why);

/* Time series: notes that the batch is in the collection now. */
void mongo_fill(struct mongo *mongo);

#endif
