/* sim_room: a room whose sensors publish bare values, one a topic, as many cheap devices do. */
#include "config.h"

#include <math.h>
#include <stdio.h>

#include "telltale/app/sim_kind.h"

enum { TEMPERATURE, HUMIDITY, WINDOW, TOPICS };

static const char *const topics[TOPICS] = { "temperature", "humidity", "window" };

static int64_t until_turn(struct sim_device *device)
{
	bool open = device->is.room.open;

	return sim_seconds(random_between(&device->chance, open ? 10 : 40, open ? 25 : 80));
}

static void begin(struct sim_device *device, unsigned number, unsigned place)
{
	struct sim_room *room = &device->is.room;

	(void)place;
	if (number == 0)
		snprintf(device->name, sizeof device->name, "kitchen");
	else
		snprintf(device->name, sizeof device->name, "room-%02u", number + 1);
	sim_wave_init(&room->temperature, &device->chance, 20, 1, 1.5, 400, 0.2);
	sim_wave_init(&room->humidity, &device->chance, 45, 4, 6, 500, 0.5);
	room->turns = device->started + until_turn(device);
}

static void advance(struct sim_device *device, int64_t now)
{
	struct sim_room *room = &device->is.room;

	while (room->turns <= now) {
		room->open = !room->open;
		room->turns += until_turn(device);
		device->at_once |= 1u << WINDOW;
	}
}

static int64_t due(const struct sim_device *device)
{
	return device->is.room.turns;
}

static void compose(struct sim_device *device, unsigned topic, int64_t at, struct sim_message *message)
{
	struct sim_room *room = &device->is.room;
	char number[24];

	snprintf(message->topic, sizeof message->topic, "house/%s/%s", device->name, topics[topic]);
	switch (topic) {
	case TEMPERATURE:
		sim_tenths(number, sim_wave_at(&room->temperature, device, at));
		sim_message_payload(message, "%s °C", number);
		break;
	case HUMIDITY:
		sim_message_payload(message, "%ld", lround(sim_wave_at(&room->humidity, device, at)));
		break;
	default:
		sim_message_payload(message, "%s", room->open ? "open" : "closed");
		break;
	}
}

const struct sim_kind sim_room_kind = {
	.topics = TOPICS,
	.begin = begin,
	.advance = advance,
	.compose = compose,
	.due = due,
};
