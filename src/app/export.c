/* export: recordings as JSON, CSV or raw payloads */
#include "config.h"

#include "telltale/app/subcommand.h"

static int run_export(struct arguments *arguments, struct error *error)
{
	(void)arguments;
	error_set(error, ERROR_USAGE, "not written yet");
	return EXIT_WRONG_USAGE;
}

const struct subcommand subcommand_export = {
	.name = "export",
	.arguments = "FILE...",
	.summary = "recordings as JSON, CSV or raw payloads",
	.where = OPTION_EXPORT,
	.run = run_export,
};
