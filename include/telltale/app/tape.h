/*
 * tape: the recorder as the pipeline has it. Tells it of everything that happens, in order: the messages, and
 * what the model and the source notice. While nothing is recorded every function does nothing.
 */
#ifndef TELLTALE_APP_TAPE_H
#define TELLTALE_APP_TAPE_H

#include <stdbool.h>
#include <stdint.h>

#include "telltale/base/wake.h"
#include "telltale/core/fleet.h"
#include "telltale/core/link.h"
#include "telltale/core/recording_status.h"
#include "telltale/recording/recorder.h"
#include "telltale/source/inbox.h"

/* How a recording is made. */
struct tape_wish {
	const char *path;
	bool overwrite;
	uint64_t split_bytes;
	int64_t split_time;
	unsigned keep;
};

struct tape {
	struct recording_status status;
	struct wake wake;           /* its sleeper is readable when the recorder has something to say */
	struct recorder *recorder;  /* NULL: nothing is recorded */
	char path[WRITER_PATH];     /* of the recording, or of the last one: then of the last of its files */
	unsigned parts;             /* how many files it had, once it has ended */
	struct encoder_head head;
	char source[LINK_URL];
	uint64_t most;              /* messages that are taken; 0: all */
	/* private */
	struct encoder *encoder;
	struct buffer waiting;      /* documents that are put behind the message that caused them */
	const struct fleet *fleet;
	size_t earlier;             /* the next topic whose last message from before the beginning is put */
	int64_t down_wall, down_mono; /* since when there is no connection; CLOCK_NEVER */
	int64_t lost_wall, lost_mono; /* since when a failed recording takes nothing; CLOCK_NEVER */
	uint64_t taken;             /* messages */
	uint64_t lost_from, lost;   /* messages that the model had counted then; that the recorder lost */
	int64_t rate_at;
	uint64_t rate_bytes;
};

/* head: all of it but session, part and who; its texts outlive the tape. */
bool tape_init(struct tape *tape, const struct encoder_head *head, const struct fleet *fleet, struct error *error);

/* Closes what is recorded, and waits until it is in the file. */
void tape_clear(struct tape *tape);

/* Begins to record. First come the last messages on all topics that are known already, marked as earlier. */
bool tape_start(struct tape *tape, const struct tape_wish *wish, const struct link *link, struct error *error);

/* Ends it, with a reason for the file. The file is whole when status.on is false. */
void tape_stop(struct tape *tape, const char *reason);

/* Whether messages may come now. */
bool tape_ready(struct tape *tape);

/* Whether it has all the messages that it should take. */
bool tape_is_full(const struct tape *tape);

/* A message that the fleet has just applied. */
void tape_message(struct tape *tape, const struct message *message, const struct route *route);
/* To be called behind the last of several messages. */
void tape_notify(struct tape *tape);
void tape_event(struct tape *tape, const struct event *event);
void tape_command(struct tape *tape, const struct command *command);
void tape_presence(struct tape *tape, const struct device *device);
void tape_alert(struct tape *tape, const struct alert *alert, const char *text);
/* That somebody acknowledged an alert, or muted it. */
void tape_alert_note(struct tape *tape, const struct alert *alert, enum alert_step step, const char *text);
void tape_mark(struct tape *tape, const char *note);

/* Hands on what waits for its message. To be called when nothing is being applied. */
void tape_flush(struct tape *tape);

/* Brings the status up to date. Returns whether the recording has ended by itself: then failure says why. */
bool tape_check(struct tape *tape, char *failure, size_t size);

/* "home-20261124-031200.bson": of the broker's name and the local time. */
void tape_suggest(const struct link *link, int64_t wall, char *path, size_t size);

#endif
