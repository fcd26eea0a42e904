/* view_log: what the program itself noticed, the newest at the bottom; see include/telltale/ui/view.h */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "telltale/base/clock.h"
#include "telltale/base/memory.h"
#include "telltale/ui/screen.h"
#include "telltale/ui/scroll.h"

struct state {
	struct scroll scroll;
	struct finder finder;
	size_t lowest; /* the line at the window's bottom, as log_at() counts */
	bool follow; /* the end stays in sight as lines come */
};

static void *log_open(struct screen *screen)
{
	struct state *state = memory_zeroed(1, sizeof *state);

	(void)screen;
	state->follow = true;
	return state;
}

static void log_shown(void *opaque, struct screen *screen)
{
	struct state *state = opaque;

	(void)screen;
	state->follow = true;
	finder_seek(&state->finder, NULL);
}

static void log_close(void *opaque)
{
	struct state *state = opaque;

	finder_clear(&state->finder);
	free(state);
}

/* One line with its time before it, on as many rows as it takes. Returns the rows. */
static int draw_line(const struct screen *screen, const struct canvas *canvas, int row, const struct log_line *line)
{
	static const enum slot slots[] = { [LOG_NOTE] = SLOT_TEXT, [LOG_WARNING] = SLOT_WARN, [LOG_ALARM] = SLOT_ALARM };
	char when[32];

	clock_time_text(when, sizeof when, line->wall, screen->wall);
	draw_text(canvas, row, 1, SLOT_DIM, when);
	return draw_wrapped(canvas, row, 2 + (int)strlen(when), slots[line->level], line->text);
}

/* Draws the log with one of its rows at the top of the window. Returns the rows that it has, and which line is the last
 * that is seen whole. */
static int draw_lines(struct state *state, const struct screen *screen, const struct canvas *canvas, int first)
{
	struct canvas text = canvas_part(canvas, -first, 0, canvas->rows + first, canvas->columns - 1);
	int row = 0;

	text.finder = &state->finder;
	finder_begin(&state->finder, text.top);
	for (size_t i = log_count(screen->model.log); i > 0; i--) {
		const struct log_line *line = log_at(screen->model.log, i - 1);
		if (filter_passes_text(screen->filter, line->text))
			row += draw_line(screen, &text, row, line);
		if (row <= first + canvas->rows)
			state->lowest = i - 1;
	}
	return row;
}

static void log_draw(void *opaque, struct screen *screen, const struct canvas *canvas)
{
	struct state *state = opaque;
	struct canvas nowhere = canvas_part(canvas, canvas->rows, 0, 0, canvas->columns);
	int rows = draw_lines(state, screen, &nowhere, 0);

	if (rows == 0)
		draw_text(canvas, canvas->rows / 2, 2, SLOT_DIM, filter_kind(screen->filter) == FILTER_ALL
		          ? "Nothing was noticed yet." : "Nothing that was noticed passes the filter. Esc shows all again.");
	if (state->follow)
		state->scroll.first = rows;
	scroll_fit(&state->scroll, rows, canvas->rows);
	draw_lines(state, screen, canvas, state->scroll.first);
	scroll_note(&state->scroll, screen);
}

static bool log_find(void *opaque, struct screen *screen, int direction)
{
	struct state *state = opaque;
	struct canvas nowhere = canvas_part(&screen->middle, screen->middle.rows, 0, 0, screen->middle.columns);

	if (state->finder.filter == NULL)
		finder_seek(&state->finder, screen->sought);
	draw_lines(state, screen, &nowhere, 0);
	bool found = scroll_find(&state->scroll, &state->finder, direction);
	state->follow = state->scroll.first >= state->scroll.rows - state->scroll.window;
	return found;
}

/* The line at the bottom. */
static char *log_copied(const void *opaque, const struct screen *screen, size_t *length, const char **what)
{
	const struct state *state = opaque;

	if (state->lowest >= log_count(screen->model.log))
		return NULL;
	const char *text = log_at(screen->model.log, state->lowest)->text;
	*length = strlen(text);
	*what = "the lowest line";
	return memory_text(text);
}

static unsigned log_act(void *opaque, struct screen *screen, enum action action)
{
	struct state *state = opaque;
	unsigned stale = scroll_act(&state->scroll, action);

	(void)screen;
	state->follow = state->scroll.first >= state->scroll.rows - state->scroll.window;
	return stale;
}

const struct view view_log = {
	.name = "log",
	.action = ACTION_VIEW_LOG,
	.scope = SCOPE_LOG,
	.open = log_open,
	.close = log_close,
	.shown = log_shown,
	.draw = log_draw,
	.act = log_act,
	.copied = log_copied,
	.find = log_find,
	.filters = true,
};
