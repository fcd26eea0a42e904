/* What the files of the player share; nobody else includes this. */
#ifndef TELLTALE_APP_PLAYER_PRIVATE_H
#define TELLTALE_APP_PLAYER_PRIVATE_H

#include <pthread.h>
#include <stdatomic.h>

#include "telltale/app/player.h"
#include "telltale/conf/profile_text.h"

enum { FRAMES = 96, PLAYER_STEPS_BETWEEN_CLOCKS = 32 };

/* A model and how far the timeline was played into it. */
struct state {
	struct fleet *fleet;
	struct link link;
	struct timeline_cursor cursor; /* what comes next */
	int64_t time;                  /* of the last document that was applied */
	int64_t wall;
	int64_t ticked;                /* timeline time of the last tick while playing fast */
};

/* Applies documents to states; each thread has one. */
struct applier {
	const struct timeline *timeline;
	struct fleet_settings settings;
	struct buffer payload, properties;
	struct journal *journal; /* that is told of what is played; NULL: none */
	struct timeline_item next; /* the document at the cursor of the state that was looked at last */
	bool has_next;
	struct timeline_cursor next_at, behind_next;
};

/* Key frames, in order. */
struct frames {
	pthread_mutex_t lock; /* of what follows */
	struct state all[FRAMES];
	size_t count, most;   /* most: by the memory that each takes */
	uint64_t spacing;     /* documents between two */
	uint64_t seen;        /* documents that the thread has applied; UINT64_MAX: it is through */
	int64_t seen_time;    /* of the last of them */
	/* the thread's */
	struct applier applier;
	pthread_t thread;
	bool started;
	atomic_bool stop;
};

struct player {
	const struct timeline *timeline;
	struct player_settings settings;
	struct profiles profiles;
	struct error warning;
	struct player_observer observer;
	struct applier applier;
	struct state now;
	struct frames frames;
	struct log *log;
	struct journal *journal;
	size_t logged;             /* events of the timeline that are in the log */
	struct playback_status status;
	struct playback_event *events;
	int64_t real_at;           /* real time up to which the position was moved on */
	int64_t target;            /* while seeking: where to */
	uint64_t target_number;    /* or how many documents; UINT64_MAX: by time */
	bool ended;                /* the end was reached and said */
	bool lost_said;            /* that a file was changed while it's read */
};

/* player.c */
void player_say(struct player *player, enum log_level level, const char *text);

/* player_seek.c */
/* Of one turn: keys are answered in between. */
#define PLAYER_SEEK_BUDGET (40 * CLOCK_MILLISECOND)
/* Goes on with what was begun, for so long. */
void player_seek_on(struct player *player, int64_t budget);
/* To where so many documents have been applied. */
void player_seek_number(struct player *player, uint64_t number);

/* player_state.c */
void state_init(struct state *state, const struct applier *applier);
void state_copy(struct state *copy, const struct state *state);
void state_clear(struct state *state);
void applier_init(struct applier *applier, const struct timeline *timeline, const struct profiles *profiles);
void applier_clear(struct applier *applier);
/* The document that comes next for a state; NULL: the end. */
const struct timeline_item *applier_peek(struct applier *applier, const struct state *state);
/* Applies it; quickly: without the bytes of payloads, which applier_fill() brings afterwards for each topic. */
void applier_step(struct applier *applier, struct state *state, bool quick);
void applier_fill(struct applier *applier, struct state *state);
/* Makes the applier's journal anew: the last messages before the place that a state has come to. */
void applier_journal(struct applier *applier, const struct state *state);

/* player_frames.c */
void frames_start(struct frames *frames, const struct player *player);
void frames_end(struct frames *frames);
/* Waits until all frames are made. */
void frames_wait(struct frames *frames);
/* Copies the last frame before a time (or with at most `number` documents), if it is nearer than a state that is
 * there already. False: that state is near enough, or there is no such frame. */
bool frames_find(struct frames *frames, int64_t time, uint64_t number, const struct state *have, struct state *found);

/* Whether the thread is on its way to that place and further than `number` documents: then its frames come sooner than
 * one would get there without. */
bool frames_coming(struct frames *frames, int64_t time, uint64_t target_number, uint64_t number);

/* player_events.c */
/* Applies an event to the state: the link, a command. */
void event_apply(const struct applier *applier, struct state *state, const struct timeline_item *item);
/* Brings the log to the position. */
void events_log(struct player *player);
/* Makes the list for the time line. */
void events_list(struct player *player);
/* What an event says in the log, cleaned. False: nothing. */
bool event_text(const struct timeline *timeline, const struct timeline_event *event, enum log_level *level, char *text,
                size_t size, int64_t *wall);

#endif
