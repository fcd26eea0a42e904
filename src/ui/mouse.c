/* mouse: see include/telltale/ui/mouse.h */
#include "config.h"

#include "telltale/ui/mouse.h"

#include <stdio.h>

/* What stands in the first number of a report (xterm's control sequences, "Mouse Tracking"). */
enum { MODIFIERS = 4 | 8 | 16, MOVED = 32, WHEEL = 64 };

static bool find_kind(int button, char end, enum mouse_kind *kind)
{
	static const struct {
		int button;
		char end;
		enum mouse_kind kind;
	} kinds[] = {
		{ 0, 'M', MOUSE_PRESS },          { MOVED, 'M', MOUSE_DRAG },          { 0, 'm', MOUSE_RELEASE },
		{ WHEEL, 'M', MOUSE_WHEEL_UP },   { WHEEL + 1, 'M', MOUSE_WHEEL_DOWN },
	};

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		if (kinds[i].button == (button & ~MODIFIERS) && kinds[i].end == end) {
			*kind = kinds[i].kind;
			return true;
		}
	}
	return false;
}

enum mouse_result mouse_feed(struct mouse_report *report, unsigned character, struct mouse *mouse)
{
	int button, column, row;
	bool number = (character >= '0' && character <= '9') || character == ';';

	if (number && report->length + 1 < sizeof report->bytes)
		report->bytes[report->length++] = (char)character;
	if (number)
		return MOUSE_MORE;
	report->bytes[report->length] = '\0';
	report->length = 0;
	if ((character != 'M' && character != 'm') ||
	    sscanf(report->bytes, "%5d;%5d;%5d", &button, &column, &row) != 3 || column < 1 || row < 1 ||
	    !find_kind(button, (char)character, &mouse->kind))
		return MOUSE_NOTHING;
	mouse->row = row - 1;
	mouse->column = column - 1;
	return MOUSE_EVENT;
}
