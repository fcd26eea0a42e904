/* route: see include/telltale/core/route.h */
#include "config.h"

#include "telltale/core/route.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "telltale/base/clock.h"
#include "telltale/base/memory.h"
#include "telltale/base/pool.h"
#include "telltale/base/text.h"
#include "telltale/core/tally.h"
#include "telltale/core/topic.h"

#define RATE_SPAN (4 * CLOCK_SECOND) /* what came so long ago counts for a third in a rate */

static bool pattern_places(const char *pattern, const char *topic, size_t length, struct placing *placing)
{
	return pattern != NULL &&
	       topic_pattern_match(pattern, topic, length, &placing->device, &placing->device_length);
}

/* Whether a topic is one of a profile's own, or one on which its devices take commands. */
static bool profile_places(const struct profile *profile, const char *topic, size_t length,
                           struct placing *placing)
{
	placing->kind = ROUTE_PROFILE;
	if (pattern_places(profile->topic, topic, length, placing) ||
	    pattern_places(profile->alive, topic, length, placing))
		return true;
	for (size_t i = 0; i < profile->status_count; i++)
		if (pattern_places(profile->statuses[i].topic, topic, length, placing))
			return true;
	for (size_t i = 0; i < profile->metric_count; i++)
		if (pattern_places(profile->metrics[i].topic, topic, length, placing))
			return true;
	placing->kind = ROUTE_ORDERS;
	for (size_t i = 0; i < profile->command_count; i++)
		if (pattern_places(profile->commands[i].topic, topic, length, placing))
			return true;
	return false;
}

bool route_find_profile(const struct profile *const *profiles, size_t count, const char *topic, size_t length,
                        struct placing *placing)
{
	for (size_t i = 0; i < count; i++) {
		*placing = (struct placing){ .profile = profiles[i] };
		if (!profile_places(profiles[i], topic, length, placing))
			continue;
		if (placing->device_length == 0) { /* the pattern has no {device}: there is just one */
			placing->device = profiles[i]->name;
			placing->device_length = strlen(profiles[i]->name);
		}
		return true;
	}
	return false;
}

static bool is_one_of(const char *const *words, const char *text, size_t length)
{
	char word[24];

	if (length >= sizeof word)
		return false;
	memcpy(word, text, length);
	word[length] = '\0';
	for (; *words != NULL; words++)
		if (text_same(*words, word))
			return true;
	return false;
}

/* Whether a topic's last level and its first payload say that it tells life from death. */
static bool tells_life(const struct placing *placing, const struct value *first)
{
	static const char *const certain[] = { "availability", "available", "lwt", "online", "connected", "alive",
		                               NULL };
	static const char *const perhaps[] = { "status", "state", NULL };
	struct scalar scalar = value_at(first, first->kind == VALUE_JSON ? "state" : "");

	if (is_one_of(certain, placing->leaf, placing->leaf_length))
		return profile_alive_word(&scalar, true) >= 0;
	return first->kind == VALUE_SCALAR && is_one_of(perhaps, placing->leaf, placing->leaf_length) &&
	       profile_alive_word(&scalar, false) >= 0;
}

void route_place_generic(const char *topic, size_t length, const struct value *first, struct placing *placing)
{
	/* last levels that name a kind of message, not a thing */
	static const char *const parts[] = { "status", "state",     "sensor", "sensors",    "telemetry",
		                             "data",   "info",      "result", "attributes", "availability",
		                             "lwt",    "measurement", "values", NULL };
	size_t parent = length;

	while (parent > 0 && topic[parent - 1] != '/')
		parent--;
	*placing = (struct placing){ .kind = ROUTE_GENERIC, .device = topic, .device_length = length,
		                     .leaf = topic + parent, .leaf_length = length - parent };
	if (parent <= 1) { /* a topic of one level is the device itself */
		placing->leaf = "value";
		placing->leaf_length = 5;
		return;
	}
	if (tells_life(placing, first)) {
		placing->kind = ROUTE_ALIVE;
		placing->device_length = parent - 1;
		return;
	}
	if (first->kind != VALUE_JSON || is_one_of(parts, placing->leaf, placing->leaf_length))
		placing->device_length = parent - 1;
}

static void bind(struct route *route, enum binding_part part, size_t index, const char *from)
{
	route->bindings = memory_resize(route->bindings, route->binding_count + 1u, sizeof *route->bindings);
	struct binding *binding = &route->bindings[route->binding_count++];
	binding->part = part;
	binding->index = index;
	binding->from = from;
}

static bool takes(const char *pattern, const struct route *route)
{
	const char *device;
	size_t device_length;

	return pattern != NULL && topic_pattern_match(pattern, route->topic, route->length, &device, &device_length);
}

static void bind_profile(struct route *route, const struct profile *profile)
{
	if (takes(profile->alive, route))
		bind(route, BIND_ALIVE, 0, profile->alive_from);
	for (size_t i = 0; i < profile->status_count; i++)
		if (takes(profile->statuses[i].topic, route))
			bind(route, BIND_STATUS, i, profile->statuses[i].from);
	for (size_t i = 0; i < profile->metric_count; i++)
		if (takes(profile->metrics[i].topic, route))
			bind(route, BIND_METRIC, i, profile->metrics[i].from);
}

/* Most topics end with a name that is clean as it is. */
static void set_leaf(struct route *route, const struct placing *placing)
{
	const char *tail = route->topic + route->length - (placing->leaf_length < route->length ? placing->leaf_length : 0);
	char leaf[48];

	text_clean(leaf, sizeof leaf, placing->leaf, placing->leaf_length);
	route->leaf_in_topic = *leaf != '\0' && strcmp(leaf, tail) == 0;
	route->leaf = route->leaf_in_topic ? tail : memory_text(*leaf != '\0' ? leaf : "value");
}

static void free_leaf(struct route *route)
{
	if (!route->leaf_in_topic)
		free((char *)(uintptr_t)route->leaf);
}

static size_t route_bytes(size_t length)
{
	size_t bytes = offsetof(struct route, topic) + length + 1;

	return bytes > sizeof(struct route) ? bytes : sizeof(struct route);
}

static struct route *with_topic(struct pool *pool, const char *topic, size_t length)
{
	struct route *route = pool_take(pool, route_bytes(length));

	memcpy(route->topic, topic, length);
	route->length = (uint32_t)length;
	return route;
}

/* Only a pattern without {device} takes the id from elsewhere. */
static void set_device(struct route *route, const char *topic, const struct placing *placing)
{
	uintptr_t at = (uintptr_t)placing->device - (uintptr_t)topic;

	if (at >= route->length)
		return;
	route->device_at = (uint32_t)at;
	route->device_length = (uint32_t)placing->device_length;
}

struct route *route_new(struct pool *pool, const char *topic, size_t length, const struct placing *placing, struct device *device)
{
	struct route *route = with_topic(pool, topic, length);

	route->kind = (unsigned char)placing->kind;
	route->device = device;
	if (device != NULL)
		set_device(route, topic, placing);
	if (placing->kind == ROUTE_PROFILE)
		bind_profile(route, placing->profile);
	if (placing->kind == ROUTE_GENERIC && placing->leaf != NULL)
		set_leaf(route, placing);
	return route;
}

/* For a payload in memory of its own. */
static void make_room(struct route *route, size_t bytes)
{
	bool fits = route->payload_room > 0 && bytes <= route->payload_room && bytes >= route->payload_room / 2;

	if (fits)
		return;
	route->payload = memory_resize(route->payload_room > 0 ? route->payload : NULL, bytes > 0 ? bytes : 1, 1);
	route->payload_room = (uint32_t)(bytes > 0 ? bytes : 1);
}

struct route *route_copy(struct pool *pool, const struct route *route, struct device *device)
{
	struct route *copy = with_topic(pool, route->topic, route->length);

	memcpy(copy, route, offsetof(struct route, topic));
	copy->device = device;
	copy->next_of_device = NULL;
	copy->plan = NULL;
	copy->tally = NULL;
	copy->tallies = false;
	copy->misses = 0;
	if (route->kind == ROUTE_PROFILE && route->bindings != NULL)
		copy->bindings = memory_copy(route->bindings, route->binding_count * sizeof *route->bindings);
	if (route->leaf_in_topic)
		copy->leaf = copy->topic + (route->leaf - route->topic);
	else if (route->kind == ROUTE_GENERIC && route->leaf != NULL)
		copy->leaf = memory_text(route->leaf);
	copy->payload = NULL;
	copy->payload_room = 0;
	make_room(copy, route->payload_kept);
	if (route->payload_kept > 0)
		memcpy(copy->payload, route->payload, route->payload_kept);
	return copy;
}

void route_free(struct pool *pool, struct route *route)
{
	if (route == NULL)
		return;
	if (route->kind == ROUTE_PROFILE)
		free(route->bindings);
	else if (route->kind == ROUTE_GENERIC)
		free_leaf(route);
	if (route->payload_room > 0)
		free(route->payload);
	tally_free(pool, route->tally);
	pool_give(pool, route, route_bytes(route->length));
}

/* How much of a rate is left after some time. While messages follow each other closely it's a fraction of two polynomials,
 * Padé's for e^-x. */
static double fade(int64_t passed)
{
	double x = passed > 0 ? (double)passed / (double)RATE_SPAN : 0;

	return x < 0.5 ? (1 - x / 2 + x * x / 12) / (1 + x / 2 + x * x / 12) : exp(-x);
}

double route_rate(const struct route *route, int64_t now)
{
	return route->messages > 0 ? (double)route->pace * fade(now - route->last_mono) : 0;
}

void route_count(struct route *route, const struct message *message)
{
	static const double one = (double)CLOCK_SECOND / (double)RATE_SPAN;

	route->pace = (float)(route_rate(route, message->mono) + (message->stored ? 0 : one));
	route->messages++;
	route->bytes += message->payload_length;
	route->last_wall = message->wall;
	route->last_mono = message->mono;
	route->stored = message->stored;
	route->qos = message->qos & 3u;
}

void route_keep(struct route *route, const char *payload, size_t length, size_t most)
{
	size_t kept = length < most ? length : most;

	route->payload_length = (uint32_t)length;
	route->missing = 0;
	if (route->tally == NULL || !tally_keep(route, kept))
		make_room(route, kept);
	if (kept > 0)
		memcpy(route->payload, payload, kept);
	route->payload_kept = (uint32_t)kept;
}

void route_note(struct route *route, const struct message *message, size_t most)
{
	route_count(route, message);
	route_keep(route, message->payload, message->payload_length, most);
}

void route_note_missing(struct route *route, const struct message *message, uint64_t where)
{
	route_count(route, message);
	route->missing = where;
}
