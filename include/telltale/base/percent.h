/*
 * percent: the parts of URLs, in which what means something is written %2F (RFC 3986, section 2.1).
 */
#ifndef TELLTALE_BASE_PERCENT_H
#define TELLTALE_BASE_PERCENT_H

#include <stddef.h>

#include "telltale/base/buffer.h"

/* A copy of n bytes with %2F and the like read; what is no such thing stays as it is. The caller frees. */
char *percent_decode(const char *text, size_t n);

/* Appends a text with all but letters, digits and -._~ written so. */
void percent_encode(struct buffer *out, const char *text);

#endif
