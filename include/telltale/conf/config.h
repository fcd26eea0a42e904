/*
 * config: the config file, the saved brokers in it, and the folders where telltale looks for things.
 */
#ifndef TELLTALE_CONF_CONFIG_H
#define TELLTALE_CONF_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "telltale/base/error.h"
#include "telltale/conf/option.h"

/* $XDG_CONFIG_HOME/telltale, or ~/.config/telltale; "" where neither is known. */
void config_folder(char *path, size_t size);

/* Reads a config file into the settings: its top, and then the section of the broker that settings->broker
 * (or the file's own `default-broker = …`) names. path NULL: the usual place, where a missing file is no failure.
 * Every broker section is checked. False: nothing can be said of what the settings hold now. */
bool config_read(struct settings *settings, const char *path, struct error *error);

/* Writes a config file that says what these settings say, with every option and key that there is and its help; brokers are
 * those of the file that the settings were read from. No secret is written. False: that file can't be read. */
bool config_dump(FILE *file, const struct settings *settings, struct error *error);

#endif
