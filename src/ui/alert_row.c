/* alert_row: see include/telltale/ui/alert_row.h */
#include "config.h"

#include "telltale/ui/alert_row.h"

#include <stdio.h>

#include "telltale/base/clock.h"
#include "telltale/base/text.h"

enum {
	LEVEL_COLUMNS = 8,
	AGE_COLUMNS = 6,
	STATE_COLUMNS = 12,
	TITLE_COLUMNS = 24, /* most; of a narrow window a fifth */
	WHAT_COLUMNS = 18,  /* the same, a seventh */
	WIDE = 110,         /* from here on who acknowledged an alert has room */
	NARROW = 60         /* below that the state is left out */
};

void alert_row_text(const struct alert *alert, char *text, size_t size)
{
	size_t used = (size_t)snprintf(text, size, "%s", alert->text);
	char worst[48];

	if (alert->key.kind == ALERT_LIMIT && alert->extreme != alert->value && used < size) {
		const struct metric *metric = &alert->key.device->metrics[alert->key.index];
		text_number(worst, sizeof worst, alert->extreme, metric->decimals);
		used += (size_t)snprintf(text + used, size - used, "; worst %s", worst);
	}
	if (alert->times > 1 && used < size)
		snprintf(text + used, size - used, "; %u times", alert->times);
}

/* "NEW", "muted 59m", "seen by ann@gw", "over, waits"; of a past one how long it lasted. */
static void say_state(const struct alert *alert, int64_t now, bool wide, char *text, size_t size)
{
	char age[16];

	if (alert->cleared != CLOCK_NEVER) {
		clock_age_text(age, sizeof age, alert->cleared - alert->since);
		snprintf(text, size, "lasted %s%s%s", age, wide && alert->acknowledged ? ", seen by " : "",
		         wide && alert->acknowledged ? alert->who : "");
	} else if (alert_is_muted(alert)) {
		clock_age_text(age, sizeof age, alert->muted_until - now);
		snprintf(text, size, "muted %s", age);
	} else if (alert_is_ending(alert)) {
		snprintf(text, size, "ending");
	} else if (alert->acknowledged) {
		snprintf(text, size, "seen%s%s", wide ? " by " : "", wide ? alert->who : "");
	} else {
		snprintf(text, size, "NEW");
	}
}

static enum slot level_slot(const struct alert *alert)
{
	if (alert->cleared != CLOCK_NEVER || alert_is_muted(alert))
		return SLOT_DIM;
	return alert->level == LEVEL_ALARM ? SLOT_ALARM : SLOT_WARN;
}

static void draw_level(const struct canvas *canvas, int row, const struct alert *alert, bool focus)
{
	bool past = alert->cleared != CLOCK_NEVER;
	enum level level = past ? alert->worst : alert->level;
	enum slot slot = focus && level_slot(alert) != SLOT_ALARM ? SLOT_INPUT : level_slot(alert);
	char word[24];

	snprintf(word, sizeof word, " %s %s ", glyph_text(past ? GLYPH_GOOD : GLYPH_ATTENTION, canvas->terminal->utf8),
	         level == LEVEL_ALARM && !past ? "ALARM" : level_text(level));
	draw_text(canvas, row, 2, slot, word);
}

static int at_most(int columns, int most)
{
	return columns < most ? columns : most;
}

void alert_row_draw(const struct screen *screen, const struct canvas *canvas, int row, const struct alert *alert,
                    bool focus)
{
	int64_t now = fleet_now(screen->model.fleet);
	bool wide = canvas->columns >= WIDE, quiet = alert->cleared != CLOCK_NEVER || alert_is_muted(alert);
	enum slot slot = focus ? SLOT_INPUT : quiet ? SLOT_DIM : alert->acknowledged ? SLOT_TEXT : SLOT_VALUE;
	int title = at_most(canvas->columns / 5, TITLE_COLUMNS), what = at_most(canvas->columns / 7, WHAT_COLUMNS);
	int column = LEVEL_COLUMNS + 3;
	int state_columns = canvas->columns < NARROW ? 0 : wide ? 2 * STATE_COLUMNS + 4 : STATE_COLUMNS;
	char age[16], text[ALERT_ROW_TEXT], state[ALERT_WHO + 40];

	if (focus) {
		draw_fill(canvas, row, 0, canvas->columns, SLOT_INPUT);
		draw_glyph(canvas, row, 0, SLOT_INPUT, GLYPH_UNDER_WAY);
	}
	draw_level(canvas, row, alert, focus);
	clock_age_text(age, sizeof age, now - (alert->cleared != CLOCK_NEVER ? alert->cleared : alert->since));
	draw_right(canvas, row, column + AGE_COLUMNS - 1, focus ? SLOT_INPUT : SLOT_SINCE, age);
	column += AGE_COLUMNS;
	draw_text_in(canvas, row, column, title, slot, alert->key.device->title);
	column += title + 1;
	alert_row_text(alert, text, sizeof text);
	if (state_columns > 0) {
		draw_text_in(canvas, row, column, what - 1, slot, alert_what(alert));
		column += what;
		say_state(alert, now, wide, state, sizeof state);
		draw_text_in(canvas, row, canvas->columns - state_columns, state_columns - 1, slot, state);
	} else if (*alert_what(alert) != '\0') {
		column += draw_text_in(canvas, row, column, 10, slot, alert_what(alert)) + 1;
	}
	draw_text_in(canvas, row, column, canvas->columns - state_columns - column - 1, slot, text);
}

void alert_row_draw_detail(const struct screen *screen, const struct canvas *canvas, const struct alert *alert)
{
	char when[32], over[48] = "", text[ALERT_ROW_TEXT], line[ALERT_ROW_TEXT + ALERT_WHO + 520];
	const char *what = alert_what(alert);

	alert_row_text(alert, text, sizeof text);
	clock_time_text(when, sizeof when, screen_wall_of(screen, alert->since), screen->wall);
	if (alert->cleared != CLOCK_NEVER) {
		snprintf(over, sizeof over, "%s", " until ");
		clock_time_text(over + 7, sizeof over - 7, screen_wall_of(screen, alert->cleared), screen->wall);
	}
	snprintf(line, sizeof line, "%s%s%s: %s; since %s%s%s%s%s", alert->key.device->title, *what != '\0' ? " " : "", what,
	         text, when, over, alert->acknowledged ? "; seen by " : "", alert->who,
	         alert_is_ending(alert) ? "; it is well again, and is over when that lasts" : "");
	draw_wrapped(canvas, 1, 2, SLOT_TEXT, line);
}
