/*
 * sim_kind: what the kinds of simulated devices have in common; for src/app/sim_*.c alone.
 *
 * A kind is a const struct of functions in a file of its own (sim_box, sim_station, sim_room). `obey` is NULL
 * where nothing is obeyed.
 */
#ifndef TELLTALE_APP_SIM_KIND_H
#define TELLTALE_APP_SIM_KIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "telltale/app/sim_device.h"
#include "telltale/app/sim_drive.h"
#include "telltale/base/random.h"

/* A value that follows a sine, with some noise on it. */
struct sim_wave {
	double middle, swing; /* the values lie within middle ± (swing + noise) */
	double period, phase; /* seconds; parts of a period (0 to 1) */
	double noise;
	double last; /* the noise of last time: it moves smoothly too */
};

struct sim_box {
	struct sim_drive hatch, lift;
	struct sim_wave temperature, humidity;
	double charge_phase;
	unsigned moves;        /* how often something was set in motion */
	bool drops_out, out;
	int64_t turns;         /* when it drops out or comes back */
};

struct sim_station {
	bool weather;
	struct sim_wave waves[4];
	double soil;
	bool pump;
	int64_t last; /* when the soil was last looked at */
};

struct sim_room {
	struct sim_wave temperature, humidity;
	bool open;     /* the window */
	int64_t turns; /* when the window is opened or closed */
};

struct sim_kind {
	unsigned topics; /* how many topics a device publishes on in turn, apart from `alive` */
	bool obeys;      /* takes orders and has an `alive` topic */
	void (*begin)(struct sim_device *device, unsigned number, unsigned place);
	void (*advance)(struct sim_device *device, int64_t now);
	void (*obey)(struct sim_device *device, int64_t now, const char *command);
	void (*compose)(struct sim_device *device, unsigned topic, int64_t at, struct sim_message *message);
	int64_t (*due)(const struct sim_device *device);
};

struct sim_device {
	const struct sim_kind *kind;
	char name[32], alive_topic[48], order_topic[48];
	struct random chance; /* of what happens */
	struct random noise;  /* of values: apart, so that the number of messages doesn't change events */
	int64_t started, period, due;
	unsigned turn;      /* the topic that is published next */
	unsigned at_once;   /* a bit for each topic that is due at once */
	bool out;
	union {
		struct sim_box box;
		struct sim_station station;
		struct sim_room room;
	} is;
};

extern const struct sim_kind sim_box_kind, sim_station_kind, sim_room_kind;

/* A wave whose middle differs between devices by up to ± spread, with a phase of its own. */
void sim_wave_init(struct sim_wave *wave, struct random *chance, double middle, double spread,
                   double swing, double period, double noise);

/* The value at `at`; takes one number from the device's noise. */
double sim_wave_at(struct sim_wave *wave, struct sim_device *device, int64_t at);

/* Writes a number with one decimal and a point, whatever the locale: text must hold 24 bytes. */
void sim_tenths(char *text, double value);

/* Writes the payload. */
void sim_message_payload(struct sim_message *message, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The nanoseconds of so many seconds. */
int64_t sim_seconds(double seconds);

#endif
