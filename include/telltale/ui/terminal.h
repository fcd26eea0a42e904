/*
 * terminal: the one terminal that the program has; taken, given back, and put right after a crash.
 *
 * Only this module, ui/input and ui/draw know of ncurses. There is one terminal a process, and a signal
 * handler must be able to put it right: so this module keeps it in a variable of its own.
 */
#ifndef TELLTALE_UI_TERMINAL_H
#define TELLTALE_UI_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "telltale/base/error.h"
#include "telltale/conf/theme.h"

enum charset { CHARSET_AUTO, CHARSET_UTF8, CHARSET_ASCII };

struct terminal_settings {
	enum charset charset;
	bool slow;  /* where nothing else is asked for, 16 colours do: each takes half the bytes of one of 256 */
	bool mouse; /* whether it reports what the mouse does; its own selection takes Shift then */
	int colours; /* COLOURS_EXACT, 256, 16, 8; 0: mono; -1: what the terminal has, none with NO_COLOR */
	const struct theme *theme;
	const struct theme *mono; /* taken where there are no colours */
};

struct terminal {
	int rows, columns;
	int colours; /* in use, up to COLOURS_EXACT; 0: mono */
	bool utf8;
	bool slow; /* the line to it is */
	unsigned attributes[SLOT_COUNT]; /* for ui/draw */
};

/* Takes the terminal: alternate screen, keys one by one, bracketed paste. NULL: there is none, or TERM is not
 * known to terminfo. */
struct terminal *terminal_open(const struct terminal_settings *settings, struct error *error);

/* Gives it back as it was. NULL is legal. */
void terminal_close(struct terminal *terminal);

/* Shows everything in the colours of another theme from the next frame on; nothing changes where there are no colours. */
void terminal_theme(struct terminal *terminal, const struct theme *theme);

/* Looks up the size anew (after SIGWINCH). */
void terminal_resize(struct terminal *terminal);

/* Gives the terminal back, stops the process (Ctrl-Z), and takes it again when it is continued. */
void terminal_suspend(struct terminal *terminal);

/* Everything is to be sent anew at the next frame: somebody else may have written on the screen. */
void terminal_forget(struct terminal *terminal);

/* Sends what is left of the last frame, as far as the terminal takes it. Returns whether nothing is left. */
bool terminal_flush(struct terminal *terminal);

/* Whether the terminal has the last frame and takes more; the next one waits until then. */
bool terminal_ready(struct terminal *terminal);

/* The line to it is slow: its speed is that of its settings (stty), if they say less than 38,400 baud, which is what
 * every pseudo-terminal says; else 9,600. Or it isn't. */
void terminal_slow(struct terminal *terminal, bool slow);

/* Nanoseconds from `now` (real time) until a slow line has taken the last frame; the next one waits for that. */
int64_t terminal_pause(const struct terminal *terminal, int64_t now);

/* Lets it report what the mouse does, or no more. */
void terminal_mouse(struct terminal *terminal, bool on);

/* Empties the frame that is drawn next; shows the frame that was drawn. */
void terminal_begin_frame(struct terminal *terminal);
void terminal_end_frame(struct terminal *terminal);

/* Keeps a copy of what the last frame drew, in place of an earlier one; puts rows of it into the frame that is drawn;
 * forgets it. */
void terminal_keep(struct terminal *terminal);
void terminal_show_kept(struct terminal *terminal, int row, int rows);
void terminal_forget_kept(struct terminal *terminal);

/* Puts the cursor there at the end of the frame; row -1 hides it. */
void terminal_cursor(struct terminal *terminal, int row, int column);

/* Hands bytes to the terminal for its clipboard, behind what it hasn't taken yet. False: they are too many (see
 * ui/clipboard). */
bool terminal_copy(struct terminal *terminal, const char *bytes, size_t length);

/* Rings the bell. */
void terminal_bell(struct terminal *terminal);

/* Puts the terminal right and raises the signal again; for crashes. Async-signal-safe. */
void terminal_crash(int signal);

#endif
