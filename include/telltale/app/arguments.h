/*
 * arguments: the command line, read by the option table.
 */
#ifndef TELLTALE_APP_ARGUMENTS_H
#define TELLTALE_APP_ARGUMENTS_H

#include <stdbool.h>

#include "telltale/base/error.h"
#include "telltale/conf/option.h"

/* What a subcommand gets. */
struct arguments {
	struct settings settings; /* defaults, config file and command line together */
	char **rest;              /* what is no option; NULL-ended; belongs to the caller of main */
	int rest_count;
	bool help;                /* --help was given: nothing else was read */
};

/* Reads the config file (where the place allows --config) and then argv[1…] over it. Secrets in argv are
 * overwritten. argv is changed: rest points into it. */
bool arguments_read(struct arguments *arguments, int argc, char **argv, unsigned where, struct error *error);
void arguments_clear(struct arguments *arguments);

#endif
