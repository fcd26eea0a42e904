/*
 * theme: colours by meaning. A table of slots; a theme says for each which colours and attributes it has.
 *
 * A theme is data: lines `slot = "colour [on colour] [attributes]"`, an `inherit`, a `title`, and the `background` of
 * the terminals that it is made for. Colours are the sixteen names of ANSI (red, bright-red …), default, 0 to 255, or
 * #rrggbb; attributes are bold, dim, underline, reverse, italic.
 *
 * "default" in the slot `text` is the terminal's own colour; elsewhere it is that of `text`. So a theme whose text has a
 * colour behind it gives the whole screen that background, and any other keeps the terminal's.
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
	int32_t background; /* what it is made for: where it keeps the terminal's own; COLOUR_RGB */
	struct style styles[SLOT_COUNT];
};

/* The name of a slot in theme files. */
const char *slot_name(enum slot slot);

/* Reads "red on default bold". False: what was found and what was expected. */
bool style_parse(const char *text, struct style *style, struct error *error);

/* A colour as one of `colours` (8, 16 or 256) of a terminal; COLOUR_DEFAULT stays. */
int colour_nearest(int32_t colour, int colours);

/* What a colour that isn't COLOUR_DEFAULT looks like, as 0xrrggbb; for the first sixteen xterm's values. */
int32_t colour_rgb(int32_t colour);

/* How well one can be told from the other: 1 to 21. Source: WCAG 2.1, "contrast ratio" and "relative luminance", which
 * asks for 4.5 where text is to be read and for 3 for what isn't text. */
double colour_contrast(int32_t a, int32_t b);

/* A slot's style as a terminal with so many colours can show it: exact (COLOURS_EXACT), or numbers below `colours`. Where
 * there are fewer than 256 the ink is kept readable, even at the price of its hue. */
enum { COLOURS_EXACT = 1 << 24 };
struct style theme_style(const struct theme *theme, enum slot slot, int colours);

/* Finds a theme by name: in `folder`/themes (the user's), in the package's data folder, among the built-in
 * ones; or, with a slash in the name, that file. Free with theme_free(). NULL with the reason. */
struct theme *theme_load(const char *name, const char *folder, struct error *error);

/* Reads a theme from a text; `folder` is where themes that it inherits are looked for too. */
struct theme *theme_from_text(const char *origin, const char *text, const char *folder, struct error *error);

void theme_free(struct theme *theme);

/* The names of the themes that are built in, with commas between. */
void theme_names(char *text, size_t size);

#endif
