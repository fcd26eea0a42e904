/* finder: see include/telltale/ui/finder.h */
#include "config.h"

#include "telltale/ui/finder.h"

#include <stdlib.h>

#include "telltale/base/memory.h"

void finder_begin(struct finder *finder, int origin)
{
	finder->origin = origin;
	finder->count = 0;
}

void finder_seek(struct finder *finder, const struct filter *filter)
{
	finder->filter = filter;
	finder->chosen = FINDER_NONE;
	finder->count = 0;
}

/* Keeps them in order: what is drawn in columns comes back to rows above. */
static void keep(struct finder *finder, int row)
{
	size_t at = finder->count;

	while (at > 0 && finder->rows[at - 1] > row)
		at--;
	if (at > 0 && finder->rows[at - 1] == row)
		return;
	finder->rows = memory_grow(finder->rows, finder->count, &finder->capacity, sizeof *finder->rows);
	for (size_t i = finder->count++; i > at; i--)
		finder->rows[i] = finder->rows[i - 1];
	finder->rows[at] = row;
}

enum found finder_note(struct finder *finder, int row, const char *text)
{
	if (finder->filter == NULL || filter_kind(finder->filter) == FILTER_ALL || !filter_passes_text(finder->filter, text))
		return FOUND_NOTHING;
	keep(finder, row - finder->origin);
	return row - finder->origin == finder->chosen ? FOUND_CHOSEN : FOUND_MATCH;
}

int finder_next(struct finder *finder, int row, int direction)
{
	size_t count = finder->count, i = 0;

	if (count == 0)
		return finder->chosen = FINDER_NONE;
	if (direction > 0) {
		while (i < count && finder->rows[i] <= row)
			i++;
		return finder->chosen = finder->rows[i < count ? i : 0];
	}
	while (i < count && finder->rows[i] < row)
		i++;
	return finder->chosen = finder->rows[i > 0 ? i - 1 : count - 1];
}

void finder_clear(struct finder *finder)
{
	free(finder->rows);
	*finder = (struct finder){ .filter = NULL };
}
