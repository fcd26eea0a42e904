/* export: see include/telltale/recording/export.h. CSV: export_csv.c. */
#include "config.h"

#include "telltale/recording/export.h"

#include <stdlib.h>
#include <string.h>

#include "recording/export_private.h"
#include "telltale/base/memory.h"
#include "telltale/base/text.h"
#include "telltale/core/topic.h"
#include "telltale/recording/extended_json.h"

/* --- what is wanted -------------------------------------------------------------------------------------- */

/* A device by its id, or as it is on the screen. */
static bool is_device(const char *wanted, struct record_text device)
{
	char clean[1024];

	if (strlen(wanted) == device.length && memcmp(wanted, device.text, device.length) == 0)
		return device.length > 0;
	text_clean(clean, sizeof clean, device.text, device.length);
	return device.length > 0 && strcmp(clean, wanted) == 0;
}

static bool is_topic(char *const *filters, struct record_text topic)
{
	for (; *filters != NULL; filters++)
		if (topic_match(*filters, topic.text, topic.length))
			return true;
	return false;
}

bool export_wants(const struct export_wish *wish, const struct record *record)
{
	if (wish->device != NULL && !is_device(wish->device, record->device))
		return false;
	if (record->kind == RECORD_MESSAGE)
		return wish->topics == NULL || is_topic(wish->topics, record->topic);
	if (wish->topics != NULL)
		return false;
	return wish->device == NULL || record->kind == RECORD_COMMAND || record->kind == RECORD_ALERT;
}

bool export_put_line(struct exporting *exporting)
{
	bool good = sink_line(exporting->sink, exporting->line.bytes, exporting->line.length, exporting->error);

	exporting->result->lines++;
	buffer_reset(&exporting->line);
	return good;
}

/* --- documents ------------------------------------------------------------------------------------------- */

/* The documents of an item, of which there are several where a payload was divided. */
static bool put_documents(struct exporting *exporting, const struct timeline_item *item, bool canonical)
{
	const struct reader *reader = exporting->timeline->files[item->file].reader;
	uint64_t at = item->offset, end = at + walk_length(exporting->timeline, item);

	while (at < end) {
		size_t length = reader_length_at(reader, at);
		if (length == 0)
			return true; /* it was lost just now */
		if (!extended_json_append(&exporting->line, reader->bytes + at, length, canonical))
			walk_note(&exporting->result->walk, item->file, at, length, "a document that is broken inside",
			          true);
		else if (!export_put_line(exporting))
			return false;
		at += length;
	}
	return true;
}

static bool put_payload(struct exporting *exporting, const struct timeline_item *item)
{
	struct message message;

	if (walk_is_repeated(exporting->timeline, item) ||
	    !walk_message(&exporting->result->walk, item, &message, &exporting->payload, &exporting->properties))
		return true;
	exporting->result->lines++;
	return sink_line(exporting->sink, message.payload, message.payload_length, exporting->error);
}

static bool put_relaxed(struct exporting *exporting, const struct timeline_item *item)
{
	return put_documents(exporting, item, false);
}

static bool put_canonical(struct exporting *exporting, const struct timeline_item *item)
{
	return put_documents(exporting, item, true);
}

static bool walk_through(struct exporting *exporting,
                         bool (*put)(struct exporting *exporting, const struct timeline_item *item))
{
	const struct export_wish *wish = exporting->wish;
	struct walk *walk = &exporting->result->walk;
	struct timeline_item item;

	walk_init(walk, wish->from > 0 ? timeline_seek(exporting->timeline, wish->from)
	                               : timeline_begin(exporting->timeline));
	while (walk_next(walk, &item) && item.time <= wish->to)
		if (export_wants(wish, &item.record) && !put(exporting, &item))
			return false;
	return true;
}

static bool export_relaxed(struct exporting *exporting)
{
	return walk_through(exporting, put_relaxed);
}

static bool export_canonical(struct exporting *exporting)
{
	return walk_through(exporting, put_canonical);
}

static bool export_raw(struct exporting *exporting)
{
	return walk_through(exporting, put_payload);
}

/* --- formats --------------------------------------------------------------------------------------------- */

static const struct format {
	const char *name;
	bool (*run)(struct exporting *exporting);
} formats[] = {
	{ "ndjson", export_relaxed }, { "canonical", export_canonical }, { "csv", export_wide },
	{ "long", export_long },      { "raw", export_raw },
};

static const struct format *find_format(const char *name)
{
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
		if (strcmp(formats[i].name, name) == 0)
			return &formats[i];
	return NULL;
}

bool export_run(const struct timeline *timeline, const struct export_wish *wish, struct sink *sink,
                struct export_result *result, struct error *error)
{
	struct exporting exporting = { .timeline = timeline, .wish = wish, .sink = sink, .result = result,
		                       .error = error };

	const struct format *format = find_format(wish->format);
	*result = (struct export_result){ .warning = ERROR_INIT };
	bool good = format != NULL ? format->run(&exporting)
	                           : error_set(error, ERROR_USAGE, "found '%s', expected a format", wish->format);
	buffer_clear(&exporting.line);
	buffer_clear(&exporting.payload);
	buffer_clear(&exporting.properties);
	return good;
}

void export_clear(struct export_result *result)
{
	walk_clear(&result->walk);
}
