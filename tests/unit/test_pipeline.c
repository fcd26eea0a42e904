/* test_pipeline: from the inbox into the model, and commands out through the source, without any screen. */
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

#include "telltale/app/pipeline.h"
#include "telltale/base/clock.h"
#include "telltale/base/memory.h"

/* A source that only remembers what it was asked to send. */
struct silent_source {
	struct source source;
	bool refuses;
	unsigned published, asked_again;
	bool retain;
	uint64_t id;
	char topic[64], payload[64];
	int qos;
};

static bool silent_publish(struct source *source, const struct publication *publication)
{
	struct silent_source *self = (struct silent_source *)source;

	if (self->refuses)
		return false;
	self->published++;
	self->qos = publication->qos;
	self->retain = publication->retain;
	self->id = publication->id;
	snprintf(self->topic, sizeof self->topic, "%s", publication->topic);
	snprintf(self->payload, sizeof self->payload, "%.*s", (int)publication->length,
	         (const char *)publication->payload);
	return true;
}

static bool silent_ask_again(struct source *source)
{
	((struct silent_source *)source)->asked_again++;
	return true;
}

static void silent_free(struct source *source)
{
	free(source);
}

static const struct source_kind silent_kind = { .name = "silent", .publish = silent_publish,
	                                        .ask_again = silent_ask_again, .free = silent_free };

/* A pipeline with the built-in profiles and that source. */
struct bench {
	struct profiles profiles;
	struct pipeline pipeline;
	struct silent_source *source;
	char notice[400];
	enum log_level level;
	bool good;
	struct command *found; /* what on_found() was called with */
	bool busy;
};

static bool on_found(void *self, struct command *command)
{
	struct bench *bench = self;

	if (!bench->busy)
		bench->found = command;
	return !bench->busy;
}

static void on_notice(void *self, enum log_level level, bool good, const char *text)
{
	struct bench *bench = self;

	bench->level = level;
	bench->good = good;
	snprintf(bench->notice, sizeof bench->notice, "%s", text);
}

static void put_event(struct bench *bench, enum event_kind kind, uint64_t id, const char *text)
{
	struct event event = { .kind = kind, .id = id, .wall = clock_wall(), .mono = clock_mono(),
		               .retry_in = 3 * CLOCK_SECOND };

	snprintf(event.text, sizeof event.text, "%s", text);
	assert_true(inbox_put_event(bench->pipeline.inbox, &event));
	assert_true(pipeline_drain(&bench->pipeline, CLOCK_SECOND));
}

/* A message that has come and that nobody has looked at yet. */
static void put_unseen(struct bench *bench, const char *topic, const char *payload)
{
	struct message message = { .topic = topic, .topic_length = strlen(topic), .payload = payload,
		                   .payload_length = strlen(payload), .wall = clock_wall(), .mono = clock_mono() };

	assert_true(inbox_put_message(bench->pipeline.inbox, &message));
}

/* One that the broker had stored. */
static void put_stored(struct bench *bench, const char *topic)
{
	struct message message = { .topic = topic, .topic_length = strlen(topic), .payload = "x", .payload_length = 1,
		                   .wall = clock_wall(), .mono = clock_mono(), .stored = true };

	assert_true(inbox_put_message(bench->pipeline.inbox, &message));
	assert_true(pipeline_drain(&bench->pipeline, CLOCK_SECOND));
}

static void put_message(struct bench *bench, const char *topic, const char *payload)
{
	put_unseen(bench, topic, payload);
	assert_true(pipeline_drain(&bench->pipeline, CLOCK_SECOND));
}

static struct bench *bench_new(bool read_only)
{
	struct bench *bench = memory_zeroed(1, sizeof *bench);
	struct error error = ERROR_INIT;

	assert_true(profiles_add_builtin(&bench->profiles, &error));
	struct pipeline_settings settings = {
		.fleet = { .profiles = (const struct profile *const *)bench->profiles.all,
		           .profile_count = bench->profiles.count, .most_topics = 100, .most_devices = 100,
		           .stale_after = CLOCK_MINUTE },
		.inbox_bytes = 1,
		.read_only = read_only,
	};
	assert_true(pipeline_init(&bench->pipeline, &settings, &error));
	bench->source = memory_zeroed(1, sizeof *bench->source);
	bench->source->source.kind = &silent_kind;
	bench->pipeline.source = &bench->source->source;
	bench->pipeline.notice = on_notice;
	bench->pipeline.notice_self = bench;
	return bench;
}

static void bench_free(struct bench *bench)
{
	pipeline_clear(&bench->pipeline);
	profiles_clear(&bench->profiles);
	free(bench);
}

static struct command *ask(struct bench *bench, const char *key)
{
	struct device *device = fleet_find(bench->pipeline.fleet, "b1");

	assert_non_null(device);
	return pipeline_ask(&bench->pipeline, device, profile_find_key(device->profile, key));
}

static void test_a_command_goes_out_and_is_proved(void **state)
{
	struct bench *bench = bench_new(false);

	(void)state;
	put_event(bench, EVENT_UP, 0, "");
	put_message(bench, "dbx/b1/status", "{\"hatch_status\":0,\"lift_status\":0}");
	struct command *command = ask(bench, "o");
	assert_int_equal(command->state, COMMAND_ASKED);
	assert_int_equal(bench->source->published, 0);
	pipeline_confirm(&bench->pipeline, command);
	assert_int_equal(bench->source->published, 1);
	assert_string_equal(bench->source->topic, "dbx/b1/do");
	assert_string_equal(bench->source->payload, "{\"command\":\"open_hatch\"}");
	assert_int_equal(bench->source->qos, 1);
	assert_non_null(strchr(command->who, '@'));
	put_event(bench, EVENT_ACCEPTED, command->id, "");
	assert_int_equal(command->state, COMMAND_ACCEPTED);
	put_message(bench, "dbx/b1/status", "{\"hatch_status\":1,\"lift_status\":0}");
	assert_int_equal(command->state, COMMAND_ACKNOWLEDGED);
	assert_true(bench->good);
	pipeline_confirm(&bench->pipeline, command); /* again: it's over */
	assert_int_equal(bench->source->published, 1);
	bench_free(bench);
}

static void test_nothing_goes_out(void **state)
{
	struct bench *bench = bench_new(true);

	(void)state;
	put_event(bench, EVENT_UP, 0, "");
	put_message(bench, "dbx/b1/status", "{\"hatch_status\":0,\"lift_status\":0}");
	struct command *command = ask(bench, "o");
	assert_int_equal(command->state, COMMAND_REFUSED);
	pipeline_confirm(&bench->pipeline, command);
	assert_int_equal(bench->source->published, 0);
	bench_free(bench);

	bench = bench_new(false);
	put_event(bench, EVENT_UP, 0, "");
	put_message(bench, "dbx/b1/status", "{\"hatch_status\":0,\"lift_status\":0}");
	pipeline_cancel(&bench->pipeline, ask(bench, "o"));
	put_event(bench, EVENT_DOWN, 0, "connection lost");
	assert_int_equal(ask(bench, "o")->state, COMMAND_REFUSED);
	assert_int_equal(bench->source->published, 0);
	bench_free(bench);
}

static void test_a_source_that_can_not_send(void **state)
{
	struct bench *bench = bench_new(false);

	(void)state;
	put_event(bench, EVENT_UP, 0, "");
	put_message(bench, "dbx/b1/status", "{\"hatch_status\":0,\"lift_status\":0}");
	bench->source->refuses = true;
	struct command *command = ask(bench, "o");
	pipeline_confirm(&bench->pipeline, command);
	assert_int_equal(command->state, COMMAND_FAILED);
	assert_int_equal(bench->level, LOG_ALARM);
	bench_free(bench);
}

static void test_the_link(void **state)
{
	struct bench *bench = bench_new(false);
	const struct link *link = &bench->pipeline.link;

	(void)state;
	put_event(bench, EVENT_DOWN, 0, "connection refused\x1b[2J");
	assert_int_equal(link->state, LINK_WAITING);
	assert_string_equal(link->reason, "connection refused\\x1b[2J"); /* cleaned */
	assert_string_equal(bench->notice, "");                         /* the empty screen says it */
	put_event(bench, EVENT_UP, 0, "");
	assert_int_equal(link->state, LINK_UP);
	put_event(bench, EVENT_FILTER_REFUSED, 0, "secret/#");
	assert_int_equal(link->refused_filters, 1);
	assert_non_null(strstr(bench->notice, "'secret/#'"));
	put_message(bench, "dbx/b1/status", "{\"hatch_status\":0,\"lift_status\":0}");
	struct command *command = ask(bench, "o");
	pipeline_confirm(&bench->pipeline, command);
	put_event(bench, EVENT_DOWN, 0, "connection lost");
	assert_int_equal(command->state, COMMAND_FAILED); /* nobody confirmed it */
	put_event(bench, EVENT_UP, 0, "");
	assert_int_equal(link->refused_filters, 0);
	assert_true(bench->good); /* connected again */
	bench_free(bench);
}

/* Messages are collected for up to a frame: what had come before a recording began isn't in it, and what had come before
 * it ended is; and a guard knows the last word of the device. */
static void test_what_has_come_counts(void **state)
{
	struct bench *bench = bench_new(false);
	struct tape_wish wish = { .path = NULL };
	char path[512];
	struct error error = ERROR_INIT;

	(void)state;
	snprintf(path, sizeof path, "%s/waiting.bson", folder);
	wish.path = path;
	put_event(bench, EVENT_UP, 0, "");
	put_unseen(bench, "dbx/b1/status", "{\"hatch_status\":0,\"lift_status\":0}");
	assert_true(pipeline_record(&bench->pipeline, &wish, &error));
	assert_int_equal(fleet_counts(bench->pipeline.fleet)->messages, 1);
	put_unseen(bench, "dbx/b1/status", "{\"hatch_status\":3,\"lift_status\":0}");
	put_unseen(bench, "dbx/b1/status", "{\"hatch_status\":1,\"lift_status\":0}");
	pipeline_record_end(&bench->pipeline, "enough");
	assert_true(pipeline_close(&bench->pipeline, "enough"));
	assert_int_equal(bench->pipeline.tape.status.messages, 2);
	put_unseen(bench, "dbx/b1/status", "{\"hatch_status\":0,\"lift_status\":0}");
	assert_int_equal(ask(bench, "r")->state, COMMAND_REFUSED); /* the hatch has just closed */
	bench_free(bench);
}

static struct command *publish(struct bench *bench, const char *topic, const char *payload, int qos, bool retain)
{
	struct profile_command *own = command_own_new("message", topic, payload, qos, retain);
	struct command *command = pipeline_publish(&bench->pipeline, own);

	command_own_free(own);
	return command;
}

static void test_a_message_of_the_users_own(void **state)
{
	struct bench *bench = bench_new(false);

	(void)state;
	put_event(bench, EVENT_UP, 0, "");
	struct command *command = publish(bench, "a/{device}\x1b", "{device}", 2, true);
	assert_int_equal(command->state, COMMAND_ASKED);
	assert_int_equal(bench->source->published, 0);
	pipeline_confirm(&bench->pipeline, command);
	assert_string_equal(bench->source->topic, "a/{device}\x1b"); /* as it is */
	assert_string_equal(bench->source->payload, "{device}");
	assert_int_equal(bench->source->qos, 2);
	assert_true(bench->source->retain);
	put_event(bench, EVENT_ACCEPTED, command->id, "");
	assert_int_equal(command->state, COMMAND_DONE);
	assert_string_equal(command_title(command), "a/{device}\\x1b"); /* clean */
	assert_int_equal(publish(bench, "a/#", "", 1, true)->state, COMMAND_REFUSED);
	assert_int_equal(publish(bench, "", "", 1, true)->state, COMMAND_REFUSED);
	struct fleet *copy = fleet_copy(bench->pipeline.fleet);
	for (int i = 0; i < 300; i++) { /* repeating the oldest pushes it out of the ring */
		struct command *oldest = fleet_command(bench->pipeline.fleet, i < 253 ? (size_t)i + 2 : 255);
		pipeline_publish(&bench->pipeline, oldest->definition);
	}
	assert_string_equal(fleet_command(copy, 2)->definition->topic, "a/{device}\x1b");
	fleet_free(copy);
	put_event(bench, EVENT_DOWN, 0, "connection lost");
	assert_int_equal(publish(bench, "a", "", 0, false)->state, COMMAND_REFUSED);
	bench_free(bench);
	bench = bench_new(true);
	put_event(bench, EVENT_UP, 0, "");
	assert_int_equal(publish(bench, "a", "", 0, false)->state, COMMAND_REFUSED);
	bench_free(bench);
}

/* Looks below "a" until the topics are listed (or nothing is there). */
static void look(struct bench *bench, const char *const *topics)
{
	static char all[] = "#", *filters[] = { all, NULL };
	struct error error = ERROR_INIT;
	enum haste haste;

	bench->found = NULL;
	bench->pipeline.found = on_found;
	bench->pipeline.tape.head.filters = filters;
	assert_true(pipeline_look(&bench->pipeline, "a", &error));
	assert_false(pipeline_look(&bench->pipeline, "b", &error)); /* one at a time */
	put_event(bench, EVENT_FILTER, 0, "#");
	for (; *topics != NULL; topics++)
		put_stored(bench, *topics);
	while (bench->pipeline.clearing.status.state == CLEARING_LOOKING)
		pipeline_engine.work(&bench->pipeline, CLOCK_MILLISECOND, &haste);
}

static void test_clearing(void **state)
{
	static const char *const topics[] = { "a/2", "a/1", "a", "a/1", "b/1", "ab", NULL }, *const none[] = { "b", NULL };
	struct bench *bench = bench_new(false);
	const struct clearing_status *status = &bench->pipeline.clearing.status;

	(void)state;
	put_event(bench, EVENT_UP, 0, "");
	look(bench, none);
	assert_int_equal(status->state, CLEARING_IDLE);
	assert_non_null(strstr(bench->notice, "nothing stored"));
	bench->busy = true; /* somebody is asked something else */
	look(bench, topics);
	assert_null(bench->found);
	bench->busy = false;
	enum haste haste;
	pipeline_engine.work(&bench->pipeline, CLOCK_MILLISECOND, &haste);
	assert_non_null(bench->found);
	assert_int_equal(status->count, 3);
	assert_string_equal(status->topics[0], "a");
	assert_string_equal(status->topics[2], "a/2");
	assert_int_equal(fleet_counts(bench->pipeline.fleet)->messages, 0); /* no news for the model */
	assert_int_equal(bench->source->published, 0);
	struct command *command = bench->found;
	pipeline_confirm(&bench->pipeline, command);
	assert_int_equal(bench->source->published, 3);
	assert_string_equal(bench->source->topic, "a/2");
	assert_string_equal(bench->source->payload, "");
	assert_true(bench->source->retain);
	for (int i = 2; i >= 0; i--) {
		assert_int_equal(command->state, COMMAND_SENT);
		put_event(bench, EVENT_ACCEPTED, bench->source->id - (uint64_t)i, "");
	}
	assert_int_equal(command->state, COMMAND_DONE);
	assert_string_equal(command->reason, "the broker has accepted all 3");
	assert_int_equal(status->state, CLEARING_IDLE);
	bench_free(bench);
}

static void test_clearing_that_comes_to_nothing(void **state)
{
	static const char *const topics[] = { "a/1", "a/2", NULL };
	struct bench *bench = bench_new(false);
	const struct clearing_status *status = &bench->pipeline.clearing.status;

	(void)state;
	put_event(bench, EVENT_UP, 0, "");
	look(bench, topics);
	pipeline_cancel(&bench->pipeline, bench->found);
	assert_int_equal(bench->found->state, COMMAND_CANCELLED);
	assert_int_equal(status->state, CLEARING_IDLE);
	look(bench, topics);
	pipeline_confirm(&bench->pipeline, bench->found);
	put_event(bench, EVENT_NOT_ACCEPTED, bench->source->id, "not authorised");
	put_event(bench, EVENT_ACCEPTED, bench->source->id - 1, "");
	assert_int_equal(bench->found->state, COMMAND_FAILED);
	assert_string_equal(bench->found->reason, "1 of 2 accepted: not authorised");
	look(bench, topics);
	pipeline_confirm(&bench->pipeline, bench->found);
	put_event(bench, EVENT_ACCEPTED, bench->source->id, "");
	put_event(bench, EVENT_DOWN, 0, "connection lost");
	assert_int_equal(bench->found->state, COMMAND_FAILED);
	assert_string_equal(bench->found->reason, "the connection was lost: 1 of 2 accepted");
	put_event(bench, EVENT_ACCEPTED, bench->source->id, ""); /* too late */
	put_event(bench, EVENT_UP, 0, "");
	look(bench, topics);
	put_event(bench, EVENT_DOWN, 0, "connection lost");
	pipeline_confirm(&bench->pipeline, bench->found);
	assert_int_equal(bench->found->state, COMMAND_REFUSED);
	assert_int_equal(status->state, CLEARING_IDLE);
	bench_free(bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_command_goes_out_and_is_proved),
		cmocka_unit_test(test_nothing_goes_out),
		cmocka_unit_test(test_a_source_that_can_not_send),
		cmocka_unit_test(test_the_link),
		cmocka_unit_test(test_what_has_come_counts),
		cmocka_unit_test(test_a_message_of_the_users_own),
		cmocka_unit_test(test_clearing),
		cmocka_unit_test(test_clearing_that_comes_to_nothing),
	};

	return cmocka_run_group_tests_name("pipeline", tests, folder_set_up, folder_tear_down);
}
