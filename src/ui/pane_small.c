/* pane_small: a device in a few lines, and in one; see include/telltale/ui/pane.h */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "telltale/base/clock.h"
#include "telltale/base/text.h"
#include "telltale/ui/pane.h"

enum { NAME_LEAST = 8, AGE = 6, STATE = 11, LABELLED = 17, NUMBER = 16, GRAPH_LEAST = 12, GRAPH_WIDE = 22, WITH_LABELS = 110, BESIDE_NAME = 3 };

/* How long what became of a command stands where values would. */
static const int64_t told = 10 * CLOCK_SECOND;

/* "temp 24.1 °C". Returns the columns used, 0 if it doesn't fit. */
static int draw_number(const struct canvas *canvas, int row, int column, int most, const struct metric *metric, bool live)
{
	char number[64];
	int label = (int)text_width(metric->name), used = column;

	if (!metric->seen)
		return 0;
	metric_text(metric, number, sizeof number);
	int needed = label + 1 + (int)text_width(number) + (*metric->unit != '\0' ? 1 + (int)text_width(metric->unit) : 0) +
	             2 * (metric->level != LEVEL_GOOD);
	if (needed > most && label > needed - most + 2) /* the value is worth more than its name */
		label -= needed - most;
	else if (needed > most)
		return 0;
	used += draw_text_in(canvas, row, used, label, draw_dimmed(live, SLOT_LABEL), metric->name) + 1;
	used += draw_text(canvas, row, used, pane_level_slot(metric->level, live), number);
	if (*metric->unit != '\0')
		used += 1 + draw_text(canvas, row, used + 1, draw_dimmed(live, SLOT_UNIT), metric->unit);
	if (metric->level != LEVEL_GOOD)
		used += 1 + draw_glyph(canvas, row, used + 1, pane_level_slot(metric->level, live), GLYPH_ATTENTION);
	return used - column;
}

/* What is to be said before all values: why they aren't live, or what a command does. False: nothing. */
static bool message_of(const struct screen *screen, const struct device *device, char *text, size_t size, enum slot *slot)
{
	const struct command *command = device->command;
	bool under_way = command != NULL && !command_ended(command);

	if (!device_is_live(device) && !under_way) {
		pane_presence_text(screen, device, text, size);
		*slot = SLOT_OFFLINE;
		return true;
	}
	if (command == NULL || command->state == COMMAND_ASKED ||
	    (!under_way && fleet_now(screen->model.fleet) - command->ended > told))
		return false;
	pane_command_text(screen, command, text, size);
	*slot = pane_command_slot(command);
	return true;
}

/* --- a few lines ----------------------------------------------------------------------------------------- */

static void draw_states(const struct screen *screen, const struct canvas *canvas, int row, const struct device *device,
                        bool live)
{
	int column = 0;

	for (size_t i = 0; i < device->status_count && column < canvas->columns - 6; i++) {
		const struct status *status = &device->statuses[i];
		if (!status->seen)
			continue;
		int label = (int)text_width(status->name);
		if (column + label + 4 > canvas->columns)
			break;
		draw_text(canvas, row, column, draw_dimmed(live, SLOT_LABEL), status->name);
		column += label + 1;
		column += pane_draw_state(canvas, row, column, canvas->columns - column, status, live,
		                          pane_glows(screen, status)) + 2;
	}
}

/* As many as fit, from one on. Returns the next. */
static size_t draw_numbers(const struct canvas *canvas, int row, const struct device *device, size_t first, bool live)
{
	int column = 0;

	for (; first < device->metric_count; first++) {
		int used = draw_number(canvas, row, column, canvas->columns - column, &device->metrics[first], live);
		if (used == 0 && device->metrics[first].seen)
			break;
		column += used > 0 ? used + 2 : 0;
	}
	return first;
}

void pane_draw_compact(const struct screen *screen, const struct canvas *canvas, const struct device *device, bool focused)
{
	struct canvas inner = canvas_part(canvas, 1, 2, canvas->rows - 2, canvas->columns - 4);
	char message[COMMAND_REASON + 80];
	enum slot slot = SLOT_TEXT;
	bool live = pane_is_live(screen, device);
	size_t next = 0;

	pane_draw_frame(screen, canvas, device, focused);
	if (device->status_count > 0)
		draw_states(screen, &inner, 0, device, live);
	else
		next = draw_numbers(&inner, 0, device, 0, live);
	if (message_of(screen, device, message, sizeof message, &slot))
		draw_text(&inner, 1, 0, slot, message);
	else
		draw_numbers(&inner, 1, device, next, live);
}

/* --- one line -------------------------------------------------------------------------------------------- */

struct pane_line pane_line_for(int columns, int longest_name)
{
	struct pane_line line = { .labels = columns >= WITH_LABELS };
	int state = line.labels ? LABELLED : STATE;

	line.name = longest_name < NAME_LEAST ? NAME_LEAST : longest_name > columns / 4 ? columns / 4 : longest_name;
	int room = columns - BESIDE_NAME - line.name - 1 - AGE;
	line.states = room >= 2 * state + NUMBER ? 2 : room >= state ? 1 : 0;
	room -= line.states * state;
	while ((line.numbers + 1) * NUMBER + (line.labels ? GRAPH_WIDE : GRAPH_LEAST) <= room && line.numbers < 4)
		line.numbers++;
	if (line.numbers == 0 && room >= NUMBER)
		line.numbers = 1;
	room -= line.numbers * NUMBER;
	line.graph = room >= GRAPH_LEAST ? room : 0;
	return line;
}

/* A metric that is in trouble takes the last place, if it has none of its own. */
static size_t metric_at(const struct device *device, int place, int places)
{
	if (place + 1 < places)
		return (size_t)place;
	for (size_t i = (size_t)place; i < device->metric_count; i++)
		if (device->metrics[i].level != LEVEL_GOOD)
			return i;
	return (size_t)place;
}

static int draw_line_states(const struct screen *screen, const struct canvas *canvas, int column, const struct pane_line *line,
                            const struct device *device, bool live)
{
	int width = line->labels ? LABELLED : STATE;

	for (int i = 0; i < line->states; i++, column += width) {
		int used = 0;
		if (i >= device->status_count || !device->statuses[i].seen)
			continue;
		const struct status *status = &device->statuses[i];
		if (line->labels)
			used = draw_text_in(canvas, 0, column, width / 2 - 2, draw_dimmed(live, SLOT_LABEL), status->name) + 1;
		pane_draw_state(canvas, 0, column + used, width - used - 1, status, live, pane_glows(screen, status));
	}
	return column;
}

static void draw_end(const struct screen *screen, const struct canvas *canvas, int column, const struct device *device,
                     const struct pane_line *line, bool live)
{
	char message[COMMAND_REASON + 80];
	enum slot slot = SLOT_TEXT;

	if (message_of(screen, device, message, sizeof message, &slot))
		draw_text(canvas, 0, column, slot, message);
	else if (line->graph > 0 && device->metric_count > 0)
		pane_draw_shown(screen, canvas, 0, column, line->graph, &device->metrics[0], live);
}

void pane_draw_line(const struct screen *screen, const struct canvas *canvas, const struct device *device,
                    const struct pane_line *line, bool focused)
{
	bool up = screen->model.link->state == LINK_UP, live = pane_is_live(screen, device);
	char age[16] = "";
	int column = BESIDE_NAME + line->name + 1;

	if (focused)
		draw_glyph(canvas, 0, 0, SLOT_TITLE_FOCUS, GLYPH_SELECTED);
	else if (screen_is_pinned(screen, device))
		draw_glyph(canvas, 0, 0, SLOT_KEY, GLYPH_PIN);
	draw_glyph(canvas, 0, 1, live ? SLOT_ONLINE : SLOT_OFFLINE,
	           up ? glyph_of_presence(device->presence) : GLYPH_OFFLINE);
	draw_text_in(canvas, 0, BESIDE_NAME, line->name, focused ? SLOT_TITLE_FOCUS : draw_dimmed(live, SLOT_TITLE),
	             device->title);
	if (device->last_live != CLOCK_NEVER)
		clock_age_text(age, sizeof age, fleet_now(screen->model.fleet) - device->last_live);
	draw_right(canvas, 0, column + AGE - 2, draw_dimmed(live, SLOT_SINCE), age);
	column = draw_line_states(screen, canvas, column + AGE, line, device, live);
	for (int i = 0; i < line->numbers; i++, column += NUMBER) {
		size_t which = metric_at(device, i, line->numbers);
		if (which < device->metric_count)
			draw_number(canvas, 0, column, NUMBER - 2, &device->metrics[which], live);
	}
	draw_end(screen, canvas, column, device, line, live);
}
