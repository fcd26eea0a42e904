/* fleet_census: how many devices live, are silent, are in trouble; see include/telltale/core/fleet.h.
 *
 * The counts are kept as things change, and all devices are looked at only when one may have fallen silent: a model of
 * a hundred thousand devices costs no more for each frame than one of ten. */
#include "config.h"

#include "core/fleet_private.h"

static void count_presence(struct fleet_counts *counts, enum presence presence, size_t change)
{
	counts->online += presence == PRESENCE_ONLINE ? change : 0;
	counts->stale += presence == PRESENCE_STALE ? change : 0;
	counts->offline += presence == PRESENCE_OFFLINE ? change : 0;
}

/* Presence first: what is wrong is an alert only of a device that lives. */
void fleet_check_device(struct fleet *fleet, struct device *device)
{
	enum presence before = device->presence;
	int64_t silent_at = device_silent_at(device);
	bool overdue = fleet->now > silent_at;

	if (overdue && silent_at >= fleet->alerts.next_due) /* what was due while it lived */
		fleet_run_alerts(fleet, silent_at);
	bool changed = device_check_presence(device, fleet->now);
	if (changed) {
		count_presence(&fleet->counts, before, (size_t)-1);
		count_presence(&fleet->counts, device->presence, 1);
		if (device_silent_at(device) < fleet->next_silent)
			fleet->next_silent = device_silent_at(device);
		if (fleet->settings.observer.presence != NULL)
			fleet->settings.observer.presence(fleet->settings.observer.self, device, before);
		/* whenever it was noticed: a replay's clock ticks at other times */
		fleet_look_at_presence(fleet, device, overdue && device->presence == PRESENCE_STALE ? silent_at : fleet->now);
	}
	if (changed || device->levels_changed)
		fleet_look_at_values(fleet, device);
	device->levels_changed = false;
}

void fleet_check_overdue(struct fleet *fleet, struct device *device)
{
	if (fleet->now > device_silent_at(device))
		fleet_check_device(fleet, device);
}

void fleet_check_silent(struct fleet *fleet)
{
	int64_t next = INT64_MAX;

	if (fleet->now <= fleet->next_silent)
		return;
	for (size_t i = 0; i < fleet->counts.devices; i++) {
		struct device *device = fleet->devices[i];
		device_settle(device);
		fleet_check_device(fleet, device);
		if (device_silent_at(device) < next)
			next = device_silent_at(device);
	}
	fleet->next_silent = next;
}
