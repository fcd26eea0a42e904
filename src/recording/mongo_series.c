/* mongo_series: time-series collections, in which an _id may be twice; see include/telltale/recording/mongo.h */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "recording/mongo_private.h"
#include "telltale/base/clock.h"
#include "telltale/base/memory.h"

/* --- the collection -------------------------------------------------------------------------------------- */

enum kind { KIND_NONE, KIND_COLLECTION, KIND_SERIES, KIND_OTHER_SERIES, KIND_VIEW };

static enum kind kind_of(const bson_t *about)
{
	bson_iter_t iter, found;
	const char *type = "collection";

	if (bson_iter_init_find(&iter, about, "type") && BSON_ITER_HOLDS_UTF8(&iter))
		type = bson_iter_utf8(&iter, NULL);
	if (strcmp(type, "view") == 0)
		return KIND_VIEW;
	bool series = bson_iter_init(&iter, about) &&
	              bson_iter_find_descendant(&iter, "options.timeseries.timeField", &found);
	if (!series && strcmp(type, "timeseries") != 0)
		return KIND_COLLECTION;
	if (series && BSON_ITER_HOLDS_UTF8(&found) && strcmp(bson_iter_utf8(&found, NULL), "ts") != 0)
		return KIND_OTHER_SERIES;
	return KIND_SERIES;
}

/* Also the first that is asked of a server: this is where a wrong login and the like turn up. */
static bool find_kind(struct mongo *mongo, enum kind *kind, bson_error_t *why)
{
	const struct mongo_address *address = mongo->settings.address;
	mongoc_database_t *database = mongoc_client_get_database(mongo->client, address->database);
	bson_t options = BSON_INITIALIZER, filter;
	const bson_t *about;

	bson_append_document_begin(&options, "filter", -1, &filter);
	bson_append_utf8(&filter, "name", -1, address->collection, -1);
	bson_append_document_end(&options, &filter);
	mongoc_cursor_t *cursor = mongoc_database_find_collections_with_opts(database, &options);
	*kind = KIND_NONE;
	while (mongoc_cursor_next(cursor, &about))
		*kind = kind_of(about);
	bool good = !mongoc_cursor_error(cursor, why);
	mongoc_cursor_destroy(cursor);
	mongoc_database_destroy(database);
	bson_destroy(&options);
	return good;
}

static bool create_series(struct mongo *mongo, bson_error_t *why)
{
	const struct mongo_address *address = mongo->settings.address;
	mongoc_database_t *database = mongoc_client_get_database(mongo->client, address->database);
	bson_t command = BSON_INITIALIZER, series;

	bson_append_utf8(&command, "create", -1, address->collection, -1);
	bson_append_document_begin(&command, "timeseries", -1, &series);
	bson_append_utf8(&series, "timeField", -1, "ts", -1);
	bson_append_utf8(&series, "metaField", -1, "meta", -1);
	bson_append_document_end(&command, &series);
	bool good = mongoc_database_write_command_with_opts(database, &command, NULL, NULL, why) ||
	            (why->domain == MONGOC_ERROR_SERVER && why->code == SERVER_NAMESPACE_EXISTS);
	mongoc_database_destroy(database);
	bson_destroy(&command);
	return good;
}

static bool check_kind(struct mongo *mongo, enum kind kind, struct error *error)
{
	const char *name = mongo->settings.address->collection;

	if (kind == KIND_VIEW)
		return error_set(error, ERROR_USAGE, "'%s' is a view, which nothing can be put into", name);
	if (kind == KIND_OTHER_SERIES)
		return error_set(error, ERROR_USAGE, "'%s' is a time-series collection by another field than ts: choose another "
		                 "collection", name);
	if (mongo->settings.time_series && kind == KIND_COLLECTION)
		return error_set(error, ERROR_USAGE, "'%s' is there already, and is no time-series collection: leave "
		                 "--time-series out, or choose another collection", name);
	if (!mongo->settings.time_series && kind == KIND_SERIES)
		mongo_note(mongo, "'%s' is a time-series collection: goes on as with --time-series", name);
	mongo->time_series = kind == KIND_SERIES;
	return true;
}

/* A failure that has to do with the server as a whole is not about time series. */
static bool explain_creation(struct mongo *mongo, const bson_error_t *why, struct error *error)
{
	mongo_explain(mongo, why, error);
	if (why->domain == MONGOC_ERROR_SERVER && why->code != SERVER_UNAUTHORIZED && !mongo_passing(why, NULL))
		error_prefix(error, "no time-series collection can be made");
	return false;
}

bool mongo_prepare(struct mongo *mongo, struct error *error)
{
	bson_error_t why = { 0 };
	enum kind kind;

	if (!find_kind(mongo, &kind, &why))
		return mongo_explain(mongo, &why, error);
	if (mongo->settings.time_series && kind == KIND_NONE) {
		if (!create_series(mongo, &why))
			return explain_creation(mongo, &why, error);
		if (!find_kind(mongo, &kind, &why))
			return mongo_explain(mongo, &why, error);
	}
	return check_kind(mongo, kind, error);
}

/* --- what is there already ------------------------------------------------------------------------------- */

static void append_range(bson_t *filter, struct mongo_range range)
{
	bson_t ts;

	bson_append_document_begin(filter, "ts", -1, &ts);
	bson_append_date_time(&ts, "$gte", -1, range.from);
	bson_append_date_time(&ts, "$lte", -1, range.until);
	bson_append_document_end(filter, &ts);
}

static bool is_empty(struct mongo_range range)
{
	return range.from > range.until;
}

static struct mongo_range common(struct mongo_range a, struct mongo_range b)
{
	return (struct mongo_range){ a.from > b.from ? a.from : b.from, a.until < b.until ? a.until : b.until };
}

static struct mongo_range around(struct mongo_range a, struct mongo_range b)
{
	if (is_empty(a) || is_empty(b))
		return is_empty(a) ? b : a;
	return (struct mongo_range){ a.from < b.from ? a.from : b.from, a.until > b.until ? a.until : b.until };
}

/* The first (order 1) or the last (-1) time in a range. False: there is none, or why is filled in. */
static bool find_end(struct mongo *mongo, struct mongo_range range, int order, int64_t *time, bson_error_t *why)
{
	bson_t filter = BSON_INITIALIZER, options = BSON_INITIALIZER, part;
	const bson_t *document;
	bson_iter_t iter;

	append_range(&filter, range);
	bson_append_int64(&options, "limit", -1, 1);
	bson_append_document_begin(&options, "sort", -1, &part);
	bson_append_int32(&part, "ts", -1, order);
	bson_append_document_end(&options, &part);
	bson_append_document_begin(&options, "projection", -1, &part);
	bson_append_int32(&part, "ts", -1, 1);
	bson_append_document_end(&options, &part);
	mongoc_cursor_t *cursor = mongoc_collection_find_with_opts(mongo->collection, &filter, &options, NULL);
	bool found = mongoc_cursor_next(cursor, &document) && bson_iter_init_find(&iter, document, "ts") &&
	             BSON_ITER_HOLDS_DATE_TIME(&iter);
	if (found)
		*time = bson_iter_date_time(&iter);
	mongoc_cursor_error(cursor, why);
	mongoc_cursor_destroy(cursor);
	bson_destroy(&filter);
	bson_destroy(&options);
	return found;
}

bool mongo_expect(struct mongo *mongo, int64_t from, int64_t until, struct error *error)
{
	struct mongo_range range = { from / CLOCK_MILLISECOND, until / CLOCK_MILLISECOND }, filled = { 1, 0 };
	bson_error_t why = { 0 };

	if (!mongo_connect(mongo, error))
		return false;
	if (find_end(mongo, range, 1, &filled.from, &why) && !find_end(mongo, range, -1, &filled.until, &why))
		filled = range;
	if (why.code != 0)
		return mongo_explain(mongo, &why, error);
	mongo->expected = range;
	mongo->filled = filled;
	return true;
}

/* A document of the batch. */
struct known {
	bson_oid_t id;
	size_t index;
	bool present;
};

static int compare(const void *a, const void *b)
{
	const struct known *one = a, *other = b;
	int order = bson_oid_compare(&one->id, &other->id);

	return order != 0 ? order : one->index < other->index ? -1 : one->index > other->index;
}

static int compare_id(const void *id, const void *known)
{
	return bson_oid_compare(id, &((const struct known *)known)->id);
}

static bool time_of(const bson_t *document, int64_t *time)
{
	bson_iter_t iter;

	if (!bson_iter_init_find(&iter, document, "ts") || !BSON_ITER_HOLDS_DATE_TIME(&iter))
		return false;
	*time = bson_iter_date_time(&iter);
	return true;
}

static struct mongo_range range_of(const struct mongo *mongo)
{
	struct mongo_range range = { 1, 0 };
	int64_t time;

	for (size_t i = 0; i < mongo->count; i++)
		if (time_of(&mongo->documents[i], &time))
			range = around(range, (struct mongo_range){ time, time });
	return range;
}

/* Where in time something of the batch may be in the collection. */
static struct mongo_range doubtful_range(const struct mongo *mongo)
{
	struct mongo_range range = range_of(mongo);

	if (mongo->tried || is_empty(mongo->expected) || range.from < mongo->expected.from ||
	    range.until > mongo->expected.until)
		return range;
	return common(range, mongo->filled);
}

/* Asks for those documents of the batch that are in a range. */
static mongoc_cursor_t *ask(struct mongo *mongo, struct mongo_range range)
{
	bson_t filter = BSON_INITIALIZER, options = BSON_INITIALIZER, part, list;
	const char *key;
	char text[16];
	uint32_t n = 0;
	bson_iter_t id;
	int64_t time;

	append_range(&filter, range);
	bson_append_document_begin(&filter, "_id", -1, &part);
	bson_append_array_begin(&part, "$in", -1, &list);
	for (size_t i = 0; i < mongo->count; i++) {
		if (!time_of(&mongo->documents[i], &time) || time < range.from || time > range.until ||
		    !bson_iter_init_find(&id, &mongo->documents[i], "_id"))
			continue;
		bson_uint32_to_string(n++, &key, text, sizeof text);
		bson_append_oid(&list, key, -1, bson_iter_oid(&id));
	}
	bson_append_array_end(&part, &list);
	bson_append_document_end(&filter, &part);
	bson_append_document_begin(&options, "projection", -1, &part);
	bson_append_int32(&part, "_id", -1, 1);
	bson_append_document_end(&options, &part);
	mongoc_cursor_t *cursor = mongoc_collection_find_with_opts(mongo->collection, &filter, &options, NULL);
	bson_destroy(&filter);
	bson_destroy(&options);
	return cursor;
}

static bool mark_present(struct mongo *mongo, struct known *known, bson_error_t *why)
{
	struct mongo_range range = doubtful_range(mongo);
	const bson_t *document;
	bson_iter_t id;

	if (is_empty(range))
		return true;
	mongoc_cursor_t *cursor = ask(mongo, range);
	while (mongoc_cursor_next(cursor, &document)) {
		struct known *found = NULL;
		if (bson_iter_init_find(&id, document, "_id") && BSON_ITER_HOLDS_OID(&id))
			found = bsearch(bson_iter_oid(&id), known, mongo->count, sizeof *known, compare_id);
		if (found != NULL)
			found->present = true;
	}
	bool good = !mongoc_cursor_error(cursor, why);
	mongoc_cursor_destroy(cursor);
	return good;
}

/* Documents with the same _id stand together: if one is there, none is sent, else one. */
static void keep_the_missing(struct mongo *mongo, struct known *known, struct mongo_counts *counts)
{
	size_t end;

	mongo->sent_count = 0;
	for (size_t i = 0; i < mongo->count; i = end) {
		bool present = false;
		for (end = i; end < mongo->count && bson_oid_equal(&known[end].id, &known[i].id); end++)
			present = present || known[end].present;
		if (!present)
			mongo->sent[mongo->sent_count++] = &mongo->documents[known[i].index];
		counts->present += end - i - !present;
	}
}

bool mongo_leave_out(struct mongo *mongo, struct mongo_counts *counts, bson_error_t *why)
{
	struct known *known = memory_zeroed(mongo->count, sizeof *known);
	bson_iter_t id;

	for (size_t i = 0; i < mongo->count; i++) {
		known[i].index = i;
		if (bson_iter_init_find(&id, &mongo->documents[i], "_id"))
			bson_oid_copy(bson_iter_oid(&id), &known[i].id);
	}
	qsort(known, mongo->count, sizeof *known, compare);
	bool good = mark_present(mongo, known, why);
	if (good)
		keep_the_missing(mongo, known, counts);
	free(known);
	return good;
}

void mongo_fill(struct mongo *mongo)
{
	if (mongo->time_series)
		mongo->filled = around(mongo->filled, range_of(mongo));
}
