/* base64: see include/telltale/base/base64.h */
#include "config.h"

#include "telltale/base/base64.h"

#include <stdint.h>

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void base64_append(struct buffer *buffer, const char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i += 3) {
		uint32_t three = 0;
		char four[4];
		for (size_t j = 0; j < 3; j++)
			three = three << 8 | (i + j < n ? (unsigned char)bytes[i + j] : 0);
		for (size_t j = 0; j < 4; j++)
			four[j] = i + j > n ? '=' : digits[three >> (18 - 6 * j) & 63];
		buffer_append(buffer, four, sizeof four);
	}
}
