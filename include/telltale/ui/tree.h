/*
 * tree: the levels of all topics, with what came on them; which of them are open, which pass the filter, and in which
 * order they stand.
 *
 * Topics are added as the fleet gets to know them. Each level knows how many rows stand below it, so that a frame looks
 * only at those that it shows. What is summed up for inner levels is at most about a second old.
 */
#ifndef TELLTALE_UI_TREE_H
#define TELLTALE_UI_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "telltale/core/filter.h"
#include "telltale/core/fleet.h"

enum tree_sort {
	TREE_NAME,
	TREE_RATE, /* the most messages a second first: who floods */
	TREE_COUNT,
	TREE_AGE, /* the last heard first */
	TREE_SIZE,
	TREE_SORT_COUNT
};

/* A level. What counts messages is of the topic itself and of all below together. */
struct tree_node {
	struct tree_node *parent; /* NULL: the root, which is no row */
	struct tree_node **children;
	uint32_t child_count, child_capacity;
	uint32_t number;  /* of the node, counted from 0 as they were made */
	uint32_t place;   /* among its parent's children, as they were sorted last */
	uint32_t sorted;  /* the tree's sorting that its children have; 0: none */
	uint32_t topics;  /* itself included */
	uint32_t passing; /* topics that pass the filter */
	uint32_t rows;    /* that it has in the list with what is open below; 0: it isn't shown */
	uint32_t below;   /* rows of its children, were it open */
	uint32_t judged;  /* messages that the topic had when the filter was asked */
	uint16_t depth;   /* 0: a first level */
	bool open, shut;  /* without and with a filter */
	bool passes;      /* the topic itself */
	const char *raw;  /* the level's name as it is, NUL behind */
	const char *name; /* and clean */
	size_t raw_length;
	const struct route *route; /* NULL: there is no message on the level itself */
	uint64_t messages, size; /* size: of the last payloads */
	double rate;
	int64_t last; /* model time of the newest message; CLOCK_NEVER: there is none */
};

struct tree;

struct tree *tree_new(void);
void tree_free(struct tree *tree);

/* Brings it up to date; very many new topics are added some at a time. `mono` is real time: sums, and orders that move,
 * are made anew about once a second. */
void tree_refresh(struct tree *tree, const struct fleet *fleet, const struct filter *filter, enum tree_sort sort,
                  int64_t mono);

/* The fleet is going: nothing of it is kept but which levels there are and which of them are open. */
void tree_forget(struct tree *tree);

size_t tree_topics(const struct tree *tree);
size_t tree_passing(const struct tree *tree); /* topics that pass the filter */

/* Whether all topics are there and the filter has seen them; what is left comes with the next refresh. */
bool tree_complete(const struct tree *tree);

/* --- rows ------------------------------------------------------------------------------------------------ */

size_t tree_rows(const struct tree *tree);

/* A row by its number; the one behind; NULL: there is none. */
struct tree_node *tree_row(struct tree *tree, size_t row);
struct tree_node *tree_next(struct tree *tree, struct tree_node *node);

/* The first level in the list whose topic passes the filter; NULL: there is none. */
struct tree_node *tree_first(struct tree *tree);

/* The number of a row that is shown. */
size_t tree_row_of(struct tree *tree, const struct tree_node *node);

/* The level itself, or the nearest above that is shown; NULL: none is. */
struct tree_node *tree_shown(const struct tree *tree, struct tree_node *node);

bool tree_is_open(const struct tree *tree, const struct tree_node *node);
void tree_set_open(struct tree *tree, struct tree_node *node, bool open);

/* The same for a level and all below. NULL: for all. */
void tree_set_all_open(struct tree *tree, struct tree_node *node, bool open);

/* The level that is a topic; NULL: there is none. Opens all above a level. */
struct tree_node *tree_find(struct tree *tree, const char *topic, size_t length);
void tree_reveal(struct tree *tree, struct tree_node *node);

/* The topic of a level, or its beginning. The caller frees. */
char *tree_path(const struct tree_node *node, size_t *length);

/* "rate" */
const char *tree_sort_name(enum tree_sort sort);

#endif
