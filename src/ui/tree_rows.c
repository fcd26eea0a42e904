/* tree_rows: which levels are shown, and in which order; see include/telltale/ui/tree.h */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "telltale/base/memory.h"
#include "telltale/base/text.h"
#include "ui/tree_private.h"

/* --- order ----------------------------------------------------------------------------------------------- */

typedef int compare(const void *a, const void *b);

static const struct tree_node *node_at(const void *place)
{
	return *(const struct tree_node *const *)place;
}

static int by_name(const void *a, const void *b)
{
	return text_compare(node_at(a)->name, node_at(b)->name);
}

static int more_first(double a, double b, const void *place_a, const void *place_b)
{
	return a > b ? -1 : a < b ? 1 : by_name(place_a, place_b);
}

static int by_rate(const void *a, const void *b)
{
	return more_first(node_at(a)->rate, node_at(b)->rate, a, b);
}

static int by_count(const void *a, const void *b)
{
	return more_first((double)node_at(a)->messages, (double)node_at(b)->messages, a, b);
}

static int by_age(const void *a, const void *b)
{
	return more_first((double)node_at(a)->last, (double)node_at(b)->last, a, b);
}

static int by_size(const void *a, const void *b)
{
	return more_first((double)node_at(a)->size, (double)node_at(b)->size, a, b);
}

static const struct {
	const char *name;
	compare *order;
} sorts[TREE_SORT_COUNT] = {
	[TREE_NAME] = { "name", by_name }, [TREE_RATE] = { "rate", by_rate }, [TREE_COUNT] = { "messages", by_count },
	[TREE_AGE] = { "age", by_age },    [TREE_SIZE] = { "size", by_size },
};

const char *tree_sort_name(enum tree_sort sort)
{
	return sorts[sort].name;
}

static void sort_children(struct tree *tree, struct tree_node *node)
{
	if (node->sorted == tree->sorting || node->child_count == 0)
		return;
	qsort(node->children, node->child_count, sizeof *node->children, sorts[tree->sort].order);
	for (uint32_t i = 0; i < node->child_count; i++)
		node->children[i]->place = i;
	node->sorted = tree->sorting;
}

/* --- counts of rows -------------------------------------------------------------------------------------- */

bool tree_is_open(const struct tree *tree, const struct tree_node *node)
{
	return tree->filtering ? !node->shut : node->open;
}

static uint32_t rows_of(const struct tree *tree, const struct tree_node *node)
{
	if (node->passing == 0)
		return 0;
	return 1 + (tree_is_open(tree, node) ? node->below : 0);
}

void tree_update_rows(struct tree *tree, struct tree_node *node)
{
	for (; node != NULL; node = node->parent) {
		uint32_t rows = rows_of(tree, node);
		if (node->parent != NULL)
			node->parent->below += rows - node->rows; /* modulo 2^32: it may be less */
		node->rows = rows;
	}
}

void tree_update_all_rows(struct tree *tree)
{
	tree->root.below = 0;
	for (size_t i = 0; i < tree->count; i++)
		tree->nodes[i]->below = 0;
	for (size_t i = tree->count; i-- > 0;) {
		struct tree_node *node = tree->nodes[i];
		node->rows = rows_of(tree, node);
		node->parent->below += node->rows;
	}
}

size_t tree_rows(const struct tree *tree)
{
	return tree->root.below;
}

/* --- walking --------------------------------------------------------------------------------------------- */

struct tree_node *tree_row(struct tree *tree, size_t row)
{
	struct tree_node *node = &tree->root;

	if (row >= tree_rows(tree))
		return NULL;
	for (;;) {
		uint32_t i = 0;
		sort_children(tree, node);
		for (; row >= node->children[i]->rows; i++)
			row -= node->children[i]->rows;
		node = node->children[i];
		if (row == 0)
			return node;
		row--;
	}
}

static struct tree_node *first_shown(struct tree *tree, struct tree_node *node, uint32_t from)
{
	sort_children(tree, node);
	for (uint32_t i = from; i < node->child_count; i++)
		if (node->children[i]->rows > 0)
			return node->children[i];
	return NULL;
}

struct tree_node *tree_next(struct tree *tree, struct tree_node *node)
{
	struct tree_node *next = node->rows > 1 ? first_shown(tree, node, 0) : NULL;

	while (next == NULL && node->parent != NULL) {
		sort_children(tree, node->parent);
		next = first_shown(tree, node->parent, node->place + 1);
		node = node->parent;
	}
	return next;
}

struct tree_node *tree_first(struct tree *tree)
{
	struct tree_node *node = tree_row(tree, 0);

	while (node != NULL && (node->route == NULL || !node->passes))
		node = node->passing > 0 ? first_shown(tree, node, 0) : NULL;
	return node;
}

size_t tree_row_of(struct tree *tree, const struct tree_node *node)
{
	size_t row = 0;

	for (; node->parent != NULL; node = node->parent) {
		sort_children(tree, node->parent);
		for (uint32_t i = 0; i < node->place; i++)
			row += node->parent->children[i]->rows;
		row += node->parent->parent != NULL; /* the parent's own row */
	}
	return row;
}

struct tree_node *tree_shown(const struct tree *tree, struct tree_node *node)
{
	struct tree_node *shown = NULL;

	for (; node != NULL && node->parent != NULL; node = node->parent)
		if (node->rows == 0 || (shown != NULL && !tree_is_open(tree, node)) || shown == NULL)
			shown = node->rows > 0 ? node : NULL;
	return shown;
}

/* --- opening --------------------------------------------------------------------------------------------- */

static void set_open(const struct tree *tree, struct tree_node *node, bool open)
{
	if (tree->filtering)
		node->shut = !open;
	else
		node->open = open;
}

void tree_set_open(struct tree *tree, struct tree_node *node, bool open)
{
	tree->touched = true;
	set_open(tree, node, open);
	tree_update_rows(tree, node);
}

static bool is_within(const struct tree_node *node, const struct tree_node *above)
{
	while (node != NULL && node != above)
		node = node->parent;
	return node == above;
}

void tree_set_all_open(struct tree *tree, struct tree_node *node, bool open)
{
	tree->touched = true;
	for (size_t i = 0; i < tree->count; i++)
		if (node == NULL || is_within(tree->nodes[i], node))
			set_open(tree, tree->nodes[i], open);
	tree_update_all_rows(tree);
}

void tree_reveal(struct tree *tree, struct tree_node *node)
{
	for (struct tree_node *above = node->parent; above != NULL && above->parent != NULL; above = above->parent)
		if (!tree_is_open(tree, above))
			tree_set_open(tree, above, true);
}

char *tree_path(const struct tree_node *node, size_t *length)
{
	*length = 0;
	for (const struct tree_node *each = node; each->parent != NULL; each = each->parent)
		*length += each->raw_length + (each->parent->parent != NULL);
	char *path = memory_zeroed(*length + 1, 1);
	size_t end = *length;
	for (const struct tree_node *each = node; each->parent != NULL; each = each->parent) {
		end -= each->raw_length;
		memcpy(path + end, each->raw, each->raw_length);
		if (each->parent->parent != NULL)
			path[--end] = '/';
	}
	return path;
}
