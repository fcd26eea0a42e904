/* sim_random: see include/telltale/app/sim_random.h */
#include "config.h"

#include "telltale/app/sim_random.h"

#define GOLDEN_GAMMA UINT64_C(0x9e3779b97f4a7c15)

static uint64_t mix(uint64_t bits)
{
	bits = (bits ^ (bits >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	bits = (bits ^ (bits >> 27)) * UINT64_C(0x94d049bb133111eb);
	return bits ^ (bits >> 31);
}

void sim_random_seed(struct sim_random *random, uint64_t seed, uint64_t stream)
{
	/* Mixed, for otherwise the streams of one seed would be one sequence, a few steps apart. */
	random->state = mix(seed + mix((stream + 1) * GOLDEN_GAMMA));
}

uint64_t sim_random_next(struct sim_random *random)
{
	random->state += GOLDEN_GAMMA;
	return mix(random->state);
}

double sim_random_between(struct sim_random *random, double low, double high)
{
	/* 53 bits: as many as a double holds. */
	double unit = (double)(sim_random_next(random) >> 11) * 0x1.0p-53;

	return low + unit * (high - low);
}

bool sim_random_once_in(struct sim_random *random, unsigned n)
{
	return sim_random_next(random) % n == 0;
}
