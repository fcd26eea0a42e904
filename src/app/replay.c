/* replay: shows recordings in the same dashboard, or sends them to a broker */
#include "config.h"

#include "telltale/app/subcommand.h"

static int run_replay(struct arguments *arguments, struct error *error)
{
	(void)arguments;
	error_set(error, ERROR_USAGE, "not written yet");
	return EXIT_WRONG_USAGE;
}

const struct subcommand subcommand_replay = {
	.name = "replay",
	.arguments = "FILE...",
	.summary = "shows recordings in the same dashboard, or sends them to a broker",
	.where = OPTION_REPLAY,
	.run = run_replay,
};
