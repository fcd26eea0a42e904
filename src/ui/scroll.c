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

unsigned scroll_act(struct scroll *scroll, enum action action)
{
	int page = scroll->window > 2 ? scroll->window - 1 : 1;

	switch (action) {
	case ACTION_UP:
		scroll->first--;
		break;
	case ACTION_DOWN:
		scroll->first++;
		break;
	case ACTION_PAGE_UP:
		scroll->first -= page;
		break;
	case ACTION_PAGE_DOWN:
		scroll->first += page;
		break;
	case ACTION_FIRST:
		scroll->first = 0;
		break;
	case ACTION_LAST:
		scroll->first = scroll->rows;
		break;
	default:
		return STALE_NOTHING;
	}
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
