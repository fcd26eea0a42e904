/* command_topic: see include/telltale/core/command_topic.h */
#include "config.h"

#include "telltale/core/command_topic.h"

#include <string.h>

#include "telltale/base/text.h"
#include "telltale/core/topic.h"

enum place { ANYWHERE, LAST, NOT_BEHIND_EVENTS };

/* Levels that say that what is sent there is an order, and where in a topic they do. */
static const struct {
	const char *word;
	enum place place;
} words[] = {
	{ "set", ANYWHERE },          /* zigbee2mqtt/lamp/set, lamp/set/state, hm/set/…, homie/…/set */
	{ "get", ANYWHERE },          /* makes the device answer */
	{ "cmnd", ANYWHERE },         /* Tasmota: cmnd/plug/POWER, plug/cmnd/POWER */
	{ "cmd", ANYWHERE },
	{ "command", ANYWHERE },      /* ESPHome: node/cover/door/command; Shelly: roller/0/command/pos */
	{ "commands", ANYWHERE },     /* OpenMQTTGateway: home/gateway/commands/… */
	{ "do", LAST },               /* dbx/box/do */
	{ "rpc", NOT_BEHIND_EVENTS }, /* Shelly: plug/rpc, but not plug/events/rpc; ThingsBoard: rpc/request/… */
	{ "NCMD", ANYWHERE },         /* Sparkplug B, section 6.4: spBv1.0/group/NCMD/node */
	{ "DCMD", ANYWHERE },
	{ "$broadcast", ANYWHERE },   /* Homie */
};

/* What a single level doesn't tell. */
static const char *const filters[] = {
	"+/bridge/request/#",       /* Zigbee2MQTT */
	"/devices/+/controls/+/on", /* Wiren Board */
};

struct level {
	const char *text;
	size_t length;
};

static bool level_is(const struct level *level, const char *word)
{
	char text[16];

	if (level->length >= sizeof text || strlen(word) != level->length)
		return false;
	memcpy(text, level->text, level->length);
	text[level->length] = '\0';
	return text_same(text, word);
}

static bool is_order(const struct level *level, const struct level *before, bool last)
{
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (!level_is(level, words[i].word))
			continue;
		return words[i].place == ANYWHERE || (words[i].place == LAST && last) ||
		       (words[i].place == NOT_BEHIND_EVENTS && !level_is(before, "events"));
	}
	return false;
}

static bool has_order(const char *topic, size_t length)
{
	struct level before = { topic, 0 };

	for (size_t at = 0; at <= length;) {
		const char *slash = at < length ? memchr(topic + at, '/', length - at) : NULL;
		struct level level = { topic + at, slash != NULL ? (size_t)(slash - topic) - at : length - at };
		if (is_order(&level, &before, slash == NULL))
			return true;
		before = level;
		at += level.length + 1;
	}
	return false;
}

static bool profile_orders(const struct profile *profile, const char *topic, size_t length)
{
	const char *device;
	size_t device_length;

	for (size_t i = 0; i < profile->command_count; i++)
		if (topic_pattern_match(profile->commands[i].topic, topic, length, &device, &device_length))
			return true;
	return false;
}

bool command_topic(const struct profile *const *profiles, size_t count, const char *topic, size_t length)
{
	for (size_t i = 0; i < count; i++)
		if (profile_orders(profiles[i], topic, length))
			return true;
	for (size_t i = 0; i < sizeof filters / sizeof *filters; i++)
		if (topic_match(filters[i], topic, length))
			return true;
	return has_order(topic, length);
}
