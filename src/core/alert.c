/* alert: see include/telltale/core/alert.h */
#include "config.h"

#include "telltale/core/alert.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "telltale/base/clock.h"
#include "telltale/base/memory.h"

static const int64_t calm_down = 30 * CLOCK_SECOND; /* how long one that came again so soon must be right to be cleared */

void alerts_init(struct alerts *alerts)
{
	memset(alerts, 0, sizeof *alerts);
	alerts->next_due = INT64_MAX;
}

void alerts_clear(struct alerts *alerts)
{
	free(alerts->all);
	free(alerts->history);
}

void alerts_copy(struct alerts *copy, const struct alerts *alerts)
{
	*copy = *alerts;
	copy->capacity = copy->count;
	copy->all = copy->count > 0 ? memory_copy(alerts->all, alerts->count * sizeof *alerts->all) : NULL;
	copy->history = NULL;
	if (alerts->history == NULL)
		return;
	copy->history = memory_zeroed(ALERT_HISTORY, sizeof *copy->history);
	memcpy(copy->history, alerts->history, alerts->history_count * sizeof *copy->history);
}

static bool same_key(const struct alert_key *a, const struct alert_key *b)
{
	return a->device == b->device && a->kind == b->kind && a->index == b->index;
}

static struct alert *free_place(struct alerts *alerts)
{
	for (size_t i = 0; i < alerts->count; i++)
		if (alerts->all[i].key.device == NULL)
			return &alerts->all[i];
	if (alerts->count >= ALERT_MOST)
		return NULL;
	alerts->all = memory_grow(alerts->all, alerts->count, &alerts->capacity, sizeof *alerts->all);
	return &alerts->all[alerts->count++];
}

struct alert *alerts_add(struct alerts *alerts, const struct alert_key *key)
{
	struct alert *alert = free_place(alerts);

	if (alert == NULL) {
		alerts->lost++;
		return NULL;
	}
	memset(alert, 0, sizeof *alert);
	alert->key = *key;
	alert->since = alert->raised = alert->cleared = alert->muted_until = alert->calm_since = CLOCK_NEVER;
	alert->begun[LEVEL_WARN] = alert->begun[LEVEL_ALARM] = CLOCK_NEVER;
	alert->due = INT64_MAX;
	alerts->changes++; /* the others may have moved */
	return alert;
}

struct alert *alerts_find(const struct alerts *alerts, const struct alert_key *key)
{
	for (size_t i = 0; i < alerts->count; i++)
		if (same_key(&alerts->all[i].key, key))
			return &alerts->all[i];
	return NULL;
}

const struct alert *alerts_past(const struct alerts *alerts, const struct alert_key *key)
{
	for (size_t i = alerts->history_count; i-- > 0;)
		if (same_key(&alerts->history[i].key, key))
			return &alerts->history[i];
	return NULL;
}

/* --- its life -------------------------------------------------------------------------------------------- */

void alert_set(struct alert *alert, enum level level, int64_t since, bool anew, int64_t after, int64_t calm)
{
	alert->wanted = level;
	alert->after = after;
	alert->calm = calm;
	for (enum level at = LEVEL_WARN; at <= LEVEL_ALARM; at++) {
		if (level < at)
			alert->begun[at] = CLOCK_NEVER;
		else if (anew || alert->begun[at] == CLOCK_NEVER)
			alert->begun[at] = since;
	}
}

static void look_again(struct alerts *alerts, struct alert *alert, int64_t due)
{
	if (due < alert->due)
		alert->due = due;
	if (due < alerts->next_due)
		alerts->next_due = due;
}

static void forget_past(struct alerts *alerts, const struct alert *past)
{
	size_t at = (size_t)(past - alerts->history);

	alerts->history_count--;
	memmove(&alerts->history[at], &alerts->history[at + 1], (alerts->history_count - at) * sizeof *past);
}

/* One that comes again is the same once more: still muted, if it was, but acknowledged by nobody. */
static void begin(struct alerts *alerts, struct alert *alert, int64_t now)
{
	const struct alert *past = alerts_past(alerts, &alert->key);

	alert->times = 1;
	alert->since = alert->begun[LEVEL_WARN];
	alert->raised = now;
	if (past == NULL)
		return;
	alert->times = past->times + 1;
	alert->hasty = now - past->cleared < calm_down;
	if (past->muted_until != CLOCK_NEVER && past->muted_until > now)
		alert->muted_until = past->muted_until;
	forget_past(alerts, past);
}

static enum alert_step rise(struct alerts *alerts, struct alert *alert, int64_t now)
{
	for (enum level at = LEVEL_ALARM; at > alert->level; at--) {
		if (alert->begun[at] == CLOCK_NEVER)
			continue;
		if (now - alert->begun[at] < alert->after) {
			look_again(alerts, alert, alert->begun[at] + alert->after);
			continue;
		}
		enum alert_step step = alert->level == LEVEL_GOOD ? ALERT_RAISED : ALERT_WORSE;
		if (step == ALERT_RAISED)
			begin(alerts, alert, now);
		alert->level = at;
		alert->worst = at > alert->worst ? at : alert->worst;
		alert->acknowledged = false;
		return step;
	}
	return ALERT_NOTHING;
}

static enum alert_step sink(struct alerts *alerts, struct alert *alert, int64_t now)
{
	int64_t calm = alert->hasty && alert->calm < calm_down ? calm_down : alert->calm;

	if (alert->wanted >= alert->level) {
		alert->calm_since = CLOCK_NEVER;
		return ALERT_NOTHING;
	}
	if (alert->calm_since == CLOCK_NEVER)
		alert->calm_since = now;
	if (now - alert->calm_since < calm) {
		look_again(alerts, alert, alert->calm_since + calm);
		return ALERT_NOTHING;
	}
	alert->level = alert->wanted;
	alert->calm_since = CLOCK_NEVER;
	alert->cleared = alert->level == LEVEL_GOOD ? now : CLOCK_NEVER;
	return alert->level == LEVEL_GOOD ? ALERT_CLEARED : ALERT_BETTER;
}

static enum alert_step unmute(struct alerts *alerts, struct alert *alert, int64_t now)
{
	if (alert->muted_until == CLOCK_NEVER)
		return ALERT_NOTHING;
	if (alert->muted_until > now) {
		look_again(alerts, alert, alert->muted_until);
		return ALERT_NOTHING;
	}
	alert->muted_until = CLOCK_NEVER;
	return ALERT_UNMUTED;
}

enum alert_step alerts_judge(struct alerts *alerts, struct alert *alert, bool live, int64_t now)
{
	enum alert_step step = ALERT_NOTHING;

	alert->due = INT64_MAX;
	alert->before = alert->level;
	if (alert->cleared != CLOCK_NEVER)
		return step;
	if (live)
		step = rise(alerts, alert, now);
	if (step == ALERT_NOTHING)
		step = sink(alerts, alert, now);
	if (step == ALERT_NOTHING)
		step = unmute(alerts, alert, now);
	alerts->changes += step != ALERT_NOTHING;
	return step;
}

void alerts_finish(struct alerts *alerts, struct alert *alert)
{
	if (alert->cleared != CLOCK_NEVER) {
		if (alerts->history == NULL)
			alerts->history = memory_zeroed(ALERT_HISTORY, sizeof *alerts->history);
		if (alerts->history_count == ALERT_HISTORY)
			forget_past(alerts, alerts->history);
		alert->due = INT64_MAX;
		alerts->history[alerts->history_count++] = *alert;
		alerts->changes++;
	}
	memset(alert, 0, sizeof *alert);
	alert->due = INT64_MAX;
}

struct alert *alerts_due(struct alerts *alerts, int64_t now)
{
	struct alert *first = NULL;

	alerts->next_due = INT64_MAX;
	for (size_t i = 0; i < alerts->count; i++)
		if (alerts->all[i].due < alerts->next_due) {
			first = &alerts->all[i];
			alerts->next_due = first->due;
		}
	return first != NULL && first->due <= now ? first : NULL;
}

/* --- what is seen of it ---------------------------------------------------------------------------------- */

bool alert_is_active(const struct alert *alert)
{
	return alert->key.device != NULL && alert->level != LEVEL_GOOD;
}

bool alert_is_muted(const struct alert *alert)
{
	return alert->muted_until != CLOCK_NEVER;
}

bool alert_is_ending(const struct alert *alert)
{
	return alert_is_active(alert) && alert->wanted == LEVEL_GOOD;
}

const char *level_text(enum level level)
{
	static const char *const texts[] = { [LEVEL_GOOD] = "good", [LEVEL_WARN] = "warn", [LEVEL_ALARM] = "alarm" };

	return texts[level];
}

const char *alert_kind_text(enum alert_kind kind)
{
	static const char *const texts[] = { [ALERT_LIMIT] = "limit", [ALERT_STATUS] = "status", [ALERT_STALE] = "stale",
		                             [ALERT_OFFLINE] = "offline", [ALERT_COMMAND] = "command" };

	return texts[kind];
}

unsigned alert_kinds_parse(const char *words)
{
	unsigned kinds = 0;

	for (words += strspn(words, " "); *words != '\0'; words += strspn(words, " ")) {
		size_t length = strcspn(words, " ");
		for (unsigned kind = 0; kind < ALERT_KINDS; kind++) {
			const char *name = alert_kind_text((enum alert_kind)kind);
			if (strlen(name) == length && memcmp(name, words, length) == 0)
				kinds |= 1u << kind;
		}
		words += length;
	}
	return kinds;
}

void alert_kinds_text(unsigned kinds, char *text, size_t size)
{
	size_t used = 0;

	snprintf(text, size, "%s", "");
	for (unsigned kind = 0; kind < ALERT_KINDS; kind++)
		if ((kinds >> kind & 1) != 0 && used < size)
			used += (size_t)snprintf(text + used, size - used, "%s%s", used > 0 ? " " : "",
			                         alert_kind_text((enum alert_kind)kind));
}
