/* What tape.c and tape_notes.c share; nobody else includes this. */
#ifndef TELLTALE_APP_TAPE_PRIVATE_H
#define TELLTALE_APP_TAPE_PRIVATE_H

#include "telltale/app/tape.h"

/* The present moment, for a document about a device (NULL: about none). */
struct encoder_stamp tape_stamp(const struct tape *tape, const struct device *device);

/* How the connection stands as the recording begins. */
void tape_note_link(struct tape *tape, const struct link *link);

#endif
