/* metric: see include/telltale/core/metric.h */
#include "config.h"

#include "telltale/core/metric.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "telltale/base/clock.h"
#include "telltale/base/memory.h"
#include "telltale/base/text.h"
#include "telltale/core/value.h"

/* The level of a value, with limits that lie so far further within. */
static enum level level_of(const struct profile_metric *definition, double value, double within)
{
	if (value > definition->alarm_above - within || value < definition->alarm_below + within) /* false with NAN */
		return LEVEL_ALARM;
	if (value > definition->warn_above - within || value < definition->warn_below + within)
		return LEVEL_WARN;
	return LEVEL_GOOD;
}

enum level metric_level(const struct profile_metric *definition, double value)
{
	return definition != NULL ? level_of(definition, value, 0) : LEVEL_GOOD;
}

/* It gets worse at the limit, and better only where the value is within it by the hysteresis. */
static enum level next_level(const struct profile_metric *definition, double value, enum level before)
{
	enum level level = metric_level(definition, value);

	if (definition == NULL || level >= before || definition->hysteresis <= 0)
		return level;
	enum level held = level_of(definition, value, definition->hysteresis);
	return held < before ? held : before;
}

static void take_unit(struct metric *metric, const struct scalar *scalar)
{
	bool given = metric->definition != NULL && *metric->definition->unit != '\0';

	if (given && !metric->seen)
		text_clean(metric->unit, sizeof metric->unit, metric->definition->unit,
		           strlen(metric->definition->unit));
	else if (!given && scalar->kind == SCALAR_NUMBER && scalar->length > 0)
		text_clean(metric->unit, sizeof metric->unit, scalar->text, scalar->length);
}

struct metric *metric_array(struct metric *old, size_t kept, size_t count)
{
	return memory_realigned(old, kept, count, sizeof *old, MEMORY_LINE);
}

bool metric_scale(const struct profile_metric *definition, double *value)
{
	if (definition != NULL)
		*value = *value * definition->scale + definition->offset;
	return isfinite(*value);
}

bool metric_report(struct metric *metric, const struct scalar *scalar, int64_t now, bool stored)
{
	const struct profile_metric *definition = metric->definition;
	double value = scalar->number;

	if (scalar->kind != SCALAR_NUMBER && scalar->kind != SCALAR_BOOL)
		return false;
	if (!metric_scale(definition, &value))
		return false;
	bool changed = !metric->seen || value != metric->value || stored != metric->stored;
	if (definition != NULL && definition->decimals >= 0)
		metric->decimals = (unsigned char)definition->decimals;
	else
		metric->decimals = metric_decimals(value, metric->decimals);
	take_unit(metric, scalar);
	metric->value = value;
	metric->level = (unsigned char)next_level(definition, value, metric->level);
	metric->seen = true;
	metric->stored = stored;
	metric->at = now;
	if (stored)
		return changed;
	series_add(&metric->series, now, value);
	return true; /* the graph moved, even where the number didn't */
}

void metric_take_over(struct metric *metric, const struct metric_reports *reports)
{
	metric->value = reports->value;
	metric->at = reports->at;
	if (reports->decimals > metric->decimals && (metric->definition == NULL || metric->definition->decimals < 0))
		metric->decimals = reports->decimals;
	series_take_over(&metric->series, reports->samples, series_sample(reports->value), reports->least, reports->most);
}

void metric_limit_text(const struct metric *metric, enum level level, char *text, size_t size)
{
	const struct profile_metric *definition = metric->definition;
	bool alarm = level == LEVEL_ALARM;

	snprintf(text, size, "%s", "");
	if (definition == NULL || level == LEVEL_GOOD)
		return;
	double above = alarm ? definition->alarm_above : definition->warn_above;
	double below = alarm ? definition->alarm_below : definition->warn_below;
	if (metric->value > above - definition->hysteresis) /* false with NAN */
		snprintf(text, size, "above %g", above);
	else if (metric->value < below + definition->hysteresis)
		snprintf(text, size, "below %g", below);
}

void metric_clear(struct metric *metric)
{
	series_clear(&metric->series);
}

void metric_text(const struct metric *metric, char *text, size_t size)
{
	text_number(text, size, metric->value, metric->decimals);
}

int64_t metric_hold(const struct metric *metric, int64_t now)
{
	int64_t hold = 5 * CLOCK_SECOND;

	if (metric->series.samples > 1) {
		int64_t gap = (now - series_begin(&metric->series)) / (int64_t)metric->series.samples;
		if (3 * gap > hold)
			hold = 3 * gap;
	}
	return hold < CLOCK_HOUR ? hold : CLOCK_HOUR;
}
