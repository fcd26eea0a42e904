/* metric: see include/telltale/core/metric.h */
#include "config.h"

#include "telltale/core/metric.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "telltale/base/clock.h"
#include "telltale/base/memory.h"
#include "telltale/base/text.h"
#include "telltale/core/value.h"

enum { MOST_DECIMALS = 3 };

static const int64_t calm = 30 * CLOCK_SECOND; /* how long a level must have been better to be told of */

/* Whether a value that was multiplied by a power of ten is whole, but for a billionth of what it was. */
static bool is_whole(double scaled, double slack)
{
	double size = scaled < 0 ? -scaled : scaled;

	if (size >= 1e15)
		return true;
	double whole = (double)(int64_t)(size + 0.5);
	return size - whole <= slack && whole - size <= slack;
}

/* How many decimals it takes to write a value without losing more than a billionth of it: at least so many as before. */
static unsigned char decimals_needed(double value, unsigned char before)
{
	static const double powers[] = { 1, 10, 100, 1000 };
	double slack = (value < 0 ? -value : value) * 1e-9 + 1e-12;

	for (unsigned char decimals = before; decimals < MOST_DECIMALS; decimals++)
		if (is_whole(value * powers[decimals], slack * powers[decimals]))
			return decimals;
	return MOST_DECIMALS;
}

static enum level level_of(const struct profile_metric *definition, double value)
{
	if (definition == NULL)
		return LEVEL_GOOD;
	if (value > definition->alarm_above || value < definition->alarm_below) /* false with NAN */
		return LEVEL_ALARM;
	if (value > definition->warn_above || value < definition->warn_below)
		return LEVEL_WARN;
	return LEVEL_GOOD;
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
	struct metric *block = memory_aligned(count, sizeof *old, MEMORY_LINE);

	if (kept > 0)
		memcpy(block, old, kept * sizeof *old);
	free(old);
	return block;
}

bool metric_report(struct metric *metric, const struct scalar *scalar, int64_t now, bool stored)
{
	const struct profile_metric *definition = metric->definition;
	double value = scalar->number;

	if (scalar->kind != SCALAR_NUMBER && scalar->kind != SCALAR_BOOL)
		return false;
	if (definition != NULL)
		value = value * definition->scale + definition->offset;
	if (!isfinite(value))
		return false;
	bool changed = !metric->seen || value != metric->value || stored != metric->stored;
	if (definition != NULL && definition->decimals >= 0)
		metric->decimals = (unsigned char)definition->decimals;
	else if (metric->decimals < MOST_DECIMALS)
		metric->decimals = decimals_needed(value, metric->decimals);
	take_unit(metric, scalar);
	metric->value = value;
	metric->level = (unsigned char)level_of(definition, value);
	metric->seen = true;
	metric->stored = stored;
	metric->at = now;
	if (stored)
		return changed;
	series_add(&metric->series, now, value);
	return true; /* the graph moved, even where the number didn't */
}

bool metric_tell(struct metric *metric, int64_t now)
{
	bool worse = metric->level > metric->told;

	if (metric->level == LEVEL_GOOD && metric->told == LEVEL_GOOD)
		return false;
	if (metric->level >= metric->told)
		metric->told_until = now;
	if (!worse && (metric->level == metric->told || now - metric->told_until < calm))
		return false;
	metric->told = metric->level;
	metric->told_until = now;
	return true;
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
