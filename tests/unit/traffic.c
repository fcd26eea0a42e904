/* traffic: see traffic.h */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "support.h"
#include "traffic.h"

#include "telltale/base/clock.h"

enum { MESSAGE = 6, ASK, ANSWER, TICK, WHATS };

static void draw_box(struct happening *happening, uint64_t chance)
{
	snprintf(happening->topic, sizeof happening->topic, "dbx/box-%u/%s", (unsigned)(chance % 4),
	         chance / 4 % 8 == 0 ? "alive" : "status");
	if (chance / 4 % 8 == 0)
		snprintf(happening->payload, sizeof happening->payload, "%u", (unsigned)(chance / 32 % 2));
	else
		snprintf(happening->payload, sizeof happening->payload,
		         "{\"hatch_status\":%u,\"lift_status\":%u,\"temperature\":%u.%u,\"battery\":%u}",
		         (unsigned)(chance / 32 % 5), (unsigned)(chance / 160 % 5), (unsigned)(chance / 800 % 60),
		         (unsigned)(chance / 48000 % 1000), (unsigned)(chance / 800 % 100));
}

/* A device that no profile knows. */
static void draw_generic(struct happening *happening, uint64_t chance)
{
	static const char *const topics[] = { "house/kitchen/temperature", "house/kitchen/window", "garden/lamp",
		                              "garden/lamp/availability", "uptime", "plant/a/b/c", "tele/x/LWT" };
	static const char *const payloads[] = { "21.5 \xc2\xb0" "C", "closed",
		                                "{\"power\":%,\"deep\":{\"rpm\":[1,%]},\"on\":true,\"no\":null}", "online",
		                                "offline", "%.%", "", "\x01\xff\x02", "{ \"name\": \"x%\" }" };

	snprintf(happening->topic, sizeof happening->topic, "%s", topics[chance % 7]);
	const char *payload = payloads[chance / 7 % 9];
	for (size_t used = 0; *payload != '\0' && used + 8 < sizeof happening->payload; payload++) {
		if (*payload == '%')
			used += (size_t)snprintf(happening->payload + used, 8, "%u", (unsigned)(chance / 63 % 1000));
		else
			happening->payload[used++] = *payload;
	}
}

void traffic_draw(struct happening *happening, uint64_t *seed, int64_t *now)
{
	uint64_t chance = random_next(seed);

	memset(happening, 0, sizeof *happening);
	*now += (int64_t)(chance % 7) * CLOCK_SECOND / 2 + (chance % 251 == 0 ? 301 * CLOCK_SECOND : 0);
	happening->now = *now;
	happening->what = (unsigned)(chance / 1000 % WHATS);
	happening->stored = chance / 10000 % 9 == 0;
	happening->command = (size_t)(chance / 100000 % 4);
	happening->chance = (unsigned)(chance / 100000 % 50);
	snprintf(happening->device, sizeof happening->device, "box-%u", (unsigned)(chance / 1000000 % 4));
	if (happening->what % 2 == 0)
		draw_box(happening, chance / 1000000);
	else
		draw_generic(happening, chance / 1000000);
}

static void ask(struct fleet *fleet, const struct happening *happening)
{
	struct device *device = fleet_find(fleet, happening->device);
	int64_t wall = STAGE_WALL + happening->now;

	if (device == NULL)
		return;
	struct command *command =
	    fleet_ask(fleet, device, &device->profile->commands[happening->command], "me@here", wall);
	if (command->state == COMMAND_ASKED && happening->chance % 7 == 0)
		fleet_end(fleet, command, COMMAND_CANCELLED, wall, "");
	else if (happening->chance % 5 > 0)
		fleet_confirm(fleet, command, wall);
}

static void answer(struct fleet *fleet, const struct happening *happening)
{
	const struct command *newest = fleet_command(fleet, 0);
	int64_t wall = STAGE_WALL + happening->now;

	if (newest == NULL || newest->state != COMMAND_SENT)
		return;
	if (happening->chance % 11 == 0)
		fleet_connection_lost(fleet, wall);
	else if (happening->chance % 5 == 0)
		fleet_not_accepted(fleet, newest->id, wall, "too bad");
	else
		fleet_accepted(fleet, newest->id, wall);
}

bool traffic_is_message(const struct happening *happening)
{
	return happening->what <= MESSAGE;
}

struct message traffic_message(const struct happening *happening)
{
	return (struct message){ .topic = happening->topic, .topic_length = strlen(happening->topic),
		                 .payload = happening->payload, .payload_length = strlen(happening->payload),
		                 .wall = STAGE_WALL + happening->now, .mono = happening->now,
		                 .qos = (unsigned char)(happening->chance % 3), .stored = happening->stored };
}

bool traffic_happen(struct fleet *fleet, const struct happening *happening)
{
	struct message message = traffic_message(happening);

	if (happening->what <= MESSAGE)
		fleet_apply(fleet, &message);
	else if (happening->what == ASK)
		ask(fleet, happening);
	else if (happening->what == ANSWER)
		answer(fleet, happening);
	else
		fleet_tick(fleet, happening->now);
	return happening->what <= MESSAGE;
}
