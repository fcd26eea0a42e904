/*
 * importer: one run of `telltale import`: files, progress, what to do when the server is gone, and what was
 * stored.
 *
 * It is in a program of its own, telltale-import, which `telltale import` becomes: libmongoc does things as soon as
 * it is loaded (it makes a file in shared memory, which outlives a kill), and nothing but an import should have that.
 */
#ifndef TELLTALE_APP_IMPORTER_H
#define TELLTALE_APP_IMPORTER_H

#include "telltale/app/arguments.h"
#include "telltale/base/error.h"
#include "telltale/recording/mongo_address.h"

/* Imports the files that the arguments name. The address has its password. Returns the exit code; what was stored
 * has been printed, and error says what stopped it. */
typedef int importer_function(const struct arguments *arguments, const struct mongo_address *address, struct error *error);
importer_function importer_run;

/* What the subcommand does with an importer; NULL: there is none, and it says what does the same. */
int import_run(struct arguments *arguments, importer_function *importer, struct error *error);

#endif
