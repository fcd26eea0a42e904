/*
 * theme: colours by meaning. A table of slots; a theme says for each which colours and attributes it has.
 *
 * A theme is data: lines `slot = "colour [on colour] [attributes]"`, an `inherit` and a `title`. Colours are
 * the sixteen names of ANSI (red, bright-red …), default, 0 to 255, or #rrggbb; attributes are bold, dim,
 * underline, reverse, italic.
 */
#ifndef TELLTALE_CONF_THEME_H
#define TELLTALE_CONF_THEME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "telltale/base/error.h"

enum slot {
	SLOT_TEXT,
	SLOT_DIM,
	SLOT_HEADER,
	SLOT_HEADER_GOOD,
	SLOT_HEADER_BAD,
	SLOT_BORDER,
	SLOT_BORDER_FOCUS,
	SLOT_TITLE,
	SLOT_TITLE_FOCUS,
	SLOT_LABEL,
	SLOT_VALUE,
	SLOT_UNIT,
	SLOT_SINCE,
	SLOT_REST,
	SLOT_ACTIVE,
	SLOT_MOVING,
	SLOT_UNKNOWN,
	SLOT_WARN,
	SLOT_ALARM,
	SLOT_ONLINE,
	SLOT_OFFLINE,
	SLOT_SPARK,
	SLOT_KEY,
	SLOT_KEY_TEXT,
	SLOT_KEY_IDLE,
	SLOT_QUESTION,
	SLOT_NOTICE,
	SLOT_NOTICE_GOOD,
	SLOT_NOTICE_BAD,
	SLOT_INPUT,
	SLOT_HEADING,
	SLOT_GLOW,   /* a state that has just changed */
	SLOT_PLOT_1, /* the curves */
	SLOT_PLOT_2,
	SLOT_PLOT_3,
	SLOT_PLOT_4,
	SLOT_AXIS,
	SLOT_LIMIT,  /* of an alarm, as a line in a plot */
	SLOT_CURSOR,
	SLOT_COUNT
};

enum {
	STYLE_BOLD = 1,
	STYLE_DIM = 2,
	STYLE_UNDERLINE = 4,
	STYLE_REVERSE = 8,
	STYLE_ITALIC = 16
};

enum { COLOUR_DEFAULT = -1, COLOUR_RGB = 1 << 24 }; /* else 0 to 255; with COLOUR_RGB, 0xrrggbb in the low bits */

struct style {
	int32_t ink, paper;
	unsigned attributes;
};

struct theme {
	char *name;
	char *title;
	struct style styles[SLOT_COUNT];
};

/* The name of a slot in theme files. */
const char *slot_name(enum slot slot);

/* Reads "red on default bold". False: what was found and what was expected. */
bool style_parse(const char *text, struct style *style, struct error *error);

/* A colour as one of `colours` (8, 16 or 256) of a terminal; COLOUR_DEFAULT stays. */
int colour_nearest(int32_t colour, int colours);

/* Finds a theme by name: in `folder`/themes (the user's), in the package's data folder, among the built-in
 * ones; or, with a slash in the name, that file. Free with theme_free(). NULL with the reason. */
struct theme *theme_load(const char *name, const char *folder, struct error *error);

/* Reads a theme from a text; `folder` is where themes that it inherits are looked for too. */
struct theme *theme_from_text(const char *origin, const char *text, const char *folder, struct error *error);

void theme_free(struct theme *theme);

#endif
