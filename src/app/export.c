/* export: recordings as JSON, CSV or raw payloads */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "telltale/app/output.h"
#include "telltale/app/subcommand.h"
#include "telltale/base/text.h"
#include "telltale/core/topic.h"
#include "telltale/recording/export.h"
#include "telltale/recording/moment.h"

static bool check_arguments(const struct arguments *arguments, struct error *error)
{
	if (arguments->rest_count == 0)
		return error_set(error, ERROR_USAGE, "export: no file was named; expected at least one recording");
	for (char **filter = arguments->settings.only_topics; filter != NULL && *filter != NULL; filter++)
		if (!topic_filter_check(*filter, error))
			return error_prefix(error, "topic");
	return true;
}

static bool read_moment(const struct timeline *timeline, const char *name, const char *text, int64_t *time,
                        struct error *error)
{
	return text == NULL || moment_parse(timeline, text, time, error) || error_prefix(error, "%s", name);
}

static bool read_wish(const struct settings *settings, const struct timeline *timeline, struct export_wish *wish,
                      struct error *error)
{
	*wish = (struct export_wish){ settings->format, settings->only_topics, settings->device, INT64_MIN,
		                      INT64_MAX };
	if (!read_moment(timeline, "from", settings->from, &wish->from, error) ||
	    !read_moment(timeline, "to", settings->to, &wish->to, error))
		return false;
	if (wish->from > wish->to)
		return error_set(error, ERROR_USAGE, "to: '%s' is before '%s'", settings->to, settings->from);
	return true;
}

static void report(const struct timeline *timeline, const struct export_wish *wish,
                   const struct export_result *result)
{
	char clean[2 * sizeof result->warning.text];
	bool header = strcmp(wish->format, "csv") == 0 || strcmp(wish->format, "long") == 0;

	output_copies(timeline);
	output_report(timeline, result->walk.findings, result->walk.finding_count);
	if (result->warning.code != ERROR_NONE) {
		text_clean(clean, sizeof clean, result->warning.text, strlen(result->warning.text));
		fprintf(stderr, "telltale: %s; done without it\n", clean);
	}
	if (result->lines <= header)
		fputs("telltale: nothing in it is what was asked for\n", stderr);
}

/* Writes to a descriptor. Whoever goes away while it's written has had enough: that's no failure. */
static bool write_all(const struct timeline *timeline, const struct export_wish *wish, int fd, const char *name,
                      struct error *error)
{
	struct export_result result;
	struct sink sink;

	sink_init(&sink, fd, name);
	bool good = export_run(timeline, wish, &sink, &result, error) && sink_flush(&sink, error);
	if (good)
		report(timeline, wish, &result);
	good = (good && timeline_intact(timeline, error)) || (sink.closed && error->code == ERROR_NONE);
	export_clear(&result);
	sink_clear(&sink);
	return good;
}

static bool write_file(const struct settings *settings, const struct timeline *timeline,
                       const struct export_wish *wish, struct writer *writer, struct error *error)
{
	bool good = write_all(timeline, wish, writer->fd, settings->output, error);

	if (close(writer->fd) != 0 && good)
		good = error_errno(error, "%s: can't be written", settings->output);
	return good;
}

static int run_export(struct arguments *arguments, struct error *error)
{
	const struct settings *settings = &arguments->settings;
	struct export_wish wish;
	struct writer writer;
	int code = EXIT_WRONG_USAGE;

	if (!check_arguments(arguments, error))
		return code;
	struct timeline *timeline = timeline_open(arguments->rest, (size_t)arguments->rest_count, error);
	if (timeline != NULL && read_wish(settings, timeline, &wish, error)) {
		if (settings->output == NULL || strcmp(settings->output, "-") == 0)
			code = write_all(timeline, &wish, STDOUT_FILENO, "standard output", error) ? 0 : 1;
		else if (output_open(&writer, settings->output, settings->overwrite, timeline, error))
			code = write_file(settings, timeline, &wish, &writer, error) ? 0 : 1;
	}
	timeline_close(timeline);
	return code;
}

const struct subcommand subcommand_export = {
	.name = "export",
	.arguments = "FILE...",
	.summary = "recordings as JSON, CSV or raw payloads",
	.where = OPTION_EXPORT,
	.run = run_export,
};
