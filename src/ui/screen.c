/* screen: the views and the frames; see include/telltale/ui/screen.h. Keys: screen_act.c. What is drawn around a view: frame.c. */
#include "config.h"

#include "ui/screen_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "telltale/base/clock.h"
#include "telltale/base/memory.h"
#include "telltale/base/text.h"
#include "telltale/ui/ask.h"
#include "telltale/ui/chooser.h"
#include "telltale/ui/frame.h"
#include "telltale/ui/freeze.h"
#include "telltale/ui/hints.h"
#include "telltale/ui/palette.h"
#include "telltale/ui/pane.h"
#include "telltale/ui/playbar.h"
#include "telltale/ui/publish.h"
#include "telltale/ui/question.h"

static const struct view *const views[SCREEN_VIEWS] = {
	&view_devices, &view_device, &view_topics, &view_messages, &view_commands, &view_alerts, &view_log, &view_help,
};

const struct view *screen_view(size_t number)
{
	return number < SCREEN_VIEWS ? views[number] : NULL;
}

static size_t number_of(const struct view *view)
{
	size_t number = 0;

	while (views[number] != view)
		number++;
	return number;
}

void *screen_state_of(const struct screen *screen, const struct view *view)
{
	return screen->states[number_of(view)];
}

struct screen *screen_new(struct terminal *terminal, const struct screen_model *model, const struct wishes *wishes)
{
	struct screen *screen = memory_zeroed(1, sizeof *screen);

	screen->terminal = terminal;
	screen->keymap = keymap_new();
	screen->model = *model;
	screen->wishes = *wishes;
	screen->question_shown = screen->press.at = CLOCK_NEVER;
	screen->publish = publish_new();
	screen->view = screen->view_below = &view_devices;
	screen->frame_rate = 10;
	screen->palette = palette_new();
	screen->sought = filter_new();
	for (size_t i = 0; i < SCREEN_VIEWS; i++)
		if (views[i]->open != NULL)
			screen->states[i] = views[i]->open(screen);
	for (size_t i = 0; i < SCREEN_VIEWS; i++)
		screen->filters[i] = views[i]->filters ? filter_new() : NULL;
	screen->filter = screen->filters[number_of(screen->view)];
	return screen;
}

void screen_free(struct screen *screen)
{
	if (screen == NULL)
		return;
	for (size_t i = 0; i < SCREEN_VIEWS; i++)
		if (views[i]->close != NULL)
			views[i]->close(screen->states[i]);
	for (size_t i = 0; i < SCREEN_VIEWS; i++)
		filter_free(screen->filters[i]);
	for (size_t i = 0; i < ASK_HISTORIES; i++)
		history_clear(&screen->histories[i]);
	palette_free(screen->palette);
	filter_free(screen->sought);
	publish_free(screen->publish);
	keymap_free(screen->keymap);
	pins_clear(&screen->pins);
	free(screen->wanted_topic);
	free(screen);
}

const struct view *screen_find_view(const char *name)
{
	for (size_t i = 0; i < SCREEN_VIEWS; i++)
		if (strcmp(views[i]->name, name) == 0)
			return views[i];
	return NULL;
}

void screen_show(struct screen *screen, const struct view *view)
{
	if (view == screen->view)
		return;
	if (screen->view != &view_help) /* "back" from help leads to what it was asked about */
		screen->view_below = screen->view;
	freeze_end(screen);
	screen->view = view;
	screen->filter = screen->filters[number_of(view)];
	if (view->shown != NULL)
		view->shown(screen_state_of(screen, view), screen);
}

void screen_show_topic(struct screen *screen, const char *topic, size_t length)
{
	free(screen->wanted_topic);
	screen->wanted_topic = memory_textn(topic, length);
	screen->wanted_length = length;
	screen_show(screen, &view_topics);
}

int64_t screen_wall_of(const struct screen *screen, int64_t model_time)
{
	return screen->wall - (fleet_now(screen->model.fleet) - model_time);
}

bool screen_is_pinned(const struct screen *screen, const struct device *device)
{
	return pins_have(&screen->pins, device);
}

unsigned screen_pin(struct screen *screen)
{
	if (screen->focus == NULL)
		return STALE_NOTHING;
	if (!pins_toggle(&screen->pins, screen->focus))
		screen_notice(screen, LOG_NOTE, false, screen->mono, "that many devices are pinned already: let another one go");
	return STALE_FRAME;
}

/* --- frames ---------------------------------------------------------------------------------------------- */

void screen_notice(struct screen *screen, enum log_level level, bool good, int64_t mono, const char *text)
{
	static const int64_t lasts[] = { [LOG_NOTE] = 8 * CLOCK_SECOND, [LOG_WARNING] = 20 * CLOCK_SECOND,
		                         [LOG_ALARM] = 60 * CLOCK_SECOND };

	text_clean(screen->notice, sizeof screen->notice, text, strlen(text));
	screen->notice_level = level;
	screen->notice_good = good;
	screen->notice_until = mono + lasts[level];
}

int64_t screen_frame_interval(const struct screen *screen)
{
	return screen->slow ? CLOCK_SECOND : CLOCK_SECOND / screen->frame_rate;
}

/* A replay goes back to where the device wasn't there yet, and on from there. */
static void find_lost(struct screen *screen)
{
	const struct fleet *fleet = screen->model.fleet;
	char text[PIN_TEXT];

	for (size_t i = 0; *screen->lost != '\0' && i < fleet_counts(fleet)->devices; i++) {
		pins_text(fleet_device(fleet, i), text, sizeof text);
		if (strcmp(text, screen->lost) != 0)
			continue;
		screen->focus = fleet_device(fleet, i);
		*screen->lost = '\0';
	}
}

void screen_draw(struct screen *screen, int64_t mono, int64_t wall)
{
	screen->mono = mono;
	screen->wall = wall;
	*screen->position = '\0';
	find_lost(screen);
	terminal_begin_frame(screen->terminal);
	struct canvas whole = canvas_screen(screen->terminal);
	if (whole.rows < FRAME_LEAST_ROWS || whole.columns < FRAME_LEAST_COLUMNS) {
		draw_text(&whole, 0, 0, SLOT_TEXT, "too small");
		terminal_end_frame(screen->terminal);
		return;
	}
	int bar = screen->model.playback != NULL ? 1 : 0;
	screen->middle = canvas_part(&whole, 1, 0, whole.rows - 3 - bar, whole.columns);
	if (!freeze_draw(screen))
		screen->view->draw(screen_state_of(screen, screen->view), screen, &screen->middle);
	freeze_drawn(screen);
	frame_draw_header(screen, &whole);
	frame_draw_notice(screen, &whole, whole.rows - 2 - bar);
	if (bar > 0)
		playbar_draw(screen, &whole, whole.rows - 2);
	hints_draw(screen, &whole);
	screen->covered = (screen->prompt.open && screen->ask->draw != NULL) || screen->question != NULL || publish_is_open(screen) ||
	                  screen->chooser.open;
	if (screen->prompt.open && screen->ask->draw != NULL)
		screen->ask->draw(screen, &screen->middle);
	bool asks = screen->question != NULL && screen->question_shown == CLOCK_NEVER;
	if (publish_is_open(screen))
		publish_draw(screen, &screen->middle);
	if (screen->chooser.open)
		chooser_draw(screen, &screen->middle);
	if (screen->question != NULL)
		question_draw(screen, &screen->middle);
	terminal_end_frame(screen->terminal);
	if (asks) /* on a slow line it is still on its way: nobody has read it yet */
		screen->question_shown += terminal_pause(screen->terminal, mono);
}

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* How long a state that has changed still glows; INT64_MAX: none does. */
static int64_t glow_left(const struct screen *screen)
{
	const struct fleet *fleet = screen->model.fleet;
	int64_t left = fleet_counts(fleet)->changed_at + PANE_GLOW - fleet_now(fleet);
	bool stands = screen->model.playback != NULL && screen->model.playback->paused;

	return left > 0 && fleet_counts(fleet)->changes > 0 && !stands && !screen->slow ? left : INT64_MAX;
}

int64_t screen_next_change(const struct screen *screen, int64_t mono)
{
	const struct fleet_counts *counts = fleet_counts(screen->model.fleet);
	bool counting = counts->devices > 0 || screen->model.link->state != LINK_UP;
	int64_t next = counting ? CLOCK_SECOND : CLOCK_MINUTE;

	if (screen->model.playback != NULL && screen->model.playback->paused)
		next = CLOCK_MINUTE; /* time stands still */
	if (screen->model.recording != NULL && screen->model.recording->on)
		next = least(next, CLOCK_SECOND);
	if (counts->active_commands > 0 && !screen->slow)
		next = CLOCK_SECOND / 10; /* their seconds are shown with tenths */
	next = least(next, glow_left(screen));
	if (screen->notice_until > mono)
		next = least(next, screen->notice_until - mono);
	if (screen->question != NULL && !question_counts(screen, mono))
		next = least(next, screen->question_shown == CLOCK_NEVER
		                       ? 0 : screen->question_shown + QUESTION_PAUSE - mono);
	return next > 0 ? next : 0;
}

struct device *screen_same_device(const struct fleet *fleet, const struct device *device)
{
	for (size_t i = 0; device != NULL && fleet_device(fleet, i) != NULL; i++) {
		struct device *other = fleet_device(fleet, i);
		if (other->profile == device->profile && strcmp(other->id, device->id) == 0)
			return other;
	}
	return NULL;
}

void screen_replace_fleet(struct screen *screen, const struct fleet *fleet)
{
	struct device *focus = screen_same_device(fleet, screen->focus);

	if (focus == NULL && screen->focus != NULL && *screen->lost == '\0')
		pins_text(screen->focus, screen->lost, sizeof screen->lost);
	screen->focus = focus;
	screen->muting.device = NULL;
	screen->model.fleet = fleet;
	for (size_t i = 0; i < SCREEN_VIEWS; i++)
		if (views[i]->replaced != NULL)
			views[i]->replaced(screen->states[i], screen);
}
