/*
 * load: what a bench program is to send, as its command line says it.
 */
#ifndef TELLTALE_BENCH_LOAD_H
#define TELLTALE_BENCH_LOAD_H

#include <stdbool.h>

struct load {
	unsigned long messages; /* 0: until it is stopped */
	unsigned long topics;
	unsigned long payload;  /* bytes of each, see packets.h */
	unsigned long qos;
	unsigned long window;   /* with QoS 1 and 2: how many may be unacknowledged */
	unsigned long rate;     /* messages a second, on an absolute schedule; 0: as fast as they are read */
	unsigned long seconds;  /* the process ends after that long, whatever happens */
	unsigned long wait;     /* 1: begins only when it is told to */
	const char *certificate, *key; /* PEM files: with TLS */
};

/* The load of the options; `usage` is what the program takes beside them. Returns the index of the first argument
 * that is no option; -1 after a line on standard error. */
int load_read(struct load *load, int argc, char **argv, const char *usage);

#endif
