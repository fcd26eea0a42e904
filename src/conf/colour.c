/* colour: reading styles, and bringing colours down to what a terminal has; see include/telltale/conf/theme.h */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "telltale/conf/theme.h"

static const char *const colour_names[] = {
	"black",        "red",        "green",        "yellow",        "blue",        "magenta",
	"cyan",         "white",      "bright-black", "bright-red",    "bright-green", "bright-yellow",
	"bright-blue",  "bright-magenta", "bright-cyan", "bright-white",
};

static bool parse_colour(const char *word, int32_t *colour)
{
	char *end;

	if (strcmp(word, "default") == 0) {
		*colour = COLOUR_DEFAULT;
		return true;
	}
	if (*word == '#') {
		long rgb = strtol(word + 1, &end, 16);
		*colour = COLOUR_RGB | (int32_t)rgb;
		return strlen(word) == 7 && *end == '\0' && strspn(word + 1, "0123456789abcdefABCDEF") == 6;
	}
	for (int i = 0; i < 16; i++) {
		if (strcmp(word, colour_names[i]) == 0) {
			*colour = i;
			return true;
		}
	}
	long number = strtol(word, &end, 10);
	*colour = (int32_t)number;
	return end != word && *end == '\0' && number >= 0 && number <= 255;
}

static unsigned parse_attribute(const char *word)
{
	static const struct {
		const char *name;
		unsigned bit;
	} attributes[] = {
		{ "bold", STYLE_BOLD },       { "dim", STYLE_DIM },       { "underline", STYLE_UNDERLINE },
		{ "reverse", STYLE_REVERSE }, { "italic", STYLE_ITALIC },
	};
	for (size_t i = 0; i < sizeof attributes / sizeof *attributes; i++)
		if (strcmp(attributes[i].name, word) == 0)
			return attributes[i].bit;
	return 0;
}

bool style_parse(const char *text, struct style *style, struct error *error)
{
	char word[32];
	bool paper_next = false, ink_given = false;
	int32_t colour;

	*style = (struct style){ COLOUR_DEFAULT, COLOUR_DEFAULT, 0 };
	for (const char *at = text + strspn(text, " "); *at != '\0'; at += strspn(at, " ")) {
		size_t length = strcspn(at, " ");
		snprintf(word, sizeof word, "%.*s", (int)length, at);
		at += length;
		unsigned attribute = parse_attribute(word);
		if (attribute != 0 && !paper_next) {
			style->attributes |= attribute;
		} else if (strcmp(word, "on") == 0 && !paper_next) {
			paper_next = true;
		} else if (parse_colour(word, &colour) && (paper_next || !ink_given)) {
			*(paper_next ? &style->paper : &style->ink) = colour;
			ink_given = ink_given || !paper_next;
			paper_next = false;
		} else {
			return error_set(error, ERROR_USAGE, "found '%s', expected a colour (red, bright-red, default, "
			                 "0 to 255, #rrggbb), 'on', or bold, dim, underline, reverse, italic", word);
		}
	}
	if (paper_next)
		return error_set(error, ERROR_USAGE, "after 'on' a colour was expected");
	return true;
}

struct rgb {
	int red, green, blue;
};

/* What a colour of the usual 256 looks like (xterm's values). */
static struct rgb rgb_of(int32_t colour)
{
	static const struct rgb first[16] = {
		{ 0, 0, 0 },       { 205, 0, 0 },   { 0, 205, 0 },   { 205, 205, 0 },
		{ 0, 0, 238 },     { 205, 0, 205 }, { 0, 205, 205 }, { 229, 229, 229 },
		{ 127, 127, 127 }, { 255, 0, 0 },   { 0, 255, 0 },   { 255, 255, 0 },
		{ 92, 92, 255 },   { 255, 0, 255 }, { 0, 255, 255 }, { 255, 255, 255 },
	};
	static const int steps[6] = { 0, 95, 135, 175, 215, 255 };

	if ((colour & COLOUR_RGB) != 0)
		return (struct rgb){ colour >> 16 & 0xff, colour >> 8 & 0xff, colour & 0xff };
	if (colour < 16)
		return first[colour];
	if (colour < 232) {
		int n = colour - 16;
		return (struct rgb){ steps[n / 36], steps[n / 6 % 6], steps[n % 6] };
	}
	int grey = 8 + 10 * (colour - 232);
	return (struct rgb){ grey, grey, grey };
}

int32_t colour_rgb(int32_t colour)
{
	struct rgb c = rgb_of(colour);

	return c.red << 16 | c.green << 8 | c.blue;
}

/* How light a colour is, from 0 to 1. Source: WCAG 2.1, "relative luminance" (of sRGB, IEC 61966-2-1). */
static double luminance(int32_t colour)
{
	struct rgb c = rgb_of(colour);
	const double parts[3] = { c.red / 255.0, c.green / 255.0, c.blue / 255.0 }, weights[3] = { 0.2126, 0.7152, 0.0722 };
	double sum = 0;

	for (int i = 0; i < 3; i++)
		sum += weights[i] * (parts[i] <= 0.04045 ? parts[i] / 12.92 : pow((parts[i] + 0.055) / 1.055, 2.4));
	return sum;
}

double colour_contrast(int32_t a, int32_t b)
{
	double one = luminance(a) + 0.05, other = luminance(b) + 0.05;

	return one > other ? one / other : other / one;
}

static int far_apart(struct rgb a, struct rgb b)
{
	int red = a.red - b.red, green = a.green - b.green, blue = a.blue - b.blue;

	return 3 * red * red + 4 * green * green + 2 * blue * blue; /* the eye sees green best, blue worst */
}

static int nearest(struct rgb wanted, int first, int end)
{
	int best = first;

	for (int i = first; i < end; i++)
		if (far_apart(rgb_of(i), wanted) < far_apart(rgb_of(best), wanted))
			best = i;
	return best;
}

/* One of the sixteen: by hue, because by distance every pale colour would be a grey. */
static int nearest_of_sixteen(struct rgb c)
{
	int most = c.red > c.green ? c.red : c.green, least = c.red < c.green ? c.red : c.green;

	most = c.blue > most ? c.blue : most;
	least = c.blue < least ? c.blue : least;
	if (most - least < 40) { /* a grey */
		static const int greys[] = { 0, 8, 7, 15 };
		int best = 0;
		for (int i = 1; i < 4; i++)
			if (far_apart(rgb_of(greys[i]), c) < far_apart(rgb_of(greys[best]), c))
				best = i;
		return greys[best];
	}
	int half = least + (most - least) * 55 / 100;
	int hue = (c.red > half) | (c.green > half) << 1 | (c.blue > half) << 2;
	return most >= 210 ? hue + 8 : hue;
}

int colour_nearest(int32_t colour, int colours)
{
	if (colour == COLOUR_DEFAULT)
		return COLOUR_DEFAULT;
	bool rgb = (colour & COLOUR_RGB) != 0;
	if (colours >= 256)
		return rgb ? nearest(rgb_of(colour), 16, 256) : colour;
	int sixteenth = !rgb && colour < 16 ? colour : nearest_of_sixteen(rgb_of(colour));
	return colours >= 16 ? sixteenth : sixteenth % 8;
}

/* --- a theme's colours on a terminal that has few ---------------------------------------------------------------- */

static bool is_dark(int32_t colour)
{
	return colour_contrast(colour, COLOUR_RGB | 0xffffff) > colour_contrast(colour, COLOUR_RGB);
}

/* What lies behind a text. A shade of the background isn't to become a colour: it is grey. */
static int32_t few_paper(const struct theme *theme, int32_t paper, int colours)
{
	bool dark = is_dark(theme->background);

	if (paper == COLOUR_DEFAULT)
		return COLOUR_DEFAULT;
	if (paper == theme->styles[SLOT_TEXT].paper)
		return dark ? 0 : colours >= 16 ? 15 : 7;
	if ((paper & COLOUR_RGB) != 0 && colour_contrast(paper, theme->background) < 2)
		return dark ? 0 : 7;
	return colour_nearest(paper, colours);
}

/* What is written: by hue, then light or dark enough, at last without a colour. */
static int32_t few_ink(const struct theme *theme, int32_t ink, int32_t paper, int colours)
{
	int32_t behind = paper != COLOUR_DEFAULT ? paper : theme->background;

	if (ink == COLOUR_DEFAULT)
		return COLOUR_DEFAULT;
	int32_t best = colour_nearest(ink, colours);
	if (colours >= 16 && colour_contrast(best, behind) < 3 && colour_contrast(best ^ 8, behind) > colour_contrast(best, behind))
		best ^= 8;
	if (colour_contrast(best, behind) >= 2)
		return best;
	if (paper == COLOUR_DEFAULT)
		return COLOUR_DEFAULT;
	return is_dark(behind) ? 7 : 0;
}

struct style theme_style(const struct theme *theme, enum slot slot, int colours)
{
	struct style style = theme->styles[slot];

	if (colours >= COLOURS_EXACT)
		return style;
	if (colours >= 256) {
		style.ink = colour_nearest(style.ink, 256);
		style.paper = colour_nearest(style.paper, 256);
		return style;
	}
	style.paper = few_paper(theme, style.paper, colours);
	style.ink = few_ink(theme, style.ink, style.paper, colours);
	return style;
}
