/* view_topics_payload: the payload of what is chosen, and in what it differs from the one before; see
 * src/ui/view_topics.h */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "telltale/base/clock.h"
#include "telltale/base/memory.h"
#include "telltale/base/text.h"
#include "telltale/ui/message_row.h"
#include "ui/view_topics.h"

enum { MARGIN = 2, BEFORE_MOST = 48, RECENT_LEAST = 4 };

/* --- what is looked at ----------------------------------------------------------------------------------- */

const struct route *topics_route(const struct topics *topics)
{
	return topics->chosen != NULL ? topics->chosen->route : NULL;
}

bool topics_message(const struct topics *topics, size_t *index, struct journal_entry *entry)
{
	size_t count = trail_count(topics->trail);

	*index = topics->message != 0 ? trail_find(topics->trail, topics->message) : count;
	if (*index >= count)
		*index = count - 1;
	return count > 0 && trail_entry(topics->trail, *index, entry);
}

static struct topics_payload of_entry(const struct journal_entry *entry)
{
	return (struct topics_payload){ entry->payload, entry->payload_kept, entry->payload_length, entry->number };
}

bool topics_look_at(const struct topics *topics, struct topics_payload *payload)
{
	const struct route *route = topics_route(topics);
	struct journal_entry entry;
	size_t index;

	if (route == NULL)
		return false;
	*payload = (struct topics_payload){ route->payload, route->payload_kept, route->payload_length, route->messages };
	if (!topics->history)
		return true;
	if (!topics_message(topics, &index, &entry))
		return false;
	*payload = of_entry(&entry);
	return true;
}

/* The payload of the message before the one that is looked at: of those that are kept, or the one that was shown before. */
static bool look_before(const struct topics *topics, struct topics_payload *before)
{
	const struct route *route = topics_route(topics);
	struct journal_entry entry;
	size_t index = trail_count(topics->trail);

	if (topics->history && topics_message(topics, &index, &entry))
		index--;
	else if (!topics->history && index > 0 && trail_entry(topics->trail, --index, &entry) &&
	         entry.mono == route->last_mono) /* else the last one was too many to be kept */
		index--;
	if (index < trail_count(topics->trail) && trail_entry(topics->trail, index, &entry)) {
		*before = of_entry(&entry);
		return true;
	}
	*before = (struct topics_payload){ topics->before, topics->before_kept, topics->before_kept, 0 };
	return !topics->history && topics->before != NULL;
}

/* --- laying it out --------------------------------------------------------------------------------------- */

void topics_forget_payload(struct topics *topics)
{
	payload_clear(&topics->lines);
	free(topics->shown);
	free(topics->before);
	topics->shown = topics->before = NULL;
	topics->laid = false;
}

/* What is shown now is what was before, when another one comes on the same topic. */
static void remember(struct topics *topics, const struct topics_payload *payload)
{
	free(topics->before);
	topics->before = topics->shown;
	topics->before_kept = topics->shown_kept;
	topics->shown = payload->kept > 0 ? memory_copy(payload->bytes, payload->kept) : memory_text("");
	topics->shown_kept = payload->kept;
}

static void lay_out(struct topics *topics, const struct topics_payload *payload)
{
	struct payload_lines before;
	struct topics_payload earlier;

	payload_clear(&topics->lines);
	payload_layout_as(&topics->lines, topics->form, payload->bytes, payload->kept, payload->length);
	if (!look_before(topics, &earlier))
		return;
	payload_layout_as(&before, topics->form, earlier.bytes, earlier.kept, earlier.length);
	if (strcmp(before.kind, topics->lines.kind) == 0)
		payload_compare(&topics->lines, &before);
	payload_clear(&before);
}

static void lay_out_if_new(struct topics *topics, const struct topics_payload *payload)
{
	const struct route *route = topics_route(topics);
	bool same_topic = topics->laid && topics->laid_route == route && topics->laid_history == topics->history;

	if (same_topic && topics->laid_number == payload->number && topics->laid_form == topics->form)
		return;
	if (!same_topic) {
		topics_forget_payload(topics);
		topics->scroll.first = 0;
	}
	if (!same_topic || topics->laid_number != payload->number)
		remember(topics, payload);
	lay_out(topics, payload);
	topics->laid = true;
	topics->laid_route = route;
	topics->laid_history = topics->history;
	topics->laid_number = payload->number;
	topics->laid_form = topics->form;
}

/* --- drawing --------------------------------------------------------------------------------------------- */

/* A line with the topic at its left and what is known of the payload at its right. */
static void draw_title(const struct topics *topics, const struct canvas *canvas, const char *left, const char *right)
{
	enum slot line = topics->on_payload ? SLOT_BORDER_FOCUS : SLOT_BORDER;
	enum slot title = topics->on_payload ? SLOT_TITLE_FOCUS : SLOT_TITLE;
	int end = canvas->columns - 2;
	char text[512];

	for (int column = 0; column < canvas->columns; column++)
		draw_glyph(canvas, 0, column, line, GLYPH_HORIZONTAL);
	if (*right != '\0' && (int)text_width(right) + 20 < canvas->columns) {
		snprintf(text, sizeof text, " %s ", right);
		end = draw_right(canvas, 0, end, SLOT_LABEL, text) - 1;
	}
	snprintf(text, sizeof text, " %s ", left);
	draw_text_in(canvas, 0, 1, end - 1, title, text);
}

static int64_t wall_of(const struct topics *topics)
{
	const struct route *route = topics_route(topics);
	struct journal_entry entry;
	size_t index;

	if (topics->history && topics_message(topics, &index, &entry))
		return entry.wall;
	return route != NULL ? route->last_wall : 0;
}

static void describe(const struct topics *topics, const struct topics_payload *payload, char *text, size_t size)
{
	char kind[96], when[48], changed[64] = "";
	const struct payload_lines *lines = &topics->lines;
	const char *form = topics->form == PAYLOAD_TEXT ? " as text" : topics->form == PAYLOAD_BYTES ? " as bytes" : "";

	payload_describe(kind, sizeof kind, payload->bytes, payload->kept, payload->length);
	message_row_time(when, sizeof when, wall_of(topics));
	if (lines->before != NULL && lines->changed + lines->gone == 0)
		snprintf(changed, sizeof changed, ", as before");
	else if (lines->before != NULL && lines->gone == 0)
		snprintf(changed, sizeof changed, ", %zu changed", lines->changed);
	else if (lines->before != NULL)
		snprintf(changed, sizeof changed, ", %zu changed, %zu gone", lines->changed, lines->gone);
	snprintf(text, size, "%s%s, %s%s", kind, form, when, changed);
}

static void draw_line(const struct topics *topics, const struct canvas *canvas, int row, size_t index)
{
	const struct payload_lines *lines = &topics->lines;
	const char *before = lines->before != NULL ? lines->before[index] : NULL;
	int used = payload_draw(canvas, row, MARGIN, canvas->columns - MARGIN, strcmp(lines->kind, "JSON") == 0,
	                        lines->lines[index]);

	if (before == NULL)
		return;
	draw_glyph(canvas, row, 0, SLOT_MOVING, GLYPH_CHANGED);
	used += MARGIN + 2;
	if (*before == '\0' || strcmp(lines->kind, "bytes") == 0) {
		draw_text(canvas, row, used, SLOT_MOVING, *before == '\0' ? "new" : "changed");
	} else if (used + 8 < canvas->columns) {
		used += draw_text(canvas, row, used, SLOT_MOVING, "was ");
		draw_text_in(canvas, row, used, BEFORE_MOST, SLOT_MOVING, before);
	}
}

static void draw_lines(struct topics *topics, const struct canvas *canvas, const struct topics_payload *payload)
{
	int cut = payload->kept < payload->length, window = canvas->rows - 1, count = (int)topics->lines.count;

	scroll_fit(&topics->scroll, count + cut, window);
	for (int row = 0; row < window && topics->scroll.first + row < count; row++)
		draw_line(topics, canvas, row + 1, (size_t)(topics->scroll.first + row));
	if (cut && count - topics->scroll.first < window)
		draw_format(canvas, 1 + count - topics->scroll.first, MARGIN, SLOT_WARN, "... the first %zu of %zu bytes",
		            payload->kept, payload->length);
	if (topics->scroll.rows > window && topics->scroll.first + window < topics->scroll.rows) {
		char more[48];
		snprintf(more, sizeof more, " %d more lines: Tab ", topics->scroll.rows - topics->scroll.first - window);
		draw_right(canvas, canvas->rows - 1, canvas->columns, SLOT_DIM, more);
	}
}

/* What is left of the pane from a row on shows the last messages, newest first; of a level with their topics. */
static void draw_recent(const struct topics *topics, const struct canvas *canvas, int first, bool level)
{
	size_t count = trail_count(topics->trail);
	int room = (canvas->columns - MESSAGE_ROW_TOPIC) / 3;
	struct journal_entry entry;
	char topic[512];

	if (topics->history || count < (level ? 1 : 2) || canvas->rows - first - 1 < RECENT_LEAST)
		return;
	draw_text(canvas, first, 1, SLOT_HEADING, level ? "last messages below" : "last messages");
	for (int row = first + 1; row < canvas->rows && (size_t)(row - first) <= count; row++) {
		if (!trail_entry(topics->trail, count - (size_t)(row - first), &entry))
			return;
		text_clean(topic, sizeof topic, entry.topic, entry.topic_length);
		message_row_draw(canvas, row, level ? topic : NULL, room, &entry, false);
	}
}

static void draw_level(const struct topics *topics, const struct canvas *canvas)
{
	const struct tree_node *node = topics->chosen;
	char messages[32], rate[32], size[32];

	text_number(messages, sizeof messages, (double)node->messages, 0);
	text_number(rate, sizeof rate, node->rate, node->rate < 99.95 ? 1 : 0);
	text_bytes(size, sizeof size, node->size);
	draw_format(canvas, 1, MARGIN, SLOT_TEXT, "%u topic%s below, %s message%s, %s a second; the last payloads have %s",
	            node->topics, node->topics == 1 ? "" : "s", messages, node->messages == 1 ? "" : "s", rate, size);
	if (trail_count(topics->trail) == 0)
		draw_text(canvas, 2, MARGIN, SLOT_DIM, "No message has come on this level itself. Enter opens it.");
	draw_recent(topics, canvas, 3, true);
}

void topics_draw_payload(struct topics *topics, struct screen *screen, const struct canvas *canvas)
{
	struct topics_payload payload;
	char topic[400], right[256] = "";
	size_t length;

	(void)screen;
	char *path = tree_path(topics->chosen, &length);
	text_clean(topic, sizeof topic, path, length);
	free(path);
	if (!topics_look_at(topics, &payload)) {
		draw_title(topics, canvas, topic, "");
		if (topics_route(topics) == NULL)
			draw_level(topics, canvas);
		return;
	}
	lay_out_if_new(topics, &payload);
	describe(topics, &payload, right, sizeof right);
	draw_title(topics, canvas, topic, right);
	if (payload.length == 0)
		draw_text(canvas, 1, MARGIN, SLOT_DIM, "The payload is empty.");
	draw_lines(topics, canvas, &payload);
	draw_recent(topics, canvas, 2 + topics->scroll.rows, false);
}
