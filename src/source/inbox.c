/* inbox: see include/telltale/source/inbox.h */
#include "config.h"

#include "telltale/source/inbox.h"

#include <stdlib.h>

#include "telltale/base/memory.h"
#include "telltale/base/ring.h"

struct packed;

struct inbox {
	struct ring *ring;
	struct packed *seen; /* what inbox_peek() gave; NULL: nothing yet */
};

/* An item of the ring. */
struct packed {
	enum inbox_item_kind kind;
	union {
		struct message_packed message; /* its content may follow */
		struct event event;
	};
};

struct inbox *inbox_new(size_t bytes, struct error *error)
{
	struct ring *ring = ring_new(bytes, error);

	if (ring == NULL)
		return NULL;
	struct inbox *inbox = memory_zeroed(1, sizeof *inbox);
	inbox->ring = ring;
	return inbox;
}

void inbox_free(struct inbox *inbox)
{
	if (inbox == NULL)
		return;
	while (ring_peek(inbox->ring) != NULL) /* frees what travels outside the ring */
		inbox_drop(inbox);
	ring_free(inbox->ring);
	free(inbox);
}

bool inbox_put_message(struct inbox *inbox, const struct message *message)
{
	size_t content = message_content(message);
	bool outside = content > ring_largest(inbox->ring);
	size_t size = offsetof(struct packed, message) + message_packed_size(message, outside);
	struct packed *packed = ring_reserve(inbox->ring, size, outside ? content : 0, true);

	if (packed == NULL)
		return false;
	packed->kind = INBOX_MESSAGE;
	message_pack(&packed->message, message, outside);
	ring_publish(inbox->ring);
	return true;
}

bool inbox_put_event(struct inbox *inbox, const struct event *event)
{
	struct packed *packed = ring_reserve(inbox->ring, sizeof *packed, 0, true);

	if (packed == NULL)
		return false;
	packed->kind = INBOX_EVENT;
	packed->event = *event;
	ring_publish(inbox->ring);
	ring_notify(inbox->ring);
	return true;
}

void inbox_notify(struct inbox *inbox)
{
	ring_notify(inbox->ring);
}

bool inbox_peek(struct inbox *inbox, struct inbox_item *item)
{
	struct packed *packed = ring_peek(inbox->ring);

	inbox->seen = packed;
	if (packed == NULL)
		return false;
	item->kind = packed->kind;
	if (packed->kind == INBOX_EVENT)
		item->event = packed->event;
	else
		message_unpack(&packed->message, &item->message);
	return true;
}

size_t inbox_ahead(struct inbox *inbox, struct message_topic *topics, size_t most)
{
	size_t count = 0;

	for (struct packed *packed = inbox->seen; packed != NULL && count < most; packed = ring_next(inbox->ring, packed)) {
		if (packed->kind != INBOX_MESSAGE)
			break;
		topics[count++] = message_packed_topic(&packed->message);
	}
	return count;
}

void inbox_drop(struct inbox *inbox)
{
	struct packed *packed = inbox->seen != NULL ? inbox->seen : ring_peek(inbox->ring);

	if (packed != NULL && packed->kind == INBOX_MESSAGE)
		message_packed_clear(&packed->message);
	inbox->seen = NULL;
	ring_drop(inbox->ring);
}

bool inbox_prepare_sleep(struct inbox *inbox, size_t least)
{
	return ring_prepare_sleep(inbox->ring, least);
}

void inbox_awake(struct inbox *inbox)
{
	ring_awake(inbox->ring);
}

int inbox_fd(const struct inbox *inbox)
{
	return ring_fd(inbox->ring);
}

size_t inbox_waiting(const struct inbox *inbox)
{
	return ring_waiting(inbox->ring);
}

void inbox_close(struct inbox *inbox)
{
	ring_close(inbox->ring);
}
