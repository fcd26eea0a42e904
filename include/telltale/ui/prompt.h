/*
 * prompt: one line that is being typed.
 */
#ifndef TELLTALE_UI_PROMPT_H
#define TELLTALE_UI_PROMPT_H

#include <stdbool.h>
#include <stddef.h>

enum { PROMPT_BYTES = 1024 };

struct prompt {
	bool open;
	char text[PROMPT_BYTES]; /* UTF-8, clean */
	size_t length;
	size_t cursor; /* bytes before it */
};

enum prompt_result { PROMPT_TYPING, PROMPT_DONE, PROMPT_CANCELLED };

/* Opens it with a text to start from. */
void prompt_open(struct prompt *prompt, const char *text);

/* Takes a key; the prompt closes itself when done or cancelled. */
enum prompt_result prompt_key(struct prompt *prompt, int key);

/* Takes pasted bytes, cleaned; line ends become spaces. False: not all of it found room. */
bool prompt_paste(struct prompt *prompt, const char *text, size_t length);

/* Which part of the text is seen in so many columns: *from is where it begins. Returns the cursor's column in it. */
int prompt_window(const struct prompt *prompt, int columns, const char **from);

#endif
