/* action: see include/telltale/conf/action.h */
#include "config.h"

#include "telltale/conf/action.h"

#include <string.h>

#define LISTS (SCOPE_TOPICS | SCOPE_MESSAGES | SCOPE_COMMANDS | SCOPE_ALERTS)
#define TEXTS (SCOPE_DEVICE | SCOPE_LOG | SCOPE_HELP | LISTS)
#define FILTERED (SCOPE_DEVICES | SCOPE_LOG | LISTS)
#define SEARCHED (FILTERED | SCOPE_HELP)
#define VIEWS (SCOPE_DEVICES | TEXTS)

/* clang-format off: one line an action reads best */
const struct action_def action_table[] = {
	{ ACTION_VIEW_DEVICES, "devices", "1", SCOPE_EVERYWHERE, "devices", "shows all devices" },
	{ ACTION_VIEW_TOPICS, "topics", "2", SCOPE_EVERYWHERE, "topics", "shows the tree of topics, and their payloads" },
	{ ACTION_VIEW_MESSAGES, "messages", "3", SCOPE_EVERYWHERE, "messages", "shows the messages as they come" },
	{ ACTION_VIEW_COMMANDS, "commands", "4", SCOPE_EVERYWHERE, "commands", "shows every command with its steps and its outcome" },
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
	{ ACTION_AGAIN, "again", "A", SCOPE_COMMANDS, "again", "sends the chosen command again: same guards, same question" },
	{ ACTION_PUBLISH, "publish", "+", SCOPE_COMMANDS, "publish", "publishes a message of your own, on any topic" },
	{ ACTION_CLEAR_RETAINED, "clear-retained", "X", SCOPE_COMMANDS, "clear retained", "clears what the broker has stored below a topic: lists, asks" },
	{ ACTION_OPEN, "open", "Enter", SCOPE_DEVICES | SCOPE_ALERTS, "details", "shows everything about the focused device" },
	{ ACTION_FILTER, "filter", "/", SEARCHED, "filter", "shows only what passes: a text, a/+/topic, /regex/, value>40" },
	{ ACTION_FIND_NEXT, "find-next", "n", VIEWS, "next match", "goes to the next match of what / had last" },
	{ ACTION_FIND_PREVIOUS, "find-previous", "N", VIEWS, NULL, "goes to the match before" },
	{ ACTION_CLEAR, "clear-filter", "Esc", SCOPE_DEVICES, "all", "shows everything again" },
	{ ACTION_BACK, "back", "Esc Backspace", TEXTS, "back", "ends the filter; goes back to the devices" },
	{ ACTION_SORT, "sort", "S", SCOPE_DEVICES, "sort", "sorts by name, last seen, alert, activity" },
	{ ACTION_DENSITY, "density", "Z", SCOPE_DEVICES, "size", "panes in full, compact, or one line each" },
	{ ACTION_PLOT_ADD, "plot", "Enter", SCOPE_DEVICE, "plot", "adds the chosen number to the plot, or takes it out" },
	{ ACTION_CURSOR_BACK, "cursor-back", "Left (", SCOPE_DEVICE, "read", "moves the plot's cursor, which reads values, back" },
	{ ACTION_CURSOR_ON, "cursor-on", "Right )", SCOPE_DEVICE, NULL, "moves the plot's cursor on" },
	{ ACTION_PAN_BACK, "pan-back", "Shift-Left", SCOPE_DEVICE, NULL, "shows half a plot earlier" },
	{ ACTION_PAN_ON, "pan-on", "Shift-Right", SCOPE_DEVICE, NULL, "shows half a plot later" },
	{ ACTION_ZOOM_IN, "zoom-in", "> +", SCOPE_DEVICE, "zoom", "shows less time, down to a minute" },
	{ ACTION_ZOOM_OUT, "zoom-out", "< -", SCOPE_DEVICE, NULL, "shows more time, up to an hour" },
	{ ACTION_PLOT_NOW, "now", "0 =", SCOPE_DEVICE, "now", "puts the plot back to now, without a cursor" },
	{ ACTION_PLOT_SCALE, "scale", "A", SCOPE_DEVICE, NULL, "scales the plot by its values, or by the profile's range" },
	{ ACTION_TOGGLE, "toggle", "Enter", SCOPE_TOPICS, "open", "opens a level of the tree, or closes it" },
	{ ACTION_EXPAND, "expand", "Right", SCOPE_TOPICS, NULL, "opens a level, then goes into it" },
	{ ACTION_COLLAPSE, "collapse", "Left", SCOPE_TOPICS, NULL, "closes a level, or goes to the one above" },
	{ ACTION_EXPAND_ALL, "expand-all", "E", SCOPE_TOPICS, "open all", "opens all levels below" },
	{ ACTION_COLLAPSE_ALL, "collapse-all", "C", SCOPE_TOPICS, "close all", "closes all levels below" },
	{ ACTION_SORT_TOPICS, "sort-topics", "S", SCOPE_TOPICS, "sort", "sorts by name, rate (who floods), messages, age, size" },
	{ ACTION_DISPLAY, "display", "X", SCOPE_TOPICS, "as text", "shows the payload as what it is, as plain text, as bytes" },
	{ ACTION_HISTORY, "history", "H", SCOPE_TOPICS, "history", "the last messages of the topic, or the tree again" },
	{ ACTION_OLDER, "older", "[", SCOPE_TOPICS, NULL, "the message of the topic before" },
	{ ACTION_NEWER, "newer", "]", SCOPE_TOPICS, NULL, "the message of the topic behind" },
	{ ACTION_OTHER_PART, "other-part", "Tab", SCOPE_TOPICS, NULL, "to the payload, whose lines the arrows move then, and back" },
	{ ACTION_HOLD, "hold", "Space H", SCOPE_MESSAGES, "pause", "holds the list while messages go on coming, and goes on" },
	{ ACTION_JUMP, "jump", "Enter", SCOPE_MESSAGES, "topic", "shows the topic of the message in the tree" },
	{ ACTION_UP, "up", "Up", SCOPE_EVERYWHERE, NULL, "moves up" },
	{ ACTION_DOWN, "down", "Down", SCOPE_EVERYWHERE, NULL, "moves down" },
	{ ACTION_LEFT, "left", "Left", SCOPE_DEVICES, NULL, "moves left" },
	{ ACTION_RIGHT, "right", "Right", SCOPE_DEVICES, NULL, "moves right" },
	{ ACTION_NEXT, "next", "Tab", SCOPE_DEVICES | SCOPE_DEVICE, NULL, "the next device" },
	{ ACTION_PREVIOUS, "previous", "Shift-Tab", SCOPE_DEVICES | SCOPE_DEVICE, NULL, "the device before" },
	{ ACTION_PAGE_UP, "page-up", "PgUp", VIEWS, NULL, "a page up" },
	{ ACTION_PAGE_DOWN, "page-down", "PgDn", VIEWS, NULL, "a page down" },
	{ ACTION_MORE, "more", "Space", VIEWS & ~SCOPE_MESSAGES, NULL, "a page down" },
	{ ACTION_FIRST, "first", "Home", VIEWS, NULL, "to the beginning" },
	{ ACTION_LAST, "last", "End", VIEWS, NULL, "to the end" },
	{ ACTION_PROMPT, "prompt", ":", SCOPE_EVERYWHERE, "command", "does what is typed, by its name; Tab completes" },
	{ ACTION_FREEZE, "freeze", "P", VIEWS, "freeze", "the view stays as it is, while all goes on underneath" },
	{ ACTION_COPY, "copy", "y", VIEWS, "copy", "copies value, payload or line to the terminal's clipboard" },
	{ ACTION_COPY_NAME, "copy-name", "Y", VIEWS, NULL, "copies its topic or name" },
	{ ACTION_RETRY, "retry", "F5 Ctrl-R", SCOPE_EVERYWHERE, "connect now", "tries at once to reach the broker" },
	{ ACTION_THEME, "theme", "T", SCOPE_EVERYWHERE, NULL, "shows the themes to choose from" },
	{ ACTION_REDRAW, "redraw", "Ctrl-L", SCOPE_EVERYWHERE, NULL, "draws the whole screen anew" },
	{ ACTION_HELP, "help", "? F1", SCOPE_EVERYWHERE, "help", "shows this help" },
	{ ACTION_QUIT, "quit", "q F10", SCOPE_EVERYWHERE, "quit", "leaves the view; in the devices view, the program" },
	{ ACTION_GROUP, "group", "G", SCOPE_DEVICES, "group", "groups by profile, by the first part of the topic, or not" },
	{ ACTION_PIN, "pin", "*", SCOPE_DEVICES | SCOPE_DEVICE, "pin", "keeps the device before all others, or lets it go" },
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

const struct action_def *action_find_name(const char *name)
{
	const struct action_def *def = action_table;

	while (def->name != NULL && strcmp(def->name, name) != 0)
		def++;
	return def->name != NULL ? def : NULL;
}
