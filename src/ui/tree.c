/* tree: how it grows, sums and filters; see include/telltale/ui/tree.h. Rows and their order: tree_rows.c. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "telltale/base/arena.h"
#include "telltale/base/clock.h"
#include "telltale/base/map.h"
#include "telltale/base/memory.h"
#include "telltale/base/text.h"
#include "telltale/core/value.h"
#include "ui/tree_private.h"

enum {
	DEEPEST = 24,        /* levels; what is deeper is one level, slashes and all */
	MOST_NODES = 1 << 20, /* beyond that a topic is hung in one piece where its levels end */
	ARENA_BYTES = 64 << 10,
	OPENED_TOPICS = 60,   /* so few are all shown at once */
	OPENED_LEVELS = 8,    /* of so few first levels the next ones are */
	TAKEN_A_TIME = 50000, /* topics that are added at a refresh */
	JUDGED_A_TIME = 20000 /* payloads that are decoded for a filter at a refresh */
};

/* Sums are made anew that often, and where there are very many levels the less often the more there are. */
static const int64_t sum_interval = CLOCK_SECOND, sum_interval_each = 4 * CLOCK_MICROSECOND;

struct tree *tree_new(void)
{
	struct tree *tree = memory_zeroed(1, sizeof *tree);

	tree->memory = arena_new(ARENA_BYTES);
	tree->levels = map_new();
	tree->decoder = decoder_new();
	tree->root.open = true;
	tree->opening = DEEPEST;
	tree->root.number = UINT32_MAX;
	tree->root.name = tree->root.raw = "";
	tree->sorting = 1;
	tree->summed_at = CLOCK_NEVER;
	return tree;
}

void tree_free(struct tree *tree)
{
	if (tree == NULL)
		return;
	for (size_t i = 0; i < tree->count; i++)
		free(tree->nodes[i]->children);
	free(tree->root.children);
	free(tree->nodes);
	free(tree->key);
	decoder_free(tree->decoder);
	map_free(tree->levels);
	arena_free(tree->memory);
	free(tree);
}

size_t tree_topics(const struct tree *tree)
{
	return tree->root.topics;
}

size_t tree_passing(const struct tree *tree)
{
	return tree->root.passing;
}

bool tree_complete(const struct tree *tree)
{
	return !tree->behind && tree->to_judge >= tree->count;
}

/* --- growing --------------------------------------------------------------------------------------------- */

/* Bytes of the level at the front of a topic; of all that is left, where no more levels are made. */
static size_t level_length(const char *topic, size_t length, size_t depth)
{
	const char *slash = depth + 1 < DEEPEST && length > 0 ? memchr(topic, '/', length) : NULL;

	return slash != NULL ? (size_t)(slash - topic) : length;
}

static size_t make_key(struct tree *tree, const struct tree_node *parent, const char *name, size_t length)
{
	size_t size = sizeof parent->number + length;

	if (size > tree->key_room) {
		tree->key_room = 2 * size;
		tree->key = memory_resize(tree->key, tree->key_room, 1);
	}
	memcpy(tree->key, &parent->number, sizeof parent->number);
	if (length > 0)
		memcpy(tree->key + sizeof parent->number, name, length);
	return size;
}

static struct tree_node *look_up(struct tree *tree, const struct tree_node *parent, const char *name, size_t length)
{
	size_t key = make_key(tree, parent, name, length);

	return map_get(tree->levels, tree->key, key);
}

static char *keep_text(struct tree *tree, const char *text, size_t length)
{
	char *copy = arena_take(tree->memory, length + 1);

	if (length > 0)
		memcpy(copy, text, length);
	copy[length] = '\0';
	return copy;
}

static void name_node(struct tree *tree, struct tree_node *node, const char *name, size_t length)
{
	char clean[256];
	size_t used = text_clean(clean, sizeof clean, name, length);

	node->raw = keep_text(tree, name, length);
	node->raw_length = length;
	node->name = strcmp(clean, node->raw) == 0 ? node->raw : keep_text(tree, clean, used);
}

static bool opens_itself(const struct tree *tree, const struct tree_node *node)
{
	return node->depth < tree->opening;
}

static struct tree_node *child(struct tree *tree, struct tree_node *parent, const char *name, size_t length)
{
	struct tree_node *node = look_up(tree, parent, name, length);
	size_t key = make_key(tree, parent, name, length);

	if (node != NULL)
		return node;
	node = arena_take(tree->memory, sizeof *node);
	memset(node, 0, sizeof *node);
	node->parent = parent;
	node->number = (uint32_t)tree->count;
	node->depth = parent != &tree->root ? (uint16_t)(parent->depth + 1) : 0;
	node->last = CLOCK_NEVER;
	name_node(tree, node, name, length);
	node->open = opens_itself(tree, node);
	tree->nodes = memory_grow(tree->nodes, tree->count, &tree->capacity, sizeof *tree->nodes);
	tree->nodes[tree->count++] = node;
	if (parent->child_count == parent->child_capacity) {
		parent->child_capacity = parent->child_capacity > 0 ? 2 * parent->child_capacity : 4;
		parent->children = memory_resize(parent->children, parent->child_capacity, sizeof *parent->children);
	}
	node->place = parent->child_count;
	parent->children[parent->child_count++] = node;
	parent->sorted = 0;
	map_put(tree->levels, tree->key, key, node);
	return node;
}

/* The level that a topic is, made where it isn't there yet. */
static struct tree_node *grow(struct tree *tree, const char *topic, size_t length)
{
	struct tree_node *node = &tree->root;
	bool full = tree->count >= MOST_NODES;

	for (size_t depth = 0;; depth++) {
		size_t part = level_length(topic, length, depth);
		if (full && part < length && look_up(tree, node, topic, part) == NULL)
			part = length;
		node = child(tree, node, topic, part);
		if (part == length)
			return node;
		topic += part + 1;
		length -= part + 1;
	}
}

struct tree_node *tree_find(struct tree *tree, const char *topic, size_t length)
{
	struct tree_node *node = &tree->root;

	for (size_t depth = 0;; depth++) {
		size_t part = level_length(topic, length, depth);
		struct tree_node *next = look_up(tree, node, topic, part);
		if (part == length)
			return next;
		if (next == NULL) /* hung in one piece, or not at all */
			return look_up(tree, node, topic, length);
		node = next;
		topic += part + 1;
		length -= part + 1;
	}
}

/* --- the filter ------------------------------------------------------------------------------------------ */

static bool passes(struct tree *tree, const struct filter *filter, const struct route *route)
{
	if (filter_kind(filter) != FILTER_VALUE)
		return filter_passes_topic(filter, route->topic, route->length);
	struct value value = value_decode(tree->decoder, route->payload, route->payload_kept);
	return filter_passes_payload(filter, route->payload, route->payload_kept, &value);
}

static void judge(struct tree *tree, const struct filter *filter, struct tree_node *node)
{
	node->passes = passes(tree, filter, node->route);
	node->judged = (uint32_t)node->route->messages;
}

static void count_passing(struct tree *tree)
{
	tree->root.passing = 0;
	for (size_t i = 0; i < tree->count; i++)
		tree->nodes[i]->passing = tree->nodes[i]->route != NULL && tree->nodes[i]->passes;
	for (size_t i = tree->count; i-- > 0;)
		tree->nodes[i]->parent->passing += tree->nodes[i]->passing;
	tree_update_all_rows(tree);
}

/* Asks the filter again where it is to be asked, and no longer than one can wait for. */
static void judge_on(struct tree *tree, const struct filter *filter)
{
	bool condition = filter_kind(filter) == FILTER_VALUE;
	size_t left = JUDGED_A_TIME;

	if (tree->to_judge >= tree->count)
		return;
	for (; tree->to_judge < tree->count && left > 0; tree->to_judge++) {
		struct tree_node *node = tree->nodes[tree->to_judge];
		if (node->route == NULL || (condition && node->judged == (uint32_t)node->route->messages))
			continue;
		judge(tree, filter, node);
		left -= condition;
	}
	count_passing(tree);
}

/* What is typed closes nothing: with each filter all is open. */
static void take_filter(struct tree *tree, const struct filter *filter)
{
	if (strcmp(tree->words, filter_words(filter)) == 0)
		return;
	strcpy(tree->words, filter_words(filter)); /* it has no more than FILTER_BYTES */
	tree->filtering = filter_kind(filter) != FILTER_ALL;
	for (size_t i = 0; i < tree->count; i++) {
		tree->nodes[i]->shut = tree->nodes[i]->passes = false;
		tree->nodes[i]->judged = UINT32_MAX;
	}
	tree->to_judge = 0;
}

/* --- what comes ------------------------------------------------------------------------------------------ */

/* Where there are too many topics to show all of them, those that opened by themselves close again. */
static void open_less(struct tree *tree, size_t topics)
{
	unsigned opening = topics <= OPENED_TOPICS ? DEEPEST : tree->root.child_count <= OPENED_LEVELS ? 1 : 0;

	if (opening >= tree->opening)
		return;
	tree->opening = opening;
	for (size_t i = 0; i < tree->count && !tree->touched; i++)
		tree->nodes[i]->open = opens_itself(tree, tree->nodes[i]);
	tree_update_all_rows(tree);
}

static void take_route(struct tree *tree, const struct route *route, const struct filter *filter)
{
	struct tree_node *node = grow(tree, route->topic, route->length);

	node->route = route;
	judge(tree, filter, node);
	for (struct tree_node *each = node; each != NULL; each = each->parent) {
		each->topics++;
		each->passing += node->passes;
	}
	tree_update_rows(tree, node);
}

static void take_routes(struct tree *tree, const struct fleet *fleet, const struct filter *filter)
{
	size_t topics = fleet_counts(fleet)->topics, end = tree->taken + TAKEN_A_TIME;
	bool complete = tree->to_judge >= tree->count;

	tree->behind = false;
	if (tree->taken == topics)
		return;
	for (; tree->taken < topics && tree->taken < end; tree->taken++)
		take_route(tree, fleet_route(fleet, tree->taken), filter);
	tree->behind = tree->taken < topics;
	open_less(tree, topics);
	if (complete)
		tree->to_judge = tree->count;
}

static void sum(struct tree *tree, int64_t now)
{
	tree->root.messages = tree->root.size = 0;
	tree->root.rate = 0;
	for (size_t i = 0; i < tree->count; i++) {
		struct tree_node *node = tree->nodes[i];
		const struct route *route = node->route;
		node->messages = route != NULL ? route->messages : 0;
		node->size = route != NULL ? route->payload_length : 0;
		node->rate = route != NULL ? route_rate(route, now) : 0;
		node->last = route != NULL && route->messages > 0 ? route->last_mono : CLOCK_NEVER;
	}
	for (size_t i = tree->count; i-- > 0;) {
		const struct tree_node *node = tree->nodes[i];
		struct tree_node *parent = node->parent;
		parent->messages += node->messages;
		parent->size += node->size;
		parent->rate += node->rate;
		parent->last = node->last > parent->last ? node->last : parent->last;
	}
}

static void sum_if_due(struct tree *tree, const struct fleet *fleet, const struct filter *filter, int64_t mono)
{
	int64_t interval = sum_interval + (int64_t)tree->count * sum_interval_each;

	if (tree->summed_at != CLOCK_NEVER && mono - tree->summed_at < interval)
		return;
	tree->summed_at = mono;
	sum(tree, fleet_now(fleet));
	if (tree->sort != TREE_NAME)
		tree->sorting++;
	if (filter_kind(filter) == FILTER_VALUE && tree_complete(tree))
		tree->to_judge = 0; /* values have changed */
}

void tree_refresh(struct tree *tree, const struct fleet *fleet, const struct filter *filter, enum tree_sort sort,
                  int64_t mono)
{
	if (sort != tree->sort) {
		tree->sort = sort;
		tree->sorting++;
		tree->summed_at = CLOCK_NEVER;
	}
	take_filter(tree, filter);
	take_routes(tree, fleet, filter);
	sum_if_due(tree, fleet, filter, mono);
	judge_on(tree, filter);
}

void tree_forget(struct tree *tree)
{
	for (size_t i = 0; i < tree->count; i++) {
		tree->nodes[i]->route = NULL;
		tree->nodes[i]->topics = tree->nodes[i]->passing = 0;
	}
	tree->root.topics = tree->root.passing = 0;
	tree->taken = 0;
	tree->summed_at = CLOCK_NEVER;
	tree_update_all_rows(tree);
}
