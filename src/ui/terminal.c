/* terminal: see include/telltale/ui/terminal.h */
#include "config.h"

#include "telltale/ui/terminal.h"

#include <curses.h>
#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "telltale/base/clock.h"
#include "telltale/base/memory.h"
#include "telltale/ui/clipboard.h"
#include "telltale/ui/exact.h"
#include "telltale/ui/outlet.h"

enum { LOWEST_ROWS = 2 }; /* of the screen: prompt and hint bar */
enum { USUAL_SPEED = 38400, SLOW_SPEED = 9600 }; /* baud */
enum { FINISH_MS = 2000 }; /* that a terminal has for the last frame when it is given back */

static const char paste_on[] = "\033[?2004h", paste_off[] = "\033[?2004l";

/* Buttons, and moving while one is held; reported as numbers (xterm's control sequences, "Mouse Tracking"). */
static const char mouse_on[] = "\033[?1000h\033[?1002h\033[?1006h", mouse_off[] = "\033[?1006l\033[?1002l\033[?1000l";

/* What a signal handler needs: see terminal_crash(). */
static struct {
	volatile sig_atomic_t taken;
	struct termios before;
	char restore[256]; /* bytes that end the alternate screen, colours, paste mode */
	size_t restore_length;
} rescue;

static struct {
	SCREEN *screen;
	WINDOW *kept; /* see terminal_keep() */
	int cursor_row, cursor_column;
	bool mouse;
	bool direct;        /* ncurses itself takes 0xrrggbb for a colour */
	unsigned backdrop;  /* attributes of what nothing is drawn on */
	struct exact exact; /* else which numbers stand for exact colours */
} curses;

/* --- colours --------------------------------------------------------------------------------------------- */

static unsigned curses_attributes(unsigned attributes)
{
	unsigned a = 0;

	if (attributes & STYLE_BOLD)
		a |= A_BOLD;
	if (attributes & STYLE_DIM)
		a |= A_DIM;
	if (attributes & STYLE_UNDERLINE)
		a |= A_UNDERLINE;
	if (attributes & STYLE_REVERSE)
		a |= A_REVERSE;
	if (attributes & STYLE_ITALIC)
		a |= A_ITALIC;
	return a;
}

/* A grey that eight colours don't have would become black on black: it is written in the terminal's own
 * colour instead, and dim. */
static void spare_grey(int32_t wanted, int colours, int32_t *ink, unsigned *attributes)
{
	if (colours >= 16 || *ink != 0 || wanted == 0 || wanted == 16)
		return;
	if (colour_nearest(wanted, 16) == 8) {
		*ink = COLOUR_DEFAULT;
		*attributes |= A_DIM;
	}
}

/* The number by which ncurses knows a colour of theme_style(). */
static int number_of(int32_t colour)
{
	if (colour == COLOUR_DEFAULT)
		return -1;
	if (curses.direct) {
		int32_t rgb = colour_rgb(colour);
		return (colour & COLOUR_RGB) == 0 && colour < 8 ? colour : rgb < 8 ? 0 : rgb; /* the first eight are the usual ones */
	}
	int number = (colour & COLOUR_RGB) != 0 ? exact_number(&curses.exact, colour_rgb(colour)) : colour;
	return number >= 0 ? number : colour_nearest(colour, 256);
}

static void set_pair(int pair, const struct style *style)
{
#if NCURSES_EXT_COLORS
	init_extended_pair(pair, number_of(style->ink), number_of(style->paper));
#else
	init_pair((short)pair, (short)number_of(style->ink), (short)number_of(style->paper));
#endif
}

/* A plain number of a theme goes on to mean what it does. */
static void keep_plain_numbers(const struct theme *theme)
{
	exact_clear(&curses.exact);
	for (int slot = 0; slot < SLOT_COUNT; slot++) {
		const int32_t colours[2] = { theme->styles[slot].ink, theme->styles[slot].paper };
		for (int i = 0; i < 2; i++)
			if (colours[i] >= 0 && colours[i] < EXACT_NUMBERS)
				curses.exact.taken[colours[i]] = true;
	}
}

static void set_slots(struct terminal *terminal, const struct theme *theme)
{
	keep_plain_numbers(theme);
	for (int slot = 0; slot < SLOT_COUNT; slot++) {
		unsigned attributes = curses_attributes(theme->styles[slot].attributes);
		if (terminal->colours > 0) {
			struct style style = theme_style(theme, (enum slot)slot, terminal->colours);
			if (style.paper == COLOUR_DEFAULT)
				spare_grey(theme->styles[slot].ink, terminal->colours, &style.ink, &attributes);
			if (style.ink == style.paper && style.ink != COLOUR_DEFAULT) /* too few colours to tell them apart */
				style.ink = style.paper == 0 ? 7 : 0;
			set_pair(slot + 1, &style);
			attributes |= COLOR_PAIR(slot + 1);
		}
		terminal->attributes[slot] = attributes;
	}
	bool painted = terminal->colours > 0 && theme->styles[SLOT_TEXT].paper != COLOUR_DEFAULT;
	curses.backdrop = painted ? (unsigned)COLOR_PAIR(SLOT_TEXT + 1) : 0;
}

/* Whether the terminal says that it shows every colour. GNU screen hands on what the terminal around it says, and
 * doesn't understand it itself. */
static bool says_exact(void)
{
	const char *says = getenv("COLORTERM");

	return says != NULL && (strcmp(says, "truecolor") == 0 || strcmp(says, "24bit") == 0) && getenv("STY") == NULL;
}

/* What it can show, if ncurses can be brought to send it. */
static int most_colours(int wanted)
{
	if (COLORS >= COLOURS_EXACT)
		return COLOURS_EXACT;
	if (COLORS >= 256)
		return wanted == COLOURS_EXACT || (wanted < 0 && says_exact()) ? COLOURS_EXACT : 256;
	return COLORS >= 16 ? 16 : COLORS >= 8 ? 8 : 0;
}

static int usable_colours(int wanted, bool slow)
{
	const char *refusal = getenv("NO_COLOR");

	if (wanted == 0 || (wanted < 0 && refusal != NULL && *refusal != '\0'))
		return 0;
	if (!has_colors() || start_color() == ERR || use_default_colors() == ERR)
		return 0;
	if (COLOR_PAIRS <= SLOT_COUNT)
		return 0;
	curses.direct = COLORS >= COLOURS_EXACT;
	int have = most_colours(wanted);
	if (wanted < 0 && slow && have > 16)
		return 16;
	return wanted > 0 && wanted < have ? wanted : have;
}

void terminal_theme(struct terminal *terminal, const struct theme *theme)
{
	if (terminal->colours == 0)
		return;
	set_slots(terminal, theme);
	terminal_forget(terminal);
}

/* --- taking and giving back ------------------------------------------------------------------------------ */

/* What the terminal type has for a capability; NULL if it lacks it. */
static const char *capability(const char *name)
{
	const char *bytes = tigetstr(name);

	return bytes != (const char *)-1 ? bytes : NULL;
}

static void add_restore(const char *bytes)
{
	size_t length = strlen(bytes);

	if (length == 0 || length > sizeof rescue.restore - rescue.restore_length)
		return;
	memcpy(rescue.restore + rescue.restore_length, bytes, length);
	rescue.restore_length += length;
}

static void prepare_rescue(void)
{
	static const char *const capabilities[] = { "sgr0", "op", "cnorm", "rmcup", "rmkx" };

	rescue.restore_length = 0;
	add_restore(paste_off);
	add_restore(mouse_off);
	for (size_t i = 0; i < sizeof capabilities / sizeof *capabilities; i++) {
		const char *bytes = capability(capabilities[i]);
		if (bytes != NULL)
			add_restore(bytes);
	}
	add_restore("\r\n");
	rescue.taken = 1;
}

static void send(const char *bytes)
{
	fputs(bytes, stdout);
	fflush(stdout);
}

static bool choose_charset(enum charset charset)
{
	if (charset == CHARSET_UTF8 && strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
		setlocale(LC_CTYPE, "C.UTF-8"); /* asked for, though the locale isn't */
	return charset != CHARSET_ASCII && strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

/* Reading a key never waits: Ctrl-C or a hangup may take away what poll() has just seen. */
static void read_without_waiting(void)
{
	struct termios mode;

	if (tcgetattr(STDIN_FILENO, &mode) != 0)
		return;
	mode.c_lflag |= NOFLSH;
	mode.c_cc[VMIN] = mode.c_cc[VTIME] = 0;
	tcsetattr(STDIN_FILENO, TCSANOW, &mode);
	def_prog_mode();
}

struct terminal *terminal_open(const struct terminal_settings *settings, struct error *error)
{
	const char *name = getenv("TERM");

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
		error_set(error, ERROR_USAGE, "the dashboard needs a terminal, and standard %s is none",
		          isatty(STDIN_FILENO) ? "output" : "input");
		return NULL;
	}
	bool utf8 = choose_charset(settings->charset);
	tcgetattr(STDIN_FILENO, &rescue.before);
	curses.screen = newterm(NULL, stdout, stdin);
	if (curses.screen == NULL) {
		error_set(error, ERROR_USAGE, "the terminal type '%s' (TERM) is not known on this system; try "
		          "TERM=xterm", name != NULL ? name : "");
		return NULL;
	}
	if (capability("cup") == NULL) {
		endwin();
		delscreen(curses.screen);
		curses.screen = NULL;
		error_set(error, ERROR_USAGE, "a terminal of the type '%s' (TERM) has no cursor that can be moved; try "
		          "TERM=xterm", name != NULL ? name : "");
		return NULL;
	}
	struct terminal *terminal = memory_zeroed(1, sizeof *terminal);
	terminal->utf8 = utf8;
	cbreak();
	noecho();
	nonl();
	read_without_waiting();
	typeahead(-1);
	curs_set(0);
	curses.cursor_row = -1;
	terminal->colours = usable_colours(settings->colours, settings->slow);
	set_slots(terminal, terminal->colours > 0 ? settings->theme : settings->mono);
	prepare_rescue();
	send(paste_on);
	outlet_open();
	terminal_mouse(terminal, settings->mouse);
	outlet_exact(&curses.exact);
	terminal_resize(terminal);
	return terminal;
}

static void give_back(void)
{
	outlet_finish(FINISH_MS);
	send(paste_off);
	if (curses.mouse)
		send(mouse_off);
	endwin();
	rescue.taken = 0;
}

void terminal_close(struct terminal *terminal)
{
	if (terminal == NULL)
		return;
	give_back();
	outlet_close();
	terminal_forget_kept(terminal);
	delscreen(curses.screen);
	curses.screen = NULL;
	curses.mouse = false;
	free(terminal);
}

void terminal_suspend(struct terminal *terminal)
{
	struct sigaction usual = { .sa_handler = SIG_DFL }, ours;

	give_back();
	sigaction(SIGTSTP, &usual, &ours);
	raise(SIGTSTP);
	sigaction(SIGTSTP, &ours, NULL); /* here we are continued */
	reset_prog_mode();
	rescue.taken = 1;
	if (capability("smkx") != NULL)
		send(capability("smkx")); /* ncurses would do that after the next key only */
	send(paste_on);
	if (curses.mouse)
		send(mouse_on);
	terminal_resize(terminal);
	terminal_forget(terminal);
}

void terminal_crash(int number)
{
	if (rescue.taken) {
		rescue.taken = 0;
		ssize_t written = write(STDOUT_FILENO, rescue.restore, rescue.restore_length);
		(void)written;
		tcsetattr(STDIN_FILENO, TCSANOW, &rescue.before);
	}
	signal(number, SIG_DFL);
	raise(number);
}

/* --- frames ---------------------------------------------------------------------------------------------- */

void terminal_resize(struct terminal *terminal)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0 &&
	    (size.ws_row != LINES || size.ws_col != COLS))
		resizeterm(size.ws_row, size.ws_col);
	terminal->rows = LINES;
	terminal->columns = COLS;
}

void terminal_forget(struct terminal *terminal)
{
	(void)terminal;
	clearok(curscr, TRUE);
}

bool terminal_flush(struct terminal *terminal)
{
	(void)terminal;
	return outlet_flush();
}

bool terminal_ready(struct terminal *terminal)
{
	struct pollfd out = { STDOUT_FILENO, POLLOUT, 0 };

	return terminal_flush(terminal) && terminal_pause(terminal, clock_mono()) == 0 && poll(&out, 1, 0) > 0;
}

void terminal_slow(struct terminal *terminal, bool slow)
{
	int speed = baudrate();

	terminal->slow = slow;
	if (!slow)
		outlet_speed(0);
	else
		outlet_speed(speed > 0 && speed < USUAL_SPEED ? speed : SLOW_SPEED);
}

int64_t terminal_pause(const struct terminal *terminal, int64_t now)
{
	(void)terminal;
	return outlet_pause(now);
}

void terminal_begin_frame(struct terminal *terminal)
{
	(void)terminal;
	curses.cursor_row = -1;
	bkgdset(' ' | (chtype)curses.backdrop);
	erase();
}

/* On a slow line the two lowest rows go first: the prompt and what the keys do are what an answer mostly is, and ncurses
 * would send them behind all that has changed above. */
static void send_lowest_rows(void)
{
	int above = LINES - LOWEST_ROWS;

	if (above <= 0)
		return;
	wtouchln(stdscr, 0, above, 0);
	refresh();
	wtouchln(stdscr, 0, above, 1);
}

void terminal_end_frame(struct terminal *terminal)
{
	outlet_collect();
	curs_set(curses.cursor_row >= 0 ? 1 : 0);
	if (curses.cursor_row >= 0)
		move(curses.cursor_row, curses.cursor_column);
	if (terminal->slow && !is_cleared(curscr))
		send_lowest_rows();
	refresh();
	outlet_pass();
	terminal_flush(terminal);
}

void terminal_mouse(struct terminal *terminal, bool on)
{
	const char *sequence = on ? mouse_on : mouse_off;

	if (on == curses.mouse)
		return;
	curses.mouse = on;
	outlet_add(sequence, strlen(sequence));
	terminal_flush(terminal);
}

void terminal_keep(struct terminal *terminal)
{
	terminal_forget_kept(terminal);
	curses.kept = dupwin(stdscr);
}

void terminal_show_kept(struct terminal *terminal, int row, int rows)
{
	if (curses.kept != NULL && rows > 0)
		copywin(curses.kept, stdscr, row, 0, row, 0, row + rows - 1, terminal->columns - 1, FALSE);
}

void terminal_forget_kept(struct terminal *terminal)
{
	(void)terminal;
	if (curses.kept != NULL)
		delwin(curses.kept);
	curses.kept = NULL;
}

void terminal_cursor(struct terminal *terminal, int row, int column)
{
	(void)terminal;
	curses.cursor_row = row;
	curses.cursor_column = column;
}

bool terminal_copy(struct terminal *terminal, const char *bytes, size_t length)
{
	enum multiplexer multiplexer = clipboard_multiplexer(getenv("TMUX"), getenv("STY"), getenv("TERM"));
	struct buffer sequence = { .bytes = NULL };
	bool good = clipboard_sequence(&sequence, multiplexer, bytes, length);

	outlet_add(sequence.bytes, sequence.length);
	buffer_clear(&sequence);
	terminal_flush(terminal);
	return good;
}

void terminal_bell(struct terminal *terminal)
{
	outlet_collect(); /* it belongs behind what the terminal hasn't taken yet */
	beep();
	outlet_pass();
	terminal_flush(terminal);
}
