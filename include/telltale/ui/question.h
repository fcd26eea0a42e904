/*
 * question: asks before something is sent: a command, a message of the user's own, an empty message to many topics.
 *
 * The keys count only from a moment after the question was seen (QUESTION_PAUSE): what was in the keyboard's
 * queue, or pasted on a terminal without bracketed paste, answers nothing. The keys are shown as soon as they
 * count. What is asked is a const struct of functions.
 */
#ifndef TELLTALE_UI_QUESTION_H
#define TELLTALE_UI_QUESTION_H

#include "telltale/base/clock.h"
#include "telltale/ui/screen.h"

#define QUESTION_PAUSE (150 * CLOCK_MILLISECOND)

/* Something that can be asked; about what, is in screen->question_about. */
struct question {
	const char *yes, *no; /* what the keys do: "send it", "don't" */
	void (*title)(const struct screen *screen, char *text, size_t size); /* clean; all of it that one must know */
	int (*rows)(const struct screen *screen); /* of what is drawn below the title */
	void (*draw)(const struct screen *screen, const struct canvas *canvas);
	void (*answer)(struct screen *screen, bool yes); /* the question is closed already */
};

/* A command or a message of the user's own: about is the struct command. */
extern const struct question question_command;

/* Clears stored messages: about is the struct command; the topics are in the model's clearing_status. */
extern const struct question question_clearing;

/* Asks. `about` must live as long as the question. */
void question_open(struct screen *screen, const struct question *question, void *about);

/* What follows on wishes.ask() and wishes.publish(): asks where the command wants that, confirms it where it doesn't, and
 * does nothing where it was refused. */
void question_order(struct screen *screen, struct command *command);

unsigned question_key(struct screen *screen, int key, int64_t mono);
void question_draw(struct screen *screen, const struct canvas *canvas);
bool question_counts(const struct screen *screen, int64_t mono);

#endif
