/* test_command_many: commands without proof or with two, several at a time, lost connections, and old ones. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "support.h"

#include "telltale/base/clock.h"

static const char two_expected[] =
    "profile p { topic = \"p/{device}\""
    "  status door { from = \"door\" states = {\"0=closed\", \"1=open\", \"2=jammed\"} }"
    "  status arm { from = \"arm\" states = {\"0=in\", \"1=out\", \"2=moving\"} }"
    "  command ping { topic = \"p/{device}/do\" within = 5 }"
    "  command both { topic = \"p/{device}/do\" expect = \"door=closed & arm=in\" }"
    "  command shut { topic = \"p/{device}/do\" expect = \"door=closed\" }"
    "  command draw { topic = \"p/{device}/do\" expect = \"arm=in\" }"
    "}";

static int set_up(void **state)
{
	struct stage *stage = stage_new(two_expected, 0, 0);

	stage_say(stage, "p/one", "{\"door\":1,\"arm\":1}");
	*state = stage;
	return 0;
}

static int tear_down(void **state)
{
	stage_free(*state);
	return 0;
}

static void check(const struct command *command, enum command_state state, const char *reason)
{
	assert_string_equal(command_state_text(command->state), command_state_text(state));
	assert_int_equal(command->state, state); /* two states are called "accepted" */
	assert_string_equal(command->reason, reason);
}

static void test_done_where_nothing_proves_it(void **state)
{
	struct stage *stage = *state;
	struct command *command = stage_send(stage, "one", "ping");

	stage_say(stage, "p/one", "{\"door\":0,\"arm\":0}");
	check(command, COMMAND_SENT, "");
	stage_pass(stage, CLOCK_SECOND);
	fleet_accepted(stage->fleet, command->id, STAGE_WALL);
	check(command, COMMAND_DONE, "the device confirms nothing");
	assert_true(command->accepted == stage->now && command->ended == stage->now);
	command = stage_send(stage, "one", "ping");
	stage_pass(stage, 5 * CLOCK_SECOND);
	check(command, COMMAND_TIMED_OUT, "no confirmation by the broker within 5 s");
}

static void test_both_expected_states_are_needed(void **state)
{
	struct stage *stage = *state;
	struct command *command = stage_send(stage, "one", "both");

	stage_say(stage, "p/one", "{\"door\":1,\"arm\":2}");
	stage_say(stage, "p/one", "{\"door\":1,\"arm\":2}"); /* the door comes later: it hasn't turned back */
	check(command, COMMAND_SENT, "");
	stage_say(stage, "p/one", "{\"door\":1,\"arm\":0}");
	check(command, COMMAND_SENT, "");
	stage_say(stage, "p/one", "{\"door\":0,\"arm\":0}");
	check(command, COMMAND_ACKNOWLEDGED, "door is closed");
}

static void test_one_of_two_that_turns_back_contradicts(void **state)
{
	struct stage *stage = *state;
	struct command *command = stage_send(stage, "one", "both");

	stage_say(stage, "p/one", "{\"door\":1,\"arm\":2}");
	stage_say(stage, "p/one", "{\"door\":1,\"arm\":1}");
	check(command, COMMAND_CONTRADICTED, "the device reports arm out again");
}

static void test_a_reported_fault_fails(void **state)
{
	struct stage *stage = *state;
	struct command *command = stage_send(stage, "one", "shut");

	stage_say(stage, "p/one", "{\"door\":2}");
	check(command, COMMAND_FAILED, "the device reports door jammed");
}

/* Who frees a jammed door must not be told at once that it is jammed. */
static void test_a_fault_from_before_fails_nothing(void **state)
{
	struct stage *stage = *state;

	stage_say(stage, "p/one", "{\"door\":2}");
	struct command *command = stage_send(stage, "one", "shut");
	stage_say(stage, "p/one", "{\"door\":2}");
	check(command, COMMAND_SENT, "");
	stage_say(stage, "p/one", "{\"door\":1}");
	stage_say(stage, "p/one", "{\"door\":2}");
	check(command, COMMAND_FAILED, "the device reports door jammed");
}

static void test_the_same_twice_is_refused(void **state)
{
	struct stage *stage = *state;
	struct command *first = stage_send(stage, "one", "shut");
	struct command *second = stage_send(stage, "one", "shut");

	check(second, COMMAND_REFUSED, "it is under way already");
	check(first, COMMAND_SENT, "");
	assert_ptr_equal(stage_device(stage, "one")->command, first); /* what is under way is what is shown */
	stage_say(stage, "p/two", "{\"door\":1,\"arm\":1}");
	check(stage_send(stage, "two", "shut"), COMMAND_SENT, ""); /* another device is another matter */
	stage_say(stage, "p/one", "{\"door\":0}");
	check(first, COMMAND_ACKNOWLEDGED, "door is closed");
	check(stage_send(stage, "one", "shut"), COMMAND_SENT, "");
}

static void test_another_for_the_same_status_replaces(void **state)
{
	struct stage *stage = *state;
	struct command *shut = stage_send(stage, "one", "shut");
	struct command *draw = stage_send(stage, "one", "draw");

	check(shut, COMMAND_SENT, "");
	struct command *both = stage_send(stage, "one", "both");
	check(shut, COMMAND_REPLACED, "by both");
	check(draw, COMMAND_REPLACED, "by both");
	assert_int_equal(fleet_counts(stage->fleet)->active_commands, 1);
	assert_ptr_equal(fleet_command(stage->fleet, 0), both);
	assert_ptr_equal(fleet_command(stage->fleet, 2), shut);
	assert_null(fleet_command(stage->fleet, 3));
}

static void test_a_question_alone_replaces_nothing(void **state)
{
	struct stage *stage = *state;
	struct command *shut = stage_send(stage, "one", "shut");
	struct device *device = stage_device(stage, "one");
	struct command *asked =
	    fleet_ask(stage->fleet, device, &device->profile->commands[1], "me", STAGE_WALL);

	check(asked, COMMAND_ASKED, "");
	check(shut, COMMAND_SENT, "");
}

static void test_a_lost_connection_fails_what_the_broker_never_had(void **state)
{
	struct stage *stage = *state;
	struct command *shut = stage_send(stage, "one", "shut");
	struct command *draw = stage_send(stage, "one", "draw");

	fleet_accepted(stage->fleet, draw->id, STAGE_WALL);
	fleet_connection_lost(stage->fleet, STAGE_WALL);
	check(shut, COMMAND_FAILED, "the connection was lost before the broker confirmed it; it may have arrived");
	check(draw, COMMAND_ACCEPTED, ""); /* the broker has it: the device may still prove it */
	stage_say(stage, "p/one", "{\"arm\":0}");
	check(draw, COMMAND_ACKNOWLEDGED, "arm is in");
}

static void test_the_broker_refuses(void **state)
{
	struct stage *stage = *state;
	struct command *command = stage_send(stage, "one", "shut");

	fleet_not_accepted(stage->fleet, command->id, STAGE_WALL, "not authorised");
	check(command, COMMAND_FAILED, "not authorised");
	assert_int_equal(fleet_counts(stage->fleet)->active_commands, 0);
	stage_say(stage, "p/one", "{\"door\":0}");
	check(command, COMMAND_FAILED, "not authorised");
}

static void test_only_the_last_are_kept(void **state)
{
	struct stage *stage = *state;
	uint64_t last = 0;

	for (int i = 0; i < 600; i++) {
		struct command *command = stage_send(stage, "one", "ping");
		fleet_accepted(stage->fleet, command->id, STAGE_WALL);
		check(command, COMMAND_DONE, "the device confirms nothing");
		last = command->id;
	}
	assert_int_equal(fleet_command(stage->fleet, 0)->id, last);
	assert_int_equal(fleet_command(stage->fleet, 255)->id, last - 255);
	assert_null(fleet_command(stage->fleet, 256));
	fleet_accepted(stage->fleet, 1, STAGE_WALL); /* long forgotten */
	assert_int_equal(stage_device(stage, "one")->command->id, last);
}

#define with_stage(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_stage(test_done_where_nothing_proves_it),
		with_stage(test_both_expected_states_are_needed),
		with_stage(test_one_of_two_that_turns_back_contradicts),
		with_stage(test_a_reported_fault_fails),
		with_stage(test_a_fault_from_before_fails_nothing),
		with_stage(test_the_same_twice_is_refused),
		with_stage(test_another_for_the_same_status_replaces),
		with_stage(test_a_question_alone_replaces_nothing),
		with_stage(test_a_lost_connection_fails_what_the_broker_never_had),
		with_stage(test_the_broker_refuses),
		with_stage(test_only_the_last_are_kept),
	};

	return cmocka_run_group_tests_name("command_many", tests, NULL, NULL);
}
