/*
 * option: every option of the program in one table.
 *
 * The table feeds the command line, the config file with its broker sections, --help and the range checks.
 * The order in which values win: command line, broker section, top of the config, default.
 */
#ifndef TELLTALE_CONF_OPTION_H
#define TELLTALE_CONF_OPTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "telltale/base/error.h"
#include "telltale/conf/binding.h"

enum { SETTINGS_OPTIONS = 128 }; /* at least as many as there are */
#include "telltale/conf/saved.h"

/* The values, as plain data. Strings are owned. NULL: not given and no default. */
struct settings {
	bool given[SETTINGS_OPTIONS]; /* by the option's place in the table */
	/* the broker */
	char *broker; /* a saved one; "": none, whatever the config says */
	char *default_broker, *host, *unix_socket, *url;
	long port; /* 0: by TLS, 1883 or 8883 */
	char *client_id, *username, *password, *password_file;
	char *protocol; /* "mqttv31", "mqttv311", "mqttv5" */
	long keepalive;
	bool tls, insecure;
	char *cafile, *capath, *cert, *key, *tls_version, *tls_alpn, *psk, *psk_identity;
	/* what is subscribed to */
	char **topics; /* NULL-ended */
	long qos;
	/* the dashboard */
	char *theme, *colours, *charset, *sort, *density, *group, *mouse, *log_file;
	bool read_only;
	long stale_after; /* seconds */
	long most_topics, most_devices;
	long frame_rate;
	bool slow, no_state;
	char *bell;                     /* none, alarm, all */
	char **no_alert, **alert_hook;  /* NULL-ended; NULL: none */
	/* the simulator */
	long devices, seed;
	char *rate;
	/* recordings */
	char *output, *duration, *split, *format, *device, *from, *to, *speed, *idle_limit, *prefix, *database;
	char **only_topics; /* NULL-ended; NULL: all */
	long count, keep;
	bool overwrite, quiet, json, check, publish, loop, with_commands, time_series;
	struct saved_messages messages; /* of the config alone */
	/* keys that the user has bound */
	struct key_bindings bindings;
	/* where things are */
	char *config;
	bool dump_config;
};

enum { OPTION_PROGRAM = 1 };

enum option_type { OPTION_FLAG, OPTION_NUMBER, OPTION_TEXT, OPTION_LIST, OPTION_CHOICE };

/* Where an option may stand: bits. */
enum {
	OPTION_WATCH = 1 << 0,    /* telltale's command line */
	OPTION_DEMO = 1 << 1,     /* telltale demo */
	OPTION_SIMULATE = 1 << 2, /* telltale simulate */
	OPTION_CHECK = 1 << 3,    /* telltale check */
	OPTION_RECORD = 1 << 4,   /* telltale record, and so on */
	OPTION_INFO = 1 << 5,
	OPTION_REPAIR = 1 << 6,
	OPTION_EXPORT = 1 << 7,
	OPTION_REPLAY = 1 << 10,
	OPTION_IMPORT = 1 << 11,
	OPTION_PROMPT = 1 << 12,  /* set at the : prompt, while it runs: see ui/palette_set */
	OPTION_PRINT = 1 << 13,   /* telltale print, which has none */
	OPTION_CONFIG = 1 << 8,   /* top of the config file */
	OPTION_BROKER = 1 << 9    /* a broker section of the config file */
};

struct option {
	const char *name; /* without dashes; the same in the config file */
	char letter;      /* 0: none */
	enum option_type type;
	unsigned where;
	size_t offset;        /* into struct settings */
	long least, most;     /* OPTION_NUMBER; OPTION_LIST: least is OPTION_PROGRAM where it's a program and its arguments */
	const char *choices;  /* OPTION_CHOICE, and OPTION_LIST if not NULL: words with spaces between */
	const char *standard; /* default as text; NULL: none */
	const char *argument; /* what --help calls the argument; NULL: takes none */
	const char *group;    /* heading in --help */
	const char *help;
	bool secret;          /* never shown, wiped from the argument list */
};

/* The table; a name of NULL ends it. */
extern const struct option option_table[];

/* Of an option that is a choice: the place of a word among its words, which stand in the order of their enum (0 if it is
 * none of them); the word at a place (false: there are not so many). */
int option_place(const char *name, const char *word);
bool option_word_at(const char *name, int place, char *word, size_t size);

/* Finds an option by name (without dashes) or by letter; NULL: there is none, or not at that place. */
const struct option *option_find(const char *name, unsigned where);
const struct option *option_find_letter(char letter, unsigned where);

/* Sets an option from a text, checked: false and "NAME: found X, expected Y" if it won't do. Lists grow; to
 * replace the default, or what a place that counts less gave, clear the list first. */
bool option_set(struct settings *settings, const struct option *option, const char *text, struct error *error);

/* Empties a list option, so that another place's values replace it. */
void option_clear_list(struct settings *settings, const struct option *option);

/* The words that an option takes, spaces between: its choices, or the themes that are built in. "" where it is anything. */
void option_words(const struct option *option, char *text, size_t size);

/* Whether somebody gave it: on the command line or in the config. False for a default. */
bool option_given(const struct settings *settings, const struct option *option);

/* All defaults. Clear with settings_clear(), which wipes secrets. */
void settings_init(struct settings *settings);
void settings_clear(struct settings *settings);

/* Writes the help for the options of one place. */
void option_print_help(FILE *file, unsigned where);

#endif
