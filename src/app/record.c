/* record: records what a broker sends, without a screen */
#include "config.h"

#include "telltale/app/subcommand.h"

static int run_record(struct arguments *arguments, struct error *error)
{
	(void)arguments;
	error_set(error, ERROR_USAGE, "not written yet");
	return EXIT_WRONG_USAGE;
}

const struct subcommand subcommand_record = {
	.name = "record",
	.arguments = "",
	.summary = "records what a broker sends, without a screen",
	.where = OPTION_RECORD,
	.run = run_record,
};
