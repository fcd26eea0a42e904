/*
 * simulate: the simulator's options, shared with the demo.
 */
#ifndef TELLTALE_APP_SIMULATE_H
#define TELLTALE_APP_SIMULATE_H

#include "telltale/base/error.h"
#include "telltale/conf/option.h"

/* Reads --rate: messages a second and device, above 0 up to 100000. */
bool simulate_rate(const struct settings *settings, double *rate, struct error *error);

#endif
