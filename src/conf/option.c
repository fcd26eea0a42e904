/* option: see include/telltale/conf/option.h */
#include "config.h"

#include "telltale/conf/option.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "telltale/base/memory.h"
#include "telltale/base/text.h"
#include "telltale/conf/theme.h"

#define AT(member) offsetof(struct settings, member)

enum {
	SCREEN = OPTION_WATCH | OPTION_DEMO | OPTION_REPLAY, /* whatever has a dashboard */
	LIVE = OPTION_WATCH | OPTION_DEMO,             /* a dashboard of what happens now */
	LISTENS = OPTION_WATCH | OPTION_RECORD,        /* whatever subscribes */
	MODEL = LIVE | OPTION_RECORD,                  /* whatever makes devices of it */
	NETWORK = LISTENS | OPTION_SIMULATE | OPTION_REPLAY, /* whatever talks to a broker of the user's */
	FILES = OPTION_EXPORT | OPTION_REPLAY,         /* whatever reads a part of a recording */
	SAVED = NETWORK | OPTION_CONFIG | OPTION_BROKER /* and can be saved with it */
};

enum { HELP_WIDTH = 80 }; /* of names in --help, behind the column of the options */

static const char broker[] = "Broker";
static const char tls[] = "TLS";
static const char what[] = "What to watch";
static const char screen[] = "Dashboard";
static const char alerts[] = "Alerts";
static const char record[] = "Recording";
static const char part[] = "Which part";
static const char replay[] = "Replay";
static const char database[] = "Database";
static const char simulator[] = "Simulator";
static const char other[] = "Other";

/* clang-format off: one line an option reads best */
const struct option option_table[] = {
	{ "host", 'h', OPTION_TEXT, SAVED, AT(host), 0, 0, NULL, "localhost", "HOST", broker,
	  "the broker's name or address", false },
	{ "port", 'p', OPTION_NUMBER, SAVED, AT(port), 0, 65535, NULL, "0", "PORT", broker,
	  "its port; 0 means 1883, or 8883 with TLS", false },
	{ "default-broker", 0, OPTION_TEXT, OPTION_CONFIG, AT(default_broker), 0, 0, NULL, NULL, "NAME", broker,
	  "the saved broker to take when the command line names none", false },
	{ "broker", 'b', OPTION_TEXT, NETWORK, AT(broker), 0, 0, NULL, NULL, "NAME", broker,
	  "a broker that the config file has saved under that name", false },
	{ "unix", 0, OPTION_TEXT, SAVED, AT(unix_socket), 0, 0, NULL, NULL, "PATH", broker,
	  "connects to a Unix socket instead", false },
	{ "url", 'L', OPTION_TEXT, NETWORK, AT(url), 0, 0, NULL, NULL, "URL", broker,
	  "mqtt(s)://[user[:password]@]host[:port][/topic] at once", true },
	{ "username", 'u', OPTION_TEXT, SAVED, AT(username), 0, 0, NULL, NULL, "NAME", broker,
	  "user name; the password is asked for if nothing else gives it", false },
	{ "pw", 'P', OPTION_TEXT, NETWORK, AT(password), 0, 0, NULL, NULL, "PASSWORD", broker,
	  "password; better: --password-file, or TELLTALE_PASSWORD in the environment", true },
	{ "password-file", 0, OPTION_TEXT, SAVED, AT(password_file), 0, 0, NULL, NULL, "FILE", broker,
	  "a file with the password in its first line, readable by its owner alone", false },
	{ "id", 'i', OPTION_TEXT, SAVED, AT(client_id), 0, 0, NULL, NULL, "ID", broker,
	  "client id; by default a random one, so that two telltales never fight", false },
	{ "keepalive", 'k', OPTION_NUMBER, SAVED, AT(keepalive), 5, 65535, NULL, "30", "SECONDS", broker,
	  "a broker that is silent for longer counts as gone", false },
	{ "protocol-version", 'V', OPTION_CHOICE, SAVED, AT(protocol), 0, 0, "mqttv311 mqttv5 mqttv31 311 5 31",
	  "mqttv311", "VERSION", broker, "mqttv311, mqttv5 or mqttv31", false },

	{ "tls", 0, OPTION_FLAG, SAVED, AT(tls), 0, 0, NULL, NULL, NULL, tls,
	  "encrypts, and checks the broker against the system's authorities (also with port 8883)", false },
	{ "cafile", 0, OPTION_TEXT, SAVED, AT(cafile), 0, 0, NULL, NULL, "FILE", tls,
	  "the authorities to trust, as one PEM file", false },
	{ "capath", 0, OPTION_TEXT, SAVED, AT(capath), 0, 0, NULL, NULL, "FOLDER", tls,
	  "the authorities to trust, as a hashed folder", false },
	{ "cert", 0, OPTION_TEXT, SAVED, AT(cert), 0, 0, NULL, NULL, "FILE", tls,
	  "our own certificate, if the broker wants one", false },
	{ "key", 0, OPTION_TEXT, SAVED, AT(key), 0, 0, NULL, NULL, "FILE", tls,
	  "its private key", false },
	{ "tls-version", 0, OPTION_CHOICE, SAVED, AT(tls_version), 0, 0, "tlsv1.2 tlsv1.3", NULL, "VERSION", tls,
	  "tlsv1.2 or tlsv1.3 only", false },
	{ "tls-alpn", 0, OPTION_TEXT, SAVED, AT(tls_alpn), 0, 0, NULL, NULL, "NAME", tls,
	  "application protocol, for brokers that share a port", false },
	{ "psk", 0, OPTION_TEXT, SAVED, AT(psk), 0, 0, NULL, NULL, "HEX", tls,
	  "a pre-shared key instead of certificates", true },
	{ "psk-identity", 0, OPTION_TEXT, SAVED, AT(psk_identity), 0, 0, NULL, NULL, "NAME", tls,
	  "whose key it is", false },
	{ "insecure", 0, OPTION_FLAG, SAVED, AT(insecure), 0, 0, NULL, NULL, NULL, tls,
	  "doesn't check that the certificate is the host's; the screen says so", false },

	{ "topic", 't', OPTION_LIST, LISTENS | OPTION_CONFIG | OPTION_BROKER, AT(topics), 0, 0, NULL, "#",
	  "FILTER", what, "topics to watch, + and # allowed; can be given several times", false },
	{ "qos", 'q', OPTION_NUMBER, LISTENS | OPTION_CONFIG | OPTION_BROKER, AT(qos), 0, 2, NULL, "0", "0|1|2",
	  what, "quality of service of the subscriptions", false },
	{ "stale-after", 0, OPTION_NUMBER, MODEL | OPTION_CONFIG, AT(stale_after), 1, 10000000, NULL, "300",
	  "SECONDS", what, "a device without a profile is stale after that much silence", false },
	{ "max-topics", 0, OPTION_NUMBER, MODEL | OPTION_CONFIG, AT(most_topics), 1, 10000000, NULL, "250000", "N",
	  what, "topics beyond that are counted, not kept", false },
	{ "max-devices", 0, OPTION_NUMBER, MODEL | OPTION_CONFIG, AT(most_devices), 1, 1000000, NULL, "10000", "N",
	  what, "devices beyond that are not shown", false },

	{ "read-only", 0, OPTION_FLAG, LIVE | OPTION_CONFIG | OPTION_BROKER, AT(read_only), 0, 0, NULL, NULL, NULL,
	  screen, "sends no command, whatever is pressed", false },
	{ "theme", 0, OPTION_TEXT, SCREEN | OPTION_CONFIG, AT(theme), 0, 0, NULL, "dark", "NAME", screen,
	  "colours; T shows them all", false },
	{ "colours", 0, OPTION_CHOICE, SCREEN | OPTION_CONFIG, AT(colours), 0, 0, "auto truecolor 256 16 8 mono", "auto",
	  "HOW", screen, "auto, truecolor, 256, 16, 8 or mono; NO_COLOR in the environment means mono", false },
	{ "charset", 0, OPTION_CHOICE, SCREEN | OPTION_CONFIG, AT(charset), 0, 0, "auto utf8 ascii", "auto", "HOW",
	  screen, "auto (by the locale), utf8 or ascii", false },
	{ "sort", 0, OPTION_CHOICE, SCREEN | OPTION_CONFIG | OPTION_PROMPT, AT(sort), 0, 0, "name seen alert activity", "name",
	  "ORDER", screen, "panes by name, seen (last first), alert or activity", false },
	{ "density", 0, OPTION_CHOICE, SCREEN | OPTION_CONFIG | OPTION_PROMPT, AT(density), 0, 0, "full compact list", "full",
	  "SIZE", screen, "how much of a device is shown: full, compact (two lines) or list (one line)", false },
	{ "group", 0, OPTION_CHOICE, SCREEN | OPTION_CONFIG | OPTION_PROMPT, AT(group), 0, 0, "none profile topic", "none",
	  "HOW", screen, "groups devices by profile, by topic (its first part), or none", false },
	{ "frame-rate", 0, OPTION_NUMBER, SCREEN | OPTION_CONFIG | OPTION_PROMPT, AT(frame_rate), 1, 60, NULL, "10", "N", screen,
	  "most frames a second; keys are answered at once all the same", false },
	{ "slow", 0, OPTION_FLAG, SCREEN | OPTION_CONFIG | OPTION_PROMPT, AT(slow), 0, 0, NULL, NULL, NULL, screen,
	  "for a slow line: at most a frame a second, no graphs, 16 colours; keys are answered at once all the same", false },
	{ "mouse", 0, OPTION_CHOICE, SCREEN | OPTION_CONFIG | OPTION_PROMPT, AT(mouse), 0, 0, "on off", "on", "HOW", screen,
	  "on or off; while it is on, Shift makes the terminal select text itself", false },
	{ "no-state", 0, OPTION_FLAG, OPTION_WATCH | OPTION_REPLAY | OPTION_CONFIG, AT(no_state), 0, 0, NULL, NULL, NULL, screen,
	  "begins as if for the first time: neither reads nor writes how the screen was left", false },
	{ "log-file", 0, OPTION_TEXT, LIVE | OPTION_RECORD | OPTION_CONFIG, AT(log_file), 0, 0, NULL, NULL, "FILE", screen,
	  "appends what the program notices to a file", false },

	{ "bell", 0, OPTION_CHOICE, LIVE | OPTION_CONFIG, AT(bell), 0, 0, "none alarm all", "alarm", "WHEN", alerts,
	  "rings for alarms, for all alerts, or never: none, alarm, all", false },
	{ "no-alert", 0, OPTION_LIST, MODEL | OPTION_CONFIG, AT(no_alert), 0, 0,
	  "limit status stale offline command", NULL, "KIND", alerts,
	  "makes no alert of limit, status, stale, offline or command; can be given several times", false },
	{ "alert-hook", 0, OPTION_LIST, OPTION_WATCH | OPTION_RECORD | OPTION_CONFIG, AT(alert_hook), OPTION_PROGRAM, 0, NULL,
	  NULL, "PROGRAM", alerts, "run (without a shell) when an alert is raised or cleared; given again: its arguments", false },

	{ "devices", 0, OPTION_NUMBER, OPTION_DEMO | OPTION_SIMULATE, AT(devices), 1, 10000, NULL, "7", "N",
	  simulator, "how many devices", false },
	{ "rate", 0, OPTION_TEXT, OPTION_DEMO | OPTION_SIMULATE, AT(rate), 0, 0, NULL, "1", "N", simulator,
	  "messages a second and device", false },
	{ "seed", 0, OPTION_NUMBER, OPTION_DEMO | OPTION_SIMULATE, AT(seed), 0, 2147483647, NULL, "1", "N", simulator,
	  "the same number gives the same devices doing the same things", false },

	{ "output", 'o', OPTION_TEXT, OPTION_RECORD | OPTION_REPAIR | OPTION_EXPORT, AT(output), 0, 0, NULL, NULL, "FILE",
	  record, "the file to make; record takes BROKER-DATE-TIME.bson, export standard output", false },
	{ "overwrite", 0, OPTION_FLAG, OPTION_RECORD | OPTION_REPAIR | OPTION_EXPORT, AT(overwrite), 0, 0, NULL, NULL,
	  NULL, record, "takes the place of a file that is there already", false },
	{ "duration", 0, OPTION_TEXT, OPTION_RECORD, AT(duration), 0, 0, NULL, NULL, "TIME", record,
	  "stops after that long: 90, 15m, 8h, 1d", false },
	{ "count", 0, OPTION_NUMBER, OPTION_RECORD, AT(count), 1, 2147483647, NULL, NULL, "N", record,
	  "stops after so many messages", false },
	{ "split", 0, OPTION_TEXT, OPTION_RECORD, AT(split), 0, 0, NULL, NULL, "SIZE|TIME", record,
	  "a new file whenever one has that size or age: 100MiB, 1h; they are numbered", false },
	{ "keep", 0, OPTION_NUMBER, OPTION_RECORD, AT(keep), 1, 1000000, NULL, NULL, "N", record,
	  "of the files that --split makes keeps the newest N", false },
	{ "format", 'f', OPTION_CHOICE, OPTION_EXPORT, AT(format), 0, 0, "ndjson canonical csv long raw", "ndjson",
	  "FORMAT", record, "ndjson (relaxed Extended JSON), canonical, csv, long (csv) or raw", false },
	{ "json", 0, OPTION_FLAG, OPTION_INFO, AT(json), 0, 0, NULL, NULL, NULL, record, "prints JSON", false },
	{ "check", 0, OPTION_FLAG, OPTION_INFO, AT(check), 0, 0, NULL, NULL, NULL, record,
	  "walks through every document and names damage by its offset", false },
	{ "quiet", 0, OPTION_FLAG, OPTION_RECORD | OPTION_REPLAY | OPTION_IMPORT, AT(quiet), 0, 0, NULL, NULL, NULL,
	  record, "shows no progress", false },

	{ "topic", 't', OPTION_LIST, FILES, AT(only_topics), 0, 0, NULL, NULL, "FILTER", part,
	  "only topics that match, + and # allowed; can be given several times", false },
	{ "device", 0, OPTION_TEXT, FILES, AT(device), 0, 0, NULL, NULL, "NAME", part, "only this device", false },
	{ "from", 0, OPTION_TEXT, FILES, AT(from), 0, 0, NULL, NULL, "WHEN", part,
	  "begins there: a time (03:12, 2026-11-24 03:12:30), +1h30m from the start, or mark:NOTE", false },
	{ "to", 0, OPTION_TEXT, FILES, AT(to), 0, 0, NULL, NULL, "WHEN", part, "ends there", false },

	{ "speed", 0, OPTION_TEXT, OPTION_REPLAY, AT(speed), 0, 0, NULL, "1", "N", replay,
	  "so many times as fast, 0.25 to 1000, or max", false },
	{ "loop", 0, OPTION_FLAG, OPTION_REPLAY, AT(loop), 0, 0, NULL, NULL, NULL, replay, "begins again at the end",
	  false },
	{ "idle-limit", 0, OPTION_TEXT, OPTION_REPLAY, AT(idle_limit), 0, 0, NULL, NULL, "TIME", replay,
	  "no pause lasts longer than that", false },
	{ "publish", 0, OPTION_FLAG, OPTION_REPLAY, AT(publish), 0, 0, NULL, NULL, NULL, replay,
	  "sends the messages to a broker instead of showing them", false },
	{ "prefix", 0, OPTION_TEXT, OPTION_REPLAY, AT(prefix), 0, 0, NULL, NULL, "TEXT", replay,
	  "--publish: put before every topic", false },
	{ "with-commands", 0, OPTION_FLAG, OPTION_REPLAY, AT(with_commands), 0, 0, NULL, NULL, NULL, replay,
	  "--publish: sends on topics that are commands too: devices that listen will move", false },

	{ "to", 0, OPTION_TEXT, OPTION_IMPORT, AT(database), 0, 0, NULL, NULL, "URI", database,
	  "mongodb://[user@]host[:port]/database[.collection]; by default collection telemetry", true },
	{ "time-series", 0, OPTION_FLAG, OPTION_IMPORT, AT(time_series), 0, 0, NULL, NULL, NULL, database,
	  "makes a time-series collection, where the server can", false },
	{ "password-file", 0, OPTION_TEXT, OPTION_IMPORT, AT(password_file), 0, 0, NULL, NULL, "FILE", database,
	  "a file with the password in its first line; else TELLTALE_PASSWORD, or it is asked for", false },

	{ "config", 0, OPTION_TEXT, SCREEN | NETWORK | OPTION_CHECK, AT(config), 0, 0, NULL, NULL, "FILE", other,
	  "the config file, instead of telltale/telltale.conf in the config folder", false },
	{ "dump-config", 0, OPTION_FLAG, OPTION_WATCH, AT(dump_config), 0, 0, NULL, NULL, NULL, other,
	  "prints a config file with every option and key, its help, and what it is now", false },
	{ NULL, 0, OPTION_FLAG, 0, 0, 0, 0, NULL, NULL, NULL, NULL, NULL, false },
};
/* clang-format on */

const struct option *option_find(const char *name, unsigned where)
{
	for (const struct option *option = option_table; option->name != NULL; option++)
		if (strcmp(option->name, name) == 0 && (option->where & where) != 0)
			return option;
	return NULL;
}

const struct option *option_find_letter(char letter, unsigned where)
{
	for (const struct option *option = option_table; option->name != NULL; option++)
		if (option->letter == letter && letter != 0 && (option->where & where) != 0)
			return option;
	return NULL;
}

static const struct option *find_choice(const char *name)
{
	const struct option *option = option_table;

	while (option->name != NULL && (option->type != OPTION_CHOICE || strcmp(option->name, name) != 0))
		option++;
	return option->name != NULL ? option : NULL;
}

bool option_word_at(const char *name, int place, char *word, size_t size)
{
	const struct option *option = find_choice(name);

	for (const char *at = option != NULL ? option->choices : ""; *at != '\0'; place--) {
		size_t length = strcspn(at, " ");
		if (place == 0) {
			snprintf(word, size, "%.*s", (int)length, at);
			return true;
		}
		at += length + strspn(at + length, " ");
	}
	return false;
}

int option_place(const char *name, const char *word)
{
	char found[32];

	for (int place = 0; option_word_at(name, place, found, sizeof found); place++)
		if (strcmp(found, word) == 0)
			return place;
	return 0;
}

static void *place(struct settings *settings, const struct option *option)
{
	return (char *)settings + option->offset;
}

static bool set_flag(bool *flag, const struct option *option, const char *text, struct error *error)
{
	static const char *const yes[] = { "true", "yes", "on", "1" }, *const no[] = { "false", "no", "off", "0" };

	for (size_t i = 0; i < sizeof yes / sizeof *yes; i++) {
		if (text_same(text, yes[i]) || text_same(text, no[i])) {
			*flag = text_same(text, yes[i]);
			return true;
		}
	}
	return error_set(error, ERROR_USAGE, "%s: found '%s', expected true or false", option->name, text);
}

static bool set_number(long *number, const struct option *option, const char *text, struct error *error)
{
	char *end;

	errno = 0;
	long value = strtol(text, &end, 10);
	if (errno != 0 || end == text || *end != '\0' || value < option->least || value > option->most)
		return error_set(error, ERROR_USAGE, "%s: found '%s', expected a number from %ld to %ld", option->name,
		                 text, option->least, option->most);
	*number = value;
	return true;
}

static void set_text(char **place_of_text, const char *text)
{
	char *copy = memory_text(text);

	if (*place_of_text != NULL)
		memory_wipe(*place_of_text, strlen(*place_of_text));
	free(*place_of_text);
	*place_of_text = copy;
}

static bool is_choice(const struct option *option, const char *text, struct error *error)
{
	size_t length = strlen(text);

	for (const char *word = option->choices; *word != '\0';) {
		size_t n = strcspn(word, " ");
		if (n == length && memcmp(word, text, n) == 0)
			return true;
		word += n + strspn(word + n, " ");
	}
	return error_set(error, ERROR_USAGE, "%s: found '%s', expected one of: %s", option->name, text,
	                 option->choices);
}

static bool set_choice(char **choice, const struct option *option, const char *text, struct error *error)
{
	if (!is_choice(option, text, error))
		return false;
	set_text(choice, text);
	return true;
}

static void append(char ***list, const char *text)
{
	size_t count = 0;

	while (*list != NULL && (*list)[count] != NULL)
		count++;
	*list = memory_resize(*list, count + 2, sizeof **list);
	(*list)[count] = memory_text(text);
	(*list)[count + 1] = NULL;
}

/* One more item of a list, if it may be that. */
static bool add(char ***list, const struct option *option, const char *text, struct error *error)
{
	bool first = *list == NULL || **list == NULL;

	if (option->choices != NULL && !is_choice(option, text, error))
		return false;
	if (option->least == OPTION_PROGRAM && first && *text != '/')
		return error_set(error, ERROR_USAGE, "%s: found '%s', expected a program's path that begins with /",
		                 option->name, text);
	append(list, text);
	return true;
}

static void clear_list(char ***list)
{
	for (char **word = *list; word != NULL && *word != NULL; word++)
		free(*word);
	free(*list);
	*list = NULL;
}

void option_clear_list(struct settings *settings, const struct option *option)
{
	if (option->type == OPTION_LIST)
		clear_list(place(settings, option));
}

bool option_set(struct settings *settings, const struct option *option, const char *text, struct error *error)
{
	void *value = place(settings, option);

	settings->given[option - option_table] = true;

	switch (option->type) {
	case OPTION_FLAG:
		return set_flag(value, option, text, error);
	case OPTION_NUMBER:
		return set_number(value, option, text, error);
	case OPTION_CHOICE:
		return set_choice(value, option, text, error);
	case OPTION_LIST:
		return add(value, option, text, error);
	case OPTION_TEXT:
		if (*text == '\0')
			return error_set(error, ERROR_USAGE, "%s: found nothing, expected %s", option->name,
			                 option->argument);
		set_text(value, text);
		return true;
	}
	return true;
}

void settings_init(struct settings *settings)
{
	memset(settings, 0, sizeof *settings);
	for (const struct option *option = option_table; option->name != NULL; option++)
		if (option->standard != NULL)
			option_set(settings, option, option->standard, NULL);
	memset(settings->given, 0, sizeof settings->given);
}

void settings_clear(struct settings *settings)
{
	bindings_clear(&settings->bindings);
	for (const struct option *option = option_table; option->name != NULL; option++) {
		if (option->type == OPTION_LIST) {
			clear_list(place(settings, option));
		} else if (option->type == OPTION_TEXT || option->type == OPTION_CHOICE) {
			char **text = place(settings, option);
			if (*text != NULL)
				memory_wipe(*text, strlen(*text));
			free(*text);
			*text = NULL;
		}
	}
	saved_clear(&settings->messages);
}

bool option_given(const struct settings *settings, const struct option *option)
{
	return settings->given[option - option_table];
}

void option_words(const struct option *option, char *text, size_t size)
{
	*text = '\0';
	if (option->offset == AT(theme))
		theme_names(text, size);
	else if (option->choices != NULL)
		snprintf(text, size, "%s", option->choices);
	for (char *comma = strchr(text, ','); comma != NULL; comma = strchr(comma, ','))
		memmove(comma, comma + 1, strlen(comma));
}

/* Names that aren't in the table; choices stand in the help already. */
static void print_names(FILE *file, const struct option *option)
{
	char words[512];

	if (option->type == OPTION_CHOICE)
		return;
	option_words(option, words, sizeof words);
	for (char *word = words, *end; *word != '\0'; word = end) {
		end = word + strlen(word);
		if (end - word > HELP_WIDTH) { /* the last space before the edge */
			for (end = word + HELP_WIDTH; *end != ' '; end--) {
			}
			*end++ = '\0';
		}
		fprintf(file, "%33s%s\n", "", word);
	}
}

void option_print_help(FILE *file, unsigned where)
{
	const char *group = "";

	for (const struct option *option = option_table; option->name != NULL; option++) {
		char left[64], letter[8] = "    ";
		if ((option->where & where) == 0)
			continue;
		if (strcmp(group, option->group) != 0)
			fprintf(file, "\n%s:\n", option->group);
		group = option->group;
		if (option->letter != 0)
			snprintf(letter, sizeof letter, "-%c, ", option->letter);
		snprintf(left, sizeof left, "%s--%s%s%s", letter, option->name, option->argument != NULL ? " " : "",
		         option->argument != NULL ? option->argument : "");
		fprintf(file, "  %-30s %s", left, option->help);
		if (option->standard != NULL && strcmp(option->standard, "0") != 0)
			fprintf(file, " [%s]", option->standard);
		fputc('\n', file);
		print_names(file, option);
	}
}
