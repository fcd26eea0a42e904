/*
 * form: a few fields that are filled in one after the other: texts, choices, and buttons.
 *
 * Tab, Down and Enter go to the next field, Shift-Tab and Up to the one before; Enter on the last one is done. What the
 * fields mean, and whether they are right, is the business of whoever opened it.
 */
#ifndef TELLTALE_UI_FORM_H
#define TELLTALE_UI_FORM_H

#include <stdbool.h>
#include <stddef.h>

#include "telltale/ui/draw.h"
#include "telltale/ui/prompt.h"

enum { FORM_FIELDS = 6, FORM_PROBLEM = 200 };

enum form_kind {
	FORM_TEXT,   /* is typed */
	FORM_CHOICE, /* one of a few words; Left, Right and Space change it, and so does its first letter */
	FORM_BUTTON  /* shows its text; Enter, Space and Right press it */
};

struct form_field {
	const char *label;
	enum form_kind kind;
	const char *const *choices; /* FORM_CHOICE: NULL-ended */
	size_t choice;
	struct prompt text;
	bool sealed; /* FORM_TEXT: stands for something that can't be typed; to type is to begin anew */
};

struct form {
	bool open;
	struct form_field fields[FORM_FIELDS];
	size_t count, focus;
	char problem[FORM_PROBLEM]; /* clean; "": nothing is known to be wrong */
};

enum form_result { FORM_EDITING, FORM_DONE, FORM_CANCELLED, FORM_PRESSED };

/* Opens it with the first field of a number in focus. The caller has filled in the fields. */
void form_open(struct form *form, size_t focus);

/* Sets the text of a field, which must be clean. What is longer than a prompt is cut. */
void form_set(struct form *form, size_t field, const char *text);

/* Takes a key; closes itself when done or cancelled. */
enum form_result form_key(struct form *form, int key);

/* Takes pasted bytes into the text in focus. What doesn't fit whole isn't taken at all, and is the problem then. */
void form_paste(struct form *form, const char *text, size_t length);

/* Draws the fields one below the other, and the problem below them; puts the cursor where one types. Returns the rows. */
int form_draw(const struct form *form, const struct canvas *canvas, struct terminal *terminal);

#endif
