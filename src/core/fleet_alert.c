/* fleet_alert: which alerts there are; see include/telltale/core/fleet.h. The life of one: core/alert.
 *
 * Values, states and presence are looked at where one of them has changed, and alerts where time has passed for one; never for
 * each message. What the model does doesn't depend on when its clock ticks, so that a replay, and a leap in one, has the
 * same alerts as the live run. */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "telltale/base/clock.h"
#include "core/fleet_private.h"

static const int64_t calm_limit = 30 * CLOCK_SECOND; /* how long a value is within its limits, where no hysteresis says when */

const struct alerts *fleet_alerts(const struct fleet *fleet)
{
	return &fleet->alerts;
}

const char *alert_what(const struct alert *alert)
{
	const struct device *device = alert->key.device;

	switch (alert->key.kind) {
	case ALERT_LIMIT:
		return device->metrics[alert->key.index].name;
	case ALERT_STATUS:
		return device->statuses[alert->key.index].name;
	case ALERT_COMMAND:
		return device->profile->commands[alert->key.index].name;
	default:
		return "";
	}
}

/* Where it is noted which alert something has; NULL: nowhere, it's looked for. */
static uint16_t *place_of(const struct alert_key *key)
{
	switch (key->kind) {
	case ALERT_LIMIT:
		return &key->device->metrics[key->index].alert;
	case ALERT_STATUS:
		return &key->device->statuses[key->index].alert;
	case ALERT_STALE:
		return &key->device->stale_alert;
	case ALERT_OFFLINE:
		return &key->device->offline_alert;
	default:
		return NULL;
	}
}

static struct alert *find(struct fleet *fleet, const struct alert_key *key)
{
	const uint16_t *place = place_of(key);

	if (place == NULL)
		return alerts_find(&fleet->alerts, key);
	return *place > 0 ? &fleet->alerts.all[*place - 1] : NULL;
}

static struct alert *find_or_add(struct fleet *fleet, const struct alert_key *key)
{
	uint16_t *place = place_of(key);
	struct alert *alert = find(fleet, key);

	if (alert != NULL)
		return alert;
	alert = alerts_add(&fleet->alerts, key);
	if (alert != NULL && place != NULL)
		*place = (uint16_t)(alert - fleet->alerts.all + 1);
	return alert;
}

/* --- what is told ---------------------------------------------------------------------------------------- */

static void count(struct fleet *fleet, struct device *device)
{
	struct fleet_counts *counts = &fleet->counts;
	enum level worst = LEVEL_GOOD;

	counts->alerts = counts->alarms = counts->fresh = counts->muted_alerts = 0;
	for (size_t i = 0; i < fleet->alerts.count; i++) {
		const struct alert *alert = &fleet->alerts.all[i];
		if (!alert_is_active(alert))
			continue;
		bool muted = alert_is_muted(alert);
		counts->muted_alerts += muted;
		counts->alerts += !muted;
		counts->alarms += !muted && alert->level == LEVEL_ALARM;
		counts->fresh += !muted && !alert->acknowledged;
		if (alert->key.device == device && !muted && alert->level > worst)
			worst = alert->level;
	}
	device->alert = (unsigned char)worst;
}

static void tell(struct fleet *fleet, const struct alert *alert, enum alert_step step)
{
	const struct fleet_observer *observer = &fleet->settings.observer;

	count(fleet, alert->key.device);
	fleet->counts.changes++;
	if (observer->alert != NULL)
		observer->alert(observer->self, alert, step);
}

static void describe_limit(struct alert *alert)
{
	const struct metric *metric = &alert->key.device->metrics[alert->key.index];
	char value[64], limit[32];

	metric_text(metric, value, sizeof value);
	metric_limit_text(metric, alert->level, limit, sizeof limit);
	snprintf(alert->text, sizeof alert->text, "%.40s%s%s%s%s", value, *metric->unit != '\0' ? " " : "", metric->unit,
	         *limit != '\0' ? ", " : "", limit);
}

/* "10 min", as people choose it. */
static void lasting_text(char *text, size_t size, int64_t lasts)
{
	if (lasts >= CLOCK_HOUR && lasts % CLOCK_HOUR == 0)
		snprintf(text, size, "%lld h", (long long)(lasts / CLOCK_HOUR));
	else if (lasts >= CLOCK_MINUTE && lasts % CLOCK_MINUTE == 0)
		snprintf(text, size, "%lld min", (long long)(lasts / CLOCK_MINUTE));
	else
		clock_span_text(text, size, lasts);
}

static void describe_status(struct alert *alert)
{
	const struct status *status = &alert->key.device->statuses[alert->key.index];
	char span[32];

	lasting_text(span, sizeof span, alert->after);
	if (alert->after > 0)
		snprintf(alert->text, sizeof alert->text, "%s for over %s", status->text, span);
	else
		snprintf(alert->text, sizeof alert->text, "%s", status->text);
}

/* What is wrong, as it is when it is raised or changes its level. */
static void describe(struct alert *alert)
{
	switch (alert->key.kind) {
	case ALERT_LIMIT:
		describe_limit(alert);
		break;
	case ALERT_STATUS:
		describe_status(alert);
		break;
	case ALERT_STALE:
		snprintf(alert->text, sizeof alert->text, "silent for too long");
		break;
	case ALERT_OFFLINE:
		snprintf(alert->text, sizeof alert->text, "offline");
		break;
	default:
		break; /* a command has said why */
	}
}

static void begin_value(struct alert *alert)
{
	if (alert->key.kind == ALERT_LIMIT)
		alert->value = alert->extreme = alert->key.device->metrics[alert->key.index].value;
}

static void finish(struct fleet *fleet, struct alert *alert)
{
	uint16_t *place = place_of(&alert->key);

	if (place != NULL)
		*place = 0;
	alerts_finish(&fleet->alerts, alert);
}

/* Lets an alert take the steps that it can take now. */
static void judge(struct fleet *fleet, struct alert *alert, bool live, int64_t now)
{
	enum alert_step step;

	while ((step = alerts_judge(&fleet->alerts, alert, live, now)) != ALERT_NOTHING) {
		if (step == ALERT_RAISED)
			begin_value(alert);
		if (step != ALERT_CLEARED && step != ALERT_UNMUTED)
			describe(alert);
		tell(fleet, alert, step);
	}
	if (!alert_is_active(alert) && alert->wanted == LEVEL_GOOD)
		finish(fleet, alert);
}

/* --- what is looked at ----------------------------------------------------------------------------------- */

static bool is_off(const struct fleet *fleet, enum alert_kind kind)
{
	return (fleet->settings.alerts_off >> kind & 1) != 0;
}

static void look_at_metric(struct fleet *fleet, struct device *device, unsigned index)
{
	const struct metric *metric = &device->metrics[index];
	const struct profile_metric *definition = metric->definition;
	struct alert_key key = { device, ALERT_LIMIT, index };
	bool live = device_is_live(device);

	if (metric->alert == 0 && (metric->level == LEVEL_GOOD || !live))
		return;
	struct alert *alert = find_or_add(fleet, &key);
	if (alert == NULL)
		return;
	alert_set(alert, metric->level, fleet->now, false, definition->lasting, definition->hysteresis > 0 ? 0 : calm_limit);
	judge(fleet, alert, live, fleet->now);
}

void fleet_note_extreme(struct fleet *fleet, const struct metric *metric)
{
	struct alert *alert = &fleet->alerts.all[metric->alert - 1];
	const struct profile_metric *definition = metric->definition;
	double within = definition->hysteresis;
	bool high = metric->value > definition->warn_above - within || metric->value > definition->alarm_above - within;

	if (high ? metric->value > alert->extreme : metric->value < alert->extreme)
		alert->extreme = metric->value;
}

/* What the profile says of the state that a status is in; else what its kind says. */
static enum level level_of(const struct status *status, int64_t *after)
{
	const struct profile_status *definition = status->definition;

	*after = 0;
	if (!status->seen)
		return LEVEL_GOOD;
	for (size_t i = 0; definition != NULL && i < definition->alert_count; i++) {
		if (strcmp(definition->alerts[i].state, status->text) != 0)
			continue;
		*after = definition->alerts[i].after;
		return definition->alerts[i].level;
	}
	return status->kind == STATE_ALARM ? LEVEL_ALARM : LEVEL_GOOD;
}

static void look_at_status(struct fleet *fleet, struct device *device, unsigned index)
{
	const struct status *status = &device->statuses[index];
	struct alert_key key = { device, ALERT_STATUS, index };
	bool live = device_is_live(device);
	int64_t after;
	enum level level = level_of(status, &after);

	if (status->alert == 0 && (level == LEVEL_GOOD || !live))
		return;
	struct alert *alert = find_or_add(fleet, &key);
	if (alert == NULL)
		return;
	alert_set(alert, level, status->since, true, level != LEVEL_GOOD ? after : alert->after, 0);
	judge(fleet, alert, live, fleet->now);
}

void fleet_look_at_state(struct fleet *fleet, struct device *device, unsigned status)
{
	if (!is_off(fleet, ALERT_STATUS))
		look_at_status(fleet, device, status);
}

void fleet_look_at_values(struct fleet *fleet, struct device *device)
{
	if (!is_off(fleet, ALERT_LIMIT))
		for (unsigned i = 0; i < device->metric_count; i++)
			look_at_metric(fleet, device, i);
	for (unsigned i = 0; i < device->status_count; i++)
		fleet_look_at_state(fleet, device, i);
}

static void look_at_silence(struct fleet *fleet, struct device *device, enum alert_kind kind, bool is_so, int64_t now)
{
	struct alert_key key = { device, kind, 0 };

	if (is_off(fleet, kind) || (!is_so && find(fleet, &key) == NULL))
		return;
	struct alert *alert = find_or_add(fleet, &key);
	if (alert == NULL)
		return;
	alert_set(alert, is_so ? LEVEL_WARN : LEVEL_GOOD, device->presence_since, true, 0, 0);
	judge(fleet, alert, true, now);
}

void fleet_look_at_presence(struct fleet *fleet, struct device *device, int64_t now)
{
	look_at_silence(fleet, device, ALERT_STALE, device->presence == PRESENCE_STALE, now);
	look_at_silence(fleet, device, ALERT_OFFLINE, device->presence == PRESENCE_OFFLINE, now);
}

static bool is_trouble(enum command_state state)
{
	return state == COMMAND_FAILED || state == COMMAND_TIMED_OUT || state == COMMAND_CONTRADICTED;
}

static void clear_command(struct fleet *fleet, struct alert *alert)
{
	alert->hasty = false;
	alert_set(alert, LEVEL_GOOD, fleet->now, true, 0, 0);
	judge(fleet, alert, true, fleet->now);
}

/* What was wrong is over when a later command for the same status does what it should. */
static void clear_competitors(struct fleet *fleet, const struct command *command)
{
	const struct profile *profile = command->device->profile;

	for (size_t i = 0; i < profile->command_count; i++) {
		struct alert_key key = { command->device, ALERT_COMMAND, (unsigned)i };
		struct alert *alert = find(fleet, &key);
		if (alert != NULL && (&profile->commands[i] == command->definition ||
		                      command_competes(&profile->commands[i], command->definition)))
			clear_command(fleet, alert);
	}
}

void fleet_look_at_command(struct fleet *fleet, const struct command *command)
{
	if (command->device == NULL) /* a message of the user's own */
		return;
	const struct profile *profile = command->device->profile;
	struct alert_key key = { command->device, ALERT_COMMAND, (unsigned)(command->definition - profile->commands) };

	if (command->state == COMMAND_ACKNOWLEDGED || command->state == COMMAND_DONE)
		clear_competitors(fleet, command);
	if (is_off(fleet, ALERT_COMMAND) || !is_trouble(command->state))
		return;
	struct alert *before = find(fleet, &key), *alert = find_or_add(fleet, &key);
	if (alert == NULL)
		return;
	snprintf(alert->text, sizeof alert->text, "%s%s%.80s", command_state_text(command->state),
	         *command->reason != '\0' ? ": " : "", command->reason);
	alert_set(alert, LEVEL_ALARM, fleet->now, true, 0, 0);
	judge(fleet, alert, true, fleet->now);
	if (before == NULL)
		return;
	alert->times++;
	alert->acknowledged = false;
	alert->since = alert->raised = fleet->now;
	fleet->alerts.changes++;
	tell(fleet, alert, ALERT_RAISED);
}

/* --- time, and people ------------------------------------------------------------------------------------ */

/* Whether what is known of it was live at that time, whether that is noticed already or not. */
static bool was_live(const struct alert_key *key, int64_t at)
{
	if (key->kind != ALERT_LIMIT && key->kind != ALERT_STATUS)
		return true;
	return device_is_live(key->device) && device_silent_at(key->device) >= at;
}

void fleet_run_alerts(struct fleet *fleet, int64_t now)
{
	struct alert *alert;

	while ((alert = alerts_due(&fleet->alerts, now)) != NULL) {
		int64_t due = alert->due;
		judge(fleet, alert, was_live(&alert->key, due), due);
	}
}

bool fleet_acknowledge(struct fleet *fleet, const struct alert_key *key, const char *who)
{
	struct alert *alert = find(fleet, key);

	if (alert == NULL || !alert_is_active(alert) || alert->acknowledged)
		return false;
	alert->acknowledged = true;
	snprintf(alert->who, sizeof alert->who, "%s", who);
	fleet->alerts.changes++;
	tell(fleet, alert, ALERT_ACKNOWLEDGED);
	if (key->kind == ALERT_COMMAND)
		clear_command(fleet, alert);
	return true;
}

bool fleet_mute(struct fleet *fleet, const struct alert_key *key, int64_t until)
{
	struct alert *alert = find(fleet, key);

	if (alert == NULL || !alert_is_active(alert))
		return false;
	alert->muted_until = until;
	fleet->alerts.changes++;
	tell(fleet, alert, until != CLOCK_NEVER ? ALERT_MUTED : ALERT_UNMUTED);
	judge(fleet, alert, was_live(key, fleet->now), fleet->now);
	return true;
}
