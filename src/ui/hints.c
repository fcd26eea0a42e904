/* hints: see include/telltale/ui/hints.h */
#include "config.h"

#include "telltale/ui/hints.h"

#include <stdio.h>
#include <string.h>

#include "telltale/base/text.h"
#include "telltale/ui/ask.h"
#include "telltale/ui/publish.h"

enum { MOST = 64, KEY = 24, GAP = 2, RANK_VIEW = 4, RANK_USUAL = 3, RANK_OWN = 2 };

/* One of them, before it is known whether there is room. */
struct item {
	char key[KEY];
	const char *text;
	int code; /* KEYCODE_NONE: it is no single key */
	int rank; /* 0 stays longest */
};

struct items {
	struct item all[MOST];
	size_t count;
};

/* What one can't do without; then what only this view does; everything else behind it, in the order of the action table. */
static int rank_of(enum action action)
{
	static const struct {
		enum action action;
		int rank;
	} ranks[] = {
		{ ACTION_HELP, 0 },  { ACTION_QUIT, 0 },   { ACTION_BACK, 0 },  { ACTION_CLEAR, 0 },  { ACTION_RETRY, 0 },
		{ ACTION_PAUSE, 0 }, { ACTION_OPEN, 1 },   { ACTION_FILTER, 1 }, { ACTION_PROMPT, 1 }, { ACTION_FASTER, 1 },
		{ ACTION_FIND_NEXT, 2 },
	};

	for (size_t i = 0; i < sizeof ranks / sizeof *ranks; i++)
		if (ranks[i].action == action)
			return ranks[i].rank;
	for (size_t i = 0; screen_view(i) != NULL; i++)
		if (screen_view(i)->action == action)
			return RANK_VIEW;
	return (action_find(action)->scope & EVERY_VIEW) == EVERY_VIEW ? RANK_USUAL : RANK_OWN;
}

/* A key that begins something ends it as well. */
static const char *hint_of(const struct screen *screen, const struct action_def *def)
{
	if (def->action == ACTION_RECORD && screen->model.recording->on)
		return "stop";
	if (def->action == ACTION_FREEZE && screen->freeze.on)
		return "go on";
	if (def->action == ACTION_PAUSE && screen->model.playback != NULL && screen->model.playback->paused)
		return "go on";
	if (def->action == ACTION_FILTER && screen->filter == NULL)
		return "search";
	return def->hint;
}

static void add(struct items *items, const char *key, const char *text, int rank)
{
	struct item *item = &items->all[items->count];

	if (items->count == MOST || *key == '\0')
		return;
	snprintf(item->key, sizeof item->key, "%s", key);
	item->text = text;
	item->rank = rank;
	if (!key_parse(key, strlen(key), &item->code))
		item->code = KEYCODE_NONE;
	items->count++;
}

static void collect(struct screen *screen, struct items *items)
{
	/* in a replay its own keys are what one needs; help has the others */
	int scope = screen->model.playback != NULL ? SCOPE_REPLAY : screen->view->scope;

	for (const struct action_def *def = action_table; def->name != NULL; def++) {
		char key[KEY];
		if (def->hint == NULL || (def->scope & scope) == 0 || !screen_can(screen, def->action))
			continue;
		if (def->action == ACTION_QUIT && screen->view != &view_devices)
			continue; /* it means "back" there, which has a hint of its own */
		keymap_key_name_in(screen->keymap, scope, def->action, key, sizeof key);
		add(items, key, hint_of(screen, def), def->action == ACTION_FREEZE && screen->freeze.on ? 0 : rank_of(def->action));
	}
}

static int width_of(const struct item *item)
{
	return (int)(text_width(item->key) + 1 + text_width(item->text));
}

static int width_of_all(const struct items *items)
{
	int width = 1 - GAP;

	for (size_t i = 0; i < items->count; i++)
		width += width_of(&items->all[i]) + GAP;
	return width;
}

static void take_out(struct items *items, size_t which)
{
	items->count--;
	memmove(&items->all[which], &items->all[which + 1], (items->count - which) * sizeof *items->all);
}

/* Whether it is one of the views that stand in a row on the digits; another key that a view was given isn't between two. */
static bool is_joined(const struct item *item)
{
	return item->rank == RANK_VIEW && item->code >= '1' && item->code <= '9';
}

/* The views' names take half of a small window: there "1-6 views" has to do. */
static void join_views(struct items *items)
{
	char first[KEY] = "", last[KEY] = "";
	size_t count = 0;

	for (size_t i = 0; i < items->count; i++)
		count += is_joined(&items->all[i]);
	if (count < 3)
		return;
	count = 0;
	for (size_t i = 0; i < items->count;) {
		if (!is_joined(&items->all[i])) {
			i++;
			continue;
		}
		snprintf(count++ == 0 ? first : last, KEY, "%s", items->all[i].key);
		take_out(items, i);
	}
	memmove(items->all + 1, items->all, items->count++ * sizeof *items->all);
	items->all[0] = (struct item){ .text = "views", .code = KEYCODE_NONE, .rank = 2 };
	snprintf(items->all[0].key, KEY, "%.8s-%.8s", first, last);
}

static void drop_least_useful(struct items *items)
{
	size_t which = 0;

	for (size_t i = 0; i < items->count; i++)
		if (items->all[i].rank >= items->all[which].rank)
			which = i;
	take_out(items, which);
}

/* Draws one and notes where. Returns the column behind it. */
static int draw(struct screen *screen, const struct canvas *whole, int column, const struct item *item)
{
	int row = whole->rows - 1, from = column;

	if (column + width_of(item) > whole->columns)
		return whole->columns;
	column += draw_text(whole, row, column, SLOT_KEY, item->key) + 1;
	column += draw_text(whole, row, column, SLOT_KEY_TEXT, item->text);
	if (screen->hint_count < SCREEN_HINTS && item->code != KEYCODE_NONE)
		screen->hints[screen->hint_count++] = (struct hint){ row, from, column, item->code };
	return column + GAP;
}

/* Those of a prompt or a question. */
static void collect_own(const struct screen *screen, struct items *items)
{
	if (screen->question != NULL) { /* its own keys stand in its box */
		add(items, "Esc", "sends nothing", 0);
		return;
	}
	if (publish_is_open(screen)) {
		for (const char *const *hint = publish_hints(screen); *hint != NULL; hint += 2)
			add(items, hint[0], hint[1], 0);
		return;
	}
	if (screen->chooser.open) {
		add(items, "Enter", "keeps it", 0);
		add(items, "Esc", "goes back", 0);
		add(items, "Up Down", "shows another", 0);
		return;
	}
	add(items, "Enter", screen->ask->done, 0);
	add(items, "Esc", screen->ask->cancel, 0);
}

void hints_draw(struct screen *screen, const struct canvas *whole)
{
	struct items items = { .count = 0 };
	bool own = screen->question != NULL || screen->prompt.open || publish_is_open(screen) ||
	           screen->chooser.open;
	int column = 1;

	screen->hint_count = 0;
	if (own)
		collect_own(screen, &items);
	else
		collect(screen, &items);
	if (!own && width_of_all(&items) > whole->columns)
		join_views(&items);
	while (!own && items.count > 1 && width_of_all(&items) > whole->columns)
		drop_least_useful(&items);
	for (size_t i = 0; i < items.count; i++)
		column = draw(screen, whole, column, &items.all[i]);
	if (screen->question == NULL && !publish_is_open(screen) && screen->prompt.open && screen->ask->forms != NULL)
		draw_text(whole, whole->rows - 1, column, SLOT_DIM, screen->ask->forms);
}

int hints_key_at(const struct screen *screen, int row, int column)
{
	for (size_t i = 0; i < screen->hint_count; i++)
		if (screen->hints[i].row == row && column >= screen->hints[i].from && column < screen->hints[i].end)
			return screen->hints[i].key;
	return KEYCODE_NONE;
}
