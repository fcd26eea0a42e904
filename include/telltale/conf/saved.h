/*
 * saved: messages that the config keeps under a name, to be published from the dashboard.
 *
 *     message lights-off {
 *       topic = "home/lights/set"
 *       payload = '{"on":false}'
 *       qos = 1
 *       retain = false
 *     }
 *
 * The payload may have several lines: in "…" a \n is one, as everywhere in the config. ${NAME} is not replaced here, as
 * in profiles: what is published is recorded, and a secret of the environment has no place in a recording.
 */
#ifndef TELLTALE_CONF_SAVED_H
#define TELLTALE_CONF_SAVED_H

#include <stdbool.h>
#include <stddef.h>

struct saved_message {
	char *name;    /* clean */
	char *topic;   /* may be published on */
	char *payload; /* any bytes but NUL */
	int qos;
	bool retain;
};

struct saved_messages {
	struct saved_message *all;
	size_t count;
};

/* Empties it. How they are read: conf/config. */
void saved_clear(struct saved_messages *saved);

#endif
