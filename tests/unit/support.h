/*
 * support: what several unit tests share: a fleet on a clock of the test's own, folders that vanish again,
 * and random numbers that are the same in every run.
 */
#ifndef TELLTALE_TESTS_UNIT_SUPPORT_H
#define TELLTALE_TESTS_UNIT_SUPPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "telltale/conf/profile_text.h"
#include "telltale/core/fleet.h"

/* Model time at which a stage begins, and what its wall clock is ahead of it. */
#define STAGE_BEGIN (1000 * INT64_C(1000000000))
#define STAGE_WALL (INT64_C(1700000000) * INT64_C(1000000000))

/* A fleet with the profiles that it knows, a clock, and what its observer was told last. */
struct stage {
	struct profiles profiles;
	struct fleet *fleet;
	int64_t now;
	unsigned presences, levels, steps; /* how often the observer was called */
	enum presence presence_before;
	enum level level_before;
	unsigned alert_steps;    /* the same of alerts: how many, the last one, and the alert then */
	enum alert_step alert_step;
	struct alert alert;
	enum command_state step;
};

/* A stage with the built-in profiles and those of a text (which come first; NULL: none), and with caps (0: plenty). */
struct stage *stage_new(const char *profile_text, size_t most_topics, size_t most_devices);
void stage_free(struct stage *stage);

/* A message that comes now: live, or one that the broker had kept. */
void stage_say(struct stage *stage, const char *topic, const char *payload);
void stage_stored(struct stage *stage, const char *topic, const char *payload);

/* A message to a model that decodes it whole: neither shapes nor tallies have anything to do with it. */
void stage_apply_whole(struct fleet *fleet, const struct message *message);

/* Lets time pass and ticks. */
void stage_pass(struct stage *stage, int64_t nanoseconds);

/* A device, its status or its metric by name; the test fails where there is none. */
struct device *stage_device(struct stage *stage, const char *name);
struct status *stage_status(struct stage *stage, const char *device, const char *name);
struct metric *stage_metric(struct stage *stage, const char *device, const char *name);

/* Asks for a command and says yes. */
struct command *stage_send(struct stage *stage, const char *device, const char *command);

/* Makes a folder in the test's temporary place; path gets its name. Removes one with all that is in it. */
void folder_make(char *path, size_t size);
void folder_remove(const char *path);

/* A folder for the tests of one program: made before them (or each), removed behind them. */
extern char folder[256];
int folder_set_up(void **state);
int folder_tear_down(void **state);

/* Writes FOLDER/NAME, making folders on the way; path (may be NULL) gets its name. */
void folder_write(const char *where, const char *name, const char *text, char *path, size_t size);

/* splitmix64; begins with any state. */
uint64_t random_next(uint64_t *state);

/* Whether two numbers are the same but for rounding. */
bool nearly(double a, double b);

#endif
