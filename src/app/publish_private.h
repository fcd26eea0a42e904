/* What publish.c and its parts share; nobody else includes this. */
#ifndef TELLTALE_APP_PUBLISH_PRIVATE_H
#define TELLTALE_APP_PUBLISH_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "telltale/app/lateness.h"
#include "telltale/app/progress.h"
#include "telltale/app/schedule.h"
#include "telltale/base/buffer.h"
#include "telltale/base/clock.h"
#include "telltale/base/error.h"
#include "telltale/base/map.h"
#include "telltale/conf/option.h"
#include "telltale/conf/profile_text.h"
#include "telltale/core/message.h"
#include "telltale/recording/timeline.h"
#include "telltale/source/backoff.h"
#include "telltale/source/mqtt_client.h"

/* --- publish_choice.c: which messages are sent ----------------------------------------------------------- */

struct publish_topic; /* what is known of one topic */

struct publish_choice {
	const struct settings *settings;
	struct profiles recorded, own; /* two: a name may be in both, with other topics */
	struct map *known;            /* topic as recorded -> struct publish_topic */
	struct publish_topic *topics; /* all that are known, in a list */
	uint64_t commands, of_broker; /* messages that were left out */
	size_t command_topics;
	struct progress *progress;    /* where a line a topic is printed */
};

enum publish_verdict { PUBLISH_SEND, PUBLISH_NOT_WANTED, PUBLISH_COMMAND, PUBLISH_OF_BROKER };

/* Topics of commands are those of the recordings' profiles, of the user's, of the built-in ones, and the usual ones. */
bool publish_choice_init(struct publish_choice *choice, const struct settings *settings,
                         const struct timeline *timeline, struct progress *progress, struct error *error);
void publish_choice_clear(struct publish_choice *choice);

/* Whether a record is a message that is to be sent; counts and says what is left out. *command: it would be one. */
bool publish_choice_takes(struct publish_choice *choice, const struct record *record, bool *command);

/* --- publish_connect.c, publish_client.c: the connection ------------------------------------------------- */

/* A message that the broker hasn't confirmed: where it stands on the timeline, to be read again. */
struct publish_pending {
	uint64_t offset;
	int64_t time;
	uint32_t file;
	int mid; /* 0: not sent since the connection was made */
	unsigned char qos;
	bool command;
};

enum { PUBLISH_PENDING = 1000 };

struct publish_client {
	const struct mqtt_settings *settings;
	struct mosquitto *mosquitto; /* NULL: there is no connection */
	bool answered, flushed;      /* the broker said CONNACK; UNSUBACK, which is its word for "I have read all" */
	bool only_v4;
	int connack, most_qos;
	int last_mid;
	size_t most_pending;         /* as the broker wants it … */
	size_t most_qos2;            /* … and as we know brokers */
	int64_t next_misc;
	char words[128];             /* the broker's own reason */
	char trouble[256];           /* why the connection is lost */
	bool hopeless;               /* and it's no use trying again */
	struct publish_pending pending[PUBLISH_PENDING]; /* in the order in which they were sent */
	size_t pending_count, in_flight; /* in_flight: of them sent on this connection */
	bool in_use[UINT16_MAX + 1]; /* by mid: of what is pending */
	uint64_t confirmed, refused;
	uint64_t lowered;   /* in QoS, for this broker */
	uint64_t curtailed; /* without an empty property that the library couldn't send */
	char refusal[256];           /* the first reason; "" */
};

enum publish_result { PUBLISH_SENT, PUBLISH_UNFIT, PUBLISH_LOST };

/* A message, and where it stands. */
struct publish_item {
	struct message message;
	struct publish_pending place;
	struct buffer topic; /* with the prefix */
	struct buffer payload, properties;
};

/* Everything else of it is zero. */
void publish_client_init(struct publish_client *client, const struct mqtt_settings *settings);

/* Makes a connection, new at each call, and waits for the broker's answer; what was sent on an earlier one and isn't
 * confirmed becomes unsent. Ends early when stop_fd becomes readable. False: `trouble` says why. */
bool publish_client_connect(struct publish_client *client, int stop_fd);

/* Notes that it is lost, for a return code of the library. */
void publish_client_lose(struct publish_client *client, int rc, int saved_errno);

/* Says good-bye, if there is a connection, and frees it. */
void publish_client_end(struct publish_client *client);

/* Whether all that was handed over has left the program. */
bool publish_client_written(const struct publish_client *client);

/* Whether the connection takes another message right now: all before it is written, and not too many wait for their
 * confirmation. */
bool publish_client_ready(const struct publish_client *client, unsigned char qos);

/* The oldest pending message that isn't sent on this connection; NULL: they all are. */
struct publish_pending *publish_client_unsent(struct publish_client *client);

/* Forgets a pending message. */
void publish_client_forget(struct publish_client *client, struct publish_pending *pending);

/* Sends a message; `again` is its entry where it was sent before. PUBLISH_UNFIT: MQTT or this broker doesn't allow it,
 * the error says why. PUBLISH_LOST: the connection is lost. */
enum publish_result publish_client_send(struct publish_client *client, const struct publish_item *item,
                                        struct publish_pending *again, struct error *error);

/* Sleeps until there is something to do, at most so many milliseconds, and does it. False: the connection is lost. */
bool publish_client_serve(struct publish_client *client, int stop_fd, int milliseconds);

/* Asks the broker for a sign that it has read all that was sent; `flushed` tells when it came. */
void publish_client_flush(struct publish_client *client);

/* --- publish_report.c: what is said of a run ------------------------------------------------------------- */

struct publish_run {
	const struct settings *settings;
	struct mqtt_settings broker;
	struct timeline *timeline;
	int64_t from, to; /* timeline times: from the first to before the second */
	struct publish_choice choice;
	struct publish_client client;
	struct schedule schedule;
	struct backoff backoff;
	struct progress progress;
	struct error *error;
	/* where it is */
	struct timeline_cursor cursor;
	struct publish_item item;  /* that is sent next */
	struct publish_item again; /* one that is sent once more */
	bool has_item;
	int64_t due;               /* of the item, clock time; CLOCK_NEVER: at once */
	uint64_t round;            /* messages that were sent before this round of --loop */
	int64_t served;            /* when the connection was last looked after */
	int64_t up_at, shaky_since; /* the connection was made; it doesn't hold since, CLOCK_NEVER: it does */
	uint64_t shaky_confirmed;
	int signal;                /* that ends it; 0: none */
	bool failed;
	/* what was done */
	int64_t begun;
	uint64_t sent, bytes, repeated, unfit, commands_lost;
	uint64_t bare;             /* without the properties that they should have had */
	char unfitness[256];       /* of the first that couldn't be sent */
	struct lateness lateness;
	uint64_t late;             /* by more than PUBLISH_LATE */
	int64_t next_complaint;
	struct {
		int64_t since;
		uint64_t sent;
		double rate; /* a second */
	} pace;
};

#define PUBLISH_LATE (100 * CLOCK_MILLISECOND)

/* Counts the item, which was just sent, and says so if it was late. */
void publish_report_sent(struct publish_run *run);

/* Counts a message that can't be sent. */
void publish_report_unfit(struct publish_run *run, const char *why);

/* Draws the line of progress, if it's time. */
void publish_report_progress(struct publish_run *run);

/* Says what was sent, and what wasn't. */
void publish_report_end(struct publish_run *run);

/* What can't be read of the files. */
void publish_report_damage(struct publish_run *run);

/* --- publish_link.c: the connection when it doesn't hold -------------------------------------------------- */

/* Looks after the connection for at most so many milliseconds: makes it again if it is lost, sends again what isn't
 * confirmed, reads and writes. False: there was a signal, or there is no way back (the error is set). */
bool publish_link_step(struct publish_run *run, int milliseconds);

/* Waits until the broker has all; after a signal not for long. Says good-bye. */
void publish_link_finish(struct publish_run *run);

/* --- publish.c: one run ---------------------------------------------------------------------------------- */

/* Reads a message of the timeline. False: a piece of it is missing. */
bool publish_read(struct publish_run *run, const struct timeline_item *found, bool command, struct publish_item *item);

#endif
