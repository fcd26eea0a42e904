/*
 * random: chance for jitter and for simulated devices; small, fast and the same for the same seed.
 *
 * Not for secrets. Source: splitmix64, in Steele, Lea and Flood, "Fast splittable pseudorandom number
 * generators", OOPSLA 2014.
 */
#ifndef TELLTALE_BASE_RANDOM_H
#define TELLTALE_BASE_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

struct random {
	uint64_t state;
};

/* Starts the sequence of (seed, stream); different streams of one seed have nothing in common. */
void random_seed(struct random *random, uint64_t seed, uint64_t stream);

/* The next 64 bits. */
uint64_t random_bits(struct random *random);

/* A number from low to just below high. */
double random_between(struct random *random, double low, double high);

/* True once in `n` on average; n at least 1. */
bool random_once_in(struct random *random, unsigned n);

#endif
