/* mongo_batch: documents on their way into the collection; see include/telltale/recording/mongo.h */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "recording/mongo_private.h"

bool mongo_has_room(const struct mongo *mongo, size_t length)
{
	return mongo->count == 0 || (mongo->count < MONGO_DOCUMENTS && mongo->bytes + length <= MONGO_BYTES);
}

bool mongo_add(struct mongo *mongo, const struct record *record)
{
	bson_t *document = &mongo->documents[mongo->count];
	bson_iter_t id, ts;

	if (!bson_init_static(document, record->bytes, record->length) || !bson_iter_init_find(&id, document, "_id"))
		return false;
	if (mongo->time_series && (!BSON_ITER_HOLDS_OID(&id) || !bson_iter_init_find(&ts, document, "ts") ||
	                           !BSON_ITER_HOLDS_DATE_TIME(&ts)))
		return false;
	mongo->count++;
	mongo->bytes += record->length;
	return true;
}

/* --- what the server answers ----------------------------------------------------------------------------- */

/* The _id of a document, for people. */
static void name_of(const bson_t *document, char *text, size_t size)
{
	bson_iter_t iter;
	char oid[25];

	snprintf(text, size, "?");
	if (bson_iter_init_find(&iter, document, "_id") && BSON_ITER_HOLDS_OID(&iter)) {
		bson_oid_to_string(bson_iter_oid(&iter), oid);
		snprintf(text, size, "%s", oid);
	}
}

static void note_refused(struct mongo *mongo, const bson_t *document, const char *message, uint32_t code)
{
	char name[32];

	name_of(document, name, sizeof name);
	mongo_note(mongo, "the server refuses the document %s: %.300s (error %u)", name, message, code);
}

/* One of writeErrors. */
struct write_error {
	int64_t index, code;
	const char *message;
	bool of_id; /* a duplicate: of an _id, as far as is known */
};

static bool read_write_error(bson_iter_t *one, struct write_error *error)
{
	bson_iter_t field, key;

	*error = (struct write_error){ -1, 0, "", true };
	if (!BSON_ITER_HOLDS_DOCUMENT(one) || !bson_iter_recurse(one, &field))
		return false;
	while (bson_iter_next(&field)) {
		const char *name = bson_iter_key(&field);
		if (strcmp(name, "index") == 0 && BSON_ITER_HOLDS_INT(&field))
			error->index = bson_iter_as_int64(&field);
		else if (strcmp(name, "code") == 0 && BSON_ITER_HOLDS_INT(&field))
			error->code = bson_iter_as_int64(&field);
		else if (strcmp(name, "errmsg") == 0 && BSON_ITER_HOLDS_UTF8(&field))
			error->message = bson_iter_utf8(&field, NULL);
		else if (strcmp(name, "keyPattern") == 0 && BSON_ITER_HOLDS_DOCUMENT(&field) && bson_iter_recurse(&field, &key))
			error->of_id = bson_iter_find(&key, "_id");
	}
	return true;
}

/* Asks for a document by its _id. */
static bool is_there(struct mongo *mongo, const bson_t *document)
{
	bson_t filter = BSON_INITIALIZER;
	const bson_t *found;
	bson_iter_t id;

	if (!bson_iter_init_find(&id, document, "_id"))
		return false;
	bson_append_iter(&filter, "_id", 3, &id);
	mongoc_cursor_t *cursor = mongoc_collection_find_with_opts(mongo->collection, &filter, NULL, NULL);
	bool there = mongoc_cursor_next(cursor, &found);
	mongoc_cursor_destroy(cursor);
	bson_destroy(&filter);
	return there;
}

/* A duplicate _id is what we send again. With a unique index of somebody's own it may be there or not. */
static bool is_present(struct mongo *mongo, const struct write_error *error, const bson_t *document)
{
	const char *index = strstr(error->message, "index: ");

	if (error->code != SERVER_DUPLICATE_KEY)
		return false;
	return (error->of_id && (index == NULL || strstr(index, "_id_") != NULL)) || is_there(mongo, document);
}

static void take_write_error(struct mongo *mongo, bson_iter_t *one, const bson_t *const *documents, size_t n,
                             struct mongo_counts *counts)
{
	struct write_error error;
	bool known = read_write_error(one, &error) && error.index >= 0 && (uint64_t)error.index < n;

	if (known && is_present(mongo, &error, documents[error.index])) {
		counts->present++;
		return;
	}
	counts->refused++;
	if (known)
		note_refused(mongo, documents[error.index], error.message, (uint32_t)error.code);
}

/* Returns how many there are. */
static size_t take_write_errors(struct mongo *mongo, const bson_t *reply, const bson_t *const *documents, size_t n,
                                struct mongo_counts *counts)
{
	bson_iter_t list, one;
	size_t count = 0;

	if (!bson_iter_init_find(&list, reply, "writeErrors") || !BSON_ITER_HOLDS_ARRAY(&list) ||
	    !bson_iter_recurse(&list, &one))
		return 0;
	for (; bson_iter_next(&one); count++)
		take_write_error(mongo, &one, documents, n, counts);
	return count;
}

/* The server has stored them, but not as safely as was asked for. */
static bool unconfirmed(const bson_t *reply, bson_error_t *why)
{
	bson_iter_t list, one, message;

	if (!bson_iter_init_find(&list, reply, "writeConcernErrors") || !BSON_ITER_HOLDS_ARRAY(&list) ||
	    !bson_iter_recurse(&list, &one) || !bson_iter_next(&one))
		return false;
	bool told = BSON_ITER_HOLDS_DOCUMENT(&one) && bson_iter_recurse(&one, &message) &&
	            bson_iter_find(&message, "errmsg") && BSON_ITER_HOLDS_UTF8(&message);
	bson_set_error(why, MONGOC_ERROR_STREAM, 0, "stored, but not confirmed: %.300s",
	               told ? bson_iter_utf8(&message, NULL) : "write concern error");
	return true;
}

/* --- sending --------------------------------------------------------------------------------------------- */

/* Some servers lack something that we can do without. Returns whether that was it, and another try is worth it. */
static bool do_without(struct mongo *mongo, const bson_error_t *why)
{
	bool server = why->domain == MONGOC_ERROR_SERVER;

	if (server && !mongo->no_retry_writes &&
	    ((why->code == SERVER_ILLEGAL_OPERATION && strstr(why->message, "Transaction numbers") != NULL) ||
	     strstr(why->message, "etryable writes are not supported") != NULL))
		mongo->no_retry_writes = true;
	else if (server && !mongo->no_journal && why->code == SERVER_BAD_VALUE && strstr(why->message, "journal") != NULL)
		mongo->no_journal = true;
	else
		return false;
	mongo_disconnect(mongo);
	return mongo_connect(mongo, NULL);
}

/* Whether a batch was refused because of one document in it. */
static bool about_a_document(const bson_error_t *why)
{
	static const uint32_t codes[] = { SERVER_OVERFLOW, SERVER_INVALID_LENGTH, SERVER_INVALID_BSON, SERVER_TOO_LARGE };

	if (why->domain == MONGOC_ERROR_BSON)
		return true;
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
		if (why->domain == MONGOC_ERROR_SERVER && why->code == codes[i])
			return true;
	return false;
}

static bool call(struct mongo *mongo, const bson_t **documents, size_t n, bson_t *reply, bson_error_t *why)
{
	bson_t options = BSON_INITIALIZER;

	bson_append_bool(&options, "ordered", -1, false);
	bson_append_bool(&options, "validate", -1, false); /* raw bytes, as they are; damaged ones don't come here */
	memset(why, 0, sizeof *why);
	bool good = mongoc_collection_insert_many(mongo->collection, documents, n, &options, reply, why);
	bson_destroy(&options);
	return good;
}

/* Inserts documents. Where one of them lets the server refuse them all, in halves, until only that one is left. */
static enum mongo_result insert(struct mongo *mongo, const bson_t **documents, size_t n,
                                struct mongo_counts *counts, bson_error_t *why)
{
	enum mongo_result result = MONGO_STORED;
	bson_t reply;

	if (n == 0)
		return MONGO_STORED;
	bool good = call(mongo, documents, n, &reply, why);
	size_t errors = take_write_errors(mongo, &reply, documents, n, counts);
	if (unconfirmed(&reply, why))
		result = MONGO_AGAIN;
	else if (good || errors > 0)
		counts->inserted += n - (errors < n ? errors : n);
	else
		result = mongo_passing(why, &reply) ? MONGO_AGAIN : MONGO_FAILED;
	bson_destroy(&reply);
	if (result != MONGO_FAILED)
		return result;
	if (do_without(mongo, why))
		return insert(mongo, documents, n, counts, why);
	if (!about_a_document(why))
		return MONGO_FAILED;
	if (n > 1) {
		result = insert(mongo, documents, n / 2, counts, why);
		return result == MONGO_STORED ? insert(mongo, documents + n / 2, n - n / 2, counts, why) : result;
	}
	counts->refused++;
	note_refused(mongo, *documents, why->message, why->code);
	return MONGO_STORED;
}

static void stored(struct mongo *mongo, const struct mongo_counts *counts)
{
	mongo->counts.inserted += counts->inserted;
	mongo->counts.present += counts->present;
	mongo->counts.refused += counts->refused;
	if (mongo->tried)
		mongo->counts.doubtful += counts->present;
	mongo->count = 0;
	mongo->bytes = 0;
	mongo->tried = false;
}

enum mongo_result mongo_store(struct mongo *mongo, struct error *error)
{
	struct mongo_counts counts = { 0, 0, 0, 0 };
	enum mongo_result result;
	bson_error_t why = { 0 };

	if (mongo->count == 0)
		return MONGO_STORED;
	if (!mongo_connect(mongo, error))
		return MONGO_FAILED;
	mongo->sent_count = mongo->count;
	for (size_t i = 0; i < mongo->count; i++)
		mongo->sent[i] = &mongo->documents[i];
	if (mongo->time_series && !mongo_leave_out(mongo, &counts, &why))
		result = mongo_passing(&why, NULL) ? MONGO_AGAIN : MONGO_FAILED;
	else
		result = insert(mongo, mongo->sent, mongo->sent_count, &counts, &why);
	if (result == MONGO_STORED) {
		mongo_fill(mongo);
		stored(mongo, &counts);
		return result;
	}
	mongo_explain(mongo, &why, error);
	mongo_disconnect(mongo);
	mongo->tried = true;
	return result;
}
