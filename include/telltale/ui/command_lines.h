/*
 * command_lines: commands as rows of a table, and all steps of one.
 */
#ifndef TELLTALE_UI_COMMAND_LINES_H
#define TELLTALE_UI_COMMAND_LINES_H

#include "telltale/ui/screen.h"

enum { COMMAND_COLUMNS = 8, COMMAND_LINES_BRIEF = 2 };

/* How wide each column is in this frame; 0: it isn't there. */
struct command_columns {
	int widths[COMMAND_COLUMNS];
};

/* Lays them out for some commands that will be drawn. */
void command_columns_lay_out(struct command_columns *columns, const struct screen *screen, int width,
                             const struct command *const *shown, size_t count);

void command_lines_heading(const struct command_columns *columns, const struct canvas *canvas, int row);
void command_lines_row(const struct command_columns *columns, const struct screen *screen, const struct canvas *canvas,
                       int row, const struct command *command, bool chosen);

/* How many of so many rows the steps take; draws them, with what was sent and what was expected. */
int command_lines_steps_rows(int rows);
void command_lines_steps(const struct screen *screen, const struct canvas *canvas, const struct command *command);

/* The same in COMMAND_LINES_BRIEF rows. */
void command_lines_brief(const struct screen *screen, const struct canvas *canvas, const struct command *command);

/* What a filter on texts looks at: device, command, state, who, reason. */
void command_lines_words(const struct command *command, char *text, size_t size);

#endif
