/*
 * payload: a payload as lines that a person can read: JSON indented (numbers just as they were sent), text as
 * it is, anything else as hexadecimal with characters beside. And what it is, in a few words.
 */
#ifndef TELLTALE_UI_PAYLOAD_H
#define TELLTALE_UI_PAYLOAD_H

#include <stdbool.h>
#include <stddef.h>

#include "telltale/ui/draw.h"

enum { PAYLOAD_MOST_LINES = 4000 };

enum payload_form {
	PAYLOAD_AUTO, /* as what it is */
	PAYLOAD_TEXT, /* as it came */
	PAYLOAD_BYTES
};

struct payload_lines {
	char **lines; /* clean */
	size_t count;
	const char *kind; /* "JSON", "text", "bytes", "empty" */
	char **before;    /* after payload_compare(), of each line: NULL: it was there; else what stood for it, or "" */
	size_t changed, gone; /* lines that weren't there before; lines that were, and have no successor */
};

/* Makes the lines of a payload of `length` bytes, of which the first `kept` are there. Broken or cut JSON is shown
 * as far as it goes. */
void payload_layout(struct payload_lines *lines, const char *payload, size_t kept, size_t length);
void payload_layout_as(struct payload_lines *lines, enum payload_form form, const char *payload, size_t kept,
                       size_t length);
void payload_clear(struct payload_lines *lines);

/* Notes in what the lines differ from those of the payload before. */
void payload_compare(struct payload_lines *lines, const struct payload_lines *before);

/* "JSON, 84 B", "PNG image, 640x480, 12.3 KiB", "text, 12 B", "empty". Pictures and archives are known by their first
 * bytes; what they are is all that is shown of them. */
void payload_describe(char *text, size_t size, const char *payload, size_t kept, size_t length);

/* The same without the size, for what is known by its first bytes. False: nothing is known of it. */
bool payload_magic(char *text, size_t size, const char *payload, size_t kept);

/* A payload in one line, clean: JSON without needless quotes, text, or the first bytes. */
void payload_summary(char *text, size_t size, const char *payload, size_t kept, size_t length);

/* Draws a line of JSON in colours, of any other payload in one; at most `most` columns. Returns those used. */
int payload_draw(const struct canvas *canvas, int row, int column, int most, bool json, const char *line);

/* Draws a payload's summary up to the canvas' edge; one that is chosen in a list in the colours of that. */
void payload_draw_summary(const struct canvas *canvas, int row, int column, bool chosen, const char *payload, size_t kept,
                          size_t length);

#endif
