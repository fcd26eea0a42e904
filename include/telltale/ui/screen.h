/*
 * screen: the whole dashboard. Header, the view in front, notices, questions, hint bar; and the way of a key.
 *
 * It reads the model and changes nothing in it: what the user wants goes up through struct wishes.
 */
#ifndef TELLTALE_UI_SCREEN_H
#define TELLTALE_UI_SCREEN_H

#include <stdbool.h>
#include <stdint.h>

#include "telltale/base/log.h"
#include "telltale/conf/keymap.h"
#include "telltale/conf/saved.h"
#include "telltale/core/clearing_status.h"
#include "telltale/core/filter.h"
#include "telltale/core/fleet.h"
#include "telltale/core/journal.h"
#include "telltale/core/link.h"
#include "telltale/core/playback_status.h"
#include "telltale/core/recording_status.h"
#include "telltale/ui/history.h"
#include "telltale/ui/pins.h"
#include "telltale/ui/prompt.h"
#include "telltale/ui/roster.h"
#include "telltale/ui/terminal.h"
#include "telltale/ui/view.h"

/* What the user wants done; filled in by app. */
struct wishes {
	void *self;
	/* Begins a command. What comes back is asked, sent or refused already, and belongs to the fleet. */
	struct command *(*ask)(void *self, struct device *device, const struct profile_command *definition);
	/* The same for a message of the user's own, whose definition is copied. */
	struct command *(*publish)(void *self, const struct profile_command *own);
	/* Looks what the broker has stored below a topic; then question_clearing is asked. False: it can't. */
	bool (*look)(void *self, const char *filter, struct error *error);
	void (*confirm)(void *self, struct command *command);
	void (*cancel)(void *self, struct command *command);
	void (*retry)(void *self); /* connect now */
	/* The recording: a path to offer; begin; end; a bookmark in it (false: nothing is recorded). */
	void (*suggest)(void *self, char *path, size_t size);
	bool (*record)(void *self, const char *path, struct error *error);
	void (*record_end)(void *self);
	bool (*mark)(void *self, const char *note);
	/* Alerts: the user knows of one; wants no noise of it for so many nanoseconds (0: does again). False: there is no
	 * such alert (any more), or it was acknowledged already. NULL in a replay. */
	bool (*acknowledge)(void *self, const struct alert_key *key);
	bool (*mute)(void *self, const struct alert_key *key, int64_t lasts);
	/* The replay: what a key of it does; a place by its description. */
	void (*play)(void *self, enum action action);
	bool (*go_to)(void *self, const char *text, struct error *error);
};

/* Lines that were typed before, by what they were for. */
enum ask_history { ASK_HISTORY_NONE, ASK_HISTORY_COMMANDS, ASK_HISTORY_FILTERS, ASK_HISTORIES };

enum { SCREEN_VIEWS = 8, SCREEN_NOTICE = 320, SCREEN_HINTS = 32 };

/* Where a key stands in the hint bar. */
struct hint {
	int row, from, end; /* columns, the end not included */
	int key;
};

/* The last press of the mouse. */
struct press {
	int64_t at; /* CLOCK_NEVER: the next one is the first of two again */
	int row, column;
};

/* A view that stays as it is: see ui/freeze. */
struct freeze {
	bool on;
	bool wanted;         /* with the next frame */
	int64_t mono, wall;  /* since when */
	uint64_t messages;   /* that had come then */
	int rows, columns;   /* of the terminal */
	char position[48];
};

/* How much of a device the devices view shows. */
enum density {
	DENSITY_FULL,
	DENSITY_COMPACT, /* two lines in a frame */
	DENSITY_LIST,    /* one line */
	DENSITY_COUNT
};

struct ask;
struct palette;
struct publish;
struct question;
struct gallery;

/* The choice of a theme: ui/chooser. */
struct chooser {
	bool open;
	size_t at;     /* which theme of the gallery is looked at, */
	size_t before; /* and which one was shown before */
};

struct screen_model {
	const struct fleet *fleet;
	const struct link *link;
	const struct log *log;
	const struct journal *journal; /* the last messages */
	const struct clearing_status *clearing; /* of stored messages; NULL in a replay */
	const struct saved_messages *saved;     /* of the config; NULL: none */
	const struct recording_status *recording; /* NULL: there is none to speak of */
	const struct playback_status *playback;   /* NULL: what is shown happens now */
	struct gallery *gallery; /* the themes */
	const char *empty_hint; /* what to say while there is no device; may be NULL */
	const char *down_hint;  /* what to say while there is no broker; may be NULL */
};

struct screen {
	struct terminal *terminal;
	struct keymap *keymap;
	struct screen_model model;
	struct wishes wishes;
	const struct view *view;      /* in front */
	const struct view *view_below; /* where "back" leads to */
	void *states[SCREEN_VIEWS];
	struct device *focus;         /* the device that keys are for; NULL: none */
	char *wanted_topic;           /* that the topics view is to choose when it comes to the front; NULL: none */
	size_t wanted_length;
	char lost[PIN_TEXT];          /* the device that was, while the model that was put in its place has none yet */
	enum sort sort;
	bool slow;                    /* the line is: no graphs, and a frame a second */
	long frame_rate;              /* most frames a second, where it isn't */
	enum group group;
	enum density density;
	struct pins pins;
	struct filter *filter;        /* of the view in front */
	struct filter *filters[SCREEN_VIEWS]; /* each view's own; NULL: it has none */
	struct filter *sought;        /* what / had last: for n and N */
	struct prompt prompt;         /* what is being typed, */
	const struct ask *ask;        /* and what for */
	struct history histories[ASK_HISTORIES];
	struct palette *palette;      /* the `:` prompt's */
	struct publish *publish;      /* the form for a message */
	const struct question *question; /* waits for yes or no; NULL: none does */
	void *question_about;         /* a struct command, or whatever it is about */
	int question_first;           /* its first line that is seen */
	struct chooser chooser;
	struct alert_key muting;      /* what it is asked for how long; device NULL: nothing */
	int64_t question_shown;       /* when its first frame was sent; CLOCK_NEVER: not yet */
	char notice[SCREEN_NOTICE];
	enum log_level notice_level;
	bool notice_good;
	int64_t notice_until;
	char position[48];            /* what part of a longer list is seen; set by the view as it draws */
	struct hint hints[SCREEN_HINTS];
	size_t hint_count;
	struct canvas middle;         /* the view's, as it was drawn last */
	bool covered;                 /* something stood before it */
	struct freeze freeze;
	struct press press;
	bool dragging;                /* what was pressed last was the view's */
	int64_t mono, wall;           /* the real time of the frame */
};

/* A dashboard on a terminal, which stays the caller's. */
struct screen *screen_new(struct terminal *terminal, const struct screen_model *model, const struct wishes *wishes);
void screen_free(struct screen *screen);

/* Takes a key, or a paste. Returns what has become stale. */
unsigned screen_key(struct screen *screen, int key, int64_t mono);
unsigned screen_paste(struct screen *screen, const char *text, size_t length);

/* Takes what the mouse did, with its place on the whole screen; hands it to the view in front. */
unsigned screen_mouse(struct screen *screen, const struct mouse *mouse, int64_t mono);
unsigned screen_to_view(struct screen *screen, const struct mouse *mouse);

/* Does what a key of that action would. Returns what has become stale. */
unsigned screen_act(struct screen *screen, enum action action);

/* Begins a command of the focused device as its key would: it asks, or sends, or says what speaks against it. */
unsigned screen_send(struct screen *screen, const struct profile_command *definition, int64_t mono);

/* Draws a frame. `mono` and `wall` are the real time. */
void screen_draw(struct screen *screen, int64_t mono, int64_t wall);

/* Shows a line above the hint bar for a while; the text is cleaned. */
void screen_notice(struct screen *screen, enum log_level level, bool good, int64_t mono, const char *text);

/* Nanoseconds of real time until the screen changes by itself. */
int64_t screen_next_change(const struct screen *screen, int64_t mono);

/* The model was replaced by another one of the same things (a replay went back): what pointed into the old one is
 * found again in the new one, by name. The old one must still be there. */
void screen_replace_fleet(struct screen *screen, const struct fleet *fleet);

/* The device of a model that is the same as one of another (by profile and id); NULL: there is none. */
struct device *screen_same_device(const struct fleet *fleet, const struct device *device);

/* Whether an action would do something now. */
bool screen_can(const struct screen *screen, enum action action);

/* Nanoseconds between two frames at least, but for those that answer a key. */
int64_t screen_frame_interval(const struct screen *screen);

/* A view by number; NULL behind the last. */
const struct view *screen_view(size_t number);
/* A view by its name; NULL: there is none. */
const struct view *screen_find_view(const char *name);

/* Brings a view to the front. */
void screen_show(struct screen *screen, const struct view *view);

/* Whether a device is kept before all others; keeps the focused one, or lets it go. */
bool screen_is_pinned(const struct screen *screen, const struct device *device);
unsigned screen_pin(struct screen *screen);
/* Shows a topic in the topics view. */
void screen_show_topic(struct screen *screen, const char *topic, size_t length);

/* A model time as wall time. */
int64_t screen_wall_of(const struct screen *screen, int64_t model_time);

#endif
