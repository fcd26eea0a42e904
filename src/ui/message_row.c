/* message_row: see include/telltale/ui/message_row.h */
#include "config.h"

#include "telltale/ui/message_row.h"

#include <stdio.h>
#include <string.h>

#include "telltale/base/clock.h"
#include "telltale/base/text.h"
#include "telltale/ui/payload.h"

enum { TIME = 1, STORED = 14, QOS = 16 };

void message_row_time(char *text, size_t size, int64_t wall)
{
	char when[32];

	clock_time_text(when, sizeof when, wall, wall); /* without the date: what is listed came one after the other */
	snprintf(text, size, "%s.%03d", when, (int)(wall / CLOCK_MILLISECOND % 1000));
}

static enum slot slot_of(bool chosen, enum slot slot)
{
	return chosen ? SLOT_INPUT : slot;
}

/* The end of a topic says more than its beginning. */
static void draw_topic(const struct canvas *canvas, int row, int most, enum slot slot, const char *topic)
{
	int width = (int)text_width(topic), column = MESSAGE_ROW_TOPIC;

	if (width > most) {
		column += draw_glyph(canvas, row, column, slot, GLYPH_ELLIPSIS);
		for (most--; width > most && *topic != '\0';) {
			uint32_t character;
			topic += text_decode(topic, strlen(topic), &character);
			width -= (int)text_char_width(character);
		}
	}
	draw_text_in(canvas, row, column, most, slot, topic);
}

void message_row_draw(const struct canvas *canvas, int row, const char *topic, int room,
                      const struct journal_entry *entry, bool chosen)
{
	char when[48];

	if (chosen) {
		draw_fill(canvas, row, 0, canvas->columns, SLOT_INPUT);
		draw_glyph(canvas, row, 0, SLOT_INPUT, GLYPH_UNDER_WAY);
	}
	message_row_time(when, sizeof when, entry->wall);
	draw_text(canvas, row, TIME, slot_of(chosen, SLOT_DIM), when);
	if (entry->stored)
		draw_glyph(canvas, row, STORED, slot_of(chosen, SLOT_MOVING), GLYPH_STORED);
	if (entry->qos > 0)
		draw_format(canvas, row, QOS, slot_of(chosen, SLOT_UNIT), "q%d", entry->qos);
	if (topic != NULL)
		draw_topic(canvas, row, room, slot_of(chosen, SLOT_LABEL), topic);
	int column = MESSAGE_ROW_TOPIC + (topic != NULL ? room + MESSAGE_ROW_GAP : 0);
	payload_draw_summary(canvas, row, column, chosen, entry->payload, entry->payload_kept, entry->payload_length);
}
