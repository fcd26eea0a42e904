/*
 * fleet: all devices, and the way of a message to them. The model that the screen shows.
 *
 * It lives on the clock that fleet_apply() and fleet_tick() hand it (nanoseconds that never go back), so a
 * recording played with its own clock gives the same fleet as the live run did.
 */
#ifndef TELLTALE_CORE_FLEET_H
#define TELLTALE_CORE_FLEET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "telltale/core/alert.h"
#include "telltale/core/command.h"
#include "telltale/core/device.h"
#include "telltale/core/message.h"
#include "telltale/core/route.h"
#include "telltale/core/shape.h"
#include "telltale/core/value.h"

struct fleet;

/* Who wants to know what happens. Every function may be NULL. Called while the fleet is being changed: look,
 * don't touch. */
struct fleet_observer {
	void *self;
	void (*command)(void *self, const struct command *command); /* took a step */
	void (*presence)(void *self, const struct device *device, enum presence before);
	void (*alert)(void *self, const struct alert *alert, enum alert_step step);
	/* took a report, whether that changed something or not */
	void (*status)(void *self, const struct device *device, const struct status *status);
	void (*metric)(void *self, const struct device *device, const struct metric *metric);
};

struct fleet_settings {
	const struct profile *const *profiles; /* the first that matches a topic has it; outlive the fleet */
	size_t profile_count;
	size_t most_topics, most_devices; /* caps; what comes beyond them is counted */
	int64_t stale_after;              /* nanoseconds, for devices without a profile */
	struct fleet_observer observer;
	unsigned alerts_off; /* bits of enum alert_kind: what is never an alert */
	bool replay; /* commands take the steps that fleet_replay_command() says, and none by themselves */
};

struct fleet_counts {
	uint64_t messages, bytes;
	uint64_t changes;       /* of states */
	int64_t changed_at;     /* model time of the last one; 0: none */
	uint64_t unplaced;      /* messages on topics or of devices beyond a cap */
	double rate;            /* messages a second, over the last seconds; stored ones don't count */
	size_t topics, devices;
	size_t online, stale, offline;
	size_t alerts;          /* active ones that aren't muted */
	size_t alarms, fresh;   /* of those: alarms; acknowledged by nobody */
	size_t muted_alerts;
	size_t active_commands;
	bool full;              /* a cap was reached */
};

struct fleet *fleet_new(const struct fleet_settings *settings);
void fleet_free(struct fleet *fleet);

/* The whole model once more, as it is now: for going back to it. Shares the profiles and the observer. */
struct fleet *fleet_copy(const struct fleet *fleet);

/* Takes one message: decodes it once and changes what it changes. Returns the route of its topic; NULL: there are too many
 * topics. */
const struct route *fleet_apply(struct fleet *fleet, const struct message *message);

/* Announces the topic of a message that will come behind those announced before, at most FLEET_AHEAD at a time: what it
 * needs is fetched meanwhile. The text is the very one that the message will point to. It changes nothing but how long
 * messages take where there are many topics. */
enum { FLEET_AHEAD = 20 };
void fleet_ahead(struct fleet *fleet, const struct message_topic *topic);

/* How many are announced and haven't come yet. */
size_t fleet_announced(const struct fleet *fleet);

/* The shape that the last message had, and its values; NULL: it was decoded otherwise. So whoever writes it down needn't
 * read it again. */
const struct shape *fleet_shape(const struct fleet *fleet, const struct field **fields);

/* The same with a payload that somebody has decoded already, with nodes of the fleet's decoder: for going quickly
 * through a recording. Instead of the bytes the topic keeps where they are to be had (not 0), until fleet_keep(). */
const struct device *fleet_apply_decoded(struct fleet *fleet, const struct message *message, const struct value *value,
                                         uint64_t where);
struct decoder *fleet_decoder(struct fleet *fleet);

/* The same with values of the shape that fleet_topic_shape() gives for the topic (NULL: it has none). *known: whether there
 * was a message on it. */
const struct shape *fleet_topic_shape(const struct fleet *fleet, const char *topic, size_t length, bool *known);
const struct device *fleet_apply_fields(struct fleet *fleet, const struct message *message, const struct field *fields,
                                        uint64_t where);

/* Where the last payload of a topic is to be had; 0: it is there. Brings it. */
uint64_t fleet_missing(const struct fleet *fleet, size_t topic);
void fleet_keep(struct fleet *fleet, size_t topic, const char *payload, size_t length);

/* Lets time pass: presence, timeouts, rates. */
void fleet_tick(struct fleet *fleet, int64_t now);

/* The model's clock. */
int64_t fleet_now(const struct fleet *fleet);

const struct fleet_counts *fleet_counts(const struct fleet *fleet);

/* A device by number, in the order of their appearance; the order never changes. */
struct device *fleet_device(const struct fleet *fleet, size_t index);

/* A topic by number, in the order of their appearance. */
const struct route *fleet_route(const struct fleet *fleet, size_t index);

/* Whether devices take commands on a topic, so that a message there may move something. */
bool fleet_takes_orders(const struct fleet *fleet, const char *topic);

/* The device of that title or id, or NULL. */
struct device *fleet_find(const struct fleet *fleet, const char *name);

/* Begins the life of a command. It comes back asked, or refused by its guard (reason in the command).
 * Belongs to the fleet, which keeps the last 256. */
struct command *fleet_ask(struct fleet *fleet, struct device *device, const struct profile_command *definition,
                          const char *who, int64_t wall);

/* The same for a message of the user's own, which no guard refuses; the definition is copied. */
struct command *fleet_publish(struct fleet *fleet, const struct profile_command *own, const char *who, int64_t wall);

/* The user said yes: checks the guard again (things may have changed meanwhile). True: it's to be published
 * now and counts as sent; false: it was refused. */
bool fleet_confirm(struct fleet *fleet, struct command *command, int64_t wall);

/* Ends a command from outside: cancelled, refused, failed. */
void fleet_end(struct fleet *fleet, struct command *command, enum command_state state, int64_t wall,
               const char *reason);

/* The same by its number. Unknown ones are ignored. */
void fleet_end_order(struct fleet *fleet, uint64_t id, enum command_state state, int64_t wall, const char *reason);

/* The broker has it (PUBACK). Unknown ids are ignored. */
void fleet_accepted(struct fleet *fleet, uint64_t id, int64_t wall);

/* The broker refused it, or it couldn't be sent. */
void fleet_not_accepted(struct fleet *fleet, uint64_t id, int64_t wall, const char *reason);

/* A step of a command as a recording has it. A new command begins with it where `id` isn't known, or is that of one that
 * has ended or is asked for: that was another recording's. Without a device it is a message of the user's own, and the
 * definition is copied. */
void fleet_replay_command(struct fleet *fleet, uint64_t id, struct device *device,
                          const struct profile_command *definition, enum command_state state, const char *who,
                          const char *reason, int64_t wall);

/* The connection went: commands that were sent and not accepted have failed. */
void fleet_connection_lost(struct fleet *fleet, int64_t wall);

/* The alerts: active and pending ones, and the history. */
const struct alerts *fleet_alerts(const struct fleet *fleet);

/* The name of what an alert is about, clean; "" where that is the device. */
const char *alert_what(const struct alert *alert);

/* Somebody knows of it. What a command came to isn't a state that could end by itself, so that this clears it. False: there is
 * no such alert (any more), or it was acknowledged already. */
bool fleet_acknowledge(struct fleet *fleet, const struct alert_key *key, const char *who);

/* It makes no noise until then, also if it comes again; CLOCK_NEVER: it does. False: there is no such alert. */
bool fleet_mute(struct fleet *fleet, const struct alert_key *key, int64_t until);

/* A command, 0 the newest; NULL: there is none. */
struct command *fleet_command(const struct fleet *fleet, size_t newest_first);

#endif
