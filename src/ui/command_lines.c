/* command_lines: see include/telltale/ui/command_lines.h */
#include "config.h"

#include "telltale/ui/command_lines.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "telltale/base/clock.h"
#include "telltale/base/text.h"
#include "telltale/ui/pane.h"

/* --- cells ----------------------------------------------------------------------------------------------- */

/* "12 ms", "3.2 s"; "" where one of the two was not reached. */
static void span_text(int64_t from, int64_t to, char *text, size_t size)
{
	*text = '\0';
	if (from == CLOCK_NEVER || to == CLOCK_NEVER)
		return;
	if (to - from < CLOCK_SECOND)
		snprintf(text, size, "%lld ms", (long long)((to - from) / CLOCK_MILLISECOND));
	else
		clock_span_text(text, size, to - from);
}

static void cell_when(const struct screen *screen, const struct command *command, char *text, size_t size)
{
	clock_time_text(text, size, screen_wall_of(screen, command->asked), screen->wall);
}

static void cell_device(const struct screen *screen, const struct command *command, char *text, size_t size)
{
	(void)screen;
	snprintf(text, size, "%s", command_title(command));
}

static void cell_command(const struct screen *screen, const struct command *command, char *text, size_t size)
{
	(void)screen;
	snprintf(text, size, "%s", command->definition->name);
}

static void cell_outcome(const struct screen *screen, const struct command *command, char *text, size_t size)
{
	snprintf(text, size, "%s %s", glyph_text(glyph_of_command(command->state), screen->terminal->utf8),
	         command_state_text(command->state));
}

static void cell_accepted(const struct screen *screen, const struct command *command, char *text, size_t size)
{
	(void)screen;
	span_text(command->sent, command->accepted, text, size);
}

static void cell_proved(const struct screen *screen, const struct command *command, char *text, size_t size)
{
	(void)screen;
	span_text(command->state == COMMAND_ACKNOWLEDGED ? command->sent : CLOCK_NEVER, command->ended, text, size);
}

static void cell_who(const struct screen *screen, const struct command *command, char *text, size_t size)
{
	(void)screen;
	snprintf(text, size, "%s", command->who);
}

static void cell_reason(const struct screen *screen, const struct command *command, char *text, size_t size)
{
	(void)screen;
	snprintf(text, size, "%s", command->reason);
}

enum { NARROW, USUAL, WIDE, HUGE, WIDTHS };

/* Widths where the window has less than 76 columns, 76 and more, 110 and more, 150 and more; -1: what is left over. */
static const struct {
	const char *heading;
	int widths[WIDTHS];
	void (*cell)(const struct screen *screen, const struct command *command, char *text, size_t size);
} table[COMMAND_COLUMNS] = {
	{ "when", { 0, 8, 8, 8 }, cell_when },
	{ "device or topic", { -1, 17, 20, 30 }, cell_device },
	{ "command", { 10, 15, 16, 20 }, cell_command },
	{ "outcome", { 14, 14, 14, 14 }, cell_outcome },
	{ "accepted", { 0, 8, 8, 8 }, cell_accepted },
	{ "proved", { 0, -1, 8, 8 }, cell_proved },
	{ "who", { 0, 0, 12, 24 }, cell_who },
	{ "why", { 0, 0, -1, -1 }, cell_reason },
};

void command_columns_lay_out(struct command_columns *columns, const struct screen *screen, int width,
                             const struct command *const *shown, size_t count)
{
	int class = width >= 150 ? HUGE : width >= 110 ? WIDE : width >= 76 ? USUAL : NARROW;
	int left = width - 2, flexible = 0;

	for (int i = 0; i < COMMAND_COLUMNS; i++) {
		columns->widths[i] = table[i].widths[class];
		if (columns->widths[i] < 0)
			flexible = i;
	}
	for (size_t i = 0; i < count; i++) { /* another day's has its date before it */
		char text[32];
		cell_when(screen, shown[i], text, sizeof text);
		if ((int)strlen(text) > columns->widths[0] && columns->widths[0] > 0)
			columns->widths[0] = (int)strlen(text);
	}
	for (int i = 0; i < COMMAND_COLUMNS; i++)
		if (columns->widths[i] > 0)
			left -= columns->widths[i] + 1;
	columns->widths[flexible] = left > 0 ? left : 0;
}

void command_lines_heading(const struct command_columns *columns, const struct canvas *canvas, int row)
{
	int column = 2;

	for (int i = 0; i < COMMAND_COLUMNS; i++) {
		if (columns->widths[i] <= 0)
			continue;
		draw_text_in(canvas, row, column, columns->widths[i], SLOT_LABEL, table[i].heading);
		column += columns->widths[i] + 1;
	}
}

static enum slot slot_of(int column, const struct command *command)
{
	if (table[column].cell == cell_outcome)
		return pane_command_slot(command);
	return table[column].cell == cell_device || table[column].cell == cell_command ? SLOT_VALUE : SLOT_TEXT;
}

void command_lines_row(const struct command_columns *columns, const struct screen *screen, const struct canvas *canvas,
                       int row, const struct command *command, bool chosen)
{
	char text[400];
	int column = 2;

	if (chosen)
		draw_fill(canvas, row, 0, canvas->columns, SLOT_INPUT);
	draw_text(canvas, row, 0, chosen ? SLOT_INPUT : SLOT_TEXT,
	          chosen ? glyph_text(GLYPH_UNDER_WAY, canvas->terminal->utf8) : " ");
	for (int i = 0; i < COMMAND_COLUMNS; i++) {
		if (columns->widths[i] <= 0)
			continue;
		enum slot slot = slot_of(i, command);
		table[i].cell(screen, command, text, sizeof text);
		draw_text_in(canvas, row, column, columns->widths[i], chosen && slot != SLOT_ALARM ? SLOT_INPUT : slot, text);
		column += columns->widths[i] + 1;
	}
}

/* --- all steps of one ------------------------------------------------------------------------------------ */

enum { LABEL = 16, TIME = 24, SPAN = 10 };

/* A canvas, and the row that comes next. */
struct pen {
	const struct screen *screen;
	struct canvas canvas;
	int row;
};

/* "13:02:11.482" */
static void moment_text(const struct screen *screen, int64_t time, char *text, size_t size)
{
	int64_t wall = screen_wall_of(screen, time);

	clock_time_text(text, size, wall, screen->wall);
	size_t used = strlen(text);
	snprintf(text + used, size - used, ".%03d", (int)(wall % CLOCK_SECOND / CLOCK_MILLISECOND));
}

/* A step with its time and how long it took since the one before it; nothing where it wasn't reached. */
static void draw_step(struct pen *pen, enum slot slot, const char *name, int64_t time, int64_t before, const char *words)
{
	char when[48], span[32], text[48];

	if (time == CLOCK_NEVER)
		return;
	moment_text(pen->screen, time, when, sizeof when);
	span_text(before, time, span, sizeof span);
	int column = LABEL, width = (int)strlen(when) > 12 ? TIME : 13;
	draw_text(&pen->canvas, pen->row, 0, slot, name);
	draw_text(&pen->canvas, pen->row, column, SLOT_TEXT, when);
	column += width;
	if (*span != '\0') {
		snprintf(text, sizeof text, "+%s", span);
		draw_text(&pen->canvas, pen->row, column, SLOT_DIM, text);
	}
	pen->row += draw_wrapped(&pen->canvas, pen->row, column + SPAN, SLOT_TEXT, words);
}

/* How long it is under way, and how long it may be. */
static void draw_waiting(struct pen *pen, const struct command *command)
{
	char span[32], most[32], text[96];

	if (command->state == COMMAND_ASKED)
		return;
	clock_span_text(span, sizeof span, fleet_now(pen->screen->model.fleet) - command->sent);
	clock_span_text(most, sizeof most, command->definition->within);
	snprintf(text, sizeof text, "%s since it was sent, of at most %s", span, most);
	draw_text(&pen->canvas, pen->row, 0, SLOT_MOVING, "waiting");
	draw_text(&pen->canvas, pen->row++, LABEL, SLOT_TEXT, text);
}

static void draw_steps(struct pen *pen, const struct command *command)
{
	const struct profile_command *definition = command->definition;
	bool done = command->state == COMMAND_DONE;
	char who[COMMAND_WHO + 8], name[40];

	snprintf(who, sizeof who, "by %s", command->who);
	draw_step(pen, SLOT_LABEL, "asked", command->asked, CLOCK_NEVER, who);
	draw_step(pen, SLOT_LABEL, "sent", command->sent, command->asked, definition->confirm ? "somebody said yes" : "");
	if (!done)
		draw_step(pen, SLOT_LABEL, "accepted", command->accepted, command->sent, "the broker has it");
	if (!command_ended(command)) {
		draw_waiting(pen, command);
		return;
	}
	int64_t before = command->state == COMMAND_ACKNOWLEDGED || command->accepted == CLOCK_NEVER || done
	                 ? command->sent : command->accepted;
	if (before == CLOCK_NEVER)
		before = command->asked;
	cell_outcome(pen->screen, command, name, sizeof name);
	draw_step(pen, pane_command_slot(command), name, command->ended, before, command->reason);
}

static void draw_fact(struct pen *pen, const char *label, const char *text)
{
	draw_text(&pen->canvas, pen->row, 0, SLOT_LABEL, label);
	pen->row += draw_wrapped(&pen->canvas, pen->row, LABEL, SLOT_VALUE, text);
}

/* Takes bytes, and frees them. */
static void draw_bytes(struct pen *pen, const char *label, char *bytes)
{
	char clean[2000];

	text_clean(clean, sizeof clean, bytes, strlen(bytes));
	draw_fact(pen, label, *bytes != '\0' ? clean : "(empty)");
	free(bytes);
}

/* What was to be proved, or what has become of clearing. */
static void draw_expectation(struct pen *pen, const struct command *command)
{
	const struct profile_command *definition = command->definition;
	const struct clearing_status *clearing = pen->screen->model.clearing;
	char text[300], span[32];

	if (clearing != NULL && clearing->state == CLEARING_SENDING && clearing->order == command->id) {
		snprintf(text, sizeof text, "%zu of %zu topics so far", clearing->accepted, clearing->count);
		draw_fact(pen, "cleared", text);
		return;
	}
	clock_span_text(span, sizeof span, definition->within);
	if (definition->expect.count > 0)
		snprintf(text, sizeof text, "%s, reported within %s", definition->expect.text, span);
	else
		snprintf(text, sizeof text, "that the broker accepts it");
	draw_fact(pen, "expected", text);
	if (definition->requires.count > 0)
		draw_fact(pen, "only if", definition->requires.text);
}

int command_lines_steps_rows(int rows)
{
	enum { LEAST = 9, MOST = 16 };
	int third = rows * 2 / 5;

	return third < LEAST ? LEAST : third > MOST ? MOST : third;
}

void command_lines_steps(const struct screen *screen, const struct canvas *canvas, const struct command *command)
{
	struct pen pen = { screen, canvas_part(canvas, 0, 2, canvas->rows, canvas->columns - 3), 0 };
	bool clears = strpbrk(command->definition->topic, "+#") != NULL;
	char text[400];

	for (int column = 0; column < canvas->columns; column++)
		draw_glyph(canvas, 0, column, SLOT_BORDER, GLYPH_HORIZONTAL);
	snprintf(text, sizeof text, " %.200s: %s ", command_title(command), command->definition->name);
	draw_text_in(canvas, pen.row++, 1, canvas->columns - 2, SLOT_TITLE_FOCUS, text);
	draw_steps(&pen, command);
	draw_bytes(&pen, "topic", command_sent_topic(command));
	if (!clears)
		draw_bytes(&pen, "payload", command_sent_payload(command));
	snprintf(text, sizeof text, clears ? "an empty message to each topic, QoS %d%s" : "QoS %d%s", command->definition->qos,
	         command->definition->retain ? ", retained" : "");
	if (command->device == NULL)
		draw_fact(&pen, "as", text);
	draw_expectation(&pen, command);
}

void command_lines_brief(const struct screen *screen, const struct canvas *canvas, const struct command *command)
{
	struct pen pen = { screen, canvas_part(canvas, 0, 2, canvas->rows, canvas->columns - 3), 0 };
	char clean[400], when[32], text[COMMAND_REASON + 40];

	clock_time_text(when, sizeof when, screen_wall_of(screen, command->asked), screen->wall);
	snprintf(text, sizeof text, "%s %s", when,
	         *command->reason != '\0' ? command->reason : command_state_text(command->state));
	draw_text(&pen.canvas, 0, 0, pane_command_slot(command), text);
	char *payload = command_sent_payload(command);
	text_clean(clean, sizeof clean, payload, strlen(payload));
	draw_text(&pen.canvas, 1, 0, SLOT_DIM, clean);
	free(payload);
}

/* --- words ----------------------------------------------------------------------------------------------- */

void command_lines_words(const struct command *command, char *text, size_t size)
{
	snprintf(text, size, "%.250s %s %s %s %s", command_title(command), command->definition->name,
	         command_state_text(command->state), command->who, command->reason);
}
