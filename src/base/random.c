/* random: see include/telltale/base/random.h */
#include "config.h"

#include "telltale/base/random.h"

#define GOLDEN_GAMMA UINT64_C(0x9e3779b97f4a7c15)

static uint64_t mix(uint64_t bits)
{
	bits = (bits ^ (bits >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	bits = (bits ^ (bits >> 27)) * UINT64_C(0x94d049bb133111eb);
	return bits ^ (bits >> 31);
}

void random_seed(struct random *random, uint64_t seed, uint64_t stream)
{
	/* Mixed, for otherwise the streams of one seed would be one sequence, a few steps apart. */
	random->state = mix(seed + mix((stream + 1) * GOLDEN_GAMMA));
}

uint64_t random_bits(struct random *random)
{
	random->state += GOLDEN_GAMMA;
	return mix(random->state);
}

double random_between(struct random *random, double low, double high)
{
	/* 53 bits: as many as a double holds. */
	double unit = (double)(random_bits(random) >> 11) * 0x1.0p-53;

	return low + unit * (high - low);
}

bool random_once_in(struct random *random, unsigned n)
{
	return random_bits(random) % n == 0;
}
