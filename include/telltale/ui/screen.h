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
#include "telltale/core/filter.h"
#include "telltale/core/fleet.h"
#include "telltale/core/journal.h"
#include "telltale/core/link.h"
#include "telltale/core/playback_status.h"
#include "telltale/core/recording_status.h"
#include "telltale/ui/prompt.h"
#include "telltale/ui/roster.h"
#include "telltale/ui/terminal.h"
#include "telltale/ui/view.h"

/* What the user wants done; filled in by app. */
struct wishes {
	void *self;
	/* Begins a command. What comes back is asked, sent or refused already, and belongs to the fleet. */
	struct command *(*ask)(void *self, struct device *device, const struct profile_command *definition);
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

enum { SCREEN_VIEWS = 5, SCREEN_NOTICE = 320 };

struct ask;

struct screen_model {
	const struct fleet *fleet;
	const struct link *link;
	const struct log *log;
	const struct journal *journal; /* the last messages */
	const struct recording_status *recording; /* NULL: there is none to speak of */
	const struct playback_status *playback;   /* NULL: what is shown happens now */
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
	enum sort sort;
	bool slow;                    /* the line is: no graphs */
	struct filter *filter;        /* of the view in front */
	struct filter *filters[SCREEN_VIEWS]; /* each view's own; NULL: it has none */
	struct prompt prompt;         /* what is being typed, */
	const struct ask *ask;        /* and what for */
	struct alert_key muting;      /* what it is asked for how long; device NULL: nothing */
	struct command *question;     /* waits for yes or no */
	int64_t question_shown;       /* when its first frame was sent; CLOCK_NEVER: not yet */
	char notice[SCREEN_NOTICE];
	enum log_level notice_level;
	bool notice_good;
	int64_t notice_until;
	char position[48];            /* what part of a longer list is seen; set by the view as it draws */
	int64_t mono, wall;           /* the real time of the frame */
};

/* A dashboard on a terminal, which stays the caller's. */
struct screen *screen_new(struct terminal *terminal, const struct screen_model *model, const struct wishes *wishes);
void screen_free(struct screen *screen);

/* Takes a key, or a paste. Returns what has become stale. */
unsigned screen_key(struct screen *screen, int key, int64_t mono);
unsigned screen_paste(struct screen *screen, const char *text, size_t length);

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

/* Brings a view to the front. */
void screen_show(struct screen *screen, const struct view *view);

/* A model time as wall time. */
int64_t screen_wall_of(const struct screen *screen, int64_t model_time);

#endif
