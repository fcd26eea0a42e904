/* roster: see include/telltale/ui/roster.h */
#include "config.h"

#include "telltale/ui/roster.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "telltale/base/clock.h"
#include "telltale/base/memory.h"
#include "telltale/base/text.h"
#include "telltale/core/route.h"
#include "telltale/core/value.h"

void roster_clear(struct roster *roster)
{
	free(roster->shown);
	*roster = (struct roster){ .shown = NULL };
}

static bool status_passes(const struct status *status, const struct filter *filter)
{
	const struct profile_status *definition = status->definition;
	struct scalar scalar = scalar_of_text(status->text, strlen(status->text));

	return status->seen && (filter_passes_scalar(filter, status->name, &scalar) ||
	                        (definition != NULL && (filter_passes_scalar(filter, definition->name, &scalar) ||
	                                                filter_passes_scalar(filter, definition->from, &scalar))));
}

static bool metric_passes(const struct metric *metric, const struct filter *filter)
{
	const struct profile_metric *definition = metric->definition;
	struct scalar scalar = { SCALAR_NUMBER, metric->value, "", 0 };

	return metric->seen && (filter_passes_scalar(filter, metric->name, &scalar) ||
	                        (definition != NULL && (filter_passes_scalar(filter, definition->name, &scalar) ||
	                                                filter_passes_scalar(filter, definition->from, &scalar))));
}

/* Whether one of its values fulfils the condition: by the name on the screen, the profile's, or the payload's. */
static bool has_value(const struct device *device, const struct filter *filter)
{
	for (size_t i = 0; i < device->status_count; i++)
		if (status_passes(&device->statuses[i], filter))
			return true;
	for (size_t i = 0; i < device->metric_count; i++)
		if (metric_passes(&device->metrics[i], filter))
			return true;
	return false;
}

static bool has_topic(const struct device *device, const struct filter *filter)
{
	for (const struct route *route = device->routes; route != NULL; route = route->next_of_device)
		if (filter_passes_topic(filter, route->topic, route->length))
			return true;
	return false;
}

static bool has_text(const struct device *device, const struct filter *filter)
{
	if (filter_passes_text(filter, device->title) || filter_passes_text(filter, presence_text(device->presence)) ||
	    (device->profile != NULL && filter_passes_text(filter, device->profile->title)))
		return true;
	for (size_t i = 0; i < device->status_count; i++)
		if (device->statuses[i].seen && filter_passes_text(filter, device->statuses[i].text))
			return true;
	return false;
}

bool roster_passes(const struct device *device, const struct filter *filter)
{
	device_settle(device);
	switch (filter_kind(filter)) {
	case FILTER_ALL:
		return true;
	case FILTER_TEXT:
	case FILTER_REGEX:
		return has_text(device, filter);
	case FILTER_TOPIC:
		return has_topic(device, filter);
	case FILTER_VALUE:
		return has_value(device, filter);
	}
	return false;
}

static int by_name(const void *a, const void *b)
{
	const struct device *const *x = a, *const *y = b;

	return text_compare((*x)->title, (*y)->title);
}

static int by_seen(const void *a, const void *b)
{
	const struct device *const *x = a, *const *y = b;

	if ((*x)->last_live / CLOCK_SECOND != (*y)->last_live / CLOCK_SECOND)
		return (*x)->last_live > (*y)->last_live ? -1 : 1;
	return by_name(a, b);
}

/* What needs a person first: alarms, then silent devices, then warnings; as far as they are alerts that aren't muted. */
static int trouble(const struct device *device)
{
	static const int of_presence[] = { [PRESENCE_STORED] = 1, [PRESENCE_ONLINE] = 0, [PRESENCE_STALE] = 3,
		                           [PRESENCE_OFFLINE] = 4 };

	if (device->alert == LEVEL_GOOD)
		return device_is_live(device) ? 0 : 1;
	if (device->alert == LEVEL_ALARM)
		return 5;
	return of_presence[device->presence] > 2 ? of_presence[device->presence] : 2;
}

static int by_alert(const void *a, const void *b)
{
	const struct device *const *x = a, *const *y = b;
	int order = trouble(*y) - trouble(*x);

	return order != 0 ? order : by_name(a, b);
}

static int by_activity(const void *a, const void *b)
{
	const struct device *const *x = a, *const *y = b;

	if ((*x)->messages != (*y)->messages)
		return (*x)->messages > (*y)->messages ? -1 : 1;
	return by_name(a, b);
}

static const struct {
	const char *word, *name;
	int (*compare)(const void *, const void *);
} sorts[SORT_COUNT] = {
	[SORT_NAME] = { "name", "name", by_name },
	[SORT_SEEN] = { "seen", "last seen", by_seen },
	[SORT_ALERT] = { "alert", "alert", by_alert },
	[SORT_ACTIVITY] = { "activity", "activity", by_activity },
};

const char *sort_name(enum sort sort)
{
	return sorts[sort].name;
}

const char *group_name(enum group group)
{
	static const char *const names[GROUP_COUNT] = { "none", "profile", "topic" };

	return names[group];
}

/* Names never change; everything else may, and is looked at once a second. */
static bool is_current(const struct roster *roster, const struct fleet *fleet, const struct roster_order *order,
                       const struct filter *filter, int64_t mono)
{
	bool moves = order->sort != SORT_NAME || filter_kind(filter) != FILTER_ALL;

	return roster->made && roster->devices == fleet_counts(fleet)->devices && roster->sort == order->sort &&
	       roster->group == order->group && roster->pinned == (order->pins != NULL ? order->pins->changes : 0) &&
	       strcmp(roster->filter, filter_words(filter)) == 0 && (!moves || mono - roster->made_at < CLOCK_SECOND);
}

/* --- groups and order ------------------------------------------------------------------------------------ */

/* One device while they are put in order; qsort() hands on nothing else. */
struct entry {
	struct device *device; /* first, as the sorts expect it */
	const struct roster_group *group;
	int (*compare)(const void *, const void *);
	bool pinned, last; /* before all others; behind them */
};

static int by_group(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->pinned != y->pinned)
		return x->pinned ? -1 : 1;
	if (x->last != y->last)
		return x->last ? 1 : -1;
	if (x->group != y->group) {
		int order = text_compare(x->group->name, y->group->name);
		return order != 0 ? order : x->group < y->group ? -1 : 1;
	}
	return x->compare(&x->device, &y->device);
}

static void name_of_group(const struct device *device, const struct roster_order *order, bool pinned, char *name)
{
	const struct route *route = device->routes;

	if (pinned)
		snprintf(name, ROSTER_NAME, "pinned");
	else if (order->group == GROUP_PROFILE)
		snprintf(name, ROSTER_NAME, "%s", device->profile != NULL ? device->profile->title : "without a profile");
	else if (route == NULL)
		snprintf(name, ROSTER_NAME, "%s", "no topic");
	else
		text_clean(name, ROSTER_NAME, route->topic, strcspn(route->topic, "/"));
}

/* The group of a name; the last one takes what there is no room for. */
static struct roster_group *find_group(struct roster *roster, const char *name)
{
	for (size_t i = 0; i < roster->group_count; i++)
		if (strcmp(roster->groups[i].name, name) == 0)
			return &roster->groups[i];
	if (roster->group_count == ROSTER_GROUPS) {
		snprintf(roster->groups[ROSTER_GROUPS - 1].name, ROSTER_NAME, "others");
		return &roster->groups[ROSTER_GROUPS - 1];
	}
	struct roster_group *group = &roster->groups[roster->group_count++];
	*group = (struct roster_group){ .count = 0 };
	snprintf(group->name, sizeof group->name, "%s", name);
	return group;
}

/* Puts the groups into the order in which their devices stand. */
static void number_groups(struct roster *roster, const struct entry *entries)
{
	struct roster_group in_order[ROSTER_GROUPS];
	size_t count = 0;

	for (size_t i = 0; i < roster->count; i += entries[i].group->count) {
		in_order[count] = *entries[i].group;
		in_order[count++].first = i;
	}
	memcpy(roster->groups, in_order, count * sizeof *in_order);
	roster->group_count = count;
}

static void put_in_order(struct roster *roster, const struct roster_order *order)
{
	struct entry *entries = memory_zeroed(roster->count, sizeof *entries);

	roster->group_count = 0;
	for (size_t i = 0; i < roster->count; i++) {
		struct device *device = roster->shown[i];
		bool pinned = order->pins != NULL && pins_have(order->pins, device);
		struct roster_group *group = NULL;
		char name[ROSTER_NAME];
		if (order->group != GROUP_NONE) {
			name_of_group(device, order, pinned, name);
			group = find_group(roster, name);
			group->count++;
		}
		entries[i] = (struct entry){ device, group, sorts[order->sort].compare, pinned,
			                     order->group == GROUP_PROFILE && device->profile == NULL };
	}
	qsort(entries, roster->count, sizeof *entries, by_group);
	for (size_t i = 0; i < roster->count; i++)
		roster->shown[i] = entries[i].device;
	if (order->group != GROUP_NONE)
		number_groups(roster, entries);
	free(entries);
}

void roster_refresh(struct roster *roster, const struct fleet *fleet, const struct roster_order *order,
                    const struct filter *filter, int64_t mono)
{
	size_t devices = fleet_counts(fleet)->devices;

	if (is_current(roster, fleet, order, filter, mono))
		return;
	roster->count = roster->group_count = 0;
	for (size_t i = 0; i < devices; i++) {
		struct device *device = fleet_device(fleet, i);
		if (!roster_passes(device, filter))
			continue;
		roster->shown = memory_grow(roster->shown, roster->count, &roster->capacity, sizeof(struct device *));
		roster->shown[roster->count++] = device;
	}
	if (roster->count > 0)
		put_in_order(roster, order);
	roster->made = true;
	roster->version++;
	roster->devices = devices;
	roster->sort = order->sort;
	roster->group = order->group;
	roster->pinned = order->pins != NULL ? order->pins->changes : 0;
	snprintf(roster->filter, sizeof roster->filter, "%s", filter_words(filter));
	roster->made_at = mono;
}

size_t roster_index(const struct roster *roster, const struct device *device)
{
	for (size_t i = 0; i < roster->count; i++)
		if (roster->shown[i] == device)
			return i;
	return 0;
}
