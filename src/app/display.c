/* display: see include/telltale/app/display.h */
#include "config.h"

#include "telltale/app/display.h"

#include <stdlib.h>
#include <string.h>

#include "telltale/app/signals.h"
#include "telltale/base/clock.h"
#include "telltale/conf/config.h"
#include "telltale/conf/theme.h"

bool display_init(struct display *display, const struct settings *settings, struct error *error)
{
	char folder[3072];

	memset(display, 0, sizeof *display);
	config_folder(folder, sizeof folder);
	display->theme = theme_load(settings->theme, folder, error);
	display->mono = theme_load("mono", "", error);
	return display->theme != NULL && display->mono != NULL;
}

static enum charset charset_of(const char *name)
{
	return strcmp(name, "utf8") == 0 ? CHARSET_UTF8 : strcmp(name, "ascii") == 0 ? CHARSET_ASCII : CHARSET_AUTO;
}

static int colours_of(const char *name)
{
	return strcmp(name, "auto") == 0 ? -1 : strcmp(name, "mono") == 0 ? 0 : (int)strtol(name, NULL, 10);
}

/* The place of a word among the choices of an option, which are in the order of their enum. */
static int choice_of(const char *word, const char *const *words)
{
	int place = 0;

	while (words[place] != NULL && strcmp(words[place], word) != 0)
		place++;
	return words[place] != NULL ? place : 0;
}

static void arrange(struct screen *screen, const struct settings *settings)
{
	static const char *const sorts[] = { "name", "seen", "alert", "activity", NULL };
	static const char *const densities[] = { "full", "compact", "list", NULL };
	static const char *const groups[] = { "none", "profile", "topic", NULL };

	screen->sort = (enum sort)choice_of(settings->sort, sorts);
	screen->density = (enum density)choice_of(settings->density, densities);
	screen->group = (enum group)choice_of(settings->group, groups);
}

bool display_open(struct display *display, const struct settings *settings, const struct screen_model *model,
                  const struct wishes *wishes, struct error *error)
{
	struct terminal_settings terminal = { charset_of(settings->charset), colours_of(settings->colours), display->theme,
		                              display->mono };

	/* in this order: ncurses ignores Ctrl-Z while it draws, unless it finds that signal taken */
	if (!signals_catch(true, error))
		return false;
	display->terminal = terminal_open(&terminal, error);
	if (display->terminal == NULL)
		return false;
	display->screen = screen_new(display->terminal, model, wishes);
	arrange(display->screen, settings);
	display->screen->slow = settings->slow;
	return true;
}

int64_t display_frame_interval(const struct settings *settings)
{
	return settings->slow ? CLOCK_SECOND : CLOCK_SECOND / settings->frame_rate;
}

void display_clear(struct display *display)
{
	screen_free(display->screen);
	terminal_close(display->terminal);
	theme_free(display->theme);
	theme_free(display->mono);
}
