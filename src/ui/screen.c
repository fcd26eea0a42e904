/* screen: keys, and the views; see include/telltale/ui/screen.h. What is drawn around them: frame.c. */
#include "config.h"

#include "telltale/ui/screen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "telltale/base/clock.h"
#include "telltale/base/memory.h"
#include "telltale/base/text.h"
#include "telltale/ui/frame.h"
#include "telltale/ui/question.h"

static const struct view *const views[SCREEN_VIEWS] = { &view_devices, &view_device, &view_log, &view_help };

static void *state_of(const struct screen *screen, const struct view *view)
{
	for (size_t i = 0; i < SCREEN_VIEWS; i++)
		if (views[i] == view)
			return screen->states[i];
	return NULL;
}

struct screen *screen_new(struct terminal *terminal, const struct screen_model *model, const struct wishes *wishes)
{
	struct screen *screen = memory_zeroed(1, sizeof *screen);

	screen->terminal = terminal;
	screen->keymap = keymap_new();
	screen->model = *model;
	screen->wishes = *wishes;
	screen->question_shown = CLOCK_NEVER;
	screen->view = screen->view_below = &view_devices;
	for (size_t i = 0; i < SCREEN_VIEWS; i++)
		if (views[i]->open != NULL)
			screen->states[i] = views[i]->open(screen);
	return screen;
}

void screen_free(struct screen *screen)
{
	if (screen == NULL)
		return;
	for (size_t i = 0; i < SCREEN_VIEWS; i++)
		if (views[i]->close != NULL)
			views[i]->close(screen->states[i]);
	keymap_free(screen->keymap);
	free(screen);
}

void screen_show(struct screen *screen, const struct view *view)
{
	if (view == screen->view)
		return;
	if (screen->view != &view_help) /* "back" from help leads to what it was asked about */
		screen->view_below = screen->view;
	screen->view = view;
	if (view->shown != NULL)
		view->shown(state_of(screen, view), screen);
}

int64_t screen_wall_of(const struct screen *screen, int64_t model_time)
{
	return screen->wall - (fleet_now(screen->model.fleet) - model_time);
}

/* --- keys ------------------------------------------------------------------------------------------------ */

static unsigned filter_key(struct screen *screen, int key)
{
	if (prompt_key(&screen->prompt, key) == PROMPT_CANCELLED)
		*screen->filter = '\0';
	else
		snprintf(screen->filter, sizeof screen->filter, "%s", screen->prompt.text);
	return STALE_FRAME;
}

/* A key of a command of the focused device. */
static unsigned device_key(struct screen *screen, int key, int64_t mono)
{
	char letter[2] = { (char)key, '\0' };

	if (key < 'a' || key > 'z' || screen->focus == NULL ||
	    (screen->view->scope & (SCOPE_DEVICES | SCOPE_DEVICE)) == 0)
		return STALE_NOTHING;
	const struct profile_command *definition = profile_find_key(screen->focus->profile, letter);
	if (definition == NULL) {
		char text[SCREEN_NOTICE];
		snprintf(text, sizeof text, "%s has no command on the key '%s'", screen->focus->title, letter);
		screen_notice(screen, LOG_NOTE, false, mono, text);
		return STALE_FRAME;
	}
	struct command *command = screen->wishes.ask(screen->wishes.self, screen->focus, definition);
	if (command->state == COMMAND_ASKED && definition->confirm)
		question_open(screen, command);
	else if (command->state == COMMAND_ASKED)
		screen->wishes.confirm(screen->wishes.self, command);
	return STALE_FRAME;
}

static unsigned leave(struct screen *screen)
{
	if (screen->view == &view_devices)
		return WANT_QUIT;
	screen_show(screen, screen->view == &view_help ? screen->view_below : &view_devices);
	return STALE_FRAME;
}

static unsigned act(struct screen *screen, enum action action)
{
	switch (action) {
	case ACTION_QUIT:
	case ACTION_BACK:
		return leave(screen);
	case ACTION_HELP:
		screen_show(screen, screen->view == &view_help ? screen->view_below : &view_help);
		return STALE_FRAME;
	case ACTION_RETRY:
		screen->wishes.retry(screen->wishes.self);
		return STALE_FRAME;
	case ACTION_REDRAW:
		return STALE_FRAME | STALE_SCREEN;
	default:
		break;
	}
	for (size_t i = 0; i < SCREEN_VIEWS; i++) {
		if (views[i]->action == action && action != ACTION_NONE) {
			screen_show(screen, views[i]);
			return STALE_FRAME;
		}
	}
	return screen->view->act != NULL ? screen->view->act(state_of(screen, screen->view), screen, action)
	                                 : STALE_NOTHING;
}

unsigned screen_key(struct screen *screen, int key, int64_t mono)
{
	if (screen->question != NULL)
		return question_key(screen, key, mono);
	if (screen->prompt.open)
		return filter_key(screen, key);
	enum action action = keymap_find(screen->keymap, screen->view->scope, key);
	if (action == ACTION_NONE)
		return device_key(screen, key, mono);
	return act(screen, action);
}

unsigned screen_paste(struct screen *screen, const char *text, size_t length)
{
	if (screen->prompt.open && screen->question == NULL) {
		prompt_paste(&screen->prompt, text, length);
		snprintf(screen->filter, sizeof screen->filter, "%s", screen->prompt.text);
		return STALE_FRAME;
	}
	screen_notice(screen, LOG_NOTE, false, screen->mono, "pasted text is ignored here: it could trigger commands");
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

bool screen_can(const struct screen *screen, enum action action)
{
	switch (action) {
	case ACTION_QUIT:
		return true;
	case ACTION_HELP:
		return screen->view != &view_help;
	case ACTION_RETRY:
		return screen->model.link->state == LINK_WAITING;
	default:
		break;
	}
	if (screen->view->action == action)
		return false;
	return screen->view->can == NULL || screen->view->can(state_of(screen, screen->view), screen, action);
}

void screen_draw(struct screen *screen, int64_t mono, int64_t wall)
{
	screen->mono = mono;
	screen->wall = wall;
	*screen->position = '\0';
	terminal_begin_frame(screen->terminal);
	struct canvas whole = canvas_screen(screen->terminal);
	if (whole.rows < FRAME_LEAST_ROWS || whole.columns < FRAME_LEAST_COLUMNS) {
		draw_text(&whole, 0, 0, SLOT_TEXT, "too small");
		terminal_end_frame(screen->terminal);
		return;
	}
	struct canvas middle = canvas_part(&whole, 1, 0, whole.rows - 3, whole.columns);
	screen->view->draw(state_of(screen, screen->view), screen, &middle);
	frame_draw_header(screen, &whole);
	frame_draw_notice(screen, &whole);
	frame_draw_hints(screen, &whole);
	if (screen->question != NULL)
		question_draw(screen, &middle);
	terminal_end_frame(screen->terminal);
}

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

int64_t screen_next_change(const struct screen *screen, int64_t mono)
{
	const struct fleet_counts *counts = fleet_counts(screen->model.fleet);
	bool counting = counts->devices > 0 || screen->model.link->state != LINK_UP;
	int64_t next = counting ? CLOCK_SECOND : CLOCK_MINUTE;

	if (counts->active_commands > 0)
		next = CLOCK_SECOND / 10; /* their seconds are shown with tenths */
	if (screen->notice_until > mono)
		next = least(next, screen->notice_until - mono);
	if (screen->question != NULL && !question_counts(screen, mono))
		next = least(next, screen->question_shown == CLOCK_NEVER
		                       ? 0 : screen->question_shown + QUESTION_PAUSE - mono);
	return next > 0 ? next : 0;
}
