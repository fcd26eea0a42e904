/* text: UTF-8, columns and cleaning; see include/telltale/base/text.h. Numbers and names: text_words.c. */
#include "config.h"

#include "telltale/base/text.h"

#include <stdio.h>
#include <string.h>
#include <wchar.h>

enum { MARKS_IN_A_ROW = 3 };

static bool is_continuation(char byte)
{
	return ((unsigned char)byte & 0xc0) == 0x80;
}

size_t text_decode(const char *text, size_t n, uint32_t *character)
{
	static const struct {
		unsigned char mask, lead;
		unsigned length;
		uint32_t least; /* smaller values are overlong */
	} forms[] = {
		{ 0x80, 0x00, 1, 0 },
		{ 0xe0, 0xc0, 2, 0x80 },
		{ 0xf0, 0xe0, 3, 0x800 },
		{ 0xf8, 0xf0, 4, 0x10000 },
	};
	unsigned char lead = (unsigned char)text[0];

	*character = TEXT_BROKEN;
	for (size_t f = 0; f < sizeof forms / sizeof *forms; f++) {
		if ((lead & forms[f].mask) != forms[f].lead)
			continue;
		if (forms[f].length > n)
			return 1;
		uint32_t value = lead & (unsigned char)~forms[f].mask;
		for (unsigned i = 1; i < forms[f].length; i++) {
			if (!is_continuation(text[i]))
				return 1;
			value = value << 6 | ((unsigned char)text[i] & 0x3f);
		}
		if (value < forms[f].least || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff))
			return 1;
		*character = value;
		return forms[f].length;
	}
	return 1;
}

size_t text_encode(char *text, uint32_t c)
{
	if (c < 0x80) {
		text[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		text[0] = (char)(0xc0 | c >> 6);
		text[1] = (char)(0x80 | (c & 0x3f));
		return 2;
	}
	if (c >= 0xd800 && c <= 0xdfff)
		return 0; /* surrogates are no characters */
	if (c < 0x10000) {
		text[0] = (char)(0xe0 | c >> 12);
		text[1] = (char)(0x80 | (c >> 6 & 0x3f));
		text[2] = (char)(0x80 | (c & 0x3f));
		return 3;
	}
	if (c > 0x10ffff)
		return 0;
	text[0] = (char)(0xf0 | c >> 18);
	text[1] = (char)(0x80 | (c >> 12 & 0x3f));
	text[2] = (char)(0x80 | (c >> 6 & 0x3f));
	text[3] = (char)(0x80 | (c & 0x3f));
	return 4;
}

/* How many of the first bytes are ASCII, by eights. */
static size_t ascii_eights(const char *text, size_t n)
{
	size_t i = 0;

	for (uint64_t eight; n - i >= sizeof eight; i += sizeof eight) {
		memcpy(&eight, text + i, sizeof eight);
		if (eight & UINT64_C(0x8080808080808080))
			break;
	}
	return i;
}

bool text_is_utf8(const char *text, size_t n)
{
	uint32_t character;

	for (size_t i = ascii_eights(text, n); i < n;) {
		if ((unsigned char)text[i] < 0x80) {
			i++;
			continue;
		}
		i += text_decode(text + i, n - i, &character);
		if (character == TEXT_BROKEN)
			return false;
	}
	return true;
}

/* Characters that a terminal obeys, or that a reader can't see. */
static bool is_misleading(uint32_t c)
{
	static const struct {
		uint32_t first, last;
	} ranges[] = {
		{ 0x0000, 0x001f },   /* C0 */
		{ 0x007f, 0x009f },   /* DEL, C1 */
		{ 0x00ad, 0x00ad },   /* soft hyphen */
		{ 0x034f, 0x034f },   /* combining grapheme joiner */
		{ 0x061c, 0x061c },   /* Arabic letter mark */
		{ 0x115f, 0x1160 },   /* Hangul fillers */
		{ 0x17b4, 0x17b5 },   /* Khmer inherent vowels */
		{ 0x180e, 0x180e },   /* Mongolian vowel separator */
		{ 0x200b, 0x200f },   /* zero width, left-to-right and right-to-left marks */
		{ 0x2028, 0x202e },   /* separators, bidirectional embedding and override */
		{ 0x2060, 0x206f },   /* word joiner, bidirectional isolates */
		{ 0x3164, 0x3164 },   /* Hangul filler */
		{ 0xfeff, 0xfeff },   /* byte order mark */
		{ 0xfff9, 0xfffb },   /* interlinear annotation */
		{ 0x1d173, 0x1d17a }, /* musical format controls */
		{ 0xe0000, 0xe0fff }, /* tags, variation selectors supplement */
	};
	for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
		if (c >= ranges[i].first && c <= ranges[i].last)
			return true;
	return (c & 0xfffe) == 0xfffe; /* noncharacters */
}

/* Makes one character (or a broken byte) visible; at most 10 bytes and the NUL. */
static size_t make_visible(char *text, size_t size, uint32_t c, char byte)
{
	switch (c) {
	case '\n': return (size_t)snprintf(text, size, "\\n");
	case '\r': return (size_t)snprintf(text, size, "\\r");
	case '\t': return (size_t)snprintf(text, size, "\\t");
	case TEXT_BROKEN: return (size_t)snprintf(text, size, "\\x%02x", (unsigned char)byte);
	default: break;
	}
	if (c < 0x100)
		return (size_t)snprintf(text, size, "\\x%02x", (unsigned)c);
	return (size_t)snprintf(text, size, c < 0x10000 ? "\\u%04x" : "\\U%08x", (unsigned)c);
}

static bool is_variation_selector(uint32_t c)
{
	return c >= 0xfe00 && c <= 0xfe0f; /* choose a glyph's style, and make its width a matter of taste */
}

size_t text_clean(char *clean, size_t size, const char *text, size_t n)
{
	size_t used = 0;
	unsigned marks = 0;

	if (size == 0)
		return 0;
	for (size_t i = 0; i < n;) {
		if (text[i] >= 0x20 && text[i] < 0x7f) { /* most are */
			if (used == size - 1)
				break;
			clean[used++] = text[i++];
			marks = 0;
			continue;
		}
		char piece[16] = "";
		uint32_t c;
		size_t taken = text_decode(text + i, n - i, &c);
		size_t length;
		bool mark = c != TEXT_BROKEN && text_char_width(c) == 0;

		marks = mark ? marks + 1 : 0;
		if (is_variation_selector(c))
			length = 0;
		else if (c == TEXT_BROKEN || is_misleading(c) || marks > MARKS_IN_A_ROW || (mark && used == 0))
			length = make_visible(piece, sizeof piece, c, text[i]);
		else
			length = text_encode(piece, c);
		if (length > size - 1 - used)
			break;
		memcpy(clean + used, piece, length);
		used += length;
		i += taken;
	}
	clean[used] = '\0';
	return used;
}

size_t text_char_width(uint32_t character)
{
	if (character < 0x7f)
		return 1;
	int width = wcwidth((wchar_t)character);
	return width < 0 ? 1 : (size_t)width;
}

size_t text_width(const char *text)
{
	size_t n = strlen(text), width = 0;
	uint32_t c;

	for (size_t i = 0; i < n;) {
		if (text[i] >= 0x20 && text[i] < 0x7f) {
			width++;
			i++;
			continue;
		}
		i += text_decode(text + i, n - i, &c);
		width += c == TEXT_BROKEN ? 1 : text_char_width(c);
	}
	return width;
}

/* Bytes of the longest beginning of text that takes at most `columns`; *width gets its columns. */
static size_t fitting(const char *text, size_t n, size_t columns, size_t room, size_t *width)
{
	size_t most = n < columns ? n : columns, used = 0;

	most = most < room ? most : room;
	while (used < most && text[used] >= 0x20 && text[used] < 0x7f) /* most are ASCII: a byte is a column */
		used++;
	*width = used;
	while (used < n) {
		uint32_t c;
		size_t taken = text_decode(text + used, n - used, &c);
		size_t wide = c == TEXT_BROKEN ? 1 : text_char_width(c);
		if (*width + wide > columns || used + taken > room)
			break;
		*width += wide;
		used += taken;
	}
	return used;
}

size_t text_fit(char *fitted, size_t size, const char *text, size_t columns, const char *ellipsis)
{
	size_t n = strlen(text), width, tail = strlen(ellipsis);

	if (size == 0)
		return 0;
	size_t used = fitting(text, n, columns, size - 1, &width);
	if (used < n && columns > 0 && tail > 0 && tail < size) {
		used = fitting(text, n, columns - 1, size - 1 - tail, &width);
		memcpy(fitted, text, used);
		memcpy(fitted + used, ellipsis, tail + 1);
		return width + 1;
	}
	memcpy(fitted, text, used);
	fitted[used] = '\0';
	return width;
}

size_t text_ascii(char *ascii, size_t size, const char *text)
{
	static const struct {
		uint32_t character;
		const char *twin;
	} twins[] = {
		{ 0xb0, "deg" }, { 0xb5, "u" },  { 0x3bc, "u" },   { 0xb2, "2" },    { 0xb3, "3" },     { 0xb7, "." },
		{ 0xd7, "x" },   { 0xb1, "+-" }, { 0x2013, "-" },  { 0x2014, "-" },  { 0x2018, "'" },   { 0x2019, "'" },
		{ 0x201c, "\"" }, { 0x201d, "\"" }, { 0x2026, "..." }, { 0x2082, "2" }, { 0x2126, "Ohm" }, { 0x3a9, "Ohm" },
		{ 0x20ac, "EUR" }, { 0xa0, " " }, { 0x2030, "o/oo" }, { 0x2190, "<-" }, { 0x2192, "->" }, { 0xdf, "ss" },
	};
	size_t n = strlen(text), used = 0;

	if (size == 0)
		return 0;
	for (size_t i = 0; i < n;) {
		uint32_t c;
		i += text_decode(text + i, n - i, &c);
		char one[2] = { (char)c, '\0' };
		const char *twin = c < 0x80 ? one : text_char_width(c) == 2 ? "??" : text_char_width(c) == 1 ? "?" : "";
		for (size_t t = 0; c >= 0x80 && t < sizeof twins / sizeof *twins; t++)
			if (twins[t].character == c)
				twin = twins[t].twin;
		size_t length = strlen(twin);
		if (length > size - 1 - used)
			break;
		memcpy(ascii + used, twin, length);
		used += length;
	}
	ascii[used] = '\0';
	return used;
}
