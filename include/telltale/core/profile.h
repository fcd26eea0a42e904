/*
 * profile: how the topics of one kind of device become statuses, metrics and commands.
 *
 * Plain data; conf/profile_text makes it from a text. A profile never changes once the fleet uses it.
 */
#ifndef TELLTALE_CORE_PROFILE_H
#define TELLTALE_CORE_PROFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct scalar;

/* What a state means for somebody who looks at the screen. */
enum state_kind {
	STATE_REST,    /* at rest, as it should be */
	STATE_ACTIVE,  /* open, up, on: the other end of rest */
	STATE_MOVING,  /* on its way */
	STATE_ALARM,   /* jammed, fault: a person is needed */
	STATE_UNKNOWN  /* a value that the profile doesn't know */
};

struct profile_state {
	char *value; /* as the device sends it: "0", "OPEN" */
	char *name;  /* as people say it: "closed" */
	enum state_kind kind;
};

/* A state that somebody should know of once it has lasted so long. LEVEL_GOOD: nobody need, though its kind is alarm. */
struct profile_alert {
	char *state; /* its name, or the text that is the state */
	int64_t after; /* nanoseconds */
	unsigned char level; /* enum level */
};

struct profile_status {
	char *name;
	char *label; /* on the screen */
	char *topic; /* pattern */
	char *from;  /* path into the payload; "": all of it */
	struct profile_state *states;
	size_t state_count; /* 0: the text is the state, any text */
	struct profile_alert *alerts;
	size_t alert_count;
};

/* What stands beside a number on the screen. */
enum metric_show { SHOW_SPARKLINE, SHOW_GAUGE, SHOW_NUMBER };

struct profile_metric {
	char *name;
	char *label;
	char *topic;
	char *from;
	char *unit;
	double scale, offset;          /* shown = sent * scale + offset */
	int decimals;                  /* -1: as many as the values need */
	double least, most;            /* range; NAN: none */
	double warn_below, warn_above; /* limits; NAN: none */
	double alarm_below, alarm_above;
	double hysteresis; /* how far a value must be within a limit to be good again */
	int64_t lasting;   /* nanoseconds that it must be beyond one to be an alert */
	enum metric_show show; /* a gauge has a range */
};

/* "hatch=opened|opening": one status is in one of some states. */
struct condition {
	size_t status;   /* index into the profile's statuses */
	uint64_t states; /* bit i: state i of that status */
};

struct conditions {
	struct condition *all; /* every one of them must hold */
	size_t count;
	char *text; /* as it was written */
};

struct profile_command {
	char *name;
	char *label;
	char *key; /* one lower-case letter; "": no key */
	char *topic;
	char *payload;
	int qos;
	bool retain; /* only of a message of the user's own: an order isn't repeated to whoever comes later */
	struct conditions requires;    /* guard */
	struct conditions expect;      /* the device's own report that proves it; none: accepted is the end */
	struct conditions contradicts; /* a report that proves the opposite */
	int64_t within;                /* nanoseconds from sent until it has timed out */
	bool confirm;                  /* asks before it sends */
};

struct profile {
	char *name;
	char *title;
	char *origin; /* where it was read: a file, or "built in" */
	char *text;   /* the text it was made from, for recordings */
	char *topic;  /* pattern for whatever names no other */
	char *alive;  /* pattern of the topic that says whether a device lives; NULL: none */
	char *alive_from;
	char **online_words, **offline_words; /* NULL-ended; empty: the usual ones */
	int64_t stale_after;                  /* nanoseconds */
	struct profile_status *statuses;
	size_t status_count;
	struct profile_metric *metrics;
	size_t metric_count;
	struct profile_command *commands;
	size_t command_count;
};

/* Frees a profile and all that it holds. */
void profile_free(struct profile *profile);

/* The status of that name, or -1; the state of that name in a status, or -1. */
int profile_find_status(const struct profile *profile, const char *name);
int profile_find_state(const struct profile_status *status, const char *name);

/* The command that a key means, or NULL. */
const struct profile_command *profile_find_key(const struct profile *profile, const char *key);

/* What a state of that name usually means: "opening" moves, "jammed" is an alarm, "open" and "on" are active. */
enum state_kind profile_state_kind(const char *name);

/* Whether a scalar says that a device lives: 1, 0, or -1 where it says neither. */
int profile_alive(const struct profile *profile, const struct scalar *scalar);

/* The usual words for it, for devices without a profile; `numbers` also takes 1, 0, true and false. */
int profile_alive_word(const struct scalar *scalar, bool numbers);

#endif
