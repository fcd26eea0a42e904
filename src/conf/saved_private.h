/* What saved.c and config.c share; nobody else includes this. */
#ifndef TELLTALE_CONF_SAVED_PRIVATE_H
#define TELLTALE_CONF_SAVED_PRIVATE_H

#include "telltale/conf/parse.h"
#include "telltale/conf/saved.h"

/* What a message section may hold; for one parse at a time. */
cfg_opt_t *saved_options(void);

/* A copy of a config's text in which no ${NAME} is left to be replaced, and saved_take() notices where one was. The
 * caller frees. */
char *saved_without_variables(const char *text);

/* Takes the message sections, in place of those that were there. */
bool saved_take(struct saved_messages *saved, cfg_t *cfg, struct error *error);

#endif
