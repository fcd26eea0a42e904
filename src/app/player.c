/* player: its clock and its keys; see include/telltale/app/player.h */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/player_private.h"
#include "telltale/base/clock.h"
#include "telltale/base/memory.h"
#include "telltale/recording/heritage.h"
#include "telltale/recording/moment.h"

enum { LOG_LINES = 1000, STEPS_BETWEEN_CLOCKS = 32 };

static const int64_t seek_budget = 40 * CLOCK_MILLISECOND; /* of one turn: keys are answered in between */
static const double speeds[] = { 0.25, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 0 };

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

const struct playback_status *player_status(const struct player *player)
{
	return &player->status;
}

static void say(struct player *player, enum log_level level, const char *text)
{
	if (player->observer.notice != NULL)
		player->observer.notice(player->observer.self, level, text);
}

/* --- seeking --------------------------------------------------------------------------------------------- */

/* Takes another state for the present one. */
static void replace(struct player *player, const struct state *state)
{
	struct state old = player->now;

	player->now = *state;
	if (player->observer.replaced != NULL)
		player->observer.replaced(player->observer.self, player->now.fleet);
	state_clear(&old);
}

static bool is_behind(const struct player *player)
{
	if (player->target_number != UINT64_MAX)
		return player->now.cursor.number > player->target_number;
	return player->now.time > player->target;
}

/* Goes to a time, or (number not UINT64_MAX) to where so many documents have been applied. */
static void begin_seek(struct player *player, int64_t time, uint64_t number)
{
	struct state state;

	player->target = time < 0 ? 0 : time > player->timeline->end ? player->timeline->end : time;
	player->target_number = number;
	player->ended = false;
	player->status.seeking = true;
	if (frames_find(&player->frames, player->target, number, is_behind(player) ? NULL : &player->now, &state)) {
		replace(player, &state);
	} else if (is_behind(player)) {
		state_init(&state, &player->applier);
		replace(player, &state);
	}
}

static bool reached(struct player *player)
{
	const struct timeline_item *next = applier_peek(&player->applier, &player->now);

	if (next == NULL)
		return true;
	if (player->target_number != UINT64_MAX)
		return player->now.cursor.number >= player->target_number;
	return next->time > player->target;
}

/* While documents are played through quickly, rates come out right only if the clock ticks shortly before the end. */
static void tick_before_end(struct player *player)
{
	static const int64_t before = 3 * CLOCK_SECOND / 2;

	if (player->now.time >= player->target - before && player->now.ticked < player->target - before) {
		fleet_tick(player->now.fleet, player->target - before);
		player->now.ticked = player->target - before;
	}
}

static void finish_seek(struct player *player)
{
	if (player->target_number != UINT64_MAX)
		player->target = player->now.time;
	player->status.position = player->target;
	player->status.seeking = false;
	player->target_number = UINT64_MAX;
	player->real_at = clock_mono();
	applier_fill(&player->applier, &player->now);
	fleet_tick(player->now.fleet, player->status.position);
	events_log(player);
}

/* Goes on seeking for a while. */
static void seek_on(struct player *player, int64_t budget)
{
	int64_t until = clock_mono() + budget;

	for (uint64_t steps = 1; !reached(player); steps++) {
		tick_before_end(player);
		applier_step(&player->applier, &player->now, true);
		if (steps % STEPS_BETWEEN_CLOCKS == 0 && clock_mono() > until) {
			player->status.position = player->now.time;
			applier_fill(&player->applier, &player->now); /* what is seen on the way is right too */
			return;
		}
	}
	finish_seek(player);
}

void player_seek(struct player *player, int64_t time)
{
	begin_seek(player, time, UINT64_MAX);
	seek_on(player, seek_budget);
}

static void seek_number(struct player *player, uint64_t number)
{
	begin_seek(player, player->status.position, number);
	seek_on(player, seek_budget);
}

bool player_go_to(struct player *player, const char *text, struct error *error)
{
	int64_t time;

	if (!moment_parse(player->timeline, text, &time, error))
		return false;
	player_seek(player, time);
	return true;
}

void player_wait(struct player *player)
{
	while (player->status.seeking)
		seek_on(player, CLOCK_SECOND);
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
	if (!player->ended)
		say(player, LOG_NOTE, "the end of the recording; Home goes back to its beginning");
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
		if (steps % STEPS_BETWEEN_CLOCKS == 0 && clock_mono() > until) {
			player->status.position = player->now.time;
			break;
		}
	}
	if (fast && player->now.time > player->status.position)
		player->status.position = player->now.time;
	if (changed)
		events_log(player);
	if (applier_peek(&player->applier, &player->now) == NULL && player->status.position >= player->timeline->end)
		at_end(player);
	return changed;
}

/* --- keys ------------------------------------------------------------------------------------------------ */

static void pause_or_go_on(struct player *player)
{
	if (player->status.paused && player->ended)
		player_seek(player, 0);
	player->status.paused = !player->status.paused;
	player->real_at = clock_mono();
}

static void change_speed(struct player *player, bool faster)
{
	size_t count = sizeof speeds / sizeof *speeds, at = count - 1;
	double speed = player->status.speed;

	if (speed > 0)
		for (at = 0; at + 2 < count && speeds[at] < speed; at++)
			continue;
	if (faster && at + 1 < count)
		at++;
	else if (!faster && at > 0)
		at--;
	player->status.speed = speeds[at];
	player->real_at = clock_mono();
}

static void one_message_on(struct player *player)
{
	const struct timeline_item *next;
	bool message = false;

	player->status.paused = true;
	while (!message && (next = applier_peek(&player->applier, &player->now)) != NULL) {
		message = next->record.kind == RECORD_MESSAGE;
		applier_step(&player->applier, &player->now, false);
	}
	if (player->now.time > player->status.position)
		player->status.position = player->now.time;
	events_log(player);
}

/* Back to where the last message wasn't applied yet. */
static void one_message_back(struct player *player)
{
	uint64_t number = player->now.cursor.number;
	struct timeline_item item;

	player->status.paused = true;
	while (number > 0) {
		struct timeline_cursor cursor = timeline_seek_number(player->timeline, --number);
		if (cursor.number == number && timeline_next(&cursor, &item) && item.record.kind == RECORD_MESSAGE)
			break;
	}
	seek_number(player, number);
}

static void say_event(struct player *player, int64_t time)
{
	const struct timeline *timeline = player->timeline;
	char text[480];
	enum log_level level;
	int64_t wall;

	for (size_t i = 0; i < timeline->event_count; i++) {
		if (timeline->events[i].time == time && timeline->events[i].kind != RECORD_LINK &&
		    event_text(timeline, &timeline->events[i], &level, text, sizeof text, &wall)) {
			say(player, level, text);
			return;
		}
	}
}

static void to_event(struct player *player, bool on)
{
	/* while it plays, "before" means before the one that was just jumped to */
	int64_t position = player->status.position, reach = player->status.paused || on ? 0 : CLOCK_SECOND;
	const struct playback_event *found = NULL;

	for (size_t i = 0; i < player->status.event_count; i++) {
		const struct playback_event *event = &player->events[i];
		if (on && event->time > position && found == NULL)
			found = event;
		if (!on && event->time < position - reach)
			found = event;
	}
	if (found == NULL) {
		say(player, LOG_NOTE, on ? "nothing marked, ordered or alarming follows" : "nothing marked, ordered or alarming before");
		return;
	}
	player_seek(player, found->time);
	say_event(player, found->time);
}

void player_act(struct player *player, enum action action)
{
	static const struct {
		enum action action;
		int64_t by;
	} leaps[] = { { ACTION_SECONDS_BACK, -5 * CLOCK_SECOND }, { ACTION_SECONDS_ON, 5 * CLOCK_SECOND },
		      { ACTION_MINUTE_BACK, -CLOCK_MINUTE },      { ACTION_MINUTE_ON, CLOCK_MINUTE } };
	int64_t position = player->status.seeking ? player->target : player->status.position;

	for (size_t i = 0; i < sizeof leaps / sizeof *leaps; i++)
		if (leaps[i].action == action)
			player_seek(player, position + leaps[i].by);
	switch (action) {
	case ACTION_PAUSE:
		pause_or_go_on(player);
		break;
	case ACTION_BEGIN:
		player_seek(player, 0);
		break;
	case ACTION_END:
		player_seek(player, player->timeline->end);
		break;
	case ACTION_FASTER:
	case ACTION_SLOWER:
		change_speed(player, action == ACTION_FASTER);
		break;
	case ACTION_MESSAGE_ON:
		one_message_on(player);
		break;
	case ACTION_MESSAGE_BACK:
		one_message_back(player);
		break;
	case ACTION_EVENT_ON:
	case ACTION_EVENT_BACK:
		to_event(player, action == ACTION_EVENT_ON);
		break;
	case ACTION_LOOP:
		player->status.loop = !player->status.loop;
		break;
	default:
		break;
	}
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

static bool work(void *self, int64_t budget, bool *urgent)
{
	struct player *player = self;

	*urgent = false;
	if (player->status.seeking) {
		seek_on(player, seek_budget);
		*urgent = !player->status.seeking;
		return true;
	}
	if (player->status.paused)
		return false;
	advance(player);
	return apply_due(player, player->status.speed <= 0 ? seek_budget : budget);
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
