/* view_alerts: what is wrong, the worst first, and what was; see include/telltale/ui/view.h */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "telltale/base/clock.h"
#include "telltale/base/memory.h"
#include "telltale/base/text.h"
#include "telltale/core/value.h"
#include "telltale/ui/alert_row.h"
#include "telltale/ui/ask.h"
#include "telltale/ui/screen.h"
#include "telltale/ui/scroll.h"

enum {
	DETAIL_ROWS = 3, /* at the bottom, of the chosen one: a free one and two of text */
	LEAST_ROWS = 9   /* that the list then still has */
};

/* What is listed, and from what that was made: then it's made anew. */
struct state {
	const struct alert **rows; /* into the model's alerts */
	size_t count, capacity, active;
	const struct fleet *fleet;
	uint64_t changes;
	char filter[FILTER_BYTES];
	struct alert_key chosen; /* device NULL: the first */
	long asked; /* the row of the one that is to be muted, if the answer is yes; -1 */
	struct scroll scroll;
};

static void *alerts_open(struct screen *screen)
{
	struct state *state = memory_zeroed(1, sizeof *state);

	(void)screen;
	state->asked = -1;
	return state;
}

static void alerts_close(void *opaque)
{
	struct state *state = opaque;

	free(state->rows);
	free(state);
}

/* What is to be seen first is the worst. */
static void alerts_shown(void *opaque, struct screen *screen)
{
	struct state *state = opaque;

	(void)screen;
	state->chosen.device = NULL;
	state->scroll.first = 0;
}

/* --- the list -------------------------------------------------------------------------------------------- */

static bool passes(const struct alert *alert, const struct filter *filter)
{
	if (filter_kind(filter) == FILTER_VALUE) {
		struct scalar scalar = { SCALAR_NUMBER, alert->extreme, "", 0 };
		return alert->key.kind == ALERT_LIMIT && filter_passes_scalar(filter, alert_what(alert), &scalar);
	}
	return filter_passes_text(filter, alert->key.device->title) || filter_passes_text(filter, alert_what(alert)) ||
	       filter_passes_text(filter, alert->text) || filter_passes_text(filter, alert_kind_text(alert->key.kind)) ||
	       filter_passes_text(filter, level_text(alert->worst));
}

static int compare_numbers(int64_t a, int64_t b)
{
	return a < b ? -1 : a > b;
}

static int same_place(const struct alert *a, const struct alert *b)
{
	int order = text_compare(a->key.device->title, b->key.device->title);

	return order != 0 ? order : text_compare(alert_what(a), alert_what(b));
}

/* Those that nobody has seen before those that somebody has, and what is muted last; then the worst, then the newest. */
static int compare_active(const void *x, const void *y)
{
	const struct alert *const *first = x, *const *second = y, *a = *first, *b = *second;
	int order = (int)alert_is_muted(a) - (int)alert_is_muted(b);

	order = order != 0 ? order : (int)b->level - (int)a->level;
	order = order != 0 ? order : (int)a->acknowledged - (int)b->acknowledged;
	order = order != 0 ? order : compare_numbers(b->raised, a->raised);
	return order != 0 ? order : same_place(a, b);
}

static int compare_past(const void *x, const void *y)
{
	const struct alert *const *first = x, *const *second = y, *a = *first, *b = *second;
	int order = compare_numbers(b->cleared, a->cleared);

	return order != 0 ? order : same_place(a, b);
}

static void add(struct state *state, const struct alert *alert)
{
	state->rows = memory_grow(state->rows, state->count, &state->capacity, sizeof *state->rows);
	state->rows[state->count++] = alert;
}

static void make(struct state *state, const struct screen *screen)
{
	const struct alerts *alerts = fleet_alerts(screen->model.fleet);

	state->count = 0;
	for (size_t i = 0; i < alerts->count; i++)
		if (alert_is_active(&alerts->all[i]) && passes(&alerts->all[i], screen->filter))
			add(state, &alerts->all[i]);
	state->active = state->count;
	for (size_t i = 0; i < alerts->history_count; i++)
		if (passes(&alerts->history[i], screen->filter))
			add(state, &alerts->history[i]);
	if (state->active > 1)
		qsort(state->rows, state->active, sizeof *state->rows, compare_active);
	if (state->count - state->active > 1)
		qsort(state->rows + state->active, state->count - state->active, sizeof *state->rows, compare_past);
	state->fleet = screen->model.fleet;
	state->changes = alerts->changes;
	snprintf(state->filter, sizeof state->filter, "%s", filter_words(screen->filter));
}

static void refresh(struct state *state, const struct screen *screen)
{
	if (state->fleet != screen->model.fleet || state->changes != fleet_alerts(screen->model.fleet)->changes ||
	    strcmp(state->filter, filter_words(screen->filter)) != 0)
		make(state, screen);
}

static bool is_chosen(const struct state *state, const struct alert *alert)
{
	const struct alert_key *key = &alert->key;

	return key->device == state->chosen.device && key->kind == state->chosen.kind && key->index == state->chosen.index;
}

/* The number of the chosen row; the first if that isn't there any more. */
static size_t chosen_row(const struct state *state)
{
	for (size_t i = 0; i < state->count; i++)
		if (is_chosen(state, state->rows[i]))
			return i;
	return 0;
}

static const struct alert *chosen(struct state *state, const struct screen *screen)
{
	refresh(state, screen);
	return state->count > 0 ? state->rows[chosen_row(state)] : NULL;
}

static void choose(struct state *state, long row)
{
	if (state->count == 0)
		return;
	row = row < 0 ? 0 : row;
	row = row >= (long)state->count ? (long)state->count - 1 : row;
	state->chosen = state->rows[row]->key;
}

/* --- drawing --------------------------------------------------------------------------------------------- */

static void draw_empty(const struct screen *screen, const struct canvas *canvas)
{
	static const char *const lines[] = {
		"Nothing is wrong.", "", "An alert would be:",
		"  a number beyond a limit of its profile (warn-above, alarm-below …)",
		"  a state that is an alarm, or that lasts too long (alert opened { after = 600 })",
		"  a device that is silent for too long, or offline",
		"  a command that failed, timed out, or was contradicted by the device",
	};
	int row = canvas->rows / 2 - 4;

	row = row < 0 ? 0 : row;
	if (filter_kind(screen->filter) != FILTER_ALL) {
		draw_text(canvas, row, 2, SLOT_DIM, "No alert passes the filter. Esc shows all again.");
		return;
	}
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		draw_text(canvas, row + (int)i, 2, i == 0 ? SLOT_TEXT : SLOT_DIM, lines[i]);
}

/* Rows on the screen: a heading, the active ones (or a line that there is none), a heading, the past ones. */
static int row_of(const struct state *state, size_t index)
{
	int active = state->active > 0 ? (int)state->active : 1;

	return index < state->active ? 1 + (int)index : 1 + active + 2 + (int)(index - state->active);
}

static int rows_of(const struct state *state)
{
	int active = state->active > 0 ? (int)state->active : 1, past = (int)(state->count - state->active);

	return 1 + active + (past > 0 ? 2 + past : 0);
}

static void draw_headings(const struct state *state, const struct screen *screen, const struct canvas *text)
{
	const struct fleet_counts *counts = fleet_counts(screen->model.fleet);
	const struct alerts *alerts = fleet_alerts(screen->model.fleet);
	char line[160];
	int used;

	used = snprintf(line, sizeof line, "Active: %zu, %zu of them new", counts->alerts + counts->muted_alerts,
	                counts->fresh);
	if (counts->muted_alerts > 0)
		used += snprintf(line + used, sizeof line - (size_t)used, ", %zu muted", counts->muted_alerts);
	if (alerts->lost > 0)
		snprintf(line + used, sizeof line - (size_t)used, "; NO ROOM for %llu more", (unsigned long long)alerts->lost);
	draw_text(text, 0, 2, SLOT_HEADING, line);
	if (state->active == 0)
		draw_text(text, 1, 2, SLOT_DIM,
		          filter_kind(screen->filter) == FILTER_ALL ? "Nothing is wrong." : "None passes the filter.");
	if (state->count > state->active)
		draw_text(text, row_of(state, state->active) - 1, 2, SLOT_HEADING, "Over");
}

static void follow(struct state *state, size_t index, int window)
{
	int row = row_of(state, index), top = index == 0 ? 0 : row;

	if (top < state->scroll.first)
		state->scroll.first = top;
	if (row >= state->scroll.first + window)
		state->scroll.first = row - window + 1;
}

static void alerts_draw(void *opaque, struct screen *screen, const struct canvas *whole)
{
	struct state *state = opaque;
	int detail = whole->rows >= LEAST_ROWS + DETAIL_ROWS ? DETAIL_ROWS : 0;
	struct canvas list = canvas_part(whole, 0, 0, whole->rows - detail, whole->columns), *canvas = &list;

	refresh(state, screen);
	if (state->count == 0) {
		draw_empty(screen, whole);
		return;
	}
	if (state->asked >= 0 && !screen->prompt.open) {
		if (alert_is_muted(state->rows[chosen_row(state)]))
			choose(state, state->asked);
		state->asked = -1;
	}
	size_t at = chosen_row(state);
	choose(state, (long)at); /* the cursor stays on its alert as others come */
	follow(state, at, canvas->rows);
	scroll_fit(&state->scroll, rows_of(state), canvas->rows);
	struct canvas text = canvas_part(canvas, -state->scroll.first, 0, canvas->rows + state->scroll.first, canvas->columns);
	draw_headings(state, screen, &text);
	for (size_t i = 0; i < state->count; i++)
		if (canvas_shows(&text, row_of(state, i)))
			alert_row_draw(screen, &text, row_of(state, i), state->rows[i], i == at);
	scroll_note(&state->scroll, screen);
	if (detail > 0) {
		struct canvas bottom = canvas_part(whole, whole->rows - detail, 0, detail, whole->columns - 1);
		alert_row_draw_detail(screen, &bottom, state->rows[at]);
	}
}

/* --- keys ------------------------------------------------------------------------------------------------ */

static unsigned say_notice(struct screen *screen, bool good, const char *text)
{
	screen_notice(screen, LOG_NOTE, good, screen->mono, text);
	return STALE_FRAME;
}

static const char in_replay[] = "this is a REPLAY: what was acknowledged and muted then is shown, and nothing is now";

static unsigned acknowledge(struct state *state, struct screen *screen, bool all)
{
	size_t done = 0;
	char text[80];

	if (screen->wishes.acknowledge == NULL)
		return say_notice(screen, false, in_replay);
	const struct alert *alert = chosen(state, screen);
	if (alert == NULL)
		return STALE_NOTHING;
	if (!all) {
		long row = (long)chosen_row(state);
		if (!screen->wishes.acknowledge(screen->wishes.self, &alert->key))
			return say_notice(screen, false, "this alert is acknowledged already, or over");
		refresh(state, screen);
		choose(state, row); /* what has come to its place is next */
		return STALE_FRAME;
	}
	struct alert_key *keys = memory_zeroed(state->active + 1, sizeof *keys);
	size_t count = state->active;
	for (size_t i = 0; i < count; i++) /* each that is acknowledged changes the list */
		keys[i] = state->rows[i]->key;
	for (size_t i = 0; i < count; i++)
		done += screen->wishes.acknowledge(screen->wishes.self, &keys[i]);
	free(keys);
	snprintf(text, sizeof text, "%zu alert%s acknowledged", done, done == 1 ? "" : "s");
	return say_notice(screen, done > 0, text);
}

static unsigned mute(struct state *state, struct screen *screen)
{
	if (screen->wishes.mute == NULL)
		return say_notice(screen, false, in_replay);
	const struct alert *alert = chosen(state, screen);
	if (alert == NULL)
		return STALE_NOTHING;
	if (!alert_is_active(alert))
		return say_notice(screen, false, "this alert is over: there is nothing to mute");
	if (alert_is_muted(alert)) {
		screen->wishes.mute(screen->wishes.self, &alert->key, 0);
		return say_notice(screen, true, "no longer muted");
	}
	screen->muting = alert->key;
	state->asked = (long)chosen_row(state);
	ask_open(screen, &ask_mute, "1h");
	return STALE_FRAME;
}

static unsigned open_device(struct state *state, struct screen *screen)
{
	const struct alert *alert = chosen(state, screen);

	if (alert == NULL)
		return STALE_NOTHING;
	screen->focus = alert->key.device;
	screen_show(screen, &view_device);
	return STALE_FRAME;
}

static unsigned move(struct state *state, struct screen *screen, long by)
{
	refresh(state, screen);
	choose(state, (long)chosen_row(state) + by);
	if (by < 0 && chosen_row(state) == 0)
		state->scroll.first = 0;
	return STALE_FRAME;
}

static unsigned alerts_act(void *opaque, struct screen *screen, enum action action)
{
	struct state *state = opaque;
	long by = scroll_by(action, state->scroll.window, (long)state->count + 1);

	if (by != 0)
		return move(state, screen, by);
	switch (action) {
	case ACTION_OPEN:
		return open_device(state, screen);
	case ACTION_ACKNOWLEDGE:
		return acknowledge(state, screen, false);
	case ACTION_ACKNOWLEDGE_ALL:
		return acknowledge(state, screen, true);
	case ACTION_MUTE:
		return mute(state, screen);
	default:
		return STALE_NOTHING;
	}
}

static bool alerts_can(const void *opaque, const struct screen *screen, enum action action)
{
	const struct fleet_counts *counts = fleet_counts(screen->model.fleet);
	const struct state *state = opaque;

	if (action == ACTION_OPEN || action == ACTION_FILTER)
		return state->count > 0;
	if (action == ACTION_ACKNOWLEDGE || action == ACTION_ACKNOWLEDGE_ALL)
		return screen->wishes.acknowledge != NULL && counts->fresh > 0;
	if (action == ACTION_MUTE)
		return screen->wishes.mute != NULL && state->active > 0;
	return true;
}

static unsigned alerts_mouse(void *opaque, struct screen *screen, const struct mouse *mouse)
{
	struct state *state = opaque;

	if (mouse->kind == MOUSE_WHEEL_UP || mouse->kind == MOUSE_WHEEL_DOWN)
		return move(state, screen, mouse->kind == MOUSE_WHEEL_UP ? -3 : 3);
	if (mouse->kind != MOUSE_PRESS && mouse->kind != MOUSE_DOUBLE)
		return STALE_NOTHING;
	refresh(state, screen);
	for (size_t i = 0; i < state->count; i++) {
		if (row_of(state, i) - state->scroll.first != mouse->row)
			continue;
		choose(state, (long)i);
		return mouse->kind == MOUSE_DOUBLE ? open_device(state, screen) : STALE_FRAME;
	}
	return STALE_NOTHING;
}

static char *alerts_copied(const void *opaque, const struct screen *screen, size_t *length, const char **what)
{
	const struct state *state = opaque;
	char when[32], text[ALERT_ROW_TEXT], line[ALERT_ROW_TEXT + 520];

	if (state->count == 0 || state->fleet != screen->model.fleet ||
	    state->changes != fleet_alerts(screen->model.fleet)->changes)
		return NULL;
	const struct alert *alert = state->rows[chosen_row(state)];
	clock_time_text(when, sizeof when, screen_wall_of(screen, alert->since), screen->wall);
	alert_row_text(alert, text, sizeof text);
	int used = snprintf(line, sizeof line, "%s %s %s %s%s%s", when, level_text(alert->worst), alert->key.device->title,
	                    alert_what(alert), *alert_what(alert) != '\0' ? ": " : "", text);
	*length = used < (int)sizeof line ? (size_t)used : sizeof line - 1;
	*what = "alert";
	return memory_textn(line, *length);
}

/* The rows point into the model that goes. */
static void alerts_replaced(void *opaque, struct screen *screen)
{
	struct state *state = opaque;

	state->chosen.device = screen_same_device(screen->model.fleet, state->chosen.device);
	state->fleet = NULL;
	state->count = state->active = 0;
}

const struct view view_alerts = {
	.name = "alerts",
	.action = ACTION_VIEW_ALERTS,
	.scope = SCOPE_ALERTS,
	.open = alerts_open,
	.close = alerts_close,
	.shown = alerts_shown,
	.draw = alerts_draw,
	.act = alerts_act,
	.replaced = alerts_replaced,
	.can = alerts_can,
	.copied = alerts_copied,
	.mouse = alerts_mouse,
	.filters = true,
};
