/* schedule: see include/telltale/app/schedule.h */
#include "config.h"

#include "telltale/app/schedule.h"

#include "telltale/base/clock.h"

void schedule_begin(struct schedule *schedule, int64_t time, int64_t now)
{
	schedule->start = now;
	schedule->time = time;
	schedule->position = schedule->round = 0;
}

/* Moves on to a time. */
static void move(struct schedule *schedule, int64_t time)
{
	int64_t pause = time - schedule->time;

	if (schedule->idle_limit > 0 && pause > schedule->idle_limit)
		pause = schedule->idle_limit;
	if (pause > 0)
		schedule->position += pause;
	schedule->time = time;
}

int64_t schedule_due(struct schedule *schedule, int64_t time)
{
	move(schedule, time);
	if (schedule->speed <= 0)
		return CLOCK_NEVER;
	return schedule->start + (int64_t)((double)schedule->position / schedule->speed);
}

void schedule_again(struct schedule *schedule, int64_t end, int64_t begin)
{
	move(schedule, end);
	if (schedule->position == schedule->round)
		schedule->position += CLOCK_SECOND;
	schedule->round = schedule->position;
	schedule->time = begin;
}

void schedule_shift(struct schedule *schedule, int64_t pause)
{
	schedule->start += pause;
}
