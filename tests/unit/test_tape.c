/* test_tape: what the pipeline's recorder writes of what happens: messages first, then what they brought about; gaps;
 * what was there before. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "recorded.h"
#include "sample.h"
#include "support.h"

#include "telltale/app/tape.h"
#include "telltale/base/clock.h"

#define DEADLINE (20 * CLOCK_SECOND)

/* A tape that records a stage. */
struct bench {
	struct stage *stage;
	struct tape tape;
	struct link link;
	struct buffer story; /* of the file, one line a document: see tell() */
	char path[512], failure[512];
};

static void set_up(struct bench *bench)
{
	static const struct encoder_head head = { .program = "telltale test", .who = "me@here", .url = "mqtt://test",
		                                  .protocol = "mqttv311" };
	struct error error = ERROR_INIT;

	memset(bench, 0, sizeof *bench);
	bench->stage = stage_new(NULL, 0, 0);
	bench->link = (struct link){ .name = "home", .url = "mqtt://test:1883", .state = LINK_UP };
	assert_true(tape_init(&bench->tape, &head, bench->stage->fleet, &error));
}

static void tear_down(struct bench *bench)
{
	tape_clear(&bench->tape);
	stage_free(bench->stage);
	buffer_clear(&bench->story);
}

static void start(struct bench *bench, const char *name)
{
	struct error error = ERROR_INIT;

	snprintf(bench->path, sizeof bench->path, "%s/%s", folder, name);
	struct tape_wish wish = { .path = bench->path };
	if (!tape_start(&bench->tape, &wish, &bench->link, &error))
		fail_msg("%s", error.text);
	assert_true(bench->tape.status.on);
	for (int64_t deadline = clock_mono() + DEADLINE; !tape_ready(&bench->tape);)
		assert_true(clock_mono() < deadline);
}

/* Waits until it isn't recorded any more. Returns whether that was a failure. */
static bool wait_for_end(struct bench *bench)
{
	int64_t deadline = clock_mono() + DEADLINE;
	bool failed = false;

	while (bench->tape.status.on) {
		struct pollfd wait = { bench->tape.wake.sleeper, POLLIN, 0 };
		assert_true(clock_mono() < deadline);
		poll(&wait, 1, 100);
		failed = tape_check(&bench->tape, bench->failure, sizeof bench->failure);
	}
	return failed;
}

static void stop(struct bench *bench)
{
	tape_stop(&bench->tape, "the test ended it");
	assert_false(wait_for_end(bench));
	assert_false(bench->tape.status.failed);
}

/* A message as the pipeline hands it on: the model has it first. */
static void take(struct bench *bench, const char *topic, const char *payload)
{
	struct message message = { .topic = topic, .topic_length = strlen(topic), .payload = payload,
		                   .payload_length = strlen(payload), .wall = STAGE_WALL + bench->stage->now,
		                   .mono = bench->stage->now };

	assert_true(tape_ready(&bench->tape));
	const struct route *route = fleet_apply(bench->stage->fleet, &message);
	tape_message(&bench->tape, &message, route);
}

static void event(struct bench *bench, enum event_kind kind, const char *text)
{
	struct event event = { .kind = kind, .wall = STAGE_WALL + bench->stage->now, .mono = bench->stage->now,
		               .retry_in = kind == EVENT_DOWN ? 3 * CLOCK_SECOND : 0 };

	snprintf(event.text, sizeof event.text, "%s", text);
	tape_event(&bench->tape, &event);
	tape_flush(&bench->tape);
}

/* --- reading --------------------------------------------------------------------------------------------- */

static void tell_field(struct buffer *story, const struct record *record, const char *field)
{
	struct record_text text = record_field_text(record, field);

	if (text.length > 0)
		buffer_format(story, " %s", text.text);
}

/* "message box 1500 box/value 21" and the like; times are milliseconds of the recording's. */
static void tell(void *self, const struct record *record)
{
	static const char *const fields[] = { "state", "text", "step", "command", "outcome", "who", "about", "name",
		                              "level", "note", "reason" };
	struct buffer *story = self;
	struct buffer payload = { NULL, 0, 0 };

	buffer_format(story, "%s%s%s %lld", record_kind_text(record->kind), record->device.length > 0 ? " " : "",
	              record->device.text, (long long)(record->mono / CLOCK_MILLISECOND));
	if (record->kind == RECORD_MESSAGE) {
		record_payload(record, &payload);
		buffer_format(story, " %s %s%s%s", record->topic.text, payload.length < 200 ? payload.bytes : "(long)",
		              record->earlier ? " earlier" : "", record->retain ? " stored" : "");
	}
	for (size_t i = 0; record->kind != RECORD_RECORDING && i < sizeof fields / sizeof *fields; i++)
		if (record->kind != RECORD_ALERT || strcmp(fields[i], "text") != 0)
			tell_field(story, record, fields[i]);
	if (record->kind == RECORD_GAP) {
		struct record_text reason = record_field_text(record, "reason");
		assert_true(reason.length > 0);
		buffer_format(story, " from %lld, messages %lld",
		              (long long)record_field_integer(record, "from_mono", -1) / CLOCK_MILLISECOND,
		              (long long)record_field_integer(record, "messages", -1));
		assert_true(record_field_number(record, "lasted_ms", -1) ==
		            (double)(record->mono - record_field_integer(record, "from_mono", -1)) / 1e6);
	}
	buffer_char(story, '\n');
	buffer_clear(&payload);
}

static void check_story(struct bench *bench, const char *expected)
{
	buffer_reset(&bench->story);
	each_document(bench->path, tell, &bench->story);
	assert_string_equal(bench->story.bytes, expected);
}

/* --- in order ---------------------------------------------------------------------------------------------- */

static void test_messages_and_marks(void **state)
{
	struct bench bench;

	(void)state;
	set_up(&bench);
	tape_mark(&bench.tape, "nothing is recorded: that's no harm");
	take(&bench, "before/box", "1");
	assert_false(bench.tape.status.on);
	start(&bench, "messages.bson");
	assert_string_equal(bench.tape.path, bench.path);
	assert_int_equal(bench.tape.status.since, bench.stage->now);
	bench.stage->now += CLOCK_SECOND;
	take(&bench, "house/kitchen/temperature", "21");
	tape_mark(&bench.tape, "here");
	bench.stage->now += CLOCK_SECOND;
	take(&bench, "house/kitchen/temperature", "22");
	assert_false(tape_is_full(&bench.tape));
	bench.tape.most = 2;
	assert_true(tape_is_full(&bench.tape));
	stop(&bench);
	assert_false(tape_is_full(&bench.tape));
	assert_int_equal(bench.tape.status.messages, 2);
	check_story(&bench, "recording 0\nlink 0 up\n"
	                    "message before 0 before/box 1 earlier\n"
	                    "message house/kitchen 1000 house/kitchen/temperature 21\n"
	                    "mark 1000 here\n"
	                    "message house/kitchen 2000 house/kitchen/temperature 22\n"
	                    "end 2000 the test ended it\n");
	tear_down(&bench);
}

/* What a message brings about stands behind it. */
static void test_causes_before_effects(void **state)
{
	struct bench bench;

	(void)state;
	set_up(&bench);
	stage_say(bench.stage, "dbx/b1/status", "{\"hatch_status\":0,\"lift_status\":0,\"temperature\":20}");
	start(&bench, "effects.bson");
	struct device *device = stage_device(bench.stage, "b1");
	struct command *command = stage_send(bench.stage, "b1", "open_hatch");
	tape_command(&bench.tape, command);
	tape_flush(&bench.tape);
	bench.stage->now += 1500 * CLOCK_MILLISECOND;
	struct message message = { .topic = "dbx/b1/status", .topic_length = 13, .payload = "{\"hatch_status\":1}",
		                   .payload_length = 18, .mono = bench.stage->now,
		                   .wall = STAGE_WALL + bench.stage->now };
	assert_true(tape_ready(&bench.tape));
	fleet_accepted(bench.stage->fleet, command->id, message.wall);
	const struct route *route = fleet_apply(bench.stage->fleet, &message);
	assert_int_equal(command->state, COMMAND_ACKNOWLEDGED);
	tape_command(&bench.tape, command); /* as the model's observer does, before the message is handed on */
	struct alert alert = { .key = { device, ALERT_LIMIT, 0 }, .level = LEVEL_WARN, .who = "ann@gw" };
	tape_alert(&bench.tape, &alert, "too hot");
	tape_alert_note(&bench.tape, &alert, ALERT_ACKNOWLEDGED, "seen");
	alert.key.kind = ALERT_STATUS;
	tape_alert(&bench.tape, &alert, "open for too long");
	tape_presence(&bench.tape, device);
	tape_message(&bench.tape, &message, route);
	stop(&bench);
	check_story(&bench, "recording 0\nlink 0 up\n"
	                    "message b1 0 dbx/b1/status {\"hatch_status\":0,\"lift_status\":0,\"temperature\":20} earlier\n"
	                    "command b1 0 sent open_hatch me@here\n"
	                    "message b1 1500 dbx/b1/status {\"hatch_status\":1}\n"
	                    "command b1 1500 acknowledged open_hatch acknowledged me@here hatch is opened\n"
	                    "alert b1 1500 metric temp warn\n"
	                    "alert b1 1500 ann@gw acknowledged temp good\n"
	                    "alert b1 1500 status hatch warn\n"
	                    "alert b1 1500 presence online good\n"
	                    "end 1500 the test ended it\n");
	tear_down(&bench);
}

static void test_one_at_a_time(void **state)
{
	struct error error = ERROR_INIT;
	struct bench bench;

	(void)state;
	set_up(&bench);
	start(&bench, "one.bson");
	struct tape_wish wish = { .path = "another.bson" };
	assert_false(tape_start(&bench.tape, &wish, &bench.link, &error));
	assert_non_null(strstr(error.text, "one.bson is being recorded already"));
	stop(&bench);
	tape_stop(&bench.tape, "twice does no harm");
	start(&bench, "two.bson");
	stop(&bench);
	check_story(&bench, "recording 0\nlink 0 up\nend 0 the test ended it\n");
	tear_down(&bench);
}

/* A file that can't be made: nothing is recorded, and the next try may succeed. */
static void test_no_file(void **state)
{
	struct error error = ERROR_INIT;
	struct bench bench;

	(void)state;
	set_up(&bench);
	char path[512];
	snprintf(path, sizeof path, "%s/no/such/folder.bson", folder);
	struct tape_wish wish = { .path = path };
	assert_false(tape_start(&bench.tape, &wish, &bench.link, &error));
	assert_non_null(strstr(error.text, "folder.bson: can't be created"));
	assert_false(bench.tape.status.on);
	start(&bench, "then.bson");
	stop(&bench);
	tear_down(&bench);
}

/* --- gaps ------------------------------------------------------------------------------------------------ */

static void test_a_gap_after_a_reconnect(void **state)
{
	struct bench bench;

	(void)state;
	set_up(&bench);
	start(&bench, "reconnect.bson");
	bench.stage->now += CLOCK_SECOND;
	event(&bench, EVENT_DOWN, "connection lost");
	bench.stage->now += 3 * CLOCK_SECOND;
	event(&bench, EVENT_CONNECTING, "");
	event(&bench, EVENT_DOWN, "connection refused"); /* still the same gap */
	bench.stage->now += 3 * CLOCK_SECOND;
	event(&bench, EVENT_CONNECTING, "");
	event(&bench, EVENT_UP, "");
	event(&bench, EVENT_FILTER, "#");
	event(&bench, EVENT_NOTE, "is for the log alone");
	bench.stage->now += CLOCK_SECOND;
	event(&bench, EVENT_DOWN, "connection lost");
	bench.stage->now += CLOCK_SECOND / 2;
	event(&bench, EVENT_UP, "");
	fleet_tick(bench.stage->fleet, bench.stage->now);
	stop(&bench);
	check_story(&bench, "recording 0\nlink 0 up\n"
	                    "link 1000 down connection lost\n"
	                    "link 4000 connecting\nlink 4000 down connection refused\n"
	                    "link 7000 connecting\n"
	                    "gap 7000 there was no connection from 1000, messages -1\n"
	                    "link 7000 up\nlink 7000 subscribed #\n"
	                    "link 8000 down connection lost\n"
	                    "gap 8500 there was no connection from 8000, messages -1\n"
	                    "link 8500 up\n"
	                    "end 8500 the test ended it\n");
	tear_down(&bench);
}

/* It was down already as the recording began: what is missing in it is missing from its beginning on. */
static void test_a_gap_from_the_beginning(void **state)
{
	struct bench bench;

	(void)state;
	set_up(&bench);
	event(&bench, EVENT_DOWN, "connection lost");
	stage_pass(bench.stage, 10 * CLOCK_SECOND);
	bench.link.state = LINK_WAITING;
	snprintf(bench.link.reason, sizeof bench.link.reason, "connection lost");
	start(&bench, "beginning.bson");
	bench.stage->now += 2 * CLOCK_SECOND;
	event(&bench, EVENT_UP, "");
	fleet_tick(bench.stage->fleet, bench.stage->now);
	stop(&bench);
	check_story(&bench, "recording 0\nlink 0 down connection lost\n"
	                    "gap 2000 there was no connection from 0, messages -1\n"
	                    "link 2000 up\n"
	                    "end 2000 the test ended it\n");
	tear_down(&bench);
}

/* It came up again while nothing was recorded: nothing is missing in what is recorded later. */
static void test_no_gap_for_what_was_over(void **state)
{
	struct bench bench;

	(void)state;
	set_up(&bench);
	event(&bench, EVENT_DOWN, "connection lost");
	stage_pass(bench.stage, CLOCK_SECOND);
	event(&bench, EVENT_UP, "");
	stage_pass(bench.stage, CLOCK_SECOND);
	start(&bench, "over.bson");
	event(&bench, EVENT_UP, "");
	stop(&bench);
	check_story(&bench, "recording 0\nlink 0 up\nlink 0 up\nend 0 the test ended it\n");
	tear_down(&bench);
}

static void tell_messages(void *self, const struct record *record)
{
	uint64_t *messages = self;

	*messages += record->kind == RECORD_MESSAGE && !record->earlier;
}

/* What is in the file that failed, and what the next one says was lost, is what there was. */
static void test_a_gap_after_a_failure(void **state)
{
	struct bench bench;
	uint64_t safe = 0, sent = 0;
	char payload[64], expected[512];

	(void)state;
	set_up(&bench);
	start(&bench, "fails.bson");
	limit_files(100000);
	for (int64_t deadline = clock_mono() + DEADLINE; bench.tape.status.on && clock_mono() < deadline;) {
		for (int i = 0; i < 100 && tape_ready(&bench.tape); i++) {
			snprintf(payload, sizeof payload, "%llu", (unsigned long long)sent++);
			take(&bench, "house/kitchen/number", payload);
		}
		tape_check(&bench.tape, bench.failure, sizeof bench.failure);
	}
	limit_files(UNLIMITED);
	assert_non_null(strstr(bench.failure, "fails.bson: can't be written: File too large"));
	assert_true(bench.tape.status.failed);
	assert_false(bench.tape.status.on);
	assert_string_equal(bench.tape.path, bench.path);
	each_document(bench.path, tell_messages, &safe);
	assert_int_equal(bench.tape.status.messages, safe);
	assert_in_range(safe, 100, 1000);
	for (int i = 0; i < 5; i++, sent++) /* nothing is recorded now */
		take(&bench, "house/kitchen/number", "later");
	tape_mark(&bench.tape, "nor a mark");
	bench.stage->now += 5 * CLOCK_SECOND;
	fleet_tick(bench.stage->fleet, bench.stage->now);
	start(&bench, "next.bson");
	assert_false(bench.tape.status.failed);
	stop(&bench);
	snprintf(expected, sizeof expected,
	         "recording 0\nlink 0 up\n"
	         "gap 0 the recording before had failed from -5000, messages %llu\n"
	         "message house/kitchen -5000 house/kitchen/number later earlier\n"
	         "end 0 the test ended it\n",
	         (unsigned long long)(sent - safe));
	check_story(&bench, expected);
	start(&bench, "third.bson"); /* said once */
	stop(&bench);
	check_story(&bench, "recording 0\nlink 0 up\nmessage house/kitchen -5000 house/kitchen/number later earlier\n"
	                    "end 0 the test ended it\n");
	tear_down(&bench);
}

/* --- what was there before ------------------------------------------------------------------------------------ */

static void test_earlier_messages(void **state)
{
	enum { LARGE = ROUTE_PAYLOAD_MOST + 1 };
	static char large[LARGE + 1];
	struct bench bench;

	(void)state;
	memset(large, 'x', LARGE);
	set_up(&bench);
	stage_say(bench.stage, "garden/lamp", "{\"power\":1}");
	stage_stored(bench.stage, "garden/mode", "auto");
	stage_pass(bench.stage, 2 * CLOCK_SECOND);
	stage_say(bench.stage, "garden/lamp", "{\"power\":2}");
	stage_say(bench.stage, "garden/picture", large); /* of which only the beginning was kept */
	stage_say(bench.stage, "dbx/b1/do", "somebody's order");
	stage_say(bench.stage, "garden/empty", "");
	stage_pass(bench.stage, 4 * CLOCK_SECOND);
	start(&bench, "earlier.bson");
	take(&bench, "garden/lamp", "{\"power\":3}");
	take(&bench, "garden/new", "1");
	stop(&bench);
	assert_int_equal(bench.tape.status.messages, 2);
	check_story(&bench, "recording 0\nlink 0 up\n"
	                    "message garden/lamp -4000 garden/lamp {\"power\":2} earlier\n"
	                    "message garden -6000 garden/mode auto earlier stored\n"
	                    "message -4000 dbx/b1/do somebody's order earlier\n"
	                    "message garden -4000 garden/empty  earlier\n"
	                    "message garden/lamp 0 garden/lamp {\"power\":3}\n"
	                    "message garden 0 garden/new 1\n"
	                    "end 0 the test ended it\n");
	tear_down(&bench);
}

static void count_earlier(void *self, const struct record *record)
{
	int *counts = self; /* earlier, others, the last earlier one's number */

	if (record->kind != RECORD_MESSAGE)
		return;
	counts[record->earlier ? 0 : 1]++;
	if (record->earlier) {
		assert_int_equal(counts[1], 0); /* first what was, then what comes */
		assert_int_equal(strtol(strrchr(record->topic.text, '/') + 1, NULL, 10), counts[2]++);
	}
}

/* They come little by little, so that keys are answered; nothing newer is taken meanwhile. Whoever waits is woken at once,
 * each time. */
static void test_many_earlier_messages(void **state)
{
	enum { TOPICS = 950 };
	struct bench bench;
	char topic[32];
	int turns = 0, counts[3] = { 0, 0, 0 };

	(void)state;
	set_up(&bench);
	for (int i = 0; i < TOPICS; i++) {
		snprintf(topic, sizeof topic, "many/%d", i);
		stage_say(bench.stage, topic, "1");
	}
	stage_pass(bench.stage, CLOCK_SECOND);
	struct error error = ERROR_INIT;
	snprintf(bench.path, sizeof bench.path, "%s/many.bson", folder);
	struct tape_wish wish = { .path = bench.path };
	assert_true(tape_start(&bench.tape, &wish, &bench.link, &error));
	tape_check(&bench.tape, bench.failure, sizeof bench.failure);
	for (; !tape_ready(&bench.tape); turns++) {
		struct pollfd wait = { bench.tape.wake.sleeper, POLLIN, 0 };
		assert_true(bench.tape.status.held);
		assert_in_range(turns, 0, TOPICS / 100);
		assert_int_equal(poll(&wait, 1, 0), 1);
		tape_check(&bench.tape, bench.failure, sizeof bench.failure);
	}
	assert_in_range(turns, 1, TOPICS / 100);
	assert_false(bench.tape.status.held);
	take(&bench, "many/0", "2");
	stop(&bench);
	each_document(bench.path, count_earlier, counts);
	assert_int_equal(counts[0], TOPICS);
	assert_int_equal(counts[1], 1);
	tear_down(&bench);
}

/* --- names ------------------------------------------------------------------------------------------------ */

static void test_suggests_a_name(void **state)
{
	static const struct {
		const char *name, *url, *expected;
	} cases[] = {
		{ "home", "mqtt://10.0.0.1:1883", "home-20261124-031200.bson" },
		{ "", "mqtt://10.0.0.1:1883", "10.0.0.1-1883-20261124-031200.bson" },
		{ "", "mqtts://broker.example.org:8883", "broker.example.org-8883-20261124-031200.bson" },
		{ "", "mqtt://[::1]:1883", "1-1883-20261124-031200.bson" },
		{ "", "unix:///run/mosquitto.sock", "run-mosquitto.sock-20261124-031200.bson" },
		{ "my house", "mqtt://x", "my-house-20261124-031200.bson" },
		{ "../../etc/passwd", "mqtt://x", "telltale-20261124-031200.bson" },
		{ "..", "mqtt://x", "telltale-20261124-031200.bson" },
		{ "-rf /", "mqtt://x", "rf-20261124-031200.bson" },
		{ "\xe5\xae\xb6", "mqtt://x", "telltale-20261124-031200.bson" },
		{ "", "", "telltale-20261124-031200.bson" },
	};
	const int64_t wall = INT64_C(1795489920) * CLOCK_SECOND; /* 2026-11-24T03:12:00Z */
	struct link link;
	char path[128];

	(void)state;
	setenv("TZ", "UTC0", 1);
	tzset();
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		memset(&link, 0, sizeof link);
		snprintf(link.name, sizeof link.name, "%s", cases[i].name);
		snprintf(link.url, sizeof link.url, "%s", cases[i].url);
		tape_suggest(&link, wall, path, sizeof path);
		assert_string_equal(path, cases[i].expected);
	}
	setenv("TZ", "XXX-2", 1); /* the clock on the wall there */
	tzset();
	tape_suggest(&link, wall, path, sizeof path);
	assert_string_equal(path, "telltale-20261124-051200.bson");
	memset(link.url, 'x', sizeof link.url - 1); /* names have an end */
	tape_suggest(&link, wall, path, sizeof path);
	assert_in_range(strlen(path), 60, 90);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_messages_and_marks),
		cmocka_unit_test(test_causes_before_effects),
		cmocka_unit_test(test_one_at_a_time),
		cmocka_unit_test(test_no_file),
		cmocka_unit_test(test_a_gap_after_a_reconnect),
		cmocka_unit_test(test_a_gap_from_the_beginning),
		cmocka_unit_test(test_no_gap_for_what_was_over),
		cmocka_unit_test(test_a_gap_after_a_failure),
		cmocka_unit_test(test_earlier_messages),
		cmocka_unit_test(test_many_earlier_messages),
		cmocka_unit_test(test_suggests_a_name),
	};

	return cmocka_run_group_tests_name("tape", tests, folder_set_up, folder_tear_down);
}
