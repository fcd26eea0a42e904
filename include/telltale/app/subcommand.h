/*
 * subcommand: one thing that the program does, as `telltale NAME` asks for it. Each is in a file of its own.
 */
#ifndef TELLTALE_APP_SUBCOMMAND_H
#define TELLTALE_APP_SUBCOMMAND_H

#include "telltale/app/arguments.h"
#include "telltale/base/error.h"

/* Exit codes; to EXIT_BY_SIGNAL the signal's number is added, as shells do it. */
enum { EXIT_WRONG_USAGE = 2, EXIT_BY_SIGNAL = 128 };

struct subcommand {
	const char *name;      /* "" for the one that needs no name */
	const char *arguments; /* behind the options in the usage line */
	const char *summary;
	unsigned where;        /* its bit in the option table */
	const char *program;   /* a program of ours that does it, if it is there; NULL: this one */
	const char *variable;  /* that is set in that program's environment, to 1; NULL: none */
	/* Returns the exit code; prints nothing about a filled error. */
	int (*run)(struct arguments *arguments, struct error *error);
};

extern const struct subcommand subcommand_watch, subcommand_demo, subcommand_simulate, subcommand_check,
    subcommand_record, subcommand_replay, subcommand_info, subcommand_export, subcommand_import, subcommand_repair,
    subcommand_print;

/* All of them, NULL-ended; watch first. */
extern const struct subcommand *const subcommands[];

/* Reads the arguments of one and runs it. argv[0] is its name. Prints what goes wrong. Returns the exit code. */
int subcommand_run(const struct subcommand *subcommand, int argc, char **argv);

/* Runs what argv asks for and prints what goes wrong. Returns the exit code. */
int subcommand_main(int argc, char **argv);

#endif
