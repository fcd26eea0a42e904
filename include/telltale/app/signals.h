/*
 * signals: as bytes in a pipe, so that the loop can wait for them like for anything else.
 */
#ifndef TELLTALE_APP_SIGNALS_H
#define TELLTALE_APP_SIGNALS_H

#include <stdbool.h>

#include "telltale/base/error.h"

/* Makes the pipe and catches SIGINT, SIGTERM, SIGHUP; with `screen` also SIGWINCH, SIGTSTP, SIGCONT, and the
 * crashes, which put the terminal right first. SIGPIPE and SIGXFSZ are ignored. */
bool signals_catch(bool screen, struct error *error);

/* Readable when a signal has come. */
int signals_fd(void);

/* The next signal that has come, 0: none. */
int signals_next(void);

#endif
