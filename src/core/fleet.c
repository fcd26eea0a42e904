/* fleet: topics to devices, counts, time; see include/telltale/core/fleet.h. What a message changes:
 * fleet_apply.c. Commands: fleet_command.c. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "telltale/base/clock.h"
#include "telltale/base/map.h"
#include "telltale/base/memory.h"
#include "telltale/base/pool.h"
#include "core/fleet_private.h"
#include "telltale/core/plan.h"

enum { MANY_TOPICS = 1024 }; /* that the caches don't hold */

enum { KEPT_PAYLOADS = 16 << 20 }; /* bytes of last payloads, all topics together, before only beginnings are kept */

struct fleet *fleet_new(const struct fleet_settings *settings)
{
	struct fleet *fleet = memory_zeroed(1, sizeof *fleet);

	fleet->settings = *settings;
	fleet->decoder = decoder_new();
	fleet->shapes = shapes_new();
	fleet->plans = plans_new();
	fleet->pool = pool_new();
	fleet->routes = map_new_borrowing();
	fleet->by_key = map_new_borrowing();
	fleet->rate_at = CLOCK_NEVER;
	fleet->next_silent = INT64_MAX;
	alerts_init(&fleet->alerts);
	return fleet;
}

void fleet_free(struct fleet *fleet)
{
	if (fleet == NULL)
		return;
	for (size_t i = 0; i < fleet->route_count; i++)
		route_free(fleet->pool, fleet->route_list[i]);
	for (size_t i = 0; i < fleet->counts.devices; i++)
		device_free(fleet->devices[i]);
	for (size_t i = 0; i < FLEET_COMMANDS; i++) {
		if (fleet->commands[i] != NULL)
			command_own_free(fleet->commands[i]->own);
		free(fleet->commands[i]);
	}
	alerts_clear(&fleet->alerts);
	free(fleet->route_list);
	free(fleet->devices);
	map_free(fleet->routes);
	map_free(fleet->by_key);
	pool_free(fleet->pool);
	decoder_free(fleet->decoder);
	plans_free(fleet->plans);
	shapes_free(fleet->shapes);
	free(fleet);
}

/* --- topics to devices ----------------------------------------------------------------------------------- */

void fleet_put_device(struct fleet *fleet, struct device *device)
{
	map_put(fleet->by_key, device->key, device->key_length, device);
}

static struct device *find_device(const struct fleet *fleet, const struct placing *placing)
{
	size_t length;
	char *key = device_make_key(placing->profile, placing->device, placing->device_length, &length);
	struct device *device = map_get(fleet->by_key, key, length);

	free(key);
	return device;
}

static void add_device(struct fleet *fleet, struct device *device)
{
	device->presence_since = fleet->now;
	fleet_put_device(fleet, device);
	fleet->devices = memory_grow(fleet->devices, fleet->counts.devices, &fleet->device_capacity, sizeof *fleet->devices);
	fleet->devices[fleet->counts.devices++] = device;
}

static struct device *find_or_make_device(struct fleet *fleet, const struct placing *placing)
{
	struct device *device = find_device(fleet, placing);

	if (device != NULL || placing->kind == ROUTE_ORDERS)
		return device;
	if (fleet->counts.devices >= fleet->settings.most_devices) {
		fleet->counts.full = true;
		return NULL;
	}
	device = device_new(placing->device, placing->device_length, placing->profile,
	                    placing->profile != NULL ? placing->profile->stale_after : fleet->settings.stale_after);
	add_device(fleet, device);
	return device;
}

void fleet_hang_on_device(struct route *route)
{
	struct device *device = route->device;

	if (device->routes == NULL)
		device->routes = route;
	else
		device->routes_end->next_of_device = route;
	device->routes_end = route;
}

static void want_large_pages(struct fleet *fleet)
{
	if (fleet->route_count >= MANY_TOPICS)
		memory_large_pages(&fleet->heap_seen);
}

static struct route *make_route(struct fleet *fleet, const struct message *message, const struct value *decoded)
{
	struct placing placing;

	if (fleet->route_count >= fleet->settings.most_topics) {
		fleet->counts.full = true;
		return NULL;
	}
	if (!route_find_profile(fleet->settings.profiles, fleet->settings.profile_count, message->topic,
	                        message->topic_length, &placing)) {
		struct value value = decoded != NULL ? *decoded
		                                     : value_decode(fleet->decoder, message->payload, message->payload_length);
		route_place_generic(message->topic, message->topic_length, &value, &placing);
	}
	struct device *device = find_or_make_device(fleet, &placing);
	if (device == NULL && placing.kind != ROUTE_ORDERS)
		placing.kind = ROUTE_NOWHERE;
	struct route *route = route_new(fleet->pool, message->topic, message->topic_length, &placing, device);
	if (device != NULL)
		fleet_hang_on_device(route);
	fleet->route_list = memory_grow(fleet->route_list, fleet->route_count, &fleet->route_capacity,
	                                sizeof *fleet->route_list);
	fleet->route_list[fleet->route_count++] = route;
	fleet->counts.topics = fleet->route_count;
	map_put(fleet->routes, route->topic, route->length, route);
	if (fleet->route_count % 64 == 0)
		want_large_pages(fleet);
	return route;
}

/* --- messages -------------------------------------------------------------------------------------------- */

static size_t most_kept(const struct fleet *fleet)
{
	return fleet->kept < KEPT_PAYLOADS ? ROUTE_PAYLOAD_MOST : ROUTE_PAYLOAD_LEAST;
}

static void keep_payload(struct fleet *fleet, struct route *route, const struct message *message)
{
	size_t most = most_kept(fleet);

	fleet->kept -= route->payload_kept;
	route_note(route, message, most);
	fleet->kept += route->payload_kept;
}

/* Counts a message and finds its route; NULL: there is no room for one. */
static struct route *take(struct fleet *fleet, const struct message *message, const struct value *decoded)
{
	fleet->shape = NULL;
	if (message->mono > fleet->now)
		fleet->now = message->mono;
	if (fleet->now >= fleet->alerts.next_due)
		fleet_run_alerts(fleet, fleet->now);
	fleet->counts.messages++;
	fleet->counts.bytes += message->payload_length;
	if (!message->stored)
		fleet->live_messages++;
	struct route *route = fleet_expected(fleet, message);
	if (route == NULL)
		route = map_get(fleet->routes, message->topic, message->topic_length);
	if (route == NULL)
		route = make_route(fleet, message, decoded);
	if (route == NULL || route->kind == ROUTE_NOWHERE)
		fleet->counts.unplaced++;
	return route;
}

/* Before anything else happens to its device, or to its payload. */
static void end_tally(struct route *route)
{
	if (route->device != NULL)
		device_end_tally(route->device);
}

const struct route *fleet_apply(struct fleet *fleet, const struct message *message)
{
	struct route *route = take(fleet, message, NULL);

	if (route == NULL || fleet_tally(fleet, route, message))
		return route;
	end_tally(route);
	keep_payload(fleet, route, message);
	fleet_apply_route(fleet, route, message, NULL);
	return route;
}

const struct device *fleet_apply_decoded(struct fleet *fleet, const struct message *message, const struct value *value,
                                         uint64_t where)
{
	struct route *route = take(fleet, message, value);

	if (route == NULL)
		return NULL;
	end_tally(route);
	route_note_missing(route, message, where);
	fleet_apply_route(fleet, route, message, value);
	return route->device;
}

const struct shape *fleet_shape(const struct fleet *fleet, const struct field **fields)
{
	*fields = fleet->fields;
	return fleet->shape;
}

const struct shape *fleet_topic_shape(const struct fleet *fleet, const char *topic, size_t length, bool *known)
{
	const struct route *route = map_get(fleet->routes, topic, length);

	*known = route != NULL;
	return route != NULL && route->plan != NULL ? route->plan->shape : NULL;
}

const struct device *fleet_apply_fields(struct fleet *fleet, const struct message *message, const struct field *fields,
                                        uint64_t where)
{
	struct route *route = take(fleet, message, NULL);

	end_tally(route);
	route_note_missing(route, message, where);
	fleet_apply_plan(fleet, route, message, fields);
	return route->device;
}

struct decoder *fleet_decoder(struct fleet *fleet)
{
	return fleet->decoder;
}

uint64_t fleet_missing(const struct fleet *fleet, size_t topic)
{
	return topic < fleet->route_count ? fleet->route_list[topic]->missing : 0;
}

void fleet_keep(struct fleet *fleet, size_t topic, const char *payload, size_t length)
{
	struct route *route = fleet->route_list[topic];
	size_t most = most_kept(fleet);

	fleet->kept -= route->payload_kept;
	route_keep(route, payload, length, most);
	fleet->kept += route->payload_kept;
}

/* --- time ------------------------------------------------------------------------------------------------ */

/* The rate over the last one to two seconds. */
static void measure_rate(struct fleet *fleet)
{
	if (fleet->rate_at == CLOCK_NEVER) {
		fleet->rate_at = fleet->now;
		fleet->rate_messages = fleet->live_messages;
		return;
	}
	int64_t passed = fleet->now - fleet->rate_at;
	if (passed < CLOCK_SECOND)
		return;
	fleet->counts.rate =
	    (double)(fleet->live_messages - fleet->rate_messages) * (double)CLOCK_SECOND / (double)passed;
	fleet->rate_at = fleet->now;
	fleet->rate_messages = fleet->live_messages;
}

void fleet_tick(struct fleet *fleet, int64_t now)
{
	if (now > fleet->now)
		fleet->now = now;
	want_large_pages(fleet); /* histories come with time */
	fleet_check_silent(fleet);
	if (fleet->now >= fleet->alerts.next_due)
		fleet_run_alerts(fleet, fleet->now);
	measure_rate(fleet);
	fleet_time_out_commands(fleet);
}

int64_t fleet_now(const struct fleet *fleet)
{
	return fleet->now;
}

const struct fleet_counts *fleet_counts(const struct fleet *fleet)
{
	return &fleet->counts;
}

struct device *fleet_device(const struct fleet *fleet, size_t index)
{
	if (index >= fleet->counts.devices)
		return NULL;
	device_settle(fleet->devices[index]);
	return fleet->devices[index];
}

const struct route *fleet_route(const struct fleet *fleet, size_t index)
{
	return index < fleet->route_count ? fleet->route_list[index] : NULL;
}

struct device *fleet_find(const struct fleet *fleet, const char *name)
{
	for (size_t i = 0; i < fleet->counts.devices; i++)
		if (strcmp(fleet->devices[i]->id, name) == 0 || strcmp(fleet->devices[i]->title, name) == 0)
			return fleet_device(fleet, i);
	return NULL;
}
