/* test_topic: filters as MQTT 4.7 has them, and the patterns of profiles. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "support.h"

#include "telltale/base/memory.h"
#include "telltale/core/topic.h"

static void test_filter_check(void **state)
{
	static const char *const good[] = { "#", "+", "/", "a//b", "+/+", "/+", "sport/tennis/#", "$SYS/#", "+/a/#",
		                            "$share/group/a/+", "Ä/ö", "a b" };
	static const char *const bad[] = { "", "a+", "+a/b", "a/#/b", "#/", "a#", "a/b#", "a/+b/c", "##", "\xff" };

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		assert_true(topic_filter_check(good[i], NULL));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct error error = ERROR_INIT;
		assert_false(topic_filter_check(bad[i], &error));
		assert_int_equal(error.code, ERROR_USAGE);
	}
	struct error error = ERROR_INIT;
	topic_filter_check("a/#/b", &error);
	assert_string_equal(error.text, "'a/#/b': # can only be the last level");
	char *filter = memory_zeroed(TOPIC_LIMIT + 2, 1);
	memset(filter, 'x', TOPIC_LIMIT);
	assert_true(topic_filter_check(filter, NULL));
	filter[TOPIC_LIMIT] = 'x';
	assert_false(topic_filter_check(filter, NULL));
	free(filter);
}

static void test_names(void **state)
{
	static const struct {
		const char *topic, *error;
	} bad[] = {
		{ "", "a message needs a topic" },
		{ "a/+/b", "a message goes to one topic: '+' stands for several" },
		{ "a#", "a message goes to one topic: '#' stands for several" },
		{ "\xff", "the topic isn't valid UTF-8" },
	};

	(void)state;
	assert_true(topic_name_check("a/b", NULL));
	assert_true(topic_name_check("/", NULL));
	assert_true(topic_name_check("$SYS/b", NULL));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct error error = ERROR_INIT;
		assert_false(topic_name_check(bad[i].topic, &error));
		assert_string_equal(error.text, bad[i].error);
	}
	char *topic = memory_zeroed(TOPIC_LIMIT + 2, 1);
	memset(topic, 'x', TOPIC_LIMIT);
	assert_true(topic_name_check(topic, NULL));
	topic[TOPIC_LIMIT] = 'x';
	assert_false(topic_name_check(topic, NULL));
	free(topic);
}

/* The examples of MQTT 3.1.1, sections 4.7.1 to 4.7.3, and what follows from them. */
static void test_match(void **state)
{
	static const struct {
		const char *filter, *topic;
		bool matches;
	} cases[] = {
		{ "sport/tennis/player1/#", "sport/tennis/player1", true },
		{ "sport/tennis/player1/#", "sport/tennis/player1/ranking", true },
		{ "sport/tennis/player1/#", "sport/tennis/player1/score/wimbledon", true },
		{ "sport/tennis/player1/#", "sport/tennis/player10", false },
		{ "sport/#", "sport", true },
		{ "sport/#", "sports", false },
		{ "#", "sport", true },
		{ "#", "/", true },
		{ "sport/tennis/+", "sport/tennis/player1", true },
		{ "sport/tennis/+", "sport/tennis/player1/ranking", false },
		{ "sport/+", "sport", false },
		{ "sport/+", "sport/", true },
		{ "sport/+/x", "sport//x", true },
		{ "+/+", "/finance", true },
		{ "/+", "/finance", true },
		{ "+", "/finance", false },
		{ "+", "finance", true },
		{ "#", "$SYS/broker/uptime", false },
		{ "+/broker/uptime", "$SYS/broker/uptime", false },
		{ "+", "$SYS", false },
		{ "$SYS/#", "$SYS/broker/uptime", true },
		{ "$SYS/#", "$SYS", true },
		{ "$SYS/broker/+", "$SYS/broker/uptime", true },
		{ "a/+", "a/$x", true }, /* only the first level is special */
		{ "ACCOUNTS", "Accounts", false },
		{ "a", "a", true },
		{ "a", "a/", false },
		{ "a/", "a", false },
		{ "a/b", "a/b/c", false },
		{ "a/b/c", "a/b", false },
		{ "a/b/#", "a", false },
		{ "$share/group/a/+", "a/b", true },
		{ "$share/group/a/+", "$share/group/a/b", false },
		{ "$share/group/#", "$SYS/x", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (topic_match(cases[i].filter, cases[i].topic, strlen(cases[i].topic)) != cases[i].matches)
			fail_msg("%s and %s", cases[i].filter, cases[i].topic);
	assert_true(topic_match("a/+", "a/bXXX", 3));   /* not NUL-ended */
	assert_true(topic_match("a/+", "a/b\0c", 5)); /* any bytes */
	assert_false(topic_match("a/b", "a/b\0c", 5));
}

static void test_covers(void **state)
{
	static const struct {
		const char *wide, *narrow;
		bool covers;
	} cases[] = {
		{ "#", "#", true },
		{ "#", "a/+/b", true },
		{ "#", "+/b", true },
		{ "#", "$SYS/#", false },
		{ "+/#", "$SYS/#", false },
		{ "$SYS/#", "$SYS/broker/#", true },
		{ "a/#", "a", true },
		{ "a/#", "a/+", true },
		{ "a/#", "a/b/#", true },
		{ "a/+", "a/b", true },
		{ "a/+", "a/+", true },
		{ "a/+", "a/#", false },
		{ "a/+/#", "a/#", false },
		{ "a/b", "a/+", false },
		{ "a/b", "+/b", false },
		{ "+", "#", false },
		{ "+/+", "a/b/c", false },
		{ "a/b/#", "a/#", false },
		{ "#", "$share/g/a", false }, /* a shared subscription is somebody else's as well */
		{ "$share/g/a", "$share/g/a", true },
		{ "$share/g/#", "$share/h/#", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (topic_covers(cases[i].wide, cases[i].narrow) != cases[i].covers)
			fail_msg("%s and %s", cases[i].wide, cases[i].narrow);
}

static void random_levels(char *text, const char *const *words, size_t count, uint64_t *seed)
{
	uint64_t levels = 1 + random_next(seed) % 4;

	*text = '\0';
	while (levels-- > 0) {
		const char *word = words[random_next(seed) % count];
		strcat(text, word);
		if (strcmp(word, "#") == 0)
			return;
		if (levels > 0)
			strcat(text, "/");
	}
}

/* If it were wrong, messages would come twice, or not at all. */
static void test_covers_means_matches_at_least(void **state)
{
	static const char *const filters[] = { "a", "b", "+", "#", "", "$S" }, *const topics[] = { "a", "b", "", "$S" };
	char wide[32], narrow[32], topic[32];
	uint64_t seed = 3;

	(void)state;
	for (int i = 0; i < 300000; i++) {
		random_levels(wide, filters, 6, &seed);
		random_levels(narrow, filters, 6, &seed);
		random_levels(topic, topics, 4, &seed);
		if (*topic != '\0' && topic_covers(wide, narrow) && topic_match(narrow, topic, strlen(topic)))
			assert_true(topic_match(wide, topic, strlen(topic)));
	}
}

static void test_pattern_check(void **state)
{
	static const char *const good[] = { "dbx/{device}/status", "{device}", "tele/tasmota_{device}/SENSOR",
		                            "fixed/topic", "+/{device}/#", "{device}/+" };
	static const char *const bad[] = { "", "{device}/{device}", "dbx/{devic}/x", "a/{/b", "a/}/b", "a+/{device}",
		                           "{device}+/x", "#/{device}" };

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		assert_true(topic_pattern_check(good[i], NULL));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct error error = ERROR_INIT;
		assert_false(topic_pattern_check(bad[i], &error));
		assert_int_equal(error.code, ERROR_USAGE);
	}
}

static void test_pattern_match(void **state)
{
	static const struct {
		const char *pattern, *topic, *device; /* NULL: doesn't match */
	} cases[] = {
		{ "dbx/{device}/status", "dbx/dbx-01/status", "dbx-01" },
		{ "dbx/{device}/status", "dbx//status", NULL },
		{ "dbx/{device}/status", "dbx/a/b/status", NULL },
		{ "dbx/{device}/status", "dbx/a/status/x", NULL },
		{ "dbx/{device}/status", "dbx/a/state", NULL },
		{ "tele/tasmota_{device}/SENSOR", "tele/tasmota_kitchen/SENSOR", "kitchen" },
		{ "tele/tasmota_{device}/SENSOR", "tele/tasmota_/SENSOR", NULL },
		{ "tele/tasmota_{device}/SENSOR", "tele/kitchen/SENSOR", NULL },
		{ "x/pre-{device}-post", "x/pre-a-post", "a" },
		{ "x/pre-{device}-post", "x/pre--post", NULL },
		{ "x/pre-{device}-post", "x/pre-post", NULL },
		{ "+/{device}/#", "house/lamp/state/on", "lamp" },
		{ "{device}/uptime", "pump/uptime", "pump" },
		{ "{device}/uptime", "$SYS/uptime", NULL }, /* like a filter that begins with a wildcard */
		{ "fixed/topic", "fixed/topic", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *device = NULL;
		size_t length = 0;
		bool matches = topic_pattern_match(cases[i].pattern, cases[i].topic, strlen(cases[i].topic), &device,
		                                   &length);
		if (matches != (cases[i].device != NULL))
			fail_msg("%s and %s", cases[i].pattern, cases[i].topic);
		if (!matches)
			continue;
		assert_int_equal(length, strlen(cases[i].device));
		assert_memory_equal(device, cases[i].device, length);
	}
}

static void check_expand(const char *pattern, const char *device, const char *expected)
{
	char *text = topic_expand(pattern, device);

	assert_string_equal(text, expected);
	free(text);
}

static void test_expand(void **state)
{
	(void)state;
	check_expand("dbx/{device}/do", "dbx-01", "dbx/dbx-01/do");
	check_expand("{\"id\":\"{device}\",\"to\":\"{device}\"}", "a", "{\"id\":\"a\",\"to\":\"a\"}");
	check_expand("nothing", "dbx-01", "nothing");
	check_expand("{device}", "{device}", "{device}"); /* once, not for ever */
	check_expand("", "x", "");
	check_expand("a{device}b", "", "ab");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_filter_check),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_match),
		cmocka_unit_test(test_covers),
		cmocka_unit_test(test_covers_means_matches_at_least),
		cmocka_unit_test(test_pattern_check),
		cmocka_unit_test(test_pattern_match),
		cmocka_unit_test(test_expand),
	};

	return cmocka_run_group_tests_name("topic", tests, NULL, NULL);
}
