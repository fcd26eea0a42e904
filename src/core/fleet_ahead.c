/* fleet_ahead: fetches into the cache what the next messages will need; see include/telltale/core/fleet.h.
 *
 * With many topics the model is far larger than the caches, and a message would wait for memory again and again: for the
 * topic's slot, its route, its device, its metrics, their histories, each of which says where the next one is. Here each
 * message that is announced is taken one such step at a time, while others are applied. Source: software-pipelined
 * prefetching, Chen, Ailamaki, Gibbons and Mowry, "Improving hash join performance through prefetching", ICDE 2004. */
#include "config.h"

#include <stddef.h>

#include "core/fleet_private.h"
#include "telltale/base/map.h"
#include "telltale/core/plan.h"
#include "telltale/core/tally.h"

enum { MOST_BYTES = 512, MOST_METRICS = 12, MOST_STATUSES = 4 };

static void fetch(const void *begin, size_t bytes)
{
	for (size_t i = 0; begin != NULL && i < bytes && i < MOST_BYTES; i += MEMORY_LINE)
		__builtin_prefetch((const char *)begin + i);
}

static void fetch_slot(struct fleet *fleet, struct fleet_expected *expected)
{
	expected->hash = map_hash(fleet->routes, expected->topic.text, expected->topic.length);
	map_fetch_slot(fleet->routes, expected->hash);
}

static void fetch_route(struct fleet *fleet, struct fleet_expected *expected)
{
	map_fetch_entry(fleet->routes, expected->hash, offsetof(struct route, plan), 2 * (size_t)MEMORY_LINE);
}

/* Nearly all messages of a topic that has a tally touch that and no device. */
static void fetch_tally(struct fleet *fleet, struct fleet_expected *expected)
{
	struct route *route = map_get_hashed(fleet->routes, expected->hash, expected->topic.text, expected->topic.length);

	expected->route = route;
	if (route == NULL)
		return;
	if (route->tallies)
		fetch(route->tally, tally_bytes(route->plan->count, route->payload_kept));
	else
		fetch(route, MEMORY_LINE);
}

static bool is_tallied(const struct fleet *fleet, const struct route *route)
{
	return route->tallies && fleet->now < route->tally->until;
}

static void fetch_device(struct fleet *fleet, struct fleet_expected *expected)
{
	const struct route *route = expected->route;

	expected->device = route != NULL && !is_tallied(fleet, route) ? route->device : NULL;
	if (expected->device == NULL)
		return;
	fetch(route->device, MEMORY_LINE);
	if (route->payload_room > 0)
		fetch(route->payload, route->payload_kept);
}

static void fetch_parts(struct fleet *fleet, struct fleet_expected *expected)
{
	const struct device *device = expected->device;

	(void)fleet;
	if (device == NULL)
		return;
	for (size_t i = 0; i < device->metric_count && i < MOST_METRICS; i++)
		__builtin_prefetch(&device->metrics[i]); /* the first lines are what a report touches */
	for (size_t i = 0; i < device->status_count && i < MOST_STATUSES; i++)
		__builtin_prefetch(&device->statuses[i]);
}

static void fetch_histories(struct fleet *fleet, struct fleet_expected *expected)
{
	const struct device *device = expected->device;

	for (size_t i = 0; device != NULL && i < device->metric_count && i < MOST_METRICS; i++)
		series_fetch(&device->metrics[i].series, fleet->now);
}

static void (*const steps[])(struct fleet *fleet, struct fleet_expected *expected) = {
	fetch_slot, fetch_route, fetch_tally, fetch_device, fetch_parts, fetch_histories,
};

enum { STEPS = sizeof steps / sizeof *steps, BETWEEN = (FLEET_AHEAD - 1) / STEPS };

void fleet_ahead(struct fleet *fleet, const struct message_topic *topic)
{
	uint64_t number = fleet->ahead_put++;

	fleet->ahead[number % FLEET_AHEAD] = (struct fleet_expected){ .topic = *topic };
	for (size_t step = 0; step < STEPS; step++) {
		uint64_t back = step * BETWEEN;
		if (number < back || number - back < fleet->ahead_taken)
			break;
		steps[step](fleet, &fleet->ahead[(number - back) % FLEET_AHEAD]);
	}
}

size_t fleet_announced(const struct fleet *fleet)
{
	return (size_t)(fleet->ahead_put - fleet->ahead_taken);
}

struct route *fleet_expected(struct fleet *fleet, const struct message *message)
{
	struct fleet_expected *expected = &fleet->ahead[fleet->ahead_taken % FLEET_AHEAD];

	if (fleet->ahead_taken == fleet->ahead_put)
		return NULL;
	if (expected->topic.text != message->topic) { /* another came: what was said holds no more */
		fleet->ahead_taken = fleet->ahead_put;
		return NULL;
	}
	fleet->ahead_taken++;
	return expected->route;
}
