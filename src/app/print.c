/* print: picks what is to be printed; see include/telltale/app/print.h */
#include "config.h"

#include "telltale/app/print.h"

#include <string.h>

#include "telltale/app/subcommand.h"

static const struct {
	const char *name;
	void (*print)(FILE *file);
} papers[] = {
	{ "telltale.1", manual_program }, { "telltale.conf.5", manual_config }, { "bash", completion_bash },
	{ "zsh", completion_zsh },        { "fish", completion_fish },
};

static int print(struct arguments *arguments, struct error *error)
{
	const char *wanted = arguments->rest_count == 1 ? arguments->rest[0] : "";

	for (size_t i = 0; i < sizeof papers / sizeof *papers; i++) {
		if (strcmp(papers[i].name, wanted) == 0) {
			papers[i].print(stdout);
			return 0;
		}
	}
	error_set(error, ERROR_USAGE, "print: found '%s', expected one of: %s", wanted, subcommand_print.arguments);
	return EXIT_WRONG_USAGE;
}

const struct subcommand subcommand_print = {
	.name = "print",
	.arguments = "telltale.1|telltale.conf.5|bash|zsh|fish",
	.summary = "a man page, or what a shell needs to complete telltale's words",
	.where = OPTION_PRINT,
	.run = print,
};
