/* freeze: see include/telltale/ui/freeze.h */
#include "config.h"

#include "telltale/ui/freeze.h"

#include <stdio.h>
#include <string.h>

#include "telltale/base/clock.h"
#include "telltale/base/text.h"

static const char mark[] = "FROZEN";

static void keep(struct screen *screen)
{
	struct freeze *freeze = &screen->freeze;

	terminal_keep(screen->terminal);
	freeze->on = true;
	freeze->wanted = false;
	freeze->mono = screen->mono;
	freeze->wall = screen->wall;
	freeze->messages = fleet_counts(screen->model.fleet)->messages;
	freeze->rows = screen->terminal->rows;
	freeze->columns = screen->terminal->columns;
	snprintf(freeze->position, sizeof freeze->position, "%s", screen->position);
}

unsigned freeze_turn(struct screen *screen)
{
	if (screen->model.playback != NULL)
		screen_notice(screen, LOG_NOTE, false, screen->mono, "this is a REPLAY: Space stops its clock");
	else if (screen->freeze.on)
		freeze_end(screen);
	else if (screen->covered) /* something stood before the view in the last frame: the next one is it */
		screen->freeze.wanted = true;
	else
		keep(screen);
	return STALE_FRAME;
}

void freeze_end(struct screen *screen)
{
	if (screen->freeze.on)
		terminal_forget_kept(screen->terminal);
	if (strncmp(screen->notice, mark, sizeof mark - 1) == 0)
		screen->notice_until = screen->mono; /* what it says is no longer true */
	screen->freeze.on = screen->freeze.wanted = false;
}

/* Why something isn't done, and the key that goes on. */
static void say(struct screen *screen, enum log_level level, int64_t mono, const char *why)
{
	char text[160], key[24];

	keymap_key_name(screen->keymap, ACTION_FREEZE, key, sizeof key);
	snprintf(text, sizeof text, "%s: %s; %s goes on", mark, why, key);
	screen_notice(screen, level, false, mono, text);
}

void freeze_refuse(struct screen *screen, int64_t mono)
{
	say(screen, LOG_WARNING, mono, "what is seen is old, so nothing is sent");
}

bool freeze_lets(struct screen *screen, enum action action)
{
	/* What has nothing to do with what is seen, and what only looks elsewhere. Anything else may mean something that has
	 * changed meanwhile: for that, one key goes on and the next one does it. */
	static const enum action stay[] = { ACTION_FREEZE, ACTION_REDRAW, ACTION_RECORD, ACTION_MARK, ACTION_RETRY,
		                            ACTION_PROMPT };
	static const enum action go_on[] = { ACTION_HELP, ACTION_FILTER, ACTION_UP, ACTION_DOWN, ACTION_LEFT, ACTION_RIGHT,
		                             ACTION_NEXT, ACTION_PREVIOUS, ACTION_PAGE_UP, ACTION_PAGE_DOWN, ACTION_FIRST,
		                             ACTION_LAST, ACTION_FIND_NEXT, ACTION_FIND_PREVIOUS };
	bool lets = false;

	for (size_t i = 0; i < sizeof stay / sizeof *stay; i++)
		if (stay[i] == action)
			return true;
	if (action == ACTION_COPY || action == ACTION_COPY_NAME) {
		say(screen, LOG_NOTE, screen->mono, "what would be copied has changed since");
		return false;
	}
	freeze_end(screen);
	for (size_t i = 0; i < sizeof go_on / sizeof *go_on; i++)
		lets |= go_on[i] == action;
	for (size_t i = 0; screen_view(i) != NULL; i++)
		lets |= screen_view(i)->action == action;
	return lets;
}

bool freeze_draw(struct screen *screen)
{
	struct freeze *freeze = &screen->freeze;

	if (!freeze->on)
		return false;
	if (freeze->rows != screen->terminal->rows || freeze->columns != screen->terminal->columns) {
		freeze_end(screen);
		screen_notice(screen, LOG_NOTE, false, screen->mono, "no longer FROZEN: the window has another size");
		return false;
	}
	terminal_show_kept(screen->terminal, screen->middle.top, screen->middle.rows);
	snprintf(screen->position, sizeof screen->position, "%s", freeze->position);
	return true;
}

void freeze_drawn(struct screen *screen)
{
	if (screen->freeze.wanted)
		keep(screen);
}

void freeze_text(const struct screen *screen, char *text, size_t size)
{
	const struct freeze *freeze = &screen->freeze;
	uint64_t messages = fleet_counts(screen->model.fleet)->messages - freeze->messages;
	char at[32], age[16], number[32], key[24];

	clock_time_text(at, sizeof at, freeze->wall, screen->wall);
	clock_age_text(age, sizeof age, screen->mono - freeze->mono);
	text_number(number, sizeof number, (double)messages, 0);
	keymap_key_name(screen->keymap, ACTION_FREEZE, key, sizeof key);
	snprintf(text, size, "%s at %s, %s ago; %s message%s since; %s goes on", mark, at, age, number, messages == 1 ? "" : "s",
	         key);
}
