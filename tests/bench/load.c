/* load: see load.h */
#include "config.h"

#include "load.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "flight.h"
#include "packets.h"

enum { TEXT = 0 };

/* One line an option: a number has a most, a text hasn't. */
static const struct option {
	const char *name;
	size_t place;
	unsigned long least, most, standard;
	const char *help;
} options[] = {
	{ "messages", offsetof(struct load, messages), 0, 4000000000, 1000000, "how many; 0: until it is stopped" },
	{ "topics", offsetof(struct load, topics), 1, 1000000, 200, "on how many topics, one after the other" },
	{ "payload", offsetof(struct load, payload), 1, 64 << 20, PAYLOAD_USUAL, "bytes of each" },
	{ "qos", offsetof(struct load, qos), 0, 2, 0, "their quality of service" },
	{ "window", offsetof(struct load, window), 1, FLIGHT_MOST - 1, 1000, "how many may be unacknowledged" },
	{ "rate", offsetof(struct load, rate), 0, 10000000, 0, "messages a second; 0: as fast as they are read" },
	{ "seconds", offsetof(struct load, seconds), 1, 1000000, 3600, "ends after that long, whatever happens" },
	{ "wait", offsetof(struct load, wait), 0, 1, 0, "1: begins at the line 'go' on standard input" },
	{ "certificate", offsetof(struct load, certificate), 0, TEXT, 0, "PEM file: speaks TLS" },
	{ "key", offsetof(struct load, key), 0, TEXT, 0, "PEM file of its key" },
};

enum { OPTIONS = sizeof options / sizeof *options };

static int complain(const char *program, const char *usage)
{
	fprintf(stderr, "usage: %s [--OPTION VALUE...] %s\n", program, usage);
	for (size_t i = 0; i < OPTIONS; i++)
		fprintf(stderr, "  --%-12s %s [%lu]\n", options[i].name, options[i].help, options[i].standard);
	return -1;
}

static bool take(struct load *load, const char *name, const char *text)
{
	for (size_t i = 0; i < OPTIONS; i++) {
		const struct option *option = &options[i];
		void *place = (char *)load + option->place;
		char *end;
		if (strcmp(name, option->name) != 0)
			continue;
		if (option->most == TEXT) {
			*(const char **)place = text;
			return true;
		}
		errno = 0;
		unsigned long number = strtoul(text, &end, 10);
		*(unsigned long *)place = number;
		return errno == 0 && end != text && *end == '\0' && number >= option->least && number <= option->most;
	}
	return false;
}

int load_read(struct load *load, int argc, char **argv, const char *usage)
{
	int i = 1;

	memset(load, 0, sizeof *load);
	for (size_t option = 0; option < OPTIONS; option++)
		if (options[option].most != TEXT)
			*(unsigned long *)(void *)((char *)load + options[option].place) = options[option].standard;
	for (; i < argc && strncmp(argv[i], "--", 2) == 0; i += 2)
		if (i + 1 == argc || !take(load, argv[i] + 2, argv[i + 1]))
			return complain(argv[0], usage);
	if ((load->certificate == NULL) != (load->key == NULL))
		return complain(argv[0], usage);
	return i;
}
