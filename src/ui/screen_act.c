/* screen_act: what keys, the mouse and pasted text do; see include/telltale/ui/screen.h */
#include "config.h"

#include "ui/screen_private.h"

#include <stdio.h>
#include <string.h>

#include "telltale/core/route.h"
#include "telltale/ui/ask.h"
#include "telltale/ui/chooser.h"
#include "telltale/ui/copy.h"
#include "telltale/ui/freeze.h"
#include "telltale/ui/palette.h"
#include "telltale/ui/pointer.h"
#include "telltale/ui/publish.h"
#include "telltale/ui/question.h"

/* Whether no command can be sent from what is seen; says so. */
static bool sends_nothing(struct screen *screen, int64_t mono)
{
	if (screen->model.playback != NULL)
		screen_notice(screen, LOG_NOTE, false, mono, "this is a REPLAY: no command is sent");
	else if (screen->freeze.on)
		freeze_refuse(screen, mono);
	return screen->model.playback != NULL || screen->freeze.on;
}

unsigned screen_send(struct screen *screen, const struct profile_command *definition, int64_t mono)
{
	if (sends_nothing(screen, mono))
		return STALE_FRAME;
	question_order(screen, screen->wishes.ask(screen->wishes.self, screen->focus, definition));
	return STALE_FRAME;
}

/* A key of a command of the focused device. */
static unsigned device_key(struct screen *screen, int key, int64_t mono)
{
	char letter[2] = { (char)key, '\0' };

	if (key < 'a' || key > 'z' || screen->focus == NULL ||
	    (screen->view->scope & (SCOPE_DEVICES | SCOPE_DEVICE)) == 0)
		return STALE_NOTHING;
	if (sends_nothing(screen, mono))
		return STALE_FRAME;
	const struct profile_command *definition = profile_find_key(screen->focus->profile, letter);
	if (definition == NULL) {
		char text[SCREEN_NOTICE];
		snprintf(text, sizeof text, "%s has no command on the key '%s'", screen->focus->title, letter);
		screen_notice(screen, LOG_NOTE, false, mono, text);
		return STALE_FRAME;
	}
	return screen_send(screen, definition, mono);
}

static bool is_filtered(const struct screen *screen)
{
	return screen->filter != NULL && filter_kind(screen->filter) != FILTER_ALL;
}

static unsigned leave(struct screen *screen)
{
	if (screen->view == &view_devices)
		return WANT_QUIT;
	screen_show(screen, screen->view == &view_help ? screen->view_below : &view_devices);
	return STALE_FRAME;
}

static unsigned nothing_to_record(struct screen *screen)
{
	screen_notice(screen, LOG_NOTE, false, screen->mono, "this is a REPLAY: it isn't recorded again");
	return STALE_FRAME;
}

static unsigned record(struct screen *screen)
{
	char path[PROMPT_BYTES];

	if (!screen_can(screen, ACTION_RECORD))
		return nothing_to_record(screen);
	if (screen->model.recording->on) {
		screen->wishes.record_end(screen->wishes.self);
		return STALE_FRAME;
	}
	screen->wishes.suggest(screen->wishes.self, path, sizeof path);
	ask_open(screen, &ask_record, path);
	return STALE_FRAME;
}

static void no_recording(struct screen *screen)
{
	char key[24], text[80];

	keymap_key_name_in(screen->keymap, screen->view->scope, ACTION_RECORD, key, sizeof key);
	snprintf(text, sizeof text, "a mark is set in a recording%s%s%s", *key != '\0' ? ": " : "", key,
	         *key != '\0' ? " begins one" : "");
	screen_notice(screen, LOG_NOTE, false, screen->mono, text);
}

static unsigned mark(struct screen *screen)
{
	if (screen->model.recording == NULL)
		return nothing_to_record(screen);
	if (screen_can(screen, ACTION_MARK))
		ask_open(screen, &ask_mark, "");
	else
		no_recording(screen);
	return STALE_FRAME;
}

/* A key of a replay. */
static unsigned play(struct screen *screen, enum action action)
{
	if (action == ACTION_GO_TO)
		ask_open(screen, &ask_moment, "");
	else
		screen->wishes.play(screen->wishes.self, action);
	return STALE_FRAME;
}

/* A view that can only leave out what doesn't match does that again; then all that it shows are matches. */
static unsigned find_by_filter(struct screen *screen, int direction)
{
	if (is_filtered(screen))
		return screen_act(screen, direction > 0 ? ACTION_DOWN : ACTION_UP);
	filter_set(screen->filter, filter_words(screen->sought));
	return STALE_FRAME;
}

/* n and N. */
static unsigned find(struct screen *screen, int direction)
{
	const struct view *view = screen->view;
	char text[SCREEN_NOTICE];

	if (filter_kind(screen->sought) == FILTER_ALL)
		snprintf(text, sizeof text, "nothing was sought yet: / does");
	else if (view->find == NULL && screen->filter != NULL)
		return find_by_filter(screen, direction);
	else if (view->find == NULL)
		snprintf(text, sizeof text, "there is nothing to search in the %s view", view->name);
	else if (view->find(screen_state_of(screen, view), screen, direction))
		return STALE_FRAME;
	else
		snprintf(text, sizeof text, "nothing matches '%s' here", filter_words(screen->sought));
	screen_notice(screen, LOG_NOTE, false, screen->mono, text);
	return STALE_FRAME;
}

/* From a device to the topics leads to what it said last. */
static void go_to_view(struct screen *screen, const struct view *view)
{
	bool from_device = view == &view_topics && screen->view == &view_device && screen->focus != NULL;

	if (from_device && screen->focus->last_route != NULL)
		screen_show_topic(screen, screen->focus->last_route->topic, screen->focus->last_route->length);
	else
		screen_show(screen, view);
}

unsigned screen_act(struct screen *screen, enum action action)
{
	if (action_find(action)->scope == SCOPE_REPLAY)
		return play(screen, action);
	if (screen->freeze.on && !freeze_lets(screen, action))
		return STALE_FRAME;
	switch (action) {
	case ACTION_BACK:
		if (screen->view->back != NULL && screen->view->back(screen_state_of(screen, screen->view), screen))
			return STALE_FRAME;
		if (!is_filtered(screen))
			return leave(screen);
		filter_set(screen->filter, "");
		return STALE_FRAME;
	case ACTION_QUIT:
		return leave(screen);
	case ACTION_HELP:
		screen_show(screen, screen->view == &view_help ? screen->view_below : &view_help);
		return STALE_FRAME;
	case ACTION_RETRY:
		screen->wishes.retry(screen->wishes.self);
		return STALE_FRAME;
	case ACTION_REDRAW:
		return STALE_FRAME | STALE_SCREEN;
	case ACTION_FREEZE:
		return freeze_turn(screen);
	case ACTION_PROMPT:
		ask_open(screen, &ask_palette, "");
		return STALE_FRAME;
	case ACTION_COPY:
	case ACTION_COPY_NAME:
		return copy_act(screen, action, screen_state_of(screen, screen->view));
	case ACTION_RECORD:
		return record(screen);
	case ACTION_MARK:
		return mark(screen);
	case ACTION_THEME:
		chooser_open(screen, screen->mono);
		return STALE_FRAME;
	case ACTION_PUBLISH:
		publish_open(screen, NULL);
		return STALE_FRAME;
	case ACTION_CLEAR_RETAINED:
		publish_clear(screen, "");
		return STALE_FRAME;
	case ACTION_FILTER:
		if (screen->filter != NULL)
			ask_open(screen, &ask_filter, filter_words(screen->filter));
		else
			ask_open(screen, &ask_search, "");
		return STALE_FRAME;
	case ACTION_FIND_NEXT:
	case ACTION_FIND_PREVIOUS:
		return find(screen, action == ACTION_FIND_NEXT ? 1 : -1);
	case ACTION_CLEAR:
		filter_set(screen->filter, "");
		return STALE_FRAME;
	case ACTION_MORE:
		action = ACTION_PAGE_DOWN;
		break;
	default:
		break;
	}
	for (size_t i = 0; i < SCREEN_VIEWS; i++) {
		if (screen_view(i)->action == action && action != ACTION_NONE) {
			go_to_view(screen, screen_view(i));
			return STALE_FRAME;
		}
	}
	return screen->view->act != NULL ? screen->view->act(screen_state_of(screen, screen->view), screen, action)
	                                 : STALE_NOTHING;
}

unsigned screen_key(struct screen *screen, int key, int64_t mono)
{
	if (screen->question != NULL)
		return question_key(screen, key, mono);
	if (publish_is_open(screen)) {
		screen->mono = mono;
		return publish_key(screen, key);
	}
	if (screen->prompt.open)
		return ask_key(screen, key, mono);
	if (screen->chooser.open)
		return chooser_key(screen, key, mono);
	screen->mono = mono;
	enum action action = keymap_find(screen->keymap, SCOPE_REPLAY, key);
	if (screen->model.playback != NULL && action != ACTION_NONE && action_find(action)->scope == SCOPE_REPLAY)
		return screen_act(screen, action);
	*screen->lost = '\0';
	action = keymap_find(screen->keymap, screen->view->scope, key);
	if (action == ACTION_NONE)
		return device_key(screen, key, mono);
	return screen_act(screen, action);
}

unsigned screen_to_view(struct screen *screen, const struct mouse *mouse)
{
	return screen->view->mouse(screen_state_of(screen, screen->view), screen, mouse);
}

unsigned screen_mouse(struct screen *screen, const struct mouse *mouse, int64_t mono)
{
	return pointer_event(screen, mouse, mono);
}

unsigned screen_paste(struct screen *screen, const char *text, size_t length)
{
	if (publish_is_open(screen) && screen->question == NULL)
		return publish_paste(screen, text, length);
	if (screen->prompt.open && screen->question == NULL)
		return ask_paste(screen, text, length);
	screen_notice(screen, LOG_NOTE, false, screen->mono, "pasted text is ignored here: it could trigger commands");
	return STALE_FRAME;
}

/* --- what does something now ---------------------------------------------------------------------------------- */

bool screen_can(const struct screen *screen, enum action action)
{
	switch (action) {
	case ACTION_QUIT:
		return true;
	case ACTION_HELP:
		return screen->view != &view_help;
	case ACTION_RETRY:
		return screen->model.link->state == LINK_WAITING && screen->model.playback == NULL;
	case ACTION_RECORD:
		return screen->model.recording != NULL;
	case ACTION_MARK:
		return screen->model.recording != NULL && screen->model.recording->on;
	case ACTION_CLEAR:
		return is_filtered(screen);
	case ACTION_FREEZE:
		return screen->model.playback == NULL && screen->view != &view_help;
	case ACTION_FIND_NEXT:
	case ACTION_FIND_PREVIOUS:
		return (screen->view->find != NULL || screen->filter != NULL) && filter_kind(screen->sought) != FILTER_ALL;
	case ACTION_COPY:
	case ACTION_COPY_NAME:
		return copy_can(screen, action, screen_state_of(screen, screen->view));
	case ACTION_PUBLISH:
	case ACTION_CLEAR_RETAINED:
		return screen->model.playback == NULL && !screen->model.link->read_only;
	default:
		break;
	}
	if (screen->view->action == action)
		return false;
	return screen->view->can == NULL || screen->view->can(screen_state_of(screen, screen->view), screen, action);
}
