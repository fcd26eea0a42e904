/*
 * sim_random: the chance that simulated devices live by; small, fast and the same for the same seed.
 *
 * Not for secrets. Source: splitmix64, in Steele, Lea and Flood, "Fast splittable pseudorandom number
 * generators", OOPSLA 2014.
 */
#ifndef TELLTALE_APP_SIM_RANDOM_H
#define TELLTALE_APP_SIM_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

struct sim_random {
	uint64_t state;
};

/* Starts the sequence of (seed, stream); different streams of one seed have nothing in common. */
void sim_random_seed(struct sim_random *random, uint64_t seed, uint64_t stream);

/* The next 64 bits. */
uint64_t sim_random_next(struct sim_random *random);

/* A number from low to just below high. */
double sim_random_between(struct sim_random *random, double low, double high);

/* True once in `n` on average; n at least 1. */
bool sim_random_once_in(struct sim_random *random, unsigned n);

#endif
