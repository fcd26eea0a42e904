/* test_config: the config file with its saved brokers, and where it lies. */
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

#include "telltale/base/memory.h"
#include "telltale/conf/config.h"
#include "telltale/conf/parse.h"

/* Reads a text as a config file, with a broker named on the command line (NULL: none). */
static bool read_text(struct settings *settings, const char *text, const char *broker, struct error *error)
{
	char path[300];

	folder_write(folder, "telltale.conf", text, path, sizeof path);
	settings_init(settings);
	if (broker != NULL)
		settings->broker = memory_text(broker);
	return config_read(settings, path, error);
}

static void check_wrong(const char *text, const char *broker, const char *expected)
{
	struct settings settings;
	struct error error = ERROR_INIT;

	assert_false(read_text(&settings, text, broker, &error));
	assert_int_equal(error.code, ERROR_USAGE);
	assert_memory_equal(error.text, folder, strlen(folder));
	assert_string_equal(error.text + strlen(folder), expected);
	settings_clear(&settings);
}

static const char brokers[] = "theme = \"light\"\n"
			      "host = \"top\"\n"
			      "topic = {\"top/#\"}\n"
			      "default-broker = \"home\"\n"
			      "broker home {\n"
			      "  host = \"gw\"\n"
			      "  port = 8883\n"
			      "  tls = true\n"
			      "  topic = {\"a/#\", \"b/#\"}\n"
			      "}\n"
			      "broker work {\n"
			      "  username = anna\n"
			      "}\n";

static void test_saved_brokers(void **state)
{
	struct settings settings;
	struct error error = ERROR_INIT;

	(void)state;
	assert_true(read_text(&settings, brokers, NULL, &error));
	assert_string_equal(settings.broker, "home"); /* the file's own default */
	assert_string_equal(settings.host, "gw");     /* the broker's section wins over the top */
	assert_int_equal(settings.port, 8883);
	assert_true(settings.tls);
	assert_string_equal(settings.topics[0], "a/#");
	assert_string_equal(settings.topics[1], "b/#");
	assert_null(settings.topics[2]);
	assert_string_equal(settings.theme, "light");
	settings_clear(&settings);

	assert_true(read_text(&settings, brokers, "work", &error));
	assert_string_equal(settings.host, "top");
	assert_string_equal(settings.username, "anna");
	assert_string_equal(settings.topics[0], "top/#");
	assert_false(settings.tls); /* nothing of the other one */
	settings_clear(&settings);

	assert_true(read_text(&settings, brokers, "", &error)); /* none, whatever the file says */
	assert_string_equal(settings.host, "top");
	settings_clear(&settings);
	check_wrong(brokers, "hone", "/telltale.conf: there is no broker 'hone' in it; "
	                             "expected a section broker hone { … }");
}

static void test_mistakes_have_a_line(void **state)
{
	(void)state;
	check_wrong("\nport = 70000\n", NULL, "/telltale.conf:2: port: found '70000', expected a number from 0 to 65535");
	check_wrong("hots = gw\n", NULL, "/telltale.conf:1: no such option 'hots'; did you mean 'host'?");
	check_wrong("sort = size\n", NULL, "/telltale.conf:1: sort: found 'size', expected one of: "
	                                   "name seen alert activity");
	check_wrong("read-only = maybe\n", NULL, "/telltale.conf:1: read-only: found 'maybe', expected true or false");
	check_wrong("host = gw\nbroker home {\n  host = gw\n", NULL,
	            "/telltale.conf:3: the text ends within a section or a comment; expected }");
	check_wrong("broker home {\n}\nbroker home {\n}\n", NULL, "/telltale.conf:3: found duplicate title 'home'");
	/* also in a broker that nobody uses today */
	check_wrong("broker home {\n}\nbroker work {\n  qos = 3\n}\n", "home",
	            "/telltale.conf:4: qos: found '3', expected a number from 0 to 2");
}

static void test_secrets_and_options_of_a_run_have_no_place_here(void **state)
{
	struct settings settings;
	struct error error = ERROR_INIT;

	(void)state;
	assert_false(read_text(&settings, "pw = \"hunter2\"\n", NULL, &error));
	assert_non_null(strstr(error.text, "no such option 'pw'"));
	assert_null(strstr(error.text, "hunter2"));
	settings_clear(&settings);
	error = (struct error)ERROR_INIT;
	assert_false(read_text(&settings, "broker home {\n  theme = dark\n}\n", NULL, &error));
	assert_non_null(strstr(error.text, ":2: no such option 'theme'"));
	settings_clear(&settings);
}

static void test_keys(void **state)
{
	struct settings settings;
	struct error error = ERROR_INIT;

	(void)state;
	assert_true(read_text(&settings, "bind devices {\n  open = \"x Enter\"\n  sort = none\n}\nbind log { quit = Q }\n", NULL,
	                      &error));
	assert_int_equal(settings.bindings.count, 3);
	assert_int_equal(settings.bindings.all[0].action, ACTION_OPEN);
	assert_string_equal(settings.bindings.all[0].keys, "x Enter");
	assert_string_equal(settings.bindings.all[1].keys, "");
	settings_clear(&settings);
	check_wrong("\nbind devcies {\n}\n", NULL, "/telltale.conf:2: there is no view 'devcies'; did you mean 'devices'?");
	check_wrong("bind log {\n\n  quti = x\n}\n", NULL, "/telltale.conf:3: no such option 'quti'; did you mean 'quit'?");
	check_wrong("bind log {\n  sort = x\n}\n", NULL, "/telltale.conf:2: sort does nothing in the log view");
	check_wrong("bind log {\n  quit = xy\n}\n", NULL, "/telltale.conf:2: quit: found 'xy', expected a key: x, X, ?, Enter, "
	            "Space, Up, PgDn, F5, Ctrl-A, or none");
	check_wrong("bind log {\n  quit = Ctrl-C\n}\n", NULL, "/telltale.conf:2: quit: found 'Ctrl-C', which the terminal keeps "
	            "for itself; expected another key");
	check_wrong("bind devices {\n  open = S\n}\n", NULL, "/telltale.conf:2: open: the key 'S' means sort in the devices view "
	            "already; expected another one, or sort = none");
	check_wrong("bind everywhere {\n  quit = none\n}\n", NULL, "/telltale.conf:2: quit: no key would leave the devices view; "
	            "expected at least one");
	check_wrong("bind replay {\n  help = H\n}\n", NULL, "/telltale.conf:2: help does nothing in the replay view");
}

static char *dump(const struct settings *settings)
{
	struct error error = ERROR_INIT;
	char *text = NULL;
	size_t size = 0;
	FILE *file = open_memstream(&text, &size);

	assert_true(config_dump(file, settings, &error));
	fclose(file);
	return text;
}

/* What is dumped and read says the same again. */
static void test_dump(void **state)
{
	struct settings settings, again;
	struct error error = ERROR_INIT;
	char path[300];

	(void)state;
	folder_write(folder, "some.conf", "host = \"a\\\"b\\\\c'd\"\nusername = '${HOME}'\nqos = 2\nread-only = yes\npsk = 00ff\n"
	             "topic = {\"a/#\", \"$x\"}\nbind log { quit = \"Q '\" redraw = none }\n"
	             "broker gw { port = 7 topic = {\"#\", \"b\"} psk = 0a0b }\n", path, sizeof path);
	settings_init(&settings);
	settings.config = memory_text(path);
	assert_true(config_read(&settings, path, &error));
	char *first = dump(&settings);
	assert_null(strstr(first, "00ff"));
	assert_null(strstr(first, "0a0b"));
	folder_write(folder, "again.conf", first, path, sizeof path);
	settings_init(&again);
	again.config = memory_text(path);
	if (!config_read(&again, path, &error))
		fail_msg("%s", error.text);
	assert_string_equal(again.host, "a\"b\\c'd");
	assert_string_equal(again.username, "${HOME}");
	assert_true(again.qos == 2 && again.read_only);
	assert_string_equal(again.topics[1], "$x");
	assert_int_equal(again.bindings.count, 2);
	char *second = dump(&again);
	char *note = strstr(first, "  # psk: a secret");
	assert_non_null(note);
	memmove(note, strchr(note, '\n') + 1, strlen(strchr(note, '\n')));
	assert_string_equal(second, first);
	for (const struct option *option = option_table; option->name != NULL; option++)
		assert_true((option->where & OPTION_CONFIG) == 0 || strstr(first, option->name) != NULL);
	for (const struct action_def *def = action_table; def->name != NULL; def++)
		assert_true(strstr(first, def->name) != NULL && strstr(first, def->help) != NULL);
	free(first);
	free(second);
	settings_clear(&settings);
	settings_clear(&again);
}

/* A letter that opens a hatch can't be given away. */
static void test_letters_of_commands(void **state)
{
	struct settings settings;
	struct error error = ERROR_INIT;
	struct profiles profiles = { NULL, 0, 0 };

	(void)state;
	assert_true(profiles_add_builtin(&profiles, &error));
	assert_true(read_text(&settings, "bind devices {\n  open = x\n}\nbind log { redraw = o }\n", NULL, &error));
	assert_true(bindings_check_profiles(&settings.bindings, &profiles, &error));
	settings_clear(&settings);
	assert_true(read_text(&settings, "bind everywhere {\n  redraw = \"F2 o\"\n}\n", NULL, &error));
	assert_false(bindings_check_profiles(&settings.bindings, &profiles, &error));
	assert_non_null(strstr(error.text, ":2: redraw: the key 'o' sends the command open_hatch of the profile dbx; expected"));
	settings_clear(&settings);
	profiles_clear(&profiles);
}

static void test_files_that_are_none(void **state)
{
	struct settings settings;
	struct error error = ERROR_INIT;
	char path[300];

	(void)state;
	settings_init(&settings);
	snprintf(path, sizeof path, "%s/none.conf", folder);
	assert_false(config_read(&settings, path, &error)); /* it was asked for by name */
	assert_non_null(strstr(error.text, "none.conf: No such file"));
	error = (struct error)ERROR_INIT;
	assert_false(config_read(&settings, folder, &error));
	assert_non_null(strstr(error.text, "this is a folder"));
	error = (struct error)ERROR_INIT;
	folder_write(folder, "latin1.conf", "host = \"\xfc\"\n", path, sizeof path);
	assert_false(config_read(&settings, path, &error));
	assert_non_null(strstr(error.text, "latin1.conf: this is no UTF-8 text"));
	char *large = memory_zeroed(PARSE_MOST_BYTES + 2, 1);
	memset(large, '\n', PARSE_MOST_BYTES + 1);
	folder_write(folder, "large.conf", large, path, sizeof path);
	free(large);
	error = (struct error)ERROR_INIT;
	assert_false(config_read(&settings, path, &error));
	assert_non_null(strstr(error.text, "large.conf: larger than 1048576 bytes"));
	settings_clear(&settings);
}

static void test_the_usual_place(void **state)
{
	struct settings settings;
	struct error error = ERROR_INIT;
	char path[300], expected[300];

	(void)state;
	setenv("XDG_CONFIG_HOME", folder, 1);
	config_folder(path, sizeof path);
	snprintf(expected, sizeof expected, "%s/telltale", folder);
	assert_string_equal(path, expected);
	settings_init(&settings);
	assert_true(config_read(&settings, NULL, &error)); /* a missing file is no failure there */
	settings.broker = memory_text("home");
	assert_false(config_read(&settings, NULL, &error)); /* but that broker would have to be somewhere */
	assert_non_null(strstr(error.text, "-b home: there is no config file"));
	folder_write(folder, "telltale/telltale.conf", brokers, NULL, 0);
	error = (struct error)ERROR_INIT;
	assert_true(config_read(&settings, NULL, &error));
	assert_string_equal(settings.host, "gw");
	settings_clear(&settings);

	setenv("XDG_CONFIG_HOME", "relative", 1); /* the XDG specification wants that ignored */
	setenv("HOME", "/home/anna", 1);
	config_folder(path, sizeof path);
	assert_string_equal(path, "/home/anna/.config/telltale");
	unsetenv("XDG_CONFIG_HOME");
	unsetenv("HOME");
	config_folder(path, sizeof path);
	assert_string_equal(path, "");
}

static void test_saved_messages(void **state)
{
	struct settings settings;
	struct error error = ERROR_INIT;

	(void)state;
	setenv("SECRET", "hunter2", 1);
	assert_true(read_text(&settings, "username = \"${SECRET}\"\nhost = ${SECRET}\n"
	                                 "message lights-off {\n"
	                                 "  topic = \"home/lights/set\"\n"
	                                 "  payload = '{\"on\": false}'\n"
	                                 "  qos = 2\n  retain = true\n}\n"
	                                 "message two { topic = a payload = \"x\\ny\" }\n", NULL, &error));
	assert_string_equal(settings.username, "hunter2");
	assert_string_equal(settings.host, "hunter2");
	assert_int_equal(settings.messages.count, 2);
	assert_string_equal(settings.messages.all[0].name, "lights-off");
	assert_string_equal(settings.messages.all[0].topic, "home/lights/set");
	assert_string_equal(settings.messages.all[0].payload, "{\"on\": false}");
	assert_int_equal(settings.messages.all[0].qos, 2);
	assert_true(settings.messages.all[0].retain);
	assert_string_equal(settings.messages.all[1].payload, "x\ny");
	assert_int_equal(settings.messages.all[1].qos, 0);
	assert_false(settings.messages.all[1].retain);
	settings_clear(&settings);
	assert_int_equal(settings.messages.count, 0);
}

static void test_mistakes_in_saved_messages(void **state)
{
	(void)state;
	setenv("SECRET", "hunter2", 1);
	check_wrong("message a {\n  payload = x\n}\n", NULL, "/telltale.conf:3: message 'a' has no topic");
	check_wrong("message a {\n  topic = \"a/#\"\n}\n", NULL,
	            "/telltale.conf:2: topic: a message goes to one topic: '#' stands for several");
	check_wrong("message a {\n  topic = \"\"\n}\n", NULL, "/telltale.conf:2: topic: a message needs a topic");
	check_wrong("message a {\n  topic = a\n  qos = 3\n}\n", NULL, "/telltale.conf:3: qos = 3, expected 0, 1 or 2");
	check_wrong("message a {\n  topic = a\n}\nmessage a {\n  topic = b\n}\n", NULL,
	            "/telltale.conf:4: found duplicate title 'a'");
	check_wrong("message a {\n  topic = a\n  payload = \"${SECRET}\"\n}\n", NULL,
	            "/telltale.conf:3: ${...} is not replaced in a message; expected the value itself");
}

#define with_folder(test) cmocka_unit_test_setup_teardown(test, folder_set_up, folder_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_folder(test_saved_brokers),
		with_folder(test_mistakes_have_a_line),
		with_folder(test_secrets_and_options_of_a_run_have_no_place_here),
		with_folder(test_keys),
		with_folder(test_dump),
		with_folder(test_letters_of_commands),
		with_folder(test_files_that_are_none),
		with_folder(test_the_usual_place),
		with_folder(test_saved_messages),
		with_folder(test_mistakes_in_saved_messages),
	};

	return cmocka_run_group_tests_name("config", tests, NULL, NULL);
}
