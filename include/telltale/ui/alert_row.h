/*
 * alert_row: an alert in words, on one line of a list or in full.
 */
#ifndef TELLTALE_UI_ALERT_ROW_H
#define TELLTALE_UI_ALERT_ROW_H

#include <stdbool.h>
#include <stddef.h>

#include "telltale/ui/screen.h"

enum { ALERT_ROW_TEXT = ALERT_TEXT + 80 };

/* "41.7 °C, above 40; worst 44.2; 3 times" */
void alert_row_text(const struct alert *alert, char *text, size_t size);

/* Draws its line: level, age, device, what, text, and what people have done about it, for which a narrow window has no
 * room. */
void alert_row_draw(const struct screen *screen, const struct canvas *canvas, int row, const struct alert *alert,
                    bool focus);

/* Everything about it, which its line may have no room for; on the rows of the canvas from the second on. */
void alert_row_draw_detail(const struct screen *screen, const struct canvas *canvas, const struct alert *alert);

#endif
