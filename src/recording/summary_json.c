/* summary_json: a summary for programs; see include/telltale/recording/summary.h */
#include "config.h"

#include <math.h>
#include <string.h>

#include <bson/bson.h>

#include "telltale/base/clock.h"
#include "telltale/recording/json.h"
#include "telltale/recording/summary.h"

/* A text of a document; null where it has none. */
static void put_field(struct buffer *json, const char *name, const struct record *record, const char *path)
{
	struct record_text text = record_field_text(record, path);

	if (text.length > 0)
		json_clean(json, name, text.text, text.length);
	else
		json_null(json, name);
}

static void put_bytes(struct buffer *json, const char *name, const char *text, size_t length)
{
	if (length > 0)
		json_clean(json, name, text, length);
	else
		json_null(json, name);
}

/* An event's document. False: it can't be read any more. */
static bool read_event(const struct summary *summary, size_t index, struct record *record)
{
	const struct timeline_event *event = &summary->timeline->events[index];

	return reader_read(summary->timeline->files[event->file].reader, event->offset, record);
}

/* --- files ----------------------------------------------------------------------------------------------- */

/* The texts of an array of texts, or of one field of an array of documents. */
static void put_list(struct buffer *json, const char *name, const struct record *record, const char *field)
{
	bson_iter_t iter, element, member;

	json_begin(json, name, '[');
	if (bson_iter_init_from_data(&iter, record->bytes, record->length) && bson_iter_find(&iter, name) &&
	    BSON_ITER_HOLDS_ARRAY(&iter) && bson_iter_recurse(&iter, &element)) {
		while (bson_iter_next(&element)) {
			const bson_iter_t *text = &element;
			if (BSON_ITER_HOLDS_DOCUMENT(&element) && bson_iter_recurse(&element, &member) &&
			    bson_iter_find(&member, field))
				text = &member;
			const char *bytes = BSON_ITER_HOLDS_UTF8(text) ? bson_iter_utf8(text, NULL) : NULL;
			if (bytes != NULL)
				json_clean(json, NULL, bytes, strlen(bytes));
		}
	}
	json_end(json, ']');
}

static void put_head(struct buffer *json, const struct record *head)
{
	static const char *const texts[] = { "program", "who", "name", "url", "protocol", "session" };

	if (head->kind != RECORD_RECORDING)
		return;
	json_integer(json, "format", record_field_integer(head, "format", 0));
	json_integer(json, "part", record_field_integer(head, "part", 1));
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		put_field(json, texts[i], head, texts[i]);
	put_list(json, "filters", head, "");
	put_list(json, "profiles", head, "name");
}

/* Why a file ended; null where it didn't. */
static void put_end_reason(const struct summary *summary, uint32_t file, struct buffer *json)
{
	struct record record;

	for (size_t i = summary->timeline->event_count; i-- > 0 && summary->timeline->files[file].closed;) {
		const struct timeline_event *event = &summary->timeline->events[i];
		if (event->file == file && event->kind == RECORD_END && read_event(summary, i, &record)) {
			put_field(json, "end_reason", &record, "reason");
			return;
		}
	}
	json_null(json, "end_reason");
}

static void put_files(const struct summary *summary, struct buffer *json)
{
	json_begin(json, "files", '[');
	for (uint32_t i = 0; i < summary->timeline->file_count; i++) {
		const struct timeline_file *file = &summary->timeline->files[i];
		json_begin(json, NULL, '{');
		json_clean(json, "path", file->reader->path, strlen(file->reader->path));
		json_integer(json, "bytes", (int64_t)file->reader->length);
		json_time(json, "begin", summary->files[i].begin);
		json_time(json, "end", summary->files[i].end);
		json_integer(json, "messages", (int64_t)summary->files[i].messages);
		json_bool(json, "closed", file->closed);
		put_end_reason(summary, i, json);
		put_head(json, &file->head);
		json_end(json, '}');
	}
	json_end(json, ']');
}

/* --- counts ---------------------------------------------------------------------------------------------- */

static void put_name(const struct summary *summary, const struct summary_name *name, bool device,
                     struct buffer *json)
{
	json_begin(json, NULL, '{');
	json_clean(json, device ? "device" : "topic", name->name, name->length);
	if (device)
		json_integer(json, "topics", (int64_t)name->topics);
	else if (name->device != NULL)
		json_clean(json, "device", name->device->name, name->device->length);
	else
		json_null(json, "device");
	json_integer(json, "messages", (int64_t)name->messages);
	json_number(json, "messages_per_s", summary_rate(summary, name->messages));
	json_integer(json, "payload_bytes", (int64_t)name->bytes);
	json_time(json, "first", name->first);
	json_time(json, "last", name->last);
	json_end(json, '}');
}

static void put_table(const struct summary *summary, const char *key, const struct summary_table *table,
                      bool devices, struct buffer *json)
{
	json_begin(json, key, '[');
	for (size_t i = 0; i < table->count; i++)
		put_name(summary, table->all[i], devices, json);
	json_end(json, ']');
}

static void put_counts(const struct summary *summary, struct buffer *json)
{
	json_time(json, "begin", summary->timeline->wall_zero);
	json_time(json, "end", summary_end(summary));
	json_number(json, "duration_s", (double)summary->timeline->end / (double)CLOCK_SECOND);
	json_integer(json, "documents", (int64_t)summary->documents);
	json_integer(json, "messages", (int64_t)summary->messages);
	json_number(json, "messages_per_s", summary_rate(summary, summary->messages));
	json_integer(json, "payload_bytes", (int64_t)summary->bytes);
	json_integer(json, "earlier_messages", (int64_t)summary->earlier);
	json_integer(json, "stored_messages", (int64_t)summary->stored);
	json_begin(json, "kinds", '{');
	for (int kind = 0; kind <= RECORD_OTHER; kind++)
		json_integer(json, record_kind_text((enum record_kind)kind), (int64_t)summary->kinds[kind]);
	json_end(json, '}');
}

/* --- commands -------------------------------------------------------------------------------------------- */

static void put_order(const struct summary *summary, const struct summary_order *order, struct buffer *json)
{
	struct record first, last;

	if (!read_event(summary, order->first, &first) || !read_event(summary, order->last, &last))
		return;
	double latency = record_field_number(&last, "latency_ms", -1);
	json_begin(json, NULL, '{');
	json_time(json, "time", first.wall);
	put_bytes(json, "device", last.device.text, last.device.length);
	put_field(json, "topic", &last, "topic");
	put_field(json, "command", &last, "command");
	put_field(json, "who", &last, "who");
	put_field(json, "step", &last, "step");
	put_field(json, "outcome", &last, "outcome");
	put_field(json, "reason", &last, "reason");
	if (latency >= 0)
		json_number(json, "latency_ms", latency);
	else
		json_null(json, "latency_ms");
	json_end(json, '}');
}

/* --- events ---------------------------------------------------------------------------------------------- */

static void put_link(const struct record *record, struct buffer *json)
{
	int64_t code = record_field_integer(record, "code", 0);

	put_field(json, "state", record, "state");
	put_field(json, "text", record, "text");
	if (code != 0)
		json_integer(json, "code", code);
}

static void put_alert(const struct record *record, struct buffer *json)
{
	put_bytes(json, "device", record->device.text, record->device.length);
	put_field(json, "about", record, "about");
	put_field(json, "name", record, "name");
	put_field(json, "level", record, "level");
	json_number(json, "value", record_field_number(record, "value", NAN));
	put_field(json, "text", record, "text");
}

static void put_mark(const struct record *record, struct buffer *json)
{
	put_field(json, "note", record, "note");
}

static void put_gap(const struct record *record, struct buffer *json)
{
	int64_t messages = record_field_integer(record, "messages", -1);

	json_time(json, "from", record_field_integer(record, "from", record->wall));
	json_number(json, "lasted_ms", record_field_number(record, "lasted_ms", NAN));
	if (messages >= 0)
		json_integer(json, "messages", messages);
	else
		json_null(json, "messages");
	put_field(json, "reason", record, "reason");
}

static const struct {
	const char *name;
	enum record_kind kind;
	void (*put)(const struct record *record, struct buffer *json);
} lists[] = {
	{ "gaps", RECORD_GAP, put_gap },
	{ "marks", RECORD_MARK, put_mark },
	{ "alerts", RECORD_ALERT, put_alert },
	{ "links", RECORD_LINK, put_link },
};

static void put_events(const struct summary *summary, const char *name, enum record_kind kind,
                       void (*put)(const struct record *record, struct buffer *json), struct buffer *json)
{
	struct record record;

	json_begin(json, name, '[');
	for (size_t i = 0; i < summary->timeline->event_count; i++) {
		const struct timeline_event *event = &summary->timeline->events[i];
		if (event->kind != kind || !read_event(summary, i, &record))
			continue;
		json_begin(json, NULL, '{');
		json_time(json, "time", record.wall);
		json_number(json, "at_s", (double)event->time / (double)CLOCK_SECOND);
		put(&record, json);
		json_end(json, '}');
	}
	json_end(json, ']');
}

/* --- findings -------------------------------------------------------------------------------------------- */

static void put_findings(const struct summary *summary, const char *name, bool damage, struct buffer *json)
{
	json_begin(json, name, '[');
	for (size_t i = 0; i < summary->walk.finding_count; i++) {
		const struct finding *finding = &summary->walk.findings[i];
		const char *path = summary->timeline->files[finding->file].reader->path;
		if (finding->damage != damage)
			continue;
		json_begin(json, NULL, '{');
		json_clean(json, "file", path, strlen(path));
		json_integer(json, "offset", (int64_t)finding->offset);
		json_integer(json, "length", (int64_t)finding->length);
		json_text(json, "what", finding->what, strlen(finding->what));
		json_end(json, '}');
	}
	json_end(json, ']');
}

void summary_json(const struct summary *summary, struct buffer *json)
{
	json_begin(json, NULL, '{');
	put_files(summary, json);
	put_counts(summary, json);
	put_table(summary, "devices", &summary->devices, true, json);
	put_table(summary, "topics", &summary->topics, false, json);
	json_begin(json, "commands", '[');
	for (size_t i = 0; i < summary->order_count; i++)
		put_order(summary, &summary->orders[i], json);
	json_end(json, ']');
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		put_events(summary, lists[i].name, lists[i].kind, lists[i].put, json);
	json_integer(json, "connects", (int64_t)summary->connects);
	json_integer(json, "disconnects", (int64_t)summary->disconnects);
	put_findings(summary, "damages", true, json);
	json_bool(json, "checked", summary->checked);
	put_findings(summary, "notes", false, json);
	json_end(json, '}');
}
