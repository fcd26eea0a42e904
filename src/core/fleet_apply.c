/* fleet_apply: what a message changes on its device; see include/telltale/core/fleet.h */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "core/fleet_private.h"
#include "telltale/base/clock.h"
#include "telltale/core/name.h"
#include "telltale/core/plan.h"

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
	if (status_report(status, scalar, a->fleet->now, a->message->stored)) {
		a->device->levels_changed = true;
		a->fleet->counts.changes++;
		a->fleet->counts.changed_at = a->fleet->now;
	}
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
	enum level before = metric->level;

	if (!is_number(scalar))
		return;
	metric_report(metric, scalar, a->fleet->now, a->message->stored);
	if (metric->level != before)
		a->device->levels_changed = true;
	if (observer->metric != NULL && metric->seen && metric->at == a->fleet->now)
		observer->metric(observer->self, a->device, metric);
	if (metric->level != LEVEL_GOOD && metric->alert != 0)
		fleet_note_extreme(a->fleet, metric);
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
	device->alive = (signed char)alive;
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

/* A scalar of a device without a profile: a number becomes a metric, a short text a status. */
static void apply_generic_scalar(const struct applying *a, const char *name, bool lasting, const struct scalar *scalar)
{
	if (scalar->kind == SCALAR_NUMBER) {
		struct metric *metric = device_metric(a->device, name, lasting);
		if (metric != NULL)
			apply_metric(a, metric, scalar);
	} else if (scalar_is_state(scalar)) {
		struct status *status = device_status(a->device, name, lasting);
		if (status != NULL)
			apply_status(a, status, scalar);
	}
}

static void apply_generic_json(const struct applying *a, const cJSON *node, const struct name *path, unsigned depth)
{
	if (depth > NAME_DEPTH || (cJSON_IsArray(node) && cJSON_GetArraySize(node) > NAME_ITEMS))
		return;
	unsigned index = 0;
	for (const cJSON *item = node->child; item != NULL; item = item->next, index++) {
		struct name name = *path;
		bool named = item->string != NULL ? name_append(&name, item->string, strlen(item->string))
		                                  : name_append_number(&name, index);
		if (!named)
			continue;
		if (cJSON_IsObject(item) || cJSON_IsArray(item)) {
			apply_generic_json(a, item, &name, depth + 1);
		} else {
			struct scalar scalar = scalar_of_json(item);
			apply_generic_scalar(a, name.text, false, &scalar);
		}
	}
}

static void apply_generic(const struct applying *a, const struct route *route)
{
	static const struct name root = NAME_ROOT;

	note_life(a);
	if (a->value->kind == VALUE_JSON)
		apply_generic_json(a, a->value->json, &root, 1);
	else if (a->value->kind == VALUE_SCALAR)
		apply_generic_scalar(a, route->leaf, true, &a->value->scalar);
}

static void apply_generic_alive(const struct applying *a)
{
	struct scalar scalar = value_at(a->value, a->value->kind == VALUE_JSON ? "state" : "");
	int alive = profile_alive_word(&scalar, true);

	apply_alive(a, alive);
}

/* --- payloads of a known shape ---------------------------------------------------------------------------- */

/* A plan that is being followed. What it doesn't know yet is worked out, and noted in a draft of a better one. */
struct following {
	const struct plan *plan;
	struct plan *draft; /* NULL: it knew everything */
};

static const char *name_of_step(const struct following *following, size_t step)
{
	return following->plan->shape->slots[following->plan->steps[step].slot].name;
}

static struct plan_step *noted_step(struct following *following, size_t step)
{
	if (following->draft == NULL)
		following->draft = plan_draft(following->plan);
	return &following->draft->steps[step];
}

static int metric_of_step(const struct applying *a, struct following *following, size_t step)
{
	int known = following->plan->steps[step].metric;

	if (known != PLAN_UNKNOWN)
		return known;
	const struct metric *metric = device_metric(a->device, name_of_step(following, step), true);
	return noted_step(following, step)->metric =
	               metric != NULL ? (int16_t)(metric - a->device->metrics) : PLAN_NO_ROOM;
}

static int status_of_step(const struct applying *a, struct following *following, size_t step)
{
	int known = following->plan->steps[step].status;

	if (known != PLAN_UNKNOWN)
		return known;
	const struct status *status = device_status(a->device, name_of_step(following, step), true);
	return noted_step(following, step)->status =
	               status != NULL ? (int16_t)(status - a->device->statuses) : PLAN_NO_ROOM;
}

/* The same as apply_generic_scalar(), with the names looked up once. */
static void apply_generic_step(const struct applying *a, struct following *following, size_t step,
                               const struct scalar *scalar)
{
	int place = -1;

	if (scalar->kind == SCALAR_NUMBER && (place = metric_of_step(a, following, step)) >= 0)
		apply_metric(a, &a->device->metrics[place], scalar);
	else if (scalar->kind != SCALAR_NUMBER && scalar_is_state(scalar) && (place = status_of_step(a, following, step)) >= 0)
		apply_status(a, &a->device->statuses[place], scalar);
}

static void apply_plan(const struct applying *a, struct route *route, const struct field *fields)
{
	struct following following = { .plan = route->plan };

	note_life(a);
	for (size_t i = 0; i < route->plan->count; i++) {
		const struct plan_step *step = &route->plan->steps[i];
		struct scalar scalar = scalar_of_field(&fields[step->slot]);
		if (step->part == PLAN_STATUS)
			apply_status(a, &a->device->statuses[step->status], &scalar);
		else if (step->part == PLAN_METRIC)
			apply_metric(a, &a->device->metrics[step->metric], &scalar);
		else
			apply_generic_step(a, &following, i, &scalar);
	}
	if (following.draft != NULL)
		route->plan = plans_share(a->fleet->plans, following.draft);
}

/* How payloads of that shape are to be applied from now on. */
static void set_plan(struct fleet *fleet, struct route *route, const struct shape *shape, const struct value *value)
{
	struct plan *plan = plan_new(route, shape, value);

	route->plan = plan != NULL ? plans_share(fleet->plans, plan) : NULL;
}

/* The first payload of a topic without a profile often has the shape that other topics have: then nothing is decoded. */
static void guess_plan(struct fleet *fleet, struct route *route, const struct message *message)
{
	const struct shape *shape = NULL;

	if (route->kind == ROUTE_GENERIC && route->messages == 1)
		shape = shapes_try(fleet->shapes, message->payload, message->payload_length, fleet->fields);
	if (shape != NULL)
		set_plan(fleet, route, shape, NULL);
}

/* A payload that had another shape than the last one: the next may have it too. A topic that changes its shape again and
 * again is given up more and more. */
static void learn_plan(struct fleet *fleet, struct route *route, const struct message *message, const struct value *value)
{
	if (value->kind != VALUE_JSON)
		return;
	route->misses++;
	if ((route->misses & (route->misses - 1)) != 0)
		return;
	const struct shape *shape = shapes_learn(fleet->shapes, message->payload, message->payload_length);
	if (shape != NULL)
		set_plan(fleet, route, shape, value);
}

/* Applies the message by its topic's plan. False: there is none, or it has another shape. */
static bool apply_by_plan(struct applying *a, struct route *route)
{
	struct fleet *fleet = a->fleet;

	if (route->plan == NULL)
		guess_plan(fleet, route, a->message);
	if (route->plan == NULL ||
	    !shape_match(route->plan->shape, a->message->payload, a->message->payload_length, fleet->fields))
		return false;
	fleet->shape = route->plan->shape;
	apply_plan(a, route, fleet->fields);
	return true;
}

/* --- all -------------------------------------------------------------------------------------------------- */

static void apply_decoded(struct applying *a, struct route *route, const struct value *value)
{
	a->value = value;
	if (route->kind == ROUTE_PROFILE)
		apply_profile(a, route);
	else if (route->kind == ROUTE_ALIVE)
		apply_generic_alive(a);
	else
		apply_generic(a, route);
}

void fleet_apply_plan(struct fleet *fleet, struct route *route, const struct message *message,
                      const struct field *fields)
{
	struct applying applying = { fleet, route->device, message, NULL };

	fleet_check_overdue(fleet, route->device);
	route->device->messages++;
	route->device->last_route = route;
	apply_plan(&applying, route, fields);
	fleet_check_device(fleet, route->device);
}

void fleet_apply_route(struct fleet *fleet, struct route *route, const struct message *message,
                       const struct value *decoded)
{
	struct applying applying = { fleet, route->device, message, NULL };

	if (route->device == NULL || route->kind == ROUTE_ORDERS)
		return;
	fleet_check_overdue(fleet, route->device);
	int64_t before = route->device->last_route == route ? route->device->last_live : CLOCK_NEVER;
	route->device->messages++;
	route->device->last_route = route;
	if (decoded != NULL) {
		apply_decoded(&applying, route, decoded);
	} else if (!apply_by_plan(&applying, route)) {
		struct value value = value_decode(fleet->decoder, message->payload, message->payload_length);
		apply_decoded(&applying, route, &value);
		learn_plan(fleet, route, message, &value);
	}
	fleet_check_device(fleet, route->device);
	fleet_open_tally(fleet, route, message, before);
}
