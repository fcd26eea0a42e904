/* arguments: see include/telltale/app/arguments.h */
#include "config.h"

#include "telltale/app/arguments.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "telltale/base/memory.h"
#include "telltale/base/text.h"
#include "telltale/conf/config.h"

enum { MOST_OPTIONS = 96 };

/* One walk over the arguments. */
struct walk {
	struct settings *settings;
	struct arguments *arguments; /* NULL: only looking for what the config needs */
	unsigned where;
	int argc;
	char **argv;
	int at;
	bool cleared[MOST_OPTIONS]; /* lists that this walk has begun to fill */
};

static bool unknown_option(const char *written, unsigned where, struct error *error)
{
	const char *names[MOST_OPTIONS] = { NULL };
	size_t count = 0;

	for (const struct option *option = option_table; option->name != NULL && count + 1 < MOST_OPTIONS; option++)
		if ((option->where & where) != 0)
			names[count++] = option->name;
	const char *near = strncmp(written, "--", 2) == 0 ? text_nearest(written + 2, names) : NULL;
	if (near != NULL)
		return error_set(error, ERROR_USAGE, "there is no option '%s'; did you mean --%s?", written, near);
	return error_set(error, ERROR_USAGE, "there is no option '%s'; --help lists them", written);
}

static bool set(struct walk *walk, const struct option *option, char *value, struct error *error)
{
	size_t index = (size_t)(option - option_table);

	if (option->type == OPTION_LIST && !walk->cleared[index])
		option_clear_list(walk->settings, option);
	walk->cleared[index] = true;
	bool good = option_set(walk->settings, option, value, error);
	if (option->secret && walk->arguments != NULL)
		memset(value, 'x', strlen(value)); /* from here on `ps` shows nothing */
	return good;
}

/* The value of an option: what follows "=", or the rest of the letter's word, or the next word. */
static char *take_value(struct walk *walk, char *attached)
{
	if (attached != NULL)
		return attached;
	return walk->at + 1 < walk->argc ? walk->argv[++walk->at] : NULL;
}

static bool set_option(struct walk *walk, const struct option *option, const char *written, char *attached,
                       struct error *error)
{
	char yes[] = "true";

	if (option->argument == NULL) {
		if (attached != NULL && *attached != '\0')
			return error_set(error, ERROR_USAGE, "%s takes no value, found '%s'", written, attached);
		return set(walk, option, yes, error);
	}
	char *value = take_value(walk, attached);
	if (value == NULL)
		return error_set(error, ERROR_USAGE, "%s: a value was expected: %s", written, option->argument);
	return set(walk, option, value, error);
}

static bool take_long(struct walk *walk, char *word, struct error *error)
{
	char name[64];
	char *equals = strchr(word, '=');

	snprintf(name, sizeof name, "%.*s", (int)(equals != NULL ? (size_t)(equals - word) : strlen(word)), word);
	const struct option *option = option_find(name + 2, walk->where);
	if (option == NULL)
		return unknown_option(name, walk->where, error);
	return set_option(walk, option, name, equals != NULL ? equals + 1 : NULL, error);
}

static bool take_letter(struct walk *walk, char *word, struct error *error)
{
	char name[] = { '-', word[1], '\0' };
	const struct option *option = option_find_letter(word[1], walk->where);

	if (option == NULL)
		return unknown_option(name, walk->where, error);
	return set_option(walk, option, name, word[2] != '\0' ? word + 2 : NULL, error);
}

static bool take_all(struct walk *walk, struct error *error)
{
	int rest = 1;

	for (walk->at = 1; walk->at < walk->argc; walk->at++) {
		char *word = walk->argv[walk->at];
		bool good = true;
		if (strcmp(word, "--") == 0) {
			while (++walk->at < walk->argc)
				if (walk->arguments != NULL)
					walk->argv[rest++] = walk->argv[walk->at];
		} else if (strncmp(word, "--", 2) == 0) {
			good = take_long(walk, word, error);
		} else if (*word == '-' && word[1] != '\0') {
			good = take_letter(walk, word, error);
		} else if (walk->arguments != NULL) {
			walk->argv[rest++] = word;
		}
		if (!good)
			return false;
	}
	if (walk->arguments != NULL) {
		walk->argv[rest] = NULL;
		walk->arguments->rest = walk->argv + 1;
		walk->arguments->rest_count = rest - 1;
	}
	return true;
}

static bool wants_help(int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (strcmp(argv[i], "--help") == 0)
			return true;
	return false;
}

/* A first look, for --config and -b; and whether a broker is named, so that the config's own isn't taken. */
static bool look_ahead(struct arguments *arguments, int argc, char **argv, unsigned where, struct error *error)
{
	struct settings seen;
	struct walk walk = { .settings = &seen, .where = where, .argc = argc, .argv = argv };

	settings_init(&seen);
	bool good = take_all(&walk, error);
	bool host_given = seen.url != NULL || seen.unix_socket != NULL ||
	                        walk.cleared[option_find("host", OPTION_CONFIG) - option_table];
	if (good && seen.config != NULL)
		arguments->settings.config = memory_text(seen.config);
	if (good && seen.dump_config) /* what a saved broker says stays in its section */
		arguments->settings.broker = memory_text("");
	else if (good && seen.broker != NULL)
		arguments->settings.broker = memory_text(seen.broker);
	else if (good && host_given)
		arguments->settings.broker = memory_text("");
	settings_clear(&seen);
	return good;
}

bool arguments_read(struct arguments *arguments, int argc, char **argv, unsigned where, struct error *error)
{
	struct walk walk = { .settings = &arguments->settings, .arguments = arguments, .where = where, .argc = argc,
		             .argv = argv };

	memset(arguments, 0, sizeof *arguments);
	settings_init(&arguments->settings);
	arguments->rest = argv + argc;
	arguments->help = wants_help(argc, argv);
	if (arguments->help)
		return true;
	bool reads_config = option_find("config", where) != NULL && (where & OPTION_CHECK) == 0;
	return look_ahead(arguments, argc, argv, where, error) &&
	       (!reads_config || config_read(&arguments->settings, arguments->settings.config, error)) &&
	       take_all(&walk, error);
}

void arguments_clear(struct arguments *arguments)
{
	settings_clear(&arguments->settings);
}
