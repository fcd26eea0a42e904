/*
 * link: what is known of the connection to a source; plain data for the screen and for recordings.
 */
#ifndef TELLTALE_CORE_LINK_H
#define TELLTALE_CORE_LINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LINK_NAME = 64, LINK_URL = 256, LINK_REASON = 256 };

enum link_state {
	LINK_CONNECTING, /* trying; nothing is known yet */
	LINK_UP,         /* the broker accepted us */
	LINK_WAITING     /* it failed; the next try comes at retry_at */
};

struct link {
	char name[LINK_NAME]; /* as the user calls it, cleaned */
	char url[LINK_URL];   /* without secrets, cleaned */
	char filters[LINK_URL]; /* what is subscribed to, cleaned, as a list */
	enum link_state state;
	char reason[LINK_REASON]; /* why it isn't up, in words, cleaned */
	bool unverified;      /* TLS without checking whose certificate it is */
	int64_t since;        /* model time of the last change of state */
	int64_t retry_at;     /* model time; LINK_WAITING */
	uint64_t connects;    /* how often it came up */
	unsigned refused_filters;
	char refused[LINK_REASON]; /* the last filter that was refused, cleaned */
	size_t waiting;       /* messages that have arrived and aren't applied yet */
	int64_t lag;          /* age of the oldest of them, nanoseconds */
	bool read_only;       /* commands are off */
};

#endif
