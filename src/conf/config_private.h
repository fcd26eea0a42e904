/* config_private: what conf/config and conf/dump share. */
#ifndef TELLTALE_CONF_CONFIG_PRIVATE_H
#define TELLTALE_CONF_CONFIG_PRIVATE_H

#include <stddef.h>

#include <confuse.h>

#include "telltale/base/error.h"

/* Where the config file is if nobody says otherwise; returns `path`. */
const char *config_usual_path(char *path, size_t size);

/* A config file as libConfuse sees it; the values are still to be checked. NULL with the error. The caller frees with
 * cfg_free(). */
cfg_t *config_parse(const char *path, const char *text, struct error *error);

#endif
