/* What pipeline.c, pipeline_engine.c and pipeline_clear.c share; nobody else includes this. */
#ifndef TELLTALE_APP_CLEARING_PRIVATE_H
#define TELLTALE_APP_CLEARING_PRIVATE_H

#include "telltale/app/pipeline.h"

/* While that is asked: whether a message is an answer to the question what is stored. The model has it already, or has
 * newer ones. */
bool clearing_takes(struct pipeline *pipeline, const struct message *message);

/* A filter was granted. Returns whether that was on account of the clearing. */
bool clearing_granted(struct pipeline *pipeline);

/* Looks whether all answers have come. Returns whether something has changed. To be called every clearing_next(). */
bool clearing_check(struct pipeline *pipeline);
int64_t clearing_next(const struct clearing *clearing);

/* The user said yes or no. Returns whether the command was about clearing. */
bool clearing_confirmed(struct pipeline *pipeline, struct command *command);
void clearing_cancelled(struct pipeline *pipeline, const struct command *command);

/* A publication was accepted, or not. Returns whether it was one for clearing. */
bool clearing_answered(struct pipeline *pipeline, const struct event *event);

/* The connection went. */
void clearing_lost(struct pipeline *pipeline);

void clearing_clear(struct clearing *clearing);

#endif
