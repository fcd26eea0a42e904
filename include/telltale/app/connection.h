/*
 * connection: from the user's settings to what the source needs: URL taken apart, TLS decided, password found.
 */
#ifndef TELLTALE_APP_CONNECTION_H
#define TELLTALE_APP_CONNECTION_H

#include "telltale/base/error.h"
#include "telltale/conf/option.h"
#include "telltale/source/mqtt_client.h"

/* Fills `client` with pointers into the settings, which it completes: takes -L apart, reads the password from
 * the password file or TELLTALE_PASSWORD (which is removed from the environment), or asks for it on the
 * terminal if a user name is given and nothing else gives one. */
bool connection_make(struct settings *settings, struct mqtt_settings *client, struct error *error);

#endif
