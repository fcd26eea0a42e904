/* chooser: see include/telltale/ui/chooser.h */
#include "config.h"

#include "telltale/ui/chooser.h"

#include <stdio.h>
#include <string.h>

#include "telltale/base/text.h"
#include "telltale/conf/gallery.h"

enum { BOX_COLUMNS = 28, EDGES = 2 };

void chooser_open(struct screen *screen, int64_t mono)
{
	if (screen->terminal->colours == 0) {
		screen_notice(screen, LOG_NOTE, false, mono, "there are no colours here, so all themes look the same");
		return;
	}
	screen->chooser = (struct chooser){ true, gallery_shown(screen->model.gallery), gallery_shown(screen->model.gallery) };
}

static size_t count(const struct screen *screen)
{
	size_t n = 0;

	while (gallery_name(screen->model.gallery, n) != NULL)
		n++;
	return n;
}

/* "/home/…/mine.theme:2: what is wrong" from the file's name on: a line isn't long. */
static const char *without_folders(const char *text)
{
	const char *name = text;

	for (const char *c = text; *c != '\0' && *c != ':'; c++)
		name = *c == '/' ? c + 1 : name;
	return name;
}

/* Shows a theme behind the list. One that can't be read says why, and changes nothing. */
static void show(struct screen *screen, size_t index, int64_t mono)
{
	struct error error = ERROR_INIT;
	const struct theme *theme = gallery_theme(screen->model.gallery, index, &error);

	screen->chooser.at = index;
	screen->notice_until = mono; /* what was said of another one */
	if (theme != NULL) {
		terminal_theme(screen->terminal, theme);
		gallery_show(screen->model.gallery, index);
	} else {
		screen_notice(screen, LOG_WARNING, false, mono, without_folders(error.text));
	}
}

bool chooser_set(struct screen *screen, const char *name, struct error *error)
{
	struct gallery *gallery = screen->model.gallery;
	size_t index = 0;

	while (gallery_name(gallery, index) != NULL && strcmp(gallery_name(gallery, index), name) != 0)
		index++;
	if (gallery_name(gallery, index) == NULL)
		return error_set(error, ERROR_USAGE, "theme: there is none of the name '%s'; expected one that Tab lists", name);
	const struct theme *theme = gallery_theme(gallery, index, error);
	if (theme == NULL)
		return false;
	terminal_theme(screen->terminal, theme);
	gallery_show(gallery, index);
	return true;
}

static unsigned move(struct screen *screen, long to, int64_t mono)
{
	long last = (long)count(screen) - 1;

	to = to < 0 ? 0 : to > last ? last : to;
	if ((size_t)to != screen->chooser.at)
		show(screen, (size_t)to, mono);
	return STALE_FRAME;
}

unsigned chooser_key(struct screen *screen, int key, int64_t mono)
{
	struct chooser *chooser = &screen->chooser;
	long at = (long)chooser->at;

	switch (key) {
	case KEYCODE_UP:
		return move(screen, at - 1, mono);
	case KEYCODE_DOWN:
		return move(screen, at + 1, mono);
	case KEYCODE_PAGE_UP:
	case KEYCODE_HOME:
		return move(screen, 0, mono);
	case KEYCODE_PAGE_DOWN:
	case KEYCODE_END:
		return move(screen, (long)count(screen), mono);
	case KEYCODE_ESC:
	case 'q':
		show(screen, chooser->before, mono);
		chooser->open = false;
		return STALE_FRAME;
	case KEYCODE_ENTER:
		chooser->open = false;
		return STALE_FRAME;
	default:
		if (keymap_find(screen->keymap, screen->view->scope, key) == ACTION_THEME) /* what opened it goes on through it */
			return move(screen, at + 1 < (long)count(screen) ? at + 1 : 0, mono);
		return STALE_NOTHING;
	}
}

static void draw_name(const struct screen *screen, const struct canvas *box, int row, size_t index)
{
	bool here = index == screen->chooser.at;
	const char *mark = here ? glyph_text(GLYPH_ON, screen->terminal->utf8) : " ";
	enum slot slot = here ? SLOT_INPUT : SLOT_TEXT;

	draw_fill(box, row, 1, box->columns - EDGES, slot);
	draw_text(box, row, 2, slot, mark);
	draw_text_in(box, row, 4, box->columns - 4 - EDGES, slot, gallery_name(screen->model.gallery, index));
}

void chooser_draw(struct screen *screen, const struct canvas *canvas)
{
	int all = (int)count(screen), columns = canvas->columns < BOX_COLUMNS ? canvas->columns : BOX_COLUMNS;
	int rows = all + EDGES < canvas->rows ? all + EDGES : canvas->rows, window = rows - EDGES;
	struct canvas box = canvas_part(canvas, 0, canvas->columns - columns, rows, columns);
	char title[40];

	if (window < 1)
		return; /* the theme itself is seen all the same */
	int at = (int)screen->chooser.at, first = at - window / 2;
	first = first > all - window ? all - window : first;
	first = first < 0 ? 0 : first;
	draw_box(&box, SLOT_BORDER_FOCUS);
	snprintf(title, sizeof title, " theme %d of %d ", at + 1, all);
	draw_text_in(&box, 0, 2, columns - 4, SLOT_TITLE_FOCUS, title);
	for (int i = 0; i < window; i++)
		draw_name(screen, &box, i + 1, (size_t)(first + i));
}
