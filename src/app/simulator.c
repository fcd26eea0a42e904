/* simulator: see include/telltale/app/simulator.h. The loop that serves all devices. */
#include "config.h"

#include "telltale/app/simulator.h"

#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "telltale/app/sim_client.h"
#include "telltale/app/sim_device.h"
#include "telltale/app/sim_drive.h"
#include "telltale/base/clock.h"
#include "telltale/base/memory.h"
#include "telltale/base/random.h"

/* A broker's listening socket takes about 100 at a time. */
#define CONNECTING_MAX 64
/* Milliseconds; less than what a device may be late without skipping messages. */
#define TICK_MAX 50
#define FAREWELL_TIME (2 * CLOCK_SECOND)

struct simulation {
	const struct simulator_settings *settings;
	struct sim_client **clients;
	struct pollfd *polls; /* one for each client, and the last for stop_fd */
	size_t n;
	int stop_fd;
	bool stopped;
	/* Progress lines: at most one a second, however many devices lose their connection. */
	int64_t next_line;
	unsigned unsaid;
	bool troubled;
};

/* Every device takes a socket, and libmosquitto a pair of them for each. */
static void raise_descriptor_limit(size_t devices)
{
	struct rlimit limit;
	rlim_t wanted = devices * 3 + 64;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted)
		return;
	limit.rlim_cur = limit.rlim_max == RLIM_INFINITY || limit.rlim_max > wanted ? wanted : limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
}

static void begin(struct simulation *simulation, const struct simulator_settings *settings)
{
	struct random salt;
	int64_t now = clock_mono();

	simulation->settings = settings;
	simulation->stop_fd = settings->stop_fd;
	simulation->n = (size_t)settings->devices;
	simulation->clients = memory_zeroed(simulation->n, sizeof(struct sim_client *));
	simulation->polls = memory_zeroed(simulation->n + 1, sizeof(struct pollfd));
	/* Not the user's seed: two simulators with the same one must not take each other's client ids. */
	random_seed(&salt, (uint64_t)clock_wall() ^ (uint64_t)getpid() << 40, (uint64_t)now);
	for (size_t i = 0; i < simulation->n; i++) {
		struct sim_device *device = sim_device_new((unsigned)i, settings->rate, settings->seed, now);
		simulation->clients[i] = sim_client_new(device, settings->broker, random_bits(&salt));
	}
}

static void end(struct simulation *simulation)
{
	for (size_t i = 0; i < simulation->n; i++)
		sim_client_free(simulation->clients[i]);
	free(simulation->clients);
	free(simulation->polls);
}

static size_t count(const struct simulation *simulation, enum sim_link link)
{
	size_t found = 0;

	for (size_t i = 0; i < simulation->n; i++)
		found += sim_client_link(simulation->clients[i]) == link;
	return found;
}

/* Lets each of the first n clients work. Returns when the first of them wants to again. */
static int64_t work(struct simulation *simulation, size_t n, int64_t now)
{
	size_t connecting = count(simulation, SIM_LINK_CONNECTING);
	int64_t due = SIM_NEVER;

	for (size_t i = 0; i < n; i++) {
		struct sim_client *client = simulation->clients[i];
		enum sim_link before = sim_client_link(client);

		sim_client_work(client, now, connecting < CONNECTING_MAX);
		if (before != SIM_LINK_CONNECTING && sim_client_link(client) == SIM_LINK_CONNECTING)
			connecting++;
		if (sim_client_due(client) < due)
			due = sim_client_due(client);
	}
	return due;
}

/* How long to sleep, in milliseconds. Never less than a tick: what falls due within it is sent together
 * afterwards, so that a high rate costs no more turns than a low one. With many devices a turn costs more,
 * and there are fewer. */
static int sleep_time(const struct simulation *simulation, int64_t now, int64_t due)
{
	int64_t tick = 1 + (int64_t)simulation->n / 100;

	if (tick > TICK_MAX)
		tick = TICK_MAX;
	if (due == SIM_NEVER || due > now + CLOCK_SECOND)
		due = now + CLOCK_SECOND;
	int64_t time = due > now ? (due - now + CLOCK_MILLISECOND - 1) / CLOCK_MILLISECOND : 0;
	return (int)(time > tick ? time : tick);
}

/* Waits, and lets the clients take what came. */
static void wait_and_handle(struct simulation *simulation, int timeout)
{
	struct pollfd *stop = &simulation->polls[simulation->n];

	for (size_t i = 0; i < simulation->n; i++)
		sim_client_poll(simulation->clients[i], &simulation->polls[i]);
	*stop = (struct pollfd){ .fd = simulation->stop_fd, .events = POLLIN };
	if (poll(simulation->polls, (nfds_t)simulation->n + 1, timeout) <= 0)
		return;
	int64_t now = clock_mono();
	for (size_t i = 0; i < simulation->n; i++)
		if (simulation->polls[i].revents != 0)
			sim_client_handle(simulation->clients[i], now, simulation->polls[i].revents);
	if (stop->revents != 0)
		simulation->stopped = true;
}

static void say_trouble(struct simulation *simulation, int64_t now, const char *name, const char *reason)
{
	simulation->troubled = true;
	if (now < simulation->next_line) {
		simulation->unsaid++;
		return;
	}
	fprintf(stderr, "%s: %s; trying again", name, reason);
	if (simulation->unsaid > 0)
		fprintf(stderr, " (and so for %u more)", simulation->unsaid);
	fputc('\n', stderr);
	simulation->unsaid = 0;
	simulation->next_line = now + CLOCK_SECOND;
}

static void report(struct simulation *simulation, int64_t now)
{
	for (size_t i = 0; i < simulation->n; i++) {
		const char *reason = sim_client_trouble(simulation->clients[i]);
		if (reason != NULL && !simulation->settings->quiet)
			say_trouble(simulation, now, sim_client_name(simulation->clients[i]), reason);
	}
	if (!simulation->troubled)
		return;
	if (count(simulation, SIM_LINK_UP) + count(simulation, SIM_LINK_OUT) < simulation->n)
		return;
	fputs("all devices are connected again\n", stderr);
	simulation->troubled = false;
	simulation->unsaid = 0;
}

/* Connects the first device alone: whoever mistyped the broker should see one line at once, not a crowd of
 * devices that try for ever. */
static bool meet_broker(struct simulation *simulation, struct error *error)
{
	struct sim_client *first = simulation->clients[0];
	char url[512];

	while (!simulation->stopped && sim_client_link(first) != SIM_LINK_UP) {
		int64_t now = clock_mono();
		int64_t due = work(simulation, 1, now);
		const char *reason = sim_client_trouble(first);

		if (reason != NULL) {
			mqtt_settings_url(simulation->settings->broker, url, sizeof url);
			return error_set(error, ERROR_NETWORK, "%s: %s", url, reason);
		}
		wait_and_handle(simulation, sleep_time(simulation, now, due));
	}
	return true;
}

static void say_hello(const struct simulator_settings *settings)
{
	char url[512];

	if (settings->quiet)
		return;
	mqtt_settings_url(settings->broker, url, sizeof url);
	fprintf(stderr, "simulating %d device%s on %s, seed %" PRIu64 "; Ctrl-C ends\n", settings->devices,
	        settings->devices == 1 ? "" : "s", url, settings->seed);
}

static void say_goodbye(struct simulation *simulation)
{
	int64_t now = clock_mono(), deadline = now + FAREWELL_TIME;

	simulation->stop_fd = -1;
	for (size_t i = 0; i < simulation->n; i++)
		sim_client_leave(simulation->clients[i], now);
	while (count(simulation, SIM_LINK_LEAVING) > 0 && (now = clock_mono()) < deadline) {
		work(simulation, simulation->n, now);
		wait_and_handle(simulation, 100);
	}
}

bool simulator_run(const struct simulator_settings *settings, struct error *error)
{
	struct simulation simulation = { 0 };

	raise_descriptor_limit((size_t)settings->devices);
	begin(&simulation, settings);
	bool met = meet_broker(&simulation, error);
	if (met && !simulation.stopped)
		say_hello(settings);
	while (met && !simulation.stopped) {
		int64_t now = clock_mono();
		int64_t due = work(&simulation, simulation.n, now);

		report(&simulation, now);
		wait_and_handle(&simulation, sleep_time(&simulation, now, due));
	}
	if (met)
		say_goodbye(&simulation);
	end(&simulation);
	return met;
}
