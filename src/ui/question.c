/* question: see include/telltale/ui/question.h. What can be asked: question_command.c. */
#include "config.h"

#include "telltale/ui/question.h"

#include "telltale/base/text.h"

enum { BOX_COLUMNS = 72, BOX_WIDE = 100, ROWS_AROUND = 4, LEAST_ROWS = 7 };

void question_open(struct screen *screen, const struct question *question, void *about)
{
	screen->question = question;
	screen->question_about = about;
	screen->question_first = 0;
	screen->question_shown = CLOCK_NEVER;
}

void question_order(struct screen *screen, struct command *command)
{
	if (command->state != COMMAND_ASKED)
		return;
	if (command->definition->confirm)
		question_open(screen, &question_command, command);
	else
		screen->wishes.confirm(screen->wishes.self, command);
}

bool question_counts(const struct screen *screen, int64_t mono)
{
	return screen->question_shown != CLOCK_NEVER && mono - screen->question_shown >= QUESTION_PAUSE;
}

static unsigned answer(struct screen *screen, bool yes)
{
	const struct question *question = screen->question;

	screen->question = NULL;
	question->answer(screen, yes);
	return STALE_FRAME;
}

/* What is asked may be longer than its box; the end of it is found as it's drawn. */
static unsigned scroll(struct screen *screen, int rows)
{
	screen->question_first += rows;
	if (screen->question_first < 0)
		screen->question_first = 0;
	return STALE_FRAME;
}

unsigned question_key(struct screen *screen, int key, int64_t mono)
{
	enum { PAGE = 8 };

	switch (key) {
	case 'n':
	case KEYCODE_ESC:
		return answer(screen, false);
	case 'y':
	case KEYCODE_ENTER:
		return question_counts(screen, mono) ? answer(screen, true) : STALE_NOTHING;
	case KEYCODE_UP:
		return scroll(screen, -1);
	case KEYCODE_DOWN:
		return scroll(screen, 1);
	case KEYCODE_PAGE_UP:
		return scroll(screen, -PAGE);
	case KEYCODE_PAGE_DOWN:
		return scroll(screen, PAGE);
	default:
		return STALE_NOTHING;
	}
}

static void draw_keys(const struct screen *screen, const struct canvas *box, int row)
{
	const struct question *question = screen->question;
	int column = 2;

	if (!question_counts(screen, screen->mono))
		return;
	column += draw_text(box, row, column, SLOT_KEY, "y");
	column += draw_format(box, row, column, SLOT_KEY_TEXT, " %s    ", question->yes);
	column += draw_text(box, row, column, SLOT_KEY, "n");
	draw_format(box, row, column, SLOT_KEY_TEXT, " %s", question->no);
}

/* Below the title; with which rows are seen, if there are more. */
static void draw_body(struct screen *screen, const struct canvas *box, int wanted)
{
	int room = box->rows - ROWS_AROUND, most = wanted > room ? wanted - room : 0;
	struct canvas window = canvas_part(box, 1, 2, room, box->columns - 4);

	if (screen->question_first > most)
		screen->question_first = most;
	struct canvas body = canvas_part(&window, -screen->question_first, 0, room + screen->question_first, window.columns);
	screen->question->draw(screen, &body);
	if (most > 0)
		draw_format(box, box->rows - 3, 2, SLOT_DIM, "lines %d-%d of %d; Up and Down show the others",
		            screen->question_first + 1, screen->question_first + room, wanted);
}

static struct canvas box_on(const struct canvas *canvas, int wanted)
{
	int widest = canvas->columns >= BOX_WIDE + 10 ? BOX_WIDE : BOX_COLUMNS;
	int columns = canvas->columns < widest ? canvas->columns : widest;
	int rows = wanted + ROWS_AROUND < canvas->rows ? wanted + ROWS_AROUND : canvas->rows;

	return canvas_part(canvas, (canvas->rows - rows) / 2, (canvas->columns - columns) / 2, rows, columns);
}

void question_draw(struct screen *screen, const struct canvas *canvas)
{
	int wanted = screen->question->rows(screen);
	struct canvas box = box_on(canvas, wanted);
	char title[400];

	if (screen->question_shown == CLOCK_NEVER)
		screen->question_shown = screen->mono;
	for (int row = 0; row < box.rows; row++)
		draw_fill(&box, row, 0, box.columns, SLOT_TEXT);
	draw_box(&box, SLOT_BORDER_FOCUS);
	screen->question->title(screen, title, sizeof title);
	draw_text_in(&box, 0, 2, box.columns - 4, SLOT_QUESTION, title);
	if (box.rows < LEAST_ROWS) { /* a tiny window: the title says it all */
		draw_keys(screen, &box, box.rows / 2);
		return;
	}
	draw_body(screen, &box, wanted);
	draw_keys(screen, &box, box.rows - 2);
}
