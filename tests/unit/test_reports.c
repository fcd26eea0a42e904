/* test_reports: whoever looks on at a fleet is told of every report, changed or not. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "support.h"

#include "telltale/base/buffer.h"
#include "telltale/base/clock.h"

static const char text[] = "profile door { topic = \"door/{device}\"\n"
                           "status door { from = \"door\" states = {\"0=shut\"} }\n"
                           "metric force { from = \"force\" scale = 2 } }\n";

static void on_status(void *self, const struct device *device, const struct status *status)
{
	buffer_format(self, "%s %s=%s%s;", device->id, status->name, status->text, status->stored ? " stored" : "");
}

static void on_metric(void *self, const struct device *device, const struct metric *metric)
{
	buffer_format(self, "%s %s=%g%s%s;", device->id, metric->name, metric->value, metric->unit,
	              metric->stored ? " stored" : "");
}

/* Says something to a fleet, and checks what the onlooker was told. */
static void check(struct fleet *fleet, struct buffer *told, const char *topic, const char *payload, bool stored,
                  const char *expected)
{
	struct message message = { .topic = topic, .topic_length = strlen(topic), .payload = payload,
		                   .payload_length = strlen(payload), .mono = fleet_now(fleet) + CLOCK_SECOND,
		                   .stored = stored };

	buffer_reset(told);
	buffer_text(told, "");
	fleet_apply(fleet, &message);
	assert_string_equal(told->bytes, expected);
}

static void test_every_report(void **state)
{
	struct profiles profiles = { NULL, 0, 0 };
	struct error error = ERROR_INIT;
	struct buffer told = { NULL, 0, 0 };

	(void)state;
	assert_true(profiles_add_text(&profiles, "test", text, &error));
	struct fleet_settings settings = { .profiles = (const struct profile *const *)profiles.all,
		                           .profile_count = profiles.count, .most_topics = 10, .most_devices = 10,
		                           .stale_after = CLOCK_HOUR,
		                           .observer = { .self = &told, .status = on_status, .metric = on_metric } };
	struct fleet *fleet = fleet_new(&settings);
	for (int again = 0; again < 3; again++) /* the same is told again */
		check(fleet, &told, "door/a", "{\"door\":0,\"force\":1.5}", false, "a door=shut;a force=3;");
	check(fleet, &told, "door/a", "{\"force\":true}", false, "a force=2;");
	check(fleet, &told, "door/a", "{\"door\":0,\"force\":2}", true, "a door=shut stored;a force=4 stored;");
	check(fleet, &told, "door/a", "{\"door\":null,\"force\":\"much\"}", false, "");
	check(fleet, &told, "door/a", "{\"force\":1e999}", false, "");
	check(fleet, &told, "door/a", "{\"force\":1}", false, "a force=2;");
	struct message message = { .topic = "door/a", .topic_length = 6, .payload = "{\"force\":\"much\"}",
		                   .payload_length = 16, .mono = fleet_now(fleet) };
	buffer_reset(&told);
	fleet_apply(fleet, &message); /* at the same moment */
	assert_int_equal(told.length, 0);
	check(fleet, &told, "other/soil", "31 %", false, "other soil=31%;");
	check(fleet, &told, "other/word", "wet", false, "other word=wet;");
	fleet_free(fleet);
	profiles_clear(&profiles);
	buffer_clear(&told);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_report),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
