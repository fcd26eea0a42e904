/* What recorder.c and recorder_thread.c share; nobody else includes this. */
#ifndef TELLTALE_RECORDING_RECORDER_PRIVATE_H
#define TELLTALE_RECORDING_RECORDER_PRIVATE_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

#include "telltale/base/memory.h"
#include "telltale/base/ring.h"
#include "telltale/recording/recorder.h"

/* Bytes between the threads: twenty seconds of an ordinary load, should the disk stand still. */
enum { RECORDER_RING = 8 << 20 };

enum recorder_item_kind { ITEM_MESSAGE, ITEM_DOCUMENT, ITEM_BYTES };

/* An item of the ring: a message, which the thread makes a document of; the document of one; or bytes of documents. */
struct recorder_item {
	enum recorder_item_kind kind;
	size_t length;      /* ITEM_DOCUMENT, ITEM_BYTES */
	const char *device; /* ITEM_MESSAGE */
	union {
		struct message_packed message; /* its content may follow; its mono is the recording's */
		struct {
			int64_t wall, mono; /* the recording's */
			size_t payload_length;
			char bytes[sizeof(int64_t)];
		} document;
		char bytes[sizeof(struct message_packed)];
	};
};

/* What one thread writes for each message never shares a cache line with what the other reads for each. */
struct recorder {
	struct recorder_settings settings;
	char *path;
	char session[RECORD_SESSION + 1];
	struct ring *ring;
	/* the main thread's */
	_Alignas(MEMORY_LINE) struct encoder *shaped; /* makes documents of messages whose values were read already */
	struct buffer pending; /* bytes of documents that found no room in the ring; the thread's once an end is wanted */
	uint64_t given;        /* messages */
	bool closing, started;
	pthread_t thread;
	/* both */
	_Alignas(MEMORY_LINE) atomic_bool starved; /* the main thread waits for room */
	atomic_bool wanted_end;
	pthread_mutex_t lock;   /* of what follows */
	struct recorder_status status;
	int64_t end_wall, end_mono;
	char end_reason[128];
	/* the thread's */
	_Alignas(MEMORY_LINE) struct encoder *encoder;
	struct writer writer;
	struct buffer out;      /* documents that aren't written yet */
	int64_t out_since;      /* real time of the first of them */
	int64_t synced;         /* real time */
	int64_t part_began;     /* real time */
	uint64_t bytes_before;  /* of earlier parts */
	bool flows;             /* something came in the last turn: what comes next is collected, not waited for */
	uint64_t partial;       /* bytes of a document whose rest hasn't come out of the ring yet */
	int64_t begin_wall, now_wall, now_mono; /* of what was recorded last; mono is the recording's */
	struct encoder_counts counts; /* of this part */
	uint64_t messages;      /* of earlier parts, and those in `out` */
	unsigned part;
};

/* Puts as much of the pending documents into the ring as fits. */
void recorder_flush_pending(struct recorder *recorder);

/* Opens the next part and puts its first document into it. */
bool recorder_begin_part(struct recorder *recorder, struct error *error);

/* The thread. */
void *recorder_run(void *recorder);

#endif
