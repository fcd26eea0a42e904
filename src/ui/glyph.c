/* glyph: see include/telltale/ui/glyph.h */
#include "config.h"

#include "telltale/ui/glyph.h"

#include <stddef.h>

#include "telltale/base/text.h"

static const struct {
	const char *utf8, *ascii;
} glyphs[GLYPH_COUNT] = {
	[GLYPH_ONLINE] = { "●", "*" },       [GLYPH_STALE] = { "○", "o" },
	[GLYPH_OFFLINE] = { "×", "x" },      [GLYPH_STORED] = { "◇", "s" },
	[GLYPH_CLOSED] = { "●", "#" },       [GLYPH_OPEN] = { "○", "O" },
	[GLYPH_HALF] = { "◒", "%" },         [GLYPH_UP] = { "▲", "^" },
	[GLYPH_DOWN] = { "▼", "v" },         [GLYPH_RISING] = { "△", "^" },
	[GLYPH_SINKING] = { "▽", "v" },      [GLYPH_ON] = { "●", "*" },
	[GLYPH_OFF] = { "○", "o" },          [GLYPH_DOT] = { "·", "-" },
	[GLYPH_ATTENTION] = { "!", "!" },    [GLYPH_QUESTION] = { "?", "?" },
	[GLYPH_UNDER_WAY] = { "»", ">" },    [GLYPH_GOOD] = { "✓", "+" },
	[GLYPH_BAD] = { "✗", "x" },          [GLYPH_ELLIPSIS] = { "…", "~" },
	[GLYPH_DASH] = { "–", "-" },      [GLYPH_TOP_LEFT] = { "╭", "+" },
	[GLYPH_TOP_RIGHT] = { "╮", "+" },    [GLYPH_BOTTOM_LEFT] = { "╰", "+" },
	[GLYPH_BOTTOM_RIGHT] = { "╯", "+" }, [GLYPH_HORIZONTAL] = { "─", "-" },
	[GLYPH_VERTICAL] = { "│", "|" },     [GLYPH_TICK_LEFT] = { "┤", "+" },
	[GLYPH_TICK_DOWN] = { "┬", "+" },    [GLYPH_CORNER] = { "└", "+" },
	[GLYPH_DASHED] = { "╌", "-" },       [GLYPH_CURSOR] = { "│", "|" },
	[GLYPH_SELECTED] = { "▸", ">" },     [GLYPH_PIN] = { "★", "*" },
	[GLYPH_LINE_REST] = { "▁", "_" },    [GLYPH_LINE_ACTIVE] = { "▆", "=" },
	[GLYPH_LINE_MOVING] = { "▒", "/" },  [GLYPH_LINE_ALARM] = { "!", "!" },
	[GLYPH_LINE_UNKNOWN] = { "?", "?" }, [GLYPH_FULL] = { "━", "#" },
	[GLYPH_EMPTY] = { "─", "-" },
	[GLYPH_UNFOLDED] = { "▾", "-" },
	[GLYPH_FOLDED] = { "▸", "+" },       [GLYPH_CHANGED] = { "▎", "|" },
};

const char *glyph_text(enum glyph glyph, bool utf8)
{
	return utf8 ? glyphs[glyph].utf8 : glyphs[glyph].ascii;
}

const char *glyph_bar(unsigned height, bool utf8)
{
	static const char *const bars[] = { "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" };
	static const char *const ascii[] = { "_", ".", ",", "-", "=", "+", "*", "#" };

	if (height > 7)
		height = 7;
	return utf8 ? bars[height] : ascii[height];
}

enum glyph glyph_of_status(const struct status *status)
{
	static const struct {
		const char *word;
		enum glyph glyph;
	} words[] = {
		{ "closed", GLYPH_CLOSED },    { "close", GLYPH_CLOSED },     { "open", GLYPH_OPEN },
		{ "opened", GLYPH_OPEN },      { "opening", GLYPH_HALF },     { "closing", GLYPH_HALF },
		{ "up", GLYPH_UP },            { "down", GLYPH_DOWN },        { "raising", GLYPH_RISING },
		{ "going up", GLYPH_RISING },  { "lowering", GLYPH_SINKING }, { "going down", GLYPH_SINKING },
		{ "on", GLYPH_ON },            { "off", GLYPH_OFF },          { "true", GLYPH_ON },
		{ "false", GLYPH_OFF },
	};
	static const enum glyph kinds[] = {
		[STATE_REST] = GLYPH_DOT,         [STATE_ACTIVE] = GLYPH_ON,       [STATE_MOVING] = GLYPH_HALF,
		[STATE_ALARM] = GLYPH_ATTENTION,  [STATE_UNKNOWN] = GLYPH_QUESTION,
	};
	for (size_t i = 0; i < sizeof words / sizeof *words && status->seen; i++)
		if (text_same(words[i].word, status->text))
			return words[i].glyph;
	return status->seen ? kinds[status->kind] : GLYPH_QUESTION;
}

enum glyph glyph_of_presence(enum presence presence)
{
	static const enum glyph presences[] = {
		[PRESENCE_STORED] = GLYPH_STORED,
		[PRESENCE_ONLINE] = GLYPH_ONLINE,
		[PRESENCE_STALE] = GLYPH_STALE,
		[PRESENCE_OFFLINE] = GLYPH_OFFLINE,
	};
	return presences[presence];
}

enum glyph glyph_of_command(enum command_state state)
{
	switch (state) {
	case COMMAND_ASKED:
		return GLYPH_QUESTION;
	case COMMAND_SENT:
	case COMMAND_ACCEPTED:
		return GLYPH_UNDER_WAY;
	case COMMAND_DONE:
	case COMMAND_ACKNOWLEDGED:
		return GLYPH_GOOD;
	case COMMAND_CANCELLED:
	case COMMAND_REPLACED:
		return GLYPH_DASH;
	case COMMAND_REFUSED:
	case COMMAND_FAILED:
	case COMMAND_TIMED_OUT:
	case COMMAND_CONTRADICTED:
		break;
	}
	return GLYPH_BAD;
}
