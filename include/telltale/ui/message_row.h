/*
 * message_row: one message of the journal as a row of a list.
 */
#ifndef TELLTALE_UI_MESSAGE_ROW_H
#define TELLTALE_UI_MESSAGE_ROW_H

#include "telltale/core/journal.h"
#include "telltale/ui/draw.h"

/* Where the topic begins; the columns between it and the payload. */
enum { MESSAGE_ROW_TOPIC = 20, MESSAGE_ROW_GAP = 2 };

/* Draws it: time, mark, topic in `room` columns (NULL: without), payload. A topic that is too long loses its beginning. */
void message_row_draw(const struct canvas *canvas, int row, const char *topic, int room,
                      const struct journal_entry *entry, bool chosen);

/* "13:02:11.123" */
void message_row_time(char *text, size_t size, int64_t wall);

#endif
