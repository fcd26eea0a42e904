/*
 * heritage: what a recording says about the model that it was made with, so that its messages are understood
 * next year as they were then.
 */
#ifndef TELLTALE_RECORDING_HERITAGE_H
#define TELLTALE_RECORDING_HERITAGE_H

#include <stdbool.h>

#include "telltale/base/error.h"
#include "telltale/conf/profile_text.h"
#include "telltale/core/fleet.h"
#include "telltale/recording/timeline.h"

enum { HERITAGE_PROFILES = 256, HERITAGE_TEXT = 256 << 10 }; /* most profiles, and most bytes of one's text */

/* Adds the profiles that are in the files: those of the first in their order, of later ones what is new by name.
 * Where no file has any that can be read, those that are built in. False: one of them can't be read (the error
 * names file and profile); the others are there all the same. */
bool heritage_profiles(const struct timeline *timeline, struct profiles *profiles, struct error *error);

/* Fills in everything but the observer, which is set to none: the profiles, and the limits of the first file that
 * says any (else, or where they are out of bounds, the program's own). The profiles outlive the fleet. */
void heritage_settings(const struct timeline *timeline, const struct profiles *profiles,
                       struct fleet_settings *settings);

#endif
