/* info: says what is in recordings */
#include "config.h"

#include <unistd.h>

#include "telltale/app/output.h"
#include "telltale/app/subcommand.h"
#include "telltale/recording/sink.h"
#include "telltale/recording/summary.h"

static bool print(const struct summary *summary, const struct settings *settings, struct error *error)
{
	struct buffer text = { NULL, 0, 0 };
	struct sink sink;

	sink_init(&sink, STDOUT_FILENO, "standard output");
	if (settings->json)
		summary_json(summary, &text);
	else if (settings->check)
		summary_verdict(summary, &text);
	else
		summary_text(summary, &text);
	if (settings->json)
		sink_line(&sink, text.bytes, text.length, error);
	else
		sink_text(&sink, text.bytes, text.length, error);
	sink_flush(&sink, error);
	sink_clear(&sink);
	buffer_clear(&text);
	return error->code == ERROR_NONE;
}

static int run_info(struct arguments *arguments, struct error *error)
{
	if (arguments->rest_count == 0) {
		error_set(error, ERROR_USAGE, "info: no file was named; expected at least one recording");
		return EXIT_WRONG_USAGE;
	}
	struct timeline *timeline = timeline_open(arguments->rest, (size_t)arguments->rest_count, error);
	if (timeline == NULL)
		return EXIT_WRONG_USAGE;
	output_copies(timeline);
	struct summary *summary = summary_new(timeline, arguments->settings.check);
	int code = arguments->settings.check && summary->walk.damages > 0 ? 1 : 0;
	if (!print(summary, &arguments->settings, error) || !timeline_intact(timeline, error))
		code = 1;
	summary_free(summary);
	timeline_close(timeline);
	return code;
}

const struct subcommand subcommand_info = {
	.name = "info",
	.arguments = "FILE...",
	.summary = "says what is in recordings",
	.where = OPTION_INFO,
	.run = run_info,
};
