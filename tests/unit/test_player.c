/* test_player: a recording played forwards and backwards gives the model that was, at every place and on every way there. */
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

#include "same.h"
#include "sample.h"
#include "support.h"
#include "traffic.h"

#include "app/player_private.h" /* for playing straight on, without any leap */
#include "telltale/base/clock.h"
#include "telltale/base/memory.h"

#define DEADLINE (30 * CLOCK_SECOND)

/* --- a run, and its recording ----------------------------------------------------------------------------- */

/* A model that lives on a clock which begins at 0, and what is written of it. */
struct live {
	struct profiles profiles;
	struct fleet *fleet;
	struct sample sample;
	struct buffer effects; /* what a message brought about stands behind it */
	int64_t now;
};

static struct encoder_stamp stamp_of(const struct live *live, const struct device *device)
{
	return (struct encoder_stamp){ STAGE_WALL + live->now, live->now, "test", device != NULL ? device->id : NULL };
}

static void on_command(void *self, const struct command *command)
{
	struct live *live = self;
	struct encoder_stamp stamp = stamp_of(live, command->device);

	encoder_command(live->sample.encoder, &stamp, command, "topic", "payload", &live->effects);
}

static void on_presence(void *self, const struct device *device, enum presence before)
{
	struct live *live = self;
	struct encoder_stamp stamp = stamp_of(live, device);

	(void)before;
	encoder_alert(live->sample.encoder, &stamp, "presence", presence_text(device->presence),
	              device->presence == PRESENCE_ONLINE ? "good" : "warn", 0, "", &live->effects);
}

static void on_alert(void *self, const struct alert *alert, enum alert_step step)
{
	struct live *live = self;
	struct encoder_stamp stamp = stamp_of(live, alert->key.device);

	(void)step;
	if (alert->key.kind == ALERT_LIMIT)
		encoder_alert(live->sample.encoder, &stamp, "metric", alert_what(alert), level_text(alert->level), alert->value, "",
		              &live->effects);
}

static void live_init(struct live *live)
{
	struct error error = ERROR_INIT;

	memset(live, 0, sizeof *live);
	sample_init(&live->sample);
	live->sample.ahead = STAGE_WALL;
	sample_head(&live->sample);
	assert_true(profiles_add_builtin(&live->profiles, &error));
	struct fleet_settings settings = {
		.profiles = (const struct profile *const *)live->profiles.all,
		.profile_count = live->profiles.count,
		.most_topics = live->sample.head.most_topics,
		.most_devices = live->sample.head.most_devices,
		.stale_after = live->sample.head.stale_after,
		.observer = { .self = live, .command = on_command, .presence = on_presence, .alert = on_alert },
	};
	live->fleet = fleet_new(&settings);
	fleet_tick(live->fleet, 0);
}

static void live_clear(struct live *live)
{
	fleet_free(live->fleet);
	profiles_clear(&live->profiles);
	sample_clear(&live->sample);
	buffer_clear(&live->effects);
}

static void flush(struct live *live)
{
	buffer_append(&live->sample.documents, live->effects.bytes, live->effects.length);
	buffer_reset(&live->effects);
}

/* Lets time pass as in a dashboard: the clock ticks each second. */
static void live_pass(struct live *live, int64_t until)
{
	while (live->now < until) {
		live->now = live->now + CLOCK_SECOND < until ? live->now + CLOCK_SECOND : until;
		fleet_tick(live->fleet, live->now);
		flush(live);
	}
}

static void live_happen(struct live *live, const struct happening *happening)
{
	live_pass(live, happening->now);
	if (traffic_happen(live->fleet, happening)) {
		struct message message = traffic_message(happening);
		struct encoder_stamp stamp = stamp_of(live, NULL);
		encoder_message(live->sample.encoder, &stamp, &message, &live->sample.documents);
	}
	flush(live);
}

static void live_say(struct live *live, const char *topic, const char *payload)
{
	struct happening happening = { .now = live->now };

	snprintf(happening.topic, sizeof happening.topic, "%s", topic);
	snprintf(happening.payload, sizeof happening.payload, "%s", payload);
	live_happen(live, &happening);
}

static void live_run(struct live *live, uint64_t seed, unsigned steps)
{
	struct happening happening;
	int64_t now = live->now;

	for (unsigned i = 0; i < steps; i++) {
		traffic_draw(&happening, &seed, &now);
		live_happen(live, &happening);
		if (i % 40 == 20)
			sample_mark(&live->sample, live->now, "a mark");
	}
	sample_end(&live->sample, live->now);
}

/* --- its replay ------------------------------------------------------------------------------------------- */

/* A player, and what it has said. */
struct bench {
	struct timeline *timeline;
	struct player *player;
	char notice[400];
	unsigned notices, replaced;
	const struct fleet *seen; /* what the screen would show */
};

static void on_notice(void *self, enum log_level level, const char *text)
{
	struct bench *bench = self;

	(void)level;
	bench->notices++;
	snprintf(bench->notice, sizeof bench->notice, "%s", text);
}

static void on_replaced(void *self, const struct fleet *fleet)
{
	struct bench *bench = self;

	if (bench->seen != NULL)
		assert_non_null(fleet_counts(bench->seen)); /* the old one still lives */
	bench->seen = fleet;
	bench->replaced++;
}

static void bench_open(struct bench *bench, struct timeline *timeline, const struct player_settings *settings)
{
	static const struct player_settings paused = { 1, false, 0 };
	struct player_observer observer = { bench, on_replaced, on_notice };

	memset(bench, 0, sizeof *bench);
	bench->timeline = timeline;
	bench->player = player_new(timeline, settings != NULL ? settings : &paused);
	player_observe(bench->player, &observer);
	bench->seen = player_fleet(bench->player);
	if (settings == NULL)
		player_act(bench->player, ACTION_PAUSE);
}

static void bench_close(struct bench *bench)
{
	player_free(bench->player);
	timeline_close(bench->timeline);
}

static void act(struct bench *bench, enum action action)
{
	player_act(bench->player, action);
	player_wait(bench->player);
	assert_ptr_equal(bench->seen, player_fleet(bench->player));
}

static void seek(struct bench *bench, int64_t time)
{
	player_seek(bench->player, time);
	player_wait(bench->player);
	assert_ptr_equal(bench->seen, player_fleet(bench->player));
}

static int64_t position_of(const struct bench *bench)
{
	return player_status(bench->player)->position;
}

/* The models behind each document, played straight on. */
struct straight {
	struct applier applier;
	struct state *all; /* all[n]: n documents are applied */
	size_t count;
};

static void straight_make(struct straight *straight, const struct bench *bench)
{
	applier_init(&straight->applier, bench->timeline, &bench->player->profiles);
	straight->count = (size_t)bench->timeline->documents + 1;
	straight->all = memory_zeroed(straight->count, sizeof *straight->all);
	state_init(&straight->all[0], &straight->applier);
	for (size_t n = 1; n < straight->count; n++) {
		state_copy(&straight->all[n], &straight->all[n - 1]);
		applier_step(&straight->applier, &straight->all[n], false);
		assert_int_equal(straight->all[n].cursor.number, n);
	}
	assert_null(applier_peek(&straight->applier, &straight->all[straight->count - 1]));
}

static void straight_clear(struct straight *straight)
{
	for (size_t n = 0; n < straight->count; n++)
		state_clear(&straight->all[n]);
	free(straight->all);
	applier_clear(&straight->applier);
}

/* How many documents stand until a time. */
static size_t number_at(const struct straight *straight, int64_t time)
{
	size_t n = 0;

	while (n + 1 < straight->count && straight->all[n + 1].time <= time)
		n++;
	return n;
}

/* What is shown is what it would be at that place without any leap. */
static void check_at(const struct bench *bench, const struct straight *straight, size_t number, const char *way)
{
	struct fleet *expected = fleet_copy(straight->all[number].fleet);
	char where[100];

	snprintf(where, sizeof where, "%s document %zu", way, number);
	assert_int_equal(bench->player->now.cursor.number, number);
	fleet_tick(expected, position_of(bench));
	/* what is seen on foot isn't ticked before a frame is drawn; the loop does that */
	player_engine.tick(bench->player);
	check_same_fleet(player_fleet(bench->player), expected, SAME_AS_SEEN, where);
	check_same_link(player_link(bench->player), &straight->all[number].link, where);
	fleet_free(expected);
}

/* --- as it was ----------------------------------------------------------------------------------------------- */

/* At its end, the replay is in the state that the live run was in; and at every moment before. */
static void check_live_and_replay(uint64_t seed)
{
	enum { STEPS = 600, MOMENTS = 20 };
	struct fleet *moments[MOMENTS + 1];
	int64_t times[MOMENTS + 1], now = 0;
	struct happening happening;
	struct bench bench;
	struct live live;
	char where[64];

	live_init(&live);
	for (int i = 0; i <= MOMENTS; i++) {
		for (unsigned k = 0; k < STEPS / MOMENTS; k++) {
			traffic_draw(&happening, &seed, &now);
			live_happen(&live, &happening);
		}
		now += CLOCK_SECOND / 4;
		live_pass(&live, now);
		times[i] = now;
		moments[i] = fleet_copy(live.fleet);
		now += CLOCK_SECOND / 4;
	}
	sample_end(&live.sample, now);
	bench_open(&bench, sample_open(&live.sample), NULL);
	assert_int_equal(bench.timeline->end, now);
	for (int i = 0; i <= 3 * MOMENTS; i++) { /* there, back, and criss-cross */
		int k = i <= MOMENTS ? i : i <= 2 * MOMENTS ? 2 * MOMENTS - i : i * 7 % (MOMENTS + 1);
		snprintf(where, sizeof where, "moment %d after %d leaps", k, i);
		seek(&bench, times[k]);
		check_same_fleet(player_fleet(bench.player), moments[k], SAME_AS_SEEN, where);
	}
	for (int i = 0; i <= MOMENTS; i++)
		fleet_free(moments[i]);
	bench_close(&bench);
	live_clear(&live);
}

static void test_the_replay_is_what_was(void **state)
{
	(void)state;
	for (uint64_t seed = 21; seed <= 26; seed++)
		check_live_and_replay(seed);
}

/* --- the last messages --------------------------------------------------------------------------------------- */

/* Wherever it stands, the journal ends with the last message before that place. */
static void check_journal(const struct bench *bench)
{
	const struct journal *journal = player_journal(bench->player);
	uint64_t messages = fleet_counts(player_fleet(bench->player))->messages;
	struct journal_entry last = { .mono = 0 };

	assert_int_equal(journal_count(journal), messages);
	if (messages > 0)
		assert_true(journal_entry(journal, journal_count(journal) - 1, &last));
	for (size_t i = 0; i < fleet_counts(player_fleet(bench->player))->topics; i++) {
		const struct route *route = fleet_route(player_fleet(bench->player), i);
		assert_true(route->last_mono <= last.mono);
		if (route->last_mono == last.mono && route->length == last.topic_length &&
		    memcmp(route->topic, last.topic, last.topic_length) == 0) {
			assert_int_equal(route->payload_length, last.payload_length);
			assert_memory_equal(route->payload, last.payload, last.payload_kept);
		}
	}
}

static void test_the_last_messages(void **state)
{
	struct bench bench;
	struct live live;

	(void)state;
	live_init(&live);
	live_run(&live, 5, 300);
	bench_open(&bench, sample_open(&live.sample), NULL);
	for (int64_t part = 0; part <= 20; part++) {
		seek(&bench, bench.timeline->end / 20 * (part * 7 % 21));
		check_journal(&bench);
		act(&bench, ACTION_MESSAGE_ON);
		check_journal(&bench);
		act(&bench, ACTION_MESSAGE_BACK);
		check_journal(&bench);
	}
	bench_close(&bench);
	live_clear(&live);
}

/* --- every way ---------------------------------------------------------------------------------------------- */

static void test_message_by_message_and_back(void **state)
{
	struct straight straight;
	struct bench bench;
	struct live live;
	size_t numbers[2000], steps = 0;

	(void)state;
	live_init(&live);
	live_run(&live, 5, 500);
	bench_open(&bench, sample_open(&live.sample), NULL);
	straight_make(&straight, &bench);
	seek(&bench, -1);
	act(&bench, ACTION_MESSAGE_BACK); /* before everything */
	assert_int_equal(bench.player->now.cursor.number, 0);
	while (bench.player->now.cursor.number + 1 < straight.count) {
		int64_t before = position_of(&bench);
		numbers[steps++] = (size_t)bench.player->now.cursor.number;
		act(&bench, ACTION_MESSAGE_ON);
		assert_true(position_of(&bench) >= before);
		check_at(&bench, &straight, (size_t)bench.player->now.cursor.number, "forwards to");
	}
	assert_in_range(steps, 300, 500);
	act(&bench, ACTION_MESSAGE_ON); /* the end: nothing happens */
	check_at(&bench, &straight, straight.count - 1, "at the end");
	while (steps > 0) {
		act(&bench, ACTION_MESSAGE_BACK);
		if (bench.player->now.cursor.number < straight.count - 2)
			steps--;
		if (steps < 1)
			break;
		check_at(&bench, &straight, (size_t)bench.player->now.cursor.number, "backwards to");
	}
	assert_int_equal(bench.player->now.cursor.number, numbers[0]);
	assert_true(player_status(bench.player)->paused);
	straight_clear(&straight);
	bench_close(&bench);
	live_clear(&live);
}

static void test_every_moment_from_everywhere(void **state)
{
	struct straight straight;
	struct bench bench;
	struct live live;
	uint64_t seed = 77;

	(void)state;
	live_init(&live);
	live_run(&live, 6, 300);
	bench_open(&bench, sample_open(&live.sample), NULL);
	straight_make(&straight, &bench);
	for (int i = 0; i < 600; i++) {
		int64_t time = (int64_t)(random_next(&seed) % (uint64_t)(bench.timeline->end + 1));
		if (i % 3 == 0) /* exactly where a document is */
			time = straight.all[random_next(&seed) % straight.count].time;
		seek(&bench, time);
		assert_int_equal(position_of(&bench), time);
		check_at(&bench, &straight, number_at(&straight, time), "a leap to");
	}
	for (int i = 0; i < 200; i++) { /* message by message from anywhere, both ways */
		act(&bench, i / 20 % 2 == 0 ? ACTION_MESSAGE_BACK : ACTION_MESSAGE_ON);
		check_at(&bench, &straight, (size_t)bench.player->now.cursor.number, "some steps to");
		if (i % 20 == 0)
			seek(&bench, straight.all[random_next(&seed) % straight.count].time);
	}
	straight_clear(&straight);
	bench_close(&bench);
	live_clear(&live);
}

/* So long that it has key frames; before they are made, and afterwards. */
static void check_long(bool prepared)
{
	enum { MESSAGES = 45000, LEAPS = 25 };
	struct straight straight = { .count = 0 };
	struct sample sample;
	struct bench bench;
	struct state walking;
	uint64_t seed = 5;
	char payload[64];

	sample_init(&sample);
	sample_head(&sample);
	for (int i = 0; i < MESSAGES; i++) {
		snprintf(payload, sizeof payload, "{\"value\":%d,\"mode\":\"m%d\"}", i, i / 5000);
		sample_message(&sample, i * CLOCK_MILLISECOND * 10, "box", i % 3 == 0 ? "box/a" : "box/b", payload);
		if (i % 1000 == 500)
			sample_mark(&sample, i * CLOCK_MILLISECOND * 10, "mark");
	}
	sample_end(&sample, MESSAGES * CLOCK_MILLISECOND * 10);
	bench_open(&bench, sample_open(&sample), NULL);
	if (prepared)
		player_prepared(bench.player);
	applier_init(&straight.applier, bench.timeline, &bench.player->profiles);
	for (int i = 0; i < LEAPS; i++) {
		int64_t time = (int64_t)(random_next(&seed) % (uint64_t)(bench.timeline->end + 1));
		if (i == 0 || i == 10)
			time = bench.timeline->end;
		seek(&bench, time);
		state_init(&walking, &straight.applier);
		const struct timeline_item *next;
		while ((next = applier_peek(&straight.applier, &walking)) != NULL && next->time <= time)
			applier_step(&straight.applier, &walking, false);
		fleet_tick(walking.fleet, time);
		assert_int_equal(bench.player->now.cursor.number, walking.cursor.number);
		check_same_fleet(player_fleet(bench.player), walking.fleet, SAME_AS_SEEN, prepared ? "prepared" : "at once");
		state_clear(&walking);
	}
	player_prepared(bench.player);
	assert_in_range(bench.player->frames.count, 2, 4);
	applier_clear(&straight.applier);
	bench_close(&bench);
	sample_clear(&sample);
}

static void test_a_long_one(void **state)
{
	(void)state;
	check_long(true);
	check_long(false);
}

/* --- the clock ----------------------------------------------------------------------------------------------- */

/* One turn of the loop, as app/loop does it. */
static void turn(struct bench *bench)
{
	struct pollfd fds[ENGINE_FDS];
	enum haste haste;

	int64_t left = player_engine.prepare(bench->player, fds, false);
	if (left > 100 * CLOCK_MILLISECOND)
		left = 100 * CLOCK_MILLISECOND; /* a frame, or a key */
	poll(fds, ENGINE_FDS, (int)((left + CLOCK_MILLISECOND - 1) / CLOCK_MILLISECOND));
	player_engine.work(bench->player, 4 * CLOCK_MILLISECOND, &haste);
	player_engine.tick(bench->player);
}

/* Messages at 0, 0.5, 1 … seconds up to `seconds`, and the end. */
static struct timeline *half_seconds(int seconds)
{
	struct sample sample;
	char payload[32];

	sample_init(&sample);
	sample_head(&sample);
	for (int i = 0; i <= 2 * seconds; i++) {
		snprintf(payload, sizeof payload, "%d", i);
		sample_message(&sample, i * CLOCK_SECOND / 2, "box", "box/value", payload);
	}
	sample_end(&sample, seconds * CLOCK_SECOND);
	struct timeline *timeline = sample_open(&sample);
	sample_clear(&sample);
	return timeline;
}

static double value_of(const struct bench *bench)
{
	const struct device *device = fleet_find(player_fleet(bench->player), "box");

	assert_non_null(device);
	return device->metrics[0].value;
}

/* It goes on with the real time times the speed: never further, and it gets to the end. */
static void check_speed(double speed, int seconds)
{
	struct player_settings settings = { speed, false, 0 };
	int64_t began = clock_mono();
	struct bench bench;

	bench_open(&bench, half_seconds(seconds), &settings);
	while (!player_status(bench.player)->paused) {
		turn(&bench);
		int64_t position = position_of(&bench), passed = clock_mono() - began;
		assert_true(speed <= 0 || (double)position <= (double)passed * speed);
		assert_true(value_of(&bench) * (double)CLOCK_SECOND / 2 <= (double)position);
		assert_true(passed < DEADLINE);
	}
	assert_int_equal(position_of(&bench), seconds * CLOCK_SECOND);
	assert_true(value_of(&bench) == 2 * seconds);
	assert_int_equal(bench.notices, 1);
	assert_string_equal(bench.notice, "the end of the recording; Home goes back to its beginning");
	for (int i = 0; i < 5; i++)
		turn(&bench);
	assert_int_equal(bench.notices, 1); /* once is enough */
	act(&bench, ACTION_PAUSE);          /* once more */
	assert_false(player_status(bench.player)->paused);
	assert_true(position_of(&bench) < seconds * CLOCK_SECOND);
	assert_true(value_of(&bench) < 2 * seconds);
	bench_close(&bench);
}

static void test_speed(void **state)
{
	(void)state;
	check_speed(0.25 * 4, 1);
	check_speed(10, 5);
	check_speed(1000, 300);
	check_speed(0, 3600);
}

static void test_speed_keys(void **state)
{
	static const double up[] = { 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 0, 0 };
	static const double down[] = { 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1, 0.5, 0.25, 0.25 };
	struct player_settings odd = { 3, false, 0 };
	struct bench bench;

	(void)state;
	bench_open(&bench, half_seconds(1), NULL);
	for (size_t i = 0; i < sizeof up / sizeof *up; i++) {
		assert_true(player_status(bench.player)->speed == up[i]);
		act(&bench, ACTION_FASTER);
	}
	for (size_t i = 0; i < sizeof down / sizeof *down; i++) {
		act(&bench, ACTION_SLOWER);
		assert_true(player_status(bench.player)->speed == down[i]);
	}
	bench_close(&bench);
	for (int faster = 0; faster < 2; faster++) { /* from a speed between two */
		bench_open(&bench, half_seconds(1), &odd);
		act(&bench, faster ? ACTION_FASTER : ACTION_SLOWER);
		assert_true(player_status(bench.player)->speed == (faster ? 5 : 2));
		bench_close(&bench);
	}
}

static void test_speeds_as_texts(void **state)
{
	static const struct {
		const char *text;
		double speed; /* -1: it isn't one */
	} cases[] = {
		{ "1", 1 },     { "2x", 2 },      { "0.25", 0.25 }, { "0.5x", 0.5 }, { "1000", 1000 }, { "max", 0 },
		{ "2.5", 2.5 }, { "0", -1 },      { "0.2", -1 },    { "1001", -1 },  { "-1", -1 },     { "fast", -1 },
		{ "", -1 },     { "2xx", -1 },    { "2 x", -1 },    { "nan", -1 },   { "inf", -1 },    { "max ", -1 },
		{ "x2", -1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct error error = ERROR_INIT;
		double speed = -2;
		bool good = player_speed_parse(cases[i].text, &speed, &error);
		if (good != (cases[i].speed >= 0) || (good && speed != cases[i].speed))
			fail_msg("'%s' gives %g", cases[i].text, speed);
		if (!good)
			assert_non_null(strstr(error.text, "expected a number from 0.25 to 1000, or max"));
	}
}

static void test_loop(void **state)
{
	struct player_settings settings = { 1000, true, 0 };
	int64_t deadline = clock_mono() + DEADLINE, before = 0;
	struct bench bench;
	int rounds = 0;

	(void)state;
	bench_open(&bench, half_seconds(20), &settings);
	while (rounds < 3) {
		assert_true(clock_mono() < deadline);
		turn(&bench);
		rounds += position_of(&bench) < before;
		before = position_of(&bench);
		assert_false(player_status(bench.player)->paused);
	}
	assert_int_equal(bench.notices, 0);
	act(&bench, ACTION_LOOP);
	assert_false(player_status(bench.player)->loop);
	while (!player_status(bench.player)->paused) {
		assert_true(clock_mono() < deadline);
		turn(&bench);
	}
	assert_int_equal(position_of(&bench), 20 * CLOCK_SECOND);
	act(&bench, ACTION_LOOP);
	assert_true(player_status(bench.player)->loop);
	bench_close(&bench);
}

/* A pause of an hour between two messages lasts no longer than the limit; a shorter one lasts as long as it did. */
static void test_idle_limit(void **state)
{
	static const int64_t limit = CLOCK_SECOND / 10;
	struct player_settings settings = { 1, false, limit };
	int64_t began = clock_mono();
	struct sample sample;
	struct bench bench;

	(void)state;
	sample_init(&sample);
	sample_head(&sample);
	sample_message(&sample, CLOCK_HOUR, "box", "box/value", "0");
	for (int i = 1; i <= 3; i++) /* 50 ms each */
		sample_message(&sample, CLOCK_HOUR + i * CLOCK_SECOND / 20, "box", "box/value", "1");
	sample_message(&sample, 3 * CLOCK_HOUR, "box", "box/value", "2");
	sample_end(&sample, 3 * CLOCK_HOUR);
	bench_open(&bench, sample_open(&sample), &settings);
	while (!player_status(bench.player)->paused) {
		assert_true(clock_mono() - began < DEADLINE);
		turn(&bench);
	}
	assert_int_equal(position_of(&bench), 3 * CLOCK_HOUR);
	assert_true(value_of(&bench) == 2);
	/* two pauses were cut to the limit, three lasted as long as they did */
	assert_true(clock_mono() - began >= 2 * limit + 3 * CLOCK_SECOND / 20);
	bench_close(&bench);
	sample_clear(&sample);
}

static void test_paused_it_stands(void **state)
{
	struct bench bench;
	struct pollfd fds[ENGINE_FDS];
	enum haste haste;

	(void)state;
	bench_open(&bench, half_seconds(10), NULL);
	seek(&bench, 3 * CLOCK_SECOND);
	assert_true(player_engine.prepare(bench.player, fds, false) == INT64_MAX);
	for (int i = 0; i < ENGINE_FDS; i++)
		assert_int_equal(fds[i].fd, -1);
	poll(NULL, 0, 20);
	assert_false(player_engine.work(bench.player, CLOCK_SECOND, &haste));
	player_engine.tick(bench.player);
	assert_int_equal(position_of(&bench), 3 * CLOCK_SECOND);
	assert_int_equal(fleet_now(player_fleet(bench.player)), 3 * CLOCK_SECOND);
	act(&bench, ACTION_PAUSE); /* and it goes on from there, not from where it would have been */
	turn(&bench);
	assert_true(position_of(&bench) < 4 * CLOCK_SECOND);
	bench_close(&bench);
}

static void test_leaps(void **state)
{
	static const struct {
		enum action action;
		int64_t to; /* seconds */
	} leaps[] = {
		{ ACTION_SECONDS_ON, 5 },    { ACTION_SECONDS_ON, 10 },   { ACTION_MINUTE_ON, 70 },
		{ ACTION_SECONDS_BACK, 65 }, { ACTION_MINUTE_BACK, 5 },   { ACTION_MINUTE_BACK, 0 },
		{ ACTION_SECONDS_BACK, 0 },  { ACTION_END, 100 },         { ACTION_SECONDS_ON, 100 },
		{ ACTION_MINUTE_ON, 100 },   { ACTION_SECONDS_BACK, 95 }, { ACTION_BEGIN, 0 },
	};
	struct bench bench;

	(void)state;
	bench_open(&bench, half_seconds(100), NULL);
	for (size_t i = 0; i < sizeof leaps / sizeof *leaps; i++) {
		act(&bench, leaps[i].action);
		assert_int_equal(position_of(&bench), leaps[i].to * CLOCK_SECOND);
		assert_true(value_of(&bench) == (double)(2 * leaps[i].to));
	}
	assert_true(bench.replaced > 0);
	bench_close(&bench);
}

static void test_go_to(void **state)
{
	struct error error = ERROR_INIT;
	struct bench bench;

	(void)state;
	bench_open(&bench, half_seconds(100), NULL);
	assert_true(player_go_to(bench.player, "+30", &error));
	player_wait(bench.player);
	assert_int_equal(position_of(&bench), 30 * CLOCK_SECOND);
	assert_true(player_go_to(bench.player, "-10", &error));
	player_wait(bench.player);
	assert_int_equal(position_of(&bench), 90 * CLOCK_SECOND);
	assert_false(player_go_to(bench.player, "+1d", &error));
	assert_non_null(strstr(error.text, "is not in the recording"));
	error = (struct error)ERROR_INIT;
	assert_false(player_go_to(bench.player, "mark:none", &error));
	assert_non_null(strstr(error.text, "there are no marks in the recording"));
	assert_int_equal(position_of(&bench), 90 * CLOCK_SECOND);
	bench_close(&bench);
}

/* --- the clock on the wall ------------------------------------------------------------------------------------- */

/* What was there before the recording came at other times; the clock shows the recording's. */
static void test_the_wall_clock_at_the_beginning(void **state)
{
	struct message earlier = { .topic = "a/b", .topic_length = 3, .payload = "1", .payload_length = 1, .earlier = true };
	struct sample sample;
	struct bench bench;

	(void)state;
	sample_init(&sample);
	sample_head(&sample);
	struct encoder_stamp before = sample_stamp(&sample, -CLOCK_HOUR, "a");
	encoder_message(sample.encoder, &before, &earlier, &sample.documents);
	sample_message(&sample, 10 * CLOCK_SECOND, "a", "a/b", "2");
	sample_end(&sample, 20 * CLOCK_SECOND);
	bench_open(&bench, sample_open(&sample), NULL);
	for (int64_t time = 0; time <= 20 * CLOCK_SECOND; time += CLOCK_SECOND / 2) {
		seek(&bench, time);
		assert_int_equal(player_engine.wall(bench.player), SAMPLE_WALL + time);
		assert_int_equal(player_engine.wall(bench.player), timeline_wall(bench.timeline, time));
	}
	bench_close(&bench);
	sample_clear(&sample);
}

/* --- events -------------------------------------------------------------------------------------------------- */

static void put_command(struct sample *sample, int64_t mono, struct command *command, enum command_state state)
{
	struct encoder_stamp stamp = sample_stamp(sample, mono, "b1");

	if (state == COMMAND_SENT)
		command_mark_sent(command, mono);
	else if (state != COMMAND_ASKED)
		command_step(command, state, mono, "because %s", command_state_text(state));
	encoder_command(sample->encoder, &stamp, command, "dbx/b1/do", "payload", &sample->documents);
}

/* Every step that a command can take, at seconds of its own. */
static void test_commands_through_all_steps(void **state)
{
	static const enum command_state ends[] = { COMMAND_ACKNOWLEDGED, COMMAND_DONE,      COMMAND_REFUSED,
		                                   COMMAND_CANCELLED,    COMMAND_FAILED,    COMMAND_TIMED_OUT,
		                                   COMMAND_CONTRADICTED, COMMAND_REPLACED };
	static const enum command_state way[] = { COMMAND_ASKED, COMMAND_SENT, COMMAND_ACCEPTED };
	enum { COUNT = sizeof ends / sizeof *ends };
	struct live live;
	struct bench bench;

	(void)state;
	live_init(&live);
	live_say(&live, "dbx/b1/status", "{\"hatch_status\":0,\"lift_status\":0}");
	struct device *device = fleet_find(live.fleet, "b1");
	for (int i = 0; i < COUNT; i++) {
		struct command command = { .id = (uint64_t)i + 7, .device = device,
			                   .definition = &device->profile->commands[i % 4], .who = "me@here",
			                   .sent = CLOCK_NEVER, .accepted = CLOCK_NEVER, .ended = CLOCK_NEVER };
		bool sent = ends[i] != COMMAND_REFUSED && ends[i] != COMMAND_CANCELLED;
		command.asked = (10 * i + 1) * CLOCK_SECOND;
		for (int step = 0; step < (sent ? 3 : 1); step++)
			put_command(&live.sample, (10 * i + 1 + step) * CLOCK_SECOND, &command, way[step]);
		put_command(&live.sample, (10 * i + 5) * CLOCK_SECOND, &command, ends[i]);
	}
	sample_end(&live.sample, 10 * COUNT * CLOCK_SECOND);
	bench_open(&bench, sample_open(&live.sample), NULL);
	for (int round = 0; round < 2; round++) { /* forwards, and backwards */
		for (int k = 0; k < COUNT; k++) {
			int i = round == 0 ? k : COUNT - 1 - k;
			bool sent = ends[i] != COMMAND_REFUSED && ends[i] != COMMAND_CANCELLED;
			for (int second = 0; second < 7; second++) {
				int step = round == 0 ? second : 6 - second;
				seek(&bench, (10 * i + step) * CLOCK_SECOND);
				const struct fleet *fleet = player_fleet(bench.player);
				const struct command *command = fleet_command(fleet, 0);
				if (step == 0) { /* not asked yet */
					assert_int_equal(command != NULL ? command->id : 0, i > 0 ? i + 6 : 0);
					continue;
				}
				enum command_state expected = step >= 5 ? ends[i] : sent && step < 4 ? way[step - 1]
				                              : sent ? COMMAND_ACCEPTED : COMMAND_ASKED;
				assert_int_equal(command->id, i + 7);
				if (command->state != expected)
					fail_msg("command %d is %s at its second %d, not %s", i,
					         command_state_text(command->state), step, command_state_text(expected));
				assert_string_equal(command->who, "me@here");
				assert_string_equal(command->definition->name, device->profile->commands[i % 4].name);
				assert_string_equal(command->device->id, "b1");
				assert_int_equal(command->asked, (10 * i + 1) * CLOCK_SECOND);
				if (step >= 5) {
					char reason[64];
					snprintf(reason, sizeof reason, "because %s", command_state_text(ends[i]));
					assert_string_equal(command->reason, reason);
					assert_int_equal(command->ended, (10 * i + 5) * CLOCK_SECOND);
				}
				assert_int_equal(fleet_counts(fleet)->active_commands, expected == COMMAND_SENT ||
				                                                       expected == COMMAND_ACCEPTED);
			}
		}
	}
	bench_close(&bench);
	live_clear(&live);
}

/* A message of the user's own belongs to no device; all that it is stands in the recording. */
static void test_messages_of_the_users_own(void **state)
{
	char longer[6000];
	struct live live;
	struct bench bench;

	(void)state;
	live_init(&live);
	memset(longer, 'x', sizeof longer - 1);
	longer[sizeof longer - 1] = '\0';
	for (int i = 0; i < 2; i++) {
		struct profile_command *own = command_own_new("lights", "home/lights", i == 0 ? "{\"on\": 1}" : longer, 1, i == 0);
		struct command command = { .id = (uint64_t)i + 1, .definition = own, .who = "me@here", .sent = CLOCK_NEVER,
			                   .accepted = CLOCK_NEVER, .ended = CLOCK_NEVER };
		static const enum command_state way[] = { COMMAND_ASKED, COMMAND_SENT, COMMAND_DONE };
		for (int step = 0; step < 3; step++) {
			int64_t mono = (10 * i + 1 + step) * CLOCK_SECOND;
			struct encoder_stamp stamp = sample_stamp(&live.sample, mono, NULL);
			if (way[step] == COMMAND_SENT)
				command_mark_sent(&command, mono);
			else if (way[step] == COMMAND_DONE)
				command_step(&command, COMMAND_DONE, mono, "%s", "the broker has it");
			encoder_command(live.sample.encoder, &stamp, &command, own->topic, own->payload, &live.sample.documents);
		}
		command_own_free(own);
	}
	sample_end(&live.sample, 20 * CLOCK_SECOND);
	bench_open(&bench, sample_open(&live.sample), NULL);
	for (int second = 19; second >= 0; second -= 1) { /* backwards: from copies */
		seek(&bench, second * CLOCK_SECOND);
		const struct command *command = fleet_command(player_fleet(bench.player), 0);
		if (second < 1) {
			assert_null(command);
			continue;
		}
		assert_null(command->device);
		assert_string_equal(command_title(command), "home/lights");
		assert_string_equal(command->definition->name, "lights");
		assert_int_equal(command->definition->qos, 1);
		assert_int_equal(command->id, second < 11 ? 1 : 2);
		assert_int_equal(command->definition->retain, second < 11);
		enum command_state expected = second % 10 == 1 ? COMMAND_ASKED : second % 10 == 2 ? COMMAND_SENT : COMMAND_DONE;
		assert_int_equal(command->state, second == 10 ? COMMAND_DONE : expected);
		if (second < 11)
			assert_string_equal(command->definition->payload, "{\"on\": 1}");
		else
			assert_int_equal(strlen(command->definition->payload), 4095); /* what one can look at */
		assert_null(fleet_command(player_fleet(bench.player), second < 11 ? 1 : 2));
	}
	bench_close(&bench);
	live_clear(&live);
}

/* In a replay only what was recorded happens: nothing times out or is proved by itself. */
static void test_commands_do_nothing_by_themselves(void **state)
{
	struct live live;
	struct bench bench;

	(void)state;
	live_init(&live);
	live_say(&live, "dbx/b1/status", "{\"hatch_status\":0,\"lift_status\":0}");
	struct device *device = fleet_find(live.fleet, "b1");
	struct command command = { .id = 1, .device = device, .definition = &device->profile->commands[0], .who = "me",
		                   .sent = CLOCK_NEVER, .accepted = CLOCK_NEVER, .ended = CLOCK_NEVER };
	put_command(&live.sample, CLOCK_SECOND, &command, COMMAND_ASKED);
	put_command(&live.sample, CLOCK_SECOND, &command, COMMAND_SENT);
	sample_message(&live.sample, 2 * CLOCK_SECOND, "b1", "dbx/b1/status", "{\"hatch_status\":1}");
	sample_end(&live.sample, CLOCK_HOUR);
	bench_open(&bench, sample_open(&live.sample), NULL);
	seek(&bench, CLOCK_HOUR);
	assert_int_equal(fleet_command(player_fleet(bench.player), 0)->state, COMMAND_SENT);
	bench_close(&bench);
	live_clear(&live);
}

static void put_link(struct sample *sample, int64_t mono, const char *what, const char *text)
{
	struct encoder_stamp stamp = sample_stamp(sample, mono, NULL);

	encoder_link(sample->encoder, &stamp, what, text, 0, strcmp(what, "down") == 0 ? 3 * CLOCK_SECOND : 0,
	             &sample->documents);
}

static void test_the_link(void **state)
{
	struct sample sample;
	struct bench bench;
	const struct link *link;

	(void)state;
	sample_init(&sample);
	sample.head.name = "home";
	sample.head.url = "mqtt://there:1883";
	sample_head(&sample);
	put_link(&sample, 0, "up", "");
	put_link(&sample, 0, "refused", "secret/#");
	sample_message(&sample, CLOCK_SECOND, "a", "a/b", "1");
	put_link(&sample, 5 * CLOCK_SECOND, "down", "connection lost\x1b[2J");
	put_link(&sample, 8 * CLOCK_SECOND, "connecting", "");
	put_link(&sample, 9 * CLOCK_SECOND, "up", "");
	sample_end(&sample, 10 * CLOCK_SECOND);
	bench_open(&bench, sample_open(&sample), NULL);
	for (int round = 0; round < 2; round++) {
		seek(&bench, 0);
		link = player_link(bench.player);
		assert_string_equal(link->name, "home");
		assert_string_equal(link->url, "mqtt://there:1883");
		assert_int_equal(link->state, LINK_UP);
		assert_int_equal(link->connects, 1);
		assert_int_equal(link->refused_filters, 1);
		assert_string_equal(link->refused, "secret/#");
		seek(&bench, 6 * CLOCK_SECOND);
		link = player_link(bench.player);
		assert_int_equal(link->state, LINK_WAITING);
		assert_string_equal(link->reason, "connection lost\\x1b[2J"); /* cleaned */
		assert_int_equal(link->since, 5 * CLOCK_SECOND);
		assert_int_equal(link->retry_at, 8 * CLOCK_SECOND);
		seek(&bench, 17 * CLOCK_SECOND / 2);
		assert_int_equal(player_link(bench.player)->state, LINK_CONNECTING);
		seek(&bench, 10 * CLOCK_SECOND);
		link = player_link(bench.player);
		assert_int_equal(link->state, LINK_UP);
		assert_int_equal(link->connects, 2);
		assert_int_equal(link->refused_filters, 0);
		assert_string_equal(link->reason, "");
	}
	bench_close(&bench);
	sample_clear(&sample);
}

static void test_from_event_to_event(void **state)
{
	struct encoder_stamp stamp;
	struct sample sample;
	struct bench bench;

	(void)state;
	sample_init(&sample);
	sample_head(&sample);
	put_link(&sample, 0, "up", "");
	sample_mark(&sample, 5 * CLOCK_SECOND, "first mark");
	stamp = sample_stamp(&sample, 10 * CLOCK_SECOND, "oven");
	encoder_alert(sample.encoder, &stamp, "metric", "temp", "alarm", 99, "oven: temp is 99", &sample.documents);
	stamp = sample_stamp(&sample, 12 * CLOCK_SECOND, "oven");
	encoder_alert(sample.encoder, &stamp, "metric", "temp", "good", 50, "oven: within its limits", &sample.documents);
	stamp = sample_stamp(&sample, 20 * CLOCK_SECOND, NULL);
	encoder_gap(sample.encoder, &stamp, sample.ahead + 15 * CLOCK_SECOND, 15 * CLOCK_SECOND, 7, "lost\x1b", &sample.documents);
	sample_mark(&sample, 30 * CLOCK_SECOND, "");
	sample_end(&sample, 40 * CLOCK_SECOND);
	bench_open(&bench, sample_open(&sample), NULL);
	static const struct {
		int64_t time;
		const char *notice;
	} stops[] = {
		{ 5, "mark: first mark" },
		{ 10, "oven: temp is 99" },
		{ 20, "gap of 5 s, 7 messages lost: lost\\x1b" },
		{ 30, "mark: " },
	};
	for (size_t i = 0; i < 4; i++) {
		act(&bench, ACTION_EVENT_ON);
		assert_int_equal(position_of(&bench), stops[i].time * CLOCK_SECOND);
		assert_string_equal(bench.notice, stops[i].notice);
	}
	act(&bench, ACTION_EVENT_ON);
	assert_string_equal(bench.notice, "nothing marked, ordered or alarming follows");
	assert_int_equal(position_of(&bench), 30 * CLOCK_SECOND);
	for (size_t i = 3; i-- > 0;) {
		act(&bench, ACTION_EVENT_BACK);
		assert_int_equal(position_of(&bench), stops[i].time * CLOCK_SECOND);
		assert_string_equal(bench.notice, stops[i].notice);
	}
	act(&bench, ACTION_EVENT_BACK);
	assert_string_equal(bench.notice, "nothing marked, ordered or alarming before");
	const struct playback_status *status = player_status(bench.player);
	assert_int_equal(status->event_count, 4); /* the end of an alert isn't one */
	assert_int_equal(status->events[2].since, 15 * CLOCK_SECOND);
	bench_close(&bench);
	sample_clear(&sample);
}

static void put_alert_note(struct sample *sample, int64_t time, const char *about, const char *kind, const char *name,
                           int64_t lasts)
{
	struct encoder_stamp stamp = sample_stamp(sample, time, "b1");
	struct encoder_alert_note note = { about, kind, "dbx", name, "ann@gw", lasts, "" };

	encoder_alert_note(sample->encoder, &stamp, &note, &sample->documents);
}

static const struct alert *alert_at(struct bench *bench, int64_t time)
{
	seek(bench, time);
	return &fleet_alerts(player_fleet(bench->player))->all[0];
}

/* The model makes the alerts, and the recording says what people did about them; wherever one comes from. */
static void test_alerts(void **state)
{
	struct sample sample;
	struct bench bench;

	(void)state;
	sample_init(&sample);
	sample.head.alerts_off = 1u << ALERT_STALE;
	sample_head(&sample);
	sample_message(&sample, 0, "b1", "dbx/b1/status", "{\"temperature\":50}");
	put_alert_note(&sample, 5 * CLOCK_SECOND, "acknowledged", "limit", "temp", 0);
	put_alert_note(&sample, 6 * CLOCK_SECOND, "acknowledged", "limit", "nothing", 0); /* it has none such */
	put_alert_note(&sample, 7 * CLOCK_SECOND, "acknowledged", "noise", "temp", 0);
	put_alert_note(&sample, 10 * CLOCK_SECOND, "muted", "limit", "temp", 10 * CLOCK_SECOND);
	put_alert_note(&sample, 25 * CLOCK_SECOND, "muted", "limit", "temp", INT64_MAX / 2); /* no such time */
	put_alert_note(&sample, 30 * CLOCK_SECOND, "muted", "limit", "temp", CLOCK_HOUR);
	put_alert_note(&sample, 31 * CLOCK_SECOND, "unmuted", "limit", "temp", 0);
	sample_end(&sample, 400 * CLOCK_SECOND);
	bench_open(&bench, sample_open(&sample), NULL);
	for (int again = 0; again < 2; again++) {
		assert_false(alert_at(&bench, CLOCK_SECOND)->acknowledged);
		assert_true(alert_at(&bench, 8 * CLOCK_SECOND)->acknowledged);
		assert_string_equal(alert_at(&bench, 8 * CLOCK_SECOND)->who, "ann@gw");
		assert_true(alert_is_muted(alert_at(&bench, 15 * CLOCK_SECOND)));
		assert_false(alert_is_muted(alert_at(&bench, 21 * CLOCK_SECOND)));
		assert_false(alert_is_muted(alert_at(&bench, 26 * CLOCK_SECOND)));
		assert_true(alert_is_muted(alert_at(&bench, 30 * CLOCK_SECOND)));
		assert_false(alert_is_muted(alert_at(&bench, 35 * CLOCK_SECOND)));
		alert_at(&bench, 399 * CLOCK_SECOND);
		assert_int_equal(fleet_counts(player_fleet(bench.player))->stale, 1);
		assert_int_equal(fleet_counts(player_fleet(bench.player))->alerts, 1); /* of silence it was to make none */
	}
	bench_close(&bench);
	sample_clear(&sample);
}

/* The log holds what had happened by then, wherever one comes from. */
static void test_the_log(void **state)
{
	struct sample sample;
	struct bench bench;
	char note[32];

	(void)state;
	sample_init(&sample);
	sample_head(&sample);
	for (int i = 1; i <= 1500; i++) {
		snprintf(note, sizeof note, "number %d", i);
		sample_mark(&sample, i * CLOCK_SECOND, note);
	}
	sample_end(&sample, 1501 * CLOCK_SECOND);
	bench_open(&bench, sample_open(&sample), NULL);
	static const int way[] = { 3, 1, 0, 700, 1200, 699, 1500, 1499, 20, 0, 1500 };
	for (size_t i = 0; i < sizeof way / sizeof *way; i++) {
		seek(&bench, way[i] * CLOCK_SECOND + CLOCK_SECOND / 2);
		const struct log *log = player_log(bench.player);
		size_t count = (size_t)(way[i] < 1000 ? way[i] : 1000);
		assert_int_equal(log_count(log), count);
		for (size_t line = 0; line < count; line += count > 20 ? 97 : 1) {
			const struct log_line *said = log_at(log, line);
			snprintf(note, sizeof note, "mark: number %d", way[i] - (int)line);
			assert_string_equal(said->text, note);
			assert_int_equal(said->wall, SAMPLE_WALL + (way[i] - (int64_t)line) * CLOCK_SECOND);
		}
	}
	bench_close(&bench);
	sample_clear(&sample);
}

/* --- several files --------------------------------------------------------------------------------------------- */

/* A second recording begins with how things stood then: between the two, nobody was listening. */
static void test_a_second_recording_says_how_things_stood(void **state)
{
	struct message earlier = { .topic = "a/b", .topic_length = 3, .payload = "3", .payload_length = 1, .earlier = true };
	struct error error = ERROR_INIT;
	struct sample one, two;
	struct bench bench;
	char first[512], second[512], *paths[] = { second, first };

	(void)state;
	sample_init(&one);
	sample_head(&one);
	sample_message(&one, CLOCK_SECOND, "a", "a/b", "1");
	sample_end(&one, 2 * CLOCK_SECOND);
	sample_save(&one, "first.bson", first, sizeof first);
	sample_init(&two);
	two.head.session = "abcdefabcdefabcdefabcdef";
	two.ahead += CLOCK_HOUR;
	sample_head(&two);
	struct encoder_stamp before = sample_stamp(&two, -CLOCK_MINUTE, "a");
	encoder_message(two.encoder, &before, &earlier, &two.documents);
	sample_message(&two, CLOCK_SECOND, "a", "a/b", "4");
	sample_end(&two, 2 * CLOCK_SECOND);
	sample_save(&two, "second.bson", second, sizeof second);
	struct timeline *timeline = timeline_open(paths, 2, &error);
	assert_non_null(timeline);
	bench_open(&bench, timeline, NULL);
	static const struct {
		int64_t time;
		double value;
	} moments[] = { { CLOCK_SECOND, 1 }, { CLOCK_HOUR - 1, 1 }, { CLOCK_HOUR, 3 }, { CLOCK_HOUR + CLOCK_SECOND, 4 } };
	for (size_t i = 0; i < 8; i++) {
		size_t k = i < 4 ? i : 7 - i;
		seek(&bench, moments[k].time);
		assert_true(fleet_find(player_fleet(bench.player), "a")->metrics[0].value == moments[k].value);
	}
	bench_close(&bench);
	sample_clear(&one);
	sample_clear(&two);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_replay_is_what_was),
		cmocka_unit_test(test_the_last_messages),
		cmocka_unit_test(test_message_by_message_and_back),
		cmocka_unit_test(test_every_moment_from_everywhere),
		cmocka_unit_test(test_a_long_one),
		cmocka_unit_test(test_speed),
		cmocka_unit_test(test_speed_keys),
		cmocka_unit_test(test_speeds_as_texts),
		cmocka_unit_test(test_loop),
		cmocka_unit_test(test_idle_limit),
		cmocka_unit_test(test_paused_it_stands),
		cmocka_unit_test(test_leaps),
		cmocka_unit_test(test_go_to),
		cmocka_unit_test(test_the_wall_clock_at_the_beginning),
		cmocka_unit_test(test_commands_through_all_steps),
		cmocka_unit_test(test_messages_of_the_users_own),
		cmocka_unit_test(test_commands_do_nothing_by_themselves),
		cmocka_unit_test(test_the_link),
		cmocka_unit_test(test_from_event_to_event),
		cmocka_unit_test(test_alerts),
		cmocka_unit_test(test_the_log),
		cmocka_unit_test(test_a_second_recording_says_how_things_stood),
	};

	return cmocka_run_group_tests_name("player", tests, folder_set_up, folder_tear_down);
}
