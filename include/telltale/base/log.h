/*
 * log: what the program itself noticed; a ring of the last lines, and a file if one was named.
 *
 * Nothing prints to stderr while the screen is up: these lines have a view of their own. Lines are cleaned
 * (base/text) as they enter, so whatever reads them may show them as they are. Belongs to the main thread.
 */
#ifndef TELLTALE_BASE_LOG_H
#define TELLTALE_BASE_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "telltale/base/error.h"

enum log_level { LOG_NOTE, LOG_WARNING, LOG_ALARM };

struct log_line {
	int64_t wall; /* when, nanoseconds since 1970 */
	enum log_level level;
	char *text;
};

struct log;

/* A log that keeps the last `capacity` lines. */
struct log *log_new(size_t capacity);
void log_free(struct log *log);

/* Also appends every line to a file, created for its owner alone. False: it can't be opened. */
bool log_open_file(struct log *log, const char *path, struct error *error);

/* Adds a line. The text is cleaned and cut to 500 bytes. */
void log_add(struct log *log, int64_t wall, enum log_level level, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Forgets the lines that are kept, and the count. */
void log_clear(struct log *log);

/* How many lines are kept; how many were ever added. */
size_t log_count(const struct log *log);
uint64_t log_total(const struct log *log);

/* A kept line, 0 the newest; NULL where there is none. */
const struct log_line *log_at(const struct log *log, size_t newest_first);

#endif
