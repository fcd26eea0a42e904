/* completion: what shells load; see include/telltale/app/print.h */
#include "config.h"

#include "telltale/app/print.h"

#include <stdbool.h>
#include <string.h>

#include "telltale/app/subcommand.h"

/* What can be completed behind an option or a command. */
enum kind { KIND_FREE, KIND_WORDS, KIND_FILE, KIND_FOLDER };

static enum kind kind_of(const char *argument, const char *words)
{
	if (*words != '\0')
		return KIND_WORDS;
	if (argument == NULL)
		return KIND_FREE;
	return strstr(argument, "FILE") != NULL || strcmp(argument, "PATH") == 0 ? KIND_FILE
	       : strcmp(argument, "FOLDER") == 0 ? KIND_FOLDER : KIND_FREE;
}

/* "a|b" as words; "" for what is no choice. */
static void words_of(const struct subcommand *subcommand, char *text, size_t size)
{
	snprintf(text, size, "%s", strchr(subcommand->arguments, '|') != NULL ? subcommand->arguments : "");
	for (char *bar = text; (bar = strchr(bar, '|')) != NULL; bar++)
		*bar = ' ';
}

/* A text between single quotes of a shell; `special` gets a backslash. */
static void put_quoted(FILE *file, const char *text, const char *special)
{
	for (; *text != '\0'; text++) {
		if (*text == '\'')
			fputs("'\\''", file);
		else
			fprintf(file, "%s%c", strchr(special, *text) != NULL ? "\\" : "", *text);
	}
}

/* --- bash ------------------------------------------------------------------------------------------------ */

static void bash_names(FILE *file, const struct subcommand *subcommand)
{
	for (const struct option *option = option_table; option->name != NULL; option++) {
		if ((option->where & subcommand->where) == 0)
			continue;
		fprintf(file, "--%s ", option->name);
		if (option->letter != 0)
			fprintf(file, "-%c ", option->letter);
	}
	fprintf(file, "--help%s", *subcommand->name == '\0' ? " --version" : "");
}

static void bash_complete(FILE *file, enum kind kind, const char *words)
{
	if (kind == KIND_WORDS)
		fprintf(file, "COMPREPLY=($(compgen -W '%s' -- \"$cur\"))", words);
	else if (kind == KIND_FREE)
		fputs("COMPREPLY=()", file);
	else
		fprintf(file, "compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -%c -- \"$cur\"))", kind == KIND_FILE ? 'f' : 'd');
}

/* "record:--host|record:-h" for every command that has it */
static void bash_value(FILE *file, const struct option *option)
{
	char words[512];
	bool first = true;

	if (option->argument == NULL)
		return;
	option_words(option, words, sizeof words);
	fputc('\t', file);
	for (size_t i = 0; subcommands[i] != NULL; i++) {
		if ((option->where & subcommands[i]->where) == 0)
			continue;
		fprintf(file, "%s%s:--%s", first ? "" : "|", subcommands[i]->name, option->name);
		if (option->letter != 0)
			fprintf(file, "|%s:-%c", subcommands[i]->name, option->letter);
		first = false;
	}
	fputs(") ", file);
	bash_complete(file, kind_of(option->argument, words), words);
	fputs("; return ;;\n", file);
}

void completion_bash(FILE *file)
{
	char words[256];
	unsigned all = 0;

	fputs("# bash completion of telltale, made by `telltale print bash`\n_telltale()\n{\n"
	      "\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} command= options=\n"
	      "\tcase ${COMP_WORDS[1]} in\n\t", file);
	for (size_t i = 1; subcommands[i] != NULL; i++)
		fprintf(file, "%s%s", i > 1 ? "|" : "", subcommands[i]->name);
	fputs(") [ \"$COMP_CWORD\" -gt 1 ] && command=${COMP_WORDS[1]} ;;\n\tesac\n\tcase $command:$prev in\n", file);
	for (size_t i = 0; subcommands[i] != NULL; i++)
		all |= subcommands[i]->where;
	for (const struct option *option = option_table; option->name != NULL; option++)
		if ((option->where & all) != 0)
			bash_value(file, option);
	fputs("\tesac\n\tcase $command in\n", file);
	for (size_t i = 0; subcommands[i] != NULL; i++) {
		fprintf(file, "\t'%s') options='", subcommands[i]->name);
		bash_names(file, subcommands[i]);
		fputs("' ;;\n", file);
	}
	fputs("\tesac\n\tcase $cur in\n\t-*) COMPREPLY=($(compgen -W \"$options\" -- \"$cur\")); return ;;\n\tesac\n"
	      "\tcase $command in\n\t'') [ \"$COMP_CWORD\" -eq 1 ] && COMPREPLY=($(compgen -W '", file);
	for (size_t i = 1; subcommands[i] != NULL; i++)
		fprintf(file, "%s%s", i > 1 ? " " : "", subcommands[i]->name);
	fputs("' -- \"$cur\")) ;;\n", file);
	for (size_t i = 1; subcommands[i] != NULL; i++) {
		words_of(subcommands[i], words, sizeof words);
		enum kind kind = kind_of(subcommands[i]->arguments, words);
		if (kind == KIND_FREE)
			continue;
		fprintf(file, "\t%s) ", subcommands[i]->name);
		bash_complete(file, kind, words);
		fputs(" ;;\n", file);
	}
	fputs("\tesac\n}\ncomplete -F _telltale telltale\n", file);
}

/* --- zsh ------------------------------------------------------------------------------------------------- */

static void zsh_action(FILE *file, enum kind kind, const char *words)
{
	if (kind == KIND_WORDS)
		fprintf(file, "(%s)", words);
	else
		fputs(kind == KIND_FILE ? "_files" : kind == KIND_FOLDER ? "_files -/" : " ", file);
}

/* '(-h --host)'{-h,--host}'[help]:HOST: ' */
static void zsh_option(FILE *file, const struct option *option)
{
	char words[512];

	option_words(option, words, sizeof words);
	fputs(" \\\n\t\t\t", file);
	if (option->type == OPTION_LIST)
		fputs("'*'", file);
	else if (option->letter != 0)
		fprintf(file, "'(-%c --%s)'", option->letter, option->name);
	if (option->letter != 0)
		fprintf(file, "{-%c,--%s}'[", option->letter, option->name);
	else
		fprintf(file, "'--%s[", option->name);
	put_quoted(file, option->help, "[]:\\");
	fputc(']', file);
	if (option->argument != NULL) {
		fputc(':', file);
		put_quoted(file, option->argument, "[]:\\");
		fputc(':', file);
		zsh_action(file, kind_of(option->argument, words), words);
	}
	fputc('\'', file);
}

static void zsh_arguments(FILE *file, const struct subcommand *subcommand)
{
	char words[256];

	words_of(subcommand, words, sizeof words);
	fputs("_arguments -s", file);
	for (const struct option *option = option_table; option->name != NULL; option++)
		if ((option->where & subcommand->where) != 0)
			zsh_option(file, option);
	fputs(" \\\n\t\t\t'--help[this help]'", file);
	enum kind kind = kind_of(subcommand->arguments, words);
	if (kind != KIND_FREE) {
		fputs(" \\\n\t\t\t'*: :", file);
		zsh_action(file, kind, words);
		fputc('\'', file);
	}
	fputs("\n\t\t;;\n", file);
}

void completion_zsh(FILE *file)
{
	fputs("#compdef telltale\n# zsh completion of telltale, made by `telltale print zsh`\n_telltale() {\n\tlocal -a commands\n"
	      "\tlocal command=\n\tcommands=(\n", file);
	for (size_t i = 1; subcommands[i] != NULL; i++) {
		fprintf(file, "\t\t'%s:", subcommands[i]->name);
		put_quoted(file, subcommands[i]->summary, ":\\");
		fputs("'\n", file);
	}
	fputs("\t)\n\tif (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then\n\t\t_describe command commands\n\t\treturn\n\tfi\n"
	      "\tif (( CURRENT > 2 && ${commands[(I)$words[2]:*]} )); then\n\t\tcommand=$words[2]\n\t\tshift words\n"
	      "\t\t(( CURRENT-- ))\n\tfi\n\tcase $command in\n", file);
	for (size_t i = 0; subcommands[i] != NULL; i++) {
		fprintf(file, "\t('%s')\n\t\t", subcommands[i]->name);
		zsh_arguments(file, subcommands[i]);
	}
	fputs("\tesac\n}\n_telltale \"$@\"\n", file);
}

/* --- fish ------------------------------------------------------------------------------------------------ */

static void fish_condition(FILE *file, const struct subcommand *subcommand)
{
	fprintf(file, "complete -c telltale -n '%s__fish_seen_subcommand_from", *subcommand->name == '\0' ? "not " : "");
	for (size_t i = 1; subcommands[i] != NULL; i++)
		if (*subcommand->name == '\0' || subcommands[i] == subcommand)
			fprintf(file, " %s", subcommands[i]->name);
	fputc('\'', file);
}

static void fish_value(FILE *file, enum kind kind, const char *words)
{
	if (kind == KIND_WORDS)
		fprintf(file, " -xa '%s'", words);
	else
		fputs(kind == KIND_FREE ? " -x" : " -rF", file);
}

static void fish_option(FILE *file, const struct subcommand *subcommand, const struct option *option)
{
	char words[512];

	option_words(option, words, sizeof words);
	fish_condition(file, subcommand);
	fprintf(file, " -l %s", option->name);
	if (option->letter != 0)
		fprintf(file, " -s %c", option->letter);
	if (option->argument != NULL)
		fish_value(file, kind_of(option->argument, words), words);
	fputs(" -d '", file);
	for (const char *c = option->help; *c != '\0'; c++)
		fprintf(file, "%s%c", *c == '\'' || *c == '\\' ? "\\" : "", *c);
	fputs("'\n", file);
}

void completion_fish(FILE *file)
{
	char words[256];

	fputs("# fish completion of telltale, made by `telltale print fish`\ncomplete -c telltale -f\n", file);
	for (size_t i = 1; subcommands[i] != NULL; i++) {
		fprintf(file, "complete -c telltale -n __fish_use_subcommand -a %s -d '", subcommands[i]->name);
		for (const char *c = subcommands[i]->summary; *c != '\0'; c++)
			fprintf(file, "%s%c", *c == '\'' || *c == '\\' ? "\\" : "", *c);
		fputs("'\n", file);
	}
	for (size_t i = 0; subcommands[i] != NULL; i++) {
		for (const struct option *option = option_table; option->name != NULL; option++)
			if ((option->where & subcommands[i]->where) != 0)
				fish_option(file, subcommands[i], option);
		words_of(subcommands[i], words, sizeof words);
		enum kind kind = kind_of(subcommands[i]->arguments, words);
		if (kind == KIND_FREE)
			continue;
		fish_condition(file, subcommands[i]);
		fputs(kind == KIND_FILE ? " -F\n" : "", file);
		if (kind == KIND_WORDS)
			fprintf(file, " -a '%s'\n", words);
	}
}
