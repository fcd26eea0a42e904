/* player: its clock; see include/telltale/app/player.h. Going elsewhere: player_seek.c; what keys do: player_keys.c. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/player_private.h"
#include "telltale/base/clock.h"
#include "telltale/base/memory.h"
#include "telltale/recording/heritage.h"
#include "telltale/recording/moment.h"

enum { LOG_LINES = 1000 };


bool player_speed_parse(const char *text, double *speed, struct error *error)
{
	char *end;

	*speed = 0;
	if (strcmp(text, "max") == 0)
		return true;
	*speed = strtod(text, &end);
	if (end == text || (*end != '\0' && strcmp(end, "x") != 0) || !(*speed >= 0.25 && *speed <= 1000))
		return error_set(error, ERROR_USAGE, "speed: found '%s', expected a number from 0.25 to 1000, or max", text);
	return true;
}

struct player *player_new(const struct timeline *timeline, const struct player_settings *settings)
{
	struct player *player = memory_zeroed(1, sizeof *player);

	player->timeline = timeline;
	player->settings = *settings;
	heritage_profiles(timeline, &player->profiles, &player->warning); /* those that it could read are there anyway */
	player->log = log_new(LOG_LINES);
	applier_init(&player->applier, timeline, &player->profiles);
	player->journal = player->applier.journal = journal_new();
	state_init(&player->now, &player->applier);
	player->status = (struct playback_status){ .end = timeline->end, .speed = settings->speed, .loop = settings->loop };
	player->target_number = UINT64_MAX;
	events_list(player);
	player->real_at = clock_mono();
	frames_start(&player->frames, player);
	return player;
}

void player_free(struct player *player)
{
	if (player == NULL)
		return;
	frames_end(&player->frames);
	state_clear(&player->now);
	applier_clear(&player->applier);
	journal_free(player->journal);
	log_free(player->log);
	free(player->events);
	profiles_clear(&player->profiles);
	free(player);
}

void player_observe(struct player *player, const struct player_observer *observer)
{
	player->observer = *observer;
}

const char *player_warning(const struct player *player)
{
	return player->warning.text;
}

const struct fleet *player_fleet(const struct player *player)
{
	return player->now.fleet;
}

const struct link *player_link(const struct player *player)
{
	return &player->now.link;
}

struct log *player_log(const struct player *player)
{
	return player->log;
}

const struct journal *player_journal(const struct player *player)
{
	return player->journal;
}

const struct playback_status *player_status(const struct player *player)
{
	return &player->status;
}

void player_say(struct player *player, enum log_level level, const char *text)
{
	if (player->observer.notice != NULL)
		player->observer.notice(player->observer.self, level, text);
}

void player_prepared(struct player *player)
{
	frames_wait(&player->frames);
}

/* --- playing --------------------------------------------------------------------------------------------- */

static void at_end(struct player *player)
{
	player->status.position = player->timeline->end;
	if (player->status.loop && player->timeline->end > 0) {
		player_seek(player, 0);
		return;
	}
	player->status.paused = true;
	if (!player->ended && timeline_intact(player->timeline, NULL))
		player_say(player, LOG_NOTE, "the end of the recording; Home goes back to its beginning");
	player->ended = true;
}

/* Moves the position on by the real time that has passed. */
static void advance(struct player *player)
{
	int64_t now = clock_mono(), passed = now - player->real_at;
	const struct timeline_item *next = applier_peek(&player->applier, &player->now);
	int64_t limit = player->settings.idle_limit;

	player->real_at = now;
	if (player->status.speed > 0)
		player->status.position += (int64_t)((double)passed * player->status.speed);
	else if (next != NULL)
		player->status.position = next->time;
	if (next != NULL && limit > 0 && next->time > player->status.position &&
	    player->status.position - player->now.time >= limit)
		player->status.position = next->time;
	if (player->status.position > player->timeline->end)
		player->status.position = player->timeline->end;
}

/* Applies what is due; what can't be done within the budget holds the position back. */
static bool apply_due(struct player *player, int64_t budget)
{
	int64_t until = clock_mono() + budget;
	const struct timeline_item *next;
	bool changed = false, fast = player->status.speed <= 0;

	for (uint64_t steps = 1; (next = applier_peek(&player->applier, &player->now)) != NULL; steps++) {
		if (next->time > player->status.position && !fast)
			break;
		applier_step(&player->applier, &player->now, false);
		changed = true;
		if (steps % PLAYER_STEPS_BETWEEN_CLOCKS == 0 && clock_mono() > until) {
			player->status.position = player->now.time;
			break;
		}
	}
	if (fast && player->now.time > player->status.position)
		player->status.position = player->now.time;
	if (changed)
		events_log(player);
	if (applier_peek(&player->applier, &player->now) == NULL && player->status.position >= player->timeline->end) {
		at_end(player);
		changed = true;
	}
	return changed;
}

/* --- the engine ------------------------------------------------------------------------------------------ */

static int64_t prepare(void *self, struct pollfd fds[ENGINE_FDS], bool patient)
{
	struct player *player = self;
	const struct timeline_item *next = applier_peek(&player->applier, &player->now);

	fds[0] = fds[1] = (struct pollfd){ -1, 0, 0 };
	if (player->status.seeking)
		return 0;
	if (player->status.paused)
		return INT64_MAX;
	if (player->status.speed <= 0)
		return patient ? CLOCK_MILLISECOND : 0;
	int64_t due = (next != NULL ? next->time : player->timeline->end) - player->status.position;
	if (player->settings.idle_limit > 0 && due > player->settings.idle_limit)
		due = player->settings.idle_limit;
	due = (int64_t)((double)due / player->status.speed);
	return due < 5 * CLOCK_MILLISECOND ? 5 * CLOCK_MILLISECOND : due; /* no more often than a screen can show */
}

static bool play(struct player *player, int64_t budget, enum haste *haste)
{
	if (player->status.seeking) {
		player_seek_on(player, PLAYER_SEEK_BUDGET);
		*haste = player->status.seeking ? HASTE_NONE : HASTE_NOW;
		return true;
	}
	if (player->status.paused)
		return false;
	advance(player);
	return apply_due(player, player->status.speed <= 0 ? PLAYER_SEEK_BUDGET : budget);
}

/* Says once that a file was changed meanwhile. */
static bool say_lost(struct player *player)
{
	char text[200];

	if (player->lost_said || timeline_intact(player->timeline, NULL))
		return false;
	for (size_t i = 0; i < player->timeline->file_count; i++) {
		const struct reader *reader = player->timeline->files[i].reader;
		const char *slash = strrchr(reader->path, '/');
		if (reader_intact(reader, NULL))
			continue;
		snprintf(text, sizeof text, "A FILE WAS CHANGED OR TAKEN AWAY: what is lost isn't shown: %.80s",
		         slash != NULL ? slash + 1 : reader->path);
		player_say(player, LOG_ALARM, text);
	}
	player->lost_said = true;
	return true;
}

static bool work(void *self, int64_t budget, enum haste *haste)
{
	struct player *player = self;

	*haste = HASTE_NONE;
	bool stale = play(player, budget, haste);
	return say_lost(player) || stale;
}

static void tick(void *self)
{
	struct player *player = self;

	if (player->status.seeking)
		return;
	if (!player->status.paused)
		advance(player);
	fleet_tick(player->now.fleet, player->status.position);
}

static int64_t wall(void *self)
{
	struct player *player = self;

	return player->now.wall + (player->status.position - player->now.time);
}

const struct engine player_engine = { prepare, work, tick, wall };
