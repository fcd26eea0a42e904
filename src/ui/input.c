/* input: see include/telltale/ui/input.h */
#include "config.h"

#include "telltale/ui/input.h"

#define NCURSES_WIDECHAR 1
#include <curses.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

#include "telltale/base/text.h"
#include "telltale/conf/keymap.h"

/* Codes that define_key() gets for the brackets of a paste and the beginning of what the mouse did; above all of
 * ncurses' own. */
enum { PASTE_BEGIN = KEY_MAX + 100, PASTE_END, MOUSE_BEGIN, MOUSE_BEGIN_OLD, CTRL_LEFT, CTRL_RIGHT,
       SGR_REPORT = -1, OLD_REPORT_BYTES = 3,
       ESCAPE_MILLISECONDS = 50 };

/* Keys are read from a pad, because reading from a window would draw it. */
static WINDOW *pad;

/* What many terminals send, whatever their description says, and for those that ignore the keypad mode. */
static void define_usual_keys(void)
{
	static const struct {
		const char *sequence;
		int code;
	} keys[] = {
		{ "\033[A", KEY_UP },   { "\033[B", KEY_DOWN },  { "\033[C", KEY_RIGHT }, { "\033[D", KEY_LEFT },
		{ "\033OA", KEY_UP },   { "\033OB", KEY_DOWN },  { "\033OC", KEY_RIGHT }, { "\033OD", KEY_LEFT },
		{ "\033[H", KEY_HOME }, { "\033[F", KEY_END },   { "\033OH", KEY_HOME },  { "\033OF", KEY_END },
		{ "\033[1~", KEY_HOME }, { "\033[4~", KEY_END }, { "\033[5~", KEY_PPAGE }, { "\033[6~", KEY_NPAGE },
		{ "\033[3~", KEY_DC },  { "\033[Z", KEY_BTAB },  { "\033[15~", KEY_F(5) }, { "\033OP", KEY_F(1) },
		{ "\033[1;2D", KEY_SLEFT }, { "\033[1;2C", KEY_SRIGHT },
		{ "\033[1;5D", CTRL_LEFT }, { "\033[1;5C", CTRL_RIGHT },
	};
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		define_key(keys[i].sequence, keys[i].code);
}

void input_init(struct input *input)
{
	memset(input, 0, sizeof *input);
	if (pad == NULL)
		pad = newpad(1, 1);
	keypad(pad, TRUE);
	nodelay(pad, TRUE);
	set_escdelay(ESCAPE_MILLISECONDS);
	define_usual_keys();
	define_key("\033[200~", PASTE_BEGIN);
	define_key("\033[201~", PASTE_END);
	define_key("\033[<", MOUSE_BEGIN);
	int old = key_defined("\033[M"); /* a key on some terminals, which have no mouse */
	if (old == 0 || old == KEY_MOUSE)
		define_key("\033[M", MOUSE_BEGIN_OLD);
}

static int translate(wint_t code)
{
	static const struct {
		wint_t curses;
		int key;
	} keys[] = {
		{ KEY_UP, KEYCODE_UP },       { KEY_DOWN, KEYCODE_DOWN },
		{ KEY_LEFT, KEYCODE_LEFT },   { KEY_RIGHT, KEYCODE_RIGHT },
		{ KEY_HOME, KEYCODE_HOME },   { KEY_END, KEYCODE_END },
		{ KEY_PPAGE, KEYCODE_PAGE_UP }, { KEY_NPAGE, KEYCODE_PAGE_DOWN },
		{ KEY_BACKSPACE, KEYCODE_BACKSPACE }, { KEY_DC, KEYCODE_DELETE },
		{ KEY_BTAB, KEYCODE_SHIFT_TAB }, { KEY_ENTER, KEYCODE_ENTER },
		{ KEY_SLEFT, KEYCODE_SHIFT_LEFT }, { KEY_SRIGHT, KEYCODE_SHIFT_RIGHT },
		{ CTRL_LEFT, KEYCODE_WORD_LEFT }, { CTRL_RIGHT, KEYCODE_WORD_RIGHT },
	};
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (keys[i].curses == code)
			return keys[i].key;
	if (code >= KEY_F(1) && code <= KEY_F(12))
		return KEYCODE_F1 + (int)(code - KEY_F(1));
	return KEYCODE_NONE;
}

static int translate_character(wint_t character)
{
	if (character == '\n')
		return KEYCODE_ENTER;
	if (character == 127 || character == 8)
		return KEYCODE_BACKSPACE;
	return (int)character;
}

static void add_to_paste(struct input *input, wint_t character)
{
	char bytes[8];
	size_t length = text_encode(bytes, (uint32_t)character);

	if (length > INPUT_PASTE - input->paste_length)
		return;
	memcpy(input->paste + input->paste_length, bytes, length);
	input->paste_length += length;
}

/* After an Esc that ncurses made nothing of: swallows the rest of a sequence that it doesn't know, so that its
 * letters aren't taken for keys. Returns whether there was one (ECMA-48, section 5.4: CSI). */
static bool swallow_sequence(void)
{
	wint_t code;

	if (wget_wch(pad, &code) != OK)
		return false;
	if (code != '[' && code != 'O') {
		unget_wch((wchar_t)code);
		return false;
	}
	bool csi = code == '[';
	while (wget_wch(pad, &code) == OK && csi && (code < 0x40 || code > 0x7e)) {
	}
	return true;
}

/* Takes a character of what the mouse did. A terminal that doesn't know mode 1006 reports in three bytes, which are no
 * keys. Returns whether something was done. */
static bool take_report(struct input *input, wint_t code)
{
	if (input->in_report > 0) {
		input->in_report--;
		return false;
	}
	enum mouse_result result = mouse_feed(&input->report, code, &input->mouse);
	if (result != MOUSE_MORE)
		input->in_report = 0;
	return result == MOUSE_EVENT;
}

bool input_read(struct input *input)
{
	wint_t code;
	int kind;

	while ((kind = wget_wch(pad, &code)) != ERR) {
		bool special = kind == KEY_CODE_YES;
		if (special && code == PASTE_BEGIN) {
			input->in_paste = true;
			input->paste_length = 0;
		} else if (special && code == PASTE_END) {
			input->in_paste = false;
			input->key = KEYCODE_PASTE;
			return true;
		} else if (special && (code == MOUSE_BEGIN || code == MOUSE_BEGIN_OLD)) {
			input->in_report = code == MOUSE_BEGIN ? SGR_REPORT : OLD_REPORT_BYTES;
			input->report.length = 0;
		} else if (input->in_report != 0) {
			if (take_report(input, special ? 0 : code)) {
				input->key = KEYCODE_MOUSE;
				return true;
			}
		} else if (input->in_paste) {
			if (!special)
				add_to_paste(input, code);
		} else {
			input->key = special ? translate(code) : translate_character(code);
			if (input->key == KEYCODE_ESC && swallow_sequence())
				continue;
			if (input->key != KEYCODE_NONE)
				return true;
		}
	}
	return false;
}

bool input_gone(void)
{
	struct pollfd in = { STDIN_FILENO, POLLIN, 0 };

	return poll(&in, 1, 0) > 0 && (in.revents & (POLLHUP | POLLERR | POLLNVAL)) != 0;
}
