/*
 * pane: one device as a box; and the lines that it is made of, which the detail view shows as well.
 */
#ifndef TELLTALE_UI_PANE_H
#define TELLTALE_UI_PANE_H

#include <stdbool.h>

#include "telltale/base/clock.h"
#include "telltale/ui/screen.h"

/* How long a state that has changed glows. */
#define PANE_GLOW (3 * CLOCK_SECOND / 2)

enum { PANE_LEAST_COLUMNS = 34, PANE_COMPACT_ROWS = 4, PANE_MOST_METRICS = 8, PANE_MOST_STATUSES = 8 };

/* Rows that the pane of a device wants, its frame included. */
int pane_rows(const struct device *device);

/* Draws a device into a canvas of at least 3 rows. */
void pane_draw(const struct screen *screen, const struct canvas *canvas, const struct device *device, bool focused);

/* The same with two lines of the most important, in PANE_COMPACT_ROWS. */
void pane_draw_compact(const struct screen *screen, const struct canvas *canvas, const struct device *device, bool focused);

/* How one line is laid out, so that lines below each other make columns. */
struct pane_line {
	int name;            /* columns */
	int states, numbers; /* how many */
	bool labels;         /* of the states */
	int graph;           /* columns; 0: none */
};

struct pane_line pane_line_for(int columns, int longest_name);

/* A device as one line. */
void pane_draw_line(const struct screen *screen, const struct canvas *canvas, const struct device *device,
                    const struct pane_line *line, bool focused);

/* The frame of a device: its name, how long ago it was heard of, the keys of its commands. */
void pane_draw_frame(const struct screen *screen, const struct canvas *canvas, const struct device *device, bool focused);

/* Whether what a device last said may be shown as live: it is online, and so is its broker. */
bool pane_is_live(const struct screen *screen, const struct device *device);

/* "offline since 13:02:11"; size bytes. */
void pane_presence_text(const struct screen *screen, const struct device *device, char *text, size_t size);

enum slot pane_kind_slot(enum state_kind kind, bool live);

/* Whether a state has just changed. */
bool pane_glows(const struct screen *screen, const struct status *status);

/* The state of a status, its glyph before it. Returns the columns used. */
int pane_draw_state(const struct canvas *canvas, int row, int column, int most, const struct status *status, bool live,
                    bool glows);

/* "» open sent 1.2 s"; what became of a command. */
void pane_command_text(const struct screen *screen, const struct command *command, char *text, size_t size);
enum slot pane_command_slot(const struct command *command);

/* How long a state has lasted: "12m", ">12m" where its beginning wasn't seen, "stored". */
void pane_since_text(const struct screen *screen, const struct status *status, char *text, size_t size);

enum slot pane_level_slot(enum level level, bool live);

/* A metric's history over the span of time that suits it, at most `most_span`. */
void pane_draw_history(const struct screen *screen, const struct canvas *canvas, int row, int column, int columns,
                       const struct metric *metric, int64_t most_span, bool live);

/* A metric as its profile wants it shown: its history, a gauge, or nothing beside the number. */
void pane_draw_shown(const struct screen *screen, const struct canvas *canvas, int row, int column, int columns,
                     const struct metric *metric, bool live);

/* A metric whose profile gives a range as a bar; what lies beyond a limit has that limit's colour. */
void pane_draw_gauge(const struct canvas *canvas, int row, int column, int columns, const struct metric *metric, bool live);

/* How many of its columns are full: one at least if the value isn't the least. */
int pane_gauge_filled(const struct metric *metric, int columns);

#endif
