/* profile_text: see include/telltale/conf/profile_text.h. Conditions and commands: profile_command.c. */
#include "config.h"

#include "telltale/conf/profile_text.h"

#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf/profile_private.h"
#include "telltale/base/clock.h"
#include "telltale/base/memory.h"
#include "telltale/base/text.h"
#include "telltale/conf/builtin.h"
#include "telltale/conf/parse.h"
#include "telltale/core/topic.h"

enum { MOST_STATES = 64, MOST_PARTS = 64, MOST_PROFILES = 256 };

static cfg_opt_t alert_options[] = {
	CFG_FLOAT("after", 0, CFGF_NONE),
	CFG_STR("level", "warn", CFGF_NONE),
	CFG_END(),
};

static cfg_opt_t status_options[] = {
	CFG_STR("label", NULL, CFGF_NODEFAULT),
	CFG_STR("topic", NULL, CFGF_NODEFAULT),
	CFG_STR("from", "", CFGF_NONE),
	CFG_STR_LIST("states", NULL, CFGF_NODEFAULT),
	CFG_STR_LIST("active", NULL, CFGF_NODEFAULT),
	CFG_STR_LIST("moving", NULL, CFGF_NODEFAULT),
	CFG_STR_LIST("alarm", NULL, CFGF_NODEFAULT),
	CFG_STR_LIST("rest", NULL, CFGF_NODEFAULT),
	CFG_SEC("alert", alert_options, CFGF_MULTI | CFGF_TITLE | CFGF_NO_TITLE_DUPES),
	CFG_END(),
};

static cfg_opt_t metric_options[] = {
	CFG_STR("label", NULL, CFGF_NODEFAULT),
	CFG_STR("topic", NULL, CFGF_NODEFAULT),
	CFG_STR("from", "", CFGF_NONE),
	CFG_STR("unit", "", CFGF_NONE),
	CFG_FLOAT("scale", 1, CFGF_NONE),
	CFG_FLOAT("offset", 0, CFGF_NONE),
	CFG_INT("decimals", -1, CFGF_NONE),
	CFG_FLOAT("min", 0, CFGF_NODEFAULT),
	CFG_FLOAT("max", 0, CFGF_NODEFAULT),
	CFG_FLOAT("warn-below", 0, CFGF_NODEFAULT),
	CFG_FLOAT("warn-above", 0, CFGF_NODEFAULT),
	CFG_FLOAT("alarm-below", 0, CFGF_NODEFAULT),
	CFG_FLOAT("alarm-above", 0, CFGF_NODEFAULT),
	CFG_FLOAT("hysteresis", 0, CFGF_NONE),
	CFG_FLOAT("for", 0, CFGF_NONE),
	CFG_STR("show", "sparkline", CFGF_NONE),
	CFG_END(),
};

static cfg_opt_t command_options[] = {
	CFG_STR("label", NULL, CFGF_NODEFAULT),
	CFG_STR("key", "", CFGF_NONE),
	CFG_STR("topic", NULL, CFGF_NODEFAULT),
	CFG_STR("payload", "", CFGF_NONE),
	CFG_INT("qos", 1, CFGF_NONE),
	CFG_STR("requires", NULL, CFGF_NODEFAULT),
	CFG_STR("expect", NULL, CFGF_NODEFAULT),
	CFG_STR("contradicts", NULL, CFGF_NODEFAULT),
	CFG_FLOAT("within", 10, CFGF_NONE),
	CFG_BOOL("confirm", cfg_true, CFGF_NONE),
	CFG_END(),
};

static cfg_opt_t profile_options[] = {
	CFG_STR("title", NULL, CFGF_NODEFAULT),
	CFG_STR("topic", NULL, CFGF_NODEFAULT),
	CFG_STR("alive", NULL, CFGF_NODEFAULT),
	CFG_STR("alive-from", "", CFGF_NONE),
	CFG_STR_LIST("online", NULL, CFGF_NODEFAULT),
	CFG_STR_LIST("offline", NULL, CFGF_NODEFAULT),
	CFG_FLOAT("stale-after", 60, CFGF_NONE),
	CFG_SEC("status", status_options, CFGF_MULTI | CFGF_TITLE | CFGF_NO_TITLE_DUPES),
	CFG_SEC("metric", metric_options, CFGF_MULTI | CFGF_TITLE | CFGF_NO_TITLE_DUPES),
	CFG_SEC("command", command_options, CFGF_MULTI | CFGF_TITLE | CFGF_NO_TITLE_DUPES),
	CFG_END(),
};

static cfg_opt_t file_options[] = {
	CFG_SEC("profile", profile_options, CFGF_MULTI | CFGF_TITLE | CFGF_NO_TITLE_DUPES),
	CFG_END(),
};

static double number_or_none(cfg_t *section, const char *option)
{
	return cfg_size(section, option) > 0 ? cfg_getfloat(section, option) : NAN;
}

/* A copy of n bytes without the spaces around them. */
static char *trimmed(const char *text, size_t n)
{
	while (n > 0 && text[n - 1] == ' ')
		n--;
	while (n > 0 && *text == ' ') {
		text++;
		n--;
	}
	return memory_textn(text, n);
}

/* "0=closed" into value and name. */
static bool read_state(cfg_t *section, const char *written, struct profile_state *state, struct error *error)
{
	const char *equals = strchr(written, '=');

	if (equals == NULL || equals[1 + strspn(equals + 1, " ")] == '\0')
		return parse_fail(section, "states", error, "states: found '%s', expected value=name, like '0=closed'",
		                  written);
	state->value = trimmed(written, (size_t)(equals - written));
	char *name = trimmed(equals + 1, strlen(equals + 1));
	state->name = profile_clean(name);
	free(name);
	state->kind = profile_state_kind(state->name);
	return true;
}

/* Lets a list like `moving = {"opening"}` set what kind those states are. */
static bool read_kinds(cfg_t *section, const char *option, enum state_kind kind, struct profile_status *status,
                       struct error *error)
{
	for (unsigned i = 0; i < cfg_size(section, option); i++) {
		const char *name = cfg_getnstr(section, option, i);
		int found = 0;
		for (size_t s = 0; s < status->state_count; s++) {
			if (strcmp(status->states[s].name, name) == 0) {
				status->states[s].kind = kind;
				found++;
			}
		}
		if (found == 0)
			return parse_fail(section, option, error, "%s: status '%s' has no state '%s'", option,
			                  cfg_title(section), name);
	}
	return true;
}

static bool read_status(cfg_t *section, const struct profile *profile, struct profile_status *status,
                        struct error *error)
{
	unsigned states = cfg_size(section, "states");

	status->name = profile_clean(cfg_title(section));
	status->label = profile_read_shown(section, "label", status->name);
	status->from = profile_read_text(section, "from", "");
	if (!profile_read_topic(section, "topic", profile->topic, &status->topic, error))
		return false;
	if (status->topic == NULL)
		return parse_fail(section, "topic", error, "status '%s' has no topic, and neither has its profile",
		                  status->name);
	if (states > MOST_STATES)
		return parse_fail(section, "states", error, "states: at most %d, found %u", MOST_STATES, states);
	status->states = memory_zeroed(states, sizeof *status->states);
	for (unsigned i = 0; i < states; i++) {
		status->state_count++;
		if (!read_state(section, cfg_getnstr(section, "states", i), &status->states[i], error))
			return false;
	}
	return read_kinds(section, "rest", STATE_REST, status, error) &&
	       read_kinds(section, "active", STATE_ACTIVE, status, error) &&
	       read_kinds(section, "moving", STATE_MOVING, status, error) &&
	       read_kinds(section, "alarm", STATE_ALARM, status, error) && profile_read_alerts(section, status, error);
}

/* Limits must stand in the order alarm-below, warn-below, warn-above, alarm-above. */
static bool check_limits(cfg_t *section, const struct profile_metric *metric, struct error *error)
{
	static const char *const names[] = { "alarm-below", "warn-below", "warn-above", "alarm-above" };
	const double limits[] = { metric->alarm_below, metric->warn_below, metric->warn_above, metric->alarm_above };

	for (size_t low = 0; low < 4; low++)
		for (size_t high = low + 1; high < 4; high++)
			if (limits[low] > limits[high])
				return parse_fail(section, names[high], error, "%s = %g is below %s = %g", names[high],
				                  limits[high], names[low], limits[low]);
	if (metric->least >= metric->most)
		return parse_fail(section, "max", error, "max = %g, expected more than min = %g", metric->most,
		                  metric->least);
	return true;
}

static bool read_show(cfg_t *section, struct profile_metric *metric, struct error *error)
{
	static const char *const names[] = { [SHOW_SPARKLINE] = "sparkline", [SHOW_GAUGE] = "gauge", [SHOW_NUMBER] = "number" };
	const char *show = cfg_getstr(section, "show");

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (strcmp(names[i], show) != 0)
			continue;
		metric->show = (enum metric_show)i;
		if (metric->show == SHOW_GAUGE && (isnan(metric->least) || isnan(metric->most)))
			return parse_fail(section, "show", error, "show = \"gauge\" needs min and max");
		return true;
	}
	return parse_fail(section, "show", error, "show = \"%s\", expected sparkline, gauge or number", show);
}

static bool read_metric(cfg_t *section, const struct profile *profile, struct profile_metric *metric,
                        struct error *error)
{
	metric->name = profile_clean(cfg_title(section));
	metric->label = profile_read_shown(section, "label", metric->name);
	metric->from = profile_read_text(section, "from", "");
	metric->unit = profile_read_shown(section, "unit", "");
	metric->scale = cfg_getfloat(section, "scale");
	metric->offset = cfg_getfloat(section, "offset");
	metric->decimals = (int)cfg_getint(section, "decimals");
	metric->least = number_or_none(section, "min");
	metric->most = number_or_none(section, "max");
	metric->warn_below = number_or_none(section, "warn-below");
	metric->warn_above = number_or_none(section, "warn-above");
	metric->alarm_below = number_or_none(section, "alarm-below");
	metric->alarm_above = number_or_none(section, "alarm-above");
	if (!profile_read_calm(section, metric, error))
		return false;
	if (metric->decimals < -1 || metric->decimals > 6)
		return parse_fail(section, "decimals", error, "decimals = %d, expected 0 to 6", metric->decimals);
	if (!profile_read_topic(section, "topic", profile->topic, &metric->topic, error))
		return false;
	if (metric->topic == NULL)
		return parse_fail(section, "topic", error, "metric '%s' has no topic, and neither has its profile",
		                  metric->name);
	return check_limits(section, metric, error) && read_show(section, metric, error);
}

static char **read_words(cfg_t *section, const char *option)
{
	unsigned count = cfg_size(section, option);
	char **words = count > 0 ? memory_zeroed(count + 1, sizeof *words) : NULL;

	for (unsigned i = 0; i < count; i++)
		words[i] = memory_text(cfg_getnstr(section, option, i));
	return words;
}

static bool read_head(cfg_t *section, struct profile *profile, struct error *error)
{
	double stale = cfg_getfloat(section, "stale-after");

	profile->name = profile_clean(cfg_title(section));
	profile->title = profile_read_shown(section, "title", profile->name);
	profile->alive_from = profile_read_text(section, "alive-from", "");
	profile->online_words = read_words(section, "online");
	profile->offline_words = read_words(section, "offline");
	if (!(stale > 0 && stale <= 1e7))
		return parse_fail(section, "stale-after", error, "stale-after = %g, expected seconds from 1 to 10000000",
		                  stale);
	profile->stale_after = (int64_t)(stale * (double)CLOCK_SECOND);
	return profile_read_topic(section, "topic", NULL, &profile->topic, error) &&
	       profile_read_topic(section, "alive", NULL, &profile->alive, error);
}

static bool read_parts(cfg_t *section, struct profile *profile, struct error *error)
{
	unsigned statuses = cfg_size(section, "status"), metrics = cfg_size(section, "metric");
	unsigned commands = cfg_size(section, "command");

	if (statuses > MOST_PARTS || metrics > MOST_PARTS || commands > MOST_PARTS)
		return parse_fail(section, "status", error, "a profile has at most %d statuses, metrics and commands each",
		                  MOST_PARTS);
	profile->statuses = memory_zeroed(statuses, sizeof *profile->statuses);
	profile->metrics = memory_zeroed(metrics, sizeof *profile->metrics);
	profile->commands = memory_zeroed(commands, sizeof *profile->commands);
	for (unsigned i = 0; i < statuses; i++) {
		profile->status_count++;
		if (!read_status(cfg_getnsec(section, "status", i), profile, &profile->statuses[i], error))
			return false;
	}
	for (unsigned i = 0; i < metrics; i++) {
		profile->metric_count++;
		if (!read_metric(cfg_getnsec(section, "metric", i), profile, &profile->metrics[i], error))
			return false;
	}
	for (unsigned i = 0; i < commands; i++) {
		profile->command_count++;
		if (!profile_read_command(cfg_getnsec(section, "command", i), profile, &profile->commands[i], error))
			return false;
	}
	if (statuses + metrics == 0 && profile->alive == NULL)
		return parse_fail(section, "status", error, "profile '%s' has no status, no metric and no alive topic",
		                  profile->name);
	return true;
}

static bool is_known(const struct profiles *profiles, const char *name)
{
	for (size_t i = 0; i < profiles->count; i++)
		if (strcmp(profiles->all[i]->name, name) == 0)
			return true;
	return false;
}

static void add(struct profiles *profiles, struct profile *profile)
{
	profiles->all = memory_grow(profiles->all, profiles->count, &profiles->capacity, sizeof *profiles->all);
	profiles->all[profiles->count++] = profile;
}

bool profiles_add_text(struct profiles *profiles, const char *origin, const char *text, struct error *error)
{
	struct profiles read = { NULL, 0, 0 };
	cfg_t *cfg = parse_text(file_options, PARSE_SHARED, origin, text, error);
	unsigned count = cfg != NULL ? cfg_size(cfg, "profile") : 0;
	bool good = cfg != NULL;

	if (count > MOST_PROFILES) /* each keeps the text */
		good = error_set(error, ERROR_USAGE, "%s:1: found %u profiles, expected at most %d", origin, count,
		                 MOST_PROFILES);
	for (unsigned i = 0; good && i < count; i++) {
		cfg_t *section = cfg_getnsec(cfg, "profile", i);
		struct profile *profile = memory_zeroed(1, sizeof *profile);
		profile->origin = memory_text(origin);
		profile->text = memory_text(text);
		add(&read, profile);
		good = read_head(section, profile, error) && read_parts(section, profile, error);
	}
	if (good && read.count == 0)
		good = error_set(error, ERROR_USAGE, "%s:1: no profile in it; expected profile NAME { … }", origin);
	for (size_t i = 0; i < read.count; i++) {
		if (good && !is_known(profiles, read.all[i]->name))
			add(profiles, read.all[i]);
		else
			profile_free(read.all[i]);
	}
	free(read.all);
	if (cfg != NULL)
		cfg_free(cfg);
	return good;
}

bool profiles_add_file(struct profiles *profiles, const char *path, struct error *error)
{
	char *text = parse_read_file(path, NULL, error);
	bool good = text != NULL && profiles_add_text(profiles, path, text, error);

	free(text);
	return good;
}

static int is_profile(const struct dirent *entry)
{
	size_t length = strlen(entry->d_name);

	return *entry->d_name != '.' && length > 8 && strcmp(entry->d_name + length - 8, ".profile") == 0;
}

bool profiles_add_folder(struct profiles *profiles, const char *folder, struct error *error)
{
	struct dirent **entries;
	int count = scandir(folder, &entries, is_profile, alphasort);
	bool good = true;

	if (count < 0)
		return errno == ENOENT || error_errno(error, "%s", folder);
	for (int i = 0; i < count; i++) {
		char path[4096];
		snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
		good = good && profiles_add_file(profiles, path, error);
		free(entries[i]);
	}
	free(entries);
	return good;
}

bool profiles_add_builtin(struct profiles *profiles, struct error *error)
{
	for (const struct builtin *file = builtin_profiles; file->name != NULL; file++) {
		char origin[64];
		snprintf(origin, sizeof origin, "%s (built in)", file->name);
		if (!profiles_add_text(profiles, origin, file->text, error))
			return false;
	}
	return true;
}

void profiles_clear(struct profiles *profiles)
{
	for (size_t i = 0; i < profiles->count; i++)
		profile_free(profiles->all[i]);
	free(profiles->all);
	*profiles = (struct profiles){ NULL, 0, 0 };
}
