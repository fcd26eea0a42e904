/*
 * base64: bytes as letters, digits, + and / (RFC 4648, section 4).
 */
#ifndef TELLTALE_BASE_BASE64_H
#define TELLTALE_BASE_BASE64_H

#include <stddef.h>

#include "telltale/base/buffer.h"

/* Appends n bytes in that form, padded. */
void base64_append(struct buffer *buffer, const char *bytes, size_t n);

#endif
