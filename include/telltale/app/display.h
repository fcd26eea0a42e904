/*
 * display: themes, terminal and screen together, for whatever has a dashboard.
 */
#ifndef TELLTALE_APP_DISPLAY_H
#define TELLTALE_APP_DISPLAY_H

#include "telltale/base/error.h"
#include "telltale/conf/option.h"
#include "telltale/ui/screen.h"

struct gallery;

struct display {
	struct theme *theme, *mono;
	struct gallery *gallery;
	struct terminal *terminal;
	struct screen *screen;
	int bell;     /* the least enum log_level that rings */
	int64_t rung; /* real time of the last bell */
};

/* Reads the themes; nothing is shown yet. False: clear it all the same. */
bool display_init(struct display *display, const struct settings *settings, struct error *error);

/* Catches signals and takes the terminal. */
bool display_open(struct display *display, const struct settings *settings, const struct screen_model *model,
                  const struct wishes *wishes, struct error *error);

void display_clear(struct display *display);

#endif
