/* test_view_commands: what is chosen in the list of commands, by keys and mouse, and what becomes of it. */
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
#include "telltale/ui/question.h"
#include "telltale/ui/screen.h"

/* A screen without a terminal, over a model with three commands: open_hatch, a message, close_hatch. */
struct bench {
	struct stage *stage;
	struct link link;
	struct playback_status playback;
	struct screen screen;
	void *view;
	struct command *again; /* the last that was asked for */
	char looked[64];       /* what was looked for */
};

static struct command *wish_ask(void *self, struct device *device, const struct profile_command *definition)
{
	struct bench *bench = self;

	return bench->again = fleet_ask(bench->stage->fleet, device, definition, "me@here", 0);
}

static struct command *wish_publish(void *self, const struct profile_command *own)
{
	struct bench *bench = self;

	return bench->again = fleet_publish(bench->stage->fleet, own, "me@here", 0);
}

static bool wish_look(void *self, const char *filter, struct error *error)
{
	struct bench *bench = self;

	(void)error;
	snprintf(bench->looked, sizeof bench->looked, "%s", filter);
	return true;
}

static void publish(struct bench *bench, const char *topic, const char *payload)
{
	struct profile_command *own = command_own_new("message", topic, payload, 1, true);
	struct command *command = fleet_publish(bench->stage->fleet, own, "me@here", 0);

	fleet_confirm(bench->stage->fleet, command, 0);
	fleet_accepted(bench->stage->fleet, command->id, 0);
	command_own_free(own);
}

static void bench_open(struct bench *bench)
{
	memset(bench, 0, sizeof *bench);
	bench->stage = stage_new(NULL, 0, 0);
	stage_say(bench->stage, "dbx/b1/status", "{\"hatch_status\":0,\"lift_status\":0}");
	stage_send(bench->stage, "b1", "open_hatch");
	stage_say(bench->stage, "dbx/b1/status", "{\"hatch_status\":1,\"lift_status\":0}");
	publish(bench, "a/b", "{\"x\": 1}");
	stage_send(bench->stage, "b1", "close_hatch");
	stage_say(bench->stage, "dbx/b1/status", "{\"hatch_status\":0,\"lift_status\":0}");
	bench->screen.model.fleet = bench->stage->fleet;
	bench->screen.model.link = &bench->link;
	bench->screen.filter = filter_new();
	bench->screen.wishes = (struct wishes){ .self = bench, .ask = wish_ask, .publish = wish_publish, .look = wish_look };
	bench->view = view_commands.open(&bench->screen);
}

static void bench_close(struct bench *bench)
{
	view_commands.close(bench->view);
	filter_free(bench->screen.filter);
	stage_free(bench->stage);
}

static void act(struct bench *bench, enum action action)
{
	assert_int_equal(view_commands.act(bench->view, &bench->screen, action), STALE_FRAME);
}

/* What would be copied is the payload of what is chosen. */
static void check_chosen(struct bench *bench, const char *payload)
{
	size_t length;
	const char *what;
	char *copied = view_commands.copied(bench->view, &bench->screen, &length, &what);

	assert_non_null(copied);
	assert_string_equal(copied, payload);
	assert_int_equal(length, strlen(payload));
	assert_string_equal(what, "payload");
	free(copied);
}

static void test_choosing(void **state)
{
	struct bench bench;
	struct mouse wheel = { MOUSE_WHEEL_DOWN, 0, 0 };

	(void)state;
	bench_open(&bench);
	check_chosen(&bench, "{\"command\":\"close_hatch\"}");
	publish(&bench, "newer", "1"); /* the newest one stays chosen until another one is */
	check_chosen(&bench, "1");
	act(&bench, ACTION_DOWN);
	act(&bench, ACTION_DOWN);
	check_chosen(&bench, "{\"x\": 1}");
	publish(&bench, "newer", "2");
	check_chosen(&bench, "{\"x\": 1}");
	view_commands.mouse(bench.view, &bench.screen, &wheel);
	check_chosen(&bench, "{\"command\":\"open_hatch\"}");
	act(&bench, ACTION_DOWN); /* there is none below */
	check_chosen(&bench, "{\"command\":\"open_hatch\"}");
	act(&bench, ACTION_FIRST);
	check_chosen(&bench, "2");
	filter_set(bench.screen.filter, "a/+");
	check_chosen(&bench, "{\"x\": 1}");
	filter_set(bench.screen.filter, "acknowledged");
	check_chosen(&bench, "{\"command\":\"close_hatch\"}");
	filter_set(bench.screen.filter, "me@here");
	act(&bench, ACTION_LAST);
	check_chosen(&bench, "{\"command\":\"open_hatch\"}");
	bench_close(&bench);
}

static void test_again(void **state)
{
	struct bench bench;

	(void)state;
	bench_open(&bench);
	act(&bench, ACTION_AGAIN);
	assert_string_equal(bench.again->definition->name, "close_hatch");
	assert_ptr_equal(bench.screen.question, &question_command); /* it asks again, like the first time */
	assert_ptr_equal(bench.screen.question_about, bench.again);
	bench.screen.question = NULL;
	filter_set(bench.screen.filter, "a/b");
	act(&bench, ACTION_AGAIN);
	assert_string_equal(bench.again->definition->payload, "{\"x\": 1}");
	assert_true(bench.again->definition->retain);
	assert_ptr_equal(bench.screen.question, &question_command);
	bench.screen.question = NULL;
	stage_say(bench.stage, "dbx/b1/alive", "0");
	filter_set(bench.screen.filter, "open_hatch");
	act(&bench, ACTION_AGAIN);
	assert_int_equal(bench.again->state, COMMAND_REFUSED); /* the same guards */
	assert_null(bench.screen.question);
	bench_close(&bench);
}

/* What was cleared is looked for anew; it is never sent as a message. */
static void test_clearing_again(void **state)
{
	struct bench bench;

	(void)state;
	bench_open(&bench);
	publish(&bench, "a/#", "");
	act(&bench, ACTION_AGAIN);
	assert_null(bench.again);
	assert_string_equal(bench.looked, "a/#");
	*bench.looked = '\0';
	bench.link.read_only = true;
	act(&bench, ACTION_AGAIN);
	assert_string_equal(bench.looked, "");
	assert_string_equal(bench.screen.notice, "read-only: nothing is published");
	bench_close(&bench);
}

static void test_nothing_is_sent_in_a_replay(void **state)
{
	struct bench bench;

	(void)state;
	bench_open(&bench);
	bench.screen.model.playback = &bench.playback;
	for (int i = 0; i < 3; i++) {
		act(&bench, ACTION_AGAIN);
		act(&bench, ACTION_DOWN);
	}
	assert_null(bench.again);
	assert_null(bench.screen.question);
	assert_string_equal(bench.screen.notice, "this is a REPLAY: no command is sent");
	bench_close(&bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_choosing),
		cmocka_unit_test(test_again),
		cmocka_unit_test(test_clearing_again),
		cmocka_unit_test(test_nothing_is_sent_in_a_replay),
	};

	return cmocka_run_group_tests_name("view_commands", tests, NULL, NULL);
}
