/* bson_json: JSON to BSON; see include/telltale/recording/bson_json.h. The way back: bson_json_text.c. */
#include "config.h"

#include "telltale/recording/bson_json.h"

#include <string.h>

#include "telltale/base/text.h"

enum { KEYS = 64 }; /* of one object that are compared with each other */

enum spacing { SPACING_OPEN, SPACING_NONE, SPACING_SPACED };

/* One walk over a payload. */
struct scan {
	const char *at, *end;
	enum spacing spacing; /* as the first comma or colon had it */
	bool exact;
	unsigned depth;
	struct buffer decoded; /* a string with escapes, without them */
};

/* The keys of an object so far, as hashes: two that are the same may be the same key. */
struct keys {
	uint32_t hashes[KEYS];
	size_t count;
};

static bool scan_value(struct scan *scan, bson_t *doc, const char *key, size_t key_length);

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* White space where the way back writes none. */
static void skip_space(struct scan *scan)
{
	while (scan->at < scan->end && is_space(*scan->at)) {
		scan->at++;
		scan->exact = false;
	}
}

/* Behind a comma or a colon the way back writes nothing, or one space: always the same. */
static void skip_separator_space(struct scan *scan)
{
	bool one = scan->at < scan->end && *scan->at == ' ';
	enum spacing spacing = one ? SPACING_SPACED : SPACING_NONE;

	if (one)
		scan->at++;
	if (scan->spacing == SPACING_OPEN)
		scan->spacing = spacing;
	if (scan->spacing != spacing)
		scan->exact = false;
	skip_space(scan);
}

static bool take(struct scan *scan, char c)
{
	if (scan->at == scan->end || *scan->at != c)
		return false;
	scan->at++;
	return true;
}

static bool take_word(struct scan *scan, const char *word)
{
	size_t n = strlen(word);

	if ((size_t)(scan->end - scan->at) < n || memcmp(scan->at, word, n) != 0)
		return false;
	scan->at += n;
	return true;
}

/* --- strings --------------------------------------------------------------------------------------------- */

static bool take_hex(struct scan *scan, uint32_t *value, bool *lower)
{
	*value = 0;
	if (scan->end - scan->at < 4)
		return false;
	for (int i = 0; i < 4; i++) {
		char c = *scan->at++;
		uint32_t digit = c >= '0' && c <= '9' ? (uint32_t)(c - '0') : c >= 'a' && c <= 'f' ? (uint32_t)(c - 'a' + 10)
		                 : c >= 'A' && c <= 'F' ? (uint32_t)(c - 'A' + 10) : 16;
		if (digit == 16)
			return false;
		*lower = *lower && !(c >= 'A' && c <= 'F');
		*value = *value << 4 | digit;
	}
	return true;
}

/* What follows "\u". The way back writes only control characters so, and those in lower case. */
static bool scan_unicode(struct scan *scan)
{
	uint32_t character, low;
	bool lower = true;
	char bytes[4];

	if (!take_hex(scan, &character, &lower))
		return false;
	if (character >= 0xd800 && character < 0xdc00) {
		if (!take_word(scan, "\\u") || !take_hex(scan, &low, &lower) || low < 0xdc00 || low > 0xdfff)
			return false;
		character = 0x10000 + ((character - 0xd800) << 10) + (low - 0xdc00);
	}
	if (character == 0) {
		buffer_char(&scan->decoded, '\0');
		return true;
	}
	if (character >= 0x20 || !lower || strchr("\b\f\n\r\t", (int)character) != NULL)
		scan->exact = false;
	size_t n = text_encode(bytes, character);
	buffer_append(&scan->decoded, bytes, n);
	return n > 0;
}

static bool scan_escape(struct scan *scan)
{
	static const char written[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";

	if (scan->at == scan->end)
		return false;
	char c = *scan->at++;
	if (c == 'u')
		return scan_unicode(scan);
	const char *which = c != '\0' ? strchr(written, c) : NULL;
	if (which == NULL)
		return false;
	if (c == '/')
		scan->exact = false;
	buffer_char(&scan->decoded, meant[which - written]);
	return true;
}

/* Bytes that stand for themselves, up to a quote, a backslash or a control character. */
static const char *plain_end(const char *at, const char *end)
{
	while (at < end && *at != '"' && *at != '\\' && (unsigned char)*at >= 0x20)
		at++;
	return at;
}

/* A string behind its opening quote. It lies in the payload, or in the decoded buffer if it has escapes. */
static bool scan_string(struct scan *scan, const char **text, size_t *length)
{
	const char *begin = scan->at;

	scan->at = plain_end(begin, scan->end);
	*text = begin;
	*length = (size_t)(scan->at - begin);
	if (take(scan, '"'))
		return text_is_utf8(*text, *length);
	buffer_reset(&scan->decoded);
	buffer_append(&scan->decoded, *text, *length);
	while (!take(scan, '"')) {
		begin = scan->at;
		if (take(scan, '\\')) {
			if (!scan_escape(scan))
				return false;
			continue;
		}
		scan->at = plain_end(begin, scan->end);
		if (scan->at == begin)
			return false; /* the payload's end, or a control character */
		buffer_append(&scan->decoded, begin, (size_t)(scan->at - begin));
	}
	*text = scan->decoded.bytes;
	*length = scan->decoded.length;
	return text_is_utf8(*text, *length);
}

/* --- numbers --------------------------------------------------------------------------------------------- */

bool bson_json_exact(const struct number *number, double value)
{
	double size = value < 0 ? -value : value;
	char text[32];

	if (!number->point || number->exponent || number->trailing_zero || (size > 0 && size < 1e-4) || size >= 1e15)
		return false;
	if (number->digits <= NUMBER_EXACT_DIGITS)
		return true;
	bson_json_number(value, text, sizeof text);
	return strlen(text) == number->length && memcmp(text, number->text, number->length) == 0;
}

static bool append_number(struct scan *scan, bson_t *doc, const char *key, size_t key_length)
{
	struct number number;
	int64_t integer;

	if (!number_scan(&scan->at, scan->end, &number))
		return false;
	if (!number_integer(&number, &integer)) {
		double value = number_value(&number);
		scan->exact = scan->exact && bson_json_exact(&number, value);
		return bson_append_double(doc, key, (int)key_length, value);
	}
	if (integer >= INT32_MIN && integer <= INT32_MAX)
		return bson_append_int32(doc, key, (int)key_length, (int32_t)integer);
	return bson_append_int64(doc, key, (int)key_length, integer);
}

/* --- objects and arrays ---------------------------------------------------------------------------------- */

/* FNV-1a. */
static uint32_t hash(const char *key, size_t length)
{
	uint32_t hash = 2166136261u;

	for (size_t i = 0; i < length; i++)
		hash = (hash ^ (unsigned char)key[i]) * 16777619u;
	return hash;
}

/* Databases keep only one of two fields with the same key: then the bytes are kept as well. */
static void note_key(struct scan *scan, struct keys *keys, const char *key, size_t length)
{
	uint32_t mine = hash(key, length);

	for (size_t i = 0; i < keys->count; i++)
		if (keys->hashes[i] == mine)
			scan->exact = false;
	if (keys->count < KEYS)
		keys->hashes[keys->count++] = mine;
	else
		scan->exact = false; /* nobody compares so many */
}

static bool scan_member(struct scan *scan, bson_t *object, struct keys *keys)
{
	char copy[256], *key = copy;
	const char *text;
	size_t length;

	if (!take(scan, '"') || !scan_string(scan, &text, &length) || length == 0 || *text == '$' ||
	    memchr(text, '\0', length) != NULL || length >= sizeof copy)
		return false;
	memcpy(key, text, length); /* the buffer that it may lie in is used again for the value */
	note_key(scan, keys, key, length);
	skip_space(scan);
	if (!take(scan, ':'))
		return false;
	skip_separator_space(scan);
	return scan_value(scan, object, key, length);
}

static bool scan_object(struct scan *scan, bson_t *object)
{
	struct keys keys;

	keys.count = 0;
	skip_space(scan);
	if (take(scan, '}'))
		return true;
	for (;;) {
		if (!scan_member(scan, object, &keys))
			return false;
		skip_space(scan);
		if (take(scan, '}'))
			return true;
		if (!take(scan, ','))
			return false;
		skip_separator_space(scan);
	}
}

static bool scan_array(struct scan *scan, bson_t *array)
{
	char text[16];
	const char *key;

	skip_space(scan);
	if (take(scan, ']'))
		return true;
	for (uint32_t i = 0;; i++) {
		size_t length = bson_uint32_to_string(i, &key, text, sizeof text);
		if (!scan_value(scan, array, key, length))
			return false;
		skip_space(scan);
		if (take(scan, ']'))
			return true;
		if (!take(scan, ','))
			return false;
		skip_separator_space(scan);
	}
}

/* Both, with the child begun and ended in its parent whatever happens. */
static bool append_nested(struct scan *scan, bson_t *doc, const char *key, size_t key_length)
{
	bool object = *scan->at++ == '{', good;
	bson_t child;

	if (++scan->depth > BSON_JSON_DEPTH)
		return false;
	if (object) {
		bson_append_document_begin(doc, key, (int)key_length, &child);
		good = scan_object(scan, &child);
		bson_append_document_end(doc, &child);
	} else {
		bson_append_array_begin(doc, key, (int)key_length, &child);
		good = scan_array(scan, &child);
		bson_append_array_end(doc, &child);
	}
	scan->depth--;
	return good;
}

static bool scan_value(struct scan *scan, bson_t *doc, const char *key, size_t key_length)
{
	const char *text;
	size_t length;

	if (scan->at == scan->end)
		return false;
	switch (*scan->at) {
	case '{':
	case '[':
		return append_nested(scan, doc, key, key_length);
	case '"':
		scan->at++;
		return scan_string(scan, &text, &length) &&
		       bson_append_utf8(doc, key, (int)key_length, text, (int)length);
	case 't':
		return take_word(scan, "true") && bson_append_bool(doc, key, (int)key_length, true);
	case 'f':
		return take_word(scan, "false") && bson_append_bool(doc, key, (int)key_length, false);
	case 'n':
		return take_word(scan, "null") && bson_append_null(doc, key, (int)key_length);
	default:
		return append_number(scan, doc, key, key_length);
	}
}

enum bson_json_result bson_json_append(bson_t *doc, const char *key, const char *json, size_t length)
{
	struct scan scan = { .at = json, .end = json + length, .exact = true };
	bool string;

	skip_space(&scan);
	string = scan.at < scan.end && *scan.at == '"';
	bool good = scan_value(&scan, doc, key, strlen(key));
	skip_space(&scan);
	buffer_clear(&scan.decoded);
	if (!good || scan.at < scan.end)
		return BSON_JSON_NO;
	if (!scan.exact || string) /* a BSON string stands for its bytes, without quotes */
		return BSON_JSON_INEXACT;
	return scan.spacing == SPACING_SPACED ? BSON_JSON_SPACED : BSON_JSON_EXACT;
}
