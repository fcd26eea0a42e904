/*
 * clearing_status: how the clearing of stored messages below a topic goes, as the screen sees it.
 */
#ifndef TELLTALE_CORE_CLEARING_STATUS_H
#define TELLTALE_CORE_CLEARING_STATUS_H

#include <stddef.h>
#include <stdint.h>

enum clearing_state {
	CLEARING_IDLE,
	CLEARING_LOOKING, /* the broker was asked for what it has stored */
	CLEARING_FOUND,   /* the topics are listed, and somebody must say yes */
	CLEARING_SENDING
};

enum { CLEARING_TOPICS = 10000 };

struct clearing_status {
	enum clearing_state state;
	char *filter;    /* NULL: there is none */
	char **topics;   /* clean; what they are on the wire is kept elsewhere */
	size_t count;    /* of them, at most CLEARING_TOPICS */
	size_t beyond;   /* topics that found no room in the list, and stay as they are */
	size_t accepted; /* of those that were sent, by the broker */
	size_t refused;
	uint64_t order;  /* the command that it is among the others; 0: not yet */
};

#endif
