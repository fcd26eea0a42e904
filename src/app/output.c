/* output: see include/telltale/app/output.h */
#include "config.h"

#include "telltale/app/output.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "telltale/base/memory.h"
#include "telltale/base/text.h"

bool output_open(struct writer *writer, const char *path, bool overwrite, const struct timeline *timeline,
                 struct error *error)
{
	struct stat output, input;

	for (size_t i = 0; i < timeline->file_count && stat(path, &output) == 0; i++)
		if (stat(timeline->files[i].reader->path, &input) == 0 && input.st_dev == output.st_dev &&
		    input.st_ino == output.st_ino)
			return error_set(error, ERROR_USAGE, "%s: this is the recording itself; expected another file",
			                 path);
	return writer_open(writer, path, overwrite, error);
}

/* A line on standard error, which it empties. */
static void say(struct buffer *line, const char *behind)
{
	size_t size = 10 * line->length + 1;
	char *clean = memory_resize(NULL, size, 1);

	text_clean(clean, size, line->bytes, line->length);
	fprintf(stderr, "telltale: %s%s\n", clean, behind);
	free(clean);
	buffer_clear(line);
}

void output_copies(const struct timeline *timeline)
{
	for (size_t i = 0; i < timeline->copy_count; i++) {
		struct buffer line = { NULL, 0, 0 };
		timeline_describe_copy(timeline, i, &line);
		say(&line, "");
	}
}

void output_report(const struct timeline *timeline, const struct finding *findings, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct buffer line = { NULL, 0, 0 };
		walk_describe(timeline, &findings[i], &line);
		say(&line, ": left out");
	}
}
