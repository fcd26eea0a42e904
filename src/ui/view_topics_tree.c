/* view_topics_tree: the tree and the history as lists; see src/ui/view_topics.h */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "telltale/base/clock.h"
#include "telltale/base/text.h"
#include "telltale/ui/message_row.h"
#include "ui/view_topics.h"

enum { INDENT = 2, NAME_LEAST = 16, MARK = 3, VALUE_LEAST = 12 };

/* --- words ----------------------------------------------------------------------------------------------- */

/* What is known of it needn't be summed up. */
static bool is_topic_only(const struct tree_node *node)
{
	return node->route != NULL && node->child_count == 0;
}

static void write_count(const struct tree_node *node, int64_t now, char *text, size_t size)
{
	(void)now;
	text_number(text, size, (double)(is_topic_only(node) ? node->route->messages : node->messages), 0);
}

static void write_rate(const struct tree_node *node, int64_t now, char *text, size_t size)
{
	(void)now;
	if (node->rate < 0.05)
		snprintf(text, size, "%s", "");
	else
		text_number(text, size, node->rate, node->rate < 99.95 ? 1 : 0);
}

static void write_size(const struct tree_node *node, int64_t now, char *text, size_t size)
{
	(void)now;
	text_bytes(text, size, is_topic_only(node) ? node->route->payload_length : node->size);
}

static void write_age(const struct tree_node *node, int64_t now, char *text, size_t size)
{
	int64_t last = node->route != NULL && node->route->last_mono > node->last ? node->route->last_mono : node->last;

	if (last == CLOCK_NEVER)
		snprintf(text, size, "%s", "");
	else
		clock_age_text(text, size, now - last);
}

/* Columns with numbers, and how wide the list must be to have them. */
static const struct {
	const char *title;
	int width, least;
	enum tree_sort sort;
	void (*write)(const struct tree_node *node, int64_t now, char *text, size_t size);
} columns[] = {
	{ "messages", 9, 40, TREE_COUNT, write_count },
	{ "msg/s", 7, 52, TREE_RATE, write_rate },
	{ "size", 10, 72, TREE_SIZE, write_size },
	{ "age", 5, 62, TREE_AGE, write_age },
};

enum { COLUMNS = sizeof columns / sizeof *columns };

static int numbers_width(const struct canvas *canvas)
{
	int width = 0;

	for (size_t i = 0; i < COLUMNS; i++)
		width += canvas->columns >= columns[i].least ? columns[i].width : 0;
	return width;
}

/* --- rows ------------------------------------------------------------------------------------------------ */

static enum slot slot_of(bool chosen, enum slot slot)
{
	return chosen ? SLOT_INPUT : slot;
}

static const char *name_of(const struct tree_node *node)
{
	return *node->name != '\0' ? node->name : "(empty)";
}

static int name_end(const struct tree_node *node)
{
	return 1 + INDENT * (node->depth + 1) + (int)text_width(name_of(node));
}

static void draw_name(const struct topics *topics, const struct canvas *canvas, int row, int room,
                      const struct tree_node *node, bool chosen)
{
	int column = 1 + INDENT * node->depth;
	enum slot slot = node->route != NULL ? SLOT_TITLE : SLOT_LABEL;

	if (chosen)
		draw_glyph(canvas, row, 0, SLOT_INPUT, GLYPH_UNDER_WAY);
	if (node->child_count > 0)
		draw_glyph(canvas, row, column, slot_of(chosen, SLOT_KEY),
		           tree_is_open(topics->tree, node) ? GLYPH_UNFOLDED : GLYPH_FOLDED);
	draw_text_in(canvas, row, column + INDENT, room - column - INDENT, slot_of(chosen, slot), name_of(node));
}

static void draw_value(const struct canvas *canvas, int row, int column, const struct tree_node *node, bool chosen)
{
	const struct route *route = node->route;

	if (canvas->columns - column < VALUE_LEAST)
		return;
	if (route == NULL) {
		draw_format(canvas, row, column, slot_of(chosen, SLOT_DIM), "%u topic%s", node->topics,
		            node->topics == 1 ? "" : "s");
		return;
	}
	payload_draw_summary(canvas, row, column, chosen, route->payload, route->payload_kept, route->payload_length);
}

static void draw_node(const struct topics *topics, const struct screen *screen, const struct canvas *canvas, int row,
                      int room, const struct tree_node *node)
{
	int64_t now = fleet_now(screen->model.fleet);
	bool chosen = node == topics->chosen;
	int end = room;

	if (chosen)
		draw_fill(canvas, row, 0, canvas->columns, SLOT_INPUT);
	draw_name(topics, canvas, row, room, node, chosen);
	for (size_t i = 0; i < COLUMNS; i++) {
		char text[32];
		if (canvas->columns < columns[i].least)
			continue;
		end += columns[i].width;
		columns[i].write(node, now, text, sizeof text);
		bool rate = columns[i].sort == TREE_RATE && !chosen;
		draw_right(canvas, row, end, rate ? SLOT_VALUE : slot_of(chosen, SLOT_UNIT), text);
	}
	if (node->route != NULL && node->route->stored && canvas->columns - end > MARK)
		draw_glyph(canvas, row, end + 1, slot_of(chosen, SLOT_MOVING), GLYPH_STORED);
	draw_value(canvas, row, end + MARK, node, chosen);
}

static void draw_heads(const struct topics *topics, const struct canvas *canvas, int room)
{
	int end = room;

	draw_text(canvas, 0, 1, topics->sort == TREE_NAME ? SLOT_TITLE_FOCUS : SLOT_DIM, "topic");
	for (size_t i = 0; i < COLUMNS; i++) {
		if (canvas->columns < columns[i].least)
			continue;
		end += columns[i].width;
		draw_right(canvas, 0, end, topics->sort == columns[i].sort ? SLOT_TITLE_FOCUS : SLOT_DIM, columns[i].title);
	}
	if (canvas->columns - end - MARK >= VALUE_LEAST)
		draw_text(canvas, 0, end + MARK, SLOT_DIM, "last value");
}

/* How many columns names get: what they need, as far as values and numbers leave it. */
static int name_room(struct topics *topics, const struct canvas *canvas, struct tree_node *node, int rows)
{
	int numbers = numbers_width(canvas), most = canvas->columns - numbers;

	for (int row = 0; row < rows && node != NULL; row++, node = tree_next(topics->tree, node))
		if (name_end(node) > topics->name_columns)
			topics->name_columns = name_end(node);
	if (numbers > 0 && most > 3 * NAME_LEAST)
		most = most * 3 / 5;
	int room = topics->name_columns > NAME_LEAST ? topics->name_columns : NAME_LEAST;
	return room < most ? room : most;
}

/* Scrolls just as far as it takes to see what is chosen. */
static void keep_in_sight(size_t *first, size_t chosen, size_t count, int window)
{
	size_t rows = window > 0 ? (size_t)window : 1;

	if (*first + rows > count)
		*first = count > rows ? count - rows : 0;
	if (chosen < *first)
		*first = chosen;
	if (chosen >= *first + rows)
		*first = chosen + 1 - rows;
}

static void note_position(const struct topics *topics, struct screen *screen)
{
	size_t all = tree_topics(topics->tree), passing = tree_passing(topics->tree);
	char number[32], of[48] = "", by[32] = "";

	text_number(number, sizeof number, (double)all, 0);
	if (passing < all)
		snprintf(of, sizeof of, "%zu of ", passing);
	if (topics->sort != TREE_NAME)
		snprintf(by, sizeof by, ", by %s", tree_sort_name(topics->sort));
	snprintf(screen->position, sizeof screen->position, "%.12s%.12s topic%s%.11s%s", of, number, all == 1 ? "" : "s", by,
	         tree_complete(topics->tree) ? "" : " ...");
}

void topics_draw_tree(struct topics *topics, struct screen *screen, const struct canvas *canvas)
{
	int window = canvas->rows - 1;

	keep_in_sight(&topics->first, tree_row_of(topics->tree, topics->chosen), tree_rows(topics->tree), window);
	struct tree_node *node = tree_row(topics->tree, topics->first);
	int room = name_room(topics, canvas, node, window);
	draw_heads(topics, canvas, room);
	for (int row = 0; row < window && node != NULL; row++, node = tree_next(topics->tree, node))
		draw_node(topics, screen, canvas, row + 1, room, node);
	note_position(topics, screen);
}

/* --- the history ----------------------------------------------------------------------------------------- */

void topics_draw_history(struct topics *topics, struct screen *screen, const struct canvas *canvas)
{
	size_t count = trail_count(topics->trail), index = 0;
	struct journal_entry entry;
	int window = canvas->rows - 1;

	draw_text(canvas, 0, 1, SLOT_HEADING, "history, newest first");
	draw_right(canvas, 0, canvas->columns - 1, SLOT_DIM, "H shows the tree");
	if (!topics_message(topics, &index, &entry)) {
		draw_text(canvas, 2, 3, SLOT_DIM, "No message of this topic is among the last that are kept.");
		return;
	}
	size_t chosen = count - 1 - index;
	keep_in_sight(&topics->history_first, chosen, count, window);
	for (int row = 0; row < window && topics->history_first + (size_t)row < count; row++) {
		size_t at = topics->history_first + (size_t)row;
		trail_entry(topics->trail, count - 1 - at, &entry);
		message_row_draw(canvas, row + 1, NULL, 0, &entry, at == chosen);
	}
	snprintf(screen->position, sizeof screen->position, "message %zu of %zu", chosen + 1, count);
}
