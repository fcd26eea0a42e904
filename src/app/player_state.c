/* player_state: a model and the documents that are applied to it; see include/telltale/app/player.h */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "app/player_private.h"
#include "telltale/base/clock.h"
#include "telltale/base/text.h"
#include "telltale/recording/bson_fields.h"
#include "telltale/recording/bson_value.h"
#include "telltale/recording/heritage.h"

void applier_init(struct applier *applier, const struct timeline *timeline, const struct profiles *profiles)
{
	memset(applier, 0, sizeof *applier);
	applier->timeline = timeline;
	heritage_settings(timeline, profiles, &applier->settings);
	applier->settings.replay = true;
}

void applier_clear(struct applier *applier)
{
	buffer_clear(&applier->payload);
	buffer_clear(&applier->properties);
}

static void clean_field(char *clean, size_t size, const struct record *head, const char *field)
{
	struct record_text text = record_field_text(head, field);

	text_clean(clean, size, text.text, text.length);
}

/* What the file's first document says of the source. */
static void describe(struct link *link, const struct record *head)
{
	clean_field(link->name, sizeof link->name, head, "name");
	clean_field(link->url, sizeof link->url, head, "url");
	if (*link->url == '\0')
		clean_field(link->url, sizeof link->url, head, "meta.source");
	link->state = LINK_UP; /* until the recording says otherwise; a later part needn't say anything */
}

void state_init(struct state *state, const struct applier *applier)
{
	memset(state, 0, sizeof *state);
	state->fleet = fleet_new(&applier->settings);
	state->cursor = timeline_begin(applier->timeline);
	state->wall = applier->timeline->wall_zero;
	describe(&state->link, &applier->timeline->files[0].head);
}

void state_copy(struct state *copy, const struct state *state)
{
	*copy = *state;
	copy->fleet = fleet_copy(state->fleet);
}

void state_clear(struct state *state)
{
	fleet_free(state->fleet);
	state->fleet = NULL;
}

static bool same_place(const struct timeline_cursor *a, const struct timeline_cursor *b)
{
	return a->file == b->file && a->offset == b->offset && a->timeline != NULL;
}

const struct timeline_item *applier_peek(struct applier *applier, const struct state *state)
{
	if (!same_place(&applier->next_at, &state->cursor)) {
		applier->next_at = applier->behind_next = state->cursor;
		applier->has_next = timeline_next(&applier->behind_next, &applier->next);
	}
	return applier->has_next ? &applier->next : NULL;
}

/* Where a document is, as a number that isn't 0. */
static uint64_t where(const struct timeline_item *item)
{
	return ((uint64_t)item->file + 1) << 48 | item->offset;
}

/* Without the bytes of the payload, if it has the shape that is usual on its topic. False: those are needed. */
static bool apply_fields(struct state *state, const struct timeline_item *item, const struct message *message)
{
	struct field fields[SHAPE_SLOTS];
	struct value value;
	bool known;
	const struct shape *shape = fleet_topic_shape(state->fleet, message->topic, message->topic_length, &known);

	if (shape != NULL && bson_fields(&item->record, shape, fields)) {
		fleet_apply_fields(state->fleet, message, fields, where(item));
		return true;
	}
	if (!known || shape != NULL) /* from the bytes it will learn the shape */
		return false;
	if (!bson_value(&item->record, fleet_decoder(state->fleet), &value))
		return false;
	fleet_apply_decoded(state->fleet, message, &value, where(item));
	return true;
}

static void apply_message(struct applier *applier, struct state *state, const struct timeline_item *item, bool quick)
{
	const struct record *record = &item->record;
	struct message message = { .topic = record->topic.text, .topic_length = record->topic.length, .wall = record->wall,
		                   .mono = item->time, .qos = record->qos, .stored = record->retain };

	if (quick && apply_fields(state, item, &message))
		return;
	if (!timeline_message(applier->timeline, item, &message, &applier->payload, &applier->properties))
		return;
	fleet_apply(state->fleet, &message);
	if (applier->journal != NULL)
		journal_add(applier->journal, &message);
}

void applier_journal(struct applier *applier, const struct state *state)
{
	enum { DOCUMENTS = 4000 }; /* read in a few milliseconds */
	uint64_t end = state->cursor.number;
	struct timeline_cursor cursor = timeline_seek_number(applier->timeline, end > DOCUMENTS ? end - DOCUMENTS : 0);
	struct timeline_item item;
	struct message message;

	journal_clear(applier->journal);
	while (cursor.number < end && timeline_next(&cursor, &item))
		if (item.record.kind == RECORD_MESSAGE &&
		    timeline_message(applier->timeline, &item, &message, &applier->payload, &applier->properties))
			journal_add(applier->journal, &message);
}

void applier_fill(struct applier *applier, struct state *state)
{
	size_t topics = fleet_counts(state->fleet)->topics;
	struct record record;

	for (size_t i = 0; i < topics; i++) {
		uint64_t place = fleet_missing(state->fleet, i);
		if (place == 0)
			continue;
		const struct reader *reader = applier->timeline->files[(place >> 48) - 1].reader;
		buffer_reset(&applier->payload);
		if (reader_read(reader, place & ((UINT64_C(1) << 48) - 1), &record) && record_payload(&record, &applier->payload))
			fleet_keep(state->fleet, i, applier->payload.bytes, applier->payload.length);
	}
}

void applier_step(struct applier *applier, struct state *state, bool quick)
{
	const struct timeline_item *item = applier_peek(applier, state);

	if (item == NULL)
		return;
	state->cursor = applier->behind_next;
	state->time = item->time;
	if (item->record.kind != RECORD_MESSAGE || !item->record.earlier) /* whose wall time is from before */
		state->wall = item->record.wall;
	if (item->record.kind != RECORD_MESSAGE) {
		fleet_tick(state->fleet, item->time);
		event_apply(applier, state, item);
	} else {
		apply_message(applier, state, item, quick);
	}
}
