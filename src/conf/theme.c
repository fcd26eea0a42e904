/* theme: see include/telltale/conf/theme.h. Colours themselves: colour.c. */
#include "config.h"

#include "telltale/conf/theme.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "telltale/base/memory.h"
#include "telltale/base/text.h"
#include "telltale/conf/builtin.h"
#include "telltale/conf/parse.h"

enum { MOST_ANCESTORS = 8 };

static const char *const slot_names[SLOT_COUNT] = {
	[SLOT_TEXT] = "text",
	[SLOT_DIM] = "dim",
	[SLOT_HEADER] = "header",
	[SLOT_HEADER_GOOD] = "header-good",
	[SLOT_HEADER_BAD] = "header-bad",
	[SLOT_BORDER] = "border",
	[SLOT_BORDER_FOCUS] = "border-focus",
	[SLOT_TITLE] = "pane-title",
	[SLOT_TITLE_FOCUS] = "pane-title-focus",
	[SLOT_LABEL] = "label",
	[SLOT_VALUE] = "value",
	[SLOT_UNIT] = "unit",
	[SLOT_SINCE] = "since",
	[SLOT_REST] = "state-rest",
	[SLOT_ACTIVE] = "state-active",
	[SLOT_MOVING] = "state-moving",
	[SLOT_UNKNOWN] = "state-unknown",
	[SLOT_WARN] = "warn",
	[SLOT_ALARM] = "alarm",
	[SLOT_ONLINE] = "online",
	[SLOT_OFFLINE] = "offline",
	[SLOT_SPARK] = "spark",
	[SLOT_KEY] = "key",
	[SLOT_KEY_TEXT] = "key-text",
	[SLOT_KEY_IDLE] = "key-idle",
	[SLOT_QUESTION] = "question",
	[SLOT_NOTICE] = "notice",
	[SLOT_NOTICE_GOOD] = "notice-good",
	[SLOT_NOTICE_BAD] = "notice-bad",
	[SLOT_INPUT] = "input",
	[SLOT_HEADING] = "heading",
	[SLOT_GLOW] = "glow",
	[SLOT_PLOT_1] = "plot-1",
	[SLOT_PLOT_2] = "plot-2",
	[SLOT_PLOT_3] = "plot-3",
	[SLOT_PLOT_4] = "plot-4",
	[SLOT_AXIS] = "plot-axis",
	[SLOT_LIMIT] = "plot-limit",
	[SLOT_CURSOR] = "plot-cursor",
};

/* What a slot looks like where a theme says nothing of it: like another one. */
static const struct {
	enum slot slot, like;
} likes[] = {
	{ SLOT_GLOW, SLOT_QUESTION },  { SLOT_PLOT_1, SLOT_SPARK }, { SLOT_PLOT_2, SLOT_ACTIVE }, { SLOT_PLOT_3, SLOT_MOVING },
	{ SLOT_PLOT_4, SLOT_UNKNOWN }, { SLOT_AXIS, SLOT_DIM },     { SLOT_LIMIT, SLOT_OFFLINE }, { SLOT_CURSOR, SLOT_KEY },
};

const char *slot_name(enum slot slot)
{
	return slot_names[slot];
}

static void make_options(cfg_opt_t *options)
{
	cfg_opt_t title = CFG_STR("title", NULL, CFGF_NODEFAULT), inherit = CFG_STR("inherit", NULL, CFGF_NODEFAULT);
	cfg_opt_t background = CFG_STR("background", NULL, CFGF_NODEFAULT), end = CFG_END();

	for (int slot = 0; slot < SLOT_COUNT; slot++) {
		cfg_opt_t option = CFG_STR(slot_names[slot], NULL, CFGF_NODEFAULT);
		options[slot] = option;
	}
	options[SLOT_COUNT] = title;
	options[SLOT_COUNT + 1] = inherit;
	options[SLOT_COUNT + 2] = background;
	options[SLOT_COUNT + 3] = end;
}

static char *read_theme_text(const char *name, const char *folder, char *origin, size_t size, struct error *error);

/* A theme being put together from a file and those that it inherits. */
struct building {
	struct theme *theme;
	bool given[SLOT_COUNT], background_given;
	const char *folder;
	unsigned depth;
};

/* The background is a style with nothing but an exact ink. */
static bool take_background(struct building *building, cfg_t *cfg, struct error *error)
{
	const char *text = cfg_getstr(cfg, "background");
	struct style style;

	if (text == NULL)
		return true;
	if (!style_parse(text, &style, NULL) || (style.ink & COLOUR_RGB) == 0 || style.ink < 0 || *text != '#' ||
	    strchr(text, ' ') != NULL)
		return parse_fail(cfg, "background", error, "background: found '%s', expected #rrggbb", text);
	if (!building->background_given)
		building->theme->background = style.ink;
	building->background_given = true;
	return true;
}

static bool take_slots(struct building *building, cfg_t *cfg, struct error *error)
{
	for (int slot = 0; slot < SLOT_COUNT; slot++) {
		struct error why = ERROR_INIT;
		const char *text = cfg_getstr(cfg, slot_names[slot]);
		struct style style;
		if (text == NULL)
			continue;
		if (!style_parse(text, &style, &why))
			return parse_fail(cfg, slot_names[slot], error, "%s: %s", slot_names[slot], why.text);
		if (!building->given[slot])
			building->theme->styles[slot] = style;
		building->given[slot] = true;
	}
	return true;
}

/* The text of the theme that this one inherits; NULL where it inherits none. False: it can't be had. */
static bool find_parent(struct building *building, cfg_t *cfg, char **text, char *origin, size_t size,
                        struct error *error)
{
	const char *parent = cfg_getstr(cfg, "inherit");
	struct error why = ERROR_INIT;

	*text = NULL;
	if (parent == NULL)
		return true;
	if (++building->depth > MOST_ANCESTORS)
		return parse_fail(cfg, "inherit", error, "inherit: themes inherit from each other in a circle");
	*text = read_theme_text(parent, building->folder, origin, size, &why);
	return *text != NULL || parse_fail(cfg, "inherit", error, "inherit: %s", why.text);
}

static bool take_text(struct building *building, const char *origin, const char *text, struct error *error)
{
	cfg_opt_t options[SLOT_COUNT + 4];
	char *parent_text = NULL, parent_origin[4096];

	make_options(options);
	cfg_t *cfg = parse_text(options, PARSE_SHARED, origin, text, error);
	if (cfg == NULL)
		return false;
	bool good = take_background(building, cfg, error) && take_slots(building, cfg, error) &&
	            find_parent(building, cfg, &parent_text, parent_origin, sizeof parent_origin, error);
	if (building->theme->title == NULL && cfg_getstr(cfg, "title") != NULL)
		building->theme->title = memory_text(cfg_getstr(cfg, "title"));
	cfg_free(cfg);
	if (parent_text != NULL)
		good = take_text(building, parent_origin, parent_text, error);
	free(parent_text);
	return good;
}

/* "default" is what the text has. */
static void settle_defaults(struct building *building)
{
	const struct style *text = &building->theme->styles[SLOT_TEXT];

	for (int slot = 0; slot < SLOT_COUNT; slot++) {
		struct style *style = &building->theme->styles[slot];
		style->ink = style->ink == COLOUR_DEFAULT ? text->ink : style->ink;
		style->paper = style->paper == COLOUR_DEFAULT ? text->paper : style->paper;
	}
	if (text->paper != COLOUR_DEFAULT)
		building->theme->background = COLOUR_RGB | colour_rgb(text->paper);
	else if (!building->background_given)
		building->theme->background = COLOUR_RGB; /* most terminals are dark */
}

struct theme *theme_from_text(const char *origin, const char *text, const char *folder, struct error *error)
{
	struct building building = { .theme = memory_zeroed(1, sizeof(struct theme)), .folder = folder };
	bool good = take_text(&building, origin, text, error);

	for (size_t i = 0; i < sizeof likes / sizeof *likes; i++) {
		if (!building.given[likes[i].slot])
			building.theme->styles[likes[i].slot] = building.theme->styles[likes[i].like];
		building.given[likes[i].slot] |= building.given[likes[i].like];
	}
	for (int slot = 0; good && slot < SLOT_COUNT; slot++)
		if (!building.given[slot])
			good = error_set(error, ERROR_USAGE, "%s: the slot '%s' is not set, and no theme is inherited "
			                 "that sets it", origin, slot_names[slot]);
	if (!good) {
		theme_free(building.theme);
		return NULL;
	}
	settle_defaults(&building);
	building.theme->name = memory_text(origin);
	if (building.theme->title == NULL)
		building.theme->title = memory_text(origin);
	return building.theme;
}

void theme_free(struct theme *theme)
{
	if (theme == NULL)
		return;
	free(theme->name);
	free(theme->title);
	free(theme);
}

static char *read_builtin(const char *name, char *origin, size_t size)
{
	for (const struct builtin *file = builtin_themes; file->name != NULL; file++) {
		if (strcmp(file->name, name) == 0) {
			snprintf(origin, size, "%s (built in)", name);
			return memory_text(file->text);
		}
	}
	return NULL;
}

void theme_names(char *text, size_t size)
{
	size_t used = 0;

	*text = '\0';
	for (const struct builtin *file = builtin_themes; file->name != NULL && used < size; file++)
		used += (size_t)snprintf(text + used, size - used, "%s%s", used > 0 ? ", " : "", file->name);
}

static bool no_theme(const char *name, const char *folder, struct error *error)
{
	const char *names[64] = { NULL };
	char known[400];

	for (size_t i = 0; builtin_themes[i].name != NULL && i + 1 < sizeof names / sizeof *names; i++)
		names[i] = builtin_themes[i].name;
	const char *near = text_nearest(name, names);
	if (near != NULL)
		return error_set(error, ERROR_USAGE, "there is no theme '%s'; did you mean '%s'?", name, near);
	theme_names(known, sizeof known);
	return error_set(error, ERROR_USAGE, "there is no theme '%s'; expected %s, or a file %s/themes/%s.theme", name, known,
	                 folder, name);
}

/* The text of a theme and what to call it. NULL: not found, or not readable. */
static char *read_theme_text(const char *name, const char *folder, char *origin, size_t size, struct error *error)
{
	const char *const folders[] = { folder, TELLTALE_DATA_FOLDER };

	if (strchr(name, '/') != NULL) {
		snprintf(origin, size, "%s", name);
		return parse_read_file(name, NULL, error);
	}
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
		bool missing;
		if (folders[i] == NULL || *folders[i] == '\0')
			continue;
		snprintf(origin, size, "%s/themes/%s.theme", folders[i], name);
		struct error why = ERROR_INIT;
		char *text = parse_read_file(origin, &missing, &why);
		if (text != NULL)
			return text;
		if (!missing) {
			*error = why;
			return NULL;
		}
	}
	char *text = read_builtin(name, origin, size);
	if (text != NULL)
		return text;
	no_theme(name, folder, error);
	return NULL;
}

struct theme *theme_load(const char *name, const char *folder, struct error *error)
{
	char origin[4096];
	char *text = read_theme_text(name, folder, origin, sizeof origin, error);
	struct theme *theme = text != NULL ? theme_from_text(origin, text, folder, error) : NULL;

	free(text);
	return theme;
}
