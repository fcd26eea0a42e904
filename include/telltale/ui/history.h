/*
 * history: the lines that were typed at one kind of prompt, for as long as the program runs.
 */
#ifndef TELLTALE_UI_HISTORY_H
#define TELLTALE_UI_HISTORY_H

#include <stddef.h>

#include "telltale/ui/prompt.h"

enum { HISTORY_LINES = 100 };

/* All zero to begin with. */
struct history {
	char *lines[HISTORY_LINES]; /* the oldest first */
	size_t count;
	size_t back;                /* how many lines one has gone back; 0: what is being typed */
	char typed[PROMPT_BYTES];   /* what that was */
};

/* Keeps a line, unless it is empty or the same as the last one; the oldest goes where there are too many. */
void history_add(struct history *history, const char *line);

/* A prompt opens: nothing was gone back yet. */
void history_begin(struct history *history);

/* One line back (older), or on again. `typed` is what stands at the prompt. NULL: it goes no further. */
const char *history_back(struct history *history, const char *typed);
const char *history_on(struct history *history);

void history_clear(struct history *history);

#endif
