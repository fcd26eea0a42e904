/* support: see support.h */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <ftw.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "support.h"

#include "telltale/base/clock.h"
#include "telltale/base/memory.h"

static void on_command(void *self, const struct command *command)
{
	struct stage *stage = self;

	stage->steps++;
	stage->step = command->state;
}

static void on_presence(void *self, const struct device *device, enum presence before)
{
	struct stage *stage = self;

	assert_int_not_equal(device->presence, before);
	stage->presences++;
	stage->presence_before = before;
}

static void on_alert(void *self, const struct alert *alert, enum alert_step step)
{
	struct stage *stage = self;

	assert_non_null(alert->key.device);
	stage->alert_steps++;
	stage->alert_step = step;
	stage->alert = *alert;
	if (alert->key.kind != ALERT_LIMIT || alert->level == alert->before)
		return;
	stage->levels++;
	stage->level_before = alert->before;
}

struct stage *stage_new(const char *profile_text, size_t most_topics, size_t most_devices)
{
	struct stage *stage = memory_zeroed(1, sizeof *stage);
	struct error error = ERROR_INIT;

	if (profile_text != NULL && !profiles_add_text(&stage->profiles, "test", profile_text, &error))
		fail_msg("%s", error.text);
	if (!profiles_add_builtin(&stage->profiles, &error))
		fail_msg("%s", error.text);
	struct fleet_settings settings = {
		.profiles = (const struct profile *const *)stage->profiles.all,
		.profile_count = stage->profiles.count,
		.most_topics = most_topics > 0 ? most_topics : 1000,
		.most_devices = most_devices > 0 ? most_devices : 1000,
		.stale_after = 300 * CLOCK_SECOND,
		.observer = { .self = stage, .command = on_command, .presence = on_presence, .alert = on_alert },
	};
	stage->fleet = fleet_new(&settings);
	stage->now = STAGE_BEGIN;
	fleet_tick(stage->fleet, stage->now);
	return stage;
}

void stage_free(struct stage *stage)
{
	fleet_free(stage->fleet);
	profiles_clear(&stage->profiles);
	free(stage);
}

static void apply(struct stage *stage, const char *topic, const char *payload, bool stored)
{
	struct message message = {
		.topic = topic,
		.topic_length = strlen(topic),
		.payload = payload,
		.payload_length = strlen(payload),
		.wall = STAGE_WALL + stage->now,
		.mono = stage->now,
		.stored = stored,
	};

	fleet_apply(stage->fleet, &message);
}

void stage_say(struct stage *stage, const char *topic, const char *payload)
{
	apply(stage, topic, payload, false);
}

void stage_stored(struct stage *stage, const char *topic, const char *payload)
{
	apply(stage, topic, payload, true);
}

void stage_apply_whole(struct fleet *fleet, const struct message *message)
{
	struct value value = value_decode(fleet_decoder(fleet), message->payload, message->payload_length);

	fleet_apply_decoded(fleet, message, &value, 1);
	for (size_t i = 0; i < fleet_counts(fleet)->topics; i++)
		if (fleet_missing(fleet, i) != 0)
			fleet_keep(fleet, i, message->payload, message->payload_length);
}

void stage_pass(struct stage *stage, int64_t nanoseconds)
{
	stage->now += nanoseconds;
	fleet_tick(stage->fleet, stage->now);
}

struct device *stage_device(struct stage *stage, const char *name)
{
	struct device *device = fleet_find(stage->fleet, name);

	if (device == NULL)
		fail_msg("there is no device '%s'", name);
	return device;
}

struct status *stage_status(struct stage *stage, const char *device_name, const char *name)
{
	struct device *device = stage_device(stage, device_name);

	for (size_t i = 0; i < device->status_count; i++)
		if (strcmp(device->statuses[i].name, name) == 0)
			return &device->statuses[i];
	fail_msg("'%s' has no status '%s'", device_name, name);
	return NULL;
}

struct metric *stage_metric(struct stage *stage, const char *device_name, const char *name)
{
	struct device *device = stage_device(stage, device_name);

	for (size_t i = 0; i < device->metric_count; i++)
		if (strcmp(device->metrics[i].name, name) == 0)
			return &device->metrics[i];
	fail_msg("'%s' has no metric '%s'", device_name, name);
	return NULL;
}

struct command *stage_send(struct stage *stage, const char *device_name, const char *name)
{
	struct device *device = stage_device(stage, device_name);
	const struct profile_command *definition = NULL;

	for (size_t i = 0; i < device->profile->command_count; i++)
		if (strcmp(device->profile->commands[i].name, name) == 0)
			definition = &device->profile->commands[i];
	assert_non_null(definition);
	struct command *command =
	    fleet_ask(stage->fleet, device, definition, "me@here", STAGE_WALL + stage->now);
	fleet_confirm(stage->fleet, command, STAGE_WALL + stage->now);
	return command;
}

void folder_make(char *path, size_t size)
{
	const char *place = getenv("TMPDIR");

	snprintf(path, size, "%s/telltale-unit-XXXXXX", place != NULL && *place != '\0' ? place : "/tmp");
	assert_non_null(mkdtemp(path));
}

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *walk)
{
	(void)status;
	(void)type;
	(void)walk;
	return remove(path);
}

void folder_remove(const char *path)
{
	assert_int_equal(nftw(path, remove_entry, 8, FTW_DEPTH | FTW_PHYS), 0);
}

char folder[256];

int folder_set_up(void **state)
{
	(void)state;
	folder_make(folder, sizeof folder);
	return 0;
}

int folder_tear_down(void **state)
{
	(void)state;
	folder_remove(folder);
	return 0;
}

void folder_write(const char *where, const char *name, const char *text, char *path, size_t size)
{
	char full[512];

	snprintf(full, sizeof full, "%s/%s", where, name);
	for (char *slash = strchr(full + strlen(where) + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(full, 0700);
		*slash = '/';
	}
	FILE *file = fopen(full, "wb");
	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
	assert_int_equal(fclose(file), 0);
	if (path != NULL)
		snprintf(path, size, "%s", full);
}

uint64_t random_next(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

bool nearly(double a, double b)
{
	return fabs(a - b) <= 1e-6 * (1 + fabs(a));
}
