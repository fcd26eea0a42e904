/* action: see include/telltale/conf/action.h */
#include "config.h"

#include "telltale/conf/action.h"

#define TEXTS (SCOPE_DEVICE | SCOPE_LOG | SCOPE_HELP)

/* clang-format off: one line an action reads best */
const struct action_def action_table[] = {
	{ ACTION_VIEW_DEVICES, "devices", "1", SCOPE_EVERYWHERE, "devices", "shows all devices" },
	{ ACTION_VIEW_LOG, "log", "6", SCOPE_EVERYWHERE, "log", "shows what the program itself noticed" },
	{ ACTION_OPEN, "open", "Enter", SCOPE_DEVICES, "details", "shows everything about the focused device" },
	{ ACTION_BACK, "back", "Esc Backspace", TEXTS, "back", "goes back to the devices" },
	{ ACTION_FILTER, "filter", "/", SCOPE_DEVICES, "filter", "shows only devices whose name or states contain a text" },
	{ ACTION_CLEAR, "clear-filter", "Esc", SCOPE_DEVICES, "all", "shows all devices again" },
	{ ACTION_SORT, "sort", "S", SCOPE_DEVICES, "sort", "sorts by name, last seen, alert, activity" },
	{ ACTION_UP, "up", "Up", SCOPE_EVERYWHERE, NULL, "moves up" },
	{ ACTION_DOWN, "down", "Down", SCOPE_EVERYWHERE, NULL, "moves down" },
	{ ACTION_LEFT, "left", "Left", SCOPE_DEVICES, NULL, "moves left" },
	{ ACTION_RIGHT, "right", "Right", SCOPE_DEVICES, NULL, "moves right" },
	{ ACTION_NEXT, "next", "Tab", SCOPE_DEVICES | SCOPE_DEVICE, NULL, "the next device" },
	{ ACTION_PREVIOUS, "previous", "Shift-Tab", SCOPE_DEVICES | SCOPE_DEVICE, NULL, "the device before" },
	{ ACTION_PAGE_UP, "page-up", "PgUp", SCOPE_EVERYWHERE, NULL, "a page up" },
	{ ACTION_PAGE_DOWN, "page-down", "PgDn Space", SCOPE_EVERYWHERE, NULL, "a page down" },
	{ ACTION_FIRST, "first", "Home", SCOPE_EVERYWHERE, NULL, "to the beginning" },
	{ ACTION_LAST, "last", "End", SCOPE_EVERYWHERE, NULL, "to the end" },
	{ ACTION_RETRY, "retry", "F5 Ctrl-R", SCOPE_EVERYWHERE, "connect now", "tries at once to reach the broker" },
	{ ACTION_REDRAW, "redraw", "Ctrl-L", SCOPE_EVERYWHERE, NULL, "draws the whole screen anew" },
	{ ACTION_HELP, "help", "? F1", SCOPE_EVERYWHERE, "help", "shows this help" },
	{ ACTION_QUIT, "quit", "q F10", SCOPE_EVERYWHERE, "quit", "leaves the view; in the devices view, the program" },
	{ ACTION_NONE, NULL, NULL, 0, NULL, NULL },
};
/* clang-format on */

const struct action_def *action_find(enum action action)
{
	const struct action_def *def = action_table;

	while (def->name != NULL && def->action != action)
		def++;
	return def->name != NULL ? def : NULL;
}
