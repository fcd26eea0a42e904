/*
 * input: what was typed, as key codes of conf/keymap; and what was pasted, as a text.
 */
#ifndef TELLTALE_UI_INPUT_H
#define TELLTALE_UI_INPUT_H

#include <stdbool.h>
#include <stddef.h>

enum { INPUT_PASTE = 4096 };

struct input {
	int key;                 /* a key, or KEYCODE_PASTE */
	char paste[INPUT_PASTE]; /* KEYCODE_PASTE: the text, cut to what fits; any bytes */
	size_t paste_length;
	bool in_paste; /* between paste's begin and end */
};

/* Prepares reading; after terminal_open(). */
void input_init(struct input *input);

/* Takes the next key or paste, without waiting. False: there is none. */
bool input_read(struct input *input);

/* Whether the terminal is gone (hung up): nothing will ever come again. */
bool input_gone(void);

#endif
