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
#include <stddef.h>
#include <stdint.h>

#include "telltale/ui/exact.h"

/* Opens the terminal that standard output is once more, for writing without waiting. Where that can't be, writing waits. */
void outlet_open(void);
void outlet_close(void);

/* From now on what this thread writes to standard output is collected; and no more. */
void outlet_collect(void);
void outlet_pass(void);

/* Adds bytes behind those that wait. */
void outlet_add(const char *bytes, size_t length);
/* With which colours in the place of numbers what is collected is sent; NULL: as it is. It outlives the outlet. */
void outlet_exact(const struct exact *exact);

/* Sends what the terminal takes now. Returns whether nothing is left. */
bool outlet_flush(void);

/* How many bits a second the line takes, ten of them a byte: what was sent counts as taken only after the time that it
 * needs. The kernel's buffers hold seconds of it, and over SSH nobody else can tell. 0: not known. */
void outlet_speed(long bits);

/* Nanoseconds from `now` (real time) until the line has taken what was sent; 10 s at most, 0 if that isn't known. */
int64_t outlet_pause(int64_t now);

/* Sends all of it, for which the terminal has so many milliseconds; what it hasn't taken then is forgotten. */
void outlet_finish(int milliseconds);

#endif
