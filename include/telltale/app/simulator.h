/*
 * simulator: devices that behave like real ones, as MQTT clients of their own, against any broker.
 *
 * What they are is in sim_device.h. Each has its own connection, because a last will belongs to a connection;
 * one thread and one poll() serve them all. A device that can't keep its rate, because the broker or this
 * machine is too slow, skips messages instead of queueing them.
 */
#ifndef TELLTALE_APP_SIMULATOR_H
#define TELLTALE_APP_SIMULATOR_H

#include <stdbool.h>
#include <stdint.h>

#include "telltale/base/error.h"
#include "telltale/source/mqtt_client.h"

struct simulator_settings {
	const struct mqtt_settings *broker; /* its client_id isn't used: each device has one of its own */
	int devices;   /* 1 to 10000 */
	double rate;   /* messages a second and device, above 0 */
	uint64_t seed; /* the same seed gives the same devices doing the same things */
	int stop_fd;   /* the run ends when this is readable or closed at its other end; -1: none */
	bool quiet;    /* prints no progress lines to stderr */
};

/* Runs until stop_fd says so; then the devices say good-bye (2 s at most), so that none stays "online".
 * False with the reason when the first connection doesn't come about; one that is lost later is tried again.
 * The caller has called mosquitto_lib_init() and ignores SIGPIPE. May raise the limit of open files. */
bool simulator_run(const struct simulator_settings *settings, struct error *error);

#endif
