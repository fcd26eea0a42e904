/*
 * mqtt_client: how to reach a broker, as plain data, and a libmosquitto client that is set up so.
 *
 * Shared by the source (source/mqtt) and by the simulator, whose devices are clients of their own.
 */
#ifndef TELLTALE_SOURCE_MQTT_CLIENT_H
#define TELLTALE_SOURCE_MQTT_CLIENT_H

#include <stdbool.h>

#include "telltale/base/error.h"

struct mosquitto;

/* All strings belong to the caller and must live as long as the settings are used; NULL: not given. */
struct mqtt_settings {
	const char *name;          /* what the user calls this broker; NULL: show the host */
	const char *host;          /* name, address, or the path of a Unix socket */
	int port;                  /* 1 to 65535; 0: a Unix socket */
	int protocol;              /* 3 (MQTT 3.1), 4 (3.1.1) or 5 */
	int keepalive;             /* seconds */
	const char *client_id;     /* NULL: "telltale-" and random letters, anew for each process */
	const char *username;
	const char *password;
	bool tls;                  /* verified by default against the system's authorities */
	const char *cafile, *capath, *cert, *key;
	const char *tls_version;   /* "tlsv1.2", "tlsv1.3"; NULL: what the library thinks best */
	const char *tls_alpn;
	const char *psk, *psk_identity;
	bool insecure;             /* doesn't check that the certificate is the host's: says so on the screen */
};

/* A new client with credentials, TLS and protocol version set, or NULL. `self` is handed to its callbacks.
 * The caller frees it with mosquitto_destroy(). */
struct mosquitto *mqtt_client_new(const struct mqtt_settings *settings, void *self, struct error *error);

/* CONNACK return code of MQTT 3.1.1 (section 3.2.2.3) or reason code of MQTT 5 (section 3.2.2.2) in words. */
const char *mqtt_connack_text(int protocol, int code);

/* DISCONNECT reason code of MQTT 5 (section 3.14.2.1) in words; NULL for one that isn't known. */
const char *mqtt_disconnect_text(int code);

/* What a library return code (MOSQ_ERR_…) means for a person; `saved_errno` is read for MOSQ_ERR_ERRNO. */
const char *mqtt_error_text(int code, int saved_errno);

/* "mqtts://host:8883", without any secret. */
void mqtt_settings_url(const struct mqtt_settings *settings, char *text, unsigned long size);

#endif
