/* info: says what is in recordings */
#include "config.h"

#include "telltale/app/subcommand.h"

static int run_info(struct arguments *arguments, struct error *error)
{
	(void)arguments;
	error_set(error, ERROR_USAGE, "not written yet");
	return EXIT_WRONG_USAGE;
}

const struct subcommand subcommand_info = {
	.name = "info",
	.arguments = "FILE...",
	.summary = "says what is in recordings",
	.where = OPTION_INFO,
	.run = run_info,
};
