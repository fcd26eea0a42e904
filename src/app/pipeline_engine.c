/* pipeline_engine: the pipeline in a dashboard's loop; see include/telltale/app/pipeline.h */
#include "config.h"

#include "app/clearing_private.h"
#include "telltale/base/clock.h"

static int64_t prepare(void *self, struct pollfd fds[ENGINE_FDS], bool patient)
{
	struct pipeline *pipeline = self;

	fds[0] = (struct pollfd){ pipeline->tape.wake.sleeper, POLLIN, 0 };
	fds[1] = (struct pollfd){ -1, 0, 0 };
	if (pipeline->tape.status.held)
		return CLOCK_SECOND; /* the recorder wakes us; until then nothing may be taken */
	fds[1] = (struct pollfd){ inbox_fd(pipeline->inbox), POLLIN, 0 };
	return pipeline_prepare_sleep(pipeline, patient) ? clearing_next(&pipeline->clearing) : 0;
}

static bool work(void *self, int64_t budget, enum haste *haste)
{
	struct pipeline *pipeline = self;
	uint64_t changes = fleet_counts(pipeline->fleet)->changes;

	inbox_awake(pipeline->inbox);
	bool ended = pipeline_check_recording(pipeline); /* first: it empties the descriptor by which the rest asks for a turn */
	bool stale = pipeline_drain(pipeline, budget);
	ended |= clearing_check(pipeline);
	*haste = ended ? HASTE_NOW : fleet_counts(pipeline->fleet)->changes != changes ? HASTE_SOON : HASTE_NONE;
	return stale || ended;
}

static void tick(void *self)
{
	pipeline_tick(self);
}

static int64_t wall(void *self)
{
	(void)self;
	return clock_wall();
}

const struct engine pipeline_engine = { prepare, work, tick, wall };
