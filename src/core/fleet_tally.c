/* fleet_tally: the messages that go into the tally of their topic; see include/telltale/core/tally.h */
#include "config.h"

#include "core/fleet_private.h"
#include "telltale/base/clock.h"
#include "telltale/core/plan.h"
#include "telltale/core/tally.h"

/* Whether nobody wants to hear of every single report. */
static bool may_tally(const struct fleet *fleet, const struct message *message)
{
	return !message->stored && fleet->counts.active_commands == 0 && fleet->settings.observer.status == NULL &&
	       fleet->settings.observer.metric == NULL;
}

static void count_changes(struct fleet *fleet, unsigned changes)
{
	fleet->counts.changes += changes;
	if (changes > 0)
		fleet->counts.changed_at = fleet->now;
}

/* Changes the states that the tally couldn't take, behind those that it could. */
static void apply_others(struct fleet *fleet, const struct route *route, uint64_t others)
{
	struct device *device = route->device;
	bool alert = false;

	if (route->tally->change_count > 0)
		device_settle(device);
	for (size_t i = 0; others >> i != 0; i++) {
		const struct plan_step *step = &route->plan->steps[i];
		struct scalar scalar = scalar_of_field(&fleet->fields[step->slot]);
		if ((others >> i & 1) == 0 || !status_report(&device->statuses[step->status], &scalar, fleet->now, false))
			continue;
		count_changes(fleet, 1);
		fleet_look_at_state(fleet, device, (unsigned)step->status);
		alert = alert || (step->part == PLAN_GENERIC && device->statuses[step->status].alert != 0);
	}
	if (alert) /* whatever comes next may be its end */
		device_end_tally(device);
}

bool fleet_tally(struct fleet *fleet, struct route *route, const struct message *message)
{
	size_t kept = route->payload_kept;
	struct tally_news news;

	if (!route->tallies || fleet->now >= route->tally->until || !may_tally(fleet, message) ||
	    !shape_match(route->plan->shape, message->payload, message->payload_length, fleet->fields) ||
	    !tally_take(fleet->pool, route, message, fleet->fields, fleet->now, &news))
		return false;
	fleet->kept += route->payload_kept - kept;
	fleet->shape = route->plan->shape;
	route_count(route, message);
	count_changes(fleet, news.changes);
	if (news.others != 0)
		apply_others(fleet, route, news.others);
	return true;
}

void fleet_open_tally(struct fleet *fleet, struct route *route, const struct message *message, int64_t before)
{
	struct device *device = route->device;

	if (before / CLOCK_SECOND != fleet->now / CLOCK_SECOND || fleet->shape == NULL ||
	    device->stale_after < CLOCK_SECOND || !may_tally(fleet, message))
		return;
	route->tallies = device->tallied = tally_open(fleet->pool, route, message, fleet->fields, fleet->now);
}
