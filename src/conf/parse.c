/* parse: see include/telltale/conf/parse.h */
#include "config.h"

#include "telltale/conf/parse.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "telltale/base/memory.h"
#include "telltale/base/text.h"

/* The text that is being parsed: libConfuse's callbacks have no argument of their own to carry it. */
static struct {
	struct error *error;
	const char *origin;
	struct {
		const cfg_opt_t *option;
		int line;
	} *lines; /* where each option was given */
	size_t count, capacity;
} parsing;

char *parse_read_file(const char *path, bool *missing, struct error *error)
{
	struct stat status;
	FILE *file = fopen(path, "rb");
	char *text = NULL;

	if (missing != NULL)
		*missing = file == NULL && errno == ENOENT;
	if (file == NULL) {
		error_errno(error, "%s", path);
		return NULL;
	}
	if (fstat(fileno(file), &status) != 0 || S_ISDIR(status.st_mode)) {
		error_set(error, ERROR_USAGE, "%s: this is a folder, a file was expected", path);
		goto out;
	}
	text = memory_resize(NULL, PARSE_MOST_BYTES + 2, 1);
	size_t length = fread(text, 1, PARSE_MOST_BYTES + 1, file);
	text[length] = '\0';
	if (ferror(file))
		error_errno(error, "%s", path);
	else if (length > PARSE_MOST_BYTES)
		error_set(error, ERROR_USAGE, "%s: larger than %d bytes, which no such file needs", path, PARSE_MOST_BYTES);
	else if (strlen(text) != length || !text_is_utf8(text, length))
		error_set(error, ERROR_USAGE, "%s: this is no UTF-8 text", path);
	else
		goto out;
	free(text);
	text = NULL;
out:
	fclose(file);
	return text != NULL ? memory_resize(text, strlen(text) + 1, 1) : NULL;
}

static int remember_line(cfg_t *section, cfg_opt_t *option)
{
	parsing.lines = memory_grow(parsing.lines, parsing.count, &parsing.capacity, sizeof *parsing.lines);
	parsing.lines[parsing.count].option = option;
	parsing.lines[parsing.count++].line = section->line;
	return 0;
}

static void watch_lines(cfg_opt_t *options)
{
	for (; options->name != NULL; options++) {
		options->validcb = remember_line;
		if (options->subopts != NULL)
			watch_lines(options->subopts);
	}
}

/* What could have been meant, from the names that the section knows. */
static void add_known_names(const cfg_t *section, const char *written)
{
	const char *names[128] = { NULL };
	size_t count = 0;
	char *text = parsing.error->text;
	size_t size = sizeof parsing.error->text;

	for (const cfg_opt_t *o = section->opts; o->name != NULL && count + 1 < sizeof names / sizeof *names; o++)
		if (*o->name != '_') /* libConfuse's own "__unknown" */
			names[count++] = o->name;
	const char *near = text_nearest(written, names);
	size_t used = strlen(text);
	if (near != NULL) {
		snprintf(text + used, size - used, "; did you mean '%s'?", near);
		return;
	}
	used += (size_t)snprintf(text + used, size - used, "; expected ");
	for (size_t i = 0; i < count && used < size; i++)
		used += (size_t)snprintf(text + used, size - used, "%s%s", i == 0 ? "" : i + 1 == count ? " or " : ", ",
		                         names[i]);
}

static void on_error(cfg_t *section, const char *format, va_list arguments)
{
	if (parsing.error == NULL || parsing.error->code != ERROR_NONE)
		return;
	va_list again;
	va_copy(again, arguments);
	error_setv(parsing.error, ERROR_USAGE, format, arguments);
	if (strstr(format, "no such option") != NULL)
		add_known_names(section, va_arg(again, const char *));
	va_end(again);
	error_prefix(parsing.error, "%s:%d", parsing.origin, section != NULL ? section->line : 0);
}

/* Runs libConfuse over a text. NULL: it reported an error, or (with no error text set) failed without a word. */
static cfg_t *run(cfg_opt_t *options, const char *origin, const char *text, struct error *error)
{
	size_t length = strlen(text);
	FILE *file = length > 0 ? fmemopen((void *)(uintptr_t)text, length, "r") : NULL;

	parsing.error = error;
	parsing.origin = origin;
	parsing.count = 0;
	cfg_t *cfg = cfg_init(options, CFGF_NONE);
	cfg_set_error_function(cfg, on_error);
	free(cfg->filename);
	cfg->filename = strdup(origin);
	int result = file != NULL ? cfg_parse_fp(cfg, file) : CFG_SUCCESS;
	if (file != NULL)
		fclose(file);
	if (result == CFG_SUCCESS)
		return cfg;
	error_set(error, ERROR_USAGE, "%s:%d: this can't be understood", origin, cfg->line);
	cfg_free(cfg);
	return NULL;
}

/* libConfuse takes a text that ends within a section or a comment for a whole one. One that stays good with
 * another "}" behind it is such a text. */
static bool check_end(cfg_opt_t *options, const char *origin, const char *text, struct error *error)
{
	size_t length = strlen(text);
	char *longer = memory_resize(NULL, length + 3, 1);
	int lines = length > 0 && text[length - 1] != '\n';

	memcpy(longer, text, length);
	memcpy(longer + length, "\n}", 3);
	cfg_t *cfg = run(options, origin, longer, NULL);
	free(longer);
	if (cfg == NULL)
		return true;
	cfg_free(cfg);
	for (const char *c = text; *c != '\0'; c++)
		lines += *c == '\n';
	return error_set(error, ERROR_USAGE, "%s:%d: the text ends within a section or a comment; expected }", origin,
	                 lines);
}

/* Where the string that begins at a quote ends. */
static char *string_end(char *quote)
{
	char *c = quote + 1;

	while (*c != '\0' && *c != *quote)
		c += *c == '\\' && c[1] != '\0' ? 2 : 1;
	return *c != '\0' ? c + 1 : c;
}

/* Where the comment that begins here ends; NULL: none begins here, or it never ends. */
static char *comment_end(char *c)
{
	if (*c == '#' || strncmp(c, "//", 2) == 0)
		return c + strcspn(c, "\n");
	char *end = strncmp(c, "/*", 2) == 0 ? strstr(c + 2, "*/") : NULL;
	return end != NULL ? end + 2 : NULL;
}

/* Makes spaces of the comments: libConfuse 3.3 counts a line that has one up to three times. A value that a
 * comment would cut (an unquoted a/# or #ff0000) is a mistake that it wouldn't notice. */
static bool blank_comments(char *text, const char *origin, struct error *error)
{
	static const char ends[] = " \t\n\r\v\f\"'={}()+,#"; /* of an unquoted word */
	char last = '\n'; /* that was no space */
	int line = 1;

	for (char *c = text, *next; *c != '\0'; c = next) {
		char *end = comment_end(c);
		if (*c == '#' && (last == '=' || (c > text && strchr(ends, c[-1]) == NULL)))
			return error_set(error, ERROR_USAGE, "%s:%d: # begins a comment; a value that has one in it needs quotes",
			                 origin, line);
		if (end != NULL)
			next = end;
		else if (*c == '"' || *c == '\'')
			next = string_end(c);
		else
			next = c + (strchr(ends, *c) != NULL ? 1 : strcspn(c, ends));
		if (end == NULL && strchr(" \t\n\r\v\f", *c) == NULL)
			last = *c;
		for (char *at = c; at < next; at++) {
			line += *at == '\n';
			if (end != NULL && *at != '\n')
				*at = ' ';
		}
	}
	return true;
}

static bool check_variables(const char *origin, const char *text, struct error *error)
{
	const char *at = strstr(text, "${");
	int line = 1;

	for (const char *c = text; at != NULL && c < at; c++)
		line += *c == '\n';
	return at == NULL || error_set(error, ERROR_USAGE, "%s:%d: ${...} is not replaced here; expected the value itself",
	                               origin, line);
}

cfg_t *parse_text(cfg_opt_t *options, enum parse_trust trust, const char *origin, const char *text,
                  struct error *error)
{
	char *plain = memory_text(text);
	cfg_t *cfg = NULL;

	watch_lines(options);
	if (blank_comments(plain, origin, error) && (trust == PARSE_OWN || check_variables(origin, plain, error)) &&
	    check_end(options, origin, plain, error))
		cfg = run(options, origin, plain, error);
	free(plain);
	return cfg;
}

int parse_line(cfg_t *section, const char *option)
{
	const cfg_opt_t *given = cfg_getopt(section, option);

	for (size_t i = parsing.count; i-- > 0 && given != NULL;)
		if (parsing.lines[i].option == given)
			return parsing.lines[i].line;
	return section->line;
}

bool parse_fail(cfg_t *section, const char *option, struct error *error, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	error_setv(error, ERROR_USAGE, format, arguments);
	va_end(arguments);
	return error_prefix(error, "%s:%d", parsing.origin, parse_line(section, option));
}
