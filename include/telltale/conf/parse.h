/*
 * parse: libConfuse with errors that name file, line and what was expected.
 *
 * Config, profiles and themes all go through here. libConfuse reports errors to a function without a context
 * and forgets on which line an option stood; this module remembers both while one text is being read. Main
 * thread only.
 */
#ifndef TELLTALE_CONF_PARSE_H
#define TELLTALE_CONF_PARSE_H

#include <stdbool.h>
#include <stddef.h>

#include <confuse.h>

#include "telltale/base/error.h"

enum { PARSE_MOST_BYTES = 1 << 20 };

/* Reads a whole file, at most PARSE_MOST_BYTES, as NUL-ended text without NULs inside. The caller frees.
 * NULL on failure; *missing (may be NULL) then tells whether the file doesn't exist. */
char *parse_read_file(const char *path, bool *missing, struct error *error);

/* Who wrote a text. A shared one (a profile, a theme) must not read the environment: libConfuse would replace
 * ${NAME} in it, and a profile could send a secret to a broker. */
enum parse_trust { PARSE_OWN, PARSE_SHARED };

/* Parses a text; `origin` is what errors call it. NULL on failure, with "origin:line: …" in the error.
 * The caller frees with cfg_free(), after the last parse_fail(). */
cfg_t *parse_text(cfg_opt_t *options, enum parse_trust trust, const char *origin, const char *text,
                  struct error *error);

/* The line where an option of a section was given (or where the section ends, if it wasn't). Only for the text that was
 * parsed last. */
int parse_line(cfg_t *section, const char *option);

/* Sets an error at the line where an option of a section was given (or where the section ends, if it wasn't).
 * Always returns false. Only for the text that was parsed last. */
bool parse_fail(cfg_t *section, const char *option, struct error *error, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

#endif
