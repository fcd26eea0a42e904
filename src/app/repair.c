/* repair: makes a whole recording of a damaged one */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>

#include "telltale/app/output.h"
#include "telltale/app/subcommand.h"
#include "telltale/base/text.h"
#include "telltale/recording/repair.h"

static bool check_arguments(const struct arguments *arguments, struct error *error)
{
	if (arguments->rest_count != 1)
		return error_set(error, ERROR_USAGE, "repair: found %d files, expected one recording",
		                 arguments->rest_count);
	if (arguments->settings.output == NULL)
		return error_set(error, ERROR_USAGE, "repair: -o is missing; expected the name of the file to "
		                 "make");
	return true;
}

static void report(const struct repair *repair, const struct timeline *timeline)
{
	char kept[32], left[32];

	output_report(timeline, repair->walk.findings, repair->walk.finding_count);
	text_bytes(kept, sizeof kept, repair->bytes);
	text_bytes(left, sizeof left, repair->left_out);
	fprintf(stderr, "telltale: kept %" PRIu64 " document%s (%s)", repair->documents,
	        repair->documents == 1 ? "" : "s", kept);
	if (repair->left_out > 0)
		fprintf(stderr, ", left out %s", left);
	if (repair->ended)
		fputs(", added the end that was missing", stderr);
	if (repair->left_out == 0 && !repair->ended)
		fputs("; nothing was wrong with it", stderr);
	fputc('\n', stderr);
}

static int run_repair(struct arguments *arguments, struct error *error)
{
	struct timeline *timeline = NULL;
	struct repair repair;
	struct writer writer;
	int code = EXIT_WRONG_USAGE;

	if (!check_arguments(arguments, error))
		return code;
	timeline = timeline_open(arguments->rest, 1, error);
	if (timeline != NULL && output_open(&writer, arguments->settings.output, arguments->settings.overwrite,
	                                    timeline, error)) {
		code = repair_run(&repair, timeline, &writer, error) ? 0 : 1;
		if (code == 0)
			report(&repair, timeline);
		repair_clear(&repair);
		writer_close(&writer);
	}
	timeline_close(timeline);
	return code;
}

const struct subcommand subcommand_repair = {
	.name = "repair",
	.arguments = "FILE",
	.summary = "makes a whole recording of a damaged one",
	.where = OPTION_REPAIR,
	.run = run_repair,
};
