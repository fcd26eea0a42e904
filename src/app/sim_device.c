/* sim_device: see include/telltale/app/sim_device.h. What all kinds share: schedule, orders, numbers. */
#include "config.h"

#include "telltale/app/sim_device.h"

#include <assert.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "telltale/app/sim_kind.h"
#include "telltale/base/clock.h"
#include "telltale/base/memory.h"

/* A device that is further behind its schedule than this (or a whole period) skips what it missed. */
#define CATCH_UP (100 * CLOCK_MILLISECOND)

/* Longer orders are no orders. */
#define ORDER_MAX 512

static const struct {
	const struct sim_kind *kind;
	unsigned place, of; /* this is the place-th of so many of its kind in the pattern */
} pattern[] = {
	{ &sim_box_kind, 0, 4 },
	{ &sim_box_kind, 1, 4 },
	{ &sim_box_kind, 2, 4 },
	{ &sim_box_kind, 3, 4 },
	{ &sim_station_kind, 0, 2 },
	{ &sim_station_kind, 1, 2 },
	{ &sim_room_kind, 0, 1 },
};
#define PATTERN (sizeof pattern / sizeof *pattern)

int64_t sim_seconds(double seconds)
{
	return (int64_t)(seconds * (double)CLOCK_SECOND);
}

static int64_t period_of(double rate)
{
	double seconds = 1.0 / rate;

	/* A nanosecond to a year: no rate that a user types makes the arithmetic below overflow. */
	return sim_seconds(fmin(fmax(seconds, 1e-9), 365 * 86400.0));
}

struct sim_device *sim_device_new(unsigned index, double rate, uint64_t seed, int64_t now)
{
	struct sim_device *device = memory_zeroed(1, sizeof *device);
	unsigned slot = index % PATTERN;
	unsigned number = (unsigned)(index / PATTERN) * pattern[slot].of + pattern[slot].place;

	assert(rate > 0);
	device->kind = pattern[slot].kind;
	random_seed(&device->chance, seed, (uint64_t)index * 2);
	random_seed(&device->noise, seed, (uint64_t)index * 2 + 1);
	device->started = now;
	device->period = period_of(rate) > 0 ? period_of(rate) : 1;
	/* The golden ratio spreads any number of devices evenly over a period. */
	device->due = now + (int64_t)(fmod(index * 0.6180339887498949, 1.0) * (double)device->period);
	device->kind->begin(device, number, pattern[slot].place);
	return device;
}

void sim_device_free(struct sim_device *device)
{
	free(device);
}

const char *sim_device_name(const struct sim_device *device)
{
	return device->name;
}

const char *sim_device_alive_topic(const struct sim_device *device)
{
	return device->kind->obeys ? device->alive_topic : NULL;
}

const char *sim_device_order_topic(const struct sim_device *device)
{
	return device->kind->obeys ? device->order_topic : NULL;
}

void sim_device_advance(struct sim_device *device, int64_t now)
{
	if (device->kind->due(device) <= now)
		device->kind->advance(device, now);
}

bool sim_device_is_out(const struct sim_device *device)
{
	return device->out;
}

void sim_device_connected(struct sim_device *device)
{
	device->at_once = (1u << device->kind->topics) - 1;
}

/* The word behind "command" in an order of JSON, cut to `size`; false if there is none. */
static bool read_order(char *command, size_t size, const char *payload, size_t n)
{
	char text[ORDER_MAX + 1];
	bool found = false;

	if (n == 0 || n > ORDER_MAX || memchr(payload, '\0', n) != NULL)
		return false;
	memcpy(text, payload, n);
	text[n] = '\0';
	cJSON *order = cJSON_ParseWithOpts(text, NULL, 1);
	const cJSON *word = cJSON_GetObjectItemCaseSensitive(order, "command");
	if (cJSON_IsString(word))
		found = (size_t)snprintf(command, size, "%s", word->valuestring) < size;
	cJSON_Delete(order);
	return found;
}

void sim_device_receive(struct sim_device *device, int64_t now, const char *payload, size_t n, bool retained)
{
	char command[32];

	sim_device_advance(device, now);
	/* A retained order is an old one: whoever moves a hatch on it moves it after every reconnect. */
	if (retained || device->out || device->kind->obey == NULL)
		return;
	if (read_order(command, sizeof command, payload, n))
		device->kind->obey(device, now, command);
}

/* Takes a topic that is due at once; false if none is. */
static bool take_urgent(struct sim_device *device, unsigned *topic)
{
	for (*topic = 0; *topic < device->kind->topics; ++*topic) {
		if (device->at_once & (1u << *topic)) {
			device->at_once &= ~(1u << *topic);
			return true;
		}
	}
	return false;
}

/* Jumps over the periods that nobody asked for in time. */
static void skip_missed(struct sim_device *device, int64_t now)
{
	int64_t patience = device->period > CATCH_UP ? device->period : CATCH_UP;
	int64_t behind = now - device->due;

	if (behind > patience)
		device->due += behind / device->period * device->period;
}

/* Takes the next topic of the schedule and the moment it was due at; false if it's too early. */
static bool take_regular(struct sim_device *device, int64_t now, unsigned *topic, int64_t *at)
{
	skip_missed(device, now);
	if (device->due > now)
		return false;
	*at = device->due;
	device->due += device->period;
	*topic = device->turn;
	device->turn = (device->turn + 1) % device->kind->topics;
	return true;
}

bool sim_device_next(struct sim_device *device, int64_t now, struct sim_message *message)
{
	unsigned topic;
	int64_t at = now;

	sim_device_advance(device, now);
	if (device->out)
		return false;
	if (!take_urgent(device, &topic) && !take_regular(device, now, &topic, &at))
		return false;
	device->kind->compose(device, topic, at, message);
	return true;
}

int64_t sim_device_due(const struct sim_device *device)
{
	int64_t own = device->kind->due(device);

	if (device->out)
		return own;
	if (device->at_once != 0)
		return device->started;
	return own < device->due ? own : device->due;
}

void sim_wave_init(struct sim_wave *wave, struct random *chance, double middle, double spread,
                   double swing, double period, double noise)
{
	wave->middle = middle + random_between(chance, -spread, spread);
	wave->swing = swing;
	wave->period = period * random_between(chance, 0.9, 1.1);
	wave->phase = random_between(chance, 0, 1);
	wave->noise = noise;
	wave->last = 0;
}

double sim_wave_at(struct sim_wave *wave, struct sim_device *device, int64_t at)
{
	double seconds = (double)(at - device->started) / (double)CLOCK_SECOND;
	double fresh = random_between(&device->noise, -wave->noise, wave->noise);

	double turn = 2 * 3.14159265358979 * (seconds / wave->period + wave->phase);

	wave->last += (fresh - wave->last) * 0.25;
	return wave->middle + wave->swing * sin(turn) + wave->last;
}

void sim_tenths(char *text, double value)
{
	long tenths = lround(value * 10);
	long whole = labs(tenths);

	/* Not "%.1f": that writes a comma where the locale says so, and JSON knows none. */
	snprintf(text, 24, "%s%ld.%ld", tenths < 0 ? "-" : "", whole / 10, whole % 10);
}

void sim_message_payload(struct sim_message *message, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	int n = vsnprintf(message->payload, sizeof message->payload, format, arguments);
	va_end(arguments);
	assert(n >= 0 && (size_t)n < sizeof message->payload);
	message->length = (size_t)n;
}
