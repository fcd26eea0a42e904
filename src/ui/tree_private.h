/* What tree.c and tree_rows.c share; nobody else includes this. */
#ifndef TELLTALE_UI_TREE_PRIVATE_H
#define TELLTALE_UI_TREE_PRIVATE_H

#include "telltale/ui/tree.h"

struct arena;
struct decoder;
struct map;

struct tree {
	struct arena *memory; /* of the nodes and their names */
	struct map *levels;   /* the parent's number and the name -> node */
	char *key;            /* one of them, being put together */
	size_t key_room;
	struct tree_node root;
	struct tree_node **nodes; /* without the root; those above come first */
	size_t count, capacity;
	size_t taken;    /* topics of the fleet that are in it */
	bool behind;     /* there are more */
	bool touched;    /* somebody has opened or closed a level */
	unsigned opening; /* so many levels open by themselves */
	struct decoder *decoder;
	bool filtering;
	char words[FILTER_BYTES];
	size_t to_judge; /* nodes from which on the filter, a condition, hasn't been asked yet */
	enum tree_sort sort;
	uint32_t sorting; /* counted: children that were sorted in an earlier one are sorted anew */
	int64_t summed_at;
};

/* Works out rows after something has changed: of a node and those above; of all. */
void tree_update_rows(struct tree *tree, struct tree_node *node);
void tree_update_all_rows(struct tree *tree);

#endif
