/*
 * palette: the `:` prompt. A line names an action of the action table, or one of the prompt's own commands, which take
 * an argument: a table to which a row is added for each.
 */
#ifndef TELLTALE_UI_PALETTE_H
#define TELLTALE_UI_PALETTE_H

#include "telltale/ui/ask.h"
#include "telltale/ui/candidates.h"

struct palette_command {
	const char *name;
	const char *argument; /* what it is called on the screen; NULL: it takes none */
	enum action action;   /* what its name alone does; ACTION_NONE: an argument is needed */
	const char *help;
	const char *expected; /* what the argument should have been, for who typed something else; may be NULL */
	/* Whether it does something now; NULL: always. */
	bool (*can)(const struct screen *screen);
	/* Adds what the argument could become; `begun` are its bytes so far. NULL: nothing is known. */
	void (*complete)(const struct screen *screen, struct candidates *candidates, const char *begun);
	/* Does it, with an argument that isn't empty (but where it takes none). Returns what became stale; fills the error
	 * where it won't do. */
	unsigned (*run)(struct screen *screen, const char *argument, int64_t mono, struct error *error);
};

/* The table; a name of NULL ends it. */
extern const struct palette_command palette_commands[];

extern const struct ask ask_palette;

/* What belongs to a screen: its candidates. */
struct palette;
struct palette *palette_new(void);
void palette_free(struct palette *palette);
struct candidates *palette_candidates(struct palette *palette);

/* Fills in what the line could become. */
void palette_complete(const struct screen *screen, struct candidates *candidates, const char *line);

/* Does what a line says. Returns what became stale; fills the error where that is nothing. */
unsigned palette_run(struct screen *screen, const char *line, int64_t mono, struct error *error);

#endif
