/* json: see include/telltale/recording/json.h */
#include "config.h"

#include "telltale/recording/json.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "telltale/base/memory.h"
#include "telltale/base/text.h"
#include "telltale/recording/bson_json.h"
#include "telltale/recording/moment.h"

/* --- strings --------------------------------------------------------------------------------------------- */

static void escape(struct buffer *json, uint32_t c)
{
	static const char meant[] = "\"\\\b\f\n\r\t", written[] = "\"\\bfnrt";
	const char *which = c != 0 && c < 0x80 ? strchr(meant, (int)c) : NULL;

	if (which != NULL)
		buffer_format(json, "\\%c", written[which - meant]);
	else
		buffer_format(json, "\\u%04" PRIx32, c);
}

/* Control characters, and what others take for the end of a line. */
static bool needs_escape(uint32_t c)
{
	return c < 0x20 || c == '"' || c == '\\' || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029;
}

/* How many of n bytes stand for themselves. */
static size_t plain_length(const char *text, size_t n)
{
	size_t i = 0;

	while (i < n && text[i] >= 0x20 && text[i] < 0x7f && text[i] != '"' && text[i] != '\\')
		i++;
	return i;
}

void json_string(struct buffer *json, const char *text, size_t length)
{
	uint32_t character;

	buffer_char(json, '"');
	while (length > 0) {
		size_t n = plain_length(text, length);
		buffer_append(json, text, n);
		text += n;
		length -= n;
		if (length == 0)
			break;
		n = text_decode(text, length, &character);
		if (character == TEXT_BROKEN)
			buffer_text(json, "\xef\xbf\xbd");
		else if (needs_escape(character))
			escape(json, character);
		else
			buffer_append(json, text, n);
		text += n;
		length -= n;
	}
	buffer_char(json, '"');
}

/* --- members --------------------------------------------------------------------------------------------- */

/* What stands in front of a value: a comma, its name. */
static void begin_value(struct buffer *json, const char *name)
{
	char last = json->length > 0 ? json->bytes[json->length - 1] : '{';

	if (last != '{' && last != '[')
		buffer_char(json, ',');
	if (name != NULL) {
		json_string(json, name, strlen(name));
		buffer_char(json, ':');
	}
}

void json_begin(struct buffer *json, const char *name, char bracket)
{
	begin_value(json, name);
	buffer_char(json, bracket);
}

void json_end(struct buffer *json, char bracket)
{
	buffer_char(json, bracket);
}

void json_text(struct buffer *json, const char *name, const char *text, size_t length)
{
	begin_value(json, name);
	json_string(json, text, length);
}

void json_clean(struct buffer *json, const char *name, const char *text, size_t length)
{
	if (text_is_utf8(text, length)) {
		json_text(json, name, text, length);
		return;
	}
	size_t size = 10 * length + 1;
	char *clean = memory_resize(NULL, size, 1);
	json_text(json, name, clean, text_clean(clean, size, text, length));
	free(clean);
}

void json_integer(struct buffer *json, const char *name, int64_t value)
{
	begin_value(json, name);
	buffer_format(json, "%" PRId64, value);
}

void json_number(struct buffer *json, const char *name, double value)
{
	char text[32];

	bson_json_number(value, text, sizeof text);
	begin_value(json, name);
	buffer_text(json, isfinite(value) ? text : "null");
}

void json_bool(struct buffer *json, const char *name, bool value)
{
	begin_value(json, name);
	buffer_text(json, value ? "true" : "false");
}

void json_null(struct buffer *json, const char *name)
{
	begin_value(json, name);
	buffer_text(json, "null");
}

void json_time(struct buffer *json, const char *name, int64_t wall)
{
	char text[MOMENT_TEXT];

	moment_utc(text, wall);
	json_text(json, name, text, strlen(text));
}
