/* display: see include/telltale/app/display.h */
#include "config.h"

#include "telltale/app/display.h"

#include <stdlib.h>
#include <string.h>

#include "telltale/app/signals.h"
#include "telltale/base/clock.h"
#include "telltale/conf/config.h"
#include "telltale/conf/gallery.h"
#include "telltale/conf/theme.h"

bool display_init(struct display *display, const struct settings *settings, struct error *error)
{
	char folder[3072];

	memset(display, 0, sizeof *display);
	config_folder(folder, sizeof folder);
	display->theme = theme_load(settings->theme, folder, error);
	display->mono = theme_load("mono", "", error);
	display->gallery = gallery_new(folder, settings->theme);
	return display->theme != NULL && display->mono != NULL;
}

static enum charset charset_of(const char *name)
{
	return strcmp(name, "utf8") == 0 ? CHARSET_UTF8 : strcmp(name, "ascii") == 0 ? CHARSET_ASCII : CHARSET_AUTO;
}

static int colours_of(const char *name)
{
	if (strcmp(name, "truecolor") == 0)
		return COLOURS_EXACT;
	return strcmp(name, "auto") == 0 ? -1 : strcmp(name, "mono") == 0 ? 0 : (int)strtol(name, NULL, 10);
}

/* Notes never ring. */
static int bell_of(const char *name)
{
	return strcmp(name, "none") == 0 ? LOG_ALARM + 1 : strcmp(name, "all") == 0 ? LOG_WARNING : LOG_ALARM;
}

bool display_open(struct display *display, const struct settings *settings, const struct screen_model *model,
                  const struct wishes *wishes, struct error *error)
{
	struct terminal_settings terminal = {
		.charset = charset_of(settings->charset),
		.colours = colours_of(settings->colours),
		.slow = settings->slow,
		.mouse = strcmp(settings->mouse, "on") == 0,
		.theme = display->theme,
		.mono = display->mono,
	};

	/* in this order: ncurses ignores Ctrl-Z while it draws, unless it finds that signal taken */
	if (!signals_catch(true, error))
		return false;
	display->terminal = terminal_open(&terminal, error);
	if (display->terminal == NULL)
		return false;
	display->screen = screen_new(display->terminal, model, wishes);
	display->screen->frame_rate = settings->frame_rate;
	display->screen->model.gallery = display->gallery;
	keymap_bind(display->screen->keymap, &settings->bindings, NULL); /* the config has been checked */
	display->screen->sort = (enum sort)option_place("sort", settings->sort);
	display->screen->density = (enum density)option_place("density", settings->density);
	display->screen->group = (enum group)option_place("group", settings->group);
	display->screen->slow = settings->slow;
	terminal_slow(display->terminal, settings->slow);
	display->bell = bell_of(settings->bell);
	display->rung = CLOCK_NEVER / 2;
	return true;
}

void display_clear(struct display *display)
{
	screen_free(display->screen);
	terminal_close(display->terminal);
	gallery_free(display->gallery);
	theme_free(display->theme);
	theme_free(display->mono);
}
