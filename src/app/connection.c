/* connection: see include/telltale/app/connection.h */
#include "config.h"

#include "telltale/app/connection.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "telltale/base/memory.h"

enum { PASSWORD_BYTES = 1024 };

/* --- the URL --------------------------------------------------------------------------------------------- */

static void replace(char **text, char *with)
{
	if (*text != NULL)
		memory_wipe(*text, strlen(*text));
	free(*text);
	*text = with;
}

static int hex_digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* A copy with %40 and the like read (RFC 3986, section 2.1). */
static char *decoded(const char *text, size_t n)
{
	char *copy = memory_textn(text, n), *to = copy;

	for (const char *from = copy; *from != '\0'; from++) {
		if (*from == '%' && hex_digit(from[1]) >= 0 && hex_digit(from[2]) >= 0) {
			*to++ = (char)(hex_digit(from[1]) * 16 + hex_digit(from[2]));
			from += 2;
		} else {
			*to++ = *from;
		}
	}
	*to = '\0';
	return copy;
}

static void take_credentials(struct settings *settings, const char *text, size_t n)
{
	const char *colon = memchr(text, ':', n);
	size_t name = colon != NULL ? (size_t)(colon - text) : n;

	replace(&settings->username, decoded(text, name));
	if (colon != NULL)
		replace(&settings->password, decoded(colon + 1, n - name - 1));
}

static bool take_host(struct settings *settings, const char *text, size_t n, struct error *error)
{
	const char *end = *text == '[' ? memchr(text, ']', n) : NULL;
	const char *host = end != NULL ? text + 1 : text;
	const char *colon = end != NULL ? end + 1 : memchr(text, ':', n);
	bool has_port = colon != NULL && colon < text + n && *colon == ':';
	size_t length = end != NULL ? (size_t)(end - host) : has_port ? (size_t)(colon - text) : n;
	char port[16] = "0";

	if (length == 0)
		return error_set(error, ERROR_USAGE, "-L: there is no host in the URL; expected mqtt(s)://"
		                 "[user[:password]@]host[:port][/topic]");
	replace(&settings->host, memory_textn(host, length));
	if (has_port)
		snprintf(port, sizeof port, "%.*s", (int)(n - (size_t)(colon + 1 - text)), colon + 1);
	if (!option_set(settings, option_find("port", OPTION_WATCH), port, error))
		return error_prefix(error, "-L");
	return true;
}

static bool take_url(struct settings *settings, struct error *error)
{
	const char *url = settings->url, *topic, *at = NULL;

	if (strncmp(url, "mqtt://", 7) == 0)
		url += 7;
	else if (strncmp(url, "mqtts://", 8) == 0)
		url += 8;
	else
		return error_set(error, ERROR_USAGE, "-L: expected a URL that begins with mqtt:// or mqtts://");
	if (strncmp(settings->url, "mqtts", 5) == 0)
		settings->tls = true;
	topic = url + strcspn(url, "/");
	for (const char *c = url; c < topic; c++)
		if (*c == '@')
			at = c;
	if (at != NULL)
		take_credentials(settings, url, (size_t)(at - url));
	url = at != NULL ? at + 1 : url;
	if (!take_host(settings, url, (size_t)(topic - url), error))
		return false;
	if (*topic == '/' && topic[1] != '\0') {
		const struct option *option = option_find("topic", OPTION_WATCH);
		option_clear_list(settings, option);
		return option_set(settings, option, topic + 1, error);
	}
	return true;
}

/* --- the password ---------------------------------------------------------------------------------------- */

static bool read_password_file(struct settings *settings, struct error *error)
{
	const char *path = settings->password_file;
	char line[PASSWORD_BYTES];
	struct stat status;
	bool good = false;
	FILE *file = fopen(path, "r");

	if (file == NULL)
		return error_errno(error, "--password-file: can't read '%s'", path);
	if (fstat(fileno(file), &status) != 0 || (S_ISREG(status.st_mode) && (status.st_mode & 077) != 0)) {
		error_set(error, ERROR_USAGE, "--password-file: '%s' can be read by others; expected chmod 600", path);
	} else if (fgets(line, sizeof line, file) == NULL) {
		error_set(error, ERROR_USAGE, "--password-file: '%s' is empty", path);
	} else {
		line[strcspn(line, "\r\n")] = '\0';
		replace(&settings->password, memory_text(line));
		good = true;
	}
	memory_wipe(line, sizeof line);
	fclose(file);
	return good;
}

/* Takes the password out of the environment, so that no child inherits it. */
static void read_environment(struct settings *settings)
{
	char *password = getenv("TELLTALE_PASSWORD");

	if (password == NULL)
		return;
	if (settings->password == NULL && *password != '\0')
		settings->password = memory_text(password);
	memory_wipe(password, strlen(password));
	unsetenv("TELLTALE_PASSWORD");
}

/* The signal that came while the password was asked for; a handler has no argument of its own. */
static volatile sig_atomic_t interrupted_by;

static void note_interruption(int number)
{
	interrupted_by = number;
}

/* Reads a line without echo. A signal that ends the program ends it here too, but not before the echo is back. */
static ssize_t read_quietly(int tty, char *line, size_t size)
{
	static const int numbers[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP };
	struct sigaction handler = { .sa_handler = note_interruption }, usual[5];
	struct termios before, quiet;

	if (tcgetattr(tty, &before) != 0)
		return -1;
	quiet = before;
	quiet.c_lflag &= ~(tcflag_t)ECHO;
	for (size_t i = 0; i < 5; i++)
		sigaction(numbers[i], &handler, &usual[i]);
	tcsetattr(tty, TCSAFLUSH, &quiet);
	ssize_t n = read(tty, line, size);
	tcsetattr(tty, TCSAFLUSH, &before);
	dprintf(tty, "\n");
	for (size_t i = 0; i < 5; i++)
		sigaction(numbers[i], &usual[i], NULL);
	if (interrupted_by != 0)
		raise(interrupted_by);
	return n;
}

/* An empty line means none. */
static void ask_password(struct settings *settings)
{
	int tty = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	char line[PASSWORD_BYTES];

	if (tty < 0)
		return;
	dprintf(tty, "Password of %s at %s (Enter: none): ", settings->username, settings->host);
	ssize_t n = read_quietly(tty, line, sizeof line - 1);
	if (n > 0) {
		line[n] = '\0';
		line[strcspn(line, "\r\n")] = '\0';
		if (*line != '\0')
			settings->password = memory_text(line);
	}
	memory_wipe(line, sizeof line);
	close(tty);
}

static bool find_password(struct settings *settings, struct error *error)
{
	if (settings->password == NULL && settings->password_file != NULL && !read_password_file(settings, error))
		return false;
	read_environment(settings);
	if (settings->password != NULL && settings->username == NULL)
		return error_set(error, ERROR_USAGE, "a password needs a user name: --username (-u)");
	if (settings->username != NULL && settings->password == NULL && settings->psk == NULL && settings->cert == NULL)
		ask_password(settings);
	return true;
}

/* --- all together ---------------------------------------------------------------------------------------- */

static int protocol_number(const char *name)
{
	if (strstr(name, "311") != NULL)
		return 4;
	return strstr(name, "31") != NULL ? 3 : 5;
}

static bool check_pairs(const struct settings *settings, struct error *error)
{
	if ((settings->cert == NULL) != (settings->key == NULL))
		return error_set(error, ERROR_USAGE, "--cert and --key belong together, only --%s is given",
		                 settings->cert != NULL ? "cert" : "key");
	if ((settings->psk == NULL) != (settings->psk_identity == NULL))
		return error_set(error, ERROR_USAGE, "--psk and --psk-identity belong together, only --%s is given",
		                 settings->psk != NULL ? "psk" : "psk-identity");
	return true;
}

bool connection_make(struct settings *settings, struct mqtt_settings *client, struct error *error)
{
	if (settings->url != NULL && !take_url(settings, error))
		return false;
	if (!check_pairs(settings, error) || !find_password(settings, error))
		return false;
	bool tls = settings->tls || settings->cafile != NULL || settings->capath != NULL || settings->cert != NULL ||
	           settings->psk != NULL || settings->port == 8883;
	*client = (struct mqtt_settings){
		.name = settings->broker != NULL && *settings->broker != '\0' ? settings->broker : NULL,
		.host = settings->unix_socket != NULL ? settings->unix_socket : settings->host,
		.port = settings->unix_socket != NULL ? 0 : settings->port != 0 ? (int)settings->port : tls ? 8883 : 1883,
		.protocol = protocol_number(settings->protocol),
		.keepalive = (int)settings->keepalive,
		.client_id = settings->client_id,
		.username = settings->username,
		.password = settings->password,
		.tls = tls,
		.cafile = settings->cafile,
		.capath = settings->capath,
		.cert = settings->cert,
		.key = settings->key,
		.tls_version = settings->tls_version,
		.tls_alpn = settings->tls_alpn,
		.psk = settings->psk,
		.psk_identity = settings->psk_identity,
		.insecure = settings->insecure,
	};
	return true;
}
