/* What profile_text.c, profile_command.c and profile_read.c share; nobody else includes this. */
#ifndef TELLTALE_CONF_PROFILE_PRIVATE_H
#define TELLTALE_CONF_PROFILE_PRIVATE_H

#include <confuse.h>

#include "telltale/base/error.h"
#include "telltale/core/profile.h"

/* A clean copy of a text that will be shown. The caller frees. */
char *profile_clean(const char *text);

/* The text of an option, or another one (may be NULL); the same, cleaned because it will be shown. */
char *profile_read_text(cfg_t *section, const char *option, const char *otherwise);
char *profile_read_shown(cfg_t *section, const char *option, const char *otherwise);

/* Reads and checks a topic pattern; *topic is NULL where neither the option nor `otherwise` gives one. */
bool profile_read_topic(cfg_t *section, const char *option, const char *otherwise, char **topic,
                        struct error *error);

/* Reads when the states of a status are alerts, once its states are read; how far within its limits, and how long beyond them
 * a metric must be. */
bool profile_read_alerts(cfg_t *section, struct profile_status *status, struct error *error);
bool profile_read_calm(cfg_t *section, struct profile_metric *metric, struct error *error);

/* Reads one command of a profile whose statuses are read already. */
bool profile_read_command(cfg_t *section, const struct profile *profile, struct profile_command *command,
                          struct error *error);

#endif
