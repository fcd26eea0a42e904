/*
 * question: asks before a command is sent.
 *
 * The keys count only from a moment after the question was seen (QUESTION_PAUSE): what was in the keyboard's
 * queue, or pasted on a terminal without bracketed paste, answers nothing. The keys are shown as soon as they
 * count.
 */
#ifndef TELLTALE_UI_QUESTION_H
#define TELLTALE_UI_QUESTION_H

#include "telltale/base/clock.h"
#include "telltale/ui/screen.h"

#define QUESTION_PAUSE (150 * CLOCK_MILLISECOND)

void question_open(struct screen *screen, struct command *command);
unsigned question_key(struct screen *screen, int key, int64_t mono);
void question_draw(struct screen *screen, const struct canvas *canvas);
bool question_counts(const struct screen *screen, int64_t mono);

#endif
