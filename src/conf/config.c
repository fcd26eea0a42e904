/* config: see include/telltale/conf/config.h */
#include "config.h"

#include "telltale/conf/config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "telltale/base/memory.h"
#include "conf/saved_private.h"
#include "telltale/conf/parse.h"

enum { MOST_OPTIONS = 80 };

void config_folder(char *path, size_t size)
{
	const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");

	if (config != NULL && *config == '/')
		snprintf(path, size, "%s/telltale", config);
	else if (home != NULL && *home != '\0')
		snprintf(path, size, "%s/.config/telltale", home);
	else
		snprintf(path, size, "%s", "");
}

/* libConfuse's table for one place, made from the option table: every value is a text (or a list of texts)
 * that option_set() checks. */
static void make_options(cfg_opt_t *options, size_t room, unsigned where)
{
	size_t count = 0;

	for (const struct option *option = option_table; option->name != NULL && count + 2 < room; option++) {
		if ((option->where & where) == 0)
			continue;
		cfg_opt_t text = CFG_STR(option->name, NULL, CFGF_NODEFAULT);
		cfg_opt_t list = CFG_STR_LIST(option->name, NULL, CFGF_NODEFAULT);
		options[count++] = option->type == OPTION_LIST ? list : text;
	}
	cfg_opt_t end = CFG_END();
	options[count] = end;
}

/* Sets what a section gives. */
static bool take_section(struct settings *settings, cfg_t *section, unsigned where, struct error *error)
{
	for (const struct option *option = option_table; option->name != NULL; option++) {
		struct error why = ERROR_INIT;
		if ((option->where & where) == 0 || cfg_size(section, option->name) == 0)
			continue;
		option_clear_list(settings, option);
		for (unsigned i = 0; i < cfg_size(section, option->name); i++) {
			const char *text = cfg_getnstr(section, option->name, i);
			if (text != NULL && !option_set(settings, option, text, &why))
				return parse_fail(section, option->name, error, "%s", why.text);
		}
	}
	return true;
}

/* Checks every broker section on settings of its own, so that a mistake in one that isn't used today is
 * found too. */
static bool check_brokers(cfg_t *cfg, struct error *error)
{
	bool good = true;

	for (unsigned i = 0; good && i < cfg_size(cfg, "broker"); i++) {
		struct settings scratch;
		settings_init(&scratch);
		good = take_section(&scratch, cfg_getnsec(cfg, "broker", i), OPTION_BROKER, error);
		settings_clear(&scratch);
	}
	return good;
}

static bool take_broker(struct settings *settings, cfg_t *cfg, const char *path, struct error *error)
{
	for (unsigned i = 0; i < cfg_size(cfg, "broker"); i++) {
		cfg_t *section = cfg_getnsec(cfg, "broker", i);
		if (strcmp(cfg_title(section), settings->broker) == 0)
			return take_section(settings, section, OPTION_BROKER, error);
	}
	return error_set(error, ERROR_USAGE, "%s: there is no broker '%s' in it; expected a section broker %s { … }",
	                 path, settings->broker, settings->broker);
}

static cfg_t *parse(const char *path, const char *text, struct error *error)
{
	cfg_opt_t broker_options[MOST_OPTIONS], options[MOST_OPTIONS];
	size_t count = 0;

	make_options(broker_options, MOST_OPTIONS, OPTION_BROKER);
	cfg_opt_t section = CFG_SEC("broker", broker_options, CFGF_MULTI | CFGF_TITLE | CFGF_NO_TITLE_DUPES);
	options[count++] = section;
	cfg_opt_t message = CFG_SEC("message", saved_options(), CFGF_MULTI | CFGF_TITLE | CFGF_NO_TITLE_DUPES);
	options[count++] = message;
	make_options(options + count, MOST_OPTIONS - count, OPTION_CONFIG);
	return parse_text(options, PARSE_OWN, path, text, error);
}

/* What is published is recorded: the environment isn't read for it. */
static bool take_messages(struct settings *settings, const char *path, const char *text, struct error *error)
{
	char *plain = saved_without_variables(text);
	cfg_t *cfg = parse(path, plain, error);
	bool good = cfg != NULL && saved_take(&settings->messages, cfg, error);

	if (cfg != NULL)
		cfg_free(cfg);
	free(plain);
	return good;
}

static bool take_text(struct settings *settings, const char *path, const char *text, struct error *error)
{
	cfg_t *cfg = parse(path, text, error);

	if (cfg == NULL)
		return false;
	bool good = take_section(settings, cfg, OPTION_CONFIG, error) && check_brokers(cfg, error);
	if (good && settings->broker == NULL && settings->default_broker != NULL)
		settings->broker = memory_text(settings->default_broker);
	if (good && settings->broker != NULL && *settings->broker != '\0')
		good = take_broker(settings, cfg, path, error);
	cfg_free(cfg);
	return good && take_messages(settings, path, text, error);
}

bool config_read(struct settings *settings, const char *path, struct error *error)
{
	char folder[3072], usual[4096];
	bool missing, named = path != NULL;

	config_folder(folder, sizeof folder);
	snprintf(usual, sizeof usual, "%s/telltale.conf", folder);
	if (!named)
		path = usual;
	char *text = parse_read_file(path, &missing, error);
	if (text == NULL && !named && missing) {
		*error = (struct error)ERROR_INIT;
		if (settings->broker == NULL || *settings->broker == '\0')
			return true;
		return error_set(error, ERROR_USAGE, "-b %s: there is no config file %s that could hold that broker",
		                 settings->broker, path);
	}
	bool good = text != NULL && take_text(settings, path, text, error);
	free(text);
	return good;
}
