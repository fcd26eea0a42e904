/* mongo_end: what comes behind the last document: indexes and counts; see include/telltale/recording/mongo.h */
#include "config.h"

#include <string.h>

#include "recording/mongo_private.h"

/* Counting is given up after so many milliseconds. */
enum { PATIENCE = 60000 };

static const struct {
	const char *name, *first, *second; /* keys, ascending; NULL: none */
} indexes[] = {
	{ "meta.device_1_ts_1", "meta.device", "ts" },
	{ "meta.topic_1_ts_1", "meta.topic", "ts" },
	{ "kind_1", "kind", NULL },
};

enum { INDEXES = sizeof indexes / sizeof *indexes };

static void append_index(bson_t *list, uint32_t number, size_t i)
{
	bson_t index, key;
	const char *place;
	char text[16];

	bson_uint32_to_string(number, &place, text, sizeof text);
	bson_append_document_begin(list, place, -1, &index);
	bson_append_document_begin(&index, "key", -1, &key);
	bson_append_int32(&key, indexes[i].first, -1, 1);
	if (indexes[i].second != NULL)
		bson_append_int32(&key, indexes[i].second, -1, 1);
	bson_append_document_end(&index, &key);
	bson_append_utf8(&index, "name", -1, indexes[i].name, -1);
	bson_append_document_end(list, &index);
}

/* Makes indexes from one to another, with one command: that reads the documents only once. */
static bool make(struct mongo *mongo, size_t from, size_t until, bson_error_t *why)
{
	bson_t command = BSON_INITIALIZER, list;

	bson_append_utf8(&command, "createIndexes", -1, mongo->settings.address->collection, -1);
	bson_append_array_begin(&command, "indexes", -1, &list);
	for (size_t i = from; i < until; i++)
		append_index(&list, (uint32_t)(i - from), i);
	bson_append_array_end(&command, &list);
	bool good = mongoc_collection_write_command_with_opts(mongo->collection, &command, NULL, NULL, why);
	bson_destroy(&command);
	return good;
}

bool mongo_index(struct mongo *mongo, struct error *error)
{
	bson_error_t why = { 0 };

	mongo_disconnect(mongo);
	if (!mongoc_uri_has_option(mongo->uri, MONGOC_URI_SOCKETTIMEOUTMS)) /* it may take long */
		mongoc_uri_set_option_as_int32(mongo->uri, MONGOC_URI_SOCKETTIMEOUTMS, 0);
	if (!mongo_connect(mongo, error))
		return false;
	if (make(mongo, 0, INDEXES, &why))
		return true;
	for (size_t i = 0; i < INDEXES; i++) {
		if (mongo_passing(&why, NULL))
			return mongo_explain(mongo, &why, error);
		if (!make(mongo, i, i + 1, &why) && !mongo_passing(&why, NULL))
			mongo_note(mongo, "no index on %s: %.300s (error %u)", indexes[i].first, why.message, why.code);
	}
	return !mongo_passing(&why, NULL) || mongo_explain(mongo, &why, error);
}

/* --- counting -------------------------------------------------------------------------------------------- */

static enum record_kind kind_named(const char *name)
{
	int kind = RECORD_RECORDING;

	while (kind < RECORD_OTHER && strcmp(record_kind_text((enum record_kind)kind), name) != 0)
		kind++;
	return (enum record_kind)kind;
}

/* { _id: "message", n: 1204 } */
static void take_count(const bson_t *document, struct mongo_totals *totals)
{
	bson_iter_t name, n;

	if (!bson_iter_init_find(&name, document, "_id") || !bson_iter_init_find(&n, document, "n"))
		return;
	uint64_t count = (uint64_t)bson_iter_as_int64(&n);
	totals->documents += count;
	totals->of_kind[BSON_ITER_HOLDS_UTF8(&name) ? kind_named(bson_iter_utf8(&name, NULL)) : RECORD_OTHER] += count;
}

static bool count_kinds(struct mongo *mongo, struct mongo_totals *totals, bson_error_t *why)
{
	bson_t options = BSON_INITIALIZER, *pipeline;
	const bson_t *document;

	pipeline = BCON_NEW("pipeline", "[", "{", "$group", "{", "_id", "$kind", "n", "{", "$sum", BCON_INT64(1), "}",
	                    "}", "}", "]");
	bson_append_int64(&options, "maxTimeMS", -1, PATIENCE);
	mongoc_cursor_t *cursor =
	    mongoc_collection_aggregate(mongo->collection, MONGOC_QUERY_NONE, pipeline, &options, NULL);
	while (mongoc_cursor_next(cursor, &document))
		take_count(document, totals);
	bool good = !mongoc_cursor_error(cursor, why);
	mongoc_cursor_destroy(cursor);
	bson_destroy(pipeline);
	bson_destroy(&options);
	return good;
}

bool mongo_total(struct mongo *mongo, struct mongo_totals *totals, struct error *error)
{
	bson_error_t why = { 0 };

	memset(totals, 0, sizeof *totals);
	if (!mongo_connect(mongo, error))
		return false;
	totals->by_kind = count_kinds(mongo, totals, &why);
	if (totals->by_kind)
		return true;
	memset(totals, 0, sizeof *totals);
	int64_t count = mongoc_collection_estimated_document_count(mongo->collection, NULL, NULL, NULL, &why);
	if (count < 0)
		return mongo_explain(mongo, &why, error);
	totals->documents = (uint64_t)count;
	return true;
}
