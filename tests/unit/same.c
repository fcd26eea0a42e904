/* same: see same.h */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "same.h"

#include "telltale/base/clock.h"
#include "telltale/core/series.h"

enum { COMMANDS = 256 };

/* Where the comparison is, for people. */
static char place[400];

static void at(const char *where, const char *what, const char *name)
{
	snprintf(place, sizeof place, "%s: %s '%s'", where, what, name);
}

static void integers(const char *field, int64_t a, int64_t b)
{
	if (a != b)
		fail_msg("%s: %s is %lld and %lld", place, field, (long long)a, (long long)b);
}

static void numbers(const char *field, double a, double b)
{
	if (a != b && !(isnan(a) && isnan(b)))
		fail_msg("%s: %s is %.17g and %.17g", place, field, a, b);
}

static void texts(const char *field, const char *a, const char *b)
{
	if ((a == NULL) != (b == NULL) || (a != NULL && strcmp(a, b) != 0))
		fail_msg("%s: %s is '%s' and '%s'", place, field, a != NULL ? a : "NULL", b != NULL ? b : "NULL");
}

static void bytes(const char *field, const char *a, size_t a_length, const char *b, size_t b_length)
{
	integers(field, (int64_t)a_length, (int64_t)b_length);
	if (a_length > 0 && memcmp(a, b, a_length) != 0)
		fail_msg("%s: %s differ: '%.*s' and '%.*s'", place, field, (int)a_length, a, (int)b_length, b);
}

#define INTEGERS(field) integers(#field, (int64_t)(a->field), (int64_t)(b->field))
#define TEXTS(field) texts(#field, a->field, b->field)

/* --- devices --------------------------------------------------------------------------------------------- */

static void check_series(const struct series *a, const struct series *b, int64_t now)
{
	static const int64_t spans[] = { CLOCK_MINUTE, CLOCK_HOUR };
	double columns_a[130], columns_b[130], range_a[2], range_b[2];

	integers("series begin", series_begin(a), series_begin(b));
	for (size_t span = 0; span < 2; span++) {
		series_columns(a, now, spans[span], 0, columns_a, 120);
		series_columns(b, now, spans[span], 0, columns_b, 120);
		for (size_t i = 0; i < 120; i++)
			numbers("series column", columns_a[i], columns_b[i]);
	}
	integers("series range", series_range(a, now, &range_a[0], &range_a[1]),
	         series_range(b, now, &range_b[0], &range_b[1]));
	numbers("series least", range_a[0], range_b[0]);
	numbers("series most", range_a[1], range_b[1]);
}

static void check_status(const struct status *a, const struct status *b)
{
	TEXTS(name);
	INTEGERS(definition == NULL);
	INTEGERS(state);
	INTEGERS(kind);
	TEXTS(text);
	INTEGERS(since);
	INTEGERS(since_known);
	INTEGERS(seen);
	INTEGERS(stored);
	INTEGERS(changes);
	INTEGERS(alert == 0);
	struct strip_change line_a[STRIP_CHANGES], line_b[STRIP_CHANGES];
	size_t count = status_history(a, line_a);
	integers("changes kept", (int64_t)count, (int64_t)status_history(b, line_b));
	for (size_t i = 0; i < count; i++) {
		integers("change at", line_a[i].at, line_b[i].at);
		integers("change's state", line_a[i].state, line_b[i].state);
		integers("change's kind", line_a[i].kind, line_b[i].kind);
		texts("change", line_a[i].text, line_b[i].text);
	}
}

static void check_metric(const struct metric *a, const struct metric *b, int64_t now)
{
	TEXTS(name);
	INTEGERS(definition == NULL);
	numbers("value", a->value, b->value);
	INTEGERS(decimals);
	TEXTS(unit);
	INTEGERS(level);
	INTEGERS(alert == 0);
	INTEGERS(seen);
	INTEGERS(stored);
	INTEGERS(at);
	INTEGERS(series.samples);
	check_series(&a->series, &b->series, now);
}

static const char *profile_name(const struct device *device)
{
	return device->profile != NULL ? device->profile->name : "";
}

static void check_device_itself(const struct device *a, const struct device *b, enum same same)
{
	TEXTS(id);
	TEXTS(title);
	texts("profile", profile_name(a), profile_name(b));
	INTEGERS(presence);
	if (same == SAME_ALL || a->presence != PRESENCE_ONLINE)
		INTEGERS(presence_since);
	INTEGERS(presence_seen);
	INTEGERS(last_live);
	INTEGERS(vouched);
	INTEGERS(alive);
	INTEGERS(stale_after);
	INTEGERS(alert);
	INTEGERS(messages);
	INTEGERS(status_count);
	INTEGERS(metric_count);
	INTEGERS(last_route == NULL);
	if (a->last_route != NULL)
		texts("last topic", a->last_route->topic, b->last_route->topic);
	INTEGERS(command == NULL);
	if (a->command != NULL)
		INTEGERS(command->id);
}

static void check_device(const struct device *a, const struct device *b, int64_t now, enum same same, const char *where)
{
	const struct route *other = b->routes;
	char name[200];

	at(where, "device", a->title);
	check_device_itself(a, b, same);
	for (const struct route *route = a->routes; route != NULL; route = route->next_of_device) {
		texts("topic", route->topic, other != NULL ? other->topic : NULL);
		integers("topic's device", other->device == b, 1);
		other = other->next_of_device;
	}
	integers("another topic", other == NULL, 1);
	for (size_t i = 0; i < a->status_count; i++) {
		snprintf(name, sizeof name, "%.90s %.90s", a->title, a->statuses[i].name);
		at(where, "status", name);
		check_status(&a->statuses[i], &b->statuses[i]);
	}
	for (size_t i = 0; i < a->metric_count; i++) {
		snprintf(name, sizeof name, "%.90s %.90s", a->title, a->metrics[i].name);
		at(where, "metric", name);
		check_metric(&a->metrics[i], &b->metrics[i], now);
	}
}

/* --- topics, commands, counts ------------------------------------------------------------------------------ */

static void check_route(const struct route *a, const struct route *b, enum same same, const char *where)
{
	at(where, "topic", a->topic);
	bytes("topic", a->topic, a->length, b->topic, b->length);
	INTEGERS(kind);
	texts("device", a->device != NULL ? a->device->id : NULL, b->device != NULL ? b->device->id : NULL);
	INTEGERS(binding_count);
	for (size_t i = 0; i < a->binding_count; i++) {
		INTEGERS(bindings[i].part);
		INTEGERS(bindings[i].index);
		TEXTS(bindings[i].from);
	}
	if (a->kind == ROUTE_GENERIC)
		TEXTS(leaf);
	INTEGERS(messages);
	if (same == SAME_ALL)
		INTEGERS(bytes);
	INTEGERS(last_wall);
	INTEGERS(last_mono);
	INTEGERS(stored);
	INTEGERS(qos);
	INTEGERS(payload_length);
	INTEGERS(missing);
	bytes("payload", a->payload, a->payload_kept, b->payload, b->payload_kept);
}

static void check_command(const struct command *a, const struct command *b, enum same same, const char *where)
{
	char number[24];

	snprintf(number, sizeof number, "%llu", (unsigned long long)a->id);
	at(where, "command", number);
	INTEGERS(id);
	texts("device", a->device != NULL ? a->device->id : "", b->device != NULL ? b->device->id : "");
	TEXTS(definition->name);
	TEXTS(definition->topic);
	TEXTS(definition->payload);
	INTEGERS(definition->retain);
	INTEGERS(state);
	TEXTS(who);
	TEXTS(reason);
	INTEGERS(asked);
	INTEGERS(sent);
	INTEGERS(accepted);
	INTEGERS(ended);
	INTEGERS(wall);
	for (size_t i = 0; i < COMMAND_STATUSES && same == SAME_ALL; i++) {
		INTEGERS(first_state[i]);
		INTEGERS(left_first[i]);
	}
}

static void check_counts(const struct fleet_counts *a, const struct fleet_counts *b, enum same same)
{
	INTEGERS(messages);
	INTEGERS(unplaced);
	INTEGERS(topics);
	INTEGERS(devices);
	INTEGERS(online);
	INTEGERS(stale);
	INTEGERS(offline);
	INTEGERS(alerts);
	INTEGERS(alarms);
	INTEGERS(fresh);
	INTEGERS(muted_alerts);
	INTEGERS(active_commands);
	INTEGERS(full);
	if (same != SAME_ALL)
		return;
	INTEGERS(bytes);
	INTEGERS(changed_at);
	numbers("rate", a->rate, b->rate);
}

static bool same_alert_key(const struct alert *a, const struct alert *b)
{
	return a->key.kind == b->key.kind && a->key.index == b->key.index && strcmp(a->key.device->id, b->key.device->id) == 0 &&
	       strcmp(profile_name(a->key.device), profile_name(b->key.device)) == 0;
}

static void check_alert(const struct alert *a, const struct alert *b, enum same same)
{
	INTEGERS(level);
	INTEGERS(worst);
	INTEGERS(wanted);
	INTEGERS(acknowledged);
	INTEGERS(hasty);
	INTEGERS(times);
	if (same == SAME_ALL || a->key.kind == ALERT_LIMIT || a->key.kind == ALERT_STATUS)
		INTEGERS(since);
	INTEGERS(raised);
	INTEGERS(cleared);
	INTEGERS(muted_until);
	numbers("value", a->value, b->value);
	numbers("extreme", a->extreme, b->extreme);
	TEXTS(text);
	TEXTS(who);
	INTEGERS(calm_since);
	INTEGERS(due);
}

/* Each of one list has its twin in the other; in which order they stand is chance. */
static void check_alert_list(const struct alert *all, size_t count, const struct alert *others, size_t other_count,
                             enum same same, const char *where)
{
	char name[200];
	size_t used = 0, other_used = 0;

	for (size_t i = 0; i < other_count; i++)
		other_used += others[i].key.device != NULL;
	for (size_t i = 0; i < count; i++) {
		size_t twin = 0;
		if (all[i].key.device == NULL)
			continue;
		used++;
		snprintf(name, sizeof name, "%.90s %.90s", all[i].key.device->title, alert_what(&all[i]));
		at(where, alert_kind_text(all[i].key.kind), name);
		while (twin < other_count && (others[twin].key.device == NULL || !same_alert_key(&all[i], &others[twin])))
			twin++;
		integers("an alert", 1, twin < other_count);
		check_alert(&all[i], &others[twin], same);
	}
	at(where, "the", "alerts");
	integers("count", (int64_t)used, (int64_t)other_used);
}

static void check_alerts(const struct alerts *a, const struct alerts *b, enum same same, const char *where)
{
	check_alert_list(a->all, a->count, b->all, b->count, same, where);
	check_alert_list(a->history, a->history_count, b->history, b->history_count, same, where);
	INTEGERS(lost);
}

void check_same_fleet(const struct fleet *a, const struct fleet *b, enum same same, const char *where)
{
	at(where, "the", "counts");
	integers("now", fleet_now(a), fleet_now(b));
	check_counts(fleet_counts(a), fleet_counts(b), same);
	for (size_t i = 0; fleet_device(a, i) != NULL; i++)
		check_device(fleet_device(a, i), fleet_device(b, i), fleet_now(a), same, where);
	for (size_t i = 0; i < fleet_counts(a)->topics; i++)
		check_route(fleet_route(a, i), fleet_route(b, i), same, where);
	check_alerts(fleet_alerts(a), fleet_alerts(b), same, where);
	for (size_t i = 0; i < COMMANDS; i++) {
		const struct command *one = fleet_command(a, i), *other = fleet_command(b, i);
		at(where, "the", "commands");
		integers("a command", one != NULL, other != NULL);
		if (one == NULL)
			break;
		check_command(one, other, same, where);
	}
}

void check_same_link(const struct link *a, const struct link *b, const char *where)
{
	at(where, "the", "link");
	TEXTS(name);
	TEXTS(url);
	INTEGERS(state);
	TEXTS(reason);
	INTEGERS(since);
	INTEGERS(retry_at);
	INTEGERS(connects);
	INTEGERS(refused_filters);
	TEXTS(refused);
}
