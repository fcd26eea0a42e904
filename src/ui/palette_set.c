/* palette_set: see include/telltale/ui/palette_set.h */
#include "config.h"

#include "telltale/ui/palette_set.h"

#include <string.h>

#include "telltale/conf/option.h"

static void apply_sort(struct screen *screen, const struct settings *settings)
{
	screen->sort = (enum sort)option_place("sort", settings->sort);
}

static void apply_density(struct screen *screen, const struct settings *settings)
{
	screen->density = (enum density)option_place("density", settings->density);
}

static void apply_group(struct screen *screen, const struct settings *settings)
{
	screen->group = (enum group)option_place("group", settings->group);
}

static void apply_slow(struct screen *screen, const struct settings *settings)
{
	screen->slow = settings->slow;
	terminal_slow(screen->terminal, settings->slow);
}

static void apply_frame_rate(struct screen *screen, const struct settings *settings)
{
	screen->frame_rate = settings->frame_rate;
}

static void apply_mouse(struct screen *screen, const struct settings *settings)
{
	terminal_mouse(screen->terminal, strcmp(settings->mouse, "on") == 0);
}

static const struct {
	const char *option;
	void (*apply)(struct screen *screen, const struct settings *settings);
} live_options[] = {
	{ "sort", apply_sort },
	{ "density", apply_density },
	{ "group", apply_group },
	{ "slow", apply_slow },
	{ "frame-rate", apply_frame_rate },
	{ "mouse", apply_mouse },
};

bool palette_set(struct screen *screen, const char *name, const char *value, struct error *error)
{
	const struct option *option = option_find(name, OPTION_PROMPT);
	struct settings settings;

	if (option == NULL)
		return error_set(error, ERROR_USAGE, "set: found '%s', expected an option that Tab lists", name);
	settings_init(&settings);
	bool good = option_set(&settings, option, value, error);
	for (size_t i = 0; good && i < sizeof live_options / sizeof *live_options; i++)
		if (strcmp(live_options[i].option, name) == 0)
			live_options[i].apply(screen, &settings);
	settings_clear(&settings);
	return good;
}
