/* empty: see include/telltale/ui/empty.h */
#include "config.h"

#include "telltale/ui/empty.h"

#include <stdio.h>

#include "telltale/base/clock.h"
#include "telltale/base/text.h"

enum { LINE_BYTES = LINK_URL + LINK_REASON + 64 };

static void centre(const struct canvas *canvas, int row, enum slot slot, const char *text)
{
	int width = (int)text_width(text), column = (canvas->columns - width) / 2;

	draw_text(canvas, row, column > 0 ? column : 0, slot, text);
}

static int first_row(const struct canvas *canvas)
{
	return canvas->rows / 2 - 2 > 0 ? canvas->rows / 2 - 2 : 0;
}

void empty_draw_unmatched(const struct screen *screen, const struct canvas *canvas, const char *thing)
{
	char line[LINE_BYTES];
	int row = first_row(canvas);

	snprintf(line, sizeof line, "No %s matches '%s'.", thing, filter_words(screen->filter));
	centre(canvas, row, SLOT_TEXT, line);
	centre(canvas, row + 2, SLOT_DIM, "Esc shows all again.");
}

static void draw_silence(const struct screen *screen, const struct canvas *canvas, int row)
{
	const struct link *link = screen->model.link;
	char line[LINE_BYTES];

	snprintf(line, sizeof line, *link->filters != '\0' ? "Connected to %s. No message yet on %s." : "Connected to %s.",
	         link->url, link->filters); /* a replay doesn't speak of filters */
	centre(canvas, row, SLOT_TEXT, line);
	if (link->refused_filters > 0) {
		snprintf(line, sizeof line, "The broker refused the filter '%s'.", link->refused);
		centre(canvas, row + 1, SLOT_WARN, line);
	}
	if (screen->model.empty_hint != NULL)
		centre(canvas, row + 2, SLOT_DIM, screen->model.empty_hint);
}

static void draw_down(const struct screen *screen, const struct canvas *canvas, int row)
{
	const struct link *link = screen->model.link;
	char line[LINE_BYTES], span[32], key[24];

	snprintf(line, sizeof line, "No connection to %s", link->url);
	centre(canvas, row, SLOT_OFFLINE, line);
	centre(canvas, row + 1, SLOT_TEXT, link->reason);
	clock_span_text(span, sizeof span, link->retry_at - fleet_now(screen->model.fleet));
	keymap_key_name_in(screen->keymap, screen->view->scope, ACTION_RETRY, key, sizeof key);
	if (link->state == LINK_WAITING && screen->model.playback == NULL && *key != '\0')
		snprintf(line, sizeof line, "Next try in %s; %s tries now.", span, key);
	else if (link->state == LINK_WAITING)
		snprintf(line, sizeof line, "Next try in %s.", span);
	else
		snprintf(line, sizeof line, "Trying again ...");
	centre(canvas, row + 3, SLOT_DIM, line);
	if (screen->model.down_hint != NULL)
		centre(canvas, row + 5, SLOT_DIM, screen->model.down_hint);
}

void empty_draw(const struct screen *screen, const struct canvas *canvas)
{
	const struct link *link = screen->model.link;
	char line[LINE_BYTES];
	int row = first_row(canvas);

	if (link->state == LINK_UP) {
		draw_silence(screen, canvas, row);
	} else if (link->state == LINK_CONNECTING && *link->reason == '\0') {
		snprintf(line, sizeof line, "Connecting to %s ...", link->url);
		centre(canvas, row, SLOT_TEXT, line);
	} else {
		draw_down(screen, canvas, row);
	}
}
