/* palette: a line is completed, and done; see include/telltale/ui/palette.h. The commands: palette_commands.c. */
#include "config.h"

#include "telltale/ui/palette.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "telltale/base/memory.h"
#include "telltale/base/text.h"

enum { NAME = 32, MOST_NAMES = 128 };

struct palette {
	struct candidates candidates;
};

struct palette *palette_new(void)
{
	struct palette *palette = memory_zeroed(1, sizeof *palette);

	candidates_begin(&palette->candidates, "", 0);
	return palette;
}

void palette_free(struct palette *palette)
{
	free(palette);
}

struct candidates *palette_candidates(struct palette *palette)
{
	return &palette->candidates;
}

/* --- what there is ---------------------------------------------------------------------------------------- */

static const struct palette_command *find_command(const char *name)
{
	for (const struct palette_command *command = palette_commands; command->name != NULL; command++)
		if (strcmp(command->name, name) == 0)
			return command;
	return NULL;
}

static bool command_is_on(const struct screen *screen, const struct palette_command *command)
{
	return command->can == NULL || command->can(screen);
}

/* Whether an action does something in this view, now. */
static bool action_is_on(const struct screen *screen, const struct action_def *def)
{
	int scope = screen->view->scope | (screen->model.playback != NULL ? SCOPE_REPLAY : 0);

	return def->action != ACTION_PROMPT && (def->scope & scope) != 0 && screen_can(screen, def->action);
}

static void add_names(const struct screen *screen, struct candidates *candidates)
{
	for (const struct palette_command *command = palette_commands; command->name != NULL; command++)
		if (command_is_on(screen, command))
			candidates_add(candidates, command->name, command->argument != NULL ? command->argument : "",
			               command->help);
	for (const struct action_def *def = action_table; def->name != NULL; def++)
		if (action_is_on(screen, def) && find_command(def->name) == NULL)
			candidates_add(candidates, def->name, "", def->help);
}

void palette_complete(const struct screen *screen, struct candidates *candidates, const char *line)
{
	char name[NAME];
	size_t length = strcspn(line, " ");

	candidates_begin(candidates, line, 0);
	if (line[length] == '\0') {
		add_names(screen, candidates);
		return;
	}
	snprintf(name, sizeof name, "%.*s", (int)length, line);
	const struct palette_command *command = find_command(name);
	if (command == NULL || command->argument == NULL || !command_is_on(screen, command))
		return;
	size_t begin = length + strspn(line + length, " ");
	candidates_begin(candidates, line, begin);
	if (command->complete != NULL)
		command->complete(screen, candidates, line + begin);
}

/* --- what a line does --------------------------------------------------------------------------------------- */

static unsigned fail_unknown(const char *name, struct error *error)
{
	const char *names[MOST_NAMES] = { NULL };
	size_t count = 0;

	for (const struct palette_command *command = palette_commands; command->name != NULL; command++)
		if (count + 1 < MOST_NAMES)
			names[count++] = command->name;
	for (const struct action_def *def = action_table; def->name != NULL; def++)
		if (count + 1 < MOST_NAMES)
			names[count++] = def->name;
	const char *near = text_nearest(name, names);
	if (near != NULL)
		error_set(error, ERROR_USAGE, "there is no '%s' here; did you mean :%s?", name, near);
	else
		error_set(error, ERROR_USAGE, "there is no '%s' here; expected one of those that : and Tab list", name);
	return STALE_FRAME;
}

static unsigned run_action(struct screen *screen, const struct action_def *def, const char *argument,
                           struct error *error)
{
	if (*argument != '\0')
		error_set(error, ERROR_USAGE, "%s takes no argument, found '%s'", def->name, argument);
	else if (!action_is_on(screen, def))
		error_set(error, ERROR_USAGE, "%s does nothing here now", def->name);
	else
		return screen_act(screen, def->action) | STALE_FRAME;
	return STALE_FRAME;
}

static unsigned run_command(struct screen *screen, const struct palette_command *command, const char *argument,
                            int64_t mono, struct error *error)
{
	if (command->argument == NULL && *argument != '\0')
		error_set(error, ERROR_USAGE, "%s takes no argument, found '%s'", command->name, argument);
	else if (!command_is_on(screen, command))
		error_set(error, ERROR_USAGE, "%s does nothing here now", command->name);
	else if (command->argument == NULL || *argument != '\0')
		return command->run(screen, argument, mono, error) | STALE_FRAME;
	else if (command->action != ACTION_NONE)
		return run_action(screen, action_find(command->action), "", error);
	else
		error_set(error, ERROR_USAGE, "%s: expected %s", command->name,
		          command->expected != NULL ? command->expected : command->argument);
	return STALE_FRAME;
}

/* The beginning of a name is enough where only one begins so. */
static void complete_name(const struct screen *screen, char *name)
{
	struct candidates *candidates = palette_candidates(screen->palette);

	if (find_command(name) != NULL || action_find_name(name) != NULL)
		return;
	candidates_begin(candidates, name, 0);
	add_names(screen, candidates);
	if (candidates->found == 1 && strlen(candidates->all[0].text) < NAME)
		snprintf(name, NAME, "%.*s", NAME - 1, candidates->all[0].text);
}

unsigned palette_run(struct screen *screen, const char *line, int64_t mono, struct error *error)
{
	char name[NAME], argument[PROMPT_BYTES];
	size_t length;

	line += strspn(line, " ");
	length = strcspn(line, " ");
	if (length == 0)
		return STALE_FRAME;
	snprintf(name, sizeof name, "%.*s", (int)length, line);
	line += length + strspn(line + length, " ");
	snprintf(argument, sizeof argument, "%s", line);
	for (size_t n = strlen(argument); n > 0 && argument[n - 1] == ' '; n--)
		argument[n - 1] = '\0';
	complete_name(screen, name);
	const struct palette_command *command = find_command(name);
	const struct action_def *def = action_find_name(name);
	if (command != NULL)
		return run_command(screen, command, argument, mono, error);
	return def != NULL ? run_action(screen, def, argument, error) : fail_unknown(name, error);
}

/* --- at the prompt ------------------------------------------------------------------------------------------- */

static void palette_changed(struct screen *screen)
{
	palette_complete(screen, palette_candidates(screen->palette), screen->prompt.text);
}

/* Puts a text in the place of what was typed of it. */
static void replace(struct screen *screen, const char *text, bool more)
{
	char line[PROMPT_BYTES];

	snprintf(line, sizeof line, "%.*s%.*s%s", (int)screen->palette->candidates.begin, screen->prompt.text,
	         CANDIDATE_BYTES, text, more ? " " : "");
	prompt_open(&screen->prompt, line);
}

static void choose(struct screen *screen, int by)
{
	struct candidates *candidates = palette_candidates(screen->palette);
	int count = (int)candidates->count;

	if (count == 0)
		return;
	if (candidates->chosen == CANDIDATES_NONE)
		candidates->chosen = by > 0 ? 0 : count - 1;
	else
		candidates->chosen = (candidates->chosen + by + count) % count;
	replace(screen, candidates->all[candidates->chosen].text, false);
}

/* Tab: as much as is certain; when there is nothing more of that, one after the other. */
static void complete(struct screen *screen)
{
	struct candidates *candidates = palette_candidates(screen->palette);
	bool only = candidates->found == 1;

	if (candidates->chosen != CANDIDATES_NONE ||
	    (!only && strlen(candidates->common) <= strlen(candidates->begun))) {
		choose(screen, 1);
		return;
	}
	if (candidates->found == 0)
		return;
	replace(screen, candidates->common, only && *candidates->all[0].argument != '\0');
	palette_changed(screen);
}

static bool palette_key(struct screen *screen, int key)
{
	struct prompt *prompt = &screen->prompt;

	if (key != KEYCODE_TAB && key != KEYCODE_SHIFT_TAB)
		return false;
	if (key == KEYCODE_TAB && prompt->cursor == prompt->length)
		complete(screen);
	else if (key == KEYCODE_SHIFT_TAB && prompt->cursor == prompt->length)
		choose(screen, -1);
	return true;
}

static unsigned palette_enter(struct screen *screen, int64_t mono)
{
	struct error error = ERROR_INIT;
	char line[PROMPT_BYTES];

	snprintf(line, sizeof line, "%s", screen->prompt.text);
	screen->notice_until = mono; /* what was wrong with the line before is no longer true */
	unsigned stale = palette_run(screen, line, mono, &error);
	if (*error.text != '\0')
		screen_notice(screen, LOG_WARNING, false, mono, error.text);
	return stale;
}

/* The line's own command, once its name is typed: what it takes. */
static void draw_usage(const struct screen *screen, const struct canvas *canvas)
{
	char name[NAME], text[200];
	const char *line = screen->prompt.text;

	snprintf(name, sizeof name, "%.*s", (int)strcspn(line, " "), line);
	const struct palette_command *command = find_command(name);
	if (command == NULL || command->argument == NULL || canvas->rows < 2)
		return;
	snprintf(text, sizeof text, " %s %s  %s", command->name, command->argument,
	         command->expected != NULL ? command->expected : command->help);
	draw_fill(canvas, canvas->rows - 1, 0, canvas->columns, SLOT_TEXT);
	draw_text(canvas, canvas->rows - 1, 0, SLOT_KEY_TEXT, text);
}

static void palette_draw(struct screen *screen, const struct canvas *canvas)
{
	if (screen->palette->candidates.count > 0)
		candidates_draw(palette_candidates(screen->palette), canvas);
	else
		draw_usage(screen, canvas);
}

const struct ask ask_palette = {
	.label = ":",
	.done = "does it",
	.cancel = "doesn't",
	.forms = "Tab completes; Up, Down: typed before",
	.history = ASK_HISTORY_COMMANDS,
	.opened = palette_changed,
	.key = palette_key,
	.changed = palette_changed,
	.enter = palette_enter,
	.draw = palette_draw,
};
