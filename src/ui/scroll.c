/* scroll: see include/telltale/ui/scroll.h */
#include "config.h"

#include "telltale/ui/scroll.h"

#include <stdio.h>

static void clamp(struct scroll *scroll)
{
	if (scroll->first > scroll->rows - scroll->window)
		scroll->first = scroll->rows - scroll->window;
	if (scroll->first < 0)
		scroll->first = 0;
}

bool scroll_fit(struct scroll *scroll, int rows, int window)
{
	int before = scroll->first;

	scroll->rows = rows;
	scroll->window = window;
	clamp(scroll);
	return scroll->first != before;
}

long scroll_by(enum action action, int window, long all)
{
	long page = window > 2 ? window - 1 : 1;

	switch (action) {
	case ACTION_UP:
		return -1;
	case ACTION_DOWN:
		return 1;
	case ACTION_PAGE_UP:
		return -page;
	case ACTION_PAGE_DOWN:
		return page;
	case ACTION_FIRST:
		return -all;
	case ACTION_LAST:
		return all;
	default:
		return 0;
	}
}

unsigned scroll_act(struct scroll *scroll, enum action action)
{
	int by = (int)scroll_by(action, scroll->window, scroll->rows + 1L);

	if (by == 0)
		return STALE_NOTHING;
	scroll->first += by;
	clamp(scroll);
	return STALE_FRAME;
}

bool scroll_find(struct scroll *scroll, struct finder *finder, int direction)
{
	int end = scroll->first + scroll->window, from = finder->chosen;

	if (from < scroll->first || from >= end)
		from = direction > 0 ? scroll->first - 1 : end;
	int row = finder_next(finder, from, direction);
	if (row == FINDER_NONE)
		return false;
	if (row < scroll->first || row >= end) /* a third from the top: what stands before it helps */
		scroll->first = row - scroll->window / 3;
	clamp(scroll);
	return true;
}

void scroll_note(const struct scroll *scroll, struct screen *screen)
{
	int last = scroll->first + scroll->window;

	if (scroll->rows > scroll->window)
		snprintf(screen->position, sizeof screen->position, "lines %d-%d of %d", scroll->first + 1,
		         last < scroll->rows ? last : scroll->rows, scroll->rows);
}
