/*
 * player: plays a timeline into a model, forwards and backwards, at any speed.
 *
 * Going back means taking a copy of the model from an earlier moment (a key frame) and playing on from there.
 * Key frames are made on a thread of its own from the moment the player starts, and kept within a bound: where
 * there are too many, every second one goes.
 *
 * The clock of the model is the timeline's. Source: key frames and the distance between them are those of video
 * (ISO/IEC 14496-10, instantaneous decoding refresh).
 */
#ifndef TELLTALE_APP_PLAYER_H
#define TELLTALE_APP_PLAYER_H

#include <stdbool.h>
#include <stdint.h>

#include "telltale/app/engine.h"
#include "telltale/base/error.h"
#include "telltale/base/log.h"
#include "telltale/conf/action.h"
#include "telltale/core/fleet.h"
#include "telltale/core/journal.h"
#include "telltale/core/link.h"
#include "telltale/core/playback_status.h"
#include "telltale/recording/timeline.h"

struct player;

struct player_settings {
	double speed;       /* times the recording's own; 0: as fast as it can */
	bool loop;
	int64_t idle_limit; /* nanoseconds; no pause is longer; 0: all are as they were */
};

/* Who wants to know: the model was replaced by another (the old one still lives while this is called); something
 * that a person should see. */
struct player_observer {
	void *self;
	void (*replaced)(void *self, const struct fleet *fleet);
	void (*notice)(void *self, enum log_level level, const char *text);
};

/* Reads a speed: "2", "0.5x", or "max", which is 0. */
bool player_speed_parse(const char *text, double *speed, struct error *error);

/* Starts at the beginning, playing. The timeline stays the caller's. */
struct player *player_new(const struct timeline *timeline, const struct player_settings *settings);
void player_free(struct player *player);

void player_observe(struct player *player, const struct player_observer *observer);

/* Why not all of its profiles could be read; "": they could. */
const char *player_warning(const struct player *player);

/* What is shown. */
const struct fleet *player_fleet(const struct player *player);
const struct link *player_link(const struct player *player);
struct log *player_log(const struct player *player);
const struct journal *player_journal(const struct player *player);
const struct playback_status *player_status(const struct player *player);

/* Does what a key of the replay means. */
void player_act(struct player *player, enum action action);

/* Goes to a time of the timeline, or to a place as a person describes one (recording/moment). */
void player_seek(struct player *player, int64_t time);
bool player_go_to(struct player *player, const char *text, struct error *error);

/* For tests and figures: waits until the place that was asked for is reached; until all key frames are made. */
void player_wait(struct player *player);
void player_prepared(struct player *player);

/* The player as what moves the model of a dashboard. */
extern const struct engine player_engine;

#endif
