/* mongo_address: see include/telltale/recording/mongo_address.h */
#include "config.h"

#include "telltale/recording/mongo_address.h"

#include <stdlib.h>
#include <string.h>

#include "telltale/base/memory.h"
#include "telltale/base/percent.h"
#include "telltale/base/text.h"

/* Bounds of the database's own; bytes from which on a secret is looked for. */
enum { DATABASE_MOST = 63, NAMES_MOST = 255, SECRET_LEAST = 4 };

static const char form[] = "mongodb://[user@]host[:port]/database[.collection]";

/* --- options --------------------------------------------------------------------------------------------- */

/* The value of an option, as written; *length: its bytes. NULL: it isn't there. */
static const char *option_of(const char *options, const char *name, size_t *length)
{
	while (*options != '\0') {
		size_t whole = strcspn(options, "&"), key = strcspn(options, "=&");
		char *written = memory_textn(options, key);
		bool same = text_same(written, name);
		free(written);
		if (same && key < whole) {
			*length = whole - key - 1;
			return options + key + 1;
		}
		options += whole + (options[whole] == '&');
	}
	return NULL;
}

/* Only these ways of logging in know the user by a password. */
static bool mechanism_takes_password(const char *options)
{
	size_t length;
	const char *mechanism = option_of(options, "authMechanism", &length);

	return mechanism == NULL || strncmp(mechanism, "SCRAM", 5) == 0 || strncmp(mechanism, "PLAIN", 5) == 0;
}

/* --- taking it apart ------------------------------------------------------------------------------------- */

static bool check_names(const struct mongo_address *address, struct error *error)
{
	const char *database = address->database, *collection = address->collection;

	if (*database == '\0')
		return error_set(error, ERROR_USAGE, "to: there is no database in the URI, expected %s", form);
	if (strpbrk(database, "/\\ \"$") != NULL || strlen(database) > DATABASE_MOST)
		return error_set(error, ERROR_USAGE, "to: found the database '%s', expected at most %d bytes without "
		                 "space, quote, slash or $", database, DATABASE_MOST);
	if (*collection == '\0' || *collection == '.' || collection[strlen(collection) - 1] == '.' ||
	    strchr(collection, '$') != NULL || strncmp(collection, "system.", 7) == 0 ||
	    strlen(database) + 1 + strlen(collection) > NAMES_MOST)
		return error_set(error, ERROR_USAGE, "to: found the collection '%s', expected a name that doesn't begin or "
		                 "end in a dot, begins not with system. and holds no $", collection);
	return true;
}

static bool take_names(struct mongo_address *address, const char *text, size_t n, struct error *error)
{
	const char *dot = memchr(text, '.', n);
	size_t database = dot != NULL ? (size_t)(dot - text) : n;

	address->database = percent_decode(text, database);
	address->collection = dot != NULL ? percent_decode(dot + 1, n - database - 1) : memory_text("telemetry");
	return check_names(address, error);
}

static void put_together(struct mongo_address *address, const char *scheme)
{
	struct buffer uri = { NULL, 0, 0 };

	buffer_text(&uri, scheme);
	if (address->user != NULL) {
		percent_encode(&uri, address->user);
		buffer_char(&uri, '@');
	}
	buffer_format(&uri, "%s/", address->hosts);
	percent_encode(&uri, address->database);
	if (*address->options != '\0')
		buffer_format(&uri, "?%s", address->options);
	address->uri = uri.bytes;
}

/* The last '@' before the path ends user and password. Returns where the hosts begin; NULL: something is wrong. */
static const char *take_login(struct mongo_address *address, const char *text, struct error *error)
{
	size_t n = strcspn(text, "/"), path = n + strcspn(text + n, "?");
	const char *at = NULL;

	for (const char *c = text; c < text + n; c++)
		if (*c == '@')
			at = c;
	if (at == NULL && memchr(text + n, '@', path - n) != NULL) {
		error_set(error, ERROR_USAGE, "to: there is a '/' before the '@' of the URI; in a user name or password it is "
		          "written %%2F, and '@' as %%40, ':' as %%3A, '%%' as %%25");
		return NULL;
	}
	if (at == NULL || at == text)
		return at == NULL ? text : at + 1;
	const char *colon = memchr(text, ':', (size_t)(at - text));
	address->user = percent_decode(text, (size_t)((colon != NULL ? colon : at) - text));
	if (colon != NULL && colon + 1 < at)
		address->password = percent_decode(colon + 1, (size_t)(at - colon - 1));
	if (*address->user != '\0')
		return at + 1;
	error_set(error, ERROR_USAGE, "to: a password needs a user name before it, expected %s", form);
	return NULL;
}

/* That nothing which isn't one is taken for a host or an option, and shown: it may belong to a password. */
static bool check_form(const struct mongo_address *address, struct error *error)
{
	if (*address->hosts == '\0')
		return error_set(error, ERROR_USAGE, "to: there is no host in the URI, expected %s", form);
	for (const char *host = address->hosts; *host != '\0'; host += *host == ',') {
		size_t n = strcspn(host, ","), name = *host == '[' ? strcspn(host, "],") : strcspn(host, ":,");
		if (host[name] == ']')
			name++;
		if (name < n && (host[name] != ':' || name + 1 + strspn(host + name + 1, "0123456789") != n))
			return error_set(error, ERROR_USAGE, "to: a port in the URI is no number, expected %s", form);
		host += n;
	}
	for (const char *option = address->options; *option != '\0'; option += *option == '&') {
		size_t n = strcspn(option, "&");
		if (memchr(option, '=', n) == NULL)
			return error_set(error, ERROR_USAGE, "to: an option of the URI has no '=', expected ?option=value&…");
		option += n;
	}
	return true;
}

static bool take_apart(struct mongo_address *address, const char *text, const char *scheme, struct error *error)
{
	const char *hosts = take_login(address, text, error);

	if (hosts == NULL)
		return false;
	const char *path = hosts + strcspn(hosts, "/?"), *question = path + strcspn(path, "?");
	address->hosts = memory_textn(hosts, (size_t)(path - hosts));
	address->options = memory_text(*question == '?' ? question + 1 : "");
	path += *path == '/';
	if (!check_form(address, error) || !take_names(address, path, (size_t)(question - path), error))
		return false;
	address->login = address->user != NULL && mechanism_takes_password(address->options);
	put_together(address, scheme);
	return true;
}

bool mongo_address_read(struct mongo_address *address, const char *uri, struct error *error)
{
	static const char *const schemes[] = { "mongodb://", "mongodb+srv://" };

	memset(address, 0, sizeof *address);
	for (size_t i = 0; i < 2; i++) {
		size_t length = strlen(schemes[i]);
		if (strncmp(uri, schemes[i], length) == 0)
			return take_apart(address, uri + length, schemes[i], error);
	}
	return error_set(error, ERROR_USAGE, "to: found no mongodb:// at the beginning of the URI, expected %s", form);
}

static void wipe(char *text)
{
	if (text != NULL)
		memory_wipe(text, strlen(text));
	free(text);
}

void mongo_address_clear(struct mongo_address *address)
{
	wipe(address->uri);
	wipe(address->password);
	wipe(address->options);
	free(address->hosts);
	free(address->database);
	free(address->collection);
	free(address->user);
	memset(address, 0, sizeof *address);
}

/* --- showing it ------------------------------------------------------------------------------------------ */

/* What is shorter is no secret, and may be a part of any word. */
static void scrub(char *text, const char *secret, size_t length)
{
	for (char *found = text; length >= SECRET_LEAST && (found = strstr(found, secret)) != NULL; found += length)
		memset(found, '*', length);
}

static void scrub_both_ways(char *text, const char *secret)
{
	struct buffer encoded = { NULL, 0, 0 };

	percent_encode(&encoded, secret);
	if (encoded.length > 0)
		scrub(text, encoded.bytes, encoded.length);
	scrub(text, secret, strlen(secret));
	if (encoded.length > 0)
		memory_wipe(encoded.bytes, encoded.length);
	buffer_clear(&encoded);
}

void mongo_address_scrub(const struct mongo_address *address, char *text)
{
	static const char *const secret_options[] = { "tlsCertificateKeyFilePassword", "sslClientCertificateKeyPassword",
		                                      "authMechanismProperties", "proxyPassword" };
	size_t length;

	if (address->password != NULL)
		scrub_both_ways(text, address->password);
	for (size_t i = 0; address->options != NULL && i < sizeof secret_options / sizeof *secret_options; i++) {
		const char *value = option_of(address->options, secret_options[i], &length);
		if (value == NULL)
			continue;
		char *written = memory_textn(value, length), *read = percent_decode(value, length);
		scrub(text, written, length);
		scrub_both_ways(text, read);
		wipe(written);
		wipe(read);
	}
}

/* As one word for a shell. */
static void put_word(struct buffer *line, const char *word)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:,@%+=";

	if (*word != '\0' && word[strspn(word, plain)] == '\0') {
		buffer_text(line, word);
		return;
	}
	buffer_char(line, '\'');
	for (; *word != '\0'; word++) {
		if (*word == '\'')
			buffer_text(line, "'\\''");
		else
			buffer_char(line, *word);
	}
	buffer_char(line, '\'');
}

void mongo_address_restore(const struct mongo_address *address, const char *path, struct buffer *line)
{
	char *uri = memory_text(address->uri);

	mongo_address_scrub(address, uri);
	buffer_text(line, "mongorestore --uri=");
	put_word(line, uri);
	buffer_text(line, " --collection=");
	put_word(line, address->collection);
	buffer_text(line, *path == '-' ? " ./" : " ");
	put_word(line, path);
	wipe(uri);
}
