/* inbox: see include/telltale/source/inbox.h */
#include "config.h"

#include "telltale/source/inbox.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "telltale/base/memory.h"
#include "telltale/base/wake.h"

enum record_kind { RECORD_MESSAGE, RECORD_EVENT, RECORD_LARGE, RECORD_FILLER };

/* Every record begins with this; sizes are multiples of 8 and include it. */
struct record {
	uint32_t size;
	uint32_t kind;
};

struct packed_message {
	struct record record;
	int64_t wall, mono;
	uint64_t topic_length, payload_length;
	char *large; /* RECORD_LARGE: topic and payload, to be freed */
	uint8_t qos;
	bool stored;
};

struct packed_event {
	struct record record;
	struct event event;
};

/* head and tail count bytes since the beginning; their difference is what the ring holds. */
struct inbox {
	size_t capacity; /* a power of two */
	char *bytes;
	_Alignas(64) atomic_size_t head; /* written by the producer */
	atomic_size_t put;               /* items */
	_Alignas(64) atomic_size_t tail; /* written by the consumer */
	atomic_size_t taken;             /* items */
	_Alignas(64) atomic_bool asleep; /* the consumer wants a byte in the pipe */
	atomic_bool full;                /* the producer waits on `roomy` */
	atomic_bool closed;
	atomic_size_t large; /* bytes outside the ring */
	pthread_mutex_t lock;
	pthread_cond_t roomy;
	struct wake wake;
};

struct inbox *inbox_new(size_t bytes, struct error *error)
{
	size_t capacity = 64 * 1024;
	struct wake wake_pipe = WAKE_INIT;

	if (!wake_init(&wake_pipe, error))
		return NULL;
	while (capacity < bytes)
		capacity *= 2;
	struct inbox *inbox = memory_zeroed(1, sizeof *inbox);
	inbox->capacity = capacity;
	inbox->bytes = memory_zeroed(capacity, 1);
	inbox->wake = wake_pipe;
	pthread_mutex_init(&inbox->lock, NULL);
	pthread_cond_init(&inbox->roomy, NULL);
	return inbox;
}

void inbox_free(struct inbox *inbox)
{
	struct inbox_item item;

	if (inbox == NULL)
		return;
	while (inbox_peek(inbox, &item)) /* frees what travels outside the ring */
		inbox_drop(inbox);
	wake_clear(&inbox->wake);
	pthread_cond_destroy(&inbox->roomy);
	pthread_mutex_destroy(&inbox->lock);
	free(inbox->bytes);
	free(inbox);
}

static void *at(const struct inbox *inbox, size_t position)
{
	return inbox->bytes + (position & (inbox->capacity - 1));
}

/* --- producer -------------------------------------------------------------------------------------------- */

static bool has_room(struct inbox *inbox, size_t size)
{
	return inbox->capacity - (atomic_load(&inbox->head) - atomic_load(&inbox->tail)) >= size;
}

static void wake_consumer(struct inbox *inbox)
{
	if (atomic_load(&inbox->asleep) && atomic_exchange(&inbox->asleep, false))
		wake_poke(&inbox->wake);
}

/* Waits until `size` bytes are free. The consumer looks at `full` after it has moved the tail, and we look at
 * the tail after we have set `full`: one of us sees the other. */
static bool wait_for_room(struct inbox *inbox, size_t size, size_t large)
{
	pthread_mutex_lock(&inbox->lock);
	atomic_store(&inbox->full, true);
	while (!atomic_load(&inbox->closed) &&
	       (!has_room(inbox, size) || (large > 0 && atomic_load(&inbox->large) > 0))) {
		wake_consumer(inbox);
		pthread_cond_wait(&inbox->roomy, &inbox->lock);
	}
	atomic_store(&inbox->full, false);
	pthread_mutex_unlock(&inbox->lock);
	return !atomic_load(&inbox->closed);
}

/* A place for `size` contiguous bytes, or NULL if the inbox was closed. */
static void *reserve(struct inbox *inbox, size_t size, size_t large)
{
	size_t to_end = inbox->capacity - (atomic_load(&inbox->head) & (inbox->capacity - 1));
	size_t filler = to_end < size ? to_end : 0;

	if (atomic_load(&inbox->closed))
		return NULL;
	if ((!has_room(inbox, size + filler) || (large > 0 && atomic_load(&inbox->large) > 0)) &&
	    !wait_for_room(inbox, size + filler, large))
		return NULL;
	size_t head = atomic_load(&inbox->head);
	if (filler > 0) {
		struct record *record = at(inbox, head);
		record->size = (uint32_t)filler;
		record->kind = RECORD_FILLER;
		atomic_store(&inbox->head, head + filler);
		head += filler;
	}
	return at(inbox, head);
}

static void publish(struct inbox *inbox, const struct record *record)
{
	atomic_fetch_add_explicit(&inbox->put, 1, memory_order_relaxed);
	atomic_store(&inbox->head, atomic_load(&inbox->head) + record->size);
	wake_consumer(inbox);
}

static size_t rounded(size_t size)
{
	return (size + 7) & ~(size_t)7;
}

bool inbox_put_message(struct inbox *inbox, const struct message *message)
{
	size_t content = message->topic_length + message->payload_length;
	bool large = content > inbox->capacity / 4;
	size_t size = rounded(sizeof(struct packed_message) + (large ? 0 : content));
	struct packed_message *packed = reserve(inbox, size, large ? content : 0);

	if (packed == NULL)
		return false;
	packed->record.size = (uint32_t)size;
	packed->record.kind = large ? RECORD_LARGE : RECORD_MESSAGE;
	packed->wall = message->wall;
	packed->mono = message->mono;
	packed->topic_length = message->topic_length;
	packed->payload_length = message->payload_length;
	packed->qos = message->qos;
	packed->stored = message->stored;
	packed->large = large ? memory_resize(NULL, content, 1) : NULL;
	char *bytes = large ? packed->large : (char *)(packed + 1);
	memcpy(bytes, message->topic, message->topic_length);
	if (message->payload_length > 0)
		memcpy(bytes + message->topic_length, message->payload, message->payload_length);
	if (large)
		atomic_fetch_add(&inbox->large, content);
	publish(inbox, &packed->record);
	return true;
}

bool inbox_put_event(struct inbox *inbox, const struct event *event)
{
	size_t size = rounded(sizeof(struct packed_event));
	struct packed_event *packed = reserve(inbox, size, 0);

	if (packed == NULL)
		return false;
	packed->record.size = (uint32_t)size;
	packed->record.kind = RECORD_EVENT;
	packed->event = *event;
	publish(inbox, &packed->record);
	return true;
}

void inbox_close(struct inbox *inbox)
{
	pthread_mutex_lock(&inbox->lock);
	atomic_store(&inbox->closed, true);
	pthread_cond_broadcast(&inbox->roomy);
	pthread_mutex_unlock(&inbox->lock);
}

/* --- consumer -------------------------------------------------------------------------------------------- */

static void move_tail(struct inbox *inbox, size_t size)
{
	atomic_store(&inbox->tail, atomic_load(&inbox->tail) + size);
	if (!atomic_load(&inbox->full))
		return;
	pthread_mutex_lock(&inbox->lock);
	pthread_cond_signal(&inbox->roomy);
	pthread_mutex_unlock(&inbox->lock);
}

static struct record *oldest(struct inbox *inbox)
{
	for (;;) {
		size_t tail = atomic_load(&inbox->tail);
		if (tail == atomic_load(&inbox->head))
			return NULL;
		struct record *record = at(inbox, tail);
		if (record->kind != RECORD_FILLER)
			return record;
		move_tail(inbox, record->size);
	}
}

static void unpack_message(const struct packed_message *packed, struct message *message)
{
	const char *bytes = packed->large != NULL ? packed->large : (const char *)(packed + 1);

	message->topic = bytes;
	message->topic_length = packed->topic_length;
	message->payload = bytes + packed->topic_length;
	message->payload_length = packed->payload_length;
	message->wall = packed->wall;
	message->mono = packed->mono;
	message->qos = packed->qos;
	message->stored = packed->stored;
}

bool inbox_peek(struct inbox *inbox, struct inbox_item *item)
{
	const struct record *record = oldest(inbox);

	if (record == NULL)
		return false;
	if (record->kind == RECORD_EVENT) {
		item->kind = INBOX_EVENT;
		item->event = ((const struct packed_event *)record)->event;
	} else {
		item->kind = INBOX_MESSAGE;
		unpack_message((const struct packed_message *)record, &item->message);
	}
	return true;
}

void inbox_drop(struct inbox *inbox)
{
	struct record *record = oldest(inbox);

	if (record == NULL)
		return;
	if (record->kind == RECORD_LARGE) {
		struct packed_message *packed = (struct packed_message *)record;
		free(packed->large);
		atomic_fetch_sub(&inbox->large, packed->topic_length + packed->payload_length);
	}
	atomic_fetch_add_explicit(&inbox->taken, 1, memory_order_relaxed);
	move_tail(inbox, record->size);
}

bool inbox_prepare_sleep(struct inbox *inbox)
{
	atomic_store(&inbox->asleep, true);
	if (atomic_load(&inbox->head) == atomic_load(&inbox->tail))
		return true;
	atomic_store(&inbox->asleep, false);
	return false;
}

void inbox_awake(struct inbox *inbox)
{
	atomic_store(&inbox->asleep, false);
	wake_drain(&inbox->wake);
}

int inbox_fd(const struct inbox *inbox)
{
	return inbox->wake.sleeper;
}

size_t inbox_waiting(const struct inbox *inbox)
{
	size_t taken = atomic_load_explicit(&inbox->taken, memory_order_relaxed);
	size_t put = atomic_load_explicit(&inbox->put, memory_order_relaxed);

	return put > taken ? put - taken : 0;
}
