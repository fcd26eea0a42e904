/* test_metric: values, limits, decimals and units. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "support.h"

#include "telltale/base/clock.h"
#include "telltale/core/metric.h"
#include "telltale/core/series.h"
#include "telltale/core/value.h"

static char no_unit[] = "", percent[] = "%";

static bool report(struct metric *metric, const char *text, int64_t now, bool stored)
{
	struct scalar scalar = scalar_of_text(text, strlen(text));

	return metric_report(metric, &scalar, now, stored);
}

static void check_shown(const struct metric *metric, const char *expected)
{
	char text[32];

	metric_text(metric, text, sizeof text);
	assert_string_equal(text, expected);
}

static void test_generic_number(void **state)
{
	struct metric metric = { .name = "x" };

	(void)state;
	assert_true(report(&metric, "1204 lx", CLOCK_SECOND, false));
	check_shown(&metric, "1 204");
	assert_string_equal(metric.unit, "lx");
	assert_true(report(&metric, "1204.25 lx", 2 * CLOCK_SECOND, false));
	check_shown(&metric, "1 204.25");
	report(&metric, "1300 lx", 3 * CLOCK_SECOND, false);
	check_shown(&metric, "1 300.00"); /* the decimals stay, so that the number doesn't jump about */
	report(&metric, "0.123456789", 4 * CLOCK_SECOND, false);
	check_shown(&metric, "0.123");
	assert_int_equal(metric.series.samples, 4);
	assert_int_equal(metric.level, LEVEL_GOOD);
	metric_clear(&metric);
}

static void test_what_is_no_number_changes_nothing(void **state)
{
	struct metric metric = { .name = "x" };
	struct scalar none = { SCALAR_NONE, 0, "", 0 }, huge = { SCALAR_NUMBER, INFINITY, "", 0 };

	(void)state;
	assert_false(report(&metric, "unavailable", CLOCK_SECOND, false));
	assert_false(metric_report(&metric, &none, CLOCK_SECOND, false));
	assert_false(metric_report(&metric, &huge, CLOCK_SECOND, false));
	assert_false(metric.seen);
	report(&metric, "7", CLOCK_SECOND, false);
	assert_false(report(&metric, "unavailable", 2 * CLOCK_SECOND, false));
	check_shown(&metric, "7");
	assert_true(metric.at == CLOCK_SECOND);
	metric_clear(&metric);
}

static void test_limits(void **state)
{
	static const struct {
		const char *value;
		enum level level;
	} cases[] = {
		{ "50", LEVEL_GOOD }, { "80", LEVEL_GOOD }, { "80.1", LEVEL_WARN },  { "95", LEVEL_WARN },
		{ "96", LEVEL_ALARM }, { "25", LEVEL_GOOD }, { "24.9", LEVEL_WARN }, { "9", LEVEL_ALARM },
	};
	struct profile_metric definition = { .unit = percent, .scale = 1, .decimals = -1, .least = NAN, .most = NAN,
		                             .warn_below = 25, .warn_above = 80, .alarm_below = 10, .alarm_above = 95 };
	struct metric metric = { .name = "x", .definition = &definition };

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		report(&metric, cases[i].value, CLOCK_SECOND, false);
		assert_int_equal(metric.level, cases[i].level);
	}
	definition.warn_below = definition.alarm_below = definition.warn_above = NAN;
	report(&metric, "-1e9", CLOCK_SECOND, false);
	assert_int_equal(metric.level, LEVEL_GOOD);
	metric_clear(&metric);
}

static void test_scale_decimals_and_unit_of_the_profile(void **state)
{
	struct profile_metric definition = { .unit = percent, .scale = 0.1, .offset = -5, .decimals = 1, .least = NAN,
		                             .most = NAN, .warn_below = NAN, .warn_above = NAN, .alarm_below = NAN,
		                             .alarm_above = NAN };
	struct metric metric = { .name = "x", .definition = &definition };

	(void)state;
	report(&metric, "255 V", CLOCK_SECOND, false);
	check_shown(&metric, "20.5");
	assert_string_equal(metric.unit, "%"); /* the profile knows better than the payload */
	definition.unit = no_unit;
	report(&metric, "250 V", CLOCK_SECOND, false);
	check_shown(&metric, "20.0");
	assert_string_equal(metric.unit, "V");
	metric_clear(&metric);
}

static void test_units_are_clean(void **state)
{
	struct metric metric = { .name = "x" };
	struct scalar scalar = { SCALAR_NUMBER, 5, "\xe2\x80\xae" "C", 4 };

	(void)state;
	metric_report(&metric, &scalar, CLOCK_SECOND, false);
	assert_string_equal(metric.unit, "\\u202eC");
	metric_clear(&metric);
}

static void test_stored_values_are_no_samples(void **state)
{
	struct metric metric = { .name = "x" };

	(void)state;
	assert_true(report(&metric, "20", CLOCK_SECOND, true));
	assert_true(metric.seen && metric.stored);
	assert_int_equal(metric.series.samples, 0);
	assert_true(series_begin(&metric.series) == CLOCK_NEVER);
	assert_false(report(&metric, "20", CLOCK_SECOND, true));
	assert_true(report(&metric, "20", 2 * CLOCK_SECOND, false));
	assert_false(metric.stored);
	assert_int_equal(metric.series.samples, 1);
	assert_true(series_begin(&metric.series) == 2 * CLOCK_SECOND);
	metric_clear(&metric);
}

static void test_hold_follows_the_usual_gap(void **state)
{
	struct metric metric = { .name = "x" };
	int64_t now = 0;

	(void)state;
	assert_true(metric_hold(&metric, now) == 5 * CLOCK_SECOND);
	for (int i = 0; i < 100; i++)
		report(&metric, "1", now += CLOCK_SECOND, false);
	assert_true(metric_hold(&metric, now) == 5 * CLOCK_SECOND);
	metric_clear(&metric);
	metric.series.samples = 0;
	for (int i = 0; i < 100; i++)
		report(&metric, "1", now += CLOCK_MINUTE, false);
	assert_in_range(metric_hold(&metric, now) / CLOCK_SECOND, 175, 185);
	for (int i = 0; i < 100; i++)
		report(&metric, "1", now += CLOCK_DAY, false);
	assert_true(metric_hold(&metric, now) == CLOCK_HOUR);
	metric_clear(&metric);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_generic_number),
		cmocka_unit_test(test_what_is_no_number_changes_nothing),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_scale_decimals_and_unit_of_the_profile),
		cmocka_unit_test(test_units_are_clean),
		cmocka_unit_test(test_stored_values_are_no_samples),
		cmocka_unit_test(test_hold_follows_the_usual_gap),
	};

	return cmocka_run_group_tests_name("metric", tests, NULL, NULL);
}
