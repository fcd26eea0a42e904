/* random_json: see random_json.h */
#include "config.h"

#include "random_json.h"

#include <stdio.h>
#include <string.h>

#include "support.h"
#include "telltale/base/text.h"

/* A number below n. */
static unsigned below(uint64_t *seed, unsigned n)
{
	return (unsigned)(random_next(seed) >> 33) % n;
}

/* --- numbers --------------------------------------------------------------------------------------------- */

double random_double(uint64_t *seed)
{
	uint64_t bits = random_next(seed);
	double value, powers[] = { 1, 10, 100, 1000, 1e4, 1e6, 1e9, 1e-3 };

	switch (below(seed, 4)) {
	case 0:
		memcpy(&value, &bits, sizeof value);
		return value;
	case 1:
		return (double)(int64_t)bits / (double)(1ull << below(seed, 63));
	case 2:
		return (double)(int64_t)(bits >> 34) / powers[below(seed, 8)];
	default:
		return (double)((int64_t)(bits >> below(seed, 63)) - 1000) / powers[below(seed, 8)];
	}
}

static size_t put_digits(uint64_t *seed, char *text, unsigned n, unsigned base)
{
	for (unsigned i = 0; i < n; i++)
		text[i] = (char)('0' + below(seed, base));
	return n;
}

void random_decimal(uint64_t *seed, char *text, size_t size)
{
	char digits[48];
	size_t n = 0, base = below(seed, 8) == 0 ? 2 : 10; /* many zeros, now and then */

	if (below(seed, 4) == 0)
		digits[n++] = '-';
	if (below(seed, 4) == 0) {
		digits[n++] = '0';
	} else {
		digits[n++] = (char)('1' + below(seed, 9));
		n += put_digits(seed, digits + n, below(seed, below(seed, 10) == 0 ? 19 : 6), (unsigned)base);
	}
	if (below(seed, 4) > 0) {
		digits[n++] = '.';
		n += put_digits(seed, digits + n, 1 + below(seed, below(seed, 10) == 0 ? 20 : 5), (unsigned)base);
	}
	digits[n] = '\0';
	snprintf(text, size, "%s", digits);
}

static void put_number(uint64_t *seed, struct buffer *json)
{
	static const char *const odd[] = { "1e400", "-0", "1e-7", "1E5", "1e+5", "0e0", "-0.0", "1.0", "0.30000000000000004",
		                           "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-1E-2",
		                           "123456789012345678901234567890.5", "2147483648", "0.1e1", "1.50" };
	char text[64];

	switch (below(seed, 5)) {
	case 0:
		buffer_text(json, odd[below(seed, sizeof odd / sizeof *odd)]);
		break;
	case 1:
		buffer_format(json, "%lld", (long long)((int64_t)random_next(seed) >> below(seed, 64)));
		break;
	case 2:
		snprintf(text, sizeof text, "%.*g", (int)below(seed, 18), (double)(int64_t)(random_next(seed) >> 20) / 1000);
		buffer_text(json, text);
		break;
	default:
		random_decimal(seed, text, sizeof text);
		buffer_text(json, text);
	}
}

/* --- strings --------------------------------------------------------------------------------------------- */

static uint32_t random_character(uint64_t *seed)
{
	static const uint32_t starts[] = { 0x80, 0xe4, 0x3b1, 0x2026, 0x20ac, 0xfeff, 0xfffd, 0x10000, 0x1f6a2, 0x10ffff };

	return below(seed, 5) > 0 ? 0x20 + below(seed, 95) : starts[below(seed, 10)];
}

void random_text(uint64_t *seed, struct buffer *text, size_t characters, int any)
{
	char bytes[4];

	for (size_t i = 0; i < characters; i++) {
		if (any && below(seed, 10) == 0)
			buffer_char(text, (char)random_next(seed));
		else
			buffer_append(text, bytes, text_encode(bytes, random_character(seed)));
	}
}

static void put_escape(uint64_t *seed, struct buffer *json)
{
	static const char *const escapes[] = { "\\\"", "\\\\", "\\/", "\\b", "\\f", "\\n", "\\r", "\\t", "\\u0000", "\\u0001",
		                               "\\u001f", "\\u001F", "\\u000a", "\\u0041", "\\u00e4", "\\u00E4",
		                               "\\ud83d\\udea2", "\\u2028", "\\uffff", "\\u007f" };
	static const char *const wrong[] = { "\\ud800", "\\udc00", "\\ud800\\u0041", "\\x", "\\u12", "\n", "\x01", "\xff" };

	if (below(seed, 60) == 0)
		buffer_text(json, wrong[below(seed, sizeof wrong / sizeof *wrong)]);
	else
		buffer_text(json, escapes[below(seed, sizeof escapes / sizeof *escapes)]);
}

static void put_string(uint64_t *seed, struct buffer *json)
{
	unsigned escaped = below(seed, 3) == 0 ? 1 + below(seed, 4) : 0;

	buffer_char(json, '"');
	for (unsigned n = below(seed, 12); n > 0; n--) {
		struct buffer one = { NULL, 0, 0 };
		random_text(seed, &one, 1, 0);
		if (*one.bytes != '"' && *one.bytes != '\\')
			buffer_append(json, one.bytes, one.length);
		buffer_clear(&one);
		if (escaped > 0 && below(seed, 4) == 0)
			put_escape(seed, json);
	}
	buffer_char(json, '"');
}

static void put_key(uint64_t *seed, struct buffer *json)
{
	static const char *const keys[] = { "a", "b", "temperature", "a.b", "a$", ".", " ", "\xc3\xa4", "n", "_id" };
	static const char *const odd[] = { "", "$set", "$", "a\\u0000", "\\n", "\\u0061" };

	if (below(seed, 3) == 0)
		put_string(seed, json);
	else if (below(seed, 40) == 0)
		buffer_format(json, "\"%s\"", odd[below(seed, sizeof odd / sizeof *odd)]);
	else
		buffer_format(json, "\"%s%u\"", keys[below(seed, sizeof keys / sizeof *keys)], below(seed, 9));
}

/* --- documents ------------------------------------------------------------------------------------------- */

enum style { COMPACT, SPACED, MIXED };

/* White space where the grammar allows it. */
static void put_space(uint64_t *seed, struct buffer *json, enum style style, int separator)
{
	static const char *const spaces[] = { "", "", "", " ", "  ", "\n", "\t", "\r\n" };

	if (style == MIXED)
		buffer_text(json, spaces[below(seed, sizeof spaces / sizeof *spaces)]);
	else if (style == SPACED && separator)
		buffer_char(json, ' ');
}

static void put_value(uint64_t *seed, struct buffer *json, enum style style, unsigned depth);

static void put_nested(uint64_t *seed, struct buffer *json, enum style style, unsigned depth)
{
	int object = below(seed, 2) == 0;
	unsigned n = below(seed, 5);

	buffer_char(json, object ? '{' : '[');
	put_space(seed, json, style, 0);
	for (unsigned i = 0; i < n; i++) {
		if (object) {
			put_key(seed, json);
			put_space(seed, json, style, 0);
			buffer_char(json, ':');
			put_space(seed, json, style, 1);
		}
		put_value(seed, json, style, depth + 1);
		put_space(seed, json, style, 0);
		if (i + 1 < n) {
			buffer_char(json, ',');
			put_space(seed, json, style, 1);
		}
	}
	buffer_char(json, object ? '}' : ']');
}

static void put_value(uint64_t *seed, struct buffer *json, enum style style, unsigned depth)
{
	static const char *const words[] = { "true", "false", "null" };
	unsigned which = below(seed, depth > 6 ? 6 : 10);

	if (which < 3)
		put_number(seed, json);
	else if (which < 5)
		put_string(seed, json);
	else if (which < 6)
		buffer_text(json, words[below(seed, 3)]);
	else
		put_nested(seed, json, style, depth);
}

void random_json(uint64_t *seed, struct buffer *json)
{
	enum style style = (enum style)below(seed, 3);
	int around = below(seed, 10) == 0;

	buffer_text(json, ""); /* so that it isn't NULL */
	if (around)
		put_space(seed, json, MIXED, 0);
	if (below(seed, 4) == 0)
		put_value(seed, json, style, 0);
	else
		put_nested(seed, json, style, 0);
	if (around)
		put_space(seed, json, MIXED, 0);
}

void random_damage(uint64_t *seed, struct buffer *bytes)
{
	for (unsigned n = 1 + below(seed, 3); n > 0 && bytes->length > 0; n--) {
		size_t at = below(seed, (unsigned)bytes->length);
		static const char likely[] = "{}[]\",:\\0-.eu tfn\n\xff";
		char c = below(seed, 2) == 0 ? likely[below(seed, sizeof likely)] : (char)random_next(seed);
		if (below(seed, 3) == 0) {
			memmove(bytes->bytes + at, bytes->bytes + at + 1, bytes->length - at);
			bytes->length--;
		} else if (below(seed, 2) == 0) {
			buffer_char(bytes, '\0');
			memmove(bytes->bytes + at + 1, bytes->bytes + at, bytes->length - 1 - at);
			bytes->bytes[at] = c;
		} else {
			bytes->bytes[at] = c;
		}
	}
}
