/*
 * sim_client: the MQTT connection of one simulated device, worked by a poll loop that isn't its own.
 *
 * Nothing here blocks but the look-up of the broker's name. Each turn of the loop: sim_client_work(), then
 * poll() on what sim_client_poll() asks for, then sim_client_handle() with what came of it. A connection that
 * is refused or lost is tried again after 1 to 30 seconds; as long as one can't take more, its device's
 * messages are skipped instead of queued.
 */
#ifndef TELLTALE_APP_SIM_CLIENT_H
#define TELLTALE_APP_SIM_CLIENT_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

#include "telltale/app/sim_device.h"
#include "telltale/source/mqtt_client.h"

struct sim_client;

enum sim_link {
	SIM_LINK_DOWN,       /* waits until it may try again */
	SIM_LINK_OUT,        /* down because the device plays dead */
	SIM_LINK_CONNECTING, /* the broker hasn't accepted yet */
	SIM_LINK_UP,
	SIM_LINK_LEAVING     /* says good-bye */
};

/* A client for a device, which it owns from now on. `salt` makes its client id and its back-off unlike those
 * of any other. The broker's settings must outlive it. Connects in sim_client_work(). */
struct sim_client *sim_client_new(struct sim_device *device, const struct mqtt_settings *broker,
                                  uint64_t salt);

/* Closes the connection as a power cut would: without DISCONNECT, so the broker publishes the last will. */
void sim_client_free(struct sim_client *client);

/* Does what is due: connects (if it may), publishes, keeps the connection alive. At least once a second. */
void sim_client_work(struct sim_client *client, int64_t now, bool may_connect);

/* Fills in descriptor (-1: none) and events. */
void sim_client_poll(const struct sim_client *client, struct pollfd *poll);

/* Takes what poll() said. */
void sim_client_handle(struct sim_client *client, int64_t now, short events);

/* When it next wants to work; SIM_NEVER if only the socket can tell. */
int64_t sim_client_due(const struct sim_client *client);

enum sim_link sim_client_link(const struct sim_client *client);
const char *sim_client_name(const struct sim_client *client);

/* Why the connection was refused or lost, if that happened since the last call; else NULL. The text is the
 * client's and changes with its next misfortune. */
const char *sim_client_trouble(struct sim_client *client);

/* Says good-bye: "0" on the alive topic and, when the broker has that, DISCONNECT. Then it stays down. */
void sim_client_leave(struct sim_client *client, int64_t now);

#endif
