/* fleet_copy: the whole model once more; see include/telltale/core/fleet.h */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "core/fleet_private.h"
#include "telltale/base/map.h"
#include "telltale/base/memory.h"
#include "telltale/base/pool.h"
#include "telltale/core/plan.h"

/* The device of the copy that stands where one of the original does. Devices have numbers while it is made. */
struct twins {
	struct device **of; /* by number */
	struct map *numbers; /* a device's address -> its number + 1 */
};

static struct device *twin(const struct twins *twins, const struct device *device)
{
	uintptr_t number = device != NULL ? (uintptr_t)map_get(twins->numbers, &device, sizeof device) : 0;

	return number > 0 ? twins->of[number - 1] : NULL;
}

static void copy_devices(const struct fleet *fleet, struct fleet *copy, struct twins *twins)
{
	size_t count = fleet->counts.devices;

	copy->devices = memory_resize(NULL, count + 1, sizeof *copy->devices);
	copy->device_capacity = count + 1;
	for (size_t i = 0; i < count; i++) {
		struct device *device = fleet->devices[i];
		device_settle(device);
		copy->devices[i] = device_copy(device);
		map_put(twins->numbers, &device, sizeof device, (void *)(uintptr_t)(i + 1)); /* NOLINT */
		fleet_put_device(copy, copy->devices[i]);
	}
	twins->of = copy->devices;
}

static void copy_routes(const struct fleet *fleet, struct fleet *copy, const struct twins *twins)
{
	copy->route_list = memory_resize(NULL, fleet->route_count + 1, sizeof *copy->route_list);
	copy->route_capacity = fleet->route_count + 1;
	copy->route_count = fleet->route_count;
	for (size_t i = 0; i < fleet->route_count; i++) {
		const struct route *route = fleet->route_list[i];
		struct device *device = twin(twins, route->device);
		struct route *mine = route_copy(copy->pool, route, device);
		copy->route_list[i] = mine;
		map_put(copy->routes, mine->topic, mine->length, mine);
		if (device == NULL)
			continue;
		fleet_hang_on_device(mine);
		if (route->device->last_route == route)
			device->last_route = mine;
	}
}

static void copy_commands(const struct fleet *fleet, struct fleet *copy, const struct twins *twins)
{
	for (size_t i = 0; i < FLEET_COMMANDS; i++) {
		const struct command *command = fleet->commands[i];
		copy->commands[i] = NULL;
		if (command == NULL)
			continue;
		struct command *mine = memory_copy(command, sizeof *command);
		mine->device = twin(twins, command->device);
		copy->commands[i] = mine;
		if (command->own != NULL)
			mine->definition = mine->own = command_own_copy(command->own);
		if (command->device != NULL && command->device->command == command)
			mine->device->command = mine;
	}
}

static void copy_alerts(const struct fleet *fleet, struct fleet *copy, const struct twins *twins)
{
	alerts_copy(&copy->alerts, &fleet->alerts);
	for (size_t i = 0; i < copy->alerts.count; i++)
		copy->alerts.all[i].key.device = twin(twins, copy->alerts.all[i].key.device);
	for (size_t i = 0; i < copy->alerts.history_count; i++)
		copy->alerts.history[i].key.device = twin(twins, copy->alerts.history[i].key.device);
}

struct fleet *fleet_copy(const struct fleet *fleet)
{
	struct fleet *copy = memory_copy(fleet, sizeof *fleet);
	struct twins twins = { NULL, map_new() };

	copy->decoder = decoder_new();
	copy->shapes = shapes_new(); /* which are learned again: the copy may live on another thread */
	copy->plans = plans_new();
	copy->shape = NULL;
	copy->ahead_taken = copy->ahead_put;
	copy->pool = pool_new();
	copy->routes = map_new_borrowing();
	copy->by_key = map_new_borrowing();
	copy_devices(fleet, copy, &twins);
	copy_routes(fleet, copy, &twins);
	copy_commands(fleet, copy, &twins);
	copy_alerts(fleet, copy, &twins);
	map_free(twins.numbers);
	return copy;
}
