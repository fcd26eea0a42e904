/*
 * outlet: what curses writes goes into memory first, and to the terminal in one piece, as far as that takes it.
 *
 * ncurses 6 hands every few bytes of a frame to write(), some hundred times, and waits where the terminal takes no more.
 * This file defines a write() in the program itself, which the dynamic linker prefers to libc's: while a frame is being
 * collected, what this thread writes to standard output is kept; any other call goes on to libc's. Then it is sent without
 * waiting, so that a slow line or a stopped terminal holds up frames, and neither keys nor messages.
 *
 * There is one terminal a process, as in ui/terminal.
 */
#ifndef TELLTALE_UI_OUTLET_H
#define TELLTALE_UI_OUTLET_H

#include <stdbool.h>

#include "telltale/ui/exact.h"

/* Opens the terminal that standard output is once more, for writing without waiting. Where that can't be, writing waits. */
void outlet_open(void);
void outlet_close(void);

/* From now on what this thread writes to standard output is collected; and no more. */
void outlet_collect(void);
void outlet_pass(void);

/* With which colours in the place of numbers what is collected is sent; NULL: as it is. It outlives the outlet. */
void outlet_exact(const struct exact *exact);

/* Sends what the terminal takes now. Returns whether nothing is left. */
bool outlet_flush(void);

/* Sends all of it, for which the terminal has so many milliseconds; what it hasn't taken then is forgotten. */
void outlet_finish(int milliseconds);

#endif
