/* profile_alert: what of a profile says when something is an alert; see include/telltale/conf/profile_text.h */
#include "config.h"

#include <math.h>
#include <string.h>

#include "conf/profile_private.h"
#include "telltale/base/clock.h"
#include "telltale/base/memory.h"
#include "telltale/conf/parse.h"
#include "telltale/core/metric.h"

enum { MOST_ALERTS = 64 };

static const double longest = 1e7; /* seconds */

static bool read_seconds(cfg_t *section, const char *option, int64_t *time, struct error *error)
{
	double seconds = cfg_getfloat(section, option);

	if (!(seconds >= 0 && seconds <= longest))
		return parse_fail(section, option, error, "%s = %g, expected seconds from 0 to 10000000", option, seconds);
	*time = (int64_t)(seconds * (double)CLOCK_SECOND);
	return true;
}

static bool read_level(cfg_t *section, unsigned char *level, struct error *error)
{
	static const char *const words[] = { [LEVEL_GOOD] = "none", [LEVEL_WARN] = "warn", [LEVEL_ALARM] = "alarm" };
	const char *word = cfg_getstr(section, "level");

	for (unsigned char i = 0; i < sizeof words / sizeof *words; i++) {
		if (strcmp(words[i], word) != 0)
			continue;
		*level = i;
		return true;
	}
	return parse_fail(section, "level", error, "level = '%s', expected warn, alarm or none", word);
}

static bool has_state(const struct profile_status *status, const char *name)
{
	for (size_t i = 0; i < status->state_count; i++)
		if (strcmp(status->states[i].name, name) == 0)
			return true;
	return status->state_count == 0; /* any text is a state */
}

bool profile_read_alerts(cfg_t *section, struct profile_status *status, struct error *error)
{
	unsigned count = cfg_size(section, "alert");

	if (count > MOST_ALERTS)
		return parse_fail(section, "alert", error, "alert: at most %d, found %u", MOST_ALERTS, count);
	status->alerts = memory_zeroed(count, sizeof *status->alerts);
	for (unsigned i = 0; i < count; i++) {
		cfg_t *alert = cfg_getnsec(section, "alert", i);
		struct profile_alert *read = &status->alerts[status->alert_count++];
		read->state = profile_clean(cfg_title(alert));
		if (!has_state(status, read->state))
			return parse_fail(alert, "after", error, "alert: status '%s' has no state '%s'", status->name,
			                  read->state);
		if (!read_seconds(alert, "after", &read->after, error) || !read_level(alert, &read->level, error))
			return false;
	}
	return true;
}

static bool has_limit(const struct profile_metric *metric)
{
	return !isnan(metric->warn_below) || !isnan(metric->warn_above) || !isnan(metric->alarm_below) ||
	       !isnan(metric->alarm_above);
}

bool profile_read_calm(cfg_t *section, struct profile_metric *metric, struct error *error)
{
	metric->hysteresis = cfg_getfloat(section, "hysteresis");
	if (!(metric->hysteresis >= 0 && metric->hysteresis <= 1e15))
		return parse_fail(section, "hysteresis", error, "hysteresis = %g, expected 0 or more, in the metric's unit",
		                  metric->hysteresis);
	if (!read_seconds(section, "for", &metric->lasting, error))
		return false;
	if (metric->hysteresis > 0 && metric->warn_above - metric->hysteresis <= metric->warn_below + metric->hysteresis)
		return parse_fail(section, "hysteresis", error, "hysteresis = %g: no value between warn-below = %g and "
		                  "warn-above = %g would be good again", metric->hysteresis, metric->warn_below, metric->warn_above);
	if (!has_limit(metric) && (metric->hysteresis > 0 || metric->lasting > 0))
		return parse_fail(section, metric->hysteresis > 0 ? "hysteresis" : "for", error,
		                  "%s: metric '%s' has no limit (warn-above and the like) that it could be for",
		                  metric->hysteresis > 0 ? "hysteresis" : "for", metric->name);
	return true;
}
