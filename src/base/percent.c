/* percent: see include/telltale/base/percent.h */
#include "config.h"

#include "telltale/base/percent.h"

#include <string.h>

#include "telltale/base/memory.h"

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

char *percent_decode(const char *text, size_t n)
{
	char *copy = memory_textn(text, n), *to = copy;

	for (const char *from = copy; *from != '\0'; from++) {
		if (*from == '%' && hex_digit(from[1]) >= 0 && hex_digit(from[2]) >= 0) {
			*to++ = (char)(hex_digit(from[1]) * 16 + hex_digit(from[2]));
			from += 2;
		} else {
			*to++ = *from;
		}
	}
	memory_wipe(to, strlen(to)); /* it may be the end of a password */
	return copy;
}

void percent_encode(struct buffer *out, const char *text)
{
	for (; *text != '\0'; text++) {
		if ((*text >= 'a' && *text <= 'z') || (*text >= 'A' && *text <= 'Z') || (*text >= '0' && *text <= '9') ||
		    strchr("-._~", *text) != NULL)
			buffer_char(out, *text);
		else
			buffer_format(out, "%%%02X", (unsigned char)*text);
	}
}
