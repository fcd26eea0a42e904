/* backoff: see include/telltale/source/backoff.h */
#include "config.h"

#include "telltale/source/backoff.h"

#include "telltale/base/clock.h"

static const int64_t stable = 10 * CLOCK_SECOND;

void backoff_init(struct backoff *backoff, uint64_t seed)
{
	backoff->failures = 0;
	backoff->random = seed;
}

/* splitmix64: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014 */
static uint64_t next_random(struct backoff *backoff)
{
	uint64_t z = backoff->random += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

int64_t backoff_next(struct backoff *backoff, bool credentials, int64_t stood)
{
	int64_t step = credentials ? 60 * CLOCK_SECOND : CLOCK_SECOND;
	int64_t most = credentials ? 300 * CLOCK_SECOND : 60 * CLOCK_SECOND;

	if (stood >= stable)
		backoff->failures = 0;
	for (unsigned i = 0; i < backoff->failures && step < most; i++)
		step *= 2;
	if (step > most)
		step = most;
	if (backoff->failures < 30)
		backoff->failures++;
	return step / 2 + (int64_t)(next_random(backoff) % (uint64_t)(step / 2 + 1));
}
