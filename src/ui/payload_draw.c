/* payload_draw: lines of JSON in colours; see include/telltale/ui/payload.h */
#include "config.h"

#include "telltale/ui/payload.h"

#include <string.h>

#include "telltale/base/text.h"

enum { LINE_BYTES = 4096, SUMMARY_BYTES = 2048 };

static bool ends_word(char c)
{
	return c == '\0' || strchr(" \t\",:{}[]", c) != NULL;
}

static enum slot slot_of_word(const char *word, size_t length)
{
	static const char *const words[] = { "true", "false", "null" };

	if (strchr("-0123456789", *word) != NULL)
		return SLOT_VALUE;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strlen(words[i]) == length && memcmp(words[i], word, length) == 0)
			return SLOT_ONLINE;
	return SLOT_LABEL; /* a key that was cut */
}

/* The piece at the front of a line, what it is by its first bytes and by what stands behind. */
static size_t next_piece(const char *line, enum slot *slot)
{
	size_t length = 0;

	if (*line == '"') {
		for (length = 1; line[length] != '\0' && line[length] != '"'; length++)
			if (line[length] == '\\' && line[length + 1] != '\0')
				length++;
		length += line[length] == '"';
		*slot = SLOT_SPARK;
	} else if (ends_word(*line)) {
		*slot = SLOT_DIM;
		return 1;
	} else {
		while (!ends_word(line[length]))
			length++;
		*slot = slot_of_word(line, length);
	}
	if (line[length + strspn(line + length, " ")] == ':')
		*slot = SLOT_LABEL;
	return length;
}

static int draw_pieces(const struct canvas *canvas, int row, int column, int most, const char *line)
{
	int used = 0;

	while (*line != '\0' && used < most) {
		char piece[LINE_BYTES];
		enum slot slot, next;
		size_t length = next_piece(line, &slot);
		while (line[length] != '\0' && length < sizeof piece / 2) { /* what has the same colour is drawn at once */
			size_t more = next_piece(line + length, &next);
			if (next != slot && line[length] != ' ')
				break;
			length += more;
		}
		length = length < sizeof piece ? length : sizeof piece - 1;
		memcpy(piece, line, length);
		piece[length] = '\0';
		used += draw_text_in(canvas, row, column + used, most - used, slot, piece);
		line += length;
	}
	return used;
}

int payload_draw(const struct canvas *canvas, int row, int column, int most, bool json, const char *line)
{
	char ascii[LINE_BYTES], fitted[LINE_BYTES];
	int room = most < canvas->columns - column ? most : canvas->columns - column;

	if (room <= 0 || !canvas_shows(canvas, row))
		return 0;
	if (!json)
		return draw_text_in(canvas, row, column, room, SLOT_TEXT, line);
	if (!canvas->terminal->utf8) {
		text_ascii(ascii, sizeof ascii, line);
		line = ascii;
	}
	text_fit(fitted, sizeof fitted, line, (size_t)room, glyph_text(GLYPH_ELLIPSIS, canvas->terminal->utf8));
	return draw_pieces(canvas, row, column, room, fitted);
}

void payload_draw_summary(const struct canvas *canvas, int row, int column, bool chosen, const char *payload, size_t kept,
                          size_t length)
{
	char line[SUMMARY_BYTES];

	payload_summary(line, sizeof line, payload, kept, length);
	if (length == 0)
		draw_text(canvas, row, column, chosen ? SLOT_INPUT : SLOT_DIM, "empty");
	else if (chosen)
		draw_text(canvas, row, column, SLOT_INPUT, line);
	else
		payload_draw(canvas, row, column, canvas->columns - column, *line == '{' || *line == '[', line);
}
