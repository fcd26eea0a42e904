/* summary_text: a summary for people; see include/telltale/recording/summary.h. All that comes from the files is
 * cleaned. */
#include "config.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "telltale/base/clock.h"
#include "telltale/base/memory.h"
#include "telltale/base/text.h"
#include "telltale/recording/moment.h"
#include "telltale/recording/summary.h"

enum {
	MOST_ROWS = 20,  /* of a list */
	MOST_BYTES = 200, /* of a foreign text */
	WIDEST = 48      /* columns that names are brought to */
};

/* --- pieces ---------------------------------------------------------------------------------------------- */

/* Appends a foreign text, and spaces up to a width. */
static void put_clean(struct buffer *text, const char *bytes, size_t length, size_t width)
{
	char clean[10 * MOST_BYTES + 1];
	bool cut = length > MOST_BYTES;

	text_clean(clean, sizeof clean, bytes, cut ? MOST_BYTES : length);
	buffer_text(text, clean);
	buffer_text(text, cut ? "..." : "");
	for (size_t columns = text_width(clean) + (cut ? 3 : 0); columns < width; columns++)
		buffer_char(text, ' ');
}

/* However long it is. */
static void put_whole(struct buffer *text, const char *bytes, size_t length)
{
	size_t size = 10 * length + 1;
	char *clean = memory_resize(NULL, size, 1);

	buffer_append(text, clean, text_clean(clean, size, bytes, length));
	free(clean);
}

static size_t clean_width(const char *bytes, size_t length)
{
	char clean[10 * MOST_BYTES + 1];

	text_clean(clean, sizeof clean, bytes, length > MOST_BYTES ? MOST_BYTES : length);
	size_t width = text_width(clean) + (length > MOST_BYTES ? 3 : 0);
	return width < WIDEST ? width : WIDEST;
}

/* A text of a document, with two spaces in front; nothing where it has none. */
static void put_field(struct buffer *text, const struct record *record, const char *path)
{
	struct record_text field = record_field_text(record, path);

	if (field.length == 0)
		return;
	buffer_text(text, "  ");
	put_clean(text, field.text, field.length, 0);
}

static void put_count(struct buffer *text, uint64_t count, const char *one, const char *many)
{
	char number[32];

	text_number(number, sizeof number, (double)count, 0);
	buffer_format(text, "%s %s", number, count == 1 ? one : many);
}

static void put_more(struct buffer *text, size_t count)
{
	if (count > MOST_ROWS)
		buffer_format(text, "  ... and %zu more\n", count - MOST_ROWS);
}

static bool read_event(const struct summary *summary, size_t index, struct record *record)
{
	const struct timeline_event *event = &summary->timeline->events[index];

	return reader_read(summary->timeline->files[event->file].reader, event->offset, record);
}

/* --- files ----------------------------------------------------------------------------------------------- */

static void put_end(const struct summary *summary, uint32_t file, struct buffer *text)
{
	struct record record;

	if (!summary->timeline->files[file].closed) {
		buffer_text(text, "NOT CLOSED");
		return;
	}
	buffer_text(text, "closed");
	for (size_t i = summary->timeline->event_count; i-- > 0;) {
		const struct timeline_event *event = &summary->timeline->events[i];
		if (event->file == file && event->kind == RECORD_END && read_event(summary, i, &record)) {
			put_field(text, &record, "reason");
			return;
		}
	}
}

static void put_files(const struct summary *summary, struct buffer *text)
{
	const struct timeline *timeline = summary->timeline;
	size_t width = 0;

	for (size_t i = 0; i < timeline->file_count; i++) {
		const char *path = timeline->files[i].reader->path;
		size_t mine = clean_width(path, strlen(path));
		width = mine > width ? mine : width;
	}
	for (uint32_t i = 0; i < timeline->file_count; i++) {
		const struct reader *reader = timeline->files[i].reader;
		char size[32], begin[MOMENT_TEXT], end[MOMENT_TEXT];
		text_bytes(size, sizeof size, reader->length);
		moment_local(begin, summary->files[i].begin);
		moment_local(end, summary->files[i].end);
		put_whole(text, reader->path, strlen(reader->path));
		for (size_t columns = clean_width(reader->path, strlen(reader->path)); columns < width; columns++)
			buffer_char(text, ' ');
		buffer_format(text, "  %10s  %s to %s  ", size, begin, end);
		put_end(summary, i, text);
		buffer_char(text, '\n');
	}
}

/* --- what it is ------------------------------------------------------------------------------------------ */

static void put_source(const struct summary *summary, struct buffer *text)
{
	static const struct {
		const char *label, *fields[4];
	} lines[] = { { "source   ", { "url", "name", "protocol", NULL } },
		      { "made by  ", { "who", "program", NULL } } };
	const struct record *head = &summary->timeline->files[0].head;

	if (head->kind != RECORD_RECORDING)
		return;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		buffer_text(text, lines[i].label);
		for (size_t k = 0; lines[i].fields[k] != NULL; k++)
			put_field(text, head, lines[i].fields[k]);
		buffer_char(text, '\n');
	}
}

static void put_totals(const struct summary *summary, struct buffer *text)
{
	char span[32], count[32], rate[32], size[32];

	clock_span_text(span, sizeof span, summary->timeline->end);
	text_number(rate, sizeof rate, summary_rate(summary, summary->messages), 1);
	text_bytes(size, sizeof size, summary->bytes);
	text_number(count, sizeof count, (double)summary->messages, 0);
	buffer_format(text, "lasted     %s\nmessages   %s, %s a second, %s of payload", span, count, rate, size);
	if (summary->stored > 0)
		buffer_format(text, ", %" PRIu64 " of them stored by the broker", summary->stored);
	if (summary->earlier > 0)
		buffer_format(text, "; besides %" PRIu64 " from before it began", summary->earlier);
	buffer_char(text, '\n');
}

static void put_connection(const struct summary *summary, struct buffer *text)
{
	if (summary->kinds[RECORD_LINK] == 0)
		return;
	buffer_text(text, "connection ");
	put_count(text, summary->connects, "time up", "times up");
	buffer_text(text, ", ");
	put_count(text, summary->disconnects, "time down\n", "times down\n");
}

/* --- devices and topics ---------------------------------------------------------------------------------- */

static void put_table(const struct summary *summary, const struct summary_table *table, const char *one,
                      const char *many, struct buffer *text)
{
	size_t rows = table->count < MOST_ROWS ? table->count : MOST_ROWS, width = 20;

	if (table->count == 0)
		return;
	for (size_t i = 0; i < rows; i++) {
		size_t mine = clean_width(table->all[i]->name, table->all[i]->length);
		width = mine > width ? mine : width;
	}
	size_t before = text->length;
	buffer_char(text, '\n');
	put_count(text, table->count, one, many);
	for (size_t columns = text->length - before - 1; columns < width + 2; columns++)
		buffer_char(text, ' ');
	buffer_format(text, "  %11s  %9s  %10s\n", "messages", "a second", "payload");
	for (size_t i = 0; i < rows; i++) {
		const struct summary_name *name = table->all[i];
		char messages[32], rate[32], size[32];
		text_number(messages, sizeof messages, (double)name->messages, 0);
		text_number(rate, sizeof rate, summary_rate(summary, name->messages), 1);
		text_bytes(size, sizeof size, name->bytes);
		buffer_text(text, "  ");
		put_clean(text, name->name, name->length, width);
		buffer_format(text, "  %11s  %9s  %10s\n", messages, rate, size);
	}
	put_more(text, table->count);
}

/* --- commands -------------------------------------------------------------------------------------------- */

static void put_order(const struct record *first, const struct record *last, struct buffer *text)
{
	double latency = record_field_number(last, "latency_ms", -1);
	char when[MOMENT_TEXT];

	moment_local(when, first->wall);
	buffer_format(text, "  %s  ", when);
	struct record_text topic = record_field_text(last, "topic");
	bool own = last->device.length == 0; /* a message of the user's own */
	put_clean(text, own ? topic.text : last->device.text, own ? topic.length : last->device.length, 16);
	put_field(text, last, "command");
	put_field(text, last, "step");
	if (latency >= 0)
		buffer_format(text, "  after %.3f s", latency / 1000);
	put_field(text, last, "reason");
	put_field(text, last, "who");
	buffer_char(text, '\n');
}

static void put_commands(const struct summary *summary, struct buffer *text)
{
	size_t shown = summary->order_count < MOST_ROWS ? summary->order_count : MOST_ROWS;
	struct record first, last;

	if (summary->order_count == 0)
		return;
	buffer_char(text, '\n');
	put_count(text, summary->order_count, "command\n", "commands\n");
	for (size_t i = 0; i < shown; i++)
		if (read_event(summary, summary->orders[i].first, &first) &&
		    read_event(summary, summary->orders[i].last, &last))
			put_order(&first, &last, text);
	put_more(text, summary->order_count);
}

/* --- events ---------------------------------------------------------------------------------------------- */

static void put_gap(const struct record *record, struct buffer *text)
{
	int64_t messages = record_field_integer(record, "messages", -1);
	double lasted = record_field_number(record, "lasted_ms", -1);
	char span[32];

	if (lasted >= 0 && lasted < 1e12) {
		clock_span_text(span, sizeof span, (int64_t)(lasted * (double)CLOCK_MILLISECOND));
		buffer_format(text, "  for %s", span);
	}
	if (messages >= 0)
		buffer_format(text, "  %" PRId64 " messages", messages);
	put_field(text, record, "reason");
}

static void put_mark(const struct record *record, struct buffer *text)
{
	put_field(text, record, "note");
}

static void put_alert(const struct record *record, struct buffer *text)
{
	buffer_text(text, "  ");
	put_clean(text, record->device.text, record->device.length, 16);
	put_field(text, record, "level");
	put_field(text, record, "name");
	put_field(text, record, "text");
}

static const struct {
	enum record_kind kind;
	const char *one, *many;
	void (*put)(const struct record *record, struct buffer *text);
} lists[] = {
	{ RECORD_MARK, "mark\n", "marks\n", put_mark },
	{ RECORD_GAP, "gap\n", "gaps\n", put_gap },
	{ RECORD_ALERT, "alert\n", "alerts\n", put_alert },
};

static size_t count_events(const struct summary *summary, enum record_kind kind)
{
	struct record record;
	size_t count = 0;

	for (size_t i = 0; i < summary->timeline->event_count; i++)
		count += summary->timeline->events[i].kind == kind && read_event(summary, i, &record);
	return count;
}

static void put_events(const struct summary *summary, size_t list, struct buffer *text)
{
	size_t count = count_events(summary, lists[list].kind);
	struct record record;
	char when[MOMENT_TEXT];
	size_t shown = 0;

	if (count == 0)
		return;
	buffer_char(text, '\n');
	put_count(text, count, lists[list].one, lists[list].many);
	for (size_t i = 0; i < summary->timeline->event_count && shown < MOST_ROWS; i++) {
		if (summary->timeline->events[i].kind != lists[list].kind || !read_event(summary, i, &record))
			continue;
		moment_local(when, record_field_integer(&record, "from", record.wall)); /* a gap's beginning */
		buffer_format(text, "  %s", when);
		lists[list].put(&record, text);
		buffer_char(text, '\n');
		shown++;
	}
	put_more(text, count);
}

/* --- findings -------------------------------------------------------------------------------------------- */

static void put_findings(const struct summary *summary, bool damage, size_t most, struct buffer *text)
{
	size_t shown = 0;

	for (size_t i = 0; i < summary->walk.finding_count && shown < most; i++) {
		const struct finding *finding = &summary->walk.findings[i];
		struct buffer line = { NULL, 0, 0 };
		if (finding->damage != damage)
			continue;
		walk_describe(summary->timeline, finding, &line);
		buffer_text(text, damage ? "  " : "  note: ");
		put_whole(text, line.bytes, line.length);
		buffer_char(text, '\n');
		buffer_clear(&line);
		shown++;
	}
}

void summary_text(const struct summary *summary, struct buffer *text)
{
	put_files(summary, text);
	buffer_char(text, '\n');
	put_source(summary, text);
	put_totals(summary, text);
	put_connection(summary, text);
	put_table(summary, &summary->devices, "device", "devices", text);
	put_table(summary, &summary->topics, "topic", "topics", text);
	put_commands(summary, text);
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		put_events(summary, i, text);
	if (summary->walk.damages == 0)
		return;
	buffer_char(text, '\n');
	put_count(text, summary->walk.damages, "damage\n", "damages\n");
	put_findings(summary, true, MOST_ROWS, text);
	put_more(text, summary->walk.damages);
}

void summary_verdict(const struct summary *summary, struct buffer *text)
{
	put_findings(summary, true, SIZE_MAX, text);
	put_findings(summary, false, MOST_ROWS, text);
	put_count(text, summary->documents, "document, ", "documents, ");
	if (summary->walk.damages == 0)
		buffer_text(text, "no damage\n");
	else
		put_count(text, summary->walk.damages, "damage\n", "damages\n");
}
