/* bson_json_text: BSON to JSON; see include/telltale/recording/bson_json.h */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "telltale/recording/bson_json.h"

/* Writes n digits of a number, from the last to the first; returns where they begin. */
static char *digits_before(char *end, uint64_t number, unsigned n)
{
	for (; n > 0 || number > 0; n -= n > 0) {
		*--end = (char)('0' + number % 10);
		number /= 10;
	}
	return end;
}

/* Most numbers have a few decimals: value = mantissa / 10^decimals. If that is so to the last bit, and the mantissa
 * has at most 15 digits, no other decimal of so many digits reads as the same double. */
static bool write_short(double value, char *text, size_t size)
{
	static const double powers[] = { 1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8 };
	double positive = value < 0 ? -value : value;
	char digits[24], *end = digits + sizeof digits, *begin;

	if (!(positive >= 1e-4 && positive < 1e15) || size < sizeof digits + 3)
		return false;
	for (unsigned decimals = 1; decimals < sizeof powers / sizeof *powers; decimals++) {
		double mantissa = positive * powers[decimals] + 0.5;
		uint64_t whole = mantissa < 1e15 ? (uint64_t)mantissa : 0;
		if (whole == 0)
			return false;
		double back = (double)whole / powers[decimals];
		if (back < positive || back > positive)
			continue;
		begin = digits_before(end, whole % (uint64_t)powers[decimals], decimals);
		*--begin = '.';
		begin = digits_before(begin, whole / (uint64_t)powers[decimals], 1);
		if (value < 0)
			*text++ = '-';
		memcpy(text, begin, (size_t)(end - begin));
		text[end - begin] = '\0';
		return true;
	}
	return false;
}

void bson_json_number(double value, char *text, size_t size)
{
	if (write_short(value, text, size))
		return;
	if (!isfinite(value)) {
		snprintf(text, size, "%s", isnan(value) ? "NaN" : value < 0 ? "-Infinity" : "Infinity");
		return;
	}
	for (int digits = 15; digits <= 17; digits++) {
		snprintf(text, size, "%.*g", digits, value);
		double back = strtod(text, NULL);
		if (memcmp(&back, &value, sizeof value) == 0)
			break;
	}
	if (strpbrk(text, ".e") == NULL) {
		size_t length = strlen(text);
		snprintf(text + length, size - length, ".0");
	}
}

static void write_escaped(struct buffer *json, unsigned char c)
{
	static const char meant[] = "\"\\\b\f\n\r\t", written[] = "\"\\bfnrt";
	const char *which = c != '\0' ? strchr(meant, c) : NULL;

	if (which != NULL)
		buffer_format(json, "\\%c", written[which - meant]);
	else
		buffer_format(json, "\\u%04x", c);
}

static void write_string(struct buffer *json, const char *text, size_t length)
{
	size_t begin = 0;

	buffer_char(json, '"');
	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)text[i];
		if (c >= 0x20 && c != '"' && c != '\\')
			continue;
		buffer_append(json, text + begin, i - begin);
		write_escaped(json, c);
		begin = i + 1;
	}
	buffer_append(json, text + begin, length - begin);
	buffer_char(json, '"');
}

/* One that is not ours may be nested deeper than the stack. */
enum { MOST_DEPTH = 200 };

static bool write_value(const bson_iter_t *iter, bool spaced, unsigned depth, struct buffer *json);

static bool write_nested(const bson_iter_t *iter, bool spaced, bool object, unsigned depth, struct buffer *json)
{
	bson_iter_t child;
	bool first = true;

	if (depth > MOST_DEPTH || !bson_iter_recurse(iter, &child))
		return false;
	buffer_char(json, object ? '{' : '[');
	while (bson_iter_next(&child)) {
		if (!first)
			buffer_text(json, spaced ? ", " : ",");
		first = false;
		if (object) {
			write_string(json, bson_iter_key(&child), bson_iter_key_len(&child));
			buffer_text(json, spaced ? ": " : ":");
		}
		if (!write_value(&child, spaced, depth + 1, json))
			return false;
	}
	buffer_char(json, object ? '}' : ']');
	return child.err_off == 0; /* the fields go on to its end */
}

static void write_integer(struct buffer *json, int64_t value)
{
	char digits[24], *end = digits + sizeof digits;
	char *begin = digits_before(end, value < 0 ? 0 - (uint64_t)value : (uint64_t)value, 1);

	if (value < 0)
		*--begin = '-';
	buffer_append(json, begin, (size_t)(end - begin));
}

static bool write_value(const bson_iter_t *iter, bool spaced, unsigned depth, struct buffer *json)
{
	uint32_t length;
	char number[32];

	switch (bson_iter_type(iter)) {
	case BSON_TYPE_DOCUMENT:
		return write_nested(iter, spaced, true, depth, json);
	case BSON_TYPE_ARRAY:
		return write_nested(iter, spaced, false, depth, json);
	case BSON_TYPE_UTF8: {
		const char *text = bson_iter_utf8(iter, &length);
		write_string(json, text, length);
		return true;
	}
	case BSON_TYPE_INT32:
	case BSON_TYPE_INT64:
		write_integer(json, bson_iter_as_int64(iter));
		return true;
	case BSON_TYPE_DOUBLE:
		bson_json_number(bson_iter_double(iter), number, sizeof number);
		buffer_text(json, number);
		return true;
	case BSON_TYPE_BOOL:
		buffer_text(json, bson_iter_bool(iter) ? "true" : "false");
		return true;
	case BSON_TYPE_NULL:
		buffer_text(json, "null");
		return true;
	default:
		return false;
	}
}

bool bson_json_text(const bson_iter_t *iter, bool spaced, struct buffer *json)
{
	return write_value(iter, spaced, 0, json);
}
