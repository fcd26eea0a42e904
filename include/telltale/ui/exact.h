/*
 * exact: colours as they are, on terminals that can show them though their description doesn't know it.
 *
 * Most terminals show every colour of 24 bits, and say so in COLORTERM; but TERM is xterm-256color, and ncurses knows
 * what that has: numbers up to 255. So a theme's exact colour gets one of those numbers that the theme doesn't use
 * otherwise, and where ncurses has written the number (SGR 38;5;N), the colour itself is sent (SGR 38;2;R;G;B). The
 * terminal's palette stays as it is: nothing would have to be put right after a crash.
 * Source: ISO/IEC 8613-6, section 13.1.8, with the semicolons of xterm.
 */
#ifndef TELLTALE_UI_EXACT_H
#define TELLTALE_UI_EXACT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "telltale/base/buffer.h"

enum { EXACT_NUMBERS = 256, EXACT_FIRST = 16 };

struct exact {
	int32_t rgb[EXACT_NUMBERS]; /* 0xrrggbb; -1: the number means what it always does */
	bool taken[EXACT_NUMBERS];  /* it is used as what it always is */
	bool any;
};

void exact_clear(struct exact *exact);

/* The number that stands for a colour; the same again for the same one. -1: all are used. */
int exact_number(struct exact *exact, int32_t rgb);

/* Appends n bytes of ncurses' output, which ends with no sequence half written, with colours in the place of numbers. */
void exact_rewrite(const struct exact *exact, struct buffer *output, const char *bytes, size_t n);

#endif
