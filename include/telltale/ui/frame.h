/*
 * frame: what is drawn around the view: header and notice line. The hint bar: hints.
 */
#ifndef TELLTALE_UI_FRAME_H
#define TELLTALE_UI_FRAME_H

#include "telltale/ui/screen.h"

enum { FRAME_LEAST_ROWS = 5, FRAME_LEAST_COLUMNS = 20 };

void frame_draw_header(struct screen *screen, const struct canvas *whole);
void frame_draw_notice(struct screen *screen, const struct canvas *whole, int row);

#endif
