/*
 * inbox: a bounded ring of bytes that carries messages and events from a source's thread to the main thread,
 * in their order.
 *
 * One producer, one consumer, no lock and no malloc on the way of a message. When the ring is full the
 * producer waits, so that TCP holds the broker back; nothing is dropped. A message that is larger than a
 * quarter of the ring travels in memory of its own, one at a time.
 *
 * The consumer is woken through a descriptor, and only if it has said that it goes to sleep.
 */
#ifndef TELLTALE_SOURCE_INBOX_H
#define TELLTALE_SOURCE_INBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "telltale/base/error.h"
#include "telltale/core/message.h"

enum event_kind {
	EVENT_CONNECTING,
	EVENT_UP,
	EVENT_DOWN,         /* text: why; code: 1 for refused credentials; retry_in */
	EVENT_FILTER,       /* text: a filter that was granted; code: its QoS */
	EVENT_FILTER_REFUSED, /* text: the filter; code: the broker's */
	EVENT_ACCEPTED,     /* id: the broker confirmed a publication */
	EVENT_NOT_ACCEPTED, /* id; text: why */
	EVENT_NOTE          /* text: something for the log */
};

struct event {
	enum event_kind kind;
	int code;
	uint64_t id;
	int64_t wall, mono;
	int64_t retry_in; /* nanoseconds */
	char text[256];   /* as it came: not cleaned */
};

enum inbox_item_kind { INBOX_MESSAGE, INBOX_EVENT };

struct inbox_item {
	enum inbox_item_kind kind;
	struct message message; /* points into the ring */
	struct event event;
};

struct inbox;

/* A ring of at least `bytes` bytes. NULL: no pipe could be made. */
struct inbox *inbox_new(size_t bytes, struct error *error);
void inbox_free(struct inbox *inbox);

/* Producer: waits while the ring is full. False: the inbox was closed, nothing was put. */
bool inbox_put_message(struct inbox *inbox, const struct message *message);
bool inbox_put_event(struct inbox *inbox, const struct event *event);

/* Producer: to be called behind the last of several messages, before it does something else: only then is it certain that
 * a sleeping consumer is woken. */
void inbox_notify(struct inbox *inbox);

/* Consumer: the oldest item, which stays valid until inbox_drop(). False: there is none. */
bool inbox_peek(struct inbox *inbox, struct inbox_item *item);
void inbox_drop(struct inbox *inbox);

/* Consumer: the topics of the messages that come next, the one that inbox_peek() gives first; returns how many. They stay
 * where they are until their messages are dropped. */
size_t inbox_ahead(struct inbox *inbox, struct message_topic *topics, size_t most);

/* Consumer: call before poll() on inbox_fd(), which ends when `least` bytes wait (1: anything). False: don't sleep, so
 * much is waiting already. */
bool inbox_prepare_sleep(struct inbox *inbox, size_t least);

/* Consumer: call after poll(); empties the descriptor. */
void inbox_awake(struct inbox *inbox);
int inbox_fd(const struct inbox *inbox);

/* Items that wait. */
size_t inbox_waiting(const struct inbox *inbox);

/* From now on every put fails; a producer that waits returns. */
void inbox_close(struct inbox *inbox);

#endif
