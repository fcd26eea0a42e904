/*
 * sim_box: the DBX drone box: a hatch, a lift, and orders for both.
 *
 * It never raises the lift through a closed hatch nor closes the hatch on a raised lift: such an order is
 * ignored, as any it doesn't know. One that asks for what already is (or is happening) gets the status again:
 * that is the acknowledgement. Now and then a movement jams, though never the first one of a box.
 */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "telltale/app/sim_kind.h"
#include "telltale/base/clock.h"

#define JAMS_ONCE_IN 12

static void begin_weather(struct sim_device *device, bool hot)
{
	struct sim_box *box = &device->is.box;

	sim_wave_init(&box->temperature, &device->chance, 27, 4, 3, 240, 0.4);
	sim_wave_init(&box->humidity, &device->chance, 48, 6, 5, 300, 0.5);
	if (hot) {
		/* From 30 to 44 °C: over the 40 that its profile warns of for about a third of the time,
		 * the first time soon after the start. */
		box->temperature.middle = 37;
		box->temperature.swing = 7;
		box->temperature.period = 150;
		box->temperature.phase = 0;
	}
}

static void begin(struct sim_device *device, unsigned number, unsigned place)
{
	struct sim_box *box = &device->is.box;

	snprintf(device->name, sizeof device->name, "dbx-%02u", number + 1);
	snprintf(device->alive_topic, sizeof device->alive_topic, "dbx/%s/alive", device->name);
	snprintf(device->order_topic, sizeof device->order_topic, "dbx/%s/do", device->name);
	sim_drive_init(&box->hatch);
	sim_drive_init(&box->lift);
	begin_weather(device, place == 2);
	box->charge_phase = random_between(&device->chance, 0, 1);
	box->drops_out = place == 3;
	box->turns = SIM_NEVER;
	if (box->drops_out)
		box->turns = device->started + sim_seconds(random_between(&device->chance, 37, 43));
}

/* Drops out, or comes back. */
static void turn(struct sim_device *device)
{
	struct sim_box *box = &device->is.box;

	device->out = !device->out;
	box->turns += device->out ? sim_seconds(random_between(&device->chance, 18, 22))
	                          : sim_seconds(random_between(&device->chance, 37, 43));
}

static void advance(struct sim_device *device, int64_t now)
{
	struct sim_box *box = &device->is.box;
	bool hatch_changed = sim_drive_advance(&box->hatch, now);
	bool lift_changed = sim_drive_advance(&box->lift, now);

	if (hatch_changed || lift_changed)
		device->at_once = 1;
	while (box->turns <= now)
		turn(device);
}

static int64_t due(const struct sim_device *device)
{
	const struct sim_box *box = &device->is.box;
	int64_t first = box->hatch.changes < box->lift.changes ? box->hatch.changes : box->lift.changes;

	return box->turns < first ? box->turns : first;
}

static enum sim_fate draw_fate(struct sim_device *device)
{
	struct sim_box *box = &device->is.box;
	bool jams = random_once_in(&device->chance, JAMS_ONCE_IN);
	bool sticks = random_once_in(&device->chance, 2);

	/* The first order of a newcomer to the demo works. */
	if (box->moves++ == 0 || !jams)
		return SIM_ARRIVES;
	return sticks ? SIM_STICKS : SIM_TURNS_BACK;
}

struct order {
	const char *command;
	bool lift; /* moves the lift; else the hatch */
	bool high;
	double shortest, longest; /* seconds */
};

static const struct order orders[] = {
	{ "open_hatch", false, true, 3, 5 },
	{ "close_hatch", false, false, 3, 5 },
	{ "raise_lift", true, true, 4, 6 },
	{ "lower_lift", true, false, 4, 6 },
};

static bool is_safe(const struct sim_box *box, const struct order *order)
{
	if (order->lift && order->high)
		return box->hatch.place == SIM_HIGH;
	if (!order->lift && !order->high)
		return box->lift.place == SIM_LOW;
	return true;
}

static void follow(struct sim_device *device, int64_t now, const struct order *order)
{
	struct sim_box *box = &device->is.box;
	struct sim_drive *drive = order->lift ? &box->lift : &box->hatch;

	if (!is_safe(box, order))
		return;
	if (!sim_drive_heads(drive, order->high)) {
		double seconds = random_between(&device->chance, order->shortest, order->longest);
		sim_drive_go(drive, order->high, now, sim_seconds(seconds), draw_fate(device));
	}
	device->at_once = 1;
}

static void obey(struct sim_device *device, int64_t now, const char *command)
{
	for (size_t i = 0; i < sizeof orders / sizeof *orders; i++)
		if (strcmp(command, orders[i].command) == 0)
			follow(device, now, &orders[i]);
}

/* Percent: empties from 98 to 60 in 50 minutes and is charged in 10. */
static int battery(const struct sim_device *device, int64_t at)
{
	double hours = (double)(at - device->started) / (double)CLOCK_HOUR + device->is.box.charge_phase;
	double part = hours - (double)(int64_t)hours;

	return (int)(part < 5.0 / 6 ? 98 - 38 * part * 6 / 5 : 60 + 38 * (part - 5.0 / 6) * 6);
}

static void compose(struct sim_device *device, unsigned topic, int64_t at, struct sim_message *message)
{
	struct sim_box *box = &device->is.box;
	char temperature[24], humidity[24];

	(void)topic;
	snprintf(message->topic, sizeof message->topic, "dbx/%s/status", device->name);
	sim_tenths(temperature, sim_wave_at(&box->temperature, device, at));
	sim_tenths(humidity, sim_wave_at(&box->humidity, device, at));
	sim_message_payload(message,
	                    "{\"hatch_status\":%d,\"lift_status\":%d,"
	                    "\"temperature\":%s,\"humidity\":%s,\"battery\":%d}",
	                    (int)box->hatch.place, (int)box->lift.place, temperature, humidity,
	                    battery(device, at));
}

const struct sim_kind sim_box_kind = {
	.topics = 1,
	.obeys = true,
	.begin = begin,
	.advance = advance,
	.obey = obey,
	.compose = compose,
	.due = due,
};
