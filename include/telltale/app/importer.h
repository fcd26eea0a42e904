/*
 * importer: one run of `telltale import`: files, progress, what to do when the server is gone, and what was
 * stored. Only with libmongoc (HAVE_MONGOC).
 */
#ifndef TELLTALE_APP_IMPORTER_H
#define TELLTALE_APP_IMPORTER_H

#include "telltale/app/arguments.h"
#include "telltale/base/error.h"
#include "telltale/recording/mongo_address.h"

/* Imports the files that the arguments name. The address has its password. Returns the exit code; what was stored
 * has been printed, and error says what stopped it. */
int importer_run(const struct arguments *arguments, const struct mongo_address *address, struct error *error);

#endif
