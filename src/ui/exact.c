/* exact: see include/telltale/ui/exact.h */
#include "config.h"

#include "telltale/ui/exact.h"

#include <stdlib.h>
#include <string.h>

void exact_clear(struct exact *exact)
{
	for (int i = 0; i < EXACT_NUMBERS; i++) {
		exact->rgb[i] = -1;
		exact->taken[i] = false;
	}
	exact->any = false;
}

int exact_number(struct exact *exact, int32_t rgb)
{
	int unused = -1;

	for (int i = EXACT_FIRST; i < EXACT_NUMBERS; i++) {
		if (exact->rgb[i] == rgb)
			return i;
		if (exact->rgb[i] < 0 && !exact->taken[i])
			unused = i;
	}
	if (unused < 0)
		return -1;
	exact->rgb[unused] = rgb;
	exact->any = true;
	return unused;
}

/* The colour that a sequence ESC [ 38;5;N m (or 48) selects, and the sequence's length; 0: it is another one. */
static size_t read_sequence(const struct exact *exact, const char *bytes, size_t n, int *ground, int32_t *rgb)
{
	static const char beginnings[2][8] = { "\033[38;5;", "\033[48;5;" };
	const size_t length = sizeof beginnings[0] - 1;
	long number = 0;
	size_t at = length;

	if (n <= length || (memcmp(bytes, beginnings[0], length) != 0 && memcmp(bytes, beginnings[1], length) != 0))
		return 0;
	while (at < n && at < length + 3 && bytes[at] >= '0' && bytes[at] <= '9')
		number = number * 10 + (bytes[at++] - '0');
	if (at == n || at == length || bytes[at] != 'm' || number >= EXACT_NUMBERS || exact->rgb[number] < 0)
		return 0;
	*ground = bytes[2] == '3' ? 38 : 48;
	*rgb = exact->rgb[number];
	return at + 1;
}

void exact_rewrite(const struct exact *exact, struct buffer *output, const char *bytes, size_t n)
{
	size_t from = 0;

	for (size_t at = 0; at < n;) {
		int ground;
		int32_t rgb;
		const char *escape = memchr(bytes + at, '\033', n - at);
		if (escape == NULL)
			break;
		at = (size_t)(escape - bytes);
		size_t length = read_sequence(exact, escape, n - at, &ground, &rgb);
		if (length == 0) {
			at++;
			continue;
		}
		buffer_append(output, bytes + from, at - from);
		buffer_format(output, "\033[%d;2;%d;%d;%dm", ground, (int)(rgb >> 16 & 0xff), (int)(rgb >> 8 & 0xff),
		              (int)(rgb & 0xff));
		from = at += length;
	}
	buffer_append(output, bytes + from, n - from);
}
