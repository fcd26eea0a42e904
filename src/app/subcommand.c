/* subcommand: picks and runs one; see include/telltale/app/subcommand.h */
#include "config.h"

#include "telltale/app/subcommand.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "telltale/base/text.h"

const struct subcommand *const subcommands[] = {
	&subcommand_watch,
	&subcommand_demo,
	&subcommand_record,
	&subcommand_replay,
	&subcommand_info,
	&subcommand_export,
	&subcommand_import,
	&subcommand_repair,
	&subcommand_simulate,
	&subcommand_check,
	&subcommand_print,
	NULL,
};

static void print_help(const struct subcommand *subcommand)
{
	const char *space = *subcommand->name != '\0' ? " " : "";

	printf("usage: telltale%s%s [OPTION...]%s%s\n\n%s\n", space, subcommand->name,
	       *subcommand->arguments != '\0' ? " " : "", subcommand->arguments, subcommand->summary);
	if (subcommand == &subcommand_watch) {
		printf("\nOther commands (each has its own --help):\n");
		for (size_t i = 1; subcommands[i] != NULL; i++)
			printf("  telltale %-10s %s\n", subcommands[i]->name, subcommands[i]->summary);
	}
	option_print_help(stdout, subcommand->where);
	printf("\n  --help                         this help\n  --version                      the version\n");
}

static const struct subcommand *pick(int *argc, char ***argv)
{
	for (size_t i = 1; *argc > 1 && subcommands[i] != NULL; i++) {
		if (strcmp(subcommands[i]->name, (*argv)[1]) == 0) {
			(*argc)--;
			(*argv)++;
			return subcommands[i];
		}
	}
	return subcommands[0];
}

/* A word that is no option where none is wanted is most likely a subcommand that doesn't exist. */
static bool check_rest(const struct subcommand *subcommand, const struct arguments *arguments, struct error *error)
{
	const char *names[16] = { NULL };

	if (*subcommand->arguments != '\0' || arguments->rest_count == 0)
		return true;
	for (size_t i = 1; subcommands[i] != NULL; i++)
		names[i - 1] = subcommands[i]->name;
	const char *near = text_nearest(arguments->rest[0], names);
	if (near != NULL)
		return error_set(error, ERROR_USAGE, "there is no command '%s'; did you mean '%s'?", arguments->rest[0],
		                 near);
	return error_set(error, ERROR_USAGE, "'%s' is not expected here; --help shows what is", arguments->rest[0]);
}

static void report(const struct error *error)
{
	char clean[2 * sizeof error->text];

	text_clean(clean, sizeof clean, error->text, strlen(error->text));
	fprintf(stderr, "telltale: %s\n", clean);
}

/* Becomes another program of ours, which is beside this one or where it was installed. Returns only if it isn't there.
 * Nothing has been read of the arguments yet: passwords among them go on as they came. */
static void become(const struct subcommand *subcommand, char **argv)
{
	const char *program = subcommand->program;
	char path[4096];
	ssize_t n = readlink("/proc/self/exe", path, sizeof path - 1);
	char *slash = NULL;

	if (subcommand->variable != NULL)
		setenv(subcommand->variable, "1", 1);
	if (n > 0) {
		path[n] = '\0';
		slash = strrchr(path, '/');
	}
	if (slash != NULL) {
		snprintf(slash + 1, sizeof path - (size_t)(slash + 1 - path), "%s", program);
		execv(path, argv);
	}
	snprintf(path, sizeof path, "%s/%s", TELLTALE_PROGRAM_FOLDER, program);
	execv(path, argv);
}

int subcommand_run(const struct subcommand *subcommand, int argc, char **argv)
{
	struct error error = ERROR_INIT;
	struct arguments arguments;
	int code = EXIT_WRONG_USAGE;

	if (arguments_read(&arguments, argc, argv, subcommand->where, &error) &&
	    check_rest(subcommand, &arguments, &error)) {
		if (arguments.help) {
			print_help(subcommand);
			code = 0;
		} else {
			code = subcommand->run(&arguments, &error);
		}
	}
	arguments_clear(&arguments);
	if (error.code != ERROR_NONE)
		report(&error);
	return code;
}

int subcommand_main(int argc, char **argv)
{
	const struct subcommand *subcommand = pick(&argc, &argv);

	if (argc > 1 && strcmp(argv[1], "--version") == 0) {
		printf("telltale %s\n", PACKAGE_VERSION);
		return 0;
	}
	if (subcommand->program != NULL)
		become(subcommand, argv);
	return subcommand_run(subcommand, argc, argv);
}
