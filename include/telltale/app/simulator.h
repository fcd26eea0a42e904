/*
 * simulator: devices that behave like real ones, as MQTT clients of their own, against any broker.
 *
 * The first of every four devices … see simulator_run(). Each has its own connection, because a last will
 * belongs to a connection.
 */
#ifndef TELLTALE_APP_SIMULATOR_H
#define TELLTALE_APP_SIMULATOR_H

#include <stdbool.h>
#include <stdint.h>

#include "telltale/base/error.h"
#include "telltale/source/mqtt_client.h"

struct simulator_settings {
	const struct mqtt_settings *broker;
	int devices;   /* 1 to 10000 */
	double rate;   /* messages a second and device, above 0 */
	uint64_t seed; /* the same seed gives the same devices doing the same things */
	int stop_fd;   /* the run ends when this descriptor is readable or closed at its other end; -1: none */
	bool quiet;    /* prints no progress lines to stderr */
};

/* Runs until stop_fd says so. False with the reason when it can't go on. */
bool simulator_run(const struct simulator_settings *settings, struct error *error);

#endif
