/* test_profile_text: profiles as people write them, and the line and the words that a mistake gets. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "support.h"

#include "telltale/base/clock.h"

static void check_wrong(const char *text, const char *expected)
{
	struct profiles profiles = { NULL, 0, 0 };
	struct error error = ERROR_INIT;

	if (profiles_add_text(&profiles, "my.profile", text, &error))
		fail_msg("this was taken:\n%s", text);
	assert_int_equal(error.code, ERROR_USAGE);
	assert_string_equal(error.text, expected);
	assert_int_equal(profiles.count, 0);
	profiles_clear(&profiles);
}

static void test_the_built_in_one(void **state)
{
	struct profiles profiles = { NULL, 0, 0 };
	struct error error = ERROR_INIT;

	(void)state;
	if (!profiles_add_builtin(&profiles, &error))
		fail_msg("%s", error.text);
	const struct profile *dbx = profiles.all[0];
	assert_string_equal(dbx->origin, "dbx (built in)");
	assert_string_equal(dbx->title, "DBX drone box");
	assert_string_equal(dbx->alive, "dbx/{device}/alive");
	assert_true(dbx->stale_after == 30 * CLOCK_SECOND);
	assert_int_equal(dbx->status_count, 2);
	assert_string_equal(dbx->statuses[0].topic, "dbx/{device}/status"); /* the profile's own */
	assert_int_equal(dbx->statuses[0].state_count, 4);
	assert_int_equal(dbx->statuses[1].states[3].kind, STATE_MOVING);
	assert_string_equal(dbx->metrics[0].label, "temp");
	assert_string_equal(dbx->metrics[0].unit, "°C");
	assert_true(nearly(dbx->metrics[0].alarm_above, 55) && isnan(dbx->metrics[0].warn_below));
	assert_string_equal(dbx->metrics[1].label, "humidity");
	const struct profile_command *open = &dbx->commands[0], *raise = &dbx->commands[2];
	assert_string_equal(open->payload, "{\"command\":\"open_hatch\"}");
	assert_true(open->confirm && open->qos == 1 && open->within == 15 * CLOCK_SECOND);
	assert_int_equal(open->expect.count, 1);
	assert_int_equal(open->expect.all[0].states, 1 << 1);
	assert_string_equal(raise->requires.text, "hatch=opened");
	assert_int_equal(raise->contradicts.all[0].status, 1);
	assert_string_equal(dbx->commands[1].key, "c");
	profiles_clear(&profiles);
}

static void test_all_that_can_be_said(void **state)
{
	static const char text[] =
	    "profile p { # a comment\n"
	    "  online = {\"yes\"}  offline = {\"no\"}  alive = \"p/{device}/up\"  alive-from = \"x.y\"\n"
	    "  status s { topic = \"p/{device}/s\"  label = \"S\"  states = {\"0 = low\", \"1=stuck\", \"2=on\"}\n"
	    "             alarm = {\"stuck\"}  rest = {\"on\"} }\n"
	    "  status free { topic = \"p/{device}/f\" }\n"
	    "  metric m { topic = \"p/{device}/m\"  scale = 0.5  offset = -1  min = 0  max = 10 }\n"
	    "  command c { topic = \"p/{device}/do\"  expect = \" s = low | on & s=stuck\"  confirm = no  qos = 2\n"
	    "              within = 0.5 }\n"
	    "}\n";
	struct profiles profiles = { NULL, 0, 0 };
	struct error error = ERROR_INIT;

	(void)state;
	if (!profiles_add_text(&profiles, "x", text, &error))
		fail_msg("%s", error.text);
	const struct profile *p = profiles.all[0];
	assert_string_equal(p->title, "p");
	assert_string_equal(p->text, text);
	assert_null(p->topic);
	assert_string_equal(p->online_words[0], "yes");
	assert_null(p->online_words[1]);
	assert_string_equal(p->alive_from, "x.y");
	assert_string_equal(p->statuses[0].states[0].value, "0"); /* spaces around are for the eye */
	assert_string_equal(p->statuses[0].states[0].name, "low");
	assert_int_equal(p->statuses[0].states[1].kind, STATE_ALARM);
	assert_int_equal(p->statuses[0].states[2].kind, STATE_REST);
	assert_int_equal(p->statuses[1].state_count, 0);
	assert_true(nearly(p->metrics[0].scale, 0.5) && nearly(p->metrics[0].most, 10));
	assert_int_equal(p->metrics[0].decimals, -1);
	assert_int_equal(p->metrics[0].show, SHOW_SPARKLINE);
	assert_int_equal(p->commands[0].expect.count, 2);
	assert_int_equal(p->commands[0].expect.all[0].states, 1 << 0 | 1 << 2);
	assert_false(p->commands[0].confirm);
	assert_true(p->commands[0].within == CLOCK_SECOND / 2);
	assert_string_equal(p->commands[0].key, "");
	profiles_clear(&profiles);
	check_wrong("profile p {\n  topic = \"a\"  status s { states = {\"0= \"} }\n}\n",
	            "my.profile:2: states: found '0= ', expected value=name, like '0=closed'");
}

/* A profile may come from anybody: it reads no environment, and what it shows steers no terminal. */
static void test_foreign_profile(void **state)
{
	static const char text[] = "profile p {\n  topic = \"a\"\n  title = \"x\\033]0;y\"\n"
				   "  status s { label = \"\\x1b[2J\"  states = {\"0=o\\x1bn\"} }\n}\n";
	struct profiles profiles = { NULL, 0, 0 };
	struct error error = ERROR_INIT;

	(void)state;
	check_wrong("profile p {\n  topic = \"a\"\n  # ${HOME} in a comment does no harm\n"
	            "  title = \"${TELLTALE_PASSWORD}\"\n  status s { }\n}\n",
	            "my.profile:4: ${...} is not replaced here; expected the value itself");
	if (!profiles_add_text(&profiles, "x", text, &error))
		fail_msg("%s", error.text);
	assert_string_equal(profiles.all[0]->title, "x\\x1b]0;y");
	assert_string_equal(profiles.all[0]->statuses[0].label, "\\x1b[2J");
	assert_string_equal(profiles.all[0]->statuses[0].states[0].name, "o\\x1bn");
	profiles_clear(&profiles);
}

static void test_words_that_nobody_knows(void **state)
{
	(void)state;
	check_wrong("profile p {\n  titel = \"x\"\n}\n", "my.profile:2: no such option 'titel'; did you mean 'title'?");
	check_wrong("profile p {\n  topic = \"a\"\n  status s {\n    form = \"x\"\n  }\n}\n",
	            "my.profile:4: no such option 'form'; did you mean 'from'?");
	check_wrong("title = \"x\"\n", "my.profile:1: no such option 'title'; expected profile");
	check_wrong("profile p {\n  topic = \"a\"\n  command c {\n    zzzzzz = \"x\"\n  }\n}\n",
	            "my.profile:4: no such option 'zzzzzz'; expected label, key, topic, payload, qos, requires, expect, "
	            "contradicts, within or confirm");
}

static void test_texts_that_are_no_profile(void **state)
{
	static const char nothing[] = "my.profile:1: no profile in it; expected profile NAME { … }";

	(void)state;
	check_wrong("", nothing);
	check_wrong("# only a comment\n", nothing);
	check_wrong("profile {\n}\n", "my.profile:1: missing title for section 'profile'");
	check_wrong("profile p {\n  topic = \"a\"\n  metric m { }\n",
	            "my.profile:3: the text ends within a section or a comment; expected }");
	check_wrong("profile p {\n  topic = \"a\"\n  metric m { }\n}\n}\n", "my.profile:5: unexpected closing brace");
	check_wrong("profile p {\n  topic = \"a\"\n}\n",
	            "my.profile:3: profile 'p' has no status, no metric and no alive topic");
	check_wrong("profile p {\n  topic = \"a\"\n  metric m { }\n}\nprofile p {\n}\n",
	            "my.profile:5: found duplicate title 'p'");
}

static void test_wrong_statuses(void **state)
{
	(void)state;
	check_wrong("profile p {\n  topic = \"a\"\n  status s {\n    states = {\"0=a\",\n      \"1\"}\n  }\n}\n",
	            "my.profile:5: states: found '1', expected value=name, like '0=closed'");
	check_wrong("profile p {\n  topic = \"a\"\n  status s {\n    states = {\"0=a\"}\n    moving = {\"b\"}\n  }\n}\n",
	            "my.profile:5: moving: status 's' has no state 'b'");
	check_wrong("profile p {\n  status s {\n    from = \"x\"\n  }\n}\n",
	            "my.profile:4: status 's' has no topic, and neither has its profile");
	check_wrong("profile p {\n  topic = \"a/{device}/{device}\"\n}\n",
	            "my.profile:2: topic: 'a/{device}/{device}': {device} can stand only once");
	check_wrong("profile p {\n  topic = \"a\"\n  status s {\n    topic = \"a/#/b\"\n  }\n}\n",
	            "my.profile:4: topic: 'a/#/b': # can only be the last level");
	check_wrong("profile p {\n  topic = \"a\"\n  stale-after = 0\n  metric m { }\n}\n",
	            "my.profile:3: stale-after = 0, expected seconds from 1 to 10000000");
}

static void test_wrong_metrics(void **state)
{
	(void)state;
	check_wrong("profile p {\n  topic = \"a\"\n  metric m {\n    warn-above = 50\n    alarm-above = 40\n  }\n}\n",
	            "my.profile:5: alarm-above = 40 is below warn-above = 50");
	check_wrong("profile p {\n  topic = \"a\"\n  metric m {\n    warn-below = 50\n    warn-above = 40\n  }\n}\n",
	            "my.profile:5: warn-above = 40 is below warn-below = 50");
	check_wrong("profile p {\n  topic = \"a\"\n  metric m {\n    max = 4\n    min = 4\n  }\n}\n",
	            "my.profile:4: max = 4, expected more than min = 4");
	check_wrong("profile p {\n  topic = \"a\"\n  metric m {\n    decimals = 7\n  }\n}\n",
	            "my.profile:4: decimals = 7, expected 0 to 6");
	check_wrong("profile p {\n  topic = \"a\"\n  metric m {\n    show = \"dial\"\n  }\n}\n",
	            "my.profile:4: show = \"dial\", expected sparkline, gauge or number");
	check_wrong("profile p {\n  topic = \"a\"\n  metric m {\n    min = 0\n    show = \"gauge\"\n  }\n}\n",
	            "my.profile:5: show = \"gauge\" needs min and max");
	check_wrong("profile p {\n  topic = \"a\"\n  metric m {\n    warn-above = warm\n  }\n}\n",
	            "my.profile:4: invalid floating point value for option 'warn-above'");
	check_wrong("profile p {\n  metric m {\n  }\n}\n",
	            "my.profile:3: metric 'm' has no topic, and neither has its profile");
}

static void test_alerts(void **state)
{
	static const char text[] = "profile p {\n  topic = \"a\"\n  status s { states = {\"0=shut\", \"1=open\"}\n"
				   "    alert open { after = 600 }  alert shut { level = \"alarm\" }\n  }\n"
				   "  status t { alert \"by hand\" { after = 0.5  level = \"none\" } }\n"
				   "  metric m { warn-above = 5  hysteresis = 1.5  for = 10 }\n  metric n { }\n}\n";
	struct profiles profiles = { NULL, 0, 0 };
	struct error error = ERROR_INIT;

	(void)state;
	if (!profiles_add_text(&profiles, "x", text, &error))
		fail_msg("%s", error.text);
	const struct profile *p = profiles.all[0];
	assert_int_equal(p->statuses[0].alert_count, 2);
	assert_string_equal(p->statuses[0].alerts[0].state, "open");
	assert_true(p->statuses[0].alerts[0].after == 600 * CLOCK_SECOND);
	assert_int_equal(p->statuses[0].alerts[0].level, LEVEL_WARN);
	assert_true(p->statuses[0].alerts[1].after == 0);
	assert_int_equal(p->statuses[0].alerts[1].level, LEVEL_ALARM);
	assert_string_equal(p->statuses[1].alerts[0].state, "by hand");
	assert_int_equal(p->statuses[1].alerts[0].level, LEVEL_GOOD);
	assert_true(nearly(p->metrics[0].hysteresis, 1.5) && p->metrics[0].lasting == 10 * CLOCK_SECOND);
	assert_true(nearly(p->metrics[1].hysteresis, 0) && p->metrics[1].lasting == 0);
	profiles_clear(&profiles);
}

static void test_wrong_alerts(void **state)
{
	(void)state;
	check_wrong("profile p {\n  topic = \"a\"\n  status s {\n    states = {\"0=a\"}\n    alert b {\n      after = 5\n    }\n  }\n}\n",
	            "my.profile:6: alert: status 's' has no state 'b'");
	check_wrong("profile p {\n  topic = \"a\"\n  status s {\n    alert b {\n      after = -5\n    }\n  }\n}\n",
	            "my.profile:5: after = -5, expected seconds from 0 to 10000000");
	check_wrong("profile p {\n  topic = \"a\"\n  status s {\n    alert b {\n      level = \"bad\"\n    }\n  }\n}\n",
	            "my.profile:5: level = 'bad', expected warn, alarm or none");
	check_wrong("profile p {\n  topic = \"a\"\n  status s {\n    alert b { }\n    alert b { }\n  }\n}\n",
	            "my.profile:5: found duplicate title 'b'");
	check_wrong("profile p {\n  topic = \"a\"\n  status s {\n    alert b {\n      afer = 5\n    }\n  }\n}\n",
	            "my.profile:5: no such option 'afer'; did you mean 'after'?");
	check_wrong("profile p {\n  topic = \"a\"\n  metric m {\n    warn-above = 5\n    hysteresis = -1\n  }\n}\n",
	            "my.profile:5: hysteresis = -1, expected 0 or more, in the metric's unit");
	check_wrong("profile p {\n  topic = \"a\"\n  metric m {\n    for = 10\n  }\n}\n",
	            "my.profile:4: for: metric 'm' has no limit (warn-above and the like) that it could be for");
	check_wrong("profile p {\n  topic = \"a\"\n  metric m {\n    warn-above = 5\n    warn-below = 1\n    hysteresis = 2\n  }\n}\n",
	            "my.profile:6: hysteresis = 2: no value between warn-below = 1 and warn-above = 5 would be good again");
}

/* libConfuse miscounts lines with comments. */
static void test_comments_move_no_line(void **state)
{
	(void)state;
	check_wrong("# one\n// two // three\n/* four\n five */ profile p { # six\n  topic = 'a # b' # seven\n"
	            "  /* eight */\n  titel = \"/* no comment */\"\n}\n",
	            "my.profile:7: no such option 'titel'; did you mean 'title'?");
	check_wrong("profile p { # x\n  topic = \"a\"  title = \"\\\"#\" # y\n  metric m { # z\n    decimals = 9 # too many\n    unit = x\n"
	            "  }\n}\n",
	            "my.profile:4: decimals = 9, expected 0 to 6");
	check_wrong("profile p {\n  /* topic = \"a\"\n}\n",
	            "my.profile:3: the text ends within a section or a comment; expected }");
}

/* They would be cut without a word. */
static void test_values_with_a_hash_need_quotes(void **state)
{
	static const char expected[] = "my.profile:2: # begins a comment; a value that has one in it needs quotes";

	(void)state;
	check_wrong("profile p {\n  topic = a/#\n  metric m { }\n}\n", expected);
	check_wrong("profile p {\n  topic = #a\n  metric m { }\n}\n", expected);
	check_wrong("profile p {\n  topic =#a\n  metric m { }\n}\n", expected);
}

/* A profile with one status; line 4 is the command's first. */
#define WITH_COMMAND(lines) \
	"profile p {\n  topic = \"a\"  status s { states = {\"0=low\", \"1=up\"} }\n  command c {\n" lines "  }\n}\n"

static void test_wrong_commands(void **state)
{
	(void)state;
	check_wrong(WITH_COMMAND("    key = \"o\"\n"), "my.profile:5: command 'c' has no topic");
	check_wrong(WITH_COMMAND("    topic = \"a/+\"\n"),
	            "my.profile:4: topic: 'a/+': a command is sent to one topic, without + and #");
	check_wrong(WITH_COMMAND("    topic = \"b\"\n    requires = \"door=up\"\n"),
	            "my.profile:5: requires: the profile has no status 'door'");
	check_wrong(WITH_COMMAND("    topic = \"b\"\n    expect = \"s=up|down\"\n"),
	            "my.profile:5: expect: status 's' has no state 'down'");
	check_wrong(WITH_COMMAND("    topic = \"b\"\n    contradicts = \"s\"\n"),
	            "my.profile:5: contradicts: found 's', expected status=state");
	check_wrong(WITH_COMMAND("    topic = \"b\"\n    expect = \"s=up &\"\n"),
	            "my.profile:5: expect: found '', expected status=state");
	check_wrong(WITH_COMMAND("    topic = \"b\"\n    qos = 3\n"), "my.profile:5: qos = 3, expected 0, 1 or 2");
	check_wrong(WITH_COMMAND("    topic = \"b\"\n    within = -1\n"),
	            "my.profile:5: within = -1, expected seconds, up to 86400");
	check_wrong(WITH_COMMAND("    topic = \"b\"\n    confirm = perhaps\n"),
	            "my.profile:5: invalid boolean value for option 'confirm'");
}

static void test_wrong_keys(void **state)
{
	(void)state;
	check_wrong(WITH_COMMAND("    topic = \"b\"\n    key = \"q\"\n"),
	            "my.profile:5: key = 'q': that key leaves the program, take another letter");
	check_wrong(WITH_COMMAND("    topic = \"b\"\n    key = \"y\"\n"),
	            "my.profile:5: key = 'y': that key copies, take another letter");
	check_wrong(WITH_COMMAND("    topic = \"b\"\n    key = \"n\"\n"),
	            "my.profile:5: key = 'n': that key goes to the next match, take another letter");
	check_wrong(WITH_COMMAND("    topic = \"b\"\n    key = \"O\"\n"),
	            "my.profile:5: key = 'O', expected one lower-case letter from a to z");
	check_wrong(WITH_COMMAND("    topic = \"b\"\n    key = \"oo\"\n"),
	            "my.profile:5: key = 'oo', expected one lower-case letter from a to z");
	check_wrong(WITH_COMMAND("    topic = \"b\"\n    key = \"o\"\n  }\n  command d {\n    topic = \"b\"\n    key = \"o\"\n"),
	            "my.profile:9: key = 'o' is taken by command 'c' already");
}

static const char small[] = "profile %s { title = \"%s\" topic = \"a/{device}\" metric m { } }\n";

static void write_profile(const char *file, const char *name, const char *title)
{
	char text[200];

	snprintf(text, sizeof text, small, name, title);
	folder_write(folder, file, text, NULL, 0);
}

static void test_a_folder_of_them(void **state)
{
	struct profiles profiles = { NULL, 0, 0 };
	struct error error = ERROR_INIT;
	char missing[300], expected[400];

	(void)state;
	snprintf(missing, sizeof missing, "%s/none", folder);
	assert_true(profiles_add_folder(&profiles, missing, &error));
	write_profile("b.profile", "two", "from b");
	write_profile("a.profile", "one", "from a");
	write_profile("c.profile", "one", "another one");
	write_profile(".hidden.profile", "three", "x");
	write_profile("d.profile~", "four", "x");
	assert_true(profiles_add_folder(&profiles, folder, &error));
	assert_int_equal(profiles.count, 2);
	assert_string_equal(profiles.all[0]->title, "from a"); /* the first of a name wins */
	assert_string_equal(profiles.all[1]->name, "two");
	write_profile("e.profile", "dbx", "mine");
	profiles_clear(&profiles);
	assert_true(profiles_add_folder(&profiles, folder, &error) && profiles_add_builtin(&profiles, &error));
	assert_string_equal(profiles.all[2]->title, "mine"); /* the user's own replaces the shipped one */
	assert_int_equal(profiles.count, 3);
	folder_write(folder, "f.profile", "profile x {\n", NULL, 0);
	assert_false(profiles_add_folder(&profiles, folder, &error));
	snprintf(expected, sizeof expected, "%s/f.profile:1: ", folder);
	assert_memory_equal(error.text, expected, strlen(expected));
	profiles_clear(&profiles);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_built_in_one),
		cmocka_unit_test(test_all_that_can_be_said),
		cmocka_unit_test(test_foreign_profile),
		cmocka_unit_test(test_words_that_nobody_knows),
		cmocka_unit_test(test_texts_that_are_no_profile),
		cmocka_unit_test(test_wrong_statuses),
		cmocka_unit_test(test_wrong_metrics),
		cmocka_unit_test(test_wrong_commands),
		cmocka_unit_test(test_wrong_keys),
		cmocka_unit_test(test_alerts),
		cmocka_unit_test(test_wrong_alerts),
		cmocka_unit_test(test_comments_move_no_line),
		cmocka_unit_test(test_values_with_a_hash_need_quotes),
		cmocka_unit_test_setup_teardown(test_a_folder_of_them, folder_set_up, folder_tear_down),
	};

	return cmocka_run_group_tests_name("profile_text", tests, NULL, NULL);
}
