/* frame: see include/telltale/ui/frame.h */
#include "config.h"

#include "telltale/ui/frame.h"

#include <stdio.h>
#include <string.h>

#include "telltale/base/clock.h"
#include "telltale/base/text.h"
#include "telltale/ui/ask.h"
#include "telltale/ui/freeze.h"

enum { PART_BYTES = 400, MOST_PARTS = 16 };

/* --- header ---------------------------------------------------------------------------------------------- */

/* A piece of the header; the least important ones are left out where the window is narrow. */
struct part {
	char text[PART_BYTES];
	enum slot slot;
	int importance; /* 0 stays longest */
};

struct parts {
	struct part all[MOST_PARTS];
	size_t count;
};

static char *add_part(struct parts *parts, enum slot slot, int importance)
{
	struct part *part = &parts->all[parts->count++];

	part->slot = slot;
	part->importance = importance;
	*part->text = '\0';
	return part->text;
}

static int width_of(const struct parts *parts)
{
	int width = 1;

	for (size_t i = 0; i < parts->count; i++)
		width += (int)text_width(parts->all[i].text) + 2;
	return width;
}

static void drop_least_important(struct parts *parts)
{
	size_t which = 0;

	for (size_t i = 1; i < parts->count; i++)
		if (parts->all[i].importance > parts->all[which].importance)
			which = i;
	parts->count--;
	memmove(&parts->all[which], &parts->all[which + 1], (parts->count - which) * sizeof *parts->all);
}

static void add_link(struct parts *parts, const struct screen *screen)
{
	const struct link *link = screen->model.link;
	bool up = link->state == LINK_UP, utf8 = screen->terminal->utf8;
	const char *glyph = glyph_text(up ? GLYPH_ONLINE : link->state == LINK_WAITING ? GLYPH_OFFLINE : GLYPH_STALE, utf8);
	char *text = add_part(parts, up ? SLOT_HEADER_GOOD : SLOT_HEADER_BAD, 1);

	snprintf(text, PART_BYTES, "%s %s%s%s", glyph, link->name, *link->name != '\0' ? " " : "", link->url);
	if (link->state == LINK_CONNECTING)
		snprintf(add_part(parts, SLOT_HEADER_BAD, 0), PART_BYTES, "connecting");
	else if (link->state == LINK_WAITING)
		snprintf(add_part(parts, SLOT_HEADER_BAD, 0), PART_BYTES, "NOT CONNECTED");
	if (link->unverified)
		snprintf(add_part(parts, SLOT_HEADER_BAD, 0), PART_BYTES, "UNVERIFIED TLS");
	if (link->read_only)
		snprintf(add_part(parts, SLOT_HEADER_BAD, 0), PART_BYTES, "READ-ONLY");
}

static void add_lag(struct parts *parts, const struct link *link)
{
	char waiting[32];

	text_number(waiting, sizeof waiting, (double)link->waiting, 0);
	bool late = link->lag > CLOCK_SECOND;
	char *text = add_part(parts, late ? SLOT_HEADER_BAD : SLOT_HEADER, 4);
	if (link->waiting == 0)
		snprintf(text, PART_BYTES, "lag 0");
	else
		snprintf(text, PART_BYTES, "lag %s, %lld ms", waiting, (long long)(link->lag / CLOCK_MILLISECOND));
}

/* What nobody has acknowledged stands out: "3 alerts, 2 NEW". */
static void add_alerts(struct parts *parts, const struct fleet_counts *counts)
{
	char *text = add_part(parts, counts->fresh > 0 ? SLOT_HEADER_BAD : SLOT_HEADER, 1);
	size_t used = (size_t)snprintf(text, PART_BYTES, "%zu alert%s", counts->alerts, counts->alerts == 1 ? "" : "s");

	if (counts->fresh > 0 && counts->fresh < counts->alerts)
		snprintf(text + used, PART_BYTES - used, ", %zu NEW", counts->fresh);
	else if (counts->fresh > 0)
		snprintf(text + used, PART_BYTES - used, " NEW");
}

static void add_counts(struct parts *parts, const struct screen *screen)
{
	const struct fleet_counts *counts = fleet_counts(screen->model.fleet);
	char number[32];

	text_number(number, sizeof number, counts->rate, counts->rate > 0 && counts->rate < 10 ? 1 : 0);
	snprintf(add_part(parts, SLOT_HEADER, 3), PART_BYTES, "%s msg/s", number);
	if (screen->model.playback == NULL)
		add_lag(parts, screen->model.link);
	snprintf(add_part(parts, SLOT_HEADER, 2), PART_BYTES, "%zu device%s", counts->devices,
	         counts->devices == 1 ? "" : "s");
	if (counts->stale + counts->offline > 0)
		snprintf(add_part(parts, SLOT_HEADER_BAD, 2), PART_BYTES, "%zu silent", counts->stale + counts->offline);
	if (counts->alerts > 0)
		add_alerts(parts, counts);
	if (counts->full)
		snprintf(add_part(parts, SLOT_HEADER_BAD, 1), PART_BYTES, "FULL: %llu messages unplaced",
		         (unsigned long long)counts->unplaced);
}

/* "● REC 00:12:44 18.2 MiB 21 KiB/s" */
static void add_recording(struct parts *parts, const struct screen *screen)
{
	const struct recording_status *recording = screen->model.recording;
	char size[32], rate[32];

	if (screen->model.playback != NULL)
		snprintf(add_part(parts, SLOT_HEADER_BAD, 0), PART_BYTES, "REPLAY");
	if (recording == NULL || (!recording->on && !recording->failed))
		return;
	if (!recording->on) {
		snprintf(add_part(parts, SLOT_HEADER_BAD, 0), PART_BYTES, "RECORDING FAILED");
		return;
	}
	long long seconds = (fleet_now(screen->model.fleet) - recording->since) / CLOCK_SECOND;
	text_bytes(size, sizeof size, recording->bytes);
	snprintf(add_part(parts, SLOT_HEADER_BAD, 0), PART_BYTES, "%s REC %02lld:%02lld:%02lld",
	         glyph_text(GLYPH_ONLINE, screen->terminal->utf8), seconds / 3600, seconds / 60 % 60, seconds % 60);
	text_bytes(rate, sizeof rate, (uint64_t)recording->rate);
	snprintf(add_part(parts, SLOT_HEADER, 2), PART_BYTES, "%s", size);
	snprintf(add_part(parts, SLOT_HEADER, 4), PART_BYTES, "%s/s", rate);
	if (recording->held)
		snprintf(add_part(parts, SLOT_HEADER_BAD, 1), PART_BYTES, "SLOW DISK");
}

void frame_draw_header(struct screen *screen, const struct canvas *whole)
{
	struct parts parts = { .count = 0 };
	int column = 1;

	snprintf(add_part(&parts, SLOT_HEADER, 5), PART_BYTES, "telltale");
	add_link(&parts, screen);
	if (screen->freeze.on)
		snprintf(add_part(&parts, SLOT_HEADER_BAD, 0), PART_BYTES, "FROZEN");
	add_counts(&parts, screen);
	add_recording(&parts, screen);
	while (parts.count > 1 && width_of(&parts) > whole->columns)
		drop_least_important(&parts);
	draw_fill(whole, 0, 0, whole->columns, SLOT_HEADER);
	for (size_t i = 0; i < parts.count; i++)
		column += draw_text(whole, 0, column, parts.all[i].slot, parts.all[i].text) + 2;
}

/* --- notice line ----------------------------------------------------------------------------------------- */

/* What is typed, with the cursor in it. */
static void draw_prompt(struct screen *screen, const struct canvas *whole, int row)
{
	const char *text;

	draw_fill(whole, row, 0, whole->columns, SLOT_INPUT);
	int label = (int)text_width(screen->ask->label);
	int cursor = prompt_window(&screen->prompt, whole->columns - 2 - label, &text);
	draw_text(whole, row, 0, SLOT_INPUT, screen->ask->label);
	draw_text(whole, row, label, SLOT_INPUT, text);
	terminal_cursor(screen->terminal, row, label + cursor);
}

static enum slot notice_slot(const struct screen *screen)
{
	if (screen->notice_good)
		return SLOT_NOTICE_GOOD;
	return screen->notice_level == LOG_NOTE ? SLOT_NOTICE : SLOT_NOTICE_BAD;
}

/* Why there is no connection and what happens about it, for as long as it lasts. */
static bool down_text(const struct screen *screen, char *text, size_t size)
{
	const struct link *link = screen->model.link;
	char span[32];

	if (link->state == LINK_UP || *link->reason == '\0' || fleet_counts(screen->model.fleet)->devices == 0)
		return false; /* an empty screen says it in its middle */
	clock_span_text(span, sizeof span, (link->retry_at - fleet_now(screen->model.fleet)) / CLOCK_SECOND * CLOCK_SECOND);
	if (screen->model.playback != NULL && link->retry_at <= fleet_now(screen->model.fleet))
		snprintf(text, size, " %s ", link->reason); /* between two recordings nobody tried */
	else if (link->state == LINK_WAITING)
		snprintf(text, size, " %s; next try in %s ", link->reason, span);
	else
		snprintf(text, size, " %s; trying again ", link->reason);
	return true;
}

void frame_draw_notice(struct screen *screen, const struct canvas *whole, int row)
{
	char down[LINK_REASON + 64];
	int end = whole->columns - 1;

	if (screen->prompt.open) {
		draw_prompt(screen, whole, row);
		return;
	}
	bool noticed = screen->notice_until > screen->mono;
	bool room = !noticed || (int)(text_width(screen->notice) + text_width(screen->position)) + 4 <= whole->columns;
	if (*screen->position != '\0' && room) /* what happened is worth more than where one is */
		end = draw_right(whole, row, end, SLOT_DIM, screen->position) - 1;
	if (noticed) {
		char text[SCREEN_NOTICE + 8];
		snprintf(text, sizeof text, " %s ", screen->notice);
		draw_text_in(whole, row, 0, end, notice_slot(screen), text);
	} else if (screen->freeze.on) {
		char text[200] = " ", *at = text + 1;
		freeze_text(screen, at, sizeof text - 2);
		draw_text_in(whole, row, 0, end, SLOT_NOTICE_BAD, strcat(text, " "));
	} else if (down_text(screen, down, sizeof down)) {
		draw_text_in(whole, row, 0, end, SLOT_NOTICE_BAD, down);
	} else if (screen->filter != NULL && filter_kind(screen->filter) != FILTER_ALL) {
		char text[FILTER_BYTES + 8];
		snprintf(text, sizeof text, " /%s ", filter_words(screen->filter));
		draw_text_in(whole, row, 0, end, SLOT_INPUT, text);
	}
}
