/*
 * sim_station: a greenhouse that waters itself, and a weather station. Both only report.
 *
 * A day takes ten minutes here, so that a graph shows one while somebody watches.
 */
#include "config.h"

#include <math.h>
#include <stdio.h>

#include "telltale/app/sim_kind.h"
#include "telltale/base/clock.h"

#define DAY 600.0

enum { TEMPERATURE, LIGHT, HUMIDITY = 1, PRESSURE, WIND };

static void begin(struct sim_device *device, unsigned number, unsigned place)
{
	struct sim_station *station = &device->is.station;
	const char *name = place == 0 ? "greenhouse" : "weather";

	if (number < 2)
		snprintf(device->name, sizeof device->name, "%s", name);
	else
		snprintf(device->name, sizeof device->name, "%s-%02u", name, number / 2 + 1);
	station->weather = place == 1;
	station->soil = random_between(&device->chance, 29, 34);
	station->last = device->started;
	double mild = station->weather ? 14 : 23;
	sim_wave_init(&station->waves[TEMPERATURE], &device->chance, mild, 2, 5, DAY, 0.3);
	if (station->weather) {
		sim_wave_init(&station->waves[HUMIDITY], &device->chance, 65, 5, 15, DAY, 1);
		sim_wave_init(&station->waves[PRESSURE], &device->chance, 1013, 2, 6, 4 * DAY, 0.2);
		sim_wave_init(&station->waves[WIND], &device->chance, 4, 1, 2.5, DAY / 4, 1.5);
	} else {
		sim_wave_init(&station->waves[LIGHT], &device->chance, 2000, 500, 9000, DAY, 150);
		/* It's warm when it's light. */
		station->waves[LIGHT].period = station->waves[TEMPERATURE].period;
		station->waves[LIGHT].phase = station->waves[TEMPERATURE].phase;
	}
}

static void advance(struct sim_device *device, int64_t now)
{
	(void)device;
	(void)now;
}

static int64_t due(const struct sim_device *device)
{
	(void)device;
	return SIM_NEVER;
}

/* The soil dries slowly, and gets wet fast while the pump runs: 28 to 36 percent. */
static void water(struct sim_station *station, int64_t at)
{
	double seconds = fmin(fmax((double)(at - station->last) / (double)CLOCK_SECOND, 0), 30);

	station->last = at;
	station->soil += seconds * (station->pump ? 0.4 : -0.08);
	if (station->soil < 28)
		station->pump = true;
	if (station->soil > 36)
		station->pump = false;
	station->soil = fmin(fmax(station->soil, 10), 60);
}

static void compose_greenhouse(struct sim_device *device, int64_t at, struct sim_message *message)
{
	struct sim_station *station = &device->is.station;
	char temperature[24];

	water(station, at);
	double light = fmax(sim_wave_at(&station->waves[LIGHT], device, at), 0);
	sim_tenths(temperature, sim_wave_at(&station->waves[TEMPERATURE], device, at));
	sim_message_payload(message, "{\"soil\":%ld,\"lux\":%ld,\"temperature\":%s,\"pump\":\"%s\"}",
	                    lround(station->soil), lround(light), temperature, station->pump ? "on" : "off");
}

static const char *sky(double humidity)
{
	return humidity > 76 ? "rain" : humidity > 60 ? "cloudy" : "clear";
}

static void compose_weather(struct sim_device *device, int64_t at, struct sim_message *message)
{
	struct sim_wave *waves = device->is.station.waves;
	char temperature[24], pressure[24], wind[24];
	double humidity = fmin(fmax(sim_wave_at(&waves[HUMIDITY], device, at), 0), 100);

	sim_tenths(temperature, sim_wave_at(&waves[TEMPERATURE], device, at));
	sim_tenths(pressure, sim_wave_at(&waves[PRESSURE], device, at));
	sim_tenths(wind, fmax(sim_wave_at(&waves[WIND], device, at), 0));
	sim_message_payload(message,
	                    "{\"temperature\":%s,\"humidity\":%ld,\"pressure\":%s,"
	                    "\"wind\":%s,\"sky\":\"%s\"}",
	                    temperature, lround(humidity), pressure, wind, sky(humidity));
}

static void compose(struct sim_device *device, unsigned topic, int64_t at, struct sim_message *message)
{
	(void)topic;
	snprintf(message->topic, sizeof message->topic, "sensors/%s", device->name);
	if (device->is.station.weather)
		compose_weather(device, at, message);
	else
		compose_greenhouse(device, at, message);
}

const struct sim_kind sim_station_kind = {
	.topics = 1,
	.begin = begin,
	.advance = advance,
	.compose = compose,
	.due = due,
};
