/* payload: see include/telltale/ui/payload.h */
#include "config.h"

#include "telltale/ui/payload.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "telltale/base/memory.h"
#include "telltale/base/text.h"

enum { LINE_BYTES = 1024, INDENT = 2, DEEPEST_INDENT = 24, BYTES_A_LINE = 16 };

/* A line being put together. */
struct layout {
	struct payload_lines *out;
	char line[LINE_BYTES];
	size_t used;
};

static void add_line(struct payload_lines *out, const char *bytes, size_t length)
{
	char clean[4 * LINE_BYTES];

	if (out->count >= PAYLOAD_MOST_LINES)
		return;
	text_clean(clean, sizeof clean, bytes, length);
	out->lines = memory_resize(out->lines, out->count + 1, sizeof *out->lines);
	out->lines[out->count++] = memory_text(clean);
}

static void flush(struct layout *layout)
{
	add_line(layout->out, layout->line, layout->used);
	layout->used = 0;
}

/* A line that is full goes on in the next one; a character isn't torn apart. */
static void append(struct layout *layout, const char *bytes, size_t length)
{
	while (length > 0) {
		size_t part = length < LINE_BYTES / 2 ? length : LINE_BYTES / 2;
		while (part < length && part > 1 && ((unsigned char)bytes[part] & 0xc0) == 0x80)
			part--;
		if (part > LINE_BYTES - layout->used)
			flush(layout);
		memcpy(layout->line + layout->used, bytes, part);
		layout->used += part;
		bytes += part;
		length -= part;
	}
}

static void indent(struct layout *layout, unsigned depth)
{
	unsigned spaces = INDENT * (depth < DEEPEST_INDENT ? depth : DEEPEST_INDENT);

	while (spaces-- > 0)
		append(layout, " ", 1);
}

static size_t string_length(const char *json, size_t n)
{
	size_t i = 1;

	while (i < n && json[i] != '"')
		i += json[i] == '\\' ? 2 : 1;
	return i + 1 < n ? i + 1 : n;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static size_t skip_spaces(const char *json, size_t i, size_t n)
{
	while (i < n && is_space(json[i]))
		i++;
	return i;
}

/* Brackets, commas and colons make the lines; everything else is copied as it stands. */
static void lay_out_json(struct layout *layout, const char *json, size_t n)
{
	unsigned depth = 0;

	for (size_t i = skip_spaces(json, 0, n); i < n; i = skip_spaces(json, i, n)) {
		char c = json[i];
		size_t taken = 1, next;
		switch (c) {
		case '{':
		case '[':
			append(layout, &c, 1);
			next = skip_spaces(json, i + 1, n);
			if (next < n && (json[next] == '}' || json[next] == ']')) { /* empty: stays on the line */
				append(layout, &json[next], 1);
				taken = next + 1 - i;
				break;
			}
			flush(layout);
			indent(layout, ++depth);
			break;
		case '}':
		case ']':
			flush(layout);
			depth = depth > 0 ? depth - 1 : 0;
			indent(layout, depth);
			append(layout, &c, 1);
			break;
		case ',':
			append(layout, ",", 1);
			flush(layout);
			indent(layout, depth);
			break;
		case ':':
			append(layout, ": ", 2);
			break;
		case '"':
			taken = string_length(json + i, n - i);
			append(layout, json + i, taken);
			break;
		default:
			append(layout, &c, 1);
		}
		i += taken;
	}
	flush(layout);
}

static void lay_out_text(struct layout *layout, const char *text, size_t n)
{
	while (n > 0) {
		const char *end = memchr(text, '\n', n);
		size_t length = end != NULL ? (size_t)(end - text) : n;
		append(layout, text, length > 0 && text[length - 1] == '\r' ? length - 1 : length);
		flush(layout);
		length += end != NULL;
		text += length;
		n -= length;
	}
}

static void lay_out_bytes(struct payload_lines *out, const char *bytes, size_t n)
{
	for (size_t at = 0; at < n && out->count < PAYLOAD_MOST_LINES; at += BYTES_A_LINE) {
		char line[128];
		size_t used = (size_t)snprintf(line, sizeof line, "%06zx ", at);
		for (size_t i = 0; i < BYTES_A_LINE; i++)
			used += at + i < n ? (size_t)snprintf(line + used, sizeof line - used, " %02x", (unsigned char)bytes[at + i])
			                   : (size_t)snprintf(line + used, sizeof line - used, "   ");
		used += (size_t)snprintf(line + used, sizeof line - used, "  ");
		for (size_t i = 0; i < BYTES_A_LINE && at + i < n; i++)
			line[used++] = bytes[at + i] >= ' ' && bytes[at + i] < 127 ? bytes[at + i] : '.';
		add_line(out, line, used);
	}
}

static bool is_text(const char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (((unsigned char)bytes[i] < ' ' && !is_space(bytes[i]) && bytes[i] != '\033') || bytes[i] == 127)
			return false;
	return text_is_utf8(bytes, n);
}

/* A payload that was kept in part may end inside a character: leave that out. */
static size_t whole_characters(const char *bytes, size_t n)
{
	for (size_t cut = 0; cut < 4 && cut < n; cut++)
		if (text_is_utf8(bytes, n - cut))
			return n - cut;
	return n;
}

static bool is_json(const char *payload, size_t n)
{
	size_t first = skip_spaces(payload, 0, n);

	return first < n && (payload[first] == '{' || payload[first] == '[');
}

void payload_layout_as(struct payload_lines *lines, enum payload_form form, const char *payload, size_t kept,
                       size_t length)
{
	struct layout layout = { .out = lines };
	size_t n = kept < length ? whole_characters(payload, kept) : kept;

	*lines = (struct payload_lines){ .kind = "empty" };
	if (kept == 0)
		return;
	if (form == PAYLOAD_BYTES || (form == PAYLOAD_AUTO && !is_text(payload, n))) {
		lines->kind = "bytes";
		lay_out_bytes(lines, payload, kept);
	} else if (form == PAYLOAD_AUTO && is_json(payload, n)) {
		lines->kind = "JSON";
		lay_out_json(&layout, payload, n);
	} else {
		lines->kind = "text";
		lay_out_text(&layout, payload, n);
	}
}

void payload_layout(struct payload_lines *lines, const char *payload, size_t kept, size_t length)
{
	payload_layout_as(lines, PAYLOAD_AUTO, payload, kept, length);
}

static void forget_before(struct payload_lines *lines)
{
	for (size_t i = 0; lines->before != NULL && i < lines->count; i++)
		free(lines->before[i]);
	free(lines->before);
	lines->before = NULL;
}

void payload_clear(struct payload_lines *lines)
{
	forget_before(lines);
	for (size_t i = 0; i < lines->count; i++)
		free(lines->lines[i]);
	free(lines->lines);
	*lines = (struct payload_lines){ .kind = "empty" };
}

/* --- in a few words -------------------------------------------------------------------------------------- */

void payload_describe(char *text, size_t size, const char *payload, size_t kept, size_t length)
{
	size_t n = kept < length ? whole_characters(payload, kept) : kept;
	char bytes[32], magic[64];

	text_bytes(bytes, sizeof bytes, length);
	if (length == 0)
		snprintf(text, size, "empty");
	else if (payload_magic(magic, sizeof magic, payload, kept))
		snprintf(text, size, "%s, %s", magic, bytes);
	else
		snprintf(text, size, "%s, %s", !is_text(payload, n) ? "bytes" : is_json(payload, n) ? "JSON" : "text", bytes);
}

/* Whether the string at the front is a key that is a plain word; its length with the quotes. */
static bool is_plain_key(const char *json, size_t n, size_t *length)
{
	*length = string_length(json, n);
	size_t behind = skip_spaces(json, *length, n);
	if (behind >= n || json[behind] != ':' || *length < 3)
		return false;
	for (size_t i = 1; i + 1 < *length; i++)
		if (strchr(" \\:,{}[]\"", json[i]) != NULL)
			return false;
	return true;
}

/* JSON on one line, as people would write it down: {lift: 1, text: "up"}. */
static size_t abridge(char *line, size_t room, const char *json, size_t n)
{
	size_t used = 0;

	for (size_t i = skip_spaces(json, 0, n); i < n && used + 2 < room; i = skip_spaces(json, i, n)) {
		size_t taken = 1, skip = 0;
		if (json[i] == '"' && is_plain_key(json + i, n - i, &taken))
			skip = 1;
		size_t part = taken - 2 * skip < room - used - 2 ? taken - 2 * skip : room - used - 2;
		memcpy(line + used, json + i + skip, part);
		used += part;
		if (json[i] == ':' || json[i] == ',')
			line[used++] = ' ';
		i += taken;
	}
	return used;
}

static size_t first_bytes(char *line, size_t room, const char *payload, size_t n)
{
	size_t used = 0;

	for (size_t i = 0; i < n && used + 4 < room; i++)
		used += (size_t)snprintf(line + used, room - used, "%s%02x", i > 0 ? " " : "", (unsigned char)payload[i]);
	return used;
}

void payload_summary(char *text, size_t size, const char *payload, size_t kept, size_t length)
{
	char line[LINE_BYTES];
	size_t n = kept < sizeof line ? kept : sizeof line, used;

	if (payload_magic(line, sizeof line, payload, kept)) {
		payload_describe(text, size, payload, kept, length);
		return;
	}
	n = n < length ? whole_characters(payload, n) : n;
	if (!is_text(payload, n))
		used = first_bytes(line, sizeof line / 4, payload, n);
	else if (is_json(payload, n))
		used = abridge(line, sizeof line, payload, n);
	else
		memcpy(line, payload, used = n);
	text_clean(text, size, line, used);
}
