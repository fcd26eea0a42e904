/*
 * text: UTF-8, the columns that it takes on a terminal, and the cleaning of bytes from outside.
 *
 * Everything that came from the network goes through text_clean() before it reaches a terminal, a title or
 * a log. What could steer a terminal or mislead a reader is made visible instead:
 *
 *   C0, DEL, C1, broken UTF-8 bytes      \x1b  \x9b  \xff   (line feed, return, tab: \n \r \t)
 *   bidirectional controls, invisible    \u202e  \u200b  \U000e0041
 *   combining marks beyond three in row  \u0301
 *
 * Sources: RFC 3629 (UTF-8); Unicode TR 36, section 3 (visual spoofing); ECMA-48 (control functions).
 */
#ifndef TELLTALE_BASE_TEXT_H
#define TELLTALE_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What text_decode() reports for a byte that begins no valid character. */
#define TEXT_BROKEN UINT32_C(0xffffffff)

/* Reads one character of n > 0 bytes. Returns how many bytes it took; a broken byte takes 1 and gives
 * TEXT_BROKEN. Overlong forms, surrogates and values above U+10FFFF are broken. */
size_t text_decode(const char *text, size_t n, uint32_t *character);

/* Writes a character as UTF-8 (at most 4 bytes, no NUL); returns the bytes written, 0 if it isn't one. */
size_t text_encode(char *text, uint32_t character);

/* Whether all n bytes are valid UTF-8. */
bool text_is_utf8(const char *text, size_t n);

/* Copies n foreign bytes, made harmless (see above), cut at a character so that size bytes hold it with its
 * NUL. Returns the bytes written without the NUL. */
size_t text_clean(char *clean, size_t size, const char *text, size_t n);

/* Columns that a clean text takes, by the locale's wcwidth(). */
size_t text_width(const char *text);

/* Columns of one character: 0 for a combining mark, 2 for a wide one; 1 where the locale doesn't know it. */
size_t text_char_width(uint32_t character);

/* Copies as many whole characters as fit in `columns` columns and size bytes; where that cuts the text, the
 * last column becomes `ellipsis` (one column wide, may be ""). Returns the columns used. */
size_t text_fit(char *fitted, size_t size, const char *text, size_t columns, const char *ellipsis);

/* Copies a clean text as ASCII: well-known signs get a twin ("°" is "deg", "µ" is "u"), others "?"
 * as often as they have columns. Returns the bytes written without the NUL. */
size_t text_ascii(char *ascii, size_t size, const char *text);

/* Compares names as people sort them: "dbx-2" before "dbx-10"; letters without case, then with. */
int text_compare(const char *a, const char *b);

/* Whether `text` contains `part`, ASCII letters compared without case. An empty part is contained. */
bool text_contains(const char *text, const char *part);

/* Whether two strings are the same, ASCII letters compared without case. */
bool text_same(const char *a, const char *b);

/* A number with its thousands grouped by spaces ("1 204.5"); decimals from 0 to 9. */
void text_number(char *text, size_t size, double value, int decimals);

/* A count of bytes: "812 B", "18.2 KiB", "1.4 GiB". */
void text_bytes(char *text, size_t size, uint64_t bytes);

/* Reads a count of bytes: "4096", "10k", "1.5 GiB", "500 MB"; k, M, G, T are powers of 1024, with "B" alone behind them
 * of 1000. False: it isn't one. */
bool text_bytes_parse(const char *text, uint64_t *bytes);

/* The word that comes nearest to `word` in `words` (NULL-ended), if it's near enough to be a slip of the
 * fingers; else NULL. Source: Damerau, "A technique for computer detection and correction of spelling
 * errors", 1964 (optimal string alignment distance of at most 2). */
const char *text_nearest(const char *word, const char *const *words);

#endif
