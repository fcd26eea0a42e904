/*
 * input: what was typed, as key codes of conf/keymap; and what was pasted, as a text.
 */
#ifndef TELLTALE_UI_INPUT_H
#define TELLTALE_UI_INPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "telltale/ui/mouse.h"

enum { INPUT_PASTE = 4096 };

struct input {
	int key;                 /* a key, KEYCODE_PASTE or KEYCODE_MOUSE */
	char paste[INPUT_PASTE]; /* KEYCODE_PASTE: the text, cut to what fits; any bytes */
	size_t paste_length;
	struct mouse mouse;      /* KEYCODE_MOUSE: what it did, on the whole screen */
	struct mouse_report report; /* what has come of that so far */
	int in_report;           /* whether some has; of an old one: how many bytes are left of it */
	bool in_paste; /* between paste's begin and end */
};

/* Prepares reading; after terminal_open(). */
void input_init(struct input *input);

/* Takes the next key or paste, without waiting. False: there is none. */
bool input_read(struct input *input);

/* Whether the terminal is gone (hung up): nothing will ever come again. */
bool input_gone(void);

#endif
