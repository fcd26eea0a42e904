/* action: see include/telltale/conf/action.h */
#include "config.h"

#include "telltale/conf/action.h"

#define LISTS (SCOPE_TOPICS | SCOPE_MESSAGES | SCOPE_COMMANDS | SCOPE_ALERTS)
#define TEXTS (SCOPE_DEVICE | SCOPE_LOG | SCOPE_HELP | LISTS)
#define FILTERED (SCOPE_DEVICES | SCOPE_LOG | LISTS)
#define VIEWS (SCOPE_DEVICES | TEXTS)

/* clang-format off: one line an action reads best */
const struct action_def action_table[] = {
	{ ACTION_VIEW_DEVICES, "devices", "1", SCOPE_EVERYWHERE, "devices", "shows all devices" },
	{ ACTION_VIEW_ALERTS, "alerts", "5", SCOPE_EVERYWHERE, "alerts", "shows what is wrong, and what was" },
	{ ACTION_VIEW_LOG, "log", "6", SCOPE_EVERYWHERE, "log", "shows what the program itself noticed" },
	{ ACTION_PAUSE, "pause", "Space", SCOPE_REPLAY, "pause", "stops the recording's clock, and lets it go on" },
	{ ACTION_SECONDS_BACK, "seconds-back", "Left", SCOPE_REPLAY, "-5s", "5 seconds back" },
	{ ACTION_SECONDS_ON, "seconds-on", "Right", SCOPE_REPLAY, "+5s", "5 seconds on" },
	{ ACTION_MINUTE_BACK, "minute-back", "Shift-Left {", SCOPE_REPLAY, NULL, "60 seconds back" },
	{ ACTION_MINUTE_ON, "minute-on", "Shift-Right }", SCOPE_REPLAY, NULL, "60 seconds on" },
	{ ACTION_SLOWER, "slower", "-", SCOPE_REPLAY, NULL, "slower, down to a quarter" },
	{ ACTION_FASTER, "faster", "+ =", SCOPE_REPLAY, "faster", "faster, up to 1000 times, and then as fast as it can" },
	{ ACTION_EVENT_BACK, "event-back", "[", SCOPE_REPLAY, NULL, "to the mark, command, alert or gap before" },
	{ ACTION_EVENT_ON, "event-on", "]", SCOPE_REPLAY, "next event", "to the next mark, command, alert or gap" },
	{ ACTION_GO_TO, "go-to", "@", SCOPE_REPLAY, "time", "to a time that is typed" },
	{ ACTION_MESSAGE_BACK, "message-back", ",", SCOPE_REPLAY, NULL, "one message back" },
	{ ACTION_MESSAGE_ON, "message-on", ".", SCOPE_REPLAY, NULL, "one message on" },
	{ ACTION_BEGIN, "begin", "Home", SCOPE_REPLAY, NULL, "to the recording's beginning" },
	{ ACTION_END, "end", "End", SCOPE_REPLAY, NULL, "to the recording's end" },
	{ ACTION_LOOP, "loop", "L", SCOPE_REPLAY, NULL, "begins again at the end, or stops there" },
	{ ACTION_ACKNOWLEDGE, "acknowledge", "A", SCOPE_ALERTS, "acknowledge", "says that you know of the alert" },
	{ ACTION_ACKNOWLEDGE_ALL, "acknowledge-all", "*", SCOPE_ALERTS, "all", "acknowledges all alerts that are listed" },
	{ ACTION_MUTE, "mute", "U", SCOPE_ALERTS, "mute", "makes the alert quiet for a time that is asked for; or loud again" },
	{ ACTION_RECORD, "record", "R", VIEWS, "record", "begins to record into a file, or ends that" },
	{ ACTION_MARK, "mark", "M", VIEWS, "mark", "sets a bookmark with a note in the recording" },
	{ ACTION_OPEN, "open", "Enter", SCOPE_DEVICES | SCOPE_ALERTS, "details", "shows everything about the focused device" },
	{ ACTION_FILTER, "filter", "/", FILTERED, "filter", "shows only what passes: a text, a/+/topic, /regex/, value>40" },
	{ ACTION_CLEAR, "clear-filter", "Esc", SCOPE_DEVICES, "all", "shows everything again" },
	{ ACTION_BACK, "back", "Esc Backspace", TEXTS, "back", "ends the filter; goes back to the devices" },
	{ ACTION_SORT, "sort", "S", SCOPE_DEVICES, "sort", "sorts by name, last seen, alert, activity" },
	{ ACTION_UP, "up", "Up", SCOPE_EVERYWHERE, NULL, "moves up" },
	{ ACTION_DOWN, "down", "Down", SCOPE_EVERYWHERE, NULL, "moves down" },
	{ ACTION_LEFT, "left", "Left", SCOPE_DEVICES, NULL, "moves left" },
	{ ACTION_RIGHT, "right", "Right", SCOPE_DEVICES, NULL, "moves right" },
	{ ACTION_NEXT, "next", "Tab", SCOPE_DEVICES | SCOPE_DEVICE, NULL, "the next device" },
	{ ACTION_PREVIOUS, "previous", "Shift-Tab", SCOPE_DEVICES | SCOPE_DEVICE, NULL, "the device before" },
	{ ACTION_PAGE_UP, "page-up", "PgUp", VIEWS, NULL, "a page up" },
	{ ACTION_PAGE_DOWN, "page-down", "PgDn Space", VIEWS, NULL, "a page down" },
	{ ACTION_FIRST, "first", "Home", VIEWS, NULL, "to the beginning" },
	{ ACTION_LAST, "last", "End", VIEWS, NULL, "to the end" },
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
