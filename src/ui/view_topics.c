/* view_topics: the tree of topics, the payload of the chosen one, and its last messages; see include/telltale/ui/view.h.
 * Lists: view_topics_tree.c; the payload: view_topics_payload.c. */
#include "config.h"

#include "ui/view_topics.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "telltale/base/memory.h"
#include "telltale/ui/empty.h"

enum { WIDE = 150, LIST_LEAST = 6, PAYLOAD_LEAST = 4, WHEEL = 3 };

static void *topics_open(struct screen *screen)
{
	struct topics *topics = memory_zeroed(1, sizeof *topics);

	(void)screen;
	topics->tree = tree_new();
	topics->trail = trail_new();
	topics->below = filter_new();
	return topics;
}

static void topics_close(void *opaque)
{
	struct topics *topics = opaque;

	topics_forget_payload(topics);
	trail_free(topics->trail);
	filter_free(topics->below);
	tree_free(topics->tree);
	free(topics);
}

/* --- what is chosen -------------------------------------------------------------------------------------- */

static void choose(struct topics *topics, struct tree_node *node)
{
	if (node == NULL || node == topics->chosen)
		return;
	topics->chosen = node;
	topics->history = false;
	topics->message = 0;
}

/* All topics below a level, as a filter. False: it's too long for one. */
static bool ask_below(struct topics *topics)
{
	char words[FILTER_BYTES];
	size_t length;
	char *path = tree_path(topics->chosen, &length);
	int used = snprintf(words, sizeof words, "%s/#", path);

	free(path);
	if (used >= (int)sizeof words)
		return false;
	if (strcmp(words, filter_words(topics->below)) != 0)
		filter_set(topics->below, words);
	return filter_kind(topics->below) == FILTER_TOPIC;
}

static void refresh_trail(struct topics *topics, const struct screen *screen)
{
	const struct journal *journal = screen->model.journal;
	const struct route *route = topics_route(topics);

	if (journal == NULL || topics->chosen == NULL) {
		trail_reset(topics->trail);
		return;
	}
	if (journal_epoch(journal) != topics->epoch) /* a replay has leapt: these are other messages */
		topics->message = 0;
	topics->epoch = journal_epoch(journal);
	if (route != NULL)
		trail_refresh(topics->trail, journal, NULL, route->topic, route->length);
	else if (ask_below(topics))
		trail_refresh(topics->trail, journal, topics->below, NULL, 0);
	else
		trail_reset(topics->trail);
}

/* As a filter is typed the first topic that passes is chosen, unless the one that was chosen passes, too. */
static void follow_filter(struct topics *topics, const struct filter *filter)
{
	const struct tree_node *chosen = topics->chosen;

	if (strcmp(topics->words, filter_words(filter)) != 0)
		topics->found = false;
	strcpy(topics->words, filter_words(filter));
	if (topics->found || filter_kind(filter) == FILTER_ALL || !tree_complete(topics->tree))
		return;
	topics->found = tree_passing(topics->tree) > 0;
	if (chosen == NULL || chosen->route == NULL || !chosen->passes)
		choose(topics, tree_first(topics->tree));
}

/* Brings all up to date. False: there is nothing to show. */
static bool refresh(struct topics *topics, const struct screen *screen)
{
	tree_refresh(topics->tree, screen->model.fleet, screen->filter, topics->sort, screen->mono);
	follow_filter(topics, screen->filter);
	topics->chosen = tree_shown(topics->tree, topics->chosen);
	if (topics->chosen == NULL)
		topics->chosen = tree_row(topics->tree, 0);
	if (topics_route(topics) == NULL)
		topics->history = false;
	refresh_trail(topics, screen);
	return topics->chosen != NULL;
}

/* Shows the topic that another view asked for. */
static void topics_shown(void *opaque, struct screen *screen)
{
	struct topics *topics = opaque;

	topics->history = topics->on_payload = false;
	if (screen->wanted_topic == NULL)
		return;
	do
		tree_refresh(topics->tree, screen->model.fleet, screen->filter, topics->sort, screen->mono);
	while (tree_topics(topics->tree) < fleet_counts(screen->model.fleet)->topics);
	struct tree_node *node = tree_find(topics->tree, screen->wanted_topic, screen->wanted_length);
	if (node != NULL && node->rows == 0) /* the filter would hide it */
		filter_set(screen->filter, "");
	tree_refresh(topics->tree, screen->model.fleet, screen->filter, topics->sort, screen->mono);
	if (node != NULL) {
		tree_reveal(topics->tree, node);
		choose(topics, node);
	}
	free(screen->wanted_topic);
	screen->wanted_topic = NULL;
}

/* --- drawing --------------------------------------------------------------------------------------------- */

/* The list above the payload, or beside it where the window is wide. */
static void lay_out(struct topics *topics, const struct canvas *canvas)
{
	int rows = canvas->rows, columns = canvas->columns;

	topics->payload = canvas_part(canvas, rows, 0, 0, columns);
	topics->list = *canvas;
	if (columns >= WIDE) {
		int left = columns * 3 / 5;
		topics->list = canvas_part(canvas, 0, 0, rows, left);
		topics->payload = canvas_part(canvas, 0, left + 1, rows, columns - left - 1);
	} else if (rows >= LIST_LEAST + PAYLOAD_LEAST) {
		int below = rows * 2 / 5 > PAYLOAD_LEAST ? rows * 2 / 5 : PAYLOAD_LEAST;
		topics->list = canvas_part(canvas, 0, 0, rows - below, columns);
		topics->payload = canvas_part(canvas, rows - below, 0, below, columns);
	}
	if (topics->payload.rows == 0)
		topics->on_payload = false;
}

static void topics_draw(void *opaque, struct screen *screen, const struct canvas *canvas)
{
	struct topics *topics = opaque;

	if (!refresh(topics, screen)) {
		if (tree_topics(topics->tree) > 0)
			empty_draw_unmatched(screen, canvas, "topic");
		else
			empty_draw(screen, canvas);
		return;
	}
	lay_out(topics, canvas);
	if (topics->history)
		topics_draw_history(topics, screen, &topics->list);
	else
		topics_draw_tree(topics, screen, &topics->list);
	if (topics->payload.columns < canvas->columns)
		for (int row = 0; row < canvas->rows; row++)
			draw_glyph(canvas, row, topics->list.columns, SLOT_BORDER, GLYPH_VERTICAL);
	if (topics->payload.rows > 0)
		topics_draw_payload(topics, screen, &topics->payload);
}

/* --- keys ------------------------------------------------------------------------------------------------ */

static long clamp(long value, size_t count)
{
	long last = (long)count - 1;

	return value > last ? last : value < 0 ? 0 : value;
}

static void move_tree(struct topics *topics, long by)
{
	long row = (long)tree_row_of(topics->tree, topics->chosen) + by;

	choose(topics, tree_row(topics->tree, (size_t)clamp(row, tree_rows(topics->tree))));
}

/* Down in the list is back in time. */
static void move_history(struct topics *topics, long by)
{
	size_t count = trail_count(topics->trail), index;
	struct journal_entry entry;

	if (!topics_message(topics, &index, &entry))
		return;
	index = (size_t)clamp((long)index - by, count);
	trail_entry(topics->trail, index, &entry);
	topics->message = index + 1 == count ? 0 : entry.number; /* the newest stays the newest */
}

static unsigned move(struct topics *topics, long by)
{
	if (topics->history)
		move_history(topics, by);
	else
		move_tree(topics, by);
	return STALE_FRAME;
}

static unsigned move_by(struct topics *topics, enum action action)
{
	return move(topics, scroll_by(action, topics->list.rows - 1, INT32_MAX));
}

static unsigned toggle(struct topics *topics)
{
	if (topics->chosen->child_count > 0)
		tree_set_open(topics->tree, topics->chosen, !tree_is_open(topics->tree, topics->chosen));
	else
		topics->on_payload = !topics->on_payload;
	return STALE_FRAME;
}

static unsigned expand(struct topics *topics)
{
	if (topics->chosen->child_count == 0)
		return STALE_NOTHING;
	if (tree_is_open(topics->tree, topics->chosen))
		move_tree(topics, 1);
	else
		tree_set_open(topics->tree, topics->chosen, true);
	return STALE_FRAME;
}

static unsigned collapse(struct topics *topics)
{
	struct tree_node *node = topics->chosen;

	if (node->child_count > 0 && tree_is_open(topics->tree, node))
		tree_set_open(topics->tree, node, false);
	else if (node->depth > 0)
		choose(topics, node->parent);
	return STALE_FRAME;
}

static unsigned show_history(struct topics *topics, bool history)
{
	if (topics_route(topics) == NULL)
		return STALE_NOTHING;
	topics->history = history;
	topics->message = 0;
	topics->on_payload = false;
	return STALE_FRAME;
}

/* To the message before or behind; the tree first becomes the history. */
static unsigned step(struct topics *topics, long by)
{
	if (topics_route(topics) == NULL)
		return STALE_NOTHING;
	if (!topics->history)
		show_history(topics, true);
	move_history(topics, by);
	return STALE_FRAME;
}

static unsigned topics_act(void *opaque, struct screen *screen, enum action action)
{
	struct topics *topics = opaque;

	if (!refresh(topics, screen))
		return STALE_NOTHING;
	switch (action) {
	case ACTION_UP:
	case ACTION_DOWN:
	case ACTION_PAGE_UP:
	case ACTION_PAGE_DOWN:
	case ACTION_FIRST:
	case ACTION_LAST:
		return topics->on_payload ? scroll_act(&topics->scroll, action) : move_by(topics, action);
	case ACTION_TOGGLE:
		return topics->history ? show_history(topics, false) : toggle(topics);
	case ACTION_EXPAND:
		return topics->history ? STALE_NOTHING : expand(topics);
	case ACTION_COLLAPSE:
		return topics->history ? show_history(topics, false) : collapse(topics);
	case ACTION_EXPAND_ALL:
	case ACTION_COLLAPSE_ALL:
		tree_set_all_open(topics->tree, topics->chosen, action == ACTION_EXPAND_ALL);
		return STALE_FRAME;
	case ACTION_SORT_TOPICS:
		topics->sort = (topics->sort + 1) % TREE_SORT_COUNT;
		return STALE_FRAME;
	case ACTION_DISPLAY:
		topics->form = (topics->form + 1) % (PAYLOAD_BYTES + 1);
		topics->scroll.first = 0;
		return STALE_FRAME;
	case ACTION_HISTORY:
		return show_history(topics, !topics->history);
	case ACTION_OLDER:
	case ACTION_NEWER:
		return step(topics, action == ACTION_OLDER ? 1 : -1);
	case ACTION_OTHER_PART:
		topics->on_payload = !topics->on_payload;
		return STALE_FRAME;
	default:
		return STALE_NOTHING;
	}
}

static bool topics_back(void *opaque, struct screen *screen)
{
	struct topics *topics = opaque;

	(void)screen;
	bool within = topics->on_payload || topics->history;
	if (topics->on_payload)
		topics->on_payload = false;
	else
		topics->history = false;
	return within;
}

static bool topics_can(const void *opaque, const struct screen *screen, enum action action)
{
	const struct topics *topics = opaque;
	bool level = topics->chosen != NULL && topics->chosen->child_count > 0 && !topics->history;

	switch (action) {
	case ACTION_TOGGLE:
	case ACTION_EXPAND_ALL:
	case ACTION_COLLAPSE_ALL:
		return level;
	case ACTION_DISPLAY:
		return topics_route(topics) != NULL;
	case ACTION_HISTORY:
		return topics_route(topics) != NULL && screen->model.journal != NULL;
	case ACTION_SORT_TOPICS:
	case ACTION_FILTER:
		return tree_topics(topics->tree) > 1 && !topics->history;
	default:
		return true;
	}
}

/* --- the rest -------------------------------------------------------------------------------------------- */

static char *topics_copied_name(const void *opaque, const struct screen *screen, size_t *length, const char **what)
{
	const struct topics *topics = opaque;

	(void)screen;
	*what = "topic";
	return topics->chosen != NULL ? tree_path(topics->chosen, length) : NULL;
}

static char *topics_copied(const void *opaque, const struct screen *screen, size_t *length, const char **what)
{
	const struct topics *topics = opaque;
	struct topics_payload payload;

	if (topics->chosen == NULL)
		return NULL;
	if (!topics_look_at(topics, &payload))
		return topics_copied_name(opaque, screen, length, what);
	*what = payload.kept < payload.length ? "the payload's beginning" : "payload";
	*length = payload.kept;
	return memory_textn(payload.kept > 0 ? payload.bytes : "", payload.kept);
}

static bool is_on(const struct canvas *part, const struct canvas *list, const struct mouse *mouse)
{
	int row = mouse->row - (part->top - list->top), column = mouse->column - (part->left - list->left);

	return row >= 0 && row < part->rows && column >= 0 && column < part->columns;
}

static unsigned press(struct topics *topics, const struct mouse *mouse)
{
	size_t first = topics->history ? topics->history_first : topics->first, index;
	struct journal_entry entry;
	long row = (long)first + mouse->row - 1;

	topics->on_payload = false;
	if (mouse->row < 1)
		return STALE_FRAME;
	if (topics->history && topics_message(topics, &index, &entry))
		move_history(topics, row - (long)(trail_count(topics->trail) - 1 - index));
	if (topics->history || (size_t)row >= tree_rows(topics->tree))
		return STALE_FRAME;
	choose(topics, tree_row(topics->tree, (size_t)row));
	return mouse->kind == MOUSE_DOUBLE ? toggle(topics) : STALE_FRAME;
}

static unsigned topics_mouse(void *opaque, struct screen *screen, const struct mouse *mouse)
{
	struct topics *topics = opaque;
	int wheel = mouse->kind == MOUSE_WHEEL_UP ? -WHEEL : mouse->kind == MOUSE_WHEEL_DOWN ? WHEEL : 0;

	if (!refresh(topics, screen))
		return STALE_NOTHING;
	bool payload = topics->payload.rows > 0 && is_on(&topics->payload, &topics->list, mouse);
	if (wheel != 0 && payload) {
		topics->scroll.first += wheel; /* the next frame corrects it */
		return STALE_FRAME;
	}
	if (wheel != 0)
		return move(topics, wheel);
	if (mouse->kind != MOUSE_PRESS && mouse->kind != MOUSE_DOUBLE)
		return STALE_NOTHING;
	if (!payload)
		return press(topics, mouse);
	topics->on_payload = true;
	return STALE_FRAME;
}

static void topics_replaced(void *opaque, struct screen *screen)
{
	struct topics *topics = opaque;

	(void)screen;
	tree_forget(topics->tree);
	topics_forget_payload(topics);
}

const struct view view_topics = {
	.name = "topics",
	.action = ACTION_VIEW_TOPICS,
	.scope = SCOPE_TOPICS,
	.open = topics_open,
	.close = topics_close,
	.shown = topics_shown,
	.draw = topics_draw,
	.act = topics_act,
	.back = topics_back,
	.replaced = topics_replaced,
	.can = topics_can,
	.copied = topics_copied,
	.copied_name = topics_copied_name,
	.mouse = topics_mouse,
	.filters = true,
};
