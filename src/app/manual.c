/* manual: the man pages; see include/telltale/app/print.h */
#include "config.h"

#include "telltale/app/print.h"

#include <stdbool.h>
#include <string.h>

#include "telltale/app/subcommand.h"
#include "telltale/base/text.h"
#include "telltale/conf/binding.h"
#include "telltale/conf/theme.h"

/* A text for roff: nothing in it is a request or an escape, and a hyphen can be copied. */
static void put(FILE *file, const char *text)
{
	size_t n = strlen(text);

	if (*text == '.' || *text == '\'')
		fputs("\\&", file);
	while (n > 0) {
		uint32_t character;
		size_t taken = text_decode(text, n, &character);
		if (*text == '-')
			fputs("\\-", file);
		else if (*text == '\\')
			fputs("\\e", file);
		else if (*text == '\'')
			fputs("\\(aq", file);
		else if (*text == '^' || *text == '~' || *text == '`')
			fputs(*text == '^' ? "\\(ha" : *text == '~' ? "\\(ti" : "\\(ga", file);
		else if (character >= 128 && character != TEXT_BROKEN)
			fprintf(file, "\\[u%04X]", (unsigned)character);
		else
			fputc(*text, file);
		text += taken;
		n -= taken;
	}
}

static void put_font(FILE *file, char font, const char *text)
{
	fprintf(file, "\\f%c", font);
	put(file, text);
	fputs("\\fR", file);
}

static void put_line(FILE *file, const char *text)
{
	put(file, text);
	fputc('\n', file);
}

static void put_head(FILE *file, const char *title, const char *section, const char *summary)
{
	fprintf(file, ".TH %s %s \"\" \"telltale %s\" \"\"\n.nh\n.ad l\n.SH NAME\n", title, section, PACKAGE_VERSION);
	put(file, strcmp(section, "1") == 0 ? "telltale" : "telltale.conf");
	fputs(" \\- ", file);
	put_line(file, summary);
}

static void put_section(FILE *file, const char *name)
{
	fprintf(file, ".SH %s\n", name);
}

/* --- options --------------------------------------------------------------------------------------------- */

/* Which commands take it, where that isn't all of them. */
static void put_commands(FILE *file, const struct option *option)
{
	bool first = true;

	fputs("\n.br\nOf ", file);
	for (size_t i = 0; subcommands[i] != NULL; i++) {
		if ((option->where & subcommands[i]->where) == 0)
			continue;
		fputs(first ? "" : ", ", file);
		put_font(file, 'B', *subcommands[i]->name != '\0' ? subcommands[i]->name : "telltale");
		first = false;
	}
	fputs(".\n", file);
}

static void put_help(FILE *file, const struct option *option)
{
	char words[512];

	option_words(option, words, sizeof words);
	put(file, option->help);
	if (*words != '\0' && option->type != OPTION_CHOICE) {
		fputs(": ", file);
		put(file, words);
	}
	if (option->standard != NULL && strcmp(option->standard, "0") != 0) {
		fputs(" [", file);
		put(file, option->standard);
		fputs("]", file);
	}
}

/* All options of some places, under their headings. */
static void put_options(FILE *file, unsigned where, bool dashes)
{
	const char *group = "";

	for (const struct option *option = option_table; option->name != NULL; option++) {
		if ((option->where & where) == 0)
			continue;
		if (strcmp(group, option->group) != 0)
			fprintf(file, ".SS %s\n", option->group);
		group = option->group;
		fputs(".TP\n", file);
		if (dashes && option->letter != 0)
			fprintf(file, "\\fB\\-%c\\fR, ", option->letter);
		fputs(dashes ? "\\fB\\-\\-" : "\\fB", file);
		put(file, option->name);
		fputs("\\fR", file);
		if (!dashes)
			fputs(" =", file);
		fputc(' ', file);
		put_font(file, 'I', option->argument != NULL ? option->argument : dashes ? "" : "true|false");
		fputc('\n', file);
		put_help(file, option);
		if (dashes)
			put_commands(file, option);
		else
			fputs((option->where & OPTION_BROKER) != 0 ? "; also of a broker.\n" : ".\n", file);
	}
}

/* --- keys ------------------------------------------------------------------------------------------------ */

static void put_views(FILE *file, const struct action_def *def)
{
	bool first = true;

	for (const struct scope_def *scope = scope_table; scope->name != NULL; scope++) {
		if (def->scope == scope->scope || (scope->scope != SCOPE_EVERYWHERE && (def->scope & scope->scope) != 0 &&
		                                   def->scope != SCOPE_EVERYWHERE)) {
			fputs(first ? "" : ", ", file);
			put(file, scope->name);
			first = false;
		}
	}
}

/* Every action: its keys and its name, what it does, and where. */
static void put_actions(FILE *file)
{
	for (const struct action_def *def = action_table; def->name != NULL; def++) {
		fputs(".TP\n", file);
		put_font(file, 'B', def->name);
		fputs(" \\(em ", file);
		put_line(file, *def->keys != '\0' ? def->keys : "no key");
		put(file, def->help);
		fputs(" (", file);
		put_views(file, def);
		fputs(")\n", file);
	}
}

/* --- pages ----------------------------------------------------------------------------------------------- */

/* Terms in a font, each with what it means. */
static void put_terms(FILE *file, char font, size_t count, const char *const (*terms)[2])
{
	for (size_t i = 0; i < count; i++) {
		fputs(".TP\n", file);
		put_font(file, font, terms[i][0]);
		fputc('\n', file);
		put_line(file, terms[i][1]);
	}
}

static void put_files(FILE *file)
{
	static const char *const files[][2] = {
		{ "~/.config/telltale/telltale.conf", "options, saved brokers, keys; see telltale.conf(5)" },
		{ "~/.config/telltale/profiles/*.profile", "the user's own kinds of devices" },
		{ "~/.config/telltale/themes/*.theme", "the user's own colours" },
		{ "~/.local/state/telltale/screen", "how the screen was left: view, order, theme" },
		{ TELLTALE_DATA_FOLDER, "the profiles and themes that are built in, to learn from" },
	};
	put_section(file, "FILES");
	put_terms(file, 'I', sizeof files / sizeof *files, files);
	put_line(file, "XDG_CONFIG_HOME and XDG_STATE_HOME name other places than ~/.config and ~/.local/state.");
}

static void put_environment(FILE *file)
{
	static const char *const names[][2] = {
		{ "TELLTALE_PASSWORD", "the broker's or the database's password" },
		{ "NO_COLOR", "if it is set, no colours are used" },
		{ "COLORTERM", "truecolor or 24bit: the terminal shows every colour" },
		{ "TERM, LANG", "what the terminal can do; whether it shows UTF-8" },
	};
	put_section(file, "ENVIRONMENT");
	put_terms(file, 'B', sizeof names / sizeof *names, names);
}

void manual_program(FILE *file)
{
	unsigned all = 0;

	put_head(file, "TELLTALE", "1", "a dashboard for live IoT telemetry");
	put_section(file, "SYNOPSIS");
	for (size_t i = 0; subcommands[i] != NULL; i++) {
		fputs(i > 0 ? ".br\n" : "", file);
		put_font(file, 'B', "telltale");
		fputs(*subcommands[i]->name != '\0' ? " " : "", file);
		put_font(file, 'B', subcommands[i]->name);
		fputs((subcommands[i]->where & OPTION_PRINT) != 0 ? " " : " [\\fIOPTION\\fR...] ", file);
		put_font(file, 'I', subcommands[i]->arguments);
		fputc('\n', file);
		all |= subcommands[i]->where;
	}
	put_section(file, "DESCRIPTION");
	put_line(file, "It subscribes to MQTT topics and shows a pane for each device: whether it lives, what state it is in, "
	               "which number drifts. A key sends a command, which counts as done only when the device itself reports it.");
	put_section(file, "COMMANDS");
	for (size_t i = 0; subcommands[i] != NULL; i++) {
		fputs(".TP\n", file);
		put_font(file, 'B', *subcommands[i]->name != '\0' ? subcommands[i]->name : "telltale");
		fputc('\n', file);
		put_line(file, subcommands[i]->summary);
	}
	put_section(file, "OPTIONS");
	put_line(file, "--help lists those of one command; --version says the version.");
	put_options(file, all, true);
	put_section(file, "KEYS");
	put_line(file, "Lower-case letters send commands of the chosen device, as its pane shows them. The other keys can be given "
	               "to other actions, whose names these are; see telltale.conf(5).");
	put_actions(file);
	put_environment(file);
	put_files(file);
	put_section(file, "EXIT STATUS");
	put_line(file, "0 for success, 1 for a failure, 2 for wrong usage, 128 and the number of the signal that ended it.");
	put_section(file, "SEE ALSO");
	fputs(".BR telltale.conf (5),\n.BR mosquitto_sub (1)\n", file);
}

static void put_themes(FILE *file)
{
	put_section(file, "THEMES");
	put_line(file, "A theme is a file NAME.theme with lines of the form SLOT = \"INK [on PAPER] [ATTRIBUTES]\". A colour is one of "
	               "black, red, green, yellow, blue, magenta, cyan, white, the same with bright- before it, a number from 0 to "
	               "255, #rrggbb, or default. Attributes are bold, dim, underline, reverse, italic. What a theme does not say, "
	               "the one has that it names with inherit; background = \"#rrggbb\" says which terminal it is made for. If the "
	               "slot text has a paper, the whole screen has it.");
	fputs("The slots are:\n", file);
	for (int slot = 0; slot < SLOT_COUNT; slot++) {
		put(file, slot_name((enum slot)slot));
		fputs(slot + 1 < SLOT_COUNT ? ",\n" : ".\n", file);
	}
}

void manual_config(FILE *file)
{
	put_head(file, "TELLTALE.CONF", "5", "the configuration of telltale");
	put_section(file, "DESCRIPTION");
	put_line(file, "Lines of the form NAME = VALUE, and sections NAME TITLE { ... }. A value with anything but letters, digits, . _ "
	               "- / in it needs quotes; several stand in braces with commas between. # begins a comment. The command line "
	               "outweighs a broker's section, which outweighs the rest of the file. telltale --dump-config prints a whole "
	               "file to begin with, and telltale check says what is wrong in which line.");
	put_section(file, "OPTIONS");
	put_options(file, OPTION_CONFIG, false);
	put_section(file, "BROKERS");
	put_line(file, "Options that are also of a broker can stand in a section broker NAME { ... }, which telltale -b NAME takes:");
	fputs(".PP\n.nf\n.RS\nbroker gw {\n  host = \"gateway.example\"\n  topic = {\"dbx/#\", \"sensors/#\"}\n}\n.RE\n.fi\n", file);
	put_section(file, "MESSAGES");
	put_line(file, "What is published again and again can be saved in a section message NAME { ... }, with topic, payload, qos (0, "
	               "unless it is given) and retain (false). ${NAME} is not replaced in it.");
	fputs(".PP\n.nf\n.RS\nmessage lights\\-off {\n  topic = \"home/lights/set\"\n"
	      "  payload = \\(aq{\"on\": false}\\(aq\n}\n.RE\n.fi\n", file);
	put_section(file, "KEYS");
	put_line(file, "In a section bind VIEW { ... } an action gets other keys than its own, in that view; several have spaces between, "
	               "none leaves it without:");
	fputs(".PP\n.nf\n.RS\nbind devices {\n  open = \"x Enter\"\n  sort = none\n}\n.RE\n.fi\n.PP\n", file);
	fputs("The views are:\n", file);
	for (const struct scope_def *scope = scope_table; scope->name != NULL; scope++) {
		put(file, scope->name);
		fputs(scope[1].name != NULL ? ",\n" : ".\n", file);
	}
	fputs(".PP\n", file);
	put_line(file, "A key is a character, or Enter, Esc, Tab, Space, Backspace, Del, Up, Down, Left, Right, Home, End, PgUp, PgDn, "
	               "Shift-Tab, Shift-Left, Shift-Right, F1 to F12, Ctrl-A to Ctrl-Z. One that would mean two things in one view "
	               "is refused, and so is one in a view of devices that sends a command of a profile. The actions, their keys, "
	               "and where they do something:");
	put_actions(file);
	put_themes(file);
	put_files(file);
	put_section(file, "SEE ALSO");
	fputs(".BR telltale (1)\n", file);
}
