/* device: see include/telltale/core/device.h */
#include "config.h"

#include "telltale/core/device.h"

#include <stdlib.h>
#include <string.h>

#include "telltale/base/clock.h"
#include "telltale/base/memory.h"
#include "telltale/base/text.h"
#include "telltale/core/route.h"
#include "telltale/core/series.h"
#include "telltale/core/tally.h"

enum { TITLE_BYTES = 200 };

static void add_profile_parts(struct device *device)
{
	const struct profile *profile = device->profile;

	device->status_count = (uint16_t)profile->status_count;
	device->statuses = status_array(NULL, 0, profile->status_count);
	for (size_t i = 0; i < profile->status_count; i++) {
		device->statuses[i].definition = &profile->statuses[i];
		device->statuses[i].name = profile->statuses[i].label;
		device->statuses[i].state = -1;
	}
	device->metric_count = (uint16_t)profile->metric_count;
	device->metrics = metric_array(NULL, 0, profile->metric_count);
	for (size_t i = 0; i < profile->metric_count; i++) {
		device->metrics[i].definition = &profile->metrics[i];
		device->metrics[i].name = profile->metrics[i].label;
	}
}

char *device_make_key(const struct profile *profile, const char *id, size_t id_length, size_t *length)
{
	char *key = memory_resize(NULL, sizeof profile + id_length + 1, 1);

	memcpy(key, &profile, sizeof profile);
	if (id_length > 0)
		memcpy(key + sizeof profile, id, id_length);
	key[sizeof profile + id_length] = '\0';
	*length = sizeof profile + id_length;
	return key;
}

/* Most names are clean as they are. */
static const char *title_of(const struct device *device)
{
	char title[TITLE_BYTES];

	text_clean(title, sizeof title, device->id, device->key_length - sizeof device->profile);
	if (strcmp(title, device->id) == 0 && *title != '\0')
		return device->id;
	return memory_text(*title != '\0' ? title : "(no name)");
}

static void set_name(struct device *device, const struct profile *profile, const char *id, size_t id_length)
{
	size_t length;

	device->key = device_make_key(profile, id, id_length, &length);
	device->key_length = (uint32_t)length;
	device->id = device->key + sizeof profile;
	device->title = title_of(device);
}

struct device *device_new(const char *id, size_t length, const struct profile *profile, int64_t stale_after)
{
	struct device *device = memory_aligned(1, sizeof *device, MEMORY_LINE);

	set_name(device, profile, id, length);
	device->profile = profile;
	device->stale_after = stale_after;
	device->alive = -1;
	device->last_live = device->vouched = CLOCK_NEVER;
	if (profile != NULL)
		add_profile_parts(device);
	return device;
}

void device_settle(const struct device *device)
{
	if (device->tallied)
		tally_settle(device->last_route);
}

void device_end_tally(struct device *device)
{
	device_settle(device);
	if (device->tallied)
		device->last_route->tallies = device->tallied = false;
}

/* Metrics that a device without a profile has room for: a power of two. */
static size_t room_for(size_t count)
{
	size_t room = 1;

	while (room < count)
		room *= 2;
	return count > 0 ? room : 0;
}

struct device *device_copy(const struct device *device)
{
	struct device *copy = memory_aligned(1, sizeof *device, MEMORY_LINE);

	*copy = *device;
	set_name(copy, device->profile, device->id, device->key_length - sizeof device->profile);
	copy->statuses = status_array(NULL, 0, device->status_count);
	copy->metrics = metric_array(NULL, 0, room_for(device->metric_count));
	for (size_t i = 0; i < device->status_count; i++) {
		copy->statuses[i] = device->statuses[i];
		copy->statuses[i].strip = strip_copy(device->statuses[i].strip);
	}
	for (size_t i = 0; i < device->metric_count; i++)
		copy->metrics[i] = device->metrics[i];
	copy->routes = copy->routes_end = copy->last_route = NULL;
	copy->tallied = false;
	copy->command = NULL;
	for (size_t i = 0; device->profile == NULL && i < copy->status_count; i++) {
		copy->statuses[i].name = memory_text(device->statuses[i].name);
		copy->statuses[i].name_lasts = false;
	}
	for (size_t i = 0; i < copy->metric_count; i++) {
		struct metric *metric = &copy->metrics[i];
		if (device->profile == NULL) {
			metric->name = memory_text(metric->name);
			metric->name_lasts = false;
		}
		series_detach(&metric->series);
	}
	return copy;
}

static void free_name(const char *name, bool lasts)
{
	if (!lasts)
		free((char *)(uintptr_t)name);
}

void device_free(struct device *device)
{
	if (device == NULL)
		return;
	for (size_t i = 0; i < device->metric_count; i++)
		metric_clear(&device->metrics[i]);
	for (size_t i = 0; i < device->status_count; i++)
		status_clear(&device->statuses[i]);
	for (size_t i = 0; device->profile == NULL && i < device->status_count; i++)
		free_name(device->statuses[i].name, device->statuses[i].name_lasts);
	for (size_t i = 0; device->profile == NULL && i < device->metric_count; i++)
		free_name(device->metrics[i].name, device->metrics[i].name_lasts);
	free(device->statuses);
	free(device->metrics);
	free_name(device->title, device->title == device->id);
	free(device->key);
	free(device);
}

struct status *device_status(struct device *device, const char *name, bool lasting)
{
	for (size_t i = 0; i < device->status_count; i++)
		if (strcmp(device->statuses[i].name, name) == 0)
			return &device->statuses[i];
	if (device->status_count >= DEVICE_STATUSES)
		return NULL;
	device->statuses = status_array(device->statuses, device->status_count, device->status_count + 1u);
	struct status *status = &device->statuses[device->status_count++];
	status->name = lasting ? name : memory_text(name);
	status->name_lasts = lasting;
	status->state = -1;
	return status;
}

struct metric *device_metric(struct device *device, const char *name, bool lasting)
{
	for (size_t i = 0; i < device->metric_count; i++)
		if (strcmp(device->metrics[i].name, name) == 0)
			return &device->metrics[i];
	if (device->metric_count >= DEVICE_METRICS)
		return NULL;
	if (room_for(device->metric_count) == device->metric_count)
		device->metrics = metric_array(device->metrics, device->metric_count, room_for(device->metric_count + 1u));
	struct metric *metric = &device->metrics[device->metric_count++];
	memset(metric, 0, sizeof *metric);
	metric->name = lasting ? name : memory_text(name);
	metric->name_lasts = lasting;
	return metric;
}

static int64_t heard_at(const struct device *device)
{
	return device->last_live > device->vouched ? device->last_live : device->vouched;
}

static enum presence presence_at(const struct device *device, int64_t now)
{
	int64_t heard = heard_at(device);

	if (device->alive == 0)
		return PRESENCE_OFFLINE;
	if (heard == CLOCK_NEVER)
		return PRESENCE_STORED;
	return now - heard > device->stale_after ? PRESENCE_STALE : PRESENCE_ONLINE;
}

bool device_check_presence(struct device *device, int64_t now)
{
	enum presence presence = presence_at(device, now);

	if (presence == device->presence)
		return false;
	device->presence = (unsigned char)presence;
	device->presence_since = now;
	if (presence == PRESENCE_STALE && device->last_live != CLOCK_NEVER)
		device->presence_since = device->last_live;
	return true;
}

int64_t device_silent_at(const struct device *device)
{
	return device->presence == PRESENCE_ONLINE ? heard_at(device) + device->stale_after : INT64_MAX;
}

enum level device_level(const struct device *device)
{
	enum level worst = LEVEL_GOOD;

	for (size_t i = 0; i < device->metric_count; i++)
		if (device->metrics[i].level > worst)
			worst = device->metrics[i].level;
	for (size_t i = 0; i < device->status_count; i++)
		if (device->statuses[i].seen && device->statuses[i].kind == STATE_ALARM)
			worst = LEVEL_ALARM;
	return worst;
}

bool device_is_live(const struct device *device)
{
	return device->presence == PRESENCE_ONLINE;
}

const char *presence_text(enum presence presence)
{
	static const char *const texts[] = {
		[PRESENCE_STORED] = "stored",
		[PRESENCE_ONLINE] = "online",
		[PRESENCE_STALE] = "stale",
		[PRESENCE_OFFLINE] = "offline",
	};
	return texts[presence];
}
