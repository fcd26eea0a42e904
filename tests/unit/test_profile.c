/* test_profile: what states mean by their names, and the words for being alive. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "support.h"

#include "telltale/core/profile.h"
#include "telltale/core/value.h"

static void test_state_kinds(void **state)
{
	static const struct {
		const char *name;
		enum state_kind kind;
	} cases[] = {
		{ "closed", STATE_REST },     { "off", STATE_REST },        { "down", STATE_REST },
		{ "idle", STATE_REST },       { "open", STATE_ACTIVE },     { "OPENED", STATE_ACTIVE },
		{ "On", STATE_ACTIVE },       { "up", STATE_ACTIVE },       { "opening", STATE_MOVING },
		{ "closing", STATE_MOVING },  { "lowering", STATE_MOVING }, { "going up", STATE_MOVING },
		{ "jammed", STATE_ALARM },    { "Fault", STATE_ALARM },     { "unknown", STATE_UNKNOWN },
		{ "reopened", STATE_REST },   { "", STATE_REST },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (profile_state_kind(cases[i].name) != cases[i].kind)
			fail_msg("'%s'", cases[i].name);
}

static int alive_word(const char *text, bool numbers)
{
	struct scalar scalar = scalar_of_text(text, strlen(text));

	return profile_alive_word(&scalar, numbers);
}

static void test_alive_words(void **state)
{
	struct scalar yes = { SCALAR_BOOL, 1, "true", 4 }, none = { SCALAR_NONE, 0, "", 0 };

	(void)state;
	assert_int_equal(alive_word("online", false), 1);
	assert_int_equal(alive_word("Offline", false), 0);
	assert_int_equal(alive_word("CONNECTED", false), 1);
	assert_int_equal(alive_word("disconnected", false), 0);
	assert_int_equal(alive_word("ready", false), 1);
	assert_int_equal(alive_word("lost", false), 0);
	assert_int_equal(alive_word("1", true), 1);
	assert_int_equal(alive_word("0", true), 0);
	assert_int_equal(alive_word("1", false), -1);
	assert_int_equal(alive_word("2", true), -1);
	assert_int_equal(alive_word("1 V", true), -1);
	assert_int_equal(alive_word("", true), -1);
	assert_int_equal(alive_word("online, and a lot of other words behind it", true), -1);
	assert_int_equal(profile_alive_word(&yes, true), 1);
	assert_int_equal(profile_alive_word(&yes, false), -1);
	assert_int_equal(profile_alive_word(&none, true), -1);
}

static int alive(const struct profile *profile, const char *text)
{
	struct scalar scalar = scalar_of_text(text, strlen(text));

	return profile_alive(profile, &scalar);
}

static void test_words_of_a_profile_replace_the_usual_ones(void **state)
{
	struct profiles own = { NULL, 0, 0 }, usual = { NULL, 0, 0 };

	(void)state;
	assert_true(profiles_add_text(&own, "t",
	                              "profile p { alive = \"p/{device}/s\" online = {\"A\", \"B\"} offline = {\"0\"} }",
	                              NULL));
	assert_true(profiles_add_text(&usual, "t", "profile p { alive = \"p/{device}/s\" }", NULL));
	assert_int_equal(alive(own.all[0], "A"), 1);
	assert_int_equal(alive(own.all[0], "B"), 1);
	assert_int_equal(alive(own.all[0], "0"), 0);
	assert_int_equal(alive(own.all[0], "online"), -1);
	assert_int_equal(alive(own.all[0], "1"), -1);
	assert_int_equal(alive(usual.all[0], "1"), 1);
	assert_int_equal(alive(usual.all[0], "offline"), 0);
	profiles_clear(&own);
	profiles_clear(&usual);
}

static void test_find(void **state)
{
	struct profiles profiles = { NULL, 0, 0 };

	(void)state;
	assert_true(profiles_add_builtin(&profiles, NULL));
	const struct profile *dbx = profiles.all[0];
	assert_string_equal(dbx->name, "dbx");
	assert_int_equal(profile_find_status(dbx, "hatch"), 0);
	assert_int_equal(profile_find_status(dbx, "lift"), 1);
	assert_int_equal(profile_find_status(dbx, "door"), -1);
	assert_int_equal(profile_find_state(&dbx->statuses[0], "opening"), 3);
	assert_int_equal(profile_find_state(&dbx->statuses[0], "up"), -1);
	assert_string_equal(profile_find_key(dbx, "o")->name, "open_hatch");
	assert_string_equal(profile_find_key(dbx, "l")->name, "lower_lift");
	assert_null(profile_find_key(dbx, "x"));
	assert_null(profile_find_key(dbx, ""));
	assert_null(profile_find_key(NULL, "o"));
	profiles_clear(&profiles);
	profile_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_state_kinds),
		cmocka_unit_test(test_alive_words),
		cmocka_unit_test(test_words_of_a_profile_replace_the_usual_ones),
		cmocka_unit_test(test_find),
	};

	return cmocka_run_group_tests_name("profile", tests, NULL, NULL);
}
