/*
 * recorder: takes what happens, in order, and brings it into a file on a thread of its own.
 *
 * Whoever records never waits for the disk. A message is put into a bounded ring; when recorder_ready() says no, no
 * more messages are to be taken from their source until it says yes, so that the broker is held back and nothing is
 * lost. What is no message is always taken.
 *
 * Documents reach the file within RECORDER_DELAY and the disk within a second or so. When the file can't be
 * written any more the recorder has failed: the file is valid up to its last whole document, and what comes then is
 * counted as lost.
 */
#ifndef TELLTALE_RECORDING_RECORDER_H
#define TELLTALE_RECORDING_RECORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "telltale/base/clock.h"
#include "telltale/base/error.h"
#include "telltale/recording/encoder.h"
#include "telltale/recording/writer.h"

#define RECORDER_DELAY (200 * CLOCK_MILLISECOND)

struct recorder;

struct recorder_settings {
	const char *path;        /* with a split: the parts are numbered, see writer_part_path() */
	bool overwrite;
	uint64_t split_bytes;    /* a new file before it grows beyond that; 0: no */
	int64_t split_time;      /* a new file after so many nanoseconds; 0: no */
	unsigned keep;           /* newest parts that are kept, older ones are removed; 0: all */
	struct encoder_head head; /* session and part are filled in; the rest outlives the recorder */
	const char *source;      /* for meta.source; outlives the recorder */
	int64_t mono_zero;       /* model time of the recording's beginning */
	int64_t wall;
	int wake_fd;             /* gets a byte when there is room again and when the state changes; -1: none */
};

enum recorder_state { RECORDER_RUNNING, RECORDER_CLOSED, RECORDER_FAILED };

struct recorder_status {
	enum recorder_state state;
	uint64_t bytes;    /* in the files, all parts together */
	uint64_t messages; /* in the files; while it runs, handed over */
	uint64_t lost;     /* RECORDER_FAILED: messages that were handed over and are not in the files */
	unsigned parts;
	char path[WRITER_PATH]; /* of the present part, or of the last one */
	char failure[512];      /* RECORDER_FAILED */
};

/* Creates the file with its first document, and starts. NULL: the file can't be made. */
struct recorder *recorder_new(const struct recorder_settings *settings, struct error *error);

/* Whether a message may be put: room is kept for whatever else comes. */
bool recorder_ready(struct recorder *recorder);

/* Takes a message. device: the id of its device, which must stay where it is as long as the recorder lives; NULL:
 * none. */
void recorder_message(struct recorder *recorder, const struct message *message, const char *device);

/* Takes a message whose payload has a shape, with its values; device is only looked at now. False: it takes
 * recorder_message(). */
bool recorder_shaped(struct recorder *recorder, const struct message *message, const char *device,
                     const struct shape *shape, const struct field *fields);

/* To be called behind the last of several messages: only then is it certain that the recorder's thread hears of them. */
void recorder_notify(struct recorder *recorder);

/* Takes documents that an encoder made. */
void recorder_documents(struct recorder *recorder, const struct buffer *documents);

/* A model time as the recording's. */
int64_t recorder_mono(const struct recorder *recorder, int64_t model_time);

/* The source as the documents name it. */
const char *recorder_source(const struct recorder *recorder);

/* Lets it write what it has, and the `end` document with a reason. Returns at once; the state says when it's over. What
 * is put from here on is not taken. */
void recorder_close(struct recorder *recorder, int64_t wall, int64_t mono, const char *reason);

void recorder_status(struct recorder *recorder, struct recorder_status *status);

/* Closes it if need be, waits for its end, and frees it. */
void recorder_free(struct recorder *recorder);

#endif
