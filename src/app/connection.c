/* connection: see include/telltale/app/connection.h */
#include "config.h"

#include "telltale/app/connection.h"

#include <stdio.h>
#include <string.h>

#include "telltale/app/password.h"
#include "telltale/base/memory.h"
#include "telltale/base/percent.h"

/* --- the URL --------------------------------------------------------------------------------------------- */

static void take_credentials(struct settings *settings, const char *text, size_t n)
{
	const char *colon = memchr(text, ':', n);
	size_t name = colon != NULL ? (size_t)(colon - text) : n;

	password_replace(&settings->username, percent_decode(text, name));
	if (colon != NULL)
		password_replace(&settings->password, percent_decode(colon + 1, n - name - 1));
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
	password_replace(&settings->host, memory_textn(host, length));
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

static bool find_password(struct settings *settings, struct error *error)
{
	if (!password_find(&settings->password, settings->password_file, error))
		return false;
	if (settings->password != NULL && settings->username == NULL)
		return error_set(error, ERROR_USAGE, "a password needs a user name: --username (-u)");
	if (settings->username != NULL && settings->password == NULL && settings->psk == NULL && settings->cert == NULL)
		password_ask(&settings->password, settings->username, settings->host);
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
