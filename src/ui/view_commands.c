/* view_commands: every order that the model knows, the newest first, and the steps of the one that is chosen; see
 * include/telltale/ui/view.h. How they are drawn: command_lines.c. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "telltale/base/clock.h"
#include "telltale/base/memory.h"
#include "telltale/ui/command_lines.h"
#include "telltale/ui/publish.h"
#include "telltale/ui/screen.h"
#include "telltale/ui/scroll.h"

enum { MOST = 256, LEAST_FOR_STEPS = 14, LEAST_FOR_BRIEF = 6, LIST_TOP = 1 };

struct state {
	const struct command *shown[MOST]; /* those that pass the filter, the newest first; good while a call lasts */
	size_t count;
	size_t chosen;
	uint64_t id;   /* of the chosen one, */
	int64_t asked; /* which stays it while others come; CLOCK_NEVER: the newest, whichever that is */
	struct scroll scroll;
};

static void *commands_open(struct screen *screen)
{
	struct state *state = memory_zeroed(1, sizeof *state);

	(void)screen;
	state->asked = CLOCK_NEVER;
	return state;
}

/* --- which ones ------------------------------------------------------------------------------------------ */

static bool passes(const struct filter *filter, const struct command *command)
{
	char text[600];

	command_lines_words(command, text, sizeof text);
	if (filter_kind(filter) != FILTER_TOPIC)
		return filter_passes_text(filter, text);
	char *topic = command_sent_topic(command);
	bool good = filter_passes_topic(filter, topic, strlen(topic));
	free(topic);
	return good;
}

static void choose(struct state *state, size_t which)
{
	state->chosen = which < state->count ? which : state->count > 0 ? state->count - 1 : 0;
	bool newest = state->chosen == 0;
	state->asked = newest ? CLOCK_NEVER : state->shown[state->chosen]->asked;
	state->id = newest ? 0 : state->shown[state->chosen]->id;
}

/* Looks up what there is now, and where the chosen one stands in it. */
static void look_up(struct state *state, const struct screen *screen)
{
	const struct command *command;

	state->count = 0;
	for (size_t i = 0; (command = fleet_command(screen->model.fleet, i)) != NULL && state->count < MOST; i++)
		if (passes(screen->filter, command))
			state->shown[state->count++] = command;
	if (state->asked == CLOCK_NEVER)
		state->chosen = 0;
	for (size_t i = 0; i < state->count && state->asked != CLOCK_NEVER; i++)
		if (state->shown[i]->id == state->id && state->shown[i]->asked == state->asked)
			state->chosen = i;
	if (state->chosen >= state->count)
		choose(state, state->chosen);
}

static const struct command *chosen(const struct state *state)
{
	return state->count > 0 ? state->shown[state->chosen] : NULL;
}

/* --- drawing --------------------------------------------------------------------------------------------- */

static void draw_empty(const struct screen *screen, const struct canvas *canvas)
{
	static const char *const lines[] = {
		"No command has been sent yet.",
		"In the devices view (1) a lower-case letter is a command of the focused device, as its pane shows them.",
		"Here + publishes a message of your own, on any topic, and X clears what the broker has stored.",
		NULL,
	};
	struct canvas text = canvas_part(canvas, 1, 2, canvas->rows - 1, canvas->columns - 3);
	int row = 0;

	if (filter_kind(screen->filter) != FILTER_ALL && fleet_command(screen->model.fleet, 0) != NULL) {
		draw_wrapped(&text, 0, 0, SLOT_DIM, "No command passes the filter. Esc shows all again.");
		return;
	}
	if (screen->model.playback != NULL) {
		draw_wrapped(&text, 0, 0, SLOT_DIM, "No command had been sent at this place of the recording.");
		return;
	}
	for (size_t i = 0; lines[i] != NULL; i++)
		row += draw_wrapped(&text, row, 0, i == 0 ? SLOT_HEADING : SLOT_DIM, lines[i]);
}

static void keep_in_sight(struct state *state)
{
	int at = (int)state->chosen;

	if (at < state->scroll.first)
		state->scroll.first = at;
	if (at >= state->scroll.first + state->scroll.window)
		state->scroll.first = at - state->scroll.window + 1;
}

static void draw_list(struct state *state, struct screen *screen, const struct canvas *canvas)
{
	struct command_columns columns;

	scroll_fit(&state->scroll, (int)state->count, canvas->rows - LIST_TOP);
	keep_in_sight(state);
	size_t first = (size_t)state->scroll.first, end = first + (size_t)state->scroll.window;
	if (end > state->count)
		end = state->count;
	command_columns_lay_out(&columns, screen, canvas->columns, state->shown + first, end - first);
	command_lines_heading(&columns, canvas, 0);
	for (size_t i = first; i < end; i++)
		command_lines_row(&columns, screen, canvas, LIST_TOP + (int)(i - first), state->shown[i], i == state->chosen);
	scroll_note(&state->scroll, screen);
}

static void commands_draw(void *opaque, struct screen *screen, const struct canvas *canvas)
{
	struct state *state = opaque;

	look_up(state, screen);
	if (state->count == 0) {
		draw_empty(screen, canvas);
		return;
	}
	int below = canvas->rows >= LEAST_FOR_STEPS ? command_lines_steps_rows(canvas->rows)
	            : canvas->rows >= LEAST_FOR_BRIEF ? COMMAND_LINES_BRIEF : 0;
	struct canvas list = canvas_part(canvas, 0, 0, canvas->rows - below, canvas->columns);
	struct canvas rest = canvas_part(canvas, canvas->rows - below, 0, below, canvas->columns);
	draw_list(state, screen, &list);
	if (below > COMMAND_LINES_BRIEF)
		command_lines_steps(screen, &rest, chosen(state));
	else if (below > 0)
		command_lines_brief(screen, &rest, chosen(state));
}

/* --- keys ------------------------------------------------------------------------------------------------ */

static unsigned move(struct state *state, enum action action)
{
	long by = scroll_by(action, state->scroll.window, (long)state->count + 1), to = (long)state->chosen + by;

	if (by == 0)
		return STALE_NOTHING;
	choose(state, to > 0 ? (size_t)to : 0);
	return STALE_FRAME;
}

static unsigned commands_act(void *opaque, struct screen *screen, enum action action)
{
	struct state *state = opaque;

	look_up(state, screen);
	if (action != ACTION_AGAIN)
		return move(state, action);
	if (chosen(state) == NULL)
		screen_notice(screen, LOG_NOTE, false, screen->mono, "there is no command here to send again");
	else
		publish_again(screen, chosen(state));
	return STALE_FRAME;
}

static bool commands_can(const void *opaque, const struct screen *screen, enum action action)
{
	const struct state *state = opaque;

	(void)screen;
	return action != ACTION_AGAIN || state->count > 0;
}

static unsigned commands_mouse(void *opaque, struct screen *screen, const struct mouse *mouse)
{
	struct state *state = opaque;

	look_up(state, screen);
	if (mouse->kind == MOUSE_WHEEL_UP)
		return move(state, ACTION_UP);
	if (mouse->kind == MOUSE_WHEEL_DOWN)
		return move(state, ACTION_DOWN);
	if (mouse->kind != MOUSE_PRESS || mouse->row < LIST_TOP || mouse->row >= LIST_TOP + state->scroll.window)
		return STALE_NOTHING;
	size_t which = (size_t)(state->scroll.first + mouse->row - LIST_TOP);
	if (which >= state->count)
		return STALE_NOTHING;
	choose(state, which);
	return STALE_FRAME;
}

static char *commands_copied(const void *opaque, const struct screen *screen, size_t *length, const char **what)
{
	struct state now = *(const struct state *)opaque;

	look_up(&now, screen);
	if (chosen(&now) == NULL)
		return NULL;
	char *payload = command_sent_payload(chosen(&now));
	*length = strlen(payload);
	*what = "payload";
	return payload;
}

static char *commands_copied_name(const void *opaque, const struct screen *screen, size_t *length, const char **what)
{
	struct state now = *(const struct state *)opaque;

	look_up(&now, screen);
	if (chosen(&now) == NULL)
		return NULL;
	char *topic = command_sent_topic(chosen(&now));
	*length = strlen(topic);
	*what = "topic";
	return topic;
}

static void commands_replaced(void *opaque, struct screen *screen)
{
	struct state *state = opaque;

	(void)screen;
	state->count = 0; /* which pointed into the old model; the chosen one is found again by its number and time */
}

const struct view view_commands = {
	.name = "commands",
	.action = ACTION_VIEW_COMMANDS,
	.scope = SCOPE_COMMANDS,
	.open = commands_open,
	.close = free,
	.draw = commands_draw,
	.act = commands_act,
	.can = commands_can,
	.copied = commands_copied,
	.copied_name = commands_copied_name,
	.mouse = commands_mouse,
	.replaced = commands_replaced,
	.filters = true,
};
