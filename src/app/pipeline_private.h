/* What pipeline.c and pipeline_alert.c share; nobody else includes this. */
#ifndef TELLTALE_APP_PIPELINE_PRIVATE_H
#define TELLTALE_APP_PIPELINE_PRIVATE_H

#include "telltale/app/pipeline.h"

/* Rings, if that is wanted at such a level. */
void pipeline_ring(const struct pipeline *pipeline, enum log_level level);

/* Applies what has come before something else happens. */
void pipeline_take_what_came(struct pipeline *pipeline);

/* An observer's: an alert took a step. */
void pipeline_on_alert(void *self, const struct alert *alert, enum alert_step step);

#endif
