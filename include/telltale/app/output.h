/*
 * output: the file that a command makes of recordings.
 */
#ifndef TELLTALE_APP_OUTPUT_H
#define TELLTALE_APP_OUTPUT_H

#include <stdbool.h>

#include "telltale/base/error.h"
#include "telltale/recording/walk.h"
#include "telltale/recording/writer.h"

/* Creates the file of a path, for its owner alone. False: it can't be made, is there already and not to be
 * overwritten, or is one of the recordings themselves. */
bool output_open(struct writer *writer, const char *path, bool overwrite, const struct timeline *timeline,
                 struct error *error);

/* Says on standard error which of the files that were named are copies of others, and are left out. */
void output_copies(const struct timeline *timeline);

/* Says on standard error what of the recordings can't be read, one line each. */
void output_report(const struct timeline *timeline, const struct finding *findings, size_t count);

#endif
