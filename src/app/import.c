/* import: puts recordings into MongoDB */
#include "config.h"

#include "telltale/app/subcommand.h"

static int run_import(struct arguments *arguments, struct error *error)
{
	(void)arguments;
	error_set(error, ERROR_USAGE, "not written yet");
	return EXIT_WRONG_USAGE;
}

const struct subcommand subcommand_import = {
	.name = "import",
	.arguments = "FILE...",
	.summary = "puts recordings into MongoDB",
	.where = OPTION_IMPORT,
	.run = run_import,
};
