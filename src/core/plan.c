/* plan: see include/telltale/core/plan.h */
#include "config.h"

#include "telltale/core/plan.h"

#include "telltale/base/memory.h"
#include "telltale/core/route.h"

static struct plan *plan_with_room(const struct shape *shape, size_t steps)
{
	struct plan *plan = memory_resize(NULL, 1, sizeof *plan + steps * sizeof *plan->steps);

	plan->shape = shape;
	plan->count = 0;
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
	return plan_profile(route, shape, value);
}
