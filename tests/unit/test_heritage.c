/* test_heritage: the profiles and limits that a recording brings with it. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sample.h"
#include "support.h"

#include "telltale/base/clock.h"
#include "telltale/base/memory.h"
#include "telltale/recording/heritage.h"

static const char door[] = "profile door { topic = \"door/{device}\" status door { states = {\"0=shut\"} } }\n"
                           "profile gate { topic = \"gate/{device}\" status gate { states = {\"0=shut\"} } }\n";
static const char lamp[] = "profile lamp { topic = \"lamp/{device}\" status lamp { states = {\"0=dark\"} } }\n";
static const char other_door[] = "profile door { topic = \"other/{device}\" status s { } }\n" /* known already */
                                 "profile last { topic = \"last/{device}\" status s { } }\n";

/* A profile for sample.head, as if it had been read; its name may not be in the text. */
static struct profile profile_of(const char *name, const char *text)
{
	return (struct profile){ .name = (char *)(uintptr_t)name, .origin = (char *)(uintptr_t)"here.profile",
		                 .text = (char *)(uintptr_t)text };
}

static void save(const char *file, int64_t ahead, const struct profile *const *profiles, size_t count, char *path,
                 size_t size)
{
	struct sample sample;

	sample_init(&sample);
	sample.ahead += ahead;
	sample.head.session = file;
	sample.head.profiles = profiles;
	sample.head.profile_count = count;
	sample.head.most_topics = 77;
	sample.head.most_devices = 7;
	sample.head.stale_after = 11 * CLOCK_SECOND;
	sample_head(&sample);
	sample_end(&sample, CLOCK_SECOND);
	sample_save(&sample, file, path, size);
	sample_clear(&sample);
}

static struct timeline *open_all(char *const *paths, size_t count)
{
	struct error error = ERROR_INIT;
	struct timeline *timeline = timeline_open(paths, count, &error);

	if (timeline == NULL)
		fail_msg("%s", error.text);
	return timeline;
}

static void test_profiles_in_their_order(void **state)
{
	struct profile one = profile_of("door", door), two = profile_of("gate", door), three = profile_of("lamp", lamp);
	struct profile four = profile_of("last", other_door);
	const struct profile *const first[] = { &three, &one, &two }, *const second[] = { &one, &four };
	static const char *const expected[] = { "lamp", "door", "gate", "last" };
	char a[512], b[512], *paths[] = { b, a };
	struct profiles profiles = { NULL, 0, 0 };
	struct error error = ERROR_INIT;

	(void)state;
	save("a", 0, first, 3, a, sizeof a);
	save("b", CLOCK_HOUR, second, 2, b, sizeof b);
	struct timeline *timeline = open_all(paths, 2);
	assert_true(heritage_profiles(timeline, &profiles, &error));
	assert_int_equal(profiles.count, 4);
	for (size_t i = 0; i < 4; i++)
		assert_string_equal(profiles.all[i]->name, expected[i]);
	assert_string_equal(profiles.all[1]->topic, "door/{device}"); /* of the first file, not the second */
	assert_string_equal(profiles.all[0]->origin, "here.profile");
	timeline_close(timeline);
	profiles_clear(&profiles);
}

static void test_none_are_the_built_in_ones(void **state)
{
	struct profiles profiles = { NULL, 0, 0 }, builtin = { NULL, 0, 0 };
	struct error error = ERROR_INIT;
	char path[512], *paths[] = { path };

	(void)state;
	save("none", 0, NULL, 0, path, sizeof path);
	struct timeline *timeline = open_all(paths, 1);
	assert_true(heritage_profiles(timeline, &profiles, &error));
	assert_true(profiles_add_builtin(&builtin, &error));
	assert_int_equal(profiles.count, builtin.count);
	assert_string_equal(profiles.all[0]->name, builtin.all[0]->name);
	timeline_close(timeline);
	profiles_clear(&profiles);
	profiles_clear(&builtin);
}

/* One that can't be read is named, and the others are there. */
static void test_a_broken_profile(void **state)
{
	char *large = memory_zeroed(HERITAGE_TEXT + 2, 1), many[300 * 32] = "";
	memset(large, ' ', HERITAGE_TEXT + 1);
	for (size_t i = 0, at = 0; i < 257; i++)
		at += (size_t)snprintf(many + at, sizeof many - at, "profile p%zu {alive=\"x\"}\n", i);
	const struct {
		const char *text, *error;
	} cases[] = {
		{ "profile bad { topci = \"a\" }\n",
		  ": profile 'bad': here.profile:1: no such option 'topci'; did you mean 'topic'?" },
		{ "profile bad { title = \"${HOME}\" alive = \"x\" }\n", ": profile 'bad': here.profile:1: ${...} is not replaced "
		                                                          "here; expected the value itself" },
		{ many, ": profile 'bad': here.profile:1: found 257 profiles, expected at most 256" },
		{ large, ": profile 'bad': found more than 256 KiB, expected a profile's text" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct profile bad = profile_of("bad", cases[i].text), good = profile_of("lamp", lamp);
		const struct profile *const all[] = { &bad, &good };
		struct profiles profiles = { NULL, 0, 0 };
		struct error error = ERROR_INIT;
		char path[512], *paths[] = { path };
		save("broken", 0, all, 2, path, sizeof path);
		struct timeline *timeline = open_all(paths, 1);
		assert_false(heritage_profiles(timeline, &profiles, &error));
		assert_memory_equal(error.text, path, strlen(path));
		assert_string_equal(error.text + strlen(path), cases[i].error);
		assert_int_equal(profiles.count, 1);
		assert_string_equal(profiles.all[0]->name, "lamp");
		timeline_close(timeline);
		profiles_clear(&profiles);
	}
	free(large);
}

/* However many a file claims to have, memory is bounded. */
static void test_too_many_profiles(void **state)
{
	static struct profile all[HERITAGE_PROFILES + 10];
	static const struct profile *list[HERITAGE_PROFILES + 10];
	static char texts[HERITAGE_PROFILES + 10][64], names[HERITAGE_PROFILES + 10][8];
	struct profiles profiles = { NULL, 0, 0 };
	struct error error = ERROR_INIT;
	char path[512], *paths[] = { path };

	(void)state;
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		snprintf(names[i], sizeof names[i], "p%zu", i);
		snprintf(texts[i], sizeof texts[i], "profile p%zu { alive = \"p%zu/{device}\" }", i, i);
		all[i] = profile_of(names[i], texts[i]);
		list[i] = &all[i];
	}
	save("many", 0, list, sizeof all / sizeof *all, path, sizeof path);
	struct timeline *timeline = open_all(paths, 1);
	assert_false(heritage_profiles(timeline, &profiles, &error));
	assert_int_equal(error.code, ERROR_LIMIT);
	assert_int_equal(profiles.count, HERITAGE_PROFILES);
	timeline_close(timeline);
	profiles_clear(&profiles);
}

static void check_limits(size_t topics, size_t devices, int64_t stale, size_t expected_topics, size_t expected_devices,
                         int64_t expected_stale)
{
	struct profiles profiles = { NULL, 0, 0 };
	struct fleet_settings settings;
	struct sample sample;

	sample_init(&sample);
	sample.head.most_topics = topics;
	sample.head.most_devices = devices;
	sample.head.stale_after = stale;
	sample_head(&sample);
	struct timeline *timeline = sample_open(&sample);
	memset(&settings, 0xff, sizeof settings);
	heritage_settings(timeline, &profiles, &settings);
	assert_int_equal(settings.most_topics, expected_topics);
	assert_int_equal(settings.most_devices, expected_devices);
	assert_int_equal(settings.stale_after, expected_stale);
	assert_null(settings.observer.self);
	assert_null((void *)(uintptr_t)settings.observer.presence);
	timeline_close(timeline);
	sample_clear(&sample);
}

static void test_limits(void **state)
{
	(void)state;
	check_limits(77, 7, 11 * CLOCK_SECOND, 77, 7, 11 * CLOCK_SECOND);
	check_limits(0, 0, 0, 250000, 10000, 300 * CLOCK_SECOND);
	check_limits(SIZE_MAX, SIZE_MAX, -1, 250000, 10000, 300 * CLOCK_SECOND);
	check_limits(10000001, 1000001, INT64_MAX, 250000, 10000, 300 * CLOCK_SECOND);
}

/* A file that begins with something else says nothing; the next one does. */
static void test_no_head(void **state)
{
	struct profiles profiles = { NULL, 0, 0 };
	struct fleet_settings settings;
	struct sample sample;
	struct error error = ERROR_INIT;
	char a[512], b[512], *paths[] = { a, b };

	(void)state;
	sample_init(&sample);
	sample_message(&sample, 0, "a", "a/x", "1");
	sample_save(&sample, "headless", a, sizeof a);
	sample_clear(&sample);
	struct profile one = profile_of("lamp", lamp);
	const struct profile *const list[] = { &one };
	save("whole", CLOCK_HOUR, list, 1, b, sizeof b);
	struct timeline *timeline = open_all(paths, 2);
	assert_true(heritage_profiles(timeline, &profiles, &error));
	assert_int_equal(profiles.count, 1);
	heritage_settings(timeline, &profiles, &settings);
	assert_int_equal(settings.most_topics, 77);
	assert_ptr_equal(settings.profiles[0], profiles.all[0]);
	timeline_close(timeline);
	profiles_clear(&profiles);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_profiles_in_their_order),
		cmocka_unit_test(test_none_are_the_built_in_ones),
		cmocka_unit_test(test_a_broken_profile),
		cmocka_unit_test(test_too_many_profiles),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_no_head),
	};
	return cmocka_run_group_tests(tests, folder_set_up, folder_tear_down);
}
