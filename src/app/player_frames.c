/* player_frames: key frames, made on a thread; see include/telltale/app/player.h */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "app/player_private.h"

enum {
	SPACING = 20000,              /* documents between two frames: played through in less than a hundredth of a second */
	TOPIC_BYTES = 2500,           /* of a model, roughly, for each of its topics */
	FRAMES_BYTES = 256 << 20,     /* of all frames together, roughly */
	FRAMES_LEAST = 4
};

/* Too many: every second one goes, and those to come are twice as far apart. The first always stays. */
static void thin_out(struct frames *frames)
{
	size_t kept = 0;

	for (size_t i = 0; i < frames->count; i++) {
		if (i % 2 == 0)
			frames->all[kept++] = frames->all[i];
		else
			state_clear(&frames->all[i]);
	}
	frames->count = kept;
	frames->spacing *= 2;
}

static size_t most_frames(const struct fleet *fleet)
{
	size_t bytes = (fleet_counts(fleet)->topics + 20) * TOPIC_BYTES, most = FRAMES_BYTES / bytes;

	return most < FRAMES_LEAST ? FRAMES_LEAST : most < FRAMES ? most : FRAMES;
}

static void add(struct frames *frames, const struct state *state)
{
	struct state copy;

	state_copy(&copy, state); /* that takes time: not under the lock */
	pthread_mutex_lock(&frames->lock);
	frames->most = most_frames(state->fleet);
	while (frames->count >= frames->most)
		thin_out(frames);
	frames->all[frames->count++] = copy;
	pthread_mutex_unlock(&frames->lock);
}

static void tell(struct frames *frames, uint64_t seen, int64_t time)
{
	pthread_mutex_lock(&frames->lock);
	frames->seen = seen;
	frames->seen_time = time;
	pthread_mutex_unlock(&frames->lock);
}

/* Plays everything once through, and leaves a frame now and then. */
static void *run(void *argument)
{
	enum { TOLD_EVERY = 500 };
	struct frames *frames = argument;
	struct state state;
	uint64_t next = 0, steps = 0;

	state_init(&state, &frames->applier);
	while (!atomic_load(&frames->stop) && applier_peek(&frames->applier, &state) != NULL) {
		if (state.cursor.number >= next) {
			add(frames, &state);
			next = state.cursor.number + frames->spacing; /* only this thread changes it */
		}
		applier_step(&frames->applier, &state, true);
		if (++steps % TOLD_EVERY == 0)
			tell(frames, state.cursor.number, state.time);
	}
	tell(frames, UINT64_MAX, INT64_MAX);
	state_clear(&state);
	return NULL;
}

void frames_start(struct frames *frames, const struct player *player)
{
	pthread_mutex_init(&frames->lock, NULL);
	frames->spacing = SPACING;
	applier_init(&frames->applier, player->timeline, &player->profiles);
	/* without a thread all works, only slower */
	frames->started = pthread_create(&frames->thread, NULL, run, frames) == 0;
}

void frames_wait(struct frames *frames)
{
	if (frames->started)
		pthread_join(frames->thread, NULL);
	frames->started = false;
}

void frames_end(struct frames *frames)
{
	atomic_store(&frames->stop, true);
	frames_wait(frames);
	for (size_t i = 0; i < frames->count; i++)
		state_clear(&frames->all[i]);
	applier_clear(&frames->applier);
	pthread_mutex_destroy(&frames->lock);
}

static bool is_before(const struct state *state, int64_t time, uint64_t number)
{
	return number != UINT64_MAX ? state->cursor.number <= number : state->time < time || state->cursor.number == 0;
}

bool frames_find(struct frames *frames, int64_t time, uint64_t number, const struct state *have, struct state *found)
{
	const struct state *best = NULL;
	bool usable = have != NULL && is_before(have, time, number);

	pthread_mutex_lock(&frames->lock);
	for (size_t i = 0; i < frames->count && is_before(&frames->all[i], time, number); i++)
		best = &frames->all[i];
	if (best != NULL && usable && best->cursor.number <= have->cursor.number + frames->spacing)
		best = NULL;
	if (best != NULL)
		state_copy(found, best);
	pthread_mutex_unlock(&frames->lock);
	return best != NULL;
}

bool frames_coming(struct frames *frames, int64_t time, uint64_t target_number, uint64_t number)
{
	pthread_mutex_lock(&frames->lock);
	bool reached = target_number != UINT64_MAX ? frames->seen >= target_number : frames->seen_time > time;
	bool coming = frames->started && !reached && frames->seen >= number;
	pthread_mutex_unlock(&frames->lock);
	return coming;
}
