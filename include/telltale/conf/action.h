/*
 * action: everything that a key can do, in one table.
 *
 * The table feeds the key map, the hint bar, the help screen, and the checks. Keys of devices' commands
 * (lower-case letters but q, n and y) come from the profiles and are not in it.
 */
#ifndef TELLTALE_CONF_ACTION_H
#define TELLTALE_CONF_ACTION_H

#include <stddef.h>

enum action {
	ACTION_NONE,
	ACTION_HELP,
	ACTION_QUIT,
	ACTION_BACK,
	ACTION_RETRY,
	ACTION_REDRAW,
	ACTION_PROMPT,
	ACTION_FREEZE,
	ACTION_FIND_NEXT,
	ACTION_FIND_PREVIOUS,
	ACTION_COPY,
	ACTION_COPY_NAME,
	ACTION_THEME,
	ACTION_VIEW_DEVICES,
	ACTION_VIEW_ALERTS,
	ACTION_VIEW_TOPICS,
	ACTION_VIEW_MESSAGES,
	ACTION_VIEW_LOG,
	ACTION_VIEW_COMMANDS,
	ACTION_FILTER,
	ACTION_CLEAR,
	ACTION_SORT,
	ACTION_ACKNOWLEDGE,
	ACTION_ACKNOWLEDGE_ALL,
	ACTION_MUTE,
	ACTION_DENSITY,
	ACTION_GROUP,
	ACTION_PIN,
	ACTION_OPEN,
	ACTION_UP,
	ACTION_DOWN,
	ACTION_LEFT,
	ACTION_RIGHT,
	ACTION_NEXT,
	ACTION_PREVIOUS,
	ACTION_PAGE_UP,
	ACTION_PAGE_DOWN,
	ACTION_MORE,
	ACTION_FIRST,
	ACTION_LAST,
	/* the topics' */
	ACTION_TOGGLE,
	ACTION_COLLAPSE,
	ACTION_EXPAND,
	ACTION_EXPAND_ALL,
	ACTION_COLLAPSE_ALL,
	ACTION_SORT_TOPICS,
	ACTION_DISPLAY,
	ACTION_HISTORY,
	ACTION_OLDER,
	ACTION_NEWER,
	ACTION_OTHER_PART,
	/* the messages' */
	ACTION_HOLD,
	ACTION_JUMP,
	ACTION_RECORD,
	ACTION_MARK,
	/* commands and messages of the user's own */
	ACTION_AGAIN,
	ACTION_PUBLISH,
	ACTION_CLEAR_RETAINED,
	/* a plot's */
	ACTION_PLOT_ADD,
	ACTION_PLOT_SCALE,
	ACTION_CURSOR_BACK,
	ACTION_CURSOR_ON,
	ACTION_PAN_BACK,
	ACTION_PAN_ON,
	ACTION_ZOOM_IN,
	ACTION_ZOOM_OUT,
	ACTION_PLOT_NOW,
	/* a replay's */
	ACTION_PAUSE,
	ACTION_SECONDS_BACK,
	ACTION_SECONDS_ON,
	ACTION_MINUTE_BACK,
	ACTION_MINUTE_ON,
	ACTION_BEGIN,
	ACTION_END,
	ACTION_MESSAGE_BACK,
	ACTION_MESSAGE_ON,
	ACTION_FASTER,
	ACTION_SLOWER,
	ACTION_EVENT_BACK,
	ACTION_EVENT_ON,
	ACTION_GO_TO,
	ACTION_LOOP
};

/* In which views an action does something: bits. */
enum {
	SCOPE_DEVICES = 1 << 0,
	SCOPE_DEVICE = 1 << 1,
	SCOPE_LOG = 1 << 2,
	SCOPE_HELP = 1 << 3,
	SCOPE_TOPICS = 1 << 5,
	SCOPE_MESSAGES = 1 << 6,
	SCOPE_COMMANDS = 1 << 7,
	SCOPE_ALERTS = 1 << 8,
	SCOPE_REPLAY = 1 << 4, /* whatever the view, while a recording is replayed: these keys come first */
	SCOPE_EVERYWHERE = ~0
};

/* What has all of these does the same whatever is looked at. */
enum {
	EVERY_VIEW = SCOPE_DEVICES | SCOPE_DEVICE | SCOPE_LOG | SCOPE_TOPICS | SCOPE_MESSAGES | SCOPE_COMMANDS | SCOPE_ALERTS
};

struct action_def {
	enum action action;
	const char *name;  /* as a config file would name it */
	const char *keys;  /* default keys, spaces between; see keymap */
	int scope;
	const char *hint;  /* in the hint bar, one or two words; NULL: not there */
	const char *help;
};

/* The table, in the order of the hint bar; ends with a name of NULL. */
extern const struct action_def action_table[];

const struct action_def *action_find(enum action action);

/* By its name; NULL: there is none. */
const struct action_def *action_find_name(const char *name);

#endif
