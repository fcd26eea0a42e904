/*
 * hook: a program of the user's that is run for what happens, without a shell.
 *
 * What it is about stands in its environment, which otherwise is ours without what is named TELLTALE_…: a password may be
 * among that. Its standard streams are /dev/null, and it is a process group of its own. At most five are run at once in a
 * burst and one a second after that, four at the same time; those that are left out are counted, and the next is told how many
 * they were. One that takes longer than 30 s is killed.
 */
#ifndef TELLTALE_APP_HOOK_H
#define TELLTALE_APP_HOOK_H

#include <stdbool.h>
#include <stdint.h>

#include "telltale/base/error.h"
#include "telltale/base/log.h"

struct hook;

/* A field of its environment: the name behind the prefix that all share, and a clean text. */
struct hook_field {
	const char *name, *text;
};

/* argv: NULL-ended, a path and its arguments; outlives the hook, as the log does. NULL: the path begins with no "/". What goes
 * wrong later is a line in the log, once. */
struct hook *hook_new(char *const *argv, const char *prefix, struct log *log, struct error *error);

/* Doesn't wait for those that run. */
void hook_free(struct hook *hook);

/* Runs it with fields (a name of NULL ends them), if it may be run now. mono: real time. Returns whether it was started. */
bool hook_run(struct hook *hook, const struct hook_field *fields, int64_t mono);

/* How many run. */
unsigned hook_running(const struct hook *hook);

/* Looks after those that run; to be called now and then. */
void hook_tick(struct hook *hook, int64_t mono);

#endif
