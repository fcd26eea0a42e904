/*
 * print: man pages and shell completions, made from the tables of options, actions and subcommands.
 *
 * The build installs what `telltale print` prints, so nothing of it lies in the repository.
 */
#ifndef TELLTALE_APP_PRINT_H
#define TELLTALE_APP_PRINT_H

#include <stdio.h>

/* telltale(1) and telltale.conf(5), in the man macros. Source: groff_man(7). */
void manual_program(FILE *file);
void manual_config(FILE *file);

/* What a shell loads to complete the words of a command line. */
void completion_bash(FILE *file);
void completion_zsh(FILE *file);
void completion_fish(FILE *file);

#endif
