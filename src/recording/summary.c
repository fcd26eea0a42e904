/* summary: see include/telltale/recording/summary.h. As JSON: summary_json.c. For people: summary_text.c. */
#include "config.h"

#include "telltale/recording/summary.h"

#include <stdlib.h>
#include <string.h>

#include "telltale/base/clock.h"
#include "telltale/base/map.h"
#include "telltale/base/memory.h"
#include "telltale/base/text.h"

static const int64_t tolerance = 10 * CLOCK_SECOND; /* threads stamp documents; a slow disk holds messages up */

/* --- devices and topics ---------------------------------------------------------------------------------- */

static struct summary_name *find_name(struct summary_table *table, struct record_text name)
{
	struct summary_name *found = map_get(table->index, name.text, name.length);

	if (found != NULL)
		return found;
	found = memory_zeroed(1, sizeof *found);
	found->name = memory_textn(name.text, name.length);
	found->length = name.length;
	found->first = INT64_MAX;
	found->last = INT64_MIN;
	map_put(table->index, name.text, name.length, found);
	table->all = memory_grow(table->all, table->count, &table->capacity, sizeof *table->all);
	table->all[table->count++] = found;
	return found;
}

static void count_for(struct summary_name *name, const struct record *record, size_t bytes)
{
	if (!record->earlier) {
		name->messages++;
		name->bytes += bytes;
	}
	if (record->wall < name->first)
		name->first = record->wall;
	if (record->wall > name->last)
		name->last = record->wall;
}

static void count_message(struct summary *summary, const struct timeline_item *item, size_t bytes)
{
	const struct record *record = &item->record;
	struct summary_name *device = NULL, *topic = find_name(&summary->topics, record->topic);

	if (record->device.length > 0)
		device = find_name(&summary->devices, record->device);
	if (device != NULL) {
		count_for(device, record, bytes);
		device->topics += topic->device == NULL;
	}
	count_for(topic, record, bytes);
	if (topic->device == NULL)
		topic->device = device;
	if (record->earlier) {
		summary->earlier++;
		return;
	}
	summary->messages++;
	summary->files[item->file].messages++;
	summary->bytes += bytes;
	summary->stored += record->retain;
}

/* --- commands and links ---------------------------------------------------------------------------------- */

/* The first file of the run that a file is a part of. */
static uint32_t session_of(const struct timeline *timeline, uint32_t file)
{
	struct record_text mine = record_field_text(&timeline->files[file].head, "session");

	while (file > 0 && mine.length > 0) {
		struct record_text before = record_field_text(&timeline->files[file - 1].head, "session");
		if (before.length != mine.length || memcmp(before.text, mine.text, mine.length) != 0)
			break;
		file--;
	}
	return file;
}

static void count_step(struct summary *summary, size_t event, const struct record *record)
{
	const struct timeline_event *where = &summary->timeline->events[event];
	struct {
		int64_t session, joints, order;
	} key = { session_of(summary->timeline, where->file),
		  (int64_t)timeline_joints(&summary->timeline->files[where->file], where->offset),
		  record_field_integer(record, "order", 0) };
	size_t *index = map_get(summary->order_index, &key, sizeof key);

	if (index != NULL) {
		summary->orders[*index].last = event;
		return;
	}
	index = memory_copy(&summary->order_count, sizeof summary->order_count);
	map_put(summary->order_index, &key, sizeof key, index);
	summary->orders = memory_grow(summary->orders, summary->order_count, &summary->order_capacity,
	                              sizeof *summary->orders);
	summary->orders[summary->order_count++] =
	    (struct summary_order){ (uint32_t)key.session, key.order, event, event, index };
}

/* A try that fails is "down" too, but takes no connection away. */
static void count_link(struct summary *summary, const struct record *record, bool *was_up)
{
	struct record_text state = record_field_text(record, "state");
	bool up = strcmp(state.text, "up") == 0, down = strcmp(state.text, "down") == 0;

	summary->connects += up;
	summary->disconnects += down && *was_up;
	*was_up = up || (*was_up && !down);
}

static void count_events(struct summary *summary)
{
	const struct timeline *timeline = summary->timeline;
	struct record record;
	bool up = record_field_integer(&timeline->files[0].head, "part", 1) > 1; /* as the part before it left it */

	for (size_t i = 0; i < timeline->event_count; i++) {
		const struct timeline_event *event = &timeline->events[i];
		if ((event->kind != RECORD_COMMAND && event->kind != RECORD_LINK) ||
		    !reader_read(timeline->files[event->file].reader, event->offset, &record))
			continue;
		if (event->kind == RECORD_COMMAND)
			count_step(summary, i, &record);
		else
			count_link(summary, &record, &up);
	}
}

/* --- what is odd ----------------------------------------------------------------------------------------- */

/* What is no damage, but worth a word. */
static void note_oddities(struct summary *summary, const struct timeline_item *item,
                          const struct timeline_item *before)
{
	const struct record *record = &item->record;
	bool begins = record->kind == RECORD_RECORDING; /* a recording has a clock of its own */
	int64_t now = begins ? record->wall : record->mono;
	int64_t then = begins ? before->record.wall : before->record.mono;

	if (record->kind == RECORD_OTHER)
		walk_note(&summary->walk, item->file, item->offset, record->length,
		          "a document of a kind that is not known", false);
	if (item->file == before->file && !record->earlier && !before->record.earlier && now < then - tolerance)
		walk_note(&summary->walk, item->file, item->offset, record->length,
		          "its time is before that of the document in front of it", false);
}

/* Messages that went without a trace. */
static void check_end(struct summary *summary, const struct timeline_event *event)
{
	const struct summary_file *file = &summary->files[event->file];
	struct record record;

	if (event->kind == RECORD_END &&
	    reader_read(summary->timeline->files[event->file].reader, event->offset, &record) &&
	    record_field_integer(&record, "messages", 0) > (int64_t)file->messages)
		walk_note(&summary->walk, event->file, event->offset, record.length,
		          "it counts more messages than there are", false);
}

static void note_file(struct summary *summary, uint32_t index)
{
	const struct timeline_file *file = &summary->timeline->files[index];

	if (file->head.kind != RECORD_RECORDING)
		walk_note(&summary->walk, index, 0, 0, "it doesn't begin as a recording does", false);
	if (!file->closed)
		walk_note(&summary->walk, index, file->reader->length, 0, "it was not closed", false);
}

static int compare_findings(const void *a, const void *b)
{
	const struct finding *one = a, *other = b;

	if (one->file != other->file)
		return one->file < other->file ? -1 : 1;
	return one->offset < other->offset ? -1 : one->offset > other->offset;
}

/* --- all of it ------------------------------------------------------------------------------------------- */

static void note_times(struct summary *summary, const struct timeline_item *item)
{
	struct summary_file *file = &summary->files[item->file];

	if (item->record.kind == RECORD_MESSAGE && item->record.earlier)
		return;
	if (file->begin == INT64_MIN)
		file->begin = item->record.wall;
	file->end = item->record.wall;
}

static void read_all(struct summary *summary)
{
	struct buffer payload = { NULL, 0, 0 }, properties = { NULL, 0, 0 };
	struct timeline_item item, before = { .file = UINT32_MAX };
	struct message message;

	walk_init(&summary->walk, timeline_begin(summary->timeline));
	for (; walk_next(&summary->walk, &item); before = item) {
		const char *wrong =
		    summary->checked ? walk_check(summary->timeline, &item, &payload, &properties) : NULL;
		summary->kinds[item.record.kind]++;
		note_times(summary, &item);
		if (wrong != NULL)
			walk_note(&summary->walk, item.file, item.offset, walk_length(summary->timeline, &item), wrong,
			          true);
		else if (walk_message(&summary->walk, &item, &message, &payload, &properties))
			count_message(summary, &item, message.payload_length);
		if (summary->checked)
			note_oddities(summary, &item, &before);
	}
	summary->documents = summary->walk.cursor.number;
	buffer_clear(&payload);
	buffer_clear(&properties);
}

static int compare_names(const void *a, const void *b)
{
	const struct summary_name *one = *(const struct summary_name *const *)a;
	const struct summary_name *other = *(const struct summary_name *const *)b;

	if (one->messages != other->messages)
		return one->messages > other->messages ? -1 : 1;
	return text_compare(one->name, other->name);
}

static void sort(struct summary_table *table)
{
	if (table->count > 0)
		qsort(table->all, table->count, sizeof *table->all, compare_names);
}

struct summary *summary_new(const struct timeline *timeline, bool check)
{
	struct summary *summary = memory_zeroed(1, sizeof *summary);

	summary->timeline = timeline;
	summary->checked = check;
	summary->devices.index = map_new();
	summary->topics.index = map_new();
	summary->order_index = map_new();
	summary->files = memory_zeroed(timeline->file_count, sizeof *summary->files);
	for (size_t i = 0; i < timeline->file_count; i++)
		summary->files[i].begin = INT64_MIN;
	read_all(summary);
	for (size_t i = 0; i < timeline->file_count; i++)
		if (summary->files[i].begin == INT64_MIN)
			summary->files[i].begin = summary->files[i].end = timeline->files[i].head.wall;
	count_events(summary);
	for (uint32_t i = 0; check && i < timeline->file_count; i++)
		note_file(summary, i);
	for (size_t i = 0; check && i < timeline->event_count; i++)
		check_end(summary, &timeline->events[i]);
	if (summary->walk.finding_count > 0)
		qsort(summary->walk.findings, summary->walk.finding_count, sizeof *summary->walk.findings,
		      compare_findings);
	sort(&summary->devices);
	sort(&summary->topics);
	return summary;
}

static void clear_table(struct summary_table *table)
{
	for (size_t i = 0; i < table->count; i++) {
		free(table->all[i]->name);
		free(table->all[i]);
	}
	free(table->all);
	map_free(table->index);
}

void summary_free(struct summary *summary)
{
	if (summary == NULL)
		return;
	clear_table(&summary->devices);
	clear_table(&summary->topics);
	for (size_t i = 0; i < summary->order_count; i++)
		free(summary->orders[i].index);
	free(summary->orders);
	map_free(summary->order_index);
	walk_clear(&summary->walk);
	free(summary->files);
	free(summary);
}

int64_t summary_end(const struct summary *summary)
{
	return timeline_wall(summary->timeline, summary->timeline->end);
}

double summary_rate(const struct summary *summary, uint64_t count)
{
	int64_t lasted = summary->timeline->end;

	return lasted > 0 ? (double)count * (double)CLOCK_SECOND / (double)lasted : 0;
}
