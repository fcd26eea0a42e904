/*
 * clipboard: bytes for the clipboard of whoever sits at the terminal, however many machines away.
 *
 * The terminal puts them there itself when it is sent OSC 52 (xterm's control sequences, "Manipulate Selection Data").
 * Nothing of what is copied can steer it: it travels as base64 alone.
 *
 * tmux takes the sequence where its option set-clipboard is "on"; with "external", its default, it doesn't, but hands on
 * what is wrapped in its own DCS where allow-passthrough is on (always, before tmux 3.3). It ignores the form that it
 * doesn't take, so it is sent both. GNU screen hands on what is wrapped in DCS, of which it takes 768 bytes at a time.
 */
#ifndef TELLTALE_UI_CLIPBOARD_H
#define TELLTALE_UI_CLIPBOARD_H

#include <stdbool.h>
#include <stddef.h>

#include "telltale/base/buffer.h"

/* What can be copied at once: terminals give up on a sequence of more than 100,000 bytes. */
enum { CLIPBOARD_MOST = 74994 };

/* What stands between the program and the terminal. */
enum multiplexer { MULTIPLEXER_NONE, MULTIPLEXER_TMUX, MULTIPLEXER_SCREEN };

/* By the environment: TMUX, STY, and a TERM of tmux's own, which comes over SSH, too. "" or NULL: not set. */
enum multiplexer clipboard_multiplexer(const char *tmux, const char *sty, const char *term);

/* Appends what the terminal is to be sent. False: it is more than CLIPBOARD_MOST, and nothing was appended. */
bool clipboard_sequence(struct buffer *sequence, enum multiplexer multiplexer, const char *bytes, size_t length);

#endif
