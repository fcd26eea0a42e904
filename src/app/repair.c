/* repair: makes a whole recording of a damaged one */
#include "config.h"

#include "telltale/app/subcommand.h"

static int run_repair(struct arguments *arguments, struct error *error)
{
	(void)arguments;
	error_set(error, ERROR_USAGE, "not written yet");
	return EXIT_WRONG_USAGE;
}

const struct subcommand subcommand_repair = {
	.name = "repair",
	.arguments = "FILE",
	.summary = "makes a whole recording of a damaged one",
	.where = OPTION_REPAIR,
	.run = run_repair,
};
