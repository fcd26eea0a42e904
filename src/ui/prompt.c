/* prompt: see include/telltale/ui/prompt.h */
#include "config.h"

#include "telltale/ui/prompt.h"

#include <stdio.h>
#include <string.h>

#include "telltale/base/text.h"
#include "telltale/conf/keymap.h"

void prompt_open(struct prompt *prompt, const char *text)
{
	snprintf(prompt->text, sizeof prompt->text, "%s", text);
	prompt->length = prompt->cursor = strlen(prompt->text);
	prompt->open = true;
}

static bool insert(struct prompt *prompt, const char *bytes, size_t length)
{
	if (length > PROMPT_BYTES - 1 - prompt->length)
		return false;
	memmove(prompt->text + prompt->cursor + length, prompt->text + prompt->cursor,
	        prompt->length - prompt->cursor + 1);
	memcpy(prompt->text + prompt->cursor, bytes, length);
	prompt->length += length;
	prompt->cursor += length;
	return true;
}

static size_t before(const struct prompt *prompt, size_t at)
{
	while (at > 0 && ((unsigned char)prompt->text[--at] & 0xc0) == 0x80) {
	}
	return at;
}

static size_t behind(const struct prompt *prompt, size_t at)
{
	while (at < prompt->length && ((unsigned char)prompt->text[++at] & 0xc0) == 0x80) {
	}
	return at;
}

static void erase(struct prompt *prompt, size_t from, size_t to)
{
	memmove(prompt->text + from, prompt->text + to, prompt->length - to + 1);
	prompt->length -= to - from;
	prompt->cursor = from;
}

static size_t word_before(const struct prompt *prompt, size_t at)
{
	while (at > 0 && prompt->text[at - 1] == ' ')
		at--;
	while (at > 0 && prompt->text[at - 1] != ' ')
		at--;
	return at;
}

static size_t word_behind(const struct prompt *prompt, size_t at)
{
	while (at < prompt->length && prompt->text[at] == ' ')
		at++;
	while (at < prompt->length && prompt->text[at] != ' ')
		at++;
	return at;
}

static bool insert_clean(struct prompt *prompt, const char *bytes, size_t length)
{
	char clean[16];
	size_t used = text_clean(clean, sizeof clean, bytes, length);

	return insert(prompt, clean, used);
}

static void insert_character(struct prompt *prompt, int key)
{
	char bytes[8];

	if (key >= ' ' && key < KEYCODE_UP)
		insert_clean(prompt, bytes, text_encode(bytes, (uint32_t)key));
}

enum prompt_result prompt_key(struct prompt *prompt, int key)
{
	enum { CTRL_A = 1, CTRL_E = 5, CTRL_K = 11, CTRL_U = 21, CTRL_W = 23 };

	switch (key) {
	case KEYCODE_ENTER:
		prompt->open = false;
		return PROMPT_DONE;
	case KEYCODE_ESC:
		prompt->open = false;
		return PROMPT_CANCELLED;
	case KEYCODE_BACKSPACE:
		erase(prompt, before(prompt, prompt->cursor), prompt->cursor);
		break;
	case KEYCODE_DELETE:
		erase(prompt, prompt->cursor, behind(prompt, prompt->cursor));
		break;
	case KEYCODE_LEFT:
		prompt->cursor = before(prompt, prompt->cursor);
		break;
	case KEYCODE_RIGHT:
		prompt->cursor = behind(prompt, prompt->cursor);
		break;
	case KEYCODE_WORD_LEFT:
		prompt->cursor = word_before(prompt, prompt->cursor);
		break;
	case KEYCODE_WORD_RIGHT:
		prompt->cursor = word_behind(prompt, prompt->cursor);
		break;
	case KEYCODE_HOME:
	case CTRL_A:
		prompt->cursor = 0;
		break;
	case KEYCODE_END:
	case CTRL_E:
		prompt->cursor = prompt->length;
		break;
	case CTRL_K:
		erase(prompt, prompt->cursor, prompt->length);
		break;
	case CTRL_U:
		erase(prompt, 0, prompt->cursor);
		break;
	case CTRL_W:
		erase(prompt, word_before(prompt, prompt->cursor), prompt->cursor);
		break;
	default:
		insert_character(prompt, key);
	}
	return PROMPT_TYPING;
}

bool prompt_paste(struct prompt *prompt, const char *text, size_t length)
{
	bool whole = true;

	for (size_t i = 0; i < length;) {
		uint32_t character;
		size_t taken = text_decode(text + i, length - i, &character);
		if (character == '\n' || character == '\r' || character == '\t')
			whole &= insert(prompt, " ", 1);
		else
			whole &= insert_clean(prompt, text + i, taken);
		i += taken;
	}
	return whole;
}

int prompt_window(const struct prompt *prompt, int columns, const char **from)
{
	char before[PROMPT_BYTES];

	snprintf(before, sizeof before, "%.*s", (int)prompt->cursor, prompt->text);
	int width = (int)text_width(before);
	int skip = width > columns ? width - columns : 0, skipped = 0; /* columns that scroll out at the left */
	*from = prompt->text;
	while (skipped < skip && **from != '\0') {
		uint32_t character;
		*from += text_decode(*from, strlen(*from), &character);
		skipped += (int)text_char_width(character);
	}
	return width - skipped;
}
