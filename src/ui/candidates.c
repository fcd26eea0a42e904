/* candidates: see include/telltale/ui/candidates.h */
#include "config.h"

#include "telltale/ui/candidates.h"

#include <stdio.h>
#include <string.h>

#include "telltale/base/text.h"

enum { MOST_ROWS = 8, HELP_COLUMN = 26 };

void candidates_begin(struct candidates *candidates, const char *line, size_t begin)
{
	snprintf(candidates->begun, sizeof candidates->begun, "%s", line + begin);
	candidates->begin = begin;
	candidates->count = candidates->found = 0;
	*candidates->common = '\0';
	candidates->chosen = CANDIDATES_NONE;
}

static bool begins_as(const char *text, const char *begun)
{
	char begin[CANDIDATE_BYTES];

	snprintf(begin, sizeof begin, "%.*s", (int)strlen(begun), text);
	return text_same(begin, begun);
}

/* Cuts what is common to what this text has of it, too; between two characters. */
static void shorten_common(char *common, const char *text)
{
	size_t i = 0;

	while (common[i] != '\0' && common[i] == text[i])
		i++;
	while (i > 0 && ((unsigned char)common[i] & 0xc0) == 0x80)
		i--;
	common[i] = '\0';
}

void candidates_add(struct candidates *candidates, const char *text, const char *argument, const char *help)
{
	if (strlen(text) >= CANDIDATE_BYTES || !begins_as(text, candidates->begun))
		return;
	if (candidates->found++ == 0)
		snprintf(candidates->common, sizeof candidates->common, "%s", text);
	shorten_common(candidates->common, text);
	if (candidates->count == CANDIDATES)
		return;
	struct candidate *candidate = &candidates->all[candidates->count++];
	snprintf(candidate->text, sizeof candidate->text, "%s", text);
	snprintf(candidate->argument, sizeof candidate->argument, "%s", argument);
	candidate->help = help;
}

void candidates_add_words(struct candidates *candidates, const char *words, const char *help)
{
	while (*words != '\0') {
		char word[CANDIDATE_BYTES];
		size_t length = strcspn(words, " ");
		snprintf(word, sizeof word, "%.*s", (int)length, words);
		candidates_add(candidates, word, "", help);
		words += length + strspn(words + length, " ");
	}
}

static void draw_candidate(const struct candidates *candidates, const struct canvas *canvas, int row, size_t number)
{
	const struct candidate *candidate = &candidates->all[number];
	bool chosen = (int)number == candidates->chosen;
	enum slot slot = chosen ? SLOT_INPUT : SLOT_KEY;
	int column = canvas->columns > 2 * HELP_COLUMN ? HELP_COLUMN : canvas->columns / 2;

	draw_fill(canvas, row, 0, canvas->columns, chosen ? SLOT_INPUT : SLOT_TEXT);
	draw_text(canvas, row, 0, slot, chosen ? glyph_text(GLYPH_UNDER_WAY, canvas->terminal->utf8) : " "); /* colour never stands alone */
	int used = 1 + draw_text_in(canvas, row, 1, canvas->columns - 1, slot, candidate->text);
	if (*candidate->argument != '\0')
		used += 1 + draw_text(canvas, row, used + 1, chosen ? SLOT_INPUT : SLOT_DIM, candidate->argument);
	if (*candidate->help != '\0' && used + 2 < canvas->columns)
		draw_text(canvas, row, used + 2 > column ? used + 2 : column, chosen ? SLOT_INPUT : SLOT_KEY_TEXT, candidate->help);
}

void candidates_draw(const struct candidates *candidates, const struct canvas *canvas)
{
	int room = canvas->rows - 1 < MOST_ROWS ? canvas->rows - 1 : MOST_ROWS, count = (int)candidates->count;
	int rows = count < room ? count : room, first = candidates->chosen - rows + 1;

	if (rows <= 0)
		return;
	first = first > 0 ? first : 0;
	for (int i = 0; i < rows; i++)
		draw_candidate(candidates, canvas, canvas->rows - rows + i, (size_t)(first + i));
	if ((size_t)(first + rows) < candidates->found) {
		char more[32];
		snprintf(more, sizeof more, " +%zu more ", candidates->found - (size_t)(first + rows));
		draw_right(canvas, canvas->rows - 1, canvas->columns, SLOT_DIM, more);
	}
}
