/* player_seek: to another place of the timeline, at once or little by little; see include/telltale/app/player.h */
#include "config.h"

#include <time.h>

#include "app/player_private.h"
#include "telltale/base/clock.h"
#include "telltale/recording/moment.h"

/* Takes another state for the present one. */
static void replace(struct player *player, const struct state *state)
{
	struct state old = player->now;

	player->now = *state;
	if (player->observer.replaced != NULL)
		player->observer.replaced(player->observer.self, player->now.fleet);
	state_clear(&old);
}

/* Whether the model is further than the target: by its documents, or by its clock alone, in a long pause. */
static bool is_behind(const struct player *player)
{
	const struct state *now = &player->now;

	if (player->target_number != UINT64_MAX)
		return now->cursor.number > player->target_number ||
		       (now->cursor.number == player->target_number && fleet_now(now->fleet) > now->time);
	return now->time > player->target || fleet_now(now->fleet) > player->target;
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
	applier_journal(&player->applier, &player->now);
	fleet_tick(player->now.fleet, player->status.position);
	events_log(player);
}

/* The thread that makes key frames is ahead: it gets there sooner alone than with us beside it. What it has is shown
 * meanwhile, now and then. */
static void wait_for_frames(struct player *player)
{
	static const int64_t between = 100 * CLOCK_MILLISECOND;
	const struct timespec pause = { 0, 4 * CLOCK_MILLISECOND };
	int64_t now = clock_mono();
	struct state state;

	nanosleep(&pause, NULL);
	if (now - player->real_at < between)
		return;
	player->real_at = now;
	if (frames_find(&player->frames, player->target, player->target_number, &player->now, &state)) {
		replace(player, &state);
		applier_fill(&player->applier, &player->now);
		player->status.position = player->now.time;
	}
}

/* Goes on seeking for a while. */
void player_seek_on(struct player *player, int64_t budget)
{
	int64_t until = clock_mono() + budget;
	struct state state;

	if (frames_coming(&player->frames, player->target, player->target_number, player->now.cursor.number)) {
		wait_for_frames(player);
		return;
	}
	if (frames_find(&player->frames, player->target, player->target_number, &player->now, &state))
		replace(player, &state);

	for (uint64_t steps = 1; !reached(player); steps++) {
		tick_before_end(player);
		applier_step(&player->applier, &player->now, true);
		if (steps % PLAYER_STEPS_BETWEEN_CLOCKS == 0 && clock_mono() > until) {
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
	player_seek_on(player, PLAYER_SEEK_BUDGET);
}

void player_seek_number(struct player *player, uint64_t number)
{
	begin_seek(player, player->status.position, number);
	player_seek_on(player, PLAYER_SEEK_BUDGET);
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
		player_seek_on(player, CLOCK_SECOND);
}
