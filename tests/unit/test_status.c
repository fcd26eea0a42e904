/* test_status: states by value, states that the profile doesn't know, and since when. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <locale.h>
#include <string.h>

#include "support.h"

#include "telltale/base/clock.h"
#include "telltale/base/text.h"
#include "telltale/core/status.h"
#include "telltale/core/value.h"

static char zero[] = "0", one[] = "1", full[] = "100%", closed[] = "closed", opened[] = "opened", top[] = "top";

static struct profile_state states[] = {
	{ zero, closed, STATE_REST },
	{ one, opened, STATE_ACTIVE },
	{ full, top, STATE_ACTIVE },
};

static const struct profile_status hatch = { .states = states, .state_count = 3 };

static bool report(struct status *status, const char *text, int64_t now, bool stored)
{
	struct scalar scalar = scalar_of_text(text, strlen(text));

	return status_report(status, &scalar, now, stored);
}

static void test_known_states(void **state)
{
	struct status status = { .definition = &hatch, .state = -1 };

	(void)state;
	assert_true(report(&status, "0", 10, false));
	assert_int_equal(status.state, 0);
	assert_string_equal(status.text, "closed");
	assert_int_equal(status.kind, STATE_REST);
	assert_false(status.since_known); /* so it was at least since then */
	assert_false(report(&status, "0", 20, false));
	assert_true(status.since == 10);
	assert_true(report(&status, "1", 30, false));
	assert_string_equal(status.text, "opened");
	assert_int_equal(status.kind, STATE_ACTIVE);
	assert_true(status.since_known);
	assert_true(status.since == 30);
	assert_int_equal(status.changes, 2);
	assert_true(report(&status, "100%", 40, false));
	assert_string_equal(status.text, "top");
	status_clear(&status);
}

static void test_unknown_values_are_shown_as_sent(void **state)
{
	struct status status = { .definition = &hatch, .state = -1 };

	(void)state;
	report(&status, "1", 10, false);
	assert_true(report(&status, "7", 20, false));
	assert_int_equal(status.state, -1);
	assert_int_equal(status.kind, STATE_UNKNOWN);
	assert_string_equal(status.text, "7");
	assert_true(report(&status, "\x1b[31mopen", 30, false));
	assert_string_equal(status.text, "\\x1b[31mopen");
	assert_int_equal(status.kind, STATE_UNKNOWN); /* whatever it calls itself */
	assert_true(report(&status, "jammed", 40, false));
	assert_int_equal(status.kind, STATE_UNKNOWN);
	status_clear(&status);
}

static void test_free_texts(void **state)
{
	struct status status = { .state = -1 };

	(void)state;
	report(&status, "OPEN", 10, false);
	assert_string_equal(status.text, "OPEN");
	assert_int_equal(status.kind, STATE_ACTIVE);
	assert_int_equal(status.state, -1);
	assert_true(report(&status, "jammed", 20, false));
	assert_int_equal(status.kind, STATE_ALARM);
	status_clear(&status);
}

static void test_long_texts_are_cut_at_a_character(void **state)
{
	struct status status = { .definition = &hatch, .state = -1 };
	char text[200];

	(void)state;
	for (size_t shift = 0; shift < 3; shift++) {
		memset(text, 'x', shift);
		for (size_t i = shift; i + 3 < sizeof text; i += 3)
			memcpy(text + i, "\xe2\x82\xac", 4);
		report(&status, text, 10, false);
		assert_null(strchr(status.text, '\\'));
		assert_in_range(strlen(status.text), STATUS_TEXT - 4, STATUS_TEXT - 1);
	}
	status_clear(&status);
}

static void test_what_is_no_scalar_changes_nothing(void **state)
{
	struct status status = { .definition = &hatch, .state = -1 };
	struct scalar none = { SCALAR_NONE, 0, "", 0 };

	(void)state;
	assert_false(status_report(&status, &none, 10, false));
	assert_false(status.seen);
	report(&status, "1", 20, false);
	assert_false(status_report(&status, &none, 30, false));
	assert_string_equal(status.text, "opened");
	status_clear(&status);
}

static void test_stored_reports_say_what_was(void **state)
{
	struct status status = { .definition = &hatch, .state = -1 };

	(void)state;
	assert_true(report(&status, "0", 10, true));
	assert_true(status.stored);
	assert_false(status.since_known);
	assert_false(report(&status, "0", 20, false)); /* the state is the same, but now it's seen live */
	assert_false(status.stored);
	report(&status, "1", 30, true);
	assert_false(status.since_known); /* nobody saw when it changed */
	status_clear(&status);
}

static void test_history(void **state)
{
	struct status status = { .definition = &hatch, .state = -1 };
	struct strip_change changes[STRIP_CHANGES];

	(void)state;
	assert_int_equal(status_history(&status, changes), 0);
	report(&status, "0", 10, false);
	report(&status, "0", 20, false);
	assert_null(status.strip); /* what never changed costs nothing */
	assert_int_equal(status_history(&status, changes), 1);
	assert_int_equal(changes[0].at, 10);
	report(&status, "1", 30, false);
	report(&status, "what a name that is, longer than any", 40, false);
	assert_int_equal(status_history(&status, changes), 3);
	assert_int_equal(changes[0].at, 10);
	assert_string_equal(changes[0].text, "closed");
	assert_int_equal(changes[0].state, 0);
	assert_int_equal(changes[1].at, 30);
	assert_string_equal(changes[1].text, "opened");
	assert_int_equal(changes[1].kind, STATE_ACTIVE);
	assert_string_equal(changes[2].text, "what a name that is,");
	assert_int_equal(changes[2].kind, STATE_UNKNOWN);
	status_clear(&status);
	assert_null(status.strip);
}

static void test_fulfils(void **state)
{
	struct status status = { .definition = &hatch, .state = -1 };
	struct condition open_or_top = { 0, 1 << 1 | 1 << 2 };

	(void)state;
	assert_false(status_fulfils(&status, &open_or_top));
	report(&status, "0", 10, false);
	assert_false(status_fulfils(&status, &open_or_top));
	report(&status, "100%", 20, false);
	assert_true(status_fulfils(&status, &open_or_top));
	report(&status, "nonsense", 30, false);
	assert_false(status_fulfils(&status, &open_or_top));
	status_clear(&status);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_known_states),
		cmocka_unit_test(test_unknown_values_are_shown_as_sent),
		cmocka_unit_test(test_free_texts),
		cmocka_unit_test(test_long_texts_are_cut_at_a_character),
		cmocka_unit_test(test_what_is_no_scalar_changes_nothing),
		cmocka_unit_test(test_stored_reports_say_what_was),
		cmocka_unit_test(test_history),
		cmocka_unit_test(test_fulfils),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests_name("status", tests, NULL, NULL);
}
