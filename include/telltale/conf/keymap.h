/*
 * keymap: keys as numbers and as names, and what they mean in a view.
 *
 * A key is a Unicode character, or one of the codes below for keys that have none. Control keys are the
 * characters 1 to 26. Independent of the terminal: ui/input makes these numbers.
 */
#ifndef TELLTALE_CONF_KEYMAP_H
#define TELLTALE_CONF_KEYMAP_H

#include <stdbool.h>
#include <stddef.h>

#include "telltale/base/error.h"
#include "telltale/conf/action.h"
#include "telltale/conf/binding.h"

enum {
	KEYCODE_NONE = 0,
	KEYCODE_TAB = 9,
	KEYCODE_ENTER = 13,
	KEYCODE_ESC = 27,
	KEYCODE_UP = 0x110000, /* above every Unicode character */
	KEYCODE_DOWN,
	KEYCODE_LEFT,
	KEYCODE_RIGHT,
	KEYCODE_HOME,
	KEYCODE_END,
	KEYCODE_PAGE_UP,
	KEYCODE_PAGE_DOWN,
	KEYCODE_BACKSPACE,
	KEYCODE_DELETE,
	KEYCODE_SHIFT_TAB,
	KEYCODE_SHIFT_LEFT,
	KEYCODE_SHIFT_RIGHT,
	KEYCODE_F1,
	KEYCODE_F12 = KEYCODE_F1 + 11,
	KEYCODE_WORD_LEFT, /* with Ctrl */
	KEYCODE_WORD_RIGHT,
	KEYCODE_PASTE, /* pasted text follows as an event of its own */
	KEYCODE_MOUSE  /* and so does what the mouse did */
};

struct keymap;

/* The default keys of the action table. */
struct keymap *keymap_new(void);
void keymap_free(struct keymap *keymap);

/* Gives actions the keys that the user wants. False with "file:line: …": a key would mean two things in one view, or a view
 * couldn't be left any more. */
bool keymap_bind(struct keymap *keymap, const struct key_bindings *bindings, struct error *error);

/* What a key does in views of a scope; ACTION_NONE: nothing. */
enum action keymap_find(const struct keymap *keymap, int scope, int key);

/* "Enter", "Ctrl-R", "F5", "x" into a key and back. False: there is no such key. */
bool key_parse(const char *name, size_t length, int *key);
void key_text(int key, char *text, size_t size);

/* The first key, or all keys with spaces between, of an action in views of a scope, as names; "" where it has none. */
void keymap_key_name_in(const struct keymap *keymap, int scope, enum action action, char *text, size_t size);
void keymap_key_names_in(const struct keymap *keymap, int scope, enum action action, char *text, size_t size);

/* The first key of an action as its name, "" where it has none. */
void keymap_key_name(const struct keymap *keymap, enum action action, char *text, size_t size);

/* All keys of an action, spaces between. */
void keymap_key_names(const struct keymap *keymap, enum action action, char *text, size_t size);

#endif
