/* plan: see include/telltale/core/plan.h */
#include "config.h"

#include "telltale/core/plan.h"

#include <stdlib.h>
#include <string.h>

#include "telltale/base/map.h"
#include "telltale/base/memory.h"
#include "telltale/core/device.h"
#include "telltale/core/route.h"

struct plans {
	struct plan *first;
	struct map *known; /* by shape and steps */
};

static size_t bytes_for(size_t steps)
{
	return sizeof(struct plan) + steps * sizeof(struct plan_step);
}

static struct plan *plan_with_room(const struct shape *shape, size_t steps)
{
	struct plan *plan = memory_zeroed(1, bytes_for(steps));

	plan->shape = shape;
	return plan;
}

/* The bindings in their order; what the shape doesn't have is left out. */
static struct plan *plan_profile(const struct route *route, const struct shape *shape, const struct value *value)
{
	struct plan *plan = plan_with_room(shape, route->binding_count);

	for (size_t i = 0; i < route->binding_count; i++) {
		const struct binding *binding = &route->bindings[i];
		int slot = value_place(value, binding->from);
		if (slot < 0)
			continue;
		plan->steps[plan->count++] = (struct plan_step){
			.slot = (uint8_t)slot,
			.part = binding->part == BIND_STATUS ? PLAN_STATUS : PLAN_METRIC,
			.metric = (int16_t)binding->index,
			.status = (int16_t)binding->index,
		};
	}
	return plan;
}

static struct plan *plan_generic(const struct shape *shape)
{
	struct plan *plan = plan_with_room(shape, shape->slot_count);

	for (size_t i = 0; i < shape->slot_count; i++)
		if (shape->slots[i].name != NULL)
			plan->steps[plan->count++] = (struct plan_step){ (uint8_t)i, PLAN_GENERIC, PLAN_UNKNOWN, PLAN_UNKNOWN };
	return plan;
}

struct plan *plan_new(const struct route *route, const struct shape *shape, const struct value *value)
{
	if (route->kind == ROUTE_GENERIC)
		return plan_generic(shape);
	if (route->kind != ROUTE_PROFILE)
		return NULL;
	for (size_t i = 0; i < route->binding_count; i++)
		if (route->bindings[i].part == BIND_ALIVE || route->bindings[i].index > INT16_MAX)
			return NULL;
	struct plan *plan = plan_profile(route, shape, value);
	plan->profile = route->device->profile;
	return plan;
}

struct plan *plan_draft(const struct plan *plan)
{
	return memory_copy(plan, bytes_for(plan->count));
}

/* --- all of them ------------------------------------------------------------------------------------------- */

struct plans *plans_new(void)
{
	struct plans *plans = memory_zeroed(1, sizeof *plans);

	plans->known = map_new_borrowing();
	return plans;
}

void plans_free(struct plans *plans)
{
	if (plans == NULL)
		return;
	for (struct plan *plan = plans->first, *next; plan != NULL; plan = next) {
		next = plan->next;
		free(plan);
	}
	map_free(plans->known);
	free(plans);
}

const struct plan *plans_share(struct plans *plans, struct plan *plan)
{
	size_t length = sizeof plan->shape + sizeof plan->profile + plan->count * sizeof *plan->steps;
	const struct plan *known = map_get(plans->known, &plan->shape, length);

	if (known != NULL) {
		free(plan);
		return known;
	}
	plan->next = plans->first;
	plans->first = plan;
	map_put(plans->known, &plan->shape, length, plan);
	return plan;
}
