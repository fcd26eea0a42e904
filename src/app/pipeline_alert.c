/* pipeline_alert: what becomes of an alert: a line in the log, a document, a bell, a run of the user's program; see
 * include/telltale/app/pipeline.h */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "app/pipeline_private.h"
#include "telltale/base/clock.h"

enum { WORDS = 400 };

static enum log_level log_level_of(enum level level)
{
	return level == LEVEL_ALARM ? LOG_ALARM : level == LEVEL_WARN ? LOG_WARNING : LOG_NOTE;
}

/* --- in words -------------------------------------------------------------------------------------------- */

static void value_text(const struct alert *alert, char *text, size_t size)
{
	const struct device *device = alert->key.device;
	const struct metric *metric = &device->metrics[alert->key.index];
	char value[64];

	if (alert->key.kind == ALERT_STATUS) {
		snprintf(text, size, "%s", device->statuses[alert->key.index].text);
	} else if (alert->key.kind == ALERT_LIMIT) {
		metric_text(metric, value, sizeof value);
		snprintf(text, size, "%s%s%s", value, *metric->unit != '\0' ? " " : "", metric->unit);
	} else {
		snprintf(text, size, "%s", alert->text);
	}
}

static void name_text(const struct alert *alert, char *text, size_t size)
{
	const char *what = alert_what(alert);

	snprintf(text, size, "%s: %s", alert->key.device->title, *what != '\0' ? what : alert_kind_text(alert->key.kind));
}

/* "dbx-01: temp is 41.7 °C, above 40" */
static void step_words(const struct alert *alert, enum alert_step step, char *text, size_t size)
{
	bool limit = alert->key.kind == ALERT_LIMIT;
	char name[320], value[160];

	name_text(alert, name, sizeof name);
	value_text(alert, value, sizeof value);
	if (step == ALERT_CLEARED)
		snprintf(text, size, "%.200s is %.140s%s", name, value, limit ? ", within its limits again" : "");
	else
		snprintf(text, size, "%.200s is %s%s", name, step == ALERT_BETTER ? "still " : "", alert->text);
}

static void people_words(const struct pipeline *pipeline, const struct alert *alert, enum alert_step step, char *text,
                         size_t size)
{
	char name[320], span[32];

	name_text(alert, name, sizeof name);
	if (step == ALERT_ACKNOWLEDGED) {
		snprintf(text, size, "%.220s: alert acknowledged by %s", name, alert->who);
	} else if (step == ALERT_MUTED) {
		clock_span_text(span, sizeof span, alert->muted_until - fleet_now(pipeline->fleet));
		snprintf(text, size, "%.220s: alert muted for %s by %s", name, span, pipeline->who);
	} else {
		snprintf(text, size, "%.220s: alert no longer muted", name);
	}
}

/* --- the user's program ---------------------------------------------------------------------------------- */

static void run_hook(const struct pipeline *pipeline, const struct alert *alert, bool cleared, const char *words)
{
	int64_t wall = clock_wall() - (fleet_now(pipeline->fleet) - alert->since);
	time_t seconds = (time_t)(wall / CLOCK_SECOND);
	char since[32] = "", value[160], times[16];
	struct tm utc;

	if (gmtime_r(&seconds, &utc) != NULL)
		strftime(since, sizeof since, "%Y-%m-%dT%H:%M:%SZ", &utc);
	value_text(alert, value, sizeof value);
	snprintf(times, sizeof times, "%u", alert->times);
	const struct hook_field fields[] = {
		{ "STATE", cleared ? "cleared" : "raised" },
		{ "LEVEL", level_text(cleared ? alert->worst : alert->level) },
		{ "KIND", alert_kind_text(alert->key.kind) },
		{ "DEVICE", alert->key.device->title },
		{ "WHAT", alert_what(alert) },
		{ "VALUE", value },
		{ "TEXT", words },
		{ "SINCE", since },
		{ "TIMES", times },
		{ "URL", pipeline->link.url },
		{ NULL, NULL },
	};
	hook_run(pipeline->hook, fields, clock_mono());
}

/* --- a step ---------------------------------------------------------------------------------------------- */

/* Of presence and commands the log and the recording know from others. */
static bool is_told_elsewhere(const struct alert *alert)
{
	return alert->key.kind != ALERT_LIMIT && alert->key.kind != ALERT_STATUS;
}

static void note_step(struct pipeline *pipeline, const struct alert *alert, const char *words)
{
	if (is_told_elsewhere(alert))
		return;
	log_add(pipeline->log, clock_wall(), log_level_of(alert->level), "%s", words);
	tape_alert(&pipeline->tape, alert, words);
}

void pipeline_on_alert(void *self, const struct alert *alert, enum alert_step step)
{
	struct pipeline *pipeline = self;
	bool by_people = step == ALERT_ACKNOWLEDGED || step == ALERT_MUTED || step == ALERT_UNMUTED;
	bool worse = step == ALERT_RAISED || step == ALERT_WORSE;
	char words[WORDS];

	if (by_people) {
		people_words(pipeline, alert, step, words, sizeof words);
		log_add(pipeline->log, clock_wall(), LOG_NOTE, "%s", words);
		tape_alert_note(&pipeline->tape, alert, step, words);
		return;
	}
	step_words(alert, step, words, sizeof words);
	note_step(pipeline, alert, words);
	if (alert_is_muted(alert))
		return;
	if (worse)
		pipeline_ring(pipeline, log_level_of(alert->level));
	if (pipeline->hook != NULL && (worse || step == ALERT_CLEARED))
		run_hook(pipeline, alert, step == ALERT_CLEARED, words);
}

/* --- what a person wants --------------------------------------------------------------------------------- */

bool pipeline_acknowledge(struct pipeline *pipeline, const struct alert_key *key)
{
	struct alert_key mine = *key; /* it may stand in the alert itself, which may go */

	pipeline_take_what_came(pipeline);
	bool done = fleet_acknowledge(pipeline->fleet, &mine, pipeline->who);
	tape_flush(&pipeline->tape);
	return done;
}

bool pipeline_mute(struct pipeline *pipeline, const struct alert_key *key, int64_t lasts)
{
	struct alert_key mine = *key;

	pipeline_take_what_came(pipeline);
	bool done = fleet_mute(pipeline->fleet, &mine, lasts > 0 ? fleet_now(pipeline->fleet) + lasts : CLOCK_NEVER);
	tape_flush(&pipeline->tape);
	return done;
}
