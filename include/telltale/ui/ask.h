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
	enum ask_history history; /* which lines Up and Down bring back */
	/* Each may be NULL. The text is in screen->prompt. */
	void (*opened)(struct screen *screen);
	bool (*key)(struct screen *screen, int key); /* a key before the prompt gets it; whether it was taken */
	void (*changed)(struct screen *screen);
	void (*finish)(struct screen *screen, int64_t mono);
	unsigned (*enter)(struct screen *screen, int64_t mono); /* as finish, for what makes more than a frame stale */
	void (*cancelled)(struct screen *screen);
	void (*draw)(struct screen *screen, const struct canvas *canvas); /* what stands above it, on the view's canvas */
};

extern const struct ask ask_filter, ask_search, ask_record, ask_mark, ask_moment, ask_mute;

/* Opens the prompt with a text to start from. */
void ask_open(struct screen *screen, const struct ask *ask, const char *text);

/* What Enter does with a path and with a note. */
void ask_record_into(struct screen *screen, const char *path, int64_t mono);
void ask_mark_as(struct screen *screen, const char *note, int64_t mono);

/* Keys and pastes while it is open. */
unsigned ask_key(struct screen *screen, int key, int64_t mono);
unsigned ask_paste(struct screen *screen, const char *text, size_t length);

#endif
