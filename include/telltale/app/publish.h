/*
 * publish: sends the messages of recordings to a broker, each at its time: `telltale replay --publish`.
 *
 * The times are those of the recording, on an absolute schedule: when the broker can't keep up it says so, and
 * catches up as soon as it can. Payload, QoS, retain and MQTT 5 properties are as they were recorded. Topics on which
 * devices take commands are left out unless --with-commands is given, and so are the broker's own ($SYS/).
 *
 * A connection that is lost is made again (for a minute). The schedule is shifted by the time away, and what the
 * broker hadn't confirmed is sent again, but for commands.
 */
#ifndef TELLTALE_APP_PUBLISH_H
#define TELLTALE_APP_PUBLISH_H

#include "telltale/app/arguments.h"
#include "telltale/base/error.h"

/* Returns the exit code: 0 if all that was wanted was sent and the broker has it; 1 if not; 128 and the number of the
 * signal that ended it (0, if it would have gone on for ever). Prints all but the error. */
int publish_run(struct arguments *arguments, struct error *error);

#endif
