/*
 * alert: something that a person should know of, and its life.
 *
 *   pending ─> active ─> cleared (kept in a history)
 *                │ acknowledged by somebody, muted until some time
 *
 * It is pending while what is wrong hasn't lasted as long as its profile says, and nobody sees it then. It clears when what
 * was wrong has been right for a while: at once where a hysteresis says what right means, else after half a minute; and
 * after half a minute, too, if it has come again so soon before. What came again is the same alert once more, and counted.
 *
 * Nothing here looks at devices (core/fleet does) or at a clock: times are the model's.
 * Source: the life of an alarm is that of IEC 62682 (ISA-18.2), without its shelves.
 */
#ifndef TELLTALE_CORE_ALERT_H
#define TELLTALE_CORE_ALERT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "telltale/core/metric.h"

enum { ALERT_MOST = 1000, ALERT_HISTORY = 500, ALERT_TEXT = 120, ALERT_WHO = 80 };

enum alert_kind {
	ALERT_LIMIT,   /* a metric beyond a limit */
	ALERT_STATUS,  /* a status in a state for too long */
	ALERT_STALE,   /* a device is silent */
	ALERT_OFFLINE,
	ALERT_COMMAND, /* a command was contradicted, failed or timed out */
	ALERT_KINDS
};

enum alert_step {
	ALERT_NOTHING,
	ALERT_RAISED, /* also when a command comes to nothing once more */
	ALERT_WORSE,
	ALERT_BETTER,
	ALERT_CLEARED,
	ALERT_ACKNOWLEDGED,
	ALERT_MUTED,
	ALERT_UNMUTED
};

struct device;

/* What it is about: of a device, the number of the metric, the status, or the profile's command. */
struct alert_key {
	struct device *device;
	enum alert_kind kind;
	unsigned index;
};

struct alert {
	struct alert_key key; /* device NULL: the place is free */
	enum level level;     /* good: pending, or cleared */
	enum level before;    /* before the last step */
	enum level worst;     /* since it was raised */
	enum level wanted;    /* what is so now */
	bool acknowledged;
	bool hasty;           /* it came again soon after it was cleared */
	unsigned times;       /* that it came */
	int64_t since;        /* when what is wrong began */
	int64_t raised;
	int64_t cleared;      /* CLOCK_NEVER: it isn't */
	int64_t muted_until;  /* CLOCK_NEVER: it isn't */
	double value, extreme; /* of a metric: when it was raised, and the furthest since */
	char text[ALERT_TEXT]; /* what is wrong, clean: "41.7 °C, above 40" */
	char who[ALERT_WHO];   /* acknowledged it */
	/* private */
	int64_t begun[LEVEL_ALARM + 1]; /* since when it is at least so bad; CLOCK_NEVER: it isn't */
	int64_t calm_since;             /* since when it is better than it counts; CLOCK_NEVER */
	int64_t after, calm;            /* how long it must have been so to be raised, to be cleared */
	int64_t due;                    /* when to look at it again; INT64_MAX */
};

struct alerts {
	struct alert *all;     /* pending and active ones, and free places */
	size_t count, capacity; /* places */
	struct alert *history; /* cleared ones, the oldest first */
	size_t history_count;
	int64_t next_due;      /* none is due before that */
	uint64_t lost;         /* that there was no room for */
	uint64_t changes;      /* counts every step, and whenever they may have moved */
};

void alerts_init(struct alerts *alerts);
void alerts_clear(struct alerts *alerts);

/* The same once more; devices are the caller's to replace. */
void alerts_copy(struct alerts *copy, const struct alerts *alerts);

/* A new pending alert. NULL: there is no room, which is counted. It moves when another is added. */
struct alert *alerts_add(struct alerts *alerts, const struct alert_key *key);

/* The pending or active one of that key; the cleared one; NULL: there is none. */
struct alert *alerts_find(const struct alerts *alerts, const struct alert_key *key);
const struct alert *alerts_past(const struct alerts *alerts, const struct alert_key *key);

/* What is so now: how bad it is since when (the time counts for levels that it hadn't before, or with `anew` for all), and how
 * long it must last. */
void alert_set(struct alert *alert, enum level level, int64_t since, bool anew, int64_t after, int64_t calm);

/* Takes the step that is due, if one is; the caller asks again until there is none. A cleared one is still there until
 * alerts_finish(). live: what it is about is known to be so now; else it isn't raised. */
enum alert_step alerts_judge(struct alerts *alerts, struct alert *alert, bool live, int64_t now);

/* Frees the place of one that is cleared, which goes into the history, or that was never raised. */
void alerts_finish(struct alerts *alerts, struct alert *alert);

/* The one that is to be judged first, if that is at `now` or before; else NULL. */
struct alert *alerts_due(struct alerts *alerts, int64_t now);

/* Whether it is one that people see; whether it makes no noise. */
bool alert_is_active(const struct alert *alert);
bool alert_is_muted(const struct alert *alert);

/* Whether what was wrong is over, and it only waits whether that lasts. */
bool alert_is_ending(const struct alert *alert);

/* "warn"; "limit". */
const char *level_text(enum level level);
const char *alert_kind_text(enum alert_kind kind);

/* Bits of those kinds whose names stand in a text, with spaces between; the text of some bits. */
unsigned alert_kinds_parse(const char *words);
void alert_kinds_text(unsigned kinds, char *text, size_t size);

#endif
