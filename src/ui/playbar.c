/* playbar: see include/telltale/ui/playbar.h */
#include "config.h"

#include "telltale/ui/playbar.h"

#include <stdio.h>
#include <string.h>

#include "telltale/base/clock.h"

enum { LINE_LEAST = 10, CELLS = 512 };

/* What one column of the time line shows; the later in the list, the more it matters. */
enum cell { CELL_EMPTY, CELL_PLAYED, CELL_GAP, CELL_COMMAND, CELL_ALERT, CELL_MARK, CELL_HERE };

static const struct {
	const char *utf8, *ascii;
	enum slot slot;
	const char *meaning; /* NULL: it needs no words */
} looks[] = {
	[CELL_EMPTY] = { "·", ".", SLOT_DIM, NULL },
	[CELL_PLAYED] = { "━", "=", SLOT_LABEL, NULL },
	[CELL_GAP] = { "░", "_", SLOT_WARN, "a gap: nothing was recorded, or messages may have been lost" },
	[CELL_COMMAND] = { "▼", "v", SLOT_VALUE, "a command was asked for" },
	[CELL_ALERT] = { "!", "!", SLOT_ALARM, "a value beyond its limit, a device that fell silent" },
	[CELL_MARK] = { "◆", "*", SLOT_KEY, "a bookmark" },
	[CELL_HERE] = { "█", "#", SLOT_VALUE, "what is shown" },
};

int playbar_draw_signs(const struct canvas *canvas, int row, int column)
{
	for (size_t i = 0; i < sizeof looks / sizeof *looks; i++) {
		if (looks[i].meaning == NULL)
			continue;
		draw_text(canvas, row, 0, looks[i].slot, canvas->terminal->utf8 ? looks[i].utf8 : looks[i].ascii);
		draw_text(canvas, row++, column, SLOT_TEXT, looks[i].meaning);
	}
	return row;
}

static size_t column_of(const struct playback_status *playback, int64_t time, size_t columns)
{
	double part = playback->end > 0 ? (double)time / (double)playback->end : 0;
	double column = part * (double)(columns - 1) + 0.5;

	return column <= 0 ? 0 : column >= (double)columns ? columns - 1 : (size_t)column;
}

static void set(unsigned char *cells, size_t column, enum cell cell)
{
	if (cell > cells[column])
		cells[column] = (unsigned char)cell;
}

static void fill_cells(const struct playback_status *playback, unsigned char *cells, size_t columns)
{
	static const enum cell of_kind[] = { [PLAYBACK_COMMAND] = CELL_COMMAND, [PLAYBACK_ALERT] = CELL_ALERT,
		                             [PLAYBACK_GAP] = CELL_GAP, [PLAYBACK_MARK] = CELL_MARK };
	size_t here = column_of(playback, playback->position, columns);

	memset(cells, CELL_EMPTY, columns);
	memset(cells, CELL_PLAYED, here);
	for (size_t i = 0; i < playback->event_count; i++) {
		const struct playback_event *event = &playback->events[i];
		if (event->kind == PLAYBACK_ALERT && !event->bad)
			continue; /* an alert's end */
		size_t last = column_of(playback, event->time, columns);
		size_t first = event->kind == PLAYBACK_GAP ? column_of(playback, event->since, columns) : last;
		for (size_t column = first; column <= last; column++)
			set(cells, column, of_kind[event->kind]);
	}
	cells[here] = CELL_HERE;
}

static void draw_line(const struct screen *screen, const struct canvas *whole, int row, int column, size_t columns)
{
	unsigned char cells[CELLS];

	columns = columns < CELLS ? columns : CELLS;
	fill_cells(screen->model.playback, cells, columns);
	for (size_t i = 0; i < columns; i++)
		draw_text(whole, row, column + (int)i, looks[cells[i]].slot,
		          screen->terminal->utf8 ? looks[cells[i]].utf8 : looks[cells[i]].ascii);
}

static void speed_text(const struct playback_status *playback, char *text, size_t size)
{
	if (playback->seeking)
		snprintf(text, size, "seeking");
	else if (playback->speed <= 0)
		snprintf(text, size, "%s", playback->paused ? "paused (max)" : "max");
	else
		snprintf(text, size, playback->paused ? "paused (%gx)" : "%gx", playback->speed);
}

/* "1:02:03" */
static void offset_text(int64_t time, char *text, size_t size)
{
	long long seconds = time / CLOCK_SECOND;

	if (seconds >= 3600)
		snprintf(text, size, "%lld:%02lld:%02lld", seconds / 3600, seconds / 60 % 60, seconds % 60);
	else
		snprintf(text, size, "%lld:%02lld", seconds / 60, seconds % 60);
}

void playbar_draw(const struct screen *screen, const struct canvas *whole, int row)
{
	const struct playback_status *playback = screen->model.playback;
	char left[96], right[96], at[24], end[24], when[32], speed[24];

	clock_time_text(when, sizeof when, screen->wall, screen->wall);
	offset_text(playback->position, at, sizeof at);
	offset_text(playback->end, end, sizeof end);
	speed_text(playback, speed, sizeof speed);
	snprintf(left, sizeof left, " %s %s  %s", playback->paused ? (screen->terminal->utf8 ? "║" : "||")
	         : (screen->terminal->utf8 ? "▶" : ">"), speed, when);
	snprintf(right, sizeof right, "%s / %s%s ", at, end, playback->loop ? "  loop" : "");
	draw_fill(whole, row, 0, whole->columns, SLOT_TEXT);
	int column = draw_text(whole, row, 0, SLOT_VALUE, left) + 1;
	int stop = whole->columns - (int)strlen(right) - 1;
	if (stop - column < LINE_LEAST)
		return;
	draw_right(whole, row, whole->columns, SLOT_VALUE, right);
	draw_line(screen, whole, row, column, (size_t)(stop - column));
}
