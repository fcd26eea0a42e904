/* backoff: see include/telltale/source/backoff.h */
#include "config.h"

#include "telltale/source/backoff.h"

#include "telltale/base/clock.h"

static const int64_t stable = 10 * CLOCK_SECOND;

void backoff_init(struct backoff *backoff, uint64_t seed)
{
	backoff->failures = 0;
	random_seed(&backoff->random, seed, 0);
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
	return step / 2 + (int64_t)(random_bits(&backoff->random) % (uint64_t)(step / 2 + 1));
}
