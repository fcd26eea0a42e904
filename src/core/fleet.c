/* fleet: messages in, devices changed; see include/telltale/core/fleet.h. Commands: fleet_command.c. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "telltale/base/clock.h"
#include "telltale/base/map.h"
#include "telltale/base/memory.h"
#include "telltale/base/text.h"
#include "core/fleet_private.h"

enum {
	GENERIC_DEPTH = 4,       /* levels of JSON that generic devices are made from */
	GENERIC_ITEMS = 8,       /* longest array whose elements get names of their own */
	GENERIC_TEXT = 32,       /* longest text that counts as a state */
	GENERIC_NAME = 64,
	KEPT_PAYLOADS = 16 << 20 /* bytes of last payloads, all topics together, before only beginnings are kept */
};

struct fleet *fleet_new(const struct fleet_settings *settings)
{
	struct fleet *fleet = memory_zeroed(1, sizeof *fleet);

	fleet->settings = *settings;
	fleet->decoder = decoder_new();
	fleet->routes = map_new();
	fleet->by_key = map_new();
	fleet->rate_at = CLOCK_NEVER;
	return fleet;
}

void fleet_free(struct fleet *fleet)
{
	if (fleet == NULL)
		return;
	for (size_t i = 0; i < fleet->route_count; i++)
		route_free(fleet->route_list[i]);
	for (size_t i = 0; i < fleet->counts.devices; i++)
		device_free(fleet->devices[i]);
	for (size_t i = 0; i < FLEET_COMMANDS; i++)
		free(fleet->commands[i]);
	free(fleet->route_list);
	free(fleet->devices);
	map_free(fleet->routes);
	map_free(fleet->by_key);
	decoder_free(fleet->decoder);
	free(fleet);
}

/* --- topics to devices ----------------------------------------------------------------------------------- */

static struct device *find_or_make_device(struct fleet *fleet, const struct placing *placing)
{
	/* the same name in two profiles is two devices: the profile's address is part of the key */
	size_t length = sizeof placing->profile + placing->device_length;
	char *key = memory_resize(NULL, length, 1);
	struct device *device;

	memcpy(key, &placing->profile, sizeof placing->profile);
	memcpy(key + sizeof placing->profile, placing->device, placing->device_length);
	device = map_get(fleet->by_key, key, length);
	if (device == NULL && placing->kind != ROUTE_ORDERS) {
		if (fleet->counts.devices >= fleet->settings.most_devices) {
			fleet->counts.full = true;
		} else {
			device = device_new(placing->device, placing->device_length, placing->profile,
			                    placing->profile != NULL ? placing->profile->stale_after
			                                             : fleet->settings.stale_after);
			device->presence_since = fleet->now;
			map_put(fleet->by_key, key, length, device);
			fleet->devices = memory_grow(fleet->devices, fleet->counts.devices, &fleet->device_capacity,
			                             sizeof *fleet->devices);
			fleet->devices[fleet->counts.devices++] = device;
		}
	}
	free(key);
	return device;
}

static void hang_on_device(struct route *route)
{
	struct device *device = route->device;

	if (device->routes == NULL)
		device->routes = route;
	else
		device->routes_end->next_of_device = route;
	device->routes_end = route;
}

static struct route *make_route(struct fleet *fleet, const struct message *message)
{
	struct placing placing;

	if (fleet->route_count >= fleet->settings.most_topics) {
		fleet->counts.full = true;
		return NULL;
	}
	if (!route_find_profile(fleet->settings.profiles, fleet->settings.profile_count, message->topic,
	                        message->topic_length, &placing)) {
		struct value value = value_decode(fleet->decoder, message->payload, message->payload_length);
		route_place_generic(message->topic, message->topic_length, &value, &placing);
	}
	struct device *device = find_or_make_device(fleet, &placing);
	if (device == NULL && placing.kind != ROUTE_ORDERS)
		placing.kind = ROUTE_NOWHERE;
	struct route *route = route_new(message->topic, message->topic_length, &placing, device);
	if (device != NULL)
		hang_on_device(route);
	fleet->route_list = memory_grow(fleet->route_list, fleet->route_count, &fleet->route_capacity,
	                                sizeof *fleet->route_list);
	fleet->route_list[fleet->route_count++] = route;
	fleet->counts.topics = fleet->route_count;
	map_put(fleet->routes, message->topic, message->topic_length, route);
	return route;
}

/* --- what a message changes ------------------------------------------------------------------------------ */

/* One message on its way through the model. */
struct applying {
	struct fleet *fleet;
	struct device *device;
	const struct message *message;
	const struct value *value;
};

static void apply_status(const struct applying *a, struct status *status, const struct scalar *scalar)
{
	if (scalar->kind == SCALAR_NONE)
		return;
	status_report(status, scalar, a->fleet->now, a->message->stored);
	if (!a->message->stored && a->fleet->counts.active_commands > 0 && status->definition != NULL)
		fleet_observe_status(a->fleet, a->device, (size_t)(status - a->device->statuses), a->message->wall);
}

static void apply_metric(const struct applying *a, struct metric *metric, const struct scalar *scalar)
{
	enum level before = metric->level;

	metric_report(metric, scalar, a->fleet->now, a->message->stored);
	if (metric->level != before && a->fleet->settings.observer.level != NULL)
		a->fleet->settings.observer.level(a->fleet->settings.observer.self, a->device, metric, before);
}

/* A live message of the device's own is a sign of life, and outweighs an older last will. */
static void note_life(const struct applying *a)
{
	if (a->message->stored)
		return;
	a->device->last_live = a->fleet->now;
	a->device->presence_seen = true;
	if (a->device->alive == 0)
		a->device->alive = -1;
}

/* A word that says neither (or an empty message that clears what was stored) changes nothing. */
static void apply_alive(const struct applying *a, int alive)
{
	struct device *device = a->device;

	if (alive < 0)
		return;
	device->presence_seen = !a->message->stored;
	device->alive = alive;
	if (alive == 1 && a->message->stored)
		device->vouched = a->fleet->now;
	else if (alive == 1)
		device->last_live = a->fleet->now;
}

/* An alive topic isn't the device's own: the broker publishes the last will there. Where the device reports on
 * it too, what says nothing about life is a report. */
static void apply_profile_alive(const struct applying *a, int alive, bool reports_too)
{
	if (alive < 0 && reports_too)
		note_life(a);
	else
		apply_alive(a, alive);
}

static void apply_profile(const struct applying *a, const struct route *route)
{
	if (route->binding_count == 0 || route->bindings[0].part != BIND_ALIVE)
		note_life(a);
	for (size_t i = 0; i < route->binding_count; i++) {
		const struct binding *binding = &route->bindings[i];
		struct scalar scalar = value_at(a->value, binding->from);
		if (binding->part == BIND_STATUS)
			apply_status(a, &a->device->statuses[binding->index], &scalar);
		else if (binding->part == BIND_METRIC)
			apply_metric(a, &a->device->metrics[binding->index], &scalar);
		else
			apply_profile_alive(a, profile_alive(a->device->profile, &scalar), route->binding_count > 1);
	}
}

static bool is_time_of_day(const struct scalar *scalar)
{
	return scalar->length >= 10 && scalar->text[4] == '-' && scalar->text[7] == '-' && scalar->text[0] >= '0' &&
	       scalar->text[0] <= '9';
}

/* A scalar of a device without a profile: a number becomes a metric, a short text a status. */
static void apply_generic_scalar(const struct applying *a, const char *name, const struct scalar *scalar)
{
	if (scalar->kind == SCALAR_NUMBER) {
		struct metric *metric = device_metric(a->device, name);
		if (metric != NULL)
			apply_metric(a, metric, scalar);
	} else if (scalar->kind != SCALAR_NONE && scalar->length > 0 && scalar->length <= GENERIC_TEXT &&
	           !is_time_of_day(scalar)) {
		struct status *status = device_status(a->device, name);
		if (status != NULL)
			apply_status(a, status, scalar);
	}
}

static void apply_generic_json(const struct applying *a, const cJSON *node, const char *path, unsigned depth)
{
	if (depth > GENERIC_DEPTH || (cJSON_IsArray(node) && cJSON_GetArraySize(node) > GENERIC_ITEMS))
		return;
	unsigned index = 0;
	for (const cJSON *item = node->child; item != NULL; item = item->next, index++) {
		char name[GENERIC_NAME], key[GENERIC_NAME];
		if (item->string != NULL)
			text_clean(key, sizeof key, item->string, strlen(item->string));
		else
			snprintf(key, sizeof key, "%u", index);
		int n = snprintf(name, sizeof name, "%s%s%s", path, *path != '\0' ? "." : "", key);
		if (n < 0 || (size_t)n >= sizeof name)
			continue; /* a name of that length would be no use on a screen */
		if (cJSON_IsObject(item) || cJSON_IsArray(item)) {
			apply_generic_json(a, item, name, depth + 1);
		} else {
			struct scalar scalar = scalar_of_json(item);
			apply_generic_scalar(a, name, &scalar);
		}
	}
}

static void apply_generic(const struct applying *a, const struct route *route)
{
	note_life(a);
	if (a->value->kind == VALUE_JSON)
		apply_generic_json(a, a->value->json, "", 1);
	else if (a->value->kind == VALUE_SCALAR)
		apply_generic_scalar(a, route->leaf, &a->value->scalar);
}

static void apply_generic_alive(const struct applying *a)
{
	struct scalar scalar = value_at(a->value, a->value->kind == VALUE_JSON ? "state" : "");
	int alive = profile_alive_word(&scalar, true);

	apply_alive(a, alive);
}

static void check_presence(struct fleet *fleet, struct device *device)
{
	enum presence before = device->presence;

	if (device_check_presence(device, fleet->now) && fleet->settings.observer.presence != NULL)
		fleet->settings.observer.presence(fleet->settings.observer.self, device, before);
}

static void apply_route(struct fleet *fleet, struct route *route, const struct message *message)
{
	if (route->device == NULL || route->kind == ROUTE_ORDERS)
		return;
	struct value value = value_decode(fleet->decoder, message->payload, message->payload_length);
	struct applying applying = { fleet, route->device, message, &value };

	route->device->messages++;
	route->device->last_route = route;
	if (route->kind == ROUTE_PROFILE)
		apply_profile(&applying, route);
	else if (route->kind == ROUTE_ALIVE)
		apply_generic_alive(&applying);
	else
		apply_generic(&applying, route);
	check_presence(fleet, route->device);
}

static void keep_payload(struct fleet *fleet, struct route *route, const struct message *message)
{
	bool roomy = fleet->kept < KEPT_PAYLOADS;

	fleet->kept -= route->payload_kept;
	route_note(route, message, roomy ? ROUTE_PAYLOAD_MOST : ROUTE_PAYLOAD_LEAST);
	fleet->kept += route->payload_kept;
}

void fleet_apply(struct fleet *fleet, const struct message *message)
{
	if (message->mono > fleet->now)
		fleet->now = message->mono;
	fleet->counts.messages++;
	fleet->counts.bytes += message->payload_length;
	if (!message->stored)
		fleet->live_messages++;
	struct route *route = map_get(fleet->routes, message->topic, message->topic_length);
	if (route == NULL)
		route = make_route(fleet, message);
	if (route == NULL || route->kind == ROUTE_NOWHERE)
		fleet->counts.unplaced++;
	if (route == NULL)
		return;
	keep_payload(fleet, route, message);
	apply_route(fleet, route, message);
}

/* --- time ------------------------------------------------------------------------------------------------ */

static void count_devices(struct fleet *fleet)
{
	struct fleet_counts *counts = &fleet->counts;

	counts->online = counts->stale = counts->offline = counts->alerts = 0;
	for (size_t i = 0; i < counts->devices; i++) {
		struct device *device = fleet->devices[i];
		check_presence(fleet, device);
		counts->online += device->presence == PRESENCE_ONLINE;
		counts->stale += device->presence == PRESENCE_STALE;
		counts->offline += device->presence == PRESENCE_OFFLINE;
		counts->alerts += device_is_live(device) && device_level(device) != LEVEL_GOOD;
	}
}

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
	count_devices(fleet);
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
	return index < fleet->counts.devices ? fleet->devices[index] : NULL;
}

struct device *fleet_find(const struct fleet *fleet, const char *name)
{
	for (size_t i = 0; i < fleet->counts.devices; i++)
		if (strcmp(fleet->devices[i]->id, name) == 0 || strcmp(fleet->devices[i]->title, name) == 0)
			return fleet->devices[i];
	return NULL;
}
