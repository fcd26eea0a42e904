/* fleet_apply: what a message changes on its device; see include/telltale/core/fleet.h */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "core/fleet_private.h"
#include "telltale/base/text.h"

enum {
	GENERIC_DEPTH = 4,       /* levels of JSON that generic devices are made from */
	GENERIC_ITEMS = 8,       /* longest array whose elements get names of their own */
	GENERIC_TEXT = 32,       /* longest text that counts as a state */
	GENERIC_NAME = 64
};

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
	const struct fleet_observer *observer = &a->fleet->settings.observer;
	status_report(status, scalar, a->fleet->now, a->message->stored);
	if (observer->status != NULL)
		observer->status(observer->self, a->device, status);
	if (!a->message->stored && a->fleet->counts.active_commands > 0 && status->definition != NULL)
		fleet_observe_status(a->fleet, a->device, (size_t)(status - a->device->statuses), a->message->wall);
}

static bool is_number(const struct scalar *scalar)
{
	return scalar->kind == SCALAR_NUMBER || scalar->kind == SCALAR_BOOL;
}

static void apply_metric(const struct applying *a, struct metric *metric, const struct scalar *scalar)
{
	const struct fleet_observer *observer = &a->fleet->settings.observer;
	enum level before = metric->told;

	metric_report(metric, scalar, a->fleet->now, a->message->stored);
	if (observer->metric != NULL && is_number(scalar) && metric->seen && metric->at == a->fleet->now)
		observer->metric(observer->self, a->device, metric);
	if (metric_tell(metric, a->fleet->now) && observer->level != NULL)
		observer->level(observer->self, a->device, metric, before);
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

/* --- devices without a profile ---------------------------------------------------------------------------- */

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

/* A name on its way down through JSON: "AM2301.Temperature". */
struct name {
	char text[GENERIC_NAME];
	size_t length;
};

static bool is_plain(const char *key, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (key[i] < 0x20 || key[i] > 0x7e)
			return false;
	return true;
}

/* Appends a key. False: the name would be too long to be of use on a screen. */
static bool append_key(struct name *name, const char *key, size_t length)
{
	size_t dot = name->length > 0;

	if (length >= sizeof name->text - name->length - dot)
		return false;
	if (dot > 0)
		name->text[name->length++] = '.';
	if (is_plain(key, length)) {
		memcpy(name->text + name->length, key, length);
		name->length += length;
		name->text[name->length] = '\0';
	} else {
		name->length += text_clean(name->text + name->length, sizeof name->text - name->length, key, length);
	}
	return true;
}

static void apply_generic_json(const struct applying *a, const cJSON *node, const struct name *path, unsigned depth)
{
	if (depth > GENERIC_DEPTH || (cJSON_IsArray(node) && cJSON_GetArraySize(node) > GENERIC_ITEMS))
		return;
	unsigned index = 0;
	for (const cJSON *item = node->child; item != NULL; item = item->next, index++) {
		struct name name = *path;
		char number[16];
		if (item->string == NULL)
			snprintf(number, sizeof number, "%u", index);
		const char *key = item->string != NULL ? item->string : number;
		if (!append_key(&name, key, strlen(key)))
			continue;
		if (cJSON_IsObject(item) || cJSON_IsArray(item)) {
			apply_generic_json(a, item, &name, depth + 1);
		} else {
			struct scalar scalar = scalar_of_json(item);
			apply_generic_scalar(a, name.text, &scalar);
		}
	}
}

static void apply_generic(const struct applying *a, const struct route *route)
{
	static const struct name root = { "", 0 };

	note_life(a);
	if (a->value->kind == VALUE_JSON)
		apply_generic_json(a, a->value->json, &root, 1);
	else if (a->value->kind == VALUE_SCALAR)
		apply_generic_scalar(a, route->leaf, &a->value->scalar);
}

static void apply_generic_alive(const struct applying *a)
{
	struct scalar scalar = value_at(a->value, a->value->kind == VALUE_JSON ? "state" : "");
	int alive = profile_alive_word(&scalar, true);

	apply_alive(a, alive);
}

/* --- both ------------------------------------------------------------------------------------------------ */

void fleet_check_presence(struct fleet *fleet, struct device *device)
{
	enum presence before = device->presence;

	if (device_check_presence(device, fleet->now) && fleet->settings.observer.presence != NULL)
		fleet->settings.observer.presence(fleet->settings.observer.self, device, before);
}

void fleet_apply_route(struct fleet *fleet, struct route *route, const struct message *message,
                       const struct value *decoded)
{
	if (route->device == NULL || route->kind == ROUTE_ORDERS)
		return;
	struct value value = decoded != NULL ? *decoded
	                                     : value_decode(fleet->decoder, message->payload, message->payload_length);
	struct applying applying = { fleet, route->device, message, &value };

	route->device->messages++;
	route->device->last_route = route;
	if (route->kind == ROUTE_PROFILE)
		apply_profile(&applying, route);
	else if (route->kind == ROUTE_ALIVE)
		apply_generic_alive(&applying);
	else
		apply_generic(&applying, route);
	fleet_check_presence(fleet, route->device);
}
