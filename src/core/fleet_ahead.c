/* fleet_ahead: fetches into the cache what the next messages will need; see include/telltale/core/fleet.h.
 *
 * With many topics the model is far larger than the caches, and a message would wait for memory again and again: for the
 * topic's slot, its route, its device, its metrics, each of which says where the next one is. Going these steps for several
 * messages at a time lets the memory work on all of them at once. Source: group prefetching, Chen, Ailamaki, Gibbons and
 * Mowry, "Improving hash join performance through prefetching", ICDE 2004. */
#include "config.h"

#include "core/fleet_private.h"
#include "telltale/base/map.h"
#include "telltale/core/plan.h"

enum { WORTHWHILE = 1000, CACHE_LINE = 64, MOST_BYTES = 512, MOST_METRICS = 12 }; /* fewer topics are in the cache anyway */

static void fetch(const void *begin, size_t bytes)
{
	for (size_t i = 0; begin != NULL && i < bytes && i < MOST_BYTES; i += CACHE_LINE)
		__builtin_prefetch((const char *)begin + i);
}

static void fetch_parts(const struct device *device)
{
	if (device == NULL)
		return;
	for (size_t i = 0; i < device->metric_count && i < MOST_METRICS; i++)
		__builtin_prefetch(&device->metrics[i]); /* its first line is what a report touches */
	fetch(device->statuses, device->status_count * sizeof *device->statuses);
}

static void fetch_around(const struct route *route)
{
	if (route == NULL)
		return;
	fetch(route->device, sizeof *route->device);
	fetch(route->plan, sizeof *route->plan + 64);
	fetch(route->payload, route->payload_kept);
}

void fleet_ahead(struct fleet *fleet, const struct message_topic *topics, size_t count)
{
	uint64_t hashes[FLEET_AHEAD];

	fleet->ahead_count = fleet->ahead_next = 0;
	if (fleet->route_count < WORTHWHILE)
		return;
	for (size_t i = 0; i < count; i++) {
		hashes[i] = map_hash(fleet->routes, topics[i].text, topics[i].length);
		map_fetch_slot(fleet->routes, hashes[i]);
	}
	for (size_t i = 0; i < count; i++)
		map_fetch_entry(fleet->routes, hashes[i], sizeof(struct route));
	for (size_t i = 0; i < count; i++) {
		struct route *route = map_get_hashed(fleet->routes, hashes[i], topics[i].text, topics[i].length);
		fleet->ahead[i] = (struct fleet_expected){ topics[i].text, route };
		fetch_around(route);
	}
	for (size_t i = 0; i < count; i++)
		if (fleet->ahead[i].route != NULL)
			fetch_parts(fleet->ahead[i].route->device);
	fleet->ahead_count = count;
}

struct route *fleet_expected(struct fleet *fleet, const char *topic)
{
	if (fleet->ahead_next == fleet->ahead_count || fleet->ahead[fleet->ahead_next].topic != topic)
		return NULL;
	return fleet->ahead[fleet->ahead_next++].route;
}
