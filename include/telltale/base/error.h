/*
 * error: one failure on its way up, as a code and a sentence for a person.
 *
 * A fallible function returns false (or NULL) and fills the struct error that it was handed.
 * The first error wins: a later error_set() on a filled error changes nothing, so that cleaning up
 * after a failure can't hide its cause.
 */
#ifndef TELLTALE_BASE_ERROR_H
#define TELLTALE_BASE_ERROR_H

#include <stdarg.h>
#include <stdbool.h>

enum error_code {
	ERROR_NONE = 0,
	ERROR_USAGE,      /* what a person wrote is wrong: option, config, profile, theme */
	ERROR_SYSTEM,     /* the operating system refused (errno is in the text) */
	ERROR_NETWORK,    /* the other side refused or went away */
	ERROR_LIMIT,      /* a bound of ours was reached */
	ERROR_INTERRUPTED /* a signal or the user ended it */
};

struct error {
	enum error_code code;
	char text[512];
};

/* An error that holds nothing yet. */
#define ERROR_INIT { ERROR_NONE, "" }

/* Sets code and text unless an error is already held; error may be NULL. Always returns false, so that a
 * caller can write `return error_set(...)`. */
bool error_set(struct error *error, enum error_code code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same with a va_list. */
bool error_setv(struct error *error, enum error_code code, const char *format, va_list arguments)
    __attribute__((format(printf, 3, 0)));

/* Sets ERROR_SYSTEM with ": " and the text of errno behind the message. Always returns false. */
bool error_errno(struct error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Puts "prefix: " before the text of a held error (for where it happened). Always returns false. */
bool error_prefix(struct error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
