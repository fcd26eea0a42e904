/* view_messages: the messages as they come, the newest at the bottom; see include/telltale/ui/view.h */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "telltale/base/clock.h"
#include "telltale/base/memory.h"
#include "telltale/base/text.h"
#include "telltale/ui/empty.h"
#include "telltale/ui/message_row.h"
#include "telltale/ui/screen.h"
#include "telltale/ui/scroll.h"
#include "telltale/ui/trail.h"

enum { TOPIC_LEAST = 10 };

struct state {
	struct trail *trail;
	struct journal *held; /* what is shown while the list is held; NULL: it isn't */
	unsigned epoch;       /* of the journal */
	bool follow;          /* the newest stays in sight */
	uint64_t chosen, top; /* numbers of messages; what isn't there any more stands for the next one */
	int window;           /* rows */
	int topic_columns;    /* as wide as the widest topic that was seen since */
};

static void *messages_open(struct screen *screen)
{
	struct state *state = memory_zeroed(1, sizeof *state);

	(void)screen;
	state->trail = trail_new();
	state->follow = true;
	return state;
}

static void messages_close(void *opaque)
{
	struct state *state = opaque;

	trail_free(state->trail);
	journal_free(state->held);
	free(state);
}

static const struct journal *shown_journal(const struct state *state, const struct screen *screen)
{
	return state->held != NULL ? state->held : screen->model.journal;
}

static void let_go(struct state *state)
{
	if (state->held != NULL)
		trail_reset(state->trail);
	journal_free(state->held);
	state->held = NULL;
	state->follow = true;
}

/* Brings the list up to date. False: there are no messages to be had. */
static bool refresh(struct state *state, const struct screen *screen)
{
	const struct journal *journal = screen->model.journal;

	if (journal == NULL)
		return false;
	if (journal_epoch(journal) != state->epoch) /* a replay has leapt: these are other messages */
		let_go(state);
	state->epoch = journal_epoch(journal);
	trail_refresh(state->trail, shown_journal(state, screen), screen->filter, NULL, 0);
	return true;
}

/* The index of the chosen message; there is one. */
static size_t chosen_index(const struct state *state)
{
	size_t count = trail_count(state->trail), index = trail_find(state->trail, state->chosen);

	return state->follow || index >= count ? count - 1 : index;
}

static bool chosen_entry(const struct state *state, struct journal_entry *entry)
{
	return trail_count(state->trail) > 0 && trail_entry(state->trail, chosen_index(state), entry);
}

/* --- drawing --------------------------------------------------------------------------------------------- */

/* Topics get what the widest needs, as far as payloads leave it. */
static int topic_room(struct state *state, const struct canvas *canvas, const char *topic)
{
	int most = (canvas->columns - MESSAGE_ROW_TOPIC) * 2 / 5, width = (int)text_width(topic);

	most = most > TOPIC_LEAST ? most : TOPIC_LEAST;
	if (width > state->topic_columns)
		state->topic_columns = width;
	return state->topic_columns < most ? state->topic_columns : most;
}

/* What isn't in the list, and why. */
static void draw_head(const struct state *state, const struct screen *screen, const struct canvas *canvas, int room)
{
	const struct journal *live = screen->model.journal;
	char words[80] = "", number[32];
	enum slot slot = SLOT_WARN;

	draw_text(canvas, 0, 1, SLOT_HEADING, "time");
	draw_text(canvas, 0, MESSAGE_ROW_TOPIC, SLOT_HEADING, "topic");
	draw_text(canvas, 0, MESSAGE_ROW_TOPIC + room + MESSAGE_ROW_GAP, SLOT_HEADING, "payload");
	if (state->held != NULL) {
		uint64_t more = journal_total(live) - journal_total(state->held);
		text_number(number, sizeof number, (double)more, 0);
		snprintf(words, sizeof words, " paused, %s more ", number);
		slot = SLOT_NOTICE;
	} else if (journal_left_out(live) > 0) {
		text_number(number, sizeof number, (double)journal_left_out(live), 0);
		snprintf(words, sizeof words, "%s more came than could be listed", number);
	} else if (!trail_complete(state->trail)) {
		snprintf(words, sizeof words, "still looking ...");
		slot = SLOT_DIM;
	}
	draw_right(canvas, 0, canvas->columns - 1, slot, words);
}

static void draw_nothing(const struct state *state, struct screen *screen, const struct canvas *canvas)
{
	if (screen->model.journal == NULL || journal_total(shown_journal(state, screen)) == 0)
		empty_draw(screen, canvas);
	else
		empty_draw_unmatched(screen, canvas, "message");
}

/* Scrolls just as far as it takes to see the chosen message. Returns the index of the first in sight. */
static size_t first_index(struct state *state, int window)
{
	size_t count = trail_count(state->trail), rows = window > 0 ? (size_t)window : 1;
	size_t chosen = chosen_index(state), first = trail_find(state->trail, state->top);

	if (state->follow || first + rows > count)
		first = count > rows ? count - rows : 0;
	if (chosen < first)
		first = chosen;
	if (chosen >= first + rows)
		first = chosen + 1 - rows;
	return first;
}

static void note_position(const struct state *state, struct screen *screen, size_t first, size_t last)
{
	char number[32];
	size_t count = trail_count(state->trail);

	text_number(number, sizeof number, (double)count, 0);
	if (state->follow && state->held == NULL)
		snprintf(screen->position, sizeof screen->position, "%s, following", number);
	else
		snprintf(screen->position, sizeof screen->position, "%zu-%zu of %s", first + 1, last, number);
}

static void draw_list(struct state *state, struct screen *screen, const struct canvas *canvas)
{
	struct journal_entry entry;
	char topic[512];
	size_t first = first_index(state, canvas->rows - 1), count = trail_count(state->trail), last = first;
	size_t chosen = chosen_index(state);
	int room = 0;

	state->window = canvas->rows - 1;
	for (int pass = 0; pass < 2; pass++) { /* how wide the topics are, and then the lines */
		for (last = first; last < count && last - first < (size_t)state->window; last++) {
			trail_entry(state->trail, last, &entry);
			text_clean(topic, sizeof topic, entry.topic, entry.topic_length);
			room = topic_room(state, canvas, topic);
			if (pass == 1)
				message_row_draw(canvas, 1 + (int)(last - first), topic, room, &entry, last == chosen);
			if (last == first)
				state->top = entry.number;
			if (last == chosen)
				state->chosen = entry.number;
		}
	}
	draw_head(state, screen, canvas, room);
	note_position(state, screen, first, last);
}

static void messages_draw(void *opaque, struct screen *screen, const struct canvas *canvas)
{
	struct state *state = opaque;

	if (!refresh(state, screen) || trail_count(state->trail) == 0)
		draw_nothing(state, screen, canvas);
	else
		draw_list(state, screen, canvas);
}

/* --- keys ------------------------------------------------------------------------------------------------ */

static unsigned move(struct state *state, long by)
{
	long count = (long)trail_count(state->trail);
	struct journal_entry entry;

	if (count == 0)
		return STALE_NOTHING;
	long to = (long)chosen_index(state) + by;
	to = to < 0 ? 0 : to >= count ? count - 1 : to;
	trail_entry(state->trail, (size_t)to, &entry);
	state->chosen = entry.number;
	state->follow = to == count - 1;
	return STALE_FRAME;
}

static unsigned hold(struct state *state, const struct screen *screen)
{
	if (screen->model.journal == NULL)
		return STALE_NOTHING;
	if (state->held != NULL)
		let_go(state);
	else
		state->held = journal_copy(screen->model.journal);
	return STALE_FRAME;
}

static unsigned jump(const struct state *state, struct screen *screen)
{
	struct journal_entry entry;

	if (!chosen_entry(state, &entry))
		return STALE_NOTHING;
	screen_show_topic(screen, entry.topic, entry.topic_length);
	return STALE_FRAME;
}

static unsigned messages_act(void *opaque, struct screen *screen, enum action action)
{
	struct state *state = opaque;
	long by = scroll_by(action, state->window, JOURNAL_ENTRIES);

	if (!refresh(state, screen))
		return STALE_NOTHING;
	if (by != 0)
		return move(state, by);
	switch (action) {
	case ACTION_HOLD:
		return hold(state, screen);
	case ACTION_JUMP:
		return jump(state, screen);
	default:
		return STALE_NOTHING;
	}
}

static bool messages_can(const void *opaque, const struct screen *screen, enum action action)
{
	const struct state *state = opaque;
	const struct journal *journal = shown_journal(state, screen);

	if (action == ACTION_HOLD || action == ACTION_FILTER || action == ACTION_JUMP)
		return journal != NULL && journal_count(journal) > 0;
	return true;
}

static char *messages_copied(const void *opaque, const struct screen *screen, size_t *length, const char **what)
{
	struct journal_entry entry;

	(void)screen;
	if (!chosen_entry(opaque, &entry))
		return NULL;
	*what = entry.payload_kept < entry.payload_length ? "the payload's beginning" : "payload";
	*length = entry.payload_kept;
	return memory_textn(entry.payload, entry.payload_kept);
}

static char *messages_copied_name(const void *opaque, const struct screen *screen, size_t *length, const char **what)
{
	struct journal_entry entry;

	(void)screen;
	if (!chosen_entry(opaque, &entry))
		return NULL;
	*what = "topic";
	*length = entry.topic_length;
	return memory_textn(entry.topic, entry.topic_length);
}

static unsigned messages_mouse(void *opaque, struct screen *screen, const struct mouse *mouse)
{
	struct state *state = opaque;

	if (!refresh(state, screen) || trail_count(state->trail) == 0)
		return STALE_NOTHING;
	switch (mouse->kind) {
	case MOUSE_WHEEL_UP:
		return move(state, -3);
	case MOUSE_WHEEL_DOWN:
		return move(state, 3);
	case MOUSE_PRESS:
	case MOUSE_DOUBLE:
		if (mouse->row < 1 || mouse->row > state->window)
			return STALE_NOTHING;
		move(state, (long)trail_find(state->trail, state->top) + mouse->row - 1 - (long)chosen_index(state));
		return mouse->kind == MOUSE_DOUBLE ? jump(state, screen) : STALE_FRAME;
	default:
		return STALE_NOTHING;
	}
}

const struct view view_messages = {
	.name = "messages",
	.action = ACTION_VIEW_MESSAGES,
	.scope = SCOPE_MESSAGES,
	.open = messages_open,
	.close = messages_close,
	.draw = messages_draw,
	.act = messages_act,
	.can = messages_can,
	.copied = messages_copied,
	.copied_name = messages_copied_name,
	.mouse = messages_mouse,
	.filters = true,
};
