/* config: see include/telltale/conf/config.h */
#include "config.h"

#include "telltale/conf/config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf/config_private.h"
#include "telltale/base/memory.h"
#include "conf/saved_private.h"
#include "telltale/base/text.h"
#include "telltale/conf/keymap.h"
#include "telltale/conf/parse.h"

enum { MOST_OPTIONS = 96, MOST_ACTIONS = 200 };

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

const char *config_usual_path(char *path, size_t size)
{
	char folder[3072];

	config_folder(folder, sizeof folder);
	snprintf(path, size, "%s/telltale.conf", folder);
	return path;
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

/* The line on which a section with that title begins: libConfuse knows only where it ends. */
static int title_line(const char *text, const char *section, const char *title)
{
	int line = 1;

	for (const char *at = text; *at != '\0'; at += strcspn(at, "\n"), at += *at == '\n', line++) {
		const char *word = at + strspn(at, " \t");
		size_t length = strcspn(word, "\n");
		const char *found = strncmp(word, section, strlen(section)) == 0 ? strstr(word, title) : NULL;
		if (found != NULL && found < word + length)
			return line;
	}
	return 0;
}

static const struct scope_def *find_scope(const char *path, const char *text, const char *title, struct error *error)
{
	const char *names[16] = { NULL };
	char all[200] = "";

	for (size_t i = 0; scope_table[i].name != NULL && i + 1 < sizeof names / sizeof *names; i++) {
		if (strcmp(scope_table[i].name, title) == 0)
			return &scope_table[i];
		names[i] = scope_table[i].name;
		snprintf(all + strlen(all), sizeof all - strlen(all), "%s%s", i > 0 ? ", " : "", names[i]);
	}
	const char *near = text_nearest(title, names);
	int line = title_line(text, "bind", title);
	if (near != NULL)
		error_set(error, ERROR_USAGE, "%s:%d: there is no view '%s'; did you mean '%s'?", path, line, title, near);
	else
		error_set(error, ERROR_USAGE, "%s:%d: there is no view '%s'; expected %s", path, line, title, all);
	return NULL;
}

/* The keys of all bind sections; together they must make sense. */
static bool take_bindings(struct settings *settings, cfg_t *cfg, const char *path, const char *text, struct error *error)
{
	for (unsigned i = 0; i < cfg_size(cfg, "bind"); i++) {
		cfg_t *section = cfg_getnsec(cfg, "bind", i);
		const struct scope_def *scope = find_scope(path, text, cfg_title(section), error);
		if (scope == NULL)
			return false;
		for (const struct action_def *def = action_table; def->name != NULL; def++) {
			const char *keys = cfg_getstr(section, def->name);
			char place[4200];
			snprintf(place, sizeof place, "%s:%d", path, parse_line(section, def->name));
			if (keys != NULL && !bindings_add(&settings->bindings, scope, def, keys, place, error))
				return false;
		}
	}
	struct keymap *keymap = keymap_new();
	bool good = keymap_bind(keymap, &settings->bindings, error);
	keymap_free(keymap);
	return good;
}

/* libConfuse's table of a bind section: every action. */
static void make_bind_options(cfg_opt_t *options, size_t room)
{
	size_t count = 0;

	for (const struct action_def *def = action_table; def->name != NULL && count + 1 < room; def++) {
		cfg_opt_t keys = CFG_STR(def->name, NULL, CFGF_NODEFAULT);
		options[count++] = keys;
	}
	cfg_opt_t end = CFG_END();
	options[count] = end;
}

cfg_t *config_parse(const char *path, const char *text, struct error *error)
{
	cfg_opt_t broker_options[MOST_OPTIONS], bind_options[MOST_ACTIONS], options[MOST_OPTIONS];
	size_t count = 0;

	make_options(broker_options, MOST_OPTIONS, OPTION_BROKER);
	cfg_opt_t section = CFG_SEC("broker", broker_options, CFGF_MULTI | CFGF_TITLE | CFGF_NO_TITLE_DUPES);
	options[count++] = section;
	cfg_opt_t message = CFG_SEC("message", saved_options(), CFGF_MULTI | CFGF_TITLE | CFGF_NO_TITLE_DUPES);
	options[count++] = message;
	make_bind_options(bind_options, MOST_ACTIONS);
	cfg_opt_t bind = CFG_SEC("bind", bind_options, CFGF_MULTI | CFGF_TITLE | CFGF_NO_TITLE_DUPES);
	options[count++] = bind;
	make_options(options + count, MOST_OPTIONS - count, OPTION_CONFIG);
	return parse_text(options, PARSE_OWN, path, text, error);
}

/* What is published is recorded: the environment isn't read for it. */
static bool take_messages(struct settings *settings, const char *path, const char *text, struct error *error)
{
	char *plain = saved_without_variables(text);
	cfg_t *cfg = config_parse(path, plain, error);
	bool good = cfg != NULL && saved_take(&settings->messages, cfg, error);

	if (cfg != NULL)
		cfg_free(cfg);
	free(plain);
	return good;
}

static bool take_text(struct settings *settings, const char *path, const char *text, struct error *error)
{
	cfg_t *cfg = config_parse(path, text, error);

	if (cfg == NULL)
		return false;
	bool good = take_section(settings, cfg, OPTION_CONFIG, error) && check_brokers(cfg, error) &&
	            take_bindings(settings, cfg, path, text, error);
	if (good && settings->broker == NULL && settings->default_broker != NULL)
		settings->broker = memory_text(settings->default_broker);
	if (good && settings->broker != NULL && *settings->broker != '\0')
		good = take_broker(settings, cfg, path, error);
	bool messages = cfg_size(cfg, "message") > 0;
	cfg_free(cfg);
	return good && (!messages || take_messages(settings, path, text, error));
}

bool config_read(struct settings *settings, const char *path, struct error *error)
{
	char usual[4096];
	bool missing, named = path != NULL;

	if (!named)
		path = config_usual_path(usual, sizeof usual);
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
