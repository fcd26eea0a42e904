/* footprint: how many bytes a topic takes in the model, with its device and an hour of history.
 *
 * usage: footprint TOPICS SECONDS number|json. Every topic gets a message a second, on the model's own clock; the
 * payload is a bare number, or JSON of about 150 bytes with nine values, that wander as measured ones do. What
 * malloc has given out is counted before the first message and after the last, with what it needs for itself.
 * Prints one figure a line. */
#include "config.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "telltale/base/clock.h"
#include "telltale/base/memory.h"
#include "telltale/base/random.h"
#include "telltale/core/fleet.h"
#include "telltale/core/series.h"

enum { TOPIC_BYTES = 48, PAYLOAD_BYTES = 256 };

static const int64_t wall_zero = INT64_C(1790000000) * CLOCK_SECOND;

struct plant {
	unsigned long topics, seconds;
	bool json;
	double *values; /* one a topic */
	struct random random;
	struct fleet *fleet;
};

#ifdef HAVE_MALLINFO2
static size_t allocated(void)
{
	struct mallinfo2 info = mallinfo2();

	return info.uordblks + info.hblkhd;
}
#else
static size_t allocated(void)
{
	fputs("footprint: this system's malloc can't be counted\n", stderr);
	exit(77);
}
#endif

/* --- messages -------------------------------------------------------------------------------------------- */

static int write_json(char *payload, double value, unsigned long topic, unsigned long second)
{
	return snprintf(payload, PAYLOAD_BYTES,
	                "{\"sequence\":%lu,\"temperature\":%.2f,\"humidity\":%.1f,\"pressure\":%.2f,\"battery\":%lu,"
	                "\"door\":\"%s\",\"uptime\":%lu,\"rssi\":-%lu,\"ok\":true}",
	                100000 + second, value, 60 - value, 990 + value / 3, 100 - second / 600,
	                (second / 300 + topic) % 7 == 0 ? "open" : "closed", 86400 + second, 40 + (second + topic) % 50);
}

static void send_one(struct plant *plant, unsigned long topic, unsigned long second)
{
	char name[TOPIC_BYTES], payload[PAYLOAD_BYTES];
	double *value = &plant->values[topic];

	*value += random_between(&plant->random, -0.05, 0.05);
	int length = plant->json ? write_json(payload, *value, topic, second)
	                         : snprintf(payload, sizeof payload, "%.2f", *value);
	struct message message = {
		.topic = name,
		.topic_length = (size_t)snprintf(name, sizeof name, "plant/sensor-%06lu/%s", topic,
		                                 plant->json ? "state" : "value"),
		.payload = payload,
		.payload_length = (size_t)length,
		.mono = (int64_t)second * CLOCK_SECOND + (int64_t)(topic % 1000) * CLOCK_MILLISECOND,
	};
	message.wall = wall_zero + message.mono;
	fleet_apply(plant->fleet, &message);
}

static void run(struct plant *plant)
{
	for (unsigned long second = 1; second <= plant->seconds; second++) {
		for (unsigned long topic = 0; topic < plant->topics; topic++)
			send_one(plant, topic, second);
		fleet_tick(plant->fleet, (int64_t)(second + 1) * CLOCK_SECOND);
	}
}

/* --- what it holds then ---------------------------------------------------------------------------------- */

/* How many of a device's numbers have a history, from its first sample to now. */
static size_t histories(const struct plant *plant, const struct device *device)
{
	int64_t now = fleet_now(plant->fleet);
	double least, most;
	size_t count = 0;

	for (size_t i = 0; i < device->metric_count; i++) {
		const struct metric *metric = &device->metrics[i];
		if (metric->series.samples == plant->seconds && series_range(&metric->series, now, &least, &most) &&
		    most >= least)
			count++;
	}
	return count;
}

static void report(const struct plant *plant, size_t bytes)
{
	const struct fleet_counts *counts = fleet_counts(plant->fleet);
	size_t count = 0;

	for (size_t i = 0; i < counts->devices; i++)
		count += histories(plant, fleet_device(plant->fleet, i));
	printf("topics %zu\ndevices %zu\nhistories %zu\n", counts->topics, counts->devices, count);
	printf("bytes-a-topic %.1f\n", (double)bytes / (double)counts->topics);
	printf("bytes-a-history %.1f\n", count > 0 ? (double)bytes / (double)count : 0);
}

int main(int argc, char **argv)
{
	struct plant plant = { .json = argc == 4 && strcmp(argv[3], "json") == 0 };

	if (argc != 4)
		return 2;
	plant.topics = strtoul(argv[1], NULL, 10);
	plant.seconds = strtoul(argv[2], NULL, 10);
	struct fleet_settings settings = { .most_topics = plant.topics, .most_devices = plant.topics,
		                           .stale_after = 300 * CLOCK_SECOND };
	plant.values = memory_zeroed(plant.topics, sizeof *plant.values);
	random_seed(&plant.random, 1, 1);
	for (unsigned long i = 0; i < plant.topics; i++)
		plant.values[i] = random_between(&plant.random, 15, 30);
	size_t before = allocated();
	plant.fleet = fleet_new(&settings);
	run(&plant);
	report(&plant, allocated() - before);
	fleet_free(plant.fleet);
	free(plant.values);
	return 0;
}
