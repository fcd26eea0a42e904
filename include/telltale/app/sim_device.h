/*
 * sim_device: one simulated device as a state machine: no socket, no clock, no memory of its own.
 *
 * Time comes in as an argument (nanoseconds, any zero), chance from a generator of the device's own, so the
 * same seed and the same calls give the same run. Messages are pulled: whoever owns the connection asks for
 * the next one only while it can send, and so nothing piles up. What wasn't asked for in time is skipped.
 *
 * Device number i is of a kind by its place in a repeating pattern of seven: four boxes (the third runs hot
 * now and then, the fourth drops out for 20 of every 60 seconds), the greenhouse, the weather station, a room
 * that publishes bare values.
 */
#ifndef TELLTALE_APP_SIM_DEVICE_H
#define TELLTALE_APP_SIM_DEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sim_device;

struct sim_message {
	char topic[64];
	char payload[192];
	size_t length; /* of the payload */
};

/* Device number `index` (from 0), publishing `rate` messages a second (above 0) from `now` on.
 * Free with sim_device_free(). */
struct sim_device *sim_device_new(unsigned index, double rate, uint64_t seed, int64_t now);
void sim_device_free(struct sim_device *device);

/* "dbx-01", "greenhouse", "kitchen". */
const char *sim_device_name(const struct sim_device *device);

/* Where it says "1" or "0" (retained, the latter as last will) about itself, and where it takes orders;
 * NULL if it doesn't. */
const char *sim_device_alive_topic(const struct sim_device *device);
const char *sim_device_order_topic(const struct sim_device *device);

/* Lets time pass until now: movements end, doors are opened, power fails. */
void sim_device_advance(struct sim_device *device, int64_t now);

/* Whether it has dropped out: no connection, no messages, no ears. */
bool sim_device_is_out(const struct sim_device *device);

/* Its connection stands (anew): everything it has to say is due at once. */
void sim_device_connected(struct sim_device *device);

/* Takes an order of n foreign bytes. Retained ones, broken ones and unknown ones are ignored. */
void sim_device_receive(struct sim_device *device, int64_t now, const char *payload, size_t n, bool retained);

/* The next message that is due by now; false if none is. */
bool sim_device_next(struct sim_device *device, int64_t now, struct sim_message *message);

/* When it next has something to say or to do. */
int64_t sim_device_due(const struct sim_device *device);

#endif
