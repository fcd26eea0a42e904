/* pane_gauge: a metric as a bar over its range, with its limits; see include/telltale/ui/pane.h */
#include "config.h"

#include <math.h>

#include "telltale/ui/pane.h"

/* What a place of the range means. */
static enum level level_at(const struct profile_metric *definition, double value)
{
	if (value > definition->alarm_above || value < definition->alarm_below) /* false with NAN */
		return LEVEL_ALARM;
	return value > definition->warn_above || value < definition->warn_below ? LEVEL_WARN : LEVEL_GOOD;
}

int pane_gauge_filled(const struct metric *metric, int columns)
{
	const struct profile_metric *definition = metric->definition;
	double part = (metric->value - definition->least) / (definition->most - definition->least);
	int filled = (int)lround(fmin(fmax(part, 0), 1) * columns);

	return filled == 0 && metric->value > definition->least ? 1 : filled;
}

void pane_draw_gauge(const struct canvas *canvas, int row, int column, int columns, const struct metric *metric, bool live)
{
	static const enum slot beyond[] = { SLOT_DIM, SLOT_WARN, SLOT_LIMIT };
	const struct profile_metric *definition = metric->definition;
	int filled = pane_gauge_filled(metric, columns);
	enum slot full = metric->level == LEVEL_GOOD ? SLOT_SPARK : metric->level == LEVEL_WARN ? SLOT_WARN : SLOT_LIMIT;

	for (int i = 0; i < columns; i++) {
		double value = definition->least + (definition->most - definition->least) * (i + 0.5) / columns;
		if (i < filled)
			draw_glyph(canvas, row, column + i, draw_dimmed(live, full), GLYPH_FULL);
		else
			draw_glyph(canvas, row, column + i, draw_dimmed(live, beyond[level_at(definition, value)]), GLYPH_EMPTY);
	}
}
