/* device_parts: the parts of the device view but its numbers and their plot; see device_private.h */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "telltale/base/clock.h"
#include "telltale/base/text.h"
#include "telltale/core/route.h"
#include "telltale/ui/pane.h"
#include "telltale/ui/ribbon.h"
#include "ui/device_private.h"

enum { HISTORY_COMMANDS = 6, MOST_TOPICS = 12, STATE_LEAST = 14, STATE_MOST = 23, SINCE = 5, LEAST_RIBBON = 16, WITH_TIMES = 110 };

void device_heading(struct pen *pen, const char *text)
{
	if (pen->row > 0 && !pen->tight)
		pen->row++;
	draw_text(&pen->canvas, pen->row++, 0, SLOT_HEADING, text);
}

/* --- head ------------------------------------------------------------------------------------------------ */

/* "1 204 messages, the last one 2s ago" */
static void messages_text(const struct pen *pen, char *text, size_t size)
{
	const struct device *device = pen->device;
	const char *plural = device->messages == 1 ? "" : "s";
	char messages[32], age[16];

	text_number(messages, sizeof messages, (double)device->messages, 0);
	snprintf(text, size, "%s message%s", messages, plural);
	if (device->last_live == CLOCK_NEVER)
		return;
	clock_age_text(age, sizeof age, fleet_now(pen->screen->model.fleet) - device->last_live);
	snprintf(text, size, "%s message%s, the last one %s ago", messages, plural, age);
}

void device_draw_head(struct pen *pen)
{
	const struct device *device = pen->device;
	char presence[80], messages[80];
	enum slot slot = pen->live ? SLOT_ONLINE : SLOT_OFFLINE;
	int used = draw_text(&pen->canvas, pen->row, 0, SLOT_TITLE_FOCUS, device->title) + 2;

	if (screen_is_pinned(pen->screen, device))
		used += draw_glyph(&pen->canvas, pen->row, used, SLOT_KEY, GLYPH_PIN) + 1;
	if (device->profile != NULL)
		used += draw_text(&pen->canvas, pen->row, used, SLOT_DIM, device->profile->title) + 2;
	if (pen->screen->model.link->state != LINK_UP)
		snprintf(presence, sizeof presence, "no broker: these are its last values");
	else
		pane_presence_text(pen->screen, device, presence, sizeof presence);
	messages_text(pen, messages, sizeof messages);
	int width = 4 + (int)(text_width(presence) + text_width(messages));
	int column = pen->canvas.columns - width;
	if (column < used + 2) { /* no room beside the name */
		pen->row++;
		column = 0;
	}
	column += draw_glyph(&pen->canvas, pen->row, column, slot, glyph_of_presence(device->presence)) + 1;
	column += draw_text(&pen->canvas, pen->row, column, slot, presence);
	draw_text(&pen->canvas, pen->row++, column + 2, SLOT_DIM, messages);
}

/* --- states ---------------------------------------------------------------------------------------------- */

/* When what is known of its states ends: it may be silent. */
static int64_t known_until(const struct pen *pen)
{
	const struct device *device = pen->device;

	if (pen->live)
		return pen->window.now + CLOCK_SECOND;
	return device->last_live != CLOCK_NEVER ? device->last_live : pen->window.now;
}

static void draw_ribbon(const struct pen *pen, const struct status *status, int column)
{
	struct strip_change changes[STRIP_CHANGES];
	signed char which[RIBBON_COLUMNS];
	const struct plot_window *window = &pen->window;
	int columns = pen->canvas.columns - column;
	size_t count = status_history(status, changes);

	columns = columns < RIBBON_COLUMNS ? columns : RIBBON_COLUMNS;
	ribbon_lay_out(changes, count, window->from, window->to, known_until(pen), columns, which);
	ribbon_draw(&pen->canvas, pen->row, column, changes, which, columns, pen->live);
	int64_t cursor = pen->state->plot.cursor;
	if (cursor < window->from || cursor >= window->to)
		return;
	double part = (double)(cursor - window->from) / (double)(window->to - window->from);
	draw_glyph(&pen->canvas, pen->row, column + (int)(part * columns), SLOT_CURSOR, GLYPH_CURSOR);
}

/* "12m", and where there is room "since 13:02:11"; or why not. */
static void since_text(const struct pen *pen, const struct status *status, bool wide, char *text, size_t size)
{
	char since[24], at[32];

	pane_since_text(pen->screen, status, since, sizeof since);
	clock_time_text(at, sizeof at, screen_wall_of(pen->screen, status->since), pen->screen->wall);
	if (wide && status->seen && !status->stored)
		snprintf(text, size, "%5s, since %s%s", since, status->since_known ? "" : "before ", at);
	else
		snprintf(text, size, "%5s", since);
}

/* Columns for the states: as the longest needs, within bounds. */
static int state_columns(const struct device *device)
{
	int most = STATE_LEAST;

	for (size_t i = 0; i < device->status_count; i++) {
		const struct status *status = &device->statuses[i];
		bool unknown = status->definition != NULL && status->definition->state_count > 0 && status->state < 0;
		int width = 3 + (int)text_width(status->text) + (unknown ? 10 : 0); /* "UNKNOWN (7)" */
		most = width > most ? width : most;
	}
	return most < STATE_MOST ? most : STATE_MOST;
}

void device_draw_states(struct pen *pen)
{
	int columns = pen->canvas.columns, width = state_columns(pen->device);
	bool wide = columns >= WITH_TIMES || columns < pen->label + width + SINCE + LEAST_RIBBON;
	int ribbon = pen->label + width + SINCE + 4 + (wide ? 24 : 0);

	if (pen->device->status_count == 0)
		return;
	device_heading(pen, "States");
	for (size_t i = 0; i < pen->device->status_count; i++) {
		const struct status *status = &pen->device->statuses[i];
		char line[80];
		draw_text_in(&pen->canvas, pen->row, 2, pen->label - 2, draw_dimmed(pen->live, SLOT_LABEL), status->name);
		pane_draw_state(&pen->canvas, pen->row, pen->label + 1, width, status, pen->live, pane_glows(pen->screen, status));
		since_text(pen, status, wide, line, sizeof line);
		draw_text(&pen->canvas, pen->row, pen->label + width + 2, draw_dimmed(pen->live, SLOT_SINCE), line);
		if (columns - ribbon >= LEAST_RIBBON && status->seen)
			draw_ribbon(pen, status, ribbon);
		pen->row++;
	}
	if (columns - ribbon >= LEAST_RIBBON && (!pen->tight || pen->device->metric_count == 0))
		plot_draw_times(&pen->canvas, &pen->window, pen->row++, ribbon, columns - ribbon);
}

/* --- commands -------------------------------------------------------------------------------------------- */

void device_draw_orders(struct pen *pen)
{
	const struct profile *profile = pen->device->profile;
	bool usable = pen->live && !pen->screen->model.link->read_only;

	if (profile == NULL || profile->command_count == 0)
		return;
	device_heading(pen, "Commands");
	for (size_t i = 0; i < profile->command_count; i++) {
		const struct profile_command *command = &profile->commands[i];
		char line[200];
		size_t used = 0;
		draw_text(&pen->canvas, pen->row, 0, usable ? SLOT_KEY : SLOT_KEY_IDLE, command->key);
		draw_text_in(&pen->canvas, pen->row, 2, pen->label - 2, draw_dimmed(usable, SLOT_TEXT), command->name);
		*line = '\0';
		if (command->requires.count > 0)
			used += (size_t)snprintf(line, sizeof line, "needs %s; ", command->requires.text);
		if (used < sizeof line)
			snprintf(line + used, sizeof line - used, command->expect.count > 0 ? "done if %s within %" PRId64 " s"
			         : "%sis not confirmed by the device", command->expect.count > 0 ? command->expect.text : "",
			         command->within / CLOCK_SECOND);
		draw_text(&pen->canvas, pen->row++, pen->label + 1, SLOT_DIM, line);
	}
}

void device_draw_history(struct pen *pen)
{
	size_t shown = 0;
	const struct command *command;

	for (size_t i = 0; (command = fleet_command(pen->screen->model.fleet, i)) != NULL; i++) {
		char when[32], text[COMMAND_REASON + 80];
		if (command->device != pen->device || shown == HISTORY_COMMANDS)
			continue;
		if (shown++ == 0)
			device_heading(pen, "Sent before");
		clock_time_text(when, sizeof when, command->wall, pen->screen->wall);
		pane_command_text(pen->screen, command, text, sizeof text);
		draw_text(&pen->canvas, pen->row, 0, SLOT_DIM, when);
		draw_text(&pen->canvas, pen->row++, (int)strlen(when) + 1, pane_command_slot(command), text);
	}
}

/* --- topics ---------------------------------------------------------------------------------------------- */

void device_draw_topics(struct pen *pen)
{
	int shown = 0;

	device_heading(pen, "Topics");
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

static void lay_out_payload(struct device_state *state, const struct route *route)
{
	if (route == state->route && route->messages == state->messages)
		return;
	payload_clear(&state->payload);
	payload_layout(&state->payload, route->payload, route->payload_kept, route->payload_length);
	state->route = route;
	state->messages = route->messages;
}

void device_draw_payload(struct pen *pen)
{
	struct device_state *state = pen->state;
	const struct route *route = pen->device->last_route;
	char title[600], topic[400];

	if (route == NULL)
		return;
	lay_out_payload(state, route);
	text_clean(topic, sizeof topic, route->topic, route->length);
	snprintf(title, sizeof title, "Last payload: %s on %s", state->payload.kind, topic);
	device_heading(pen, title);
	for (size_t i = 0; i < state->payload.count; i++) {
		if (canvas_shows(&pen->canvas, pen->row))
			draw_text(&pen->canvas, pen->row, 0, SLOT_TEXT, state->payload.lines[i]);
		pen->row++;
	}
	if (route->payload_kept < route->payload_length)
		draw_format(&pen->canvas, pen->row++, 0, SLOT_WARN, "... the first %u of %u bytes", route->payload_kept,
		            route->payload_length);
}
