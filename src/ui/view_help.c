/* view_help: the keys of the view it was asked from, made from the action table, and what the signs mean; see
 * include/telltale/ui/view.h */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "telltale/base/memory.h"
#include "telltale/ui/playbar.h"
#include "telltale/ui/screen.h"
#include "telltale/ui/scroll.h"

enum { KEYS = 18 };

struct state {
	struct scroll scroll;
	struct finder finder;
};

static void *help_open(struct screen *screen)
{
	(void)screen;
	return memory_zeroed(1, sizeof(struct state));
}

static void help_shown(void *opaque, struct screen *screen)
{
	struct state *state = opaque;

	(void)screen;
	state->scroll.first = 0;
	finder_seek(&state->finder, NULL);
}

static void help_close(void *opaque)
{
	struct state *state = opaque;

	finder_clear(&state->finder);
	free(state);
}

static int heading(const struct canvas *canvas, int row, const char *text)
{
	row += row > 0;
	draw_text(canvas, row, 0, SLOT_HEADING, text);
	return row + 1;
}

static int draw_action(const struct screen *screen, const struct canvas *canvas, int row, int scope,
                       const struct action_def *def)
{
	char keys[64];

	keymap_key_names_in(screen->keymap, scope, def->action, keys, sizeof keys);
	draw_text(canvas, row, 0, SLOT_KEY, *keys != '\0' ? keys : "-");
	draw_text(canvas, row, KEYS, SLOT_TEXT, def->help);
	return row + 1;
}

/* Whether a replay has that key for itself, or has no use for it. */
static bool is_off(const struct screen *screen, const struct action_def *def)
{
	char name[24];
	int key;

	if (screen->model.playback == NULL)
		return false;
	if (def->action == ACTION_RECORD || def->action == ACTION_MARK || def->action == ACTION_RETRY ||
	    def->action == ACTION_FREEZE || def->action == ACTION_AGAIN || def->action == ACTION_PUBLISH ||
	    def->action == ACTION_CLEAR_RETAINED)
		return true;
	keymap_key_name_in(screen->keymap, screen->view_below->scope, def->action, name, sizeof name);
	if (!key_parse(name, strlen(name), &key))
		return false;
	const struct action_def *found = action_find(keymap_find(screen->keymap, SCOPE_REPLAY, key));
	return found != NULL && found->scope == SCOPE_REPLAY;
}

static int draw_replay(const struct screen *screen, const struct canvas *canvas, int row)
{
	if (screen->model.playback == NULL)
		return row;
	row = heading(canvas, row, "Keys of the replay");
	for (const struct action_def *def = action_table; def->name != NULL; def++)
		if (def->scope == SCOPE_REPLAY)
			row = draw_action(screen, canvas, row, SCOPE_REPLAY, def);
	return playbar_draw_signs(canvas, heading(canvas, row, "On the time line"), KEYS);
}

/* Whether it does something in every view. */
static bool is_general(const struct action_def *def)
{
	return (def->scope & EVERY_VIEW) == EVERY_VIEW;
}

/* The keys of the view alone, or those of every view. */
static int draw_actions(const struct screen *screen, const struct canvas *canvas, int row, bool general)
{
	for (const struct action_def *def = action_table; def->name != NULL; def++)
		if ((def->scope & screen->view_below->scope) != 0 && is_general(def) == general && !is_off(screen, def))
			row = draw_action(screen, canvas, row, screen->view_below->scope, def);
	return row;
}

static int draw_everywhere(const struct screen *screen, const struct canvas *canvas, int row)
{
	static const struct {
		const char *what, *does;
	} mouse[] = {
		{ "click", "on a key in the lowest line: presses it" },
		{ "wheel", "scrolls" },
		{ "Shift-drag", "selects text, as it does with --mouse off" },
	};

	row = draw_actions(screen, canvas, heading(canvas, row, "Keys everywhere"), true);
	draw_text(canvas, row, 0, SLOT_KEY, "Ctrl-C");
	draw_text(canvas, row++, KEYS, SLOT_TEXT, "leaves the program from anywhere; Ctrl-Z stops it, fg goes on");
	row = heading(canvas, row, "Mouse");
	for (size_t i = 0; i < sizeof mouse / sizeof *mouse; i++) {
		draw_text(canvas, row, 0, SLOT_KEY, mouse[i].what);
		draw_text(canvas, row++, KEYS, SLOT_TEXT, mouse[i].does);
	}
	return row;
}

static int draw_commands(const struct screen *screen, const struct canvas *canvas, int row)
{
	const struct device *device = screen->focus;
	char line[200];

	if (device == NULL || device->profile == NULL || device->profile->command_count == 0 || screen->model.playback != NULL)
		return row;
	snprintf(line, sizeof line, "Commands of %s", device->title);
	row = heading(canvas, row, line);
	for (size_t i = 0; i < device->profile->command_count; i++) {
		const struct profile_command *command = &device->profile->commands[i];
		draw_text(canvas, row, 0, SLOT_KEY, *command->key != '\0' ? command->key : "-");
		draw_format(canvas, row++, KEYS, SLOT_TEXT, "%s%s", command->name,
		            command->confirm ? " (asks before it sends)" : "");
	}
	return row;
}

static int draw_signs(const struct canvas *canvas, int row)
{
	static const struct {
		enum glyph glyph;
		enum slot slot;
		const char *meaning;
	} signs[] = {
		{ GLYPH_ONLINE, SLOT_ONLINE, "online, and when it was last heard" },
		{ GLYPH_STALE, SLOT_OFFLINE, "silent for longer than it should be; its last values are dimmed" },
		{ GLYPH_OFFLINE, SLOT_OFFLINE, "offline: its last will or its alive topic says so; or there is no broker" },
		{ GLYPH_FOLDED, SLOT_KEY, "a level of the topics that is closed" },
		{ GLYPH_CHANGED, SLOT_MOVING, "a line of a payload that wasn't so in the message before" },
		{ GLYPH_STORED, SLOT_OFFLINE, "only messages that the broker had stored: nobody knows whether it lives" },
		{ GLYPH_UNDER_WAY, SLOT_MOVING, "a command is under way: sent, or accepted by the broker" },
		{ GLYPH_GOOD, SLOT_REST, "acknowledged: the device itself reports what was ordered" },
		{ GLYPH_BAD, SLOT_ALARM, "refused, failed, timed out, or contradicted by the device" },
		{ GLYPH_ATTENTION, SLOT_ALARM, "a value beyond its limit" },
		{ GLYPH_PIN, SLOT_KEY, "pinned: it stands before all others" },
	};
	row = heading(canvas, row, "Signs");
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
		draw_glyph(canvas, row, 0, signs[i].slot, signs[i].glyph);
		draw_text(canvas, row++, KEYS, SLOT_TEXT, signs[i].meaning);
	}
	draw_text(canvas, row, 0, SLOT_SINCE, ">12m");
	draw_text(canvas, row++, KEYS, SLOT_TEXT, "so for at least 12 minutes: it was so when we first heard");
	draw_text(canvas, row, 0, SLOT_DIM, "stored");
	draw_text(canvas, row++, KEYS, SLOT_TEXT, "the broker had kept this value; nobody knows how old it is");
	return row;
}

/* Draws all of it on a canvas, from one of its rows on. Returns the rows that it has. */
static int draw_all(struct state *state, const struct screen *screen, const struct canvas *canvas, int first)
{
	struct canvas text = canvas_part(canvas, -first, 2, canvas->rows + first, canvas->columns - 3);
	char title[80];

	text.finder = &state->finder;
	finder_begin(&state->finder, text.top);
	snprintf(title, sizeof title, "Keys in the %s view", screen->view_below->name);
	int row = heading(&text, draw_replay(screen, &text, 0), title);
	row = draw_actions(screen, &text, row, false);
	row = draw_commands(screen, &text, row);
	row = draw_everywhere(screen, &text, row);
	return draw_signs(&text, row);
}

static void help_draw(void *opaque, struct screen *screen, const struct canvas *canvas)
{
	struct state *state = opaque;

	if (scroll_fit(&state->scroll, draw_all(state, screen, canvas, state->scroll.first), canvas->rows)) {
		for (int i = 0; i < canvas->rows; i++)
			draw_fill(canvas, i, 0, canvas->columns, SLOT_TEXT);
		draw_all(state, screen, canvas, state->scroll.first);
	}
	scroll_note(&state->scroll, screen);
}

static bool help_find(void *opaque, struct screen *screen, int direction)
{
	struct state *state = opaque;
	struct canvas nowhere = canvas_part(&screen->middle, screen->middle.rows, 0, 0, screen->middle.columns);

	if (state->finder.filter == NULL)
		finder_seek(&state->finder, screen->sought);
	draw_all(state, screen, &nowhere, 0);
	return scroll_find(&state->scroll, &state->finder, direction);
}

static unsigned help_act(void *opaque, struct screen *screen, enum action action)
{
	struct state *state = opaque;

	(void)screen;
	return scroll_act(&state->scroll, action);
}

const struct view view_help = {
	.name = "help",
	.action = ACTION_NONE,
	.scope = SCOPE_HELP,
	.open = help_open,
	.close = help_close,
	.shown = help_shown,
	.draw = help_draw,
	.act = help_act,
	.find = help_find,
};
