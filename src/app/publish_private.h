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
#include "telltale/recording/walk.h"
#include "telltale/source/backoff.h"
#include "telltale/source/mqtt_client.h"
#include "telltale/source/mqtt_publisher.h"

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

/* --- publish.c: a message, and where it goes -------------------------------------------------------------- */

struct publish_item {
	struct message message;
	struct mqtt_place place;
	struct buffer topic; /* with the prefix */
	struct buffer payload, properties;
};

/* --- publish_report.c: what is said of a run ------------------------------------------------------------- */

struct publish_run {
	const struct settings *settings;
	struct mqtt_settings broker;
	struct timeline *timeline;
	int64_t from, to; /* timeline times, both taken in */
	struct publish_choice choice;
	struct mqtt_publisher publisher;
	struct schedule schedule;
	struct backoff backoff;
	struct progress progress;
	struct error *error;
	/* where it is */
	struct walk walk;
	struct publish_item item;  /* that is sent next */
	struct publish_item again; /* one that is sent once more */
	bool has_item;
	int64_t due;               /* of the item, clock time; CLOCK_NEVER: at once */
	uint64_t round;            /* messages that were sent before this round of --loop */
	bool damage_said;
	int64_t served;            /* when the connection was last looked after */
	int64_t up_at, shaky_since; /* the connection was made; it doesn't hold since, CLOCK_NEVER: it does */
	uint64_t shaky_confirmed;
	int signal;                /* that ends it; 0: none */
	unsigned signals;          /* how many came */
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

/* Says what of the files couldn't be read on the way; only once. */
void publish_report_damage(struct publish_run *run);

/* --- publish_link.c: the connection when it doesn't hold -------------------------------------------------- */

/* Looks after the connection for at most so many milliseconds: makes it again if it is lost, sends again what isn't
 * confirmed, reads and writes. False: there was a signal, or there is no way back (the error is set). */
bool publish_link_step(struct publish_run *run, int milliseconds);

/* Waits until the broker has all; after a signal not for long. Says good-bye. */
void publish_link_finish(struct publish_run *run);

/* --- publish.c: one run ---------------------------------------------------------------------------------- */

/* Fills in all but the message: its topic with the prefix, and where it stands. */
void publish_address(const struct publish_run *run, const struct timeline_item *found, bool command,
                     struct publish_item *item);

#endif
