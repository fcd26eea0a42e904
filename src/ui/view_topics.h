/* What the files of the topics view share; nobody else includes this. */
#ifndef TELLTALE_UI_VIEW_TOPICS_H
#define TELLTALE_UI_VIEW_TOPICS_H

#include "telltale/core/journal.h"
#include "telltale/ui/payload.h"
#include "telltale/ui/screen.h"
#include "telltale/ui/scroll.h"
#include "telltale/ui/trail.h"
#include "telltale/ui/tree.h"

/* Bytes that are looked at: of a topic, or of a message of its history. */
struct topics_payload {
	const char *bytes;
	size_t kept, length;
	uint64_t number; /* which message of the topic, or of all; another one has another */
};

struct topics {
	struct tree *tree;
	enum tree_sort sort;
	struct tree_node *chosen; /* NULL: nothing is there */
	bool found;               /* what is chosen was looked for in what the filter passes */
	char words[FILTER_BYTES]; /* of the filter that was asked last */
	size_t first;             /* row at the top of the window */
	int name_columns;         /* as wide as the widest name that was seen since */
	struct trail *trail;      /* the messages of the chosen topic, or of those below */
	struct filter *below;     /* what passes those */
	unsigned epoch;           /* of the journal */
	bool history;             /* they are listed instead of the tree */
	size_t history_first;     /* message at the top of the window, counted from the newest */
	uint64_t message;         /* of them, the chosen one; 0: the newest */
	bool on_payload;          /* arrows move the payload's lines */
	/* the payload that is laid out, and from what */
	enum payload_form form;
	struct payload_lines lines;
	const struct route *laid_route;
	uint64_t laid_number;
	bool laid, laid_history;
	enum payload_form laid_form;
	char *shown, *before; /* copies: of what is laid out, and of what was before it; NULL: nothing */
	size_t shown_kept, before_kept;
	struct scroll scroll;
	/* where things were in the last frame */
	struct canvas list, payload;
};

/* The list's rows: levels of the tree; messages of a topic. Set the screen's position text. */
void topics_draw_tree(struct topics *topics, struct screen *screen, const struct canvas *canvas);
void topics_draw_history(struct topics *topics, struct screen *screen, const struct canvas *canvas);

/* The payload, below a title with a line to both sides. */
void topics_draw_payload(struct topics *topics, struct screen *screen, const struct canvas *canvas);

/* Forgets what is laid out. */
void topics_forget_payload(struct topics *topics);

/* The route of what is chosen; NULL: an inner level, or nothing. */
const struct route *topics_route(const struct topics *topics);

/* The chosen message of the history, its index in the trail. False: there is none. */
bool topics_message(const struct topics *topics, size_t *index, struct journal_entry *entry);

/* What is looked at. False: nothing. */
bool topics_look_at(const struct topics *topics, struct topics_payload *payload);

#endif
