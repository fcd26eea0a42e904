/*
 * profile_text: profiles as people write them; see telltale's design for the grammar and profiles/ for
 * examples.
 */
#ifndef TELLTALE_CONF_PROFILE_TEXT_H
#define TELLTALE_CONF_PROFILE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "telltale/base/error.h"
#include "telltale/core/profile.h"

/* Profiles in the order in which they are asked; those of the user come before the shipped ones. */
struct profiles {
	struct profile **all;
	size_t count, capacity;
};

/* Reads every profile of a text and adds them. False: nothing was added; the error has "origin:line: …".
 * A profile whose name is there already is left out (the user's own replaces the shipped one). */
bool profiles_add_text(struct profiles *profiles, const char *origin, const char *text, struct error *error);

/* The same for a file. */
bool profiles_add_file(struct profiles *profiles, const char *path, struct error *error);

/* Every *.profile of a folder in the order of their names; a folder that doesn't exist holds none. */
bool profiles_add_folder(struct profiles *profiles, const char *folder, struct error *error);

/* Those that are built into the program. */
bool profiles_add_builtin(struct profiles *profiles, struct error *error);

void profiles_clear(struct profiles *profiles);

#endif
