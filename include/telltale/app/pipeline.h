/*
 * pipeline: from the inbox into the model. Knows no screen, so that headless commands and tests run it alone.
 */
#ifndef TELLTALE_APP_PIPELINE_H
#define TELLTALE_APP_PIPELINE_H

#include <stdbool.h>
#include <stdint.h>

#include "telltale/app/engine.h"
#include "telltale/app/hook.h"
#include "telltale/app/tape.h"
#include "telltale/base/log.h"
#include "telltale/base/map.h"
#include "telltale/core/clearing_status.h"
#include "telltale/core/fleet.h"
#include "telltale/core/journal.h"
#include "telltale/core/link.h"
#include "telltale/source/source.h"

/* Something that a person should see at once. */
typedef void pipeline_notice(void *self, enum log_level level, bool good, const char *text);

/* Asks about a clearing whose topics are listed. False: not now, try again. */
typedef bool pipeline_found(void *self, struct command *command);

/* The clearing of stored messages below a topic. */
struct clearing {
	struct clearing_status status;
	/* private */
	char **raw;              /* the topics as they are on the wire, in an order of their own */
	struct map *known;
	int64_t since, last;     /* when it was asked for, and when the last answer came */
	bool granted, shown;     /* the broker has taken the question; the user has been asked */
	struct command *command; /* while that is going on */
	size_t next;             /* topic to be sent */
	char refusal[128];       /* the first */
};

struct pipeline {
	struct inbox *inbox;
	struct source *source;
	struct fleet *fleet;
	struct link link;
	struct log *log;
	struct journal *journal; /* NULL: none was wanted */
	pipeline_notice *notice; /* may be NULL */
	pipeline_found *found;   /* may be NULL */
	void *notice_self;       /* for all of them */
	struct clearing clearing;
	void (*bell)(void *self, enum log_level level); /* the same self; something is that wrong; may be NULL */
	struct hook *hook;       /* NULL: none */
	char who[COMMAND_WHO];   /* user@host, for commands */
	struct tape tape;
};

struct pipeline_settings {
	struct fleet_settings fleet; /* its observer is set by the pipeline */
	size_t inbox_bytes;
	bool read_only;
	bool journal; /* keeps the last messages, for a screen */
	const char *log_file; /* NULL: none */
	char *const *hook;    /* a program for alerts, and its arguments; may be NULL; outlives the pipeline */
	struct encoder_head recording; /* what a recording says of its source */
};

/* Makes inbox, fleet and log; the source is set and started by the caller. False: the log file. */
bool pipeline_init(struct pipeline *pipeline, const struct pipeline_settings *settings, struct error *error);
void pipeline_clear(struct pipeline *pipeline);

/* Ends the source, and applies (and records) what had arrived from it. */
void pipeline_finish(struct pipeline *pipeline);

/* The same, and ends what is recorded; waits until all of it is in the file. False: it isn't, which was noticed. */
bool pipeline_close(struct pipeline *pipeline, const char *reason);

/* Call before poll() on inbox_fd(). `patient`: nothing has to be done before a time that the caller knows, so that messages
 * are collected until many bytes of them wait: being woken for each burst of the network would cost more than applying it.
 * False: don't sleep, so much is waiting already. */
bool pipeline_prepare_sleep(struct pipeline *pipeline, bool patient);

/* Applies what is in the inbox, for at most `budget` nanoseconds, as far as the recorder can take it. Returns whether
 * anything was there. */
bool pipeline_drain(struct pipeline *pipeline, int64_t budget);

/* Lets the model's time pass. */
void pipeline_tick(struct pipeline *pipeline);

/* Records into a file from now on; ends that; puts a bookmark into it. What goes wrong later is noticed loudly. */
bool pipeline_record(struct pipeline *pipeline, const struct tape_wish *wish, struct error *error);
void pipeline_record_end(struct pipeline *pipeline, const char *reason);
bool pipeline_mark(struct pipeline *pipeline, const char *note);

/* Looks after the recording. Returns whether it has just ended, by itself or because it should. */
bool pipeline_check_recording(struct pipeline *pipeline);

/* The pipeline as what moves the model of a dashboard. */
extern const struct engine pipeline_engine;

/* A command's life from the user's side: see struct wishes. */
struct command *pipeline_ask(struct pipeline *pipeline, struct device *device,
                             const struct profile_command *definition);
struct command *pipeline_publish(struct pipeline *pipeline, const struct profile_command *own);

/* Looks what the broker has stored on topics of a filter (or on a topic and all below it); some moments later found()
 * is called with a command that is asked for, or there is nothing, which is noticed. False: it can't. Confirming that
 * command sends an empty retained message to each topic; it ends when the broker has accepted all. */
bool pipeline_look(struct pipeline *pipeline, const char *typed, struct error *error);

void pipeline_confirm(struct pipeline *pipeline, struct command *command);
void pipeline_cancel(struct pipeline *pipeline, struct command *command);

/* The user knows of an alert; wants no noise of it for so many nanoseconds (0: does again). False: there is no such alert (any
 * more), or it was acknowledged already. */
bool pipeline_acknowledge(struct pipeline *pipeline, const struct alert_key *key);
bool pipeline_mute(struct pipeline *pipeline, const struct alert_key *key, int64_t lasts);

#endif
