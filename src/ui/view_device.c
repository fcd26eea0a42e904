/* view_device: everything about one device; see include/telltale/ui/view.h */
#include "config.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "telltale/base/clock.h"
#include "telltale/base/memory.h"
#include "telltale/base/text.h"
#include "telltale/core/series.h"
#include "telltale/ui/pane.h"
#include "telltale/ui/payload.h"
#include "telltale/ui/screen.h"
#include "telltale/ui/scroll.h"

enum { WIDE = 116, LABEL = 16, HISTORY_COMMANDS = 6, MOST_TOPICS = 12 };

struct state {
	struct scroll scroll;
	/* the payload that is laid out, and from what */
	struct payload_lines payload;
	const struct route *route;
	uint64_t messages;
};

/* Where the next line goes. */
struct pen {
	const struct screen *screen;
	struct canvas canvas;
	const struct device *device;
	bool live;
	int row;
};

static void *device_open(struct screen *screen)
{
	(void)screen;
	return memory_zeroed(1, sizeof(struct state));
}

static void device_close(void *opaque)
{
	struct state *state = opaque;

	payload_clear(&state->payload);
	free(state);
}

static void device_shown(void *opaque, struct screen *screen)
{
	struct state *state = opaque;

	(void)screen;
	state->scroll.first = 0;
}

static void heading(struct pen *pen, const char *text)
{
	if (pen->row > 0)
		pen->row++;
	draw_text(&pen->canvas, pen->row++, 0, SLOT_HEADING, text);
}

static void draw_head(struct pen *pen)
{
	const struct device *device = pen->device;
	char presence[80], messages[32], age[16], line[160];
	int column = draw_text(&pen->canvas, pen->row, 0, SLOT_TITLE_FOCUS, device->title);

	if (device->profile != NULL)
		draw_format(&pen->canvas, pen->row, column + 2, SLOT_DIM, "%s", device->profile->title);
	pen->row++;
	if (pen->screen->model.link->state != LINK_UP)
		snprintf(presence, sizeof presence, "no broker: these are its last values");
	else
		pane_presence_text(pen->screen, device, presence, sizeof presence);
	text_number(messages, sizeof messages, (double)device->messages, 0);
	column = draw_glyph(&pen->canvas, pen->row, 0, pen->live ? SLOT_ONLINE : SLOT_OFFLINE,
	                    glyph_of_presence(device->presence)) + 1;
	column += draw_text(&pen->canvas, pen->row, column, pen->live ? SLOT_ONLINE : SLOT_OFFLINE, presence);
	const char *plural = device->messages == 1 ? "" : "s";
	snprintf(line, sizeof line, "%s message%s", messages, plural);
	if (device->last_live != CLOCK_NEVER) {
		clock_age_text(age, sizeof age, fleet_now(pen->screen->model.fleet) - device->last_live);
		snprintf(line, sizeof line, "%s message%s, the last one %s ago", messages, plural, age);
	}
	draw_text(&pen->canvas, pen->row++, column + 2, SLOT_DIM, line);
}

static void draw_statuses(struct pen *pen)
{
	if (pen->device->status_count == 0)
		return;
	heading(pen, "States");
	for (size_t i = 0; i < pen->device->status_count; i++) {
		const struct status *status = &pen->device->statuses[i];
		char since[24], at[32], line[80];
		draw_text_in(&pen->canvas, pen->row, 0, LABEL, draw_dimmed(pen->live, SLOT_LABEL), status->name);
		pane_draw_state(&pen->canvas, pen->row, LABEL + 1, 22, status, pen->live);
		pane_since_text(pen->screen, status, since, sizeof since);
		clock_time_text(at, sizeof at, screen_wall_of(pen->screen, status->since), pen->screen->wall);
		if (status->seen && !status->stored)
			snprintf(line, sizeof line, "%s, since %s%s", since, status->since_known ? "" : "before ", at);
		else
			snprintf(line, sizeof line, "%s", since);
		draw_text(&pen->canvas, pen->row++, LABEL + 24, draw_dimmed(pen->live, SLOT_SINCE), line);
	}
}

/* "last hour 21.0 to 25.2; warn > 40". */
static void limits_text(const struct pen *pen, const struct metric *metric, char *text, size_t size)
{
	const struct profile_metric *definition = metric->definition;
	double least, most;
	size_t used = 0;
	char low[32], high[32];

	*text = '\0';
	if (series_range(&metric->series, fleet_now(pen->screen->model.fleet), &least, &most)) {
		text_number(low, sizeof low, least, metric->decimals);
		text_number(high, sizeof high, most, metric->decimals);
		used += (size_t)snprintf(text, size, "last hour %s to %s", low, high);
	}
	if (definition == NULL)
		return;
	const struct {
		double limit;
		const char *words;
	} limits[] = {
		{ definition->alarm_below, "alarm <" },
		{ definition->warn_below, "warn <" },
		{ definition->warn_above, "warn >" },
		{ definition->alarm_above, "alarm >" },
	};
	for (size_t i = 0; i < sizeof limits / sizeof *limits && used < size; i++)
		if (!isnan(limits[i].limit))
			used += (size_t)snprintf(text + used, size - used, "%s%s %g", used > 0 ? "; " : "", limits[i].words,
			                         limits[i].limit);
}

static void draw_metrics(struct pen *pen)
{
	if (pen->device->metric_count == 0)
		return;
	heading(pen, "Numbers");
	for (size_t i = 0; i < pen->device->metric_count; i++) {
		const struct metric *metric = &pen->device->metrics[i];
		char number[64], line[300];
		draw_text_in(&pen->canvas, pen->row, 0, LABEL, draw_dimmed(pen->live, SLOT_LABEL), metric->name);
		if (!metric->seen) {
			draw_text(&pen->canvas, pen->row++, LABEL + 1, SLOT_DIM, "not reported yet");
			continue;
		}
		metric_text(metric, number, sizeof number);
		int column = LABEL + 1;
		column += draw_text(&pen->canvas, pen->row, column, pane_level_slot(metric->level, pen->live), number);
		draw_text(&pen->canvas, pen->row, column + 1, draw_dimmed(pen->live, SLOT_UNIT), metric->unit);
		if (metric->stored)
			draw_text(&pen->canvas, pen->row, LABEL + 16, SLOT_DIM, "stored");
		else
			pane_draw_history(pen->screen, &pen->canvas, pen->row, LABEL + 16, pen->canvas.columns - LABEL - 17,
			                  metric, CLOCK_HOUR, pen->live);
		pen->row++;
		limits_text(pen, metric, line, sizeof line);
		if (*line != '\0')
			draw_text(&pen->canvas, pen->row++, LABEL + 1, SLOT_DIM, line);
	}
}

static void draw_orders(struct pen *pen)
{
	const struct profile *profile = pen->device->profile;
	bool usable = pen->live && !pen->screen->model.link->read_only;

	if (profile == NULL || profile->command_count == 0)
		return;
	heading(pen, "Commands");
	for (size_t i = 0; i < profile->command_count; i++) {
		const struct profile_command *command = &profile->commands[i];
		char line[200];
		size_t used = 0;
		draw_text(&pen->canvas, pen->row, 0, usable ? SLOT_KEY : SLOT_KEY_IDLE, command->key);
		draw_text_in(&pen->canvas, pen->row, 2, LABEL - 2, draw_dimmed(usable, SLOT_TEXT), command->name);
		*line = '\0';
		if (command->requires.count > 0)
			used += (size_t)snprintf(line, sizeof line, "needs %s; ", command->requires.text);
		if (used < sizeof line)
			snprintf(line + used, sizeof line - used, command->expect.count > 0 ? "done if %s within %" PRId64 " s"
			         : "%sis not confirmed by the device", command->expect.count > 0 ? command->expect.text : "",
			         command->within / CLOCK_SECOND);
		draw_text(&pen->canvas, pen->row++, LABEL + 1, SLOT_DIM, line);
	}
}

static void draw_history(struct pen *pen)
{
	size_t shown = 0;
	const struct command *command;

	for (size_t i = 0; (command = fleet_command(pen->screen->model.fleet, i)) != NULL; i++) {
		char when[32], text[COMMAND_REASON + 80];
		if (command->device != pen->device || shown == HISTORY_COMMANDS)
			continue;
		if (shown++ == 0)
			heading(pen, "Sent before");
		clock_time_text(when, sizeof when, command->wall, pen->screen->wall);
		pane_command_text(pen->screen, command, text, sizeof text);
		draw_text(&pen->canvas, pen->row, 0, SLOT_DIM, when);
		draw_text(&pen->canvas, pen->row++, (int)strlen(when) + 1, pane_command_slot(command), text);
	}
}

static void draw_topics(struct pen *pen)
{
	int shown = 0;

	heading(pen, "Topics");
	for (const struct route *route = pen->device->routes; route != NULL; route = route->next_of_device) {
		char topic[512], age[16], right[96], bytes[24];
		if (++shown > MOST_TOPICS) {
			draw_text(&pen->canvas, pen->row++, 0, SLOT_DIM, "and more");
			break;
		}
		text_clean(topic, sizeof topic, route->topic, route->length);
		text_bytes(bytes, sizeof bytes, route->payload_length);
		clock_age_text(age, sizeof age, fleet_now(pen->screen->model.fleet) - route->last_mono);
		snprintf(right, sizeof right, "%" PRIu64 " x, %s, %s ago%s", route->messages, bytes, age,
		         route->stored ? ", stored" : "");
		int begin = draw_right(&pen->canvas, pen->row, pen->canvas.columns, SLOT_DIM, right);
		draw_text_in(&pen->canvas, pen->row++, 0, begin - 1, SLOT_TEXT, topic);
	}
}

static void lay_out_payload(struct state *state, const struct route *route)
{
	if (route == state->route && route->messages == state->messages)
		return;
	payload_clear(&state->payload);
	payload_layout(&state->payload, route->payload, route->payload_kept, route->payload_length);
	state->route = route;
	state->messages = route->messages;
}

static void draw_payload(struct pen *pen, struct state *state)
{
	const struct route *route = pen->device->last_route;
	char title[600], topic[400];

	if (route == NULL)
		return;
	lay_out_payload(state, route);
	text_clean(topic, sizeof topic, route->topic, route->length);
	snprintf(title, sizeof title, "Last payload: %s on %s", state->payload.kind, topic);
	heading(pen, title);
	for (size_t i = 0; i < state->payload.count; i++) {
		if (canvas_shows(&pen->canvas, pen->row))
			draw_text(&pen->canvas, pen->row, 0, SLOT_TEXT, state->payload.lines[i]);
		pen->row++;
	}
	if (route->payload_kept < route->payload_length)
		draw_format(&pen->canvas, pen->row++, 0, SLOT_WARN, "... the first %u of %u bytes", route->payload_kept,
		            route->payload_length);
}

static struct pen pen_on(const struct screen *screen, const struct canvas *canvas, int scroll, int column, int columns)
{
	return (struct pen){ screen, canvas_part(canvas, -scroll, column, canvas->rows + scroll, columns), screen->focus,
		             pane_is_live(screen, screen->focus), 0 };
}

static void device_draw(void *opaque, struct screen *screen, const struct canvas *canvas)
{
	struct state *state = opaque;
	bool wide = canvas->columns >= WIDE;
	int left_columns = wide ? canvas->columns * 3 / 5 - 3 : canvas->columns - 2;

	if (screen->focus == NULL) {
		draw_text(canvas, canvas->rows / 2, 2, SLOT_DIM, "No device is chosen. 1 shows all devices.");
		return;
	}
	struct pen left = pen_on(screen, canvas, state->scroll.first, 1, left_columns);
	draw_head(&left);
	draw_statuses(&left);
	draw_metrics(&left);
	draw_orders(&left);
	draw_history(&left);
	struct pen right = pen_on(screen, canvas, state->scroll.first, left_columns + 4, canvas->columns - left_columns - 5);
	struct pen *rest = wide ? &right : &left;
	draw_topics(rest);
	draw_payload(rest, state);
	if (scroll_fit(&state->scroll, left.row > right.row ? left.row : right.row, canvas->rows)) {
		for (int row = 0; row < canvas->rows; row++) /* it became shorter: once more, from further up */
			draw_fill(canvas, row, 0, canvas->columns, SLOT_TEXT);
		device_draw(opaque, screen, canvas);
	}
	scroll_note(&state->scroll, screen);
}

/* The device before or behind, in the order of their names. */
static unsigned step(struct screen *screen, int direction)
{
	const struct fleet *fleet = screen->model.fleet;
	struct device *best = NULL, *now = screen->focus;

	for (size_t i = 0; now != NULL && i < fleet_counts(fleet)->devices; i++) {
		struct device *device = fleet_device(fleet, i);
		if (direction * text_compare(device->title, now->title) > 0 &&
		    (best == NULL || direction * text_compare(device->title, best->title) < 0))
			best = device;
	}
	if (best == NULL)
		return STALE_NOTHING;
	screen->focus = best;
	return STALE_FRAME;
}

static unsigned device_act(void *opaque, struct screen *screen, enum action action)
{
	struct state *state = opaque;

	if (action != ACTION_NEXT && action != ACTION_PREVIOUS)
		return scroll_act(&state->scroll, action);
	state->scroll.first = 0;
	return step(screen, action == ACTION_NEXT ? 1 : -1);
}

static void device_replaced(void *opaque, struct screen *screen)
{
	struct state *state = opaque;

	(void)screen;
	state->route = NULL; /* it may have gone with the old model */
}

const struct view view_device = {
	.name = "device",
	.action = ACTION_NONE,
	.scope = SCOPE_DEVICE,
	.open = device_open,
	.close = device_close,
	.shown = device_shown,
	.draw = device_draw,
	.act = device_act,
	.replaced = device_replaced,
};
