/* mqtt_client: see include/telltale/source/mqtt_client.h */
#include "config.h"

#include "telltale/source/mqtt_client.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <mosquitto.h>

#include "telltale/base/clock.h"

/* "telltale-" and eight letters that differ between processes and calls. */
static void random_client_id(char *text, size_t size)
{
	static const char letters[] = "abcdefghjkmnpqrstuvwxyz23456789";
	unsigned char bytes[8] = { 0 };
	size_t used = (size_t)snprintf(text, size, "telltale-");
	FILE *random = fopen("/dev/urandom", "rb");

	if (random == NULL || fread(bytes, 1, sizeof bytes, random) != sizeof bytes) {
		int64_t mixed = clock_mono() ^ ((int64_t)getpid() << 32);
		memcpy(bytes, &mixed, sizeof bytes);
	}
	if (random != NULL)
		fclose(random);
	for (size_t i = 0; i < sizeof bytes && used + 1 < size; i++)
		text[used++] = letters[bytes[i] % (sizeof letters - 1)];
	text[used] = '\0';
}

/* The folder or file where the system keeps the authorities that it trusts. */
static bool system_authorities(const char **file, const char **folder)
{
	static const char *const folders[] = { "/etc/ssl/certs", "/etc/pki/tls/certs", NULL };
	static const char *const files[] = { "/etc/ssl/cert.pem", "/etc/pki/tls/cert.pem",
		                             "/opt/homebrew/etc/openssl@3/cert.pem", NULL };

	for (size_t i = 0; folders[i] != NULL; i++) {
		if (access(folders[i], R_OK) == 0) {
			*folder = folders[i];
			return true;
		}
	}
	for (size_t i = 0; files[i] != NULL; i++) {
		if (access(files[i], R_OK) == 0) {
			*file = files[i];
			return true;
		}
	}
	return false;
}

static bool check_readable(const char *option, const char *path, struct error *error)
{
	if (path != NULL && access(path, R_OK) != 0)
		return error_errno(error, "%s: can't read '%s'", option, path);
	return true;
}

static bool set_certificates(struct mosquitto *client, const struct mqtt_settings *settings, struct error *error)
{
	const char *cafile = settings->cafile, *capath = settings->capath;

	if (!check_readable("--cafile", cafile, error) || !check_readable("--capath", capath, error) ||
	    !check_readable("--cert", settings->cert, error) || !check_readable("--key", settings->key, error))
		return false;
	if (cafile == NULL && capath == NULL && !system_authorities(&cafile, &capath))
		return error_set(error, ERROR_USAGE, "TLS: the system's authorities were not found, name them with --cafile");
	int rc = mosquitto_tls_set(client, cafile, capath, settings->cert, settings->key, NULL);
	if (rc != MOSQ_ERR_SUCCESS)
		return error_set(error, ERROR_USAGE, "TLS: %s", mqtt_error_text(rc, errno));
	return true;
}

static bool set_tls(struct mosquitto *client, const struct mqtt_settings *settings, struct error *error)
{
	int rc = MOSQ_ERR_SUCCESS;

	if (settings->psk != NULL)
		rc = mosquitto_tls_psk_set(client, settings->psk, settings->psk_identity, NULL);
	else if (!set_certificates(client, settings, error))
		return false;
	if (rc == MOSQ_ERR_SUCCESS && settings->psk == NULL)
		rc = mosquitto_tls_opts_set(client, settings->insecure ? 0 : 1, settings->tls_version, NULL);
	if (rc == MOSQ_ERR_SUCCESS && settings->insecure)
		rc = mosquitto_tls_insecure_set(client, true);
	if (rc == MOSQ_ERR_SUCCESS && settings->tls_alpn != NULL)
		rc = mosquitto_string_option(client, MOSQ_OPT_TLS_ALPN, settings->tls_alpn);
	if (rc != MOSQ_ERR_SUCCESS)
		return error_set(error, ERROR_USAGE, "TLS: %s", mqtt_error_text(rc, errno));
	return true;
}

static bool set_up(struct mosquitto *client, const struct mqtt_settings *settings, struct error *error)
{
	int rc = mosquitto_int_option(client, MOSQ_OPT_PROTOCOL_VERSION, settings->protocol);

	if (rc == MOSQ_ERR_SUCCESS && settings->username != NULL)
		rc = mosquitto_username_pw_set(client, settings->username, settings->password);
	if (rc != MOSQ_ERR_SUCCESS)
		return error_set(error, ERROR_USAGE, "%s", mqtt_error_text(rc, errno));
	return !settings->tls || set_tls(client, settings, error);
}

struct mosquitto *mqtt_client_new(const struct mqtt_settings *settings, void *self, struct error *error)
{
	char id[32];
	struct mosquitto *client;

	random_client_id(id, sizeof id);
	errno = 0;
	client = mosquitto_new(settings->client_id != NULL ? settings->client_id : id, true, self);
	if (client == NULL) {
		error_set(error, ERROR_USAGE, "the client id '%s' can't be used", settings->client_id);
		return NULL;
	}
	if (!set_up(client, settings, error)) {
		mosquitto_destroy(client);
		return NULL;
	}
	return client;
}

struct reason {
	int code;
	const char *text;
};

static const char *find_reason(const struct reason *reasons, size_t n, int code)
{
	for (size_t i = 0; i < n; i++)
		if (reasons[i].code == code)
			return reasons[i].text;
	return NULL;
}

const char *mqtt_connack_text(int protocol, int code)
{
	static const struct reason v3[] = {
		{ 0, "accepted" },
		{ 1, "unacceptable protocol version" },
		{ 2, "identifier rejected" },
		{ 3, "server unavailable" },
		{ 4, "bad user name or password" },
		{ 5, "not authorised" },
	};
	static const struct reason v5[] = {
		{ 0x00, "accepted" },
		{ 0x80, "unspecified error" },
		{ 0x81, "malformed packet" },
		{ 0x82, "protocol error" },
		{ 0x83, "refused for a reason of the broker's own" },
		{ 0x84, "unacceptable protocol version" },
		{ 0x85, "identifier rejected" },
		{ 0x86, "bad user name or password" },
		{ 0x87, "not authorised" },
		{ 0x88, "server unavailable" },
		{ 0x89, "server busy" },
		{ 0x8a, "banned" },
		{ 0x8c, "bad authentication method" },
		{ 0x90, "topic name invalid" },
		{ 0x95, "packet too large" },
		{ 0x97, "quota exceeded" },
		{ 0x99, "payload format invalid" },
		{ 0x9a, "retain not supported" },
		{ 0x9b, "QoS not supported" },
		{ 0x9c, "use another server" },
		{ 0x9d, "server moved" },
		{ 0x9f, "connection rate exceeded" },
	};
	const char *text = find_reason(v3, sizeof v3 / sizeof *v3, code);

	if (protocol == 5 || code >= 0x80)
		text = find_reason(v5, sizeof v5 / sizeof *v5, code);
	return text != NULL ? text : "unknown result code";
}

const char *mqtt_disconnect_text(int code)
{
	static const struct reason reasons[] = {
		{ 0x00, "the broker ended the connection" },
		{ 0x81, "malformed packet" },
		{ 0x82, "protocol error" },
		{ 0x83, "a reason of the broker's own" },
		{ 0x87, "not authorised" },
		{ 0x89, "server busy" },
		{ 0x8b, "the broker is shutting down" },
		{ 0x8d, "keep-alive timeout" },
		{ 0x8e, "another client took the session over (same client id)" },
		{ 0x93, "receive maximum exceeded" },
		{ 0x95, "packet too large" },
		{ 0x96, "message rate too high" },
		{ 0x97, "quota exceeded" },
		{ 0x98, "administrative action" },
		{ 0x9c, "use another server" },
		{ 0x9d, "server moved" },
		{ 0x9f, "connection rate exceeded" },
		{ 0xa0, "maximum connect time" },
	};
	return find_reason(reasons, sizeof reasons / sizeof *reasons, code);
}

const char *mqtt_error_text(int code, int saved_errno)
{
	static const struct reason reasons[] = {
		{ MOSQ_ERR_NO_CONN, "not connected" },
		{ MOSQ_ERR_CONN_REFUSED, "connection refused" },
		{ MOSQ_ERR_CONN_LOST, "connection lost" },
		{ MOSQ_ERR_TLS, "TLS failed: is the certificate right, and the port a TLS one?" },
		{ MOSQ_ERR_EAI, "host name not found" },
		{ MOSQ_ERR_KEEPALIVE, "no answer from the broker (keep-alive)" },
		{ MOSQ_ERR_PROTOCOL, "the other side doesn't speak MQTT as it should" },
		{ MOSQ_ERR_MALFORMED_PACKET, "the other side sent a malformed packet" },
	};
	const char *text = find_reason(reasons, sizeof reasons / sizeof *reasons, code);

	if (code == MOSQ_ERR_ERRNO && saved_errno != 0)
		return strerror(saved_errno);
	return text != NULL ? text : mosquitto_strerror(code);
}

void mqtt_settings_url(const struct mqtt_settings *settings, char *text, unsigned long size)
{
	bool v6 = settings->host != NULL && strchr(settings->host, ':') != NULL;

	if (settings->port == 0)
		snprintf(text, size, "unix://%s", settings->host);
	else
		snprintf(text, size, "%s://%s%s%s:%d", settings->tls ? "mqtts" : "mqtt", v6 ? "[" : "", settings->host,
		         v6 ? "]" : "", settings->port);
}
