/*
 * password: where it comes from, if not from the command line, for whatever we log in to.
 */
#ifndef TELLTALE_APP_PASSWORD_H
#define TELLTALE_APP_PASSWORD_H

#include <stdbool.h>

#include "telltale/base/error.h"

/* Unless *password is there already, takes it from the first line of a file (NULL: none), else from
 * TELLTALE_PASSWORD. That is removed from the environment in any case. False: the file can't be used. The caller
 * frees and wipes. */
bool password_find(char **password, const char *file, struct error *error);

/* Asks for it on the terminal; where there is none, or nothing is entered, *password stays NULL. */
void password_ask(char **password, const char *user, const char *host);

/* Wipes and frees a secret, and puts another text (which is taken over) in its place. */
void password_replace(char **secret, char *with);

#endif
