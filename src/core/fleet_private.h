/* What the files of the fleet share; nobody else includes this. */
#ifndef TELLTALE_CORE_FLEET_PRIVATE_H
#define TELLTALE_CORE_FLEET_PRIVATE_H

#include "telltale/core/fleet.h"
#include "telltale/core/shape.h"
#include "telltale/core/value.h"

struct map;

enum { FLEET_COMMANDS = 256 };

/* A message that was announced. */
struct fleet_expected {
	struct message_topic topic;
	uint64_t hash;
	struct route *route; /* NULL: there was none yet, or it wasn't looked for */
	const struct device *device; /* that will be touched, as far as is known; NULL: none */
};

struct fleet {
	struct fleet_settings settings;
	struct fleet_counts counts;
	int64_t now;
	struct decoder *decoder;
	struct shapes *shapes;
	struct plans *plans;
	struct field fields[SHAPE_SLOTS]; /* of the last message, if it had its topic's shape */
	const struct shape *shape;      /* that one; NULL: it hadn't */
	struct pool *pool;  /* of routes and tallies */
	struct map *routes; /* topic -> route */
	struct map *by_key; /* profile and id -> device */
	struct route **route_list;
	size_t route_count, route_capacity;
	struct device **devices;
	size_t device_capacity;
	size_t kept; /* bytes of last payloads */
	int64_t next_silent; /* no device falls silent before that */
	void *heap_seen;     /* of memory_large_pages() */
	uint64_t live_messages;
	struct fleet_expected ahead[FLEET_AHEAD];
	uint64_t ahead_put, ahead_taken; /* counted from the beginning */
	int64_t rate_at;
	uint64_t rate_messages;
	struct command *commands[FLEET_COMMANDS]; /* a ring; the newest is number command_total - 1 */
	uint64_t command_total;
	struct alerts alerts;
};

/* The route of a message that was announced and comes now; NULL: it wasn't, or there is none yet. */
struct route *fleet_expected(struct fleet *fleet, const struct message *message);

/* Puts a message into the tally of its topic. False: that has to be ended first, and the device has to take the message. */
bool fleet_tally(struct fleet *fleet, struct route *route, const struct message *message);

/* Begins a tally behind a message that was applied by the topic's plan. A topic has one only where it sends more than once a
 * second, and is the only one from which its device hears meanwhile. before: when the device had heard of it last;
 * CLOCK_NEVER: another topic was the last. */
void fleet_open_tally(struct fleet *fleet, struct route *route, const struct message *message, int64_t before);

/* Decodes a message (unless it was already) and changes what its route says. */
void fleet_apply_route(struct fleet *fleet, struct route *route, const struct message *message,
                       const struct value *decoded);

/* Changes what the route's plan says, with values of its shape. */
void fleet_apply_plan(struct fleet *fleet, struct route *route, const struct message *message,
                      const struct field *fields);

/* Works out a device's presence, keeps the counts, and tells the observer if it changed. */
void fleet_check_device(struct fleet *fleet, struct device *device);

/* Makes a device stale that has been silent for too long, before something else happens to it. */
void fleet_check_overdue(struct fleet *fleet, struct device *device);

/* Does so for all, if one may have fallen silent since. */
void fleet_check_silent(struct fleet *fleet);

/* Lets the commands of a device see a live report of one of its statuses. */
void fleet_observe_status(struct fleet *fleet, struct device *device, size_t status, int64_t wall);

/* Looks at what is wrong with a device: its values and states; one of its states alone; its presence, which changed then. */
void fleet_look_at_values(struct fleet *fleet, struct device *device);
void fleet_look_at_state(struct fleet *fleet, struct device *device, unsigned status);
void fleet_look_at_presence(struct fleet *fleet, struct device *device, int64_t now);

/* The value of a metric that has an alert. */
void fleet_note_extreme(struct fleet *fleet, const struct metric *metric);

/* A command took a step. */
void fleet_look_at_command(struct fleet *fleet, const struct command *command);

/* Lets the alerts take the steps that are due by then. */
void fleet_run_alerts(struct fleet *fleet, int64_t now);

/* Makes a device known by its profile and id. */
void fleet_put_device(struct fleet *fleet, struct device *device);

/* Appends a route to those of its device. */
void fleet_hang_on_device(struct route *route);

/* Ends the commands whose time is over. */
void fleet_time_out_commands(struct fleet *fleet);

#endif
