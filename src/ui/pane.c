/* pane: see include/telltale/ui/pane.h */
#include "config.h"

#include "telltale/ui/pane.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "telltale/base/clock.h"
#include "telltale/base/text.h"
#include "telltale/core/series.h"

enum { LABEL_LEAST = 6, LABEL_MOST = 14, VALUE_LEAST = 7, VALUE_MOST = 14, HISTORY_MOST = 128 };

/* --- words ----------------------------------------------------------------------------------------------- */

bool pane_is_live(const struct screen *screen, const struct device *device)
{
	return device_is_live(device) && screen->model.link->state == LINK_UP;
}

void pane_presence_text(const struct screen *screen, const struct device *device, char *text, size_t size)
{
	char when[32];

	clock_time_text(when, sizeof when, screen_wall_of(screen, device->presence_since), screen->wall);
	switch (device->presence) {
	case PRESENCE_OFFLINE:
		snprintf(text, size, device->presence_seen ? "OFFLINE since %s" : "OFFLINE, at least since %s", when);
		break;
	case PRESENCE_STALE:
		snprintf(text, size, "SILENT since %s", when);
		break;
	case PRESENCE_STORED:
		snprintf(text, size, "STORED values, nothing live yet");
		break;
	case PRESENCE_ONLINE:
		snprintf(text, size, "online");
		break;
	}
}

void pane_since_text(const struct screen *screen, const struct status *status, char *text, size_t size)
{
	char age[16];

	if (!status->seen) {
		snprintf(text, size, "%s", "");
		return;
	}
	if (status->stored) {
		snprintf(text, size, "stored");
		return;
	}
	clock_age_text(age, sizeof age, fleet_now(screen->model.fleet) - status->since);
	snprintf(text, size, "%s%s", status->since_known ? "" : ">", age);
}

enum slot pane_level_slot(enum level level, bool live)
{
	if (!live)
		return SLOT_DIM;
	return level == LEVEL_ALARM ? SLOT_ALARM : level == LEVEL_WARN ? SLOT_WARN : SLOT_VALUE;
}

void pane_command_text(const struct screen *screen, const struct command *command, char *text, size_t size)
{
	char span[32];
	int64_t end = command_ended(command) ? command->ended : fleet_now(screen->model.fleet);
	int64_t begin = command->sent != CLOCK_NEVER ? command->sent : command->asked;

	clock_span_text(span, sizeof span, end - begin);
	const char *glyph = glyph_text(glyph_of_command(command->state), screen->terminal->utf8);
	bool explain = command_ended(command) && *command->reason != '\0' && command->state != COMMAND_ACKNOWLEDGED;
	if (explain)
		snprintf(text, size, "%s %s %s: %s", glyph, command->definition->name, command_state_text(command->state),
		         command->reason);
	else
		snprintf(text, size, "%s %s %s %s", glyph, command->definition->name, command_state_text(command->state),
		         span);
}

enum slot pane_command_slot(const struct command *command)
{
	switch (glyph_of_command(command->state)) {
	case GLYPH_GOOD:
		return SLOT_REST;
	case GLYPH_BAD:
		return SLOT_ALARM;
	case GLYPH_DASH:
		return SLOT_DIM;
	default:
		return SLOT_MOVING;
	}
}

/* --- lines ----------------------------------------------------------------------------------------------- */

enum slot pane_kind_slot(enum state_kind kind, bool live)
{
	static const enum slot slots[] = {
		[STATE_REST] = SLOT_REST,   [STATE_ACTIVE] = SLOT_ACTIVE,   [STATE_MOVING] = SLOT_MOVING,
		[STATE_ALARM] = SLOT_ALARM, [STATE_UNKNOWN] = SLOT_UNKNOWN,
	};
	return live ? slots[kind] : SLOT_DIM;
}

static void upper(char *text)
{
	for (; *text != '\0'; text++)
		if (*text >= 'a' && *text <= 'z')
			*text = (char)(*text - 'a' + 'A');
}

bool pane_glows(const struct screen *screen, const struct status *status)
{
	return status->seen && status->since_known && !status->stored && !screen->slow &&
	       fleet_now(screen->model.fleet) - status->since < PANE_GLOW;
}

int pane_draw_state(const struct canvas *canvas, int row, int column, int most, const struct status *status, bool live,
                    bool glows)
{
	char text[STATUS_TEXT + 16];
	enum slot slot = pane_kind_slot(status->kind, live && status->seen);
	bool known = status->definition != NULL && status->state >= 0;

	if (!status->seen)
		snprintf(text, sizeof text, "not reported yet");
	else if (status->definition != NULL && status->definition->state_count > 0 && status->state < 0)
		snprintf(text, sizeof text, "UNKNOWN (%s)", status->text);
	else
		snprintf(text, sizeof text, "%s", status->text);
	if (known)
		upper(text);
	if (glows && live) {
		slot = SLOT_GLOW;
		draw_text_in(canvas, row, column + 1, 1, slot, " ");
	}
	draw_glyph(canvas, row, column, slot, glyph_of_status(status));
	return 2 + draw_text_in(canvas, row, column + 2, most - 2, slot, text);
}

/* How the lines of a device are laid out, so that its columns stand below each other. */
struct columns {
	int label, value;
};

static int clamp(int value, int least, int most)
{
	return value < least ? least : value > most ? most : value;
}

static struct columns lay_out(const struct device *device, int width)
{
	int label = 0, value = 0;
	char text[64];

	for (size_t i = 0; i < device->status_count && i < PANE_MOST_STATUSES; i++)
		label = clamp((int)text_width(device->statuses[i].name), label, LABEL_MOST);
	for (size_t i = 0; i < device->metric_count && i < PANE_MOST_METRICS; i++) {
		const struct metric *metric = &device->metrics[i];
		label = clamp((int)text_width(metric->name), label, LABEL_MOST);
		metric_text(metric, text, sizeof text);
		int unit = (int)text_width(metric->unit);
		value = clamp((int)text_width(text) + (unit > 0 ? unit + 1 : 0), value, VALUE_MOST);
	}
	label = clamp(label, LABEL_LEAST, width / 2);
	return (struct columns){ label, clamp(value, VALUE_LEAST, VALUE_MOST) };
}

/* A name that is too long keeps its end, where paths differ. */
static void draw_label(const struct canvas *canvas, int row, int columns, const char *name, bool live)
{
	size_t width = text_width(name);
	uint32_t character;

	if (width <= (size_t)columns) {
		draw_text(canvas, row, 0, draw_dimmed(live, SLOT_LABEL), name);
		return;
	}
	size_t skip = width - (size_t)columns + 1;
	while (skip > 0 && *name != '\0') {
		size_t taken = text_decode(name, strlen(name), &character);
		size_t wide = text_char_width(character);
		skip = wide < skip ? skip - wide : 0;
		name += taken;
	}
	draw_glyph(canvas, row, 0, draw_dimmed(live, SLOT_LABEL), GLYPH_ELLIPSIS);
	draw_text_in(canvas, row, 1, columns - 1, draw_dimmed(live, SLOT_LABEL), name);
}

static void draw_status(const struct screen *screen, const struct canvas *canvas, int row, struct columns columns,
                        const struct status *status, bool live)
{
	char since[24];

	draw_label(canvas, row, columns.label, status->name, live);
	pane_since_text(screen, status, since, sizeof since);
	int end = canvas->columns;
	if (*since != '\0')
		end = draw_right(canvas, row, canvas->columns, draw_dimmed(live, SLOT_SINCE), since) - 1;
	pane_draw_state(canvas, row, columns.label + 1, end - columns.label - 1, status, live,
	                pane_glows(screen, status));
}

void pane_draw_history(const struct screen *screen, const struct canvas *canvas, int row, int column, int columns,
                       const struct metric *metric, int64_t most_span, bool live)
{
	static const int64_t spans[] = { CLOCK_MINUTE, 2 * CLOCK_MINUTE, 5 * CLOCK_MINUTE, 15 * CLOCK_MINUTE, CLOCK_HOUR };
	double values[HISTORY_MOST], most[HISTORY_MOST];
	int64_t now = fleet_now(screen->model.fleet), span = CLOCK_MINUTE;
	bool ranged = metric->definition != NULL;

	if (series_begin(&metric->series) == CLOCK_NEVER || columns <= 0 || screen->slow)
		return;
	for (size_t i = 0; i < sizeof spans / sizeof *spans && spans[i] <= most_span; i++) {
		span = spans[i];
		if (now - series_begin(&metric->series) <= span)
			break;
	}
	size_t count = (size_t)clamp(columns, 1, HISTORY_MOST);
	if (span == CLOCK_MINUTE)
		series_columns(&metric->series, now, span, metric_hold(metric, now), values, count);
	else
		series_span(&metric->series, now - span, now, now, metric_hold(metric, now), values, most, count);
	for (size_t i = 0; span > CLOCK_MINUTE && i < count; i++)
		values[i] = (values[i] + most[i]) / 2;
	draw_sparkline(canvas, row, column, draw_dimmed(live, SLOT_SPARK), values, count,
	               ranged ? metric->definition->least : NAN, ranged ? metric->definition->most : NAN);
}

void pane_draw_shown(const struct screen *screen, const struct canvas *canvas, int row, int column, int columns,
                     const struct metric *metric, bool live)
{
	enum metric_show show = metric->definition != NULL ? metric->definition->show : SHOW_SPARKLINE;

	if (!metric->seen || metric->stored || columns <= 0)
		return;
	if (show == SHOW_GAUGE)
		pane_draw_gauge(canvas, row, column, columns, metric, live);
	else if (show == SHOW_SPARKLINE)
		pane_draw_history(screen, canvas, row, column, columns, metric, 5 * CLOCK_MINUTE, live);
}

static void draw_metric(const struct screen *screen, const struct canvas *canvas, int row, struct columns columns,
                        const struct metric *metric, bool live)
{
	char text[64];
	int column = columns.label + 1;

	draw_label(canvas, row, columns.label, metric->name, live);
	if (!metric->seen) {
		draw_glyph(canvas, row, column, SLOT_DIM, GLYPH_DASH);
		return;
	}
	metric_text(metric, text, sizeof text);
	column += draw_text(canvas, row, column, pane_level_slot(metric->level, live), text);
	if (*metric->unit != '\0')
		draw_text(canvas, row, column + 1, draw_dimmed(live, SLOT_UNIT), metric->unit);
	if (metric->level != LEVEL_GOOD)
		draw_glyph(canvas, row, canvas->columns - 1, pane_level_slot(metric->level, live), GLYPH_ATTENTION);
	if (metric->stored) {
		draw_right(canvas, row, canvas->columns - 2, SLOT_DIM, "stored");
		return;
	}
	column = columns.label + 1 + columns.value + 1;
	pane_draw_shown(screen, canvas, row, column, canvas->columns - column - 2, metric, live);
}

/* --- the pane -------------------------------------------------------------------------------------------- */

static bool has_commands(const struct device *device)
{
	return device->profile != NULL && device->profile->command_count > 0;
}

/* One line for the last command, or for why the values aren't live. */
static bool has_message_line(const struct device *device)
{
	return has_commands(device) || !device_is_live(device);
}

static int value_rows(const struct device *device)
{
	int statuses = clamp((int)device->status_count, 0, PANE_MOST_STATUSES);
	int metrics = clamp((int)device->metric_count, 0, PANE_MOST_METRICS);

	return statuses + metrics;
}

int pane_rows(const struct device *device)
{
	bool more = device->status_count > PANE_MOST_STATUSES || device->metric_count > PANE_MOST_METRICS;
	int rows = value_rows(device) + has_message_line(device) + more;

	return 2 + (rows > 0 ? rows : 1);
}

static void draw_title(const struct screen *screen, const struct canvas *canvas, const struct device *device,
                       bool focused)
{
	char age[16] = "", right[48];
	bool up = screen->model.link->state == LINK_UP, live = pane_is_live(screen, device);
	const char *glyph = glyph_text(up ? glyph_of_presence(device->presence) : GLYPH_OFFLINE, screen->terminal->utf8);

	if (device->last_live != CLOCK_NEVER)
		clock_age_text(age, sizeof age, fleet_now(screen->model.fleet) - device->last_live);
	snprintf(right, sizeof right, " %s %s ", glyph, !up ? "no broker" : *age != '\0' ? age
	         : presence_text(device->presence));
	int end = canvas->columns - 2;
	if (canvas->columns > 16)
		end = draw_right(canvas, 0, end + 1, live ? SLOT_ONLINE : SLOT_OFFLINE, right);
	draw_text_in(canvas, 0, 1, end - 2, focused ? SLOT_TITLE_FOCUS : draw_dimmed(live, SLOT_TITLE), " ");
	bool pinned = screen_is_pinned(screen, device);
	if (pinned && end > 12) {
		draw_text_in(canvas, 0, end - 2, 1, SLOT_BORDER, " ");
		draw_glyph(canvas, 0, end - 1, SLOT_KEY, GLYPH_PIN);
		end -= 2;
	}
	int used = draw_text_in(canvas, 0, 2, end - 4, focused ? SLOT_TITLE_FOCUS : draw_dimmed(live, SLOT_TITLE),
	                        device->title);
	draw_text_in(canvas, 0, 2 + used, 1, focused ? SLOT_TITLE_FOCUS : SLOT_BORDER, " ");
}

/* Columns that the keys take, with their labels or alone. */
static int keys_width(const struct device *device, bool labels)
{
	int width = 0;

	for (size_t i = 0; i < device->profile->command_count; i++) {
		const struct profile_command *command = &device->profile->commands[i];
		if (*command->key != '\0')
			width += 2 + (labels ? (int)text_width(command->label) + 1 : 0);
	}
	return width;
}

static void draw_keys(const struct canvas *canvas, const struct device *device, bool usable, bool focused)
{
	int column = 2, row = canvas->rows - 1;
	bool bright = focused && usable;

	if (!has_commands(device))
		return;
	bool labels = keys_width(device, true) <= canvas->columns - 4;
	struct canvas line = canvas_part(canvas, row, 0, 1, canvas->columns - 2);
	for (size_t i = 0; i < device->profile->command_count; i++) {
		const struct profile_command *command = &device->profile->commands[i];
		if (*command->key == '\0')
			continue;
		column += draw_text(&line, 0, column, bright ? SLOT_KEY : SLOT_KEY_IDLE, command->key);
		column += draw_text(&line, 0, column, SLOT_BORDER, " ");
		if (!labels)
			continue;
		column += draw_text(&line, 0, column, bright ? SLOT_KEY_TEXT : SLOT_KEY_IDLE, command->label);
		column += draw_text(&line, 0, column, SLOT_BORDER, " ");
	}
}

static void draw_message(const struct screen *screen, const struct canvas *inner, int row,
                         const struct device *device)
{
	char text[COMMAND_REASON + 80];
	const struct command *command = device->command;
	bool under_way = command != NULL && !command_ended(command);

	if (!device_is_live(device) && !under_way) {
		pane_presence_text(screen, device, text, sizeof text);
		draw_text(inner, row, 0, SLOT_OFFLINE, text);
	} else if (command != NULL && command->state != COMMAND_ASKED) {
		pane_command_text(screen, command, text, sizeof text);
		draw_text(inner, row, 0, pane_command_slot(command), text);
	}
}

void pane_draw_frame(const struct screen *screen, const struct canvas *canvas, const struct device *device, bool focused)
{
	bool usable = pane_is_live(screen, device) && !screen->model.link->read_only && screen->model.playback == NULL;

	draw_box(canvas, focused ? SLOT_BORDER_FOCUS : SLOT_BORDER);
	draw_title(screen, canvas, device, focused);
	draw_keys(canvas, device, usable, focused);
}

void pane_draw(const struct screen *screen, const struct canvas *canvas, const struct device *device, bool focused)
{
	struct canvas inner = canvas_part(canvas, 1, 2, canvas->rows - 2, canvas->columns - 4);
	struct columns columns = lay_out(device, inner.columns);
	bool live = pane_is_live(screen, device);
	int row = 0, last = inner.rows - has_message_line(device);

	pane_draw_frame(screen, canvas, device, focused);
	if (has_message_line(device))
		draw_message(screen, &inner, last, device);
	size_t shown = 0, all = device->status_count + device->metric_count;
	bool all_fit = (int)all <= last && device->status_count <= PANE_MOST_STATUSES &&
	               device->metric_count <= PANE_MOST_METRICS;
	int room = all_fit ? last : last - 1;
	for (size_t i = 0; i < device->status_count && i < PANE_MOST_STATUSES && row < room; i++, shown++)
		draw_status(screen, &inner, row++, columns, &device->statuses[i], live);
	for (size_t i = 0; i < device->metric_count && i < PANE_MOST_METRICS && row < room; i++, shown++)
		draw_metric(screen, &inner, row++, columns, &device->metrics[i], live);
	if (shown < all && row < last)
		draw_format(&inner, row, 0, SLOT_DIM, "+%zu more: Enter", all - shown);
	if (all == 0)
		draw_text(&inner, 0, 0, SLOT_DIM, "no values yet");
}
