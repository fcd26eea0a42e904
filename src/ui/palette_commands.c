/* palette_commands: what the `:` prompt knows beside the actions; see include/telltale/ui/palette.h */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "telltale/base/text.h"
#include "telltale/conf/gallery.h"
#include "telltale/conf/option.h"
#include "telltale/ui/chooser.h"
#include "telltale/ui/freeze.h"
#include "telltale/ui/palette.h"
#include "telltale/ui/palette_set.h"

/* --- what is shown ------------------------------------------------------------------------------------------ */

static unsigned run_sort(struct screen *screen, const char *argument, int64_t mono, struct error *error)
{
	(void)mono;
	freeze_end(screen);
	palette_set(screen, "sort", argument, error);
	return STALE_FRAME;
}

static void complete_sort(const struct screen *screen, struct candidates *candidates, const char *begun)
{
	(void)screen;
	(void)begun;
	candidates_add_words(candidates, option_find("sort", OPTION_PROMPT)->choices, "");
}

static bool can_filter(const struct screen *screen)
{
	return screen->filter != NULL;
}

static unsigned run_filter(struct screen *screen, const char *argument, int64_t mono, struct error *error)
{
	(void)mono;
	(void)error;
	freeze_end(screen);
	filter_set(screen->filter, argument);
	filter_set(screen->sought, argument);
	history_add(&screen->histories[ASK_HISTORY_FILTERS], argument);
	return STALE_FRAME;
}

static bool can_theme(const struct screen *screen)
{
	return screen->terminal->colours > 0;
}

static unsigned run_theme(struct screen *screen, const char *argument, int64_t mono, struct error *error)
{
	(void)mono;
	chooser_set(screen, argument, error);
	return STALE_FRAME;
}

static void complete_theme(const struct screen *screen, struct candidates *candidates, const char *begun)
{
	const char *name;

	(void)begun;
	for (size_t i = 0; (name = gallery_name(screen->model.gallery, i)) != NULL; i++)
		candidates_add(candidates, name, "", "");
}

static unsigned run_view(struct screen *screen, const char *argument, int64_t mono, struct error *error)
{
	const struct view *view = screen_find_view(argument);

	(void)mono;
	if (view != NULL)
		screen_show(screen, view);
	else
		error_set(error, ERROR_USAGE, "view: there is none of the name '%s'; expected one that Tab lists", argument);
	return STALE_FRAME;
}

static void complete_view(const struct screen *screen, struct candidates *candidates, const char *begun)
{
	const struct view *view;

	(void)begun;
	for (size_t i = 0; (view = screen_view(i)) != NULL; i++)
		if (view != screen->view)
			candidates_add(candidates, view->name, "", view->action != ACTION_NONE ? action_find(view->action)->help : "");
}

/* --- devices and their commands ------------------------------------------------------------------------------ */

static bool can_open(const struct screen *screen)
{
	return fleet_counts(screen->model.fleet)->devices > 0;
}

static void complete_open(const struct screen *screen, struct candidates *candidates, const char *begun)
{
	const struct device *device;

	(void)begun;
	for (size_t i = 0; (device = fleet_device(screen->model.fleet, i)) != NULL; i++)
		candidates_add(candidates, device->title, "", device->profile != NULL ? device->profile->title : "");
}

static unsigned run_open(struct screen *screen, const char *argument, int64_t mono, struct error *error)
{
	struct candidates *candidates = palette_candidates(screen->palette);
	struct device *device = fleet_find(screen->model.fleet, argument);

	(void)mono;
	if (device == NULL) { /* the beginning of its name is enough where only one begins so */
		candidates_begin(candidates, argument, 0);
		complete_open(screen, candidates, argument);
		device = candidates->found == 1 ? fleet_find(screen->model.fleet, candidates->all[0].text) : NULL;
	}
	if (device == NULL) {
		error_set(error, ERROR_USAGE, "open: there is no device of the name '%s'; expected one that Tab lists", argument);
		return STALE_FRAME;
	}
	screen->focus = device;
	screen_show(screen, &view_device);
	return STALE_FRAME;
}

/* Whether the focused device has commands at all; what speaks against one now is said when it is tried. */
static bool can_send(const struct screen *screen)
{
	const struct profile *profile = screen->focus != NULL ? screen->focus->profile : NULL;

	return screen->model.playback == NULL && profile != NULL && profile->command_count > 0;
}

static void complete_send(const struct screen *screen, struct candidates *candidates, const char *begun)
{
	const struct profile *profile = screen->focus->profile;

	(void)begun;
	for (size_t i = 0; i < profile->command_count; i++)
		candidates_add(candidates, profile->commands[i].name, "", screen->focus->title);
}

static unsigned run_send(struct screen *screen, const char *argument, int64_t mono, struct error *error)
{
	const struct profile *profile = screen->focus->profile;

	for (size_t i = 0; i < profile->command_count; i++)
		if (strcmp(profile->commands[i].name, argument) == 0)
			return screen_send(screen, &profile->commands[i], mono);
	error_set(error, ERROR_USAGE, "send: %s has no command '%s'; expected one that Tab lists", screen->focus->title,
	          argument);
	return STALE_FRAME;
}

/* --- recordings ---------------------------------------------------------------------------------------------- */

static bool can_record(const struct screen *screen)
{
	return screen_can(screen, ACTION_RECORD);
}

static unsigned run_record(struct screen *screen, const char *argument, int64_t mono, struct error *error)
{
	if (screen->model.recording->on)
		error_set(error, ERROR_USAGE, "record: a recording is being made; :record without a file ends it");
	else
		ask_record_into(screen, argument, mono);
	return STALE_FRAME;
}

static bool can_mark(const struct screen *screen)
{
	return screen_can(screen, ACTION_MARK);
}

static unsigned run_mark(struct screen *screen, const char *argument, int64_t mono, struct error *error)
{
	(void)error;
	ask_mark_as(screen, argument, mono);
	return STALE_FRAME;
}

static bool can_go_to(const struct screen *screen)
{
	return screen->model.playback != NULL;
}

static unsigned run_go_to(struct screen *screen, const char *argument, int64_t mono, struct error *error)
{
	(void)mono;
	screen->wishes.go_to(screen->wishes.self, argument, error);
	return STALE_FRAME;
}

/* --- the program --------------------------------------------------------------------------------------------- */

static unsigned run_set(struct screen *screen, const char *argument, int64_t mono, struct error *error)
{
	char name[64], text[SCREEN_NOTICE];
	size_t length = strcspn(argument, " ");

	snprintf(name, sizeof name, "%.*s", (int)length, argument);
	const char *value = argument + length + strspn(argument + length, " ");
	if (palette_set(screen, name, value, error)) {
		snprintf(text, sizeof text, "%s is %s now, until the program ends", name, value);
		screen_notice(screen, LOG_NOTE, true, mono, text);
	}
	return STALE_FRAME;
}

static void complete_set(const struct screen *screen, struct candidates *candidates, const char *begun)
{
	char name[64];
	size_t length = strcspn(begun, " ");
	const struct option *option;

	(void)screen;
	if (begun[length] == '\0') {
		for (option = option_table; option->name != NULL; option++)
			if ((option->where & OPTION_PROMPT) != 0)
				candidates_add(candidates, option->name, option->argument != NULL ? option->argument : "true|false",
				               option->help);
		return;
	}
	snprintf(name, sizeof name, "%.*s", (int)length, begun);
	option = option_find(name, OPTION_PROMPT);
	candidates_begin(candidates, begun, length + strspn(begun + length, " "));
	candidates->begin += (size_t)(begun - screen->prompt.text);
	if (option != NULL && option->type == OPTION_FLAG)
		candidates_add_words(candidates, "true false", option->help);
	else if (option != NULL && option->type == OPTION_CHOICE)
		candidates_add_words(candidates, option->choices, "");
}

/* "sort (S): sorts by name, last seen, alert, activity". */
static bool describe_action(const struct screen *screen, const char *name, char *text, size_t size)
{
	char keys[64];
	const struct action_def *def = action_find_name(name);

	if (def == NULL)
		return false;
	keymap_key_names_in(screen->keymap, def->scope, def->action, keys, sizeof keys);
	snprintf(text, size, "%s%s%s%s: %s", name, *keys != '\0' ? " (" : "", keys, *keys != '\0' ? ")" : "", def->help);
	return true;
}

static bool describe_option(const char *name, char *text, size_t size)
{
	const struct option *option = option_find(name, OPTION_WATCH | OPTION_CONFIG);

	if (option == NULL)
		return false;
	snprintf(text, size, "--%s%s%s: %s%s", name, option->argument != NULL ? " " : "",
	         option->argument != NULL ? option->argument : "", option->help,
	         (option->where & OPTION_PROMPT) != 0 ? "; :set changes it now" : "");
	return true;
}

static unsigned run_help(struct screen *screen, const char *argument, int64_t mono, struct error *error)
{
	char text[SCREEN_NOTICE], other[SCREEN_NOTICE / 2];
	bool action = describe_action(screen, argument, text, sizeof text);

	if (action && describe_option(argument, other, sizeof other)) /* "sort" is both */
		snprintf(text + strlen(text), sizeof text - strlen(text), "; %.150s", other);
	else if (!action && !describe_option(argument, text, sizeof text))
		error_set(error, ERROR_USAGE, "help: there is no action and no option '%s'; expected one that Tab lists", argument);
	if (error->code == ERROR_NONE)
		screen_notice(screen, LOG_NOTE, true, mono, text);
	return STALE_FRAME;
}

static void complete_help(const struct screen *screen, struct candidates *candidates, const char *begun)
{
	(void)screen;
	(void)begun;
	for (const struct action_def *def = action_table; def->name != NULL; def++)
		candidates_add(candidates, def->name, "", def->help);
	for (const struct option *option = option_table; option->name != NULL; option++)
		if ((option->where & (OPTION_WATCH | OPTION_CONFIG)) != 0)
			candidates_add(candidates, option->name, option->argument != NULL ? option->argument : "", option->help);
}

static unsigned run_quit(struct screen *screen, const char *argument, int64_t mono, struct error *error)
{
	(void)screen;
	(void)argument;
	(void)mono;
	(void)error;
	return WANT_QUIT;
}

/* clang-format off: two lines a command read best */
const struct palette_command palette_commands[] = {
	{ "filter", "WORDS", ACTION_FILTER,
	  "shows only what passes", "a text, a/+/topic, /regex/, value>40", can_filter, NULL, run_filter },
	{ "go-to", "TIME", ACTION_GO_TO,
	  "to a time of the recording", "03:12, +1h (from the start), -10m (from the end), mark:NOTE", can_go_to, NULL, run_go_to },
	{ "help", "NAME", ACTION_HELP,
	  "says what an action or an option does", "the name of an action or an option", NULL, complete_help, run_help },
	{ "mark", "NOTE", ACTION_MARK,
	  "sets a bookmark with a note in the recording", NULL, can_mark, NULL, run_mark },
	{ "open", "DEVICE", ACTION_OPEN,
	  "shows everything about a device", "the name of a device", can_open, complete_open, run_open },
	{ "quit", NULL, ACTION_NONE,
	  "leaves the program", NULL, NULL, NULL, run_quit },
	{ "record", "FILE", ACTION_RECORD,
	  "begins to record into a file, or ends that", "a path", can_record, NULL, run_record },
	{ "send", "COMMAND", ACTION_NONE,
	  "sends a command of the focused device, as its key does", "the name of a command", can_send,
	  complete_send, run_send },
	{ "set", "OPTION VALUE", ACTION_NONE,
	  "changes an option until the program ends", "an option and its value", NULL, complete_set, run_set },
	{ "sort", "ORDER", ACTION_SORT,
	  "sorts the devices", "name, seen, alert, activity", NULL, complete_sort, run_sort },
	{ "theme", "NAME", ACTION_THEME,
	  "shows other colours", "the name of a theme", can_theme, complete_theme, run_theme },
	{ "view", "NAME", ACTION_NONE,
	  "shows a view", "the name of a view", NULL, complete_view, run_view },
	{ NULL, NULL, ACTION_NONE, NULL, NULL, NULL, NULL, NULL },
};
/* clang-format on */
