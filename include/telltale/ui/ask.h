/*
 * ask: what is being typed at the prompt, and what becomes of it. A prompt is a const struct of functions.
 */
#ifndef TELLTALE_UI_ASK_H
#define TELLTALE_UI_ASK_H

#include "telltale/ui/screen.h"

struct ask {
	const char *label;        /* before the text */
	const char *done, *cancel; /* what Enter and Esc do, for the hint bar */
	const char *forms;        /* what can be typed, for the hint bar; may be NULL */
	/* Each may be NULL. The text is in screen->prompt. */
	void (*changed)(struct screen *screen);
	void (*finish)(struct screen *screen, int64_t mono);
	void (*cancelled)(struct screen *screen);
};

extern const struct ask ask_filter, ask_record, ask_mark, ask_moment, ask_mute;

/* Opens the prompt with a text to start from. */
void ask_open(struct screen *screen, const struct ask *ask, const char *text);

/* Keys and pastes while it is open. */
unsigned ask_key(struct screen *screen, int key, int64_t mono);
unsigned ask_paste(struct screen *screen, const char *text, size_t length);

#endif
