/*
 * sim_broker: a mosquitto of our own on a free loopback port, that leaves nothing behind.
 *
 * Its config is a file that has no name any more when mosquitto starts (it reads it through /dev/fd), so
 * that nothing lies about, whoever is killed when. On Linux the kernel kills mosquitto with the process that
 * started it.
 *
 * Anybody with an account on this machine can connect to a loopback port, and this broker asks for no
 * password. It's for the demo's made-up devices: nothing secret goes through it.
 */
#ifndef TELLTALE_APP_SIM_BROKER_H
#define TELLTALE_APP_SIM_BROKER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "telltale/base/error.h"

struct sim_broker {
	pid_t pid; /* 0: none */
	int port;
};

/* Finds mosquitto in PATH and where systems put daemons. False: the error says what to install. */
bool sim_broker_find(char *path, size_t size, struct error *error);

/* Starts it and waits until it accepts connections, but no longer than 8 s and no longer than `watch_fd` is
 * silent. False with mosquitto's own words. Call from the thread that lives as long as the broker shall. */
bool sim_broker_start(struct sim_broker *broker, const char *path, int watch_fd, struct error *error);

/* Whether it still runs; reaps it if not. */
bool sim_broker_runs(struct sim_broker *broker);

/* Ends it and waits for that; harmless if it has ended by itself. */
void sim_broker_end(struct sim_broker *broker);

#endif
