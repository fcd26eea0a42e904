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
}

static void log_draw(void *opaque, struct screen *screen, const struct canvas *canvas)
{
	static const enum slot slots[] = { [LOG_NOTE] = SLOT_TEXT, [LOG_WARNING] = SLOT_WARN, [LOG_ALARM] = SLOT_ALARM };
	struct state *state = opaque;
	const struct log *log = screen->model.log;
	int count = (int)log_count(log);

	if (count == 0)
		draw_text(canvas, canvas->rows / 2, 2, SLOT_DIM, "Nothing was noticed yet.");
	if (state->follow)
		state->scroll.first = count;
	scroll_fit(&state->scroll, count, canvas->rows);
	for (int row = 0; row < canvas->rows && state->scroll.first + row < count; row++) {
		const struct log_line *line = log_at(log, (size_t)(count - 1 - state->scroll.first - row));
		char when[32];
		clock_time_text(when, sizeof when, line->wall, screen->wall);
		draw_text(canvas, row, 1, SLOT_DIM, when);
		draw_text(canvas, row, 2 + (int)strlen(when), slots[line->level], line->text);
	}
	scroll_note(&state->scroll, screen);
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
	.close = free,
	.shown = log_shown,
	.draw = log_draw,
	.act = log_act,
};
