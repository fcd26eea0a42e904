/* history: see include/telltale/ui/history.h */
#include "config.h"

#include "telltale/ui/history.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "telltale/base/memory.h"

void history_add(struct history *history, const char *line)
{
	if (*line == '\0' || (history->count > 0 && strcmp(history->lines[history->count - 1], line) == 0))
		return;
	if (history->count == HISTORY_LINES) {
		free(history->lines[0]);
		memmove(history->lines, history->lines + 1, (HISTORY_LINES - 1) * sizeof *history->lines);
		history->count--;
	}
	history->lines[history->count++] = memory_text(line);
}

void history_begin(struct history *history)
{
	history->back = 0;
}

const char *history_back(struct history *history, const char *typed)
{
	if (history->back == history->count)
		return NULL;
	if (history->back == 0)
		snprintf(history->typed, sizeof history->typed, "%s", typed);
	history->back++;
	return history->lines[history->count - history->back];
}

const char *history_on(struct history *history)
{
	if (history->back == 0)
		return NULL;
	history->back--;
	return history->back == 0 ? history->typed : history->lines[history->count - history->back];
}

void history_clear(struct history *history)
{
	for (size_t i = 0; i < history->count; i++)
		free(history->lines[i]);
	history->count = history->back = 0;
}
