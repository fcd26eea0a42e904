/* log: see include/telltale/base/log.h */
#include "config.h"

#include "telltale/base/log.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "telltale/base/clock.h"
#include "telltale/base/memory.h"
#include "telltale/base/text.h"

enum { LINE_BYTES = 500 };

struct log {
	struct log_line *lines;
	size_t capacity;
	uint64_t total;
	FILE *file;
};

struct log *log_new(size_t capacity)
{
	struct log *log = memory_zeroed(1, sizeof *log);

	log->capacity = capacity > 0 ? capacity : 1;
	log->lines = memory_zeroed(log->capacity, sizeof *log->lines);
	return log;
}

void log_free(struct log *log)
{
	if (log == NULL)
		return;
	for (size_t i = 0; i < log->capacity; i++)
		free(log->lines[i].text);
	if (log->file != NULL)
		fclose(log->file);
	free(log->lines);
	free(log);
}

bool log_open_file(struct log *log, const char *path, struct error *error)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	FILE *file = fd >= 0 ? fdopen(fd, "a") : NULL;

	if (file == NULL) {
		error_errno(error, "can't open the log file '%s'", path);
		if (fd >= 0)
			close(fd);
		return false;
	}
	log->file = file;
	return true;
}

static void write_line(FILE *file, const struct log_line *line)
{
	static const char *const words[] = { [LOG_NOTE] = "note", [LOG_WARNING] = "warning", [LOG_ALARM] = "alarm" };
	time_t seconds = (time_t)(line->wall / CLOCK_SECOND);
	struct tm parts;
	char stamp[32] = "?";

	if (gmtime_r(&seconds, &parts) != NULL)
		strftime(stamp, sizeof stamp, "%Y-%m-%dT%H:%M:%SZ", &parts);
	fprintf(file, "%s %s %s\n", stamp, words[line->level], line->text);
	fflush(file);
}

void log_add(struct log *log, int64_t wall, enum log_level level, const char *format, ...)
{
	char raw[2 * LINE_BYTES], clean[LINE_BYTES + 1]; /* cleaning cuts at a character, printing anywhere */
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(raw, sizeof raw, format, arguments);
	va_end(arguments);
	text_clean(clean, sizeof clean, raw, strlen(raw));

	struct log_line *line = &log->lines[log->total++ % log->capacity];
	free(line->text);
	line->wall = wall;
	line->level = level;
	line->text = memory_text(clean);
	if (log->file != NULL)
		write_line(log->file, line);
}

void log_clear(struct log *log)
{
	for (size_t i = 0; i < log->capacity; i++) {
		free(log->lines[i].text);
		log->lines[i].text = NULL;
	}
	log->total = 0;
}

size_t log_count(const struct log *log)
{
	return log->total < log->capacity ? (size_t)log->total : log->capacity;
}

uint64_t log_total(const struct log *log)
{
	return log->total;
}

const struct log_line *log_at(const struct log *log, size_t newest_first)
{
	if (newest_first >= log_count(log))
		return NULL;
	return &log->lines[(log->total - 1 - newest_first) % log->capacity];
}
