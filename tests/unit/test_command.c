/* test_command: every way in which a command can end, seen through the fleet. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "support.h"

#include "telltale/base/clock.h"

static const char two_expected[] =
    "profile p { topic = \"p/{device}\" alive = \"p/{device}/alive\""
    "  status door { from = \"door\" states = {\"0=closed\", \"1=open\", \"2=jammed\"} }"
    "  status arm { from = \"arm\" states = {\"0=in\", \"1=out\", \"2=moving\"} }"
    "  command ping { topic = \"p/{device}/do\" within = 5 }"
    "  command both { topic = \"p/{device}/do\" expect = \"door=closed & arm=in\" }"
    "  command shut { topic = \"p/{device}/do\" requires = \"arm=in|moving\" expect = \"door=closed\" }"
    "}";

static int set_up(void **state)
{
	*state = stage_new(two_expected, 0, 0);
	return 0;
}

static int tear_down(void **state)
{
	stage_free(*state);
	return 0;
}

/* The box reports hatch and lift, a second after the last thing that happened. */
static void report(struct stage *stage, int hatch, int lift)
{
	char payload[64];

	stage_pass(stage, CLOCK_SECOND);
	snprintf(payload, sizeof payload, "{\"hatch_status\":%d,\"lift_status\":%d}", hatch, lift);
	stage_say(stage, "dbx/dbx-01/status", payload);
}

enum { CLOSED, OPENED, CLOSING, OPENING };
enum { DOWN, UP, LOWERING, RAISING };

static void check(const struct command *command, enum command_state state, const char *reason)
{
	assert_string_equal(command_state_text(command->state), command_state_text(state));
	assert_string_equal(command->reason, reason);
	assert_int_equal(command_ended(command), state >= COMMAND_DONE);
	assert_int_equal(command->ended != CLOCK_NEVER, command_ended(command));
}

static void test_acknowledged_by_the_devices_own_report(void **state)
{
	struct stage *stage = *state;

	report(stage, CLOSED, DOWN);
	struct command *command = stage_send(stage, "dbx-01", "open_hatch");
	check(command, COMMAND_SENT, "");
	assert_string_equal(command->who, "me@here");
	assert_true(command->sent == stage->now);
	assert_int_equal(fleet_counts(stage->fleet)->active_commands, 1);
	assert_ptr_equal(stage_device(stage, "dbx-01")->command, command);
	fleet_accepted(stage->fleet, command->id, STAGE_WALL);
	check(command, COMMAND_ACCEPTED, "");
	report(stage, OPENING, DOWN);
	check(command, COMMAND_ACCEPTED, ""); /* not done before the hatch is open */
	report(stage, OPENED, DOWN);
	check(command, COMMAND_ACKNOWLEDGED, "hatch is opened");
	assert_true(command->ended == stage->now && command->wall == STAGE_WALL + stage->now);
	assert_int_equal(stage->step, COMMAND_ACKNOWLEDGED);
	assert_int_equal(stage->steps, 4);
	assert_int_equal(fleet_counts(stage->fleet)->active_commands, 0);
	report(stage, CLOSED, DOWN); /* an end is final */
	stage_pass(stage, CLOCK_HOUR);
	check(command, COMMAND_ACKNOWLEDGED, "hatch is opened");
}

static void test_accepted_after_acknowledged_is_harmless(void **state)
{
	struct stage *stage = *state;

	report(stage, CLOSED, DOWN);
	struct command *command = stage_send(stage, "dbx-01", "open_hatch");
	report(stage, OPENED, DOWN);
	check(command, COMMAND_ACKNOWLEDGED, "hatch is opened");
	fleet_accepted(stage->fleet, command->id, STAGE_WALL);
	fleet_not_accepted(stage->fleet, command->id, STAGE_WALL, "late");
	fleet_accepted(stage->fleet, 999, STAGE_WALL); /* nobody's */
	fleet_not_accepted(stage->fleet, 0, STAGE_WALL, "nobody's");
	check(command, COMMAND_ACKNOWLEDGED, "hatch is opened");
}

static void test_stored_reports_acknowledge_nothing(void **state)
{
	struct stage *stage = *state;

	report(stage, CLOSED, DOWN);
	struct command *command = stage_send(stage, "dbx-01", "open_hatch");
	stage_stored(stage, "dbx/dbx-01/status", "{\"hatch_status\":1,\"lift_status\":0}");
	check(command, COMMAND_SENT, "");
	report(stage, OPENED, DOWN); /* the state is the same, but now it's the device that says so */
	check(command, COMMAND_ACKNOWLEDGED, "hatch is opened");
}

static void test_other_devices_acknowledge_nothing(void **state)
{
	struct stage *stage = *state;

	report(stage, CLOSED, DOWN);
	struct command *command = stage_send(stage, "dbx-01", "open_hatch");
	stage_say(stage, "dbx/dbx-02/status", "{\"hatch_status\":1}");
	check(command, COMMAND_SENT, "");
}

static void test_timed_out(void **state)
{
	struct stage *stage = *state;

	report(stage, CLOSED, DOWN);
	struct command *command = stage_send(stage, "dbx-01", "open_hatch");
	stage_pass(stage, CLOCK_SECOND);
	fleet_accepted(stage->fleet, command->id, STAGE_WALL + stage->now);
	stage_pass(stage, 14 * CLOCK_SECOND - 1);
	check(command, COMMAND_ACCEPTED, "");
	stage_pass(stage, 1);
	check(command, COMMAND_TIMED_OUT, "no hatch=opened within 15 s");
	assert_true(command->wall == STAGE_WALL + stage->now);
	report(stage, OPENED, DOWN);
	check(command, COMMAND_TIMED_OUT, "no hatch=opened within 15 s");
}

static void test_refused_by_its_guard(void **state)
{
	struct stage *stage = *state;

	stage_say(stage, "dbx/dbx-01/status", "{\"lift_status\":0}");
	struct command *command = stage_send(stage, "dbx-01", "raise_lift");
	check(command, COMMAND_REFUSED, "hatch has not been reported yet, it must be opened first");
	report(stage, OPENING, DOWN);
	command = stage_send(stage, "dbx-01", "raise_lift");
	check(command, COMMAND_REFUSED, "hatch is opening, it must be opened first");
	assert_true(command->sent == CLOCK_NEVER);
	report(stage, OPENED, DOWN);
	check(stage_send(stage, "dbx-01", "raise_lift"), COMMAND_SENT, "");
	stage_say(stage, "p/one", "{\"arm\":1}");
	check(stage_send(stage, "one", "shut"), COMMAND_REFUSED, "arm is out, it must be in or moving first");
}

/* Things may have changed while the question stood on the screen. */
static void test_the_guard_looks_again_when_the_user_says_yes(void **state)
{
	struct stage *stage = *state;

	report(stage, OPENED, DOWN);
	struct device *device = stage_device(stage, "dbx-01");
	struct command *command =
	    fleet_ask(stage->fleet, device, profile_find_key(device->profile, "r"), "me", STAGE_WALL);
	check(command, COMMAND_ASKED, "");
	report(stage, CLOSING, DOWN);
	check(command, COMMAND_ASKED, ""); /* nothing happens to what isn't sent */
	assert_false(fleet_confirm(stage->fleet, command, STAGE_WALL));
	check(command, COMMAND_REFUSED, "hatch is closing, it must be opened first");
	assert_false(fleet_confirm(stage->fleet, command, STAGE_WALL));
}

static void test_cancelled(void **state)
{
	struct stage *stage = *state;

	report(stage, CLOSED, DOWN);
	struct device *device = stage_device(stage, "dbx-01");
	struct command *command =
	    fleet_ask(stage->fleet, device, profile_find_key(device->profile, "o"), "me", STAGE_WALL);
	fleet_end(stage->fleet, command, COMMAND_CANCELLED, STAGE_WALL, "");
	check(command, COMMAND_CANCELLED, "");
	assert_false(fleet_confirm(stage->fleet, command, STAGE_WALL));
	check(command, COMMAND_CANCELLED, "");
}

static void test_presence_decides(void **state)
{
	struct stage *stage = *state;

	stage_stored(stage, "dbx/dbx-01/status", "{\"hatch_status\":1,\"lift_status\":0}");
	check(stage_send(stage, "dbx-01", "open_hatch"), COMMAND_REFUSED,
	      "nothing live was heard from dbx-01 yet, only stored messages");
	report(stage, OPENED, DOWN);
	stage_pass(stage, 31 * CLOCK_SECOND);
	check(stage_send(stage, "dbx-01", "raise_lift"), COMMAND_REFUSED,
	      "dbx-01 is silent, so nobody knows whether hatch=opened");
	check(stage_send(stage, "dbx-01", "open_hatch"), COMMAND_SENT, ""); /* it can be tried */
	stage_say(stage, "dbx/dbx-01/alive", "0");
	check(stage_send(stage, "dbx-01", "lower_lift"), COMMAND_REFUSED, "dbx-01 is offline");
}

static void test_contradicted_by_the_opposite(void **state)
{
	struct stage *stage = *state;

	report(stage, CLOSED, DOWN);
	struct command *command = stage_send(stage, "dbx-01", "open_hatch");
	report(stage, OPENING, DOWN);
	report(stage, CLOSING, DOWN);
	check(command, COMMAND_CONTRADICTED, "the device reports hatch closing");
}

static void test_contradicted_by_coming_back(void **state)
{
	struct stage *stage = *state;

	report(stage, CLOSED, DOWN);
	struct command *command = stage_send(stage, "dbx-01", "open_hatch");
	report(stage, CLOSED, DOWN); /* it hasn't begun yet: that is no contradiction */
	check(command, COMMAND_SENT, "");
	report(stage, OPENING, DOWN);
	report(stage, CLOSED, DOWN);
	check(command, COMMAND_CONTRADICTED, "the device reports hatch closed again");
}

/* The user turns a hatch round that is on its way: reports from before the order arrived prove nothing. */
static void test_what_went_on_before_contradicts_nothing(void **state)
{
	struct stage *stage = *state;

	report(stage, CLOSING, DOWN);
	struct command *command = stage_send(stage, "dbx-01", "open_hatch");
	report(stage, CLOSING, DOWN);
	check(command, COMMAND_SENT, "");
	report(stage, OPENING, DOWN);
	report(stage, OPENED, DOWN);
	check(command, COMMAND_ACKNOWLEDGED, "hatch is opened");
}

static void test_an_unknown_value_is_no_contradiction(void **state)
{
	struct stage *stage = *state;

	report(stage, 8, DOWN);
	struct command *command = stage_send(stage, "dbx-01", "open_hatch");
	report(stage, OPENING, DOWN);
	report(stage, 9, DOWN);
	check(command, COMMAND_SENT, "");
	report(stage, OPENED, DOWN);
	check(command, COMMAND_ACKNOWLEDGED, "hatch is opened");
}

#define with_stage(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_stage(test_acknowledged_by_the_devices_own_report),
		with_stage(test_accepted_after_acknowledged_is_harmless),
		with_stage(test_stored_reports_acknowledge_nothing),
		with_stage(test_other_devices_acknowledge_nothing),
		with_stage(test_timed_out),
		with_stage(test_refused_by_its_guard),
		with_stage(test_the_guard_looks_again_when_the_user_says_yes),
		with_stage(test_cancelled),
		with_stage(test_presence_decides),
		with_stage(test_contradicted_by_the_opposite),
		with_stage(test_contradicted_by_coming_back),
		with_stage(test_what_went_on_before_contradicts_nothing),
		with_stage(test_an_unknown_value_is_no_contradiction),
	};

	return cmocka_run_group_tests_name("command", tests, NULL, NULL);
}
