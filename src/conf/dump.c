/* dump: the config as a file, with everything that could be in it; see include/telltale/conf/config.h */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "conf/config_private.h"
#include "telltale/conf/config.h"
#include "telltale/conf/parse.h"

static const char head[] =
    "# telltale.conf: every option and every key. What is commented out is as it is without this line.\n"
    "# Passwords are never written here: see password-file.\n";

/* A text in quotes, as libConfuse reads it back: no environment variable is meant. */
static void put_quoted(FILE *file, const char *text)
{
	fputc('"', file);
	for (; *text != '\0'; text++) {
		if (*text == '\n') {
			fputs("\\n", file);
			continue;
		}
		if (strchr("\"\\$", *text) != NULL)
			fputc('\\', file);
		fputc(*text, file);
	}
	fputc('"', file);
}

static void put_list(FILE *file, char *const *list)
{
	fputc('{', file);
	for (size_t i = 0; list != NULL && list[i] != NULL; i++) {
		fputs(i > 0 ? ", " : "", file);
		put_quoted(file, list[i]);
	}
	fputc('}', file);
}

static void put_value(FILE *file, const struct settings *settings, const struct option *option)
{
	const void *value = (const char *)settings + option->offset;

	switch (option->type) {
	case OPTION_FLAG:
		fputs(*(const bool *)value ? "true" : "false", file);
		break;
	case OPTION_NUMBER:
		fprintf(file, "%ld", *(const long *)value);
		break;
	case OPTION_LIST:
		put_list(file, *(char *const *const *)value);
		break;
	case OPTION_TEXT:
	case OPTION_CHOICE:
		put_quoted(file, *(const char *const *)value != NULL ? *(const char *const *)value : "");
		break;
	}
}

/* A line that begins another one where the edge is reached. */
static void put_comment(FILE *file, const char *indent, const char *text)
{
	enum { WIDTH = 110 };

	while (*text != '\0') {
		size_t length = strlen(text);
		for (size_t i = length > WIDTH ? WIDTH : 0; i > 0; i--) {
			if (text[i] == ' ') {
				length = i;
				break;
			}
		}
		fprintf(file, "%s# %.*s\n", indent, (int)length, text);
		text += length + (text[length] == ' ');
	}
}

static void put_option(FILE *file, const struct settings *settings, const struct option *option)
{
	char words[512], help[1024];

	option_words(option, words, sizeof words);
	bool given = option_given(settings, option) && !option->secret, told = given && option->standard != NULL;
	snprintf(help, sizeof help, "%s%s%s%s%s%s", option->help, option->type != OPTION_CHOICE && *words != '\0' ? ": " : "",
	         option->type != OPTION_CHOICE ? words : "", told ? "; otherwise " : "", told ? option->standard : "",
	         option->secret ? " (a secret, which is not written here)" : "");
	fputc('\n', file);
	put_comment(file, "", help);
	bool empty = option->standard == NULL && !option_given(settings, option) && option->argument != NULL;
	fprintf(file, "%s%s = ", given ? "" : "#", option->name);
	if (empty || option->secret)
		fputs(option->argument, file);
	else
		put_value(file, settings, option);
	fputc('\n', file);
}

static void put_options(FILE *file, const struct settings *settings)
{
	const char *group = "";

	for (const struct option *option = option_table; option->name != NULL; option++) {
		if ((option->where & OPTION_CONFIG) == 0)
			continue;
		if (strcmp(group, option->group) != 0)
			fprintf(file, "\n# --- %s ---\n", option->group);
		group = option->group;
		put_option(file, settings, option);
	}
}

/* --- keys ------------------------------------------------------------------------------------------------ */

static const struct key_binding *find_binding(const struct key_bindings *bindings, int scope, enum action action)
{
	for (size_t i = 0; i < bindings->count; i++)
		if (bindings->all[i].scope == scope && bindings->all[i].action == action)
			return &bindings->all[i];
	return NULL;
}

/* Where the keys of an action are shown: in its only view, or as those of every view. */
static int home_of(const struct action_def *def)
{
	bool alone = def->scope > 0 && (def->scope & (def->scope - 1)) == 0;

	return alone ? def->scope : SCOPE_EVERYWHERE;
}

static void put_scope(FILE *file, const struct key_bindings *bindings, const struct scope_def *scope)
{
	bool begun = false;

	for (const struct action_def *def = action_table; def->name != NULL; def++) {
		const struct key_binding *binding = find_binding(bindings, scope->scope, def->action);
		if (binding == NULL && home_of(def) != scope->scope)
			continue;
		if (!begun)
			fprintf(file, "\nbind %s {\n", scope->name);
		begun = true;
		put_comment(file, "  ", def->help);
		fprintf(file, "  %s%s = ", binding != NULL ? "" : "#", def->name);
		const char *keys = binding != NULL ? binding->keys : def->keys;
		put_quoted(file, *keys != '\0' ? keys : "none");
		fputc('\n', file);
	}
	if (begun)
		fputs("}\n", file);
}

static void put_keys(FILE *file, const struct key_bindings *bindings)
{
	fputs("\n# --- Keys ---\n\n# Several have spaces between; none is no key. What stands for one view outweighs what stands for "
	      "everywhere.\n", file);
	for (const struct scope_def *scope = scope_table; scope->name != NULL; scope++)
		put_scope(file, bindings, scope);
}

/* --- sections: they are what stands in the file now ------------------------------------------------------ */

static bool is_secret(const char *name)
{
	const struct option *option = option_find(name, OPTION_BROKER);

	return option != NULL && option->secret;
}

/* What needs no quotes. */
static void put_plain(FILE *file, cfg_opt_t *option)
{
	if (option->type == CFGT_INT)
		fprintf(file, "%s = %ld\n", option->name, cfg_opt_getnint(option, 0));
	else if (option->type == CFGT_BOOL)
		fprintf(file, "%s = %s\n", option->name, cfg_opt_getnbool(option, 0) ? "true" : "false");
	else
		cfg_opt_print(option, file);
}

static void put_section(FILE *file, cfg_t *section, const char *kind, int depth);

static void put_entry(FILE *file, cfg_opt_t *option, int depth)
{
	unsigned count = cfg_opt_size(option);

	if (option->type == CFGT_SEC) {
		for (unsigned i = 0; i < count; i++)
			put_section(file, cfg_opt_getnsec(option, i), option->name, depth);
		return;
	}
	if (count == 0 || (option->type == CFGT_STR && cfg_opt_getnstr(option, 0) == NULL))
		return;
	fprintf(file, "%*s", 2 * depth, "");
	if (is_secret(option->name)) {
		fprintf(file, "# %s: a secret, which is not written here\n", option->name);
		return;
	}
	if (option->type != CFGT_STR) {
		put_plain(file, option);
		return;
	}
	fprintf(file, "%s = %s", option->name, (option->flags & CFGF_LIST) != 0 ? "{" : "");
	for (unsigned i = 0; i < count; i++) {
		fputs(i > 0 ? ", " : "", file);
		put_quoted(file, cfg_opt_getnstr(option, i));
	}
	fputs((option->flags & CFGF_LIST) != 0 ? "}\n" : "\n", file);
}

static void put_section(FILE *file, cfg_t *section, const char *kind, int depth)
{
	fprintf(file, "%s%*s%s ", depth == 0 ? "\n" : "", 2 * depth, "", kind);
	if (cfg_title(section) != NULL)
		put_quoted(file, cfg_title(section));
	fputs(" {\n", file);
	for (cfg_opt_t *option = section->opts; option->name != NULL; option++)
		put_entry(file, option, depth + 1);
	fprintf(file, "%*s}\n", 2 * depth, "");
}

static bool put_sections(FILE *file, const char *path, struct error *error)
{
	bool missing;
	char usual[4096];

	if (path == NULL)
		path = config_usual_path(usual, sizeof usual);
	char *text = parse_read_file(path, &missing, error);
	if (text == NULL)
		return missing;
	cfg_t *cfg = config_parse(path, text, error);
	free(text);
	if (cfg == NULL)
		return false;
	for (cfg_opt_t *option = cfg->opts; option->name != NULL; option++)
		if (option->type == CFGT_SEC && strcmp(option->name, "bind") != 0)
			put_entry(file, option, 0);
	cfg_free(cfg);
	return true;
}

bool config_dump(FILE *file, const struct settings *settings, struct error *error)
{
	fputs(head, file);
	put_options(file, settings);
	put_keys(file, &settings->bindings);
	struct error why = ERROR_INIT;
	if (put_sections(file, settings->config, &why))
		return true;
	if (error != NULL)
		*error = why;
	return false;
}
