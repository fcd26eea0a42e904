/* test_tree: the levels of topics: how they grow, what they sum up, which are shown, and in which order. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support.h"

#include "telltale/base/clock.h"
#include "telltale/ui/tree.h"

enum { MOST = 20000 };

struct garden {
	struct stage *stage;
	struct tree *tree;
	struct filter *filter;
	enum tree_sort sort;
};

static struct garden garden_new(void)
{
	return (struct garden){ stage_new(NULL, MOST, MOST), tree_new(), filter_new(), TREE_NAME };
}

static void garden_free(struct garden *garden)
{
	tree_free(garden->tree);
	filter_free(garden->filter);
	stage_free(garden->stage);
}

static void refresh(struct garden *garden)
{
	tree_refresh(garden->tree, garden->stage->fleet, garden->filter, garden->sort, garden->stage->now);
}

/* Compares all rows: names, with a dot for each level above, joined by spaces. */
static void check(struct garden *garden, const char *expected)
{
	char rows[512] = "";
	size_t number = 0;

	refresh(garden);
	for (struct tree_node *node = tree_row(garden->tree, 0); node != NULL; node = tree_next(garden->tree, node)) {
		assert_ptr_equal(tree_row(garden->tree, number), node);
		assert_int_equal(tree_row_of(garden->tree, node), number);
		snprintf(rows + strlen(rows), sizeof rows - strlen(rows), "%s%.*s%s", number > 0 ? " " : "", node->depth,
		         "........", node->name);
		number++;
	}
	assert_string_equal(rows, expected);
	assert_int_equal(tree_rows(garden->tree), number);
}

static struct tree_node *find(struct garden *garden, const char *topic)
{
	return tree_find(garden->tree, topic, strlen(topic));
}

static void test_grows(void **state)
{
	struct garden garden = garden_new();
	size_t length;

	(void)state;
	check(&garden, "");
	stage_say(garden.stage, "b/y", "1");
	stage_say(garden.stage, "a/x10/t", "1");
	stage_say(garden.stage, "a/x2", "1");
	stage_say(garden.stage, "b", "1");
	check(&garden, "a .x2 .x10 ..t b .y");
	stage_say(garden.stage, "/a//", "1"); /* levels without a name are levels */
	stage_say(garden.stage, "c\x1b[2J/\xff", "1");
	check(&garden, " .a .. ... a .x2 .x10 ..t b .y c\\x1b[2J .\\xff");
	assert_int_equal(tree_topics(garden.tree), 6);
	assert_non_null(find(&garden, "b")->route);
	assert_null(find(&garden, "a")->route);
	assert_null(find(&garden, "a/x3"));
	char *path = tree_path(find(&garden, "/a//"), &length);
	assert_string_equal(path, "/a//");
	free(path);
	garden_free(&garden);
}

static void test_opens(void **state)
{
	struct garden garden = garden_new();

	(void)state;
	stage_say(garden.stage, "a/b/c", "1");
	stage_say(garden.stage, "a/b/d", "1");
	stage_say(garden.stage, "e/f", "1");
	check(&garden, "a .b ..c ..d e .f");
	struct tree_node *deep = find(&garden, "a/b/d");
	tree_set_open(garden.tree, find(&garden, "a/b"), false);
	check(&garden, "a .b e .f");
	assert_ptr_equal(tree_shown(garden.tree, deep), find(&garden, "a/b"));
	tree_set_open(garden.tree, find(&garden, "a"), false);
	check(&garden, "a e .f");
	assert_ptr_equal(tree_shown(garden.tree, deep), find(&garden, "a"));
	tree_reveal(garden.tree, deep);
	check(&garden, "a .b ..c ..d e .f");
	tree_set_all_open(garden.tree, NULL, false);
	stage_say(garden.stage, "a/b/z", "1"); /* what comes below a closed level is no row */
	check(&garden, "a e");
	tree_set_all_open(garden.tree, find(&garden, "a"), true);
	check(&garden, "a .b ..c ..d ..z e");
	garden_free(&garden);
}

static void test_sums(void **state)
{
	struct garden garden = garden_new();

	(void)state;
	stage_stored(garden.stage, "a/1", "12345");
	for (int i = 0; i < 300; i++) {
		stage_say(garden.stage, "a/2", "123");
		stage_pass(garden.stage, CLOCK_SECOND / 10);
	}
	refresh(&garden);
	const struct tree_node *a = find(&garden, "a");
	assert_int_equal(a->topics, 2);
	assert_int_equal(a->messages, 301);
	assert_int_equal(a->size, 8);
	assert_true(a->rate > 9 && a->rate < 11);
	assert_true(nearly(find(&garden, "a/1")->rate, 0)); /* what the broker had stored is no rate */
	stage_pass(garden.stage, CLOCK_MINUTE);
	refresh(&garden);
	assert_true(a->rate < 0.01); /* what fell silent fades */
	assert_int_equal(fleet_now(garden.stage->fleet) - a->last, CLOCK_MINUTE + CLOCK_SECOND / 10);
	garden_free(&garden);
}

static void test_sorts(void **state)
{
	struct garden garden = garden_new();

	(void)state;
	stage_say(garden.stage, "p/a", "1");
	for (int i = 0; i < 3; i++)
		stage_say(garden.stage, "p/b", "12");
	stage_pass(garden.stage, 30 * CLOCK_SECOND);
	for (int i = 0; i < 2; i++)
		stage_say(garden.stage, "p/c", "1234");
	check(&garden, "p .a .b .c");
	garden.sort = TREE_RATE;
	check(&garden, "p .c .b .a");
	garden.sort = TREE_COUNT;
	check(&garden, "p .b .c .a");
	garden.sort = TREE_AGE;
	check(&garden, "p .c .a .b");
	garden.sort = TREE_SIZE;
	check(&garden, "p .c .b .a");
	garden_free(&garden);
}

static void test_filters(void **state)
{
	struct garden garden = garden_new();

	(void)state;
	stage_say(garden.stage, "dbx/b1/status", "{\"temperature\":20}");
	stage_say(garden.stage, "dbx/b2/status", "{\"temperature\":50}");
	stage_say(garden.stage, "dbx/b2/alive", "1");
	stage_say(garden.stage, "house/kitchen", "21 C");
	refresh(&garden);
	tree_set_all_open(garden.tree, NULL, false);
	filter_set(garden.filter, "B2");
	check(&garden, "dbx .b2 ..alive ..status"); /* open, whatever was closed */
	assert_int_equal(tree_passing(garden.tree), 2);
	filter_set(garden.filter, "+/+/status");
	check(&garden, "dbx .b1 ..status .b2 ..status");
	assert_ptr_equal(tree_first(garden.tree), find(&garden, "dbx/b1/status"));
	filter_set(garden.filter, "temperature>40");
	check(&garden, "dbx .b2 ..status");
	stage_say(garden.stage, "dbx/b1/status", "{\"temperature\":41}");
	stage_say(garden.stage, "dbx/b2/status", "{\"temperature\":4}");
	stage_pass(garden.stage, 2 * CLOCK_SECOND);
	check(&garden, "dbx .b1 ..status"); /* values change */
	filter_set(garden.filter, "nothing");
	check(&garden, "");
	assert_null(tree_first(garden.tree));
	assert_null(tree_shown(garden.tree, find(&garden, "dbx")));
	filter_set(garden.filter, "");
	check(&garden, "dbx house"); /* closed as before */
	garden_free(&garden);
}

/* Another model of the same things: levels stay open, and what isn't there any more isn't shown. */
static void test_another_fleet(void **state)
{
	struct garden garden = garden_new();
	struct stage *other = stage_new(NULL, 0, 0);

	(void)state;
	stage_say(garden.stage, "a/b/c", "1");
	stage_say(garden.stage, "d/e", "1");
	refresh(&garden);
	tree_set_open(garden.tree, find(&garden, "a/b"), false);
	tree_forget(garden.tree);
	stage_free(garden.stage);
	garden.stage = other;
	check(&garden, "");
	stage_say(other, "a/b/c", "22");
	check(&garden, "a .b");
	assert_null(find(&garden, "d/e")->route);
	tree_set_open(garden.tree, find(&garden, "a/b"), true);
	stage_say(other, "d/e", "1");
	check(&garden, "a .b ..c d .e");
	garden_free(&garden);
}

/* Many topics: few rows at first, all of them where that is wanted, each found at its place. */
static void test_many(void **state)
{
	enum { TOPICS = 10000 };
	struct garden garden = garden_new();
	char topic[64];

	(void)state;
	for (int i = 0; i < TOPICS; i++) {
		snprintf(topic, sizeof topic, "plant/hall%d/machine%d", i % 10, i);
		stage_say(garden.stage, topic, "1");
	}
	check(&garden, "plant .hall0 .hall1 .hall2 .hall3 .hall4 .hall5 .hall6 .hall7 .hall8 .hall9");
	tree_set_all_open(garden.tree, NULL, true);
	assert_int_equal(tree_rows(garden.tree), TOPICS + 11);
	size_t row = 0;
	for (struct tree_node *node = tree_row(garden.tree, 0); node != NULL; node = tree_next(garden.tree, node), row++)
		if (row % 97 == 0) {
			assert_ptr_equal(tree_row(garden.tree, row), node);
			assert_int_equal(tree_row_of(garden.tree, node), row);
		}
	assert_int_equal(row, TOPICS + 11);
	filter_set(garden.filter, "machine999");
	refresh(&garden);
	assert_int_equal(tree_passing(garden.tree), 11); /* 999 and 9990 to 9999 */
	garden_free(&garden);
}

/* As deep as a topic can be, and as many levels as can be made: bounded. */
static void test_hostile(void **state)
{
	struct garden garden = garden_new();
	char topic[4096];

	(void)state;
	memset(topic, '/', sizeof topic);
	topic[sizeof topic - 1] = '\0';
	stage_say(garden.stage, topic, "1");
	refresh(&garden);
	assert_in_range(tree_rows(garden.tree), 1, 32);
	assert_ptr_equal(find(&garden, topic)->route, fleet_route(garden.stage->fleet, 0));
	garden_free(&garden);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_grows),   cmocka_unit_test(test_opens),         cmocka_unit_test(test_sums),
		cmocka_unit_test(test_sorts),   cmocka_unit_test(test_filters),       cmocka_unit_test(test_another_fleet),
		cmocka_unit_test(test_many),    cmocka_unit_test(test_hostile),
	};

	return cmocka_run_group_tests_name("tree", tests, NULL, NULL);
}
