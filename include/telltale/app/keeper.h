/*
 * keeper: a private broker on loopback with simulated devices, which can't outlive whoever asked for it.
 *
 * A process of its own (the keeper) starts mosquitto and runs the simulator. It holds one end of a socket
 * pair; when the other end closes, for whatever reason (kill -9 of the dashboard included), it ends the
 * broker and itself. The broker in turn is killed by the kernel if the keeper dies (Linux). No file has a name for
 * longer than it takes to remove it, so none stays behind either.
 */
#ifndef TELLTALE_APP_KEEPER_H
#define TELLTALE_APP_KEEPER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "telltale/base/error.h"

struct keeper {
	pid_t pid;  /* the keeper process */
	int fd;     /* closing it ends everything; readable when broker or keeper have ended by themselves */
	int port;   /* where the broker listens, on 127.0.0.1 */
};

/* Starts broker and devices and waits until the broker accepts connections (at most 10 s). Call it before
 * starting threads, for it forks.
 * False: mosquitto is not installed (the error says what to install), or didn't start (its own words). */
bool keeper_start(struct keeper *keeper, int devices, double rate, uint64_t seed, struct error *error);

/* Ends everything and waits for it, at most 5 s; then the keeper is killed. */
void keeper_stop(struct keeper *keeper);

#endif
