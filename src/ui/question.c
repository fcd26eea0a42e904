/* question: see include/telltale/ui/question.h */
#include "config.h"

#include "telltale/ui/question.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "telltale/base/text.h"
#include "telltale/core/topic.h"

enum { BOX_COLUMNS = 64, BOX_ROWS = 7 };

void question_open(struct screen *screen, struct command *command)
{
	screen->question = command;
	screen->question_shown = CLOCK_NEVER;
}

bool question_counts(const struct screen *screen, int64_t mono)
{
	return screen->question_shown != CLOCK_NEVER && mono - screen->question_shown >= QUESTION_PAUSE;
}

unsigned question_key(struct screen *screen, int key, int64_t mono)
{
	struct command *command = screen->question;

	if (key == 'n' || key == KEYCODE_ESC) {
		screen->question = NULL;
		screen->wishes.cancel(screen->wishes.self, command);
	} else if ((key == 'y' || key == KEYCODE_ENTER) && question_counts(screen, mono)) {
		screen->question = NULL;
		screen->wishes.confirm(screen->wishes.self, command);
	} else {
		return STALE_NOTHING;
	}
	return STALE_FRAME;
}

static void draw_line(const struct canvas *box, int row, const char *label, const char *text)
{
	draw_text(box, row, 2, SLOT_LABEL, label);
	draw_text_in(box, row, 11, box->columns - 13, SLOT_VALUE, text);
}

static void draw_proof(const struct canvas *box, int row, const struct profile_command *definition)
{
	char text[200], span[32];

	clock_span_text(span, sizeof span, definition->within);
	if (definition->expect.count > 0)
		snprintf(text, sizeof text, "%s, reported within %s", definition->expect.text, span);
	else
		snprintf(text, sizeof text, "the broker accepts it; the device confirms nothing");
	draw_line(box, row, "done if", text);
}

static void draw_keys(const struct canvas *box, int row, bool count)
{
	if (!count)
		return;
	int column = 2;
	column += draw_text(box, row, column, SLOT_KEY, "y");
	column += draw_text(box, row, column, SLOT_KEY_TEXT, " send it    ");
	column += draw_text(box, row, column, SLOT_KEY, "n");
	draw_text(box, row, column, SLOT_KEY_TEXT, " don't");
}

void question_draw(struct screen *screen, const struct canvas *canvas)
{
	const struct command *command = screen->question;
	const struct profile_command *definition = command->definition;
	int columns = canvas->columns < BOX_COLUMNS ? canvas->columns : BOX_COLUMNS;
	int rows = canvas->rows < BOX_ROWS ? canvas->rows : BOX_ROWS;
	struct canvas box = canvas_part(canvas, (canvas->rows - rows) / 2, (canvas->columns - columns) / 2, rows, columns);
	char title[160], clean[512];

	if (screen->question_shown == CLOCK_NEVER)
		screen->question_shown = screen->mono;
	for (int row = 0; row < rows; row++)
		draw_fill(&box, row, 0, columns, SLOT_TEXT);
	draw_box(&box, SLOT_BORDER_FOCUS);
	snprintf(title, sizeof title, " %s: send %s? ", command->device->title, definition->name);
	draw_text_in(&box, 0, 2, columns - 4, SLOT_QUESTION, title);
	if (rows < BOX_ROWS) { /* a tiny window: the title says it all */
		draw_keys(&box, rows / 2, question_counts(screen, screen->mono));
		return;
	}
	char *topic = topic_expand(definition->topic, command->device->id);
	char *payload = topic_expand(definition->payload, command->device->id);
	text_clean(clean, sizeof clean, topic, strlen(topic));
	draw_line(&box, 1, "topic", clean);
	text_clean(clean, sizeof clean, payload, strlen(payload));
	draw_line(&box, 2, "payload", clean);
	draw_proof(&box, 3, definition);
	draw_keys(&box, 5, question_counts(screen, screen->mono));
	free(topic);
	free(payload);
}
