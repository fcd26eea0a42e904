/* mongo: the connection; see include/telltale/recording/mongo.h. Batches are in mongo_batch.c, time series in
 * mongo_series.c, indexes and counts in mongo_end.c. */
#include "config.h"

#include "telltale/recording/mongo.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "recording/mongo_private.h"
#include "telltale/base/clock.h"
#include "telltale/base/memory.h"

enum { TIMEOUT = 5000 /* milliseconds */, TEXT = 400 };

/* --- in words -------------------------------------------------------------------------------------------- */

void mongo_note(const struct mongo *mongo, const char *format, ...)
{
	char text[2 * TEXT];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	mongo_address_scrub(mongo->settings.address, text);
	mongo->settings.note(mongo->settings.owner, text);
}

bool mongo_passing(const bson_error_t *why, const bson_t *reply)
{
	static const uint32_t codes[] = { 6,   7,    63,    89,    91,    133,   134,   189,
		                          262, 9001, 10058, 10107, 11600, 11602, 13435, 13436 };

	if (why->domain == MONGOC_ERROR_STREAM || why->domain == MONGOC_ERROR_SERVER_SELECTION ||
	    (reply != NULL && mongoc_error_has_label(reply, "RetryableWriteError")))
		return true;
	if (why->domain != MONGOC_ERROR_SERVER && why->domain != MONGOC_ERROR_WRITE_CONCERN)
		return false;
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
		if (codes[i] == why->code)
			return true;
	return false;
}

/* "No suitable servers found (…): [connection refused calling hello on 'gw:1']" is about "connection refused". */
static void explain_selection(const struct mongo *mongo, const char *message, char *text, size_t size)
{
	static const struct {
		const char *said, *words;
	} reasons[] = {
		{ "Failed to resolve", "there is no host of that name" },
		{ "connection timeout", "no answer in time" },
		{ "socket timeout", "connected, but no answer in time; does one of us use TLS, and the other doesn't?" },
		{ "connection closed", "it closed the connection; does it want TLS (tls=true in the URI)?" },
		{ "Invalid reply", "what answers there is no MongoDB server" },
	};
	const char *open = strchr(message, '['), *close = open != NULL ? strchr(open, ']') : NULL;

	if (close == NULL) {
		snprintf(text, size, "there is no server as the URI wants it (replicaSet, readPreference?)");
		return;
	}
	snprintf(text, size, "%.*s", (int)(close - open - 1), open + 1);
	char *calling = strstr(text, " calling ");
	if (calling != NULL)
		*calling = '\0';
	for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
		if (strncmp(text, reasons[i].said, strlen(reasons[i].said)) == 0)
			snprintf(text, size, "%s", reasons[i].words);
	if (*mongo->said != '\0')
		snprintf(text + strlen(text), size - strlen(text), " (%s)", mongo->said);
}

static void explain_login(const struct mongo *mongo, const char *message, char *text, size_t size)
{
	const struct mongo_address *address = mongo->settings.address;

	if (strstr(message, "uthentication failed") == NULL)
		snprintf(text, size, "the login of '%.100s' failed: %.300s", address->user != NULL ? address->user : "",
		         message);
	else
		snprintf(text, size, "the login of '%.100s' was refused: the name or the password is wrong, or they aren't "
		         "known in the database '%.63s' (the option authSource of the URI names another)",
		         address->user != NULL ? address->user : "", mongoc_uri_get_auth_source(mongo->uri));
}

static void explain_server(const struct mongo *mongo, const bson_error_t *why, char *text, size_t size)
{
	const struct mongo_address *address = mongo->settings.address;

	if (why->code == SERVER_AUTHENTICATION_FAILED)
		explain_login(mongo, why->message, text, size);
	else if (why->code == SERVER_UNAUTHORIZED && address->user == NULL)
		snprintf(text, size, "it wants a login: mongodb://USER@%.80s/…", address->hosts);
	else
		snprintf(text, size, "the server refuses: %.300s (error %u)", why->message, why->code);
}

/* What others said of it is scrubbed, our own words aren't: whose password is a word of them would read it there. */
bool mongo_explain(const struct mongo *mongo, const bson_error_t *said, struct error *error)
{
	char text[2 * TEXT];
	bson_error_t scrubbed = *said, *why = &scrubbed;

	mongo_address_scrub(mongo->settings.address, why->message);
	if (why->domain == MONGOC_ERROR_SERVER_SELECTION)
		explain_selection(mongo, why->message, text, sizeof text);
	else if (why->domain == MONGOC_ERROR_CLIENT && why->code == MONGOC_ERROR_CLIENT_AUTHENTICATE)
		explain_login(mongo, why->message, text, sizeof text);
	else if (why->domain == MONGOC_ERROR_SERVER || why->domain == MONGOC_ERROR_WRITE_CONCERN)
		explain_server(mongo, why, text, sizeof text);
	else if (strstr(why->message, "socket error or timeout") != NULL)
		snprintf(text, sizeof text, "the connection broke");
	else
		snprintf(text, sizeof text, "%s", why->message);
	return error_set(error, ERROR_NETWORK, "%s: %.*s", mongo->settings.address->hosts, TEXT, text);
}

/* --- the connection -------------------------------------------------------------------------------------- */

void mongo_disconnect(struct mongo *mongo)
{
	if (mongo->collection != NULL)
		mongoc_collection_destroy(mongo->collection);
	if (mongo->client != NULL)
		mongoc_client_destroy(mongo->client);
	mongo->collection = NULL;
	mongo->client = NULL;
}

/* What is inserted shall have been written to the disk when we say so, unless the URI says otherwise. */
static void set_concern(const struct mongo *mongo)
{
	mongoc_write_concern_t *concern = mongoc_write_concern_copy(mongoc_uri_get_write_concern(mongo->uri));

	if (!mongoc_write_concern_journal_is_set(concern) && !mongo->no_journal)
		mongoc_write_concern_set_journal(concern, true);
	mongoc_collection_set_write_concern(mongo->collection, concern);
	mongoc_write_concern_destroy(concern);
}

bool mongo_connect(struct mongo *mongo, struct error *error)
{
	const struct mongo_address *address = mongo->settings.address;

	if (mongo->client != NULL)
		return true;
	*mongo->said = '\0';
	if (mongo->no_retry_writes)
		mongoc_uri_set_option_as_bool(mongo->uri, MONGOC_URI_RETRYWRITES, false);
	mongo->client = mongoc_client_new_from_uri(mongo->uri);
	if (mongo->client == NULL)
		return error_set(error, ERROR_USAGE, "to: the URI asks for what this libmongoc can't do (TLS, SRV?)");
	mongoc_client_set_error_api(mongo->client, MONGOC_ERROR_API_VERSION_2);
	mongo->collection = mongoc_client_get_collection(mongo->client, address->database, address->collection);
	set_concern(mongo);
	return true;
}

static int32_t timeout(const mongoc_uri_t *uri)
{
	return mongoc_uri_get_option_as_int32(uri, MONGOC_URI_SERVERSELECTIONTIMEOUTMS, TIMEOUT);
}

static void set_default(mongoc_uri_t *uri, const char *option, int32_t value)
{
	if (!mongoc_uri_has_option(uri, option))
		mongoc_uri_set_option_as_int32(uri, option, value);
}

static bool complete_uri(struct mongo *mongo, struct error *error)
{
	const struct mongo_address *address = mongo->settings.address;
	mongoc_uri_t *uri = mongo->uri;

	if (address->login && address->password == NULL) /* libmongoc 1.23 crashes on that */
		return error_set(error, ERROR_USAGE, "there is no password for the user '%.100s': neither in the URI nor by "
		                 "--password-file nor in TELLTALE_PASSWORD", address->user);
	if (address->password != NULL && address->user != NULL && !mongoc_uri_set_password(uri, address->password))
		return error_set(error, ERROR_USAGE, "the password isn't UTF-8");
	if (!mongoc_write_concern_is_acknowledged(mongoc_uri_get_write_concern(uri)))
		return error_set(error, ERROR_USAGE, "to: found w=0 in the URI, expected that the server confirms what "
		                 "it stores");
	if (mongoc_uri_get_appname(uri) == NULL)
		mongoc_uri_set_appname(uri, PACKAGE_NAME);
	set_default(uri, MONGOC_URI_SERVERSELECTIONTIMEOUTMS, TIMEOUT);
	set_default(uri, MONGOC_URI_CONNECTTIMEOUTMS, timeout(uri));
	return true;
}

int64_t mongo_timeout(const struct mongo *mongo)
{
	return timeout(mongo->uri) * CLOCK_MILLISECOND;
}

/* What libmongoc has to say while it reads the URI: options that it doesn't know. */
static void take_warning(mongoc_log_level_t level, const char *domain, const char *message, void *self)
{
	(void)domain;
	if (level <= MONGOC_LOG_LEVEL_WARNING)
		mongo_note(self, "to: %.300s", message);
}

/* And while it connects: what the error doesn't tell, such as which certificate file isn't there. */
static void keep_warning(mongoc_log_level_t level, const char *domain, const char *message, void *self)
{
	struct mongo *mongo = self;

	(void)domain;
	if (level > MONGOC_LOG_LEVEL_WARNING)
		return;
	snprintf(mongo->said, sizeof mongo->said, "%s", message);
	mongo_address_scrub(mongo->settings.address, mongo->said);
}

static bool read_uri(struct mongo *mongo, struct error *error)
{
	bson_error_t why = { 0 };

	mongoc_log_set_handler(take_warning, mongo);
	mongo->uri = mongoc_uri_new_with_error(mongo->settings.address->uri, &why);
	mongoc_log_set_handler(keep_warning, mongo);
	if (mongo->uri != NULL)
		return complete_uri(mongo, error);
	mongo_address_scrub(mongo->settings.address, why.message);
	return error_set(error, ERROR_USAGE, "to: %s", why.message);
}

struct mongo *mongo_open(const struct mongo_settings *settings, struct error *error)
{
	struct mongo *mongo = memory_zeroed(1, sizeof *mongo);

	mongoc_init();
	mongo->settings = *settings;
	mongo->documents = memory_zeroed(MONGO_DOCUMENTS, sizeof *mongo->documents);
	mongo->sent = memory_zeroed(MONGO_DOCUMENTS, sizeof *mongo->sent);
	mongo->expected = (struct mongo_range){ 1, 0 };
	if (read_uri(mongo, error) && mongo_connect(mongo, error) && mongo_prepare(mongo, error))
		return mongo;
	mongo_close(mongo);
	return NULL;
}

void mongo_close(struct mongo *mongo)
{
	if (mongo == NULL)
		return;
	mongo_disconnect(mongo);
	if (mongo->uri != NULL)
		mongoc_uri_destroy(mongo->uri);
	mongoc_log_set_handler(NULL, NULL);
	free(mongo->sent);
	free(mongo->documents);
	free(mongo);
	mongoc_cleanup();
}

const struct mongo_counts *mongo_counts(const struct mongo *mongo)
{
	return &mongo->counts;
}

bool mongo_is_time_series(const struct mongo *mongo)
{
	return mongo->time_series;
}
