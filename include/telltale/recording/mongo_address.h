/*
 * mongo_address: where an import goes, as the user writes it:
 *
 *   mongodb://[user[:password]@]host[:port][,host…]/database[.collection][?option=value&…]
 *
 * It is taken apart here and put together anew without password and collection, so that whatever a library says
 * of it can't hold the password. Nothing is looked up; no library is needed.
 */
#ifndef TELLTALE_RECORDING_MONGO_ADDRESS_H
#define TELLTALE_RECORDING_MONGO_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>

#include "telltale/base/buffer.h"
#include "telltale/base/error.h"

struct mongo_address {
	char *uri;        /* without password and collection */
	char *hosts;      /* as written: "127.0.0.1:27017" */
	char *database, *collection;
	char *user;       /* NULL: none */
	char *password;   /* NULL: none in the URI */
	char *options;    /* as written, behind the "?"; "" */
	bool login;       /* a user is named, and is to be known by a password */
};

/* Takes a URI apart. False: what is wrong with it, without showing any of it that could be a password. */
bool mongo_address_read(struct mongo_address *address, const char *uri, struct error *error);

/* Frees it, and wipes what is secret. */
void mongo_address_clear(struct mongo_address *address);

/* Makes every secret that the address holds unreadable in a text, in place: the password, and options whose values
 * are some. */
void mongo_address_scrub(const struct mongo_address *address, char *text);

/* Appends the command that puts a file into the same collection, for a shell:
 * "mongorestore --uri='mongodb://…/iot' --collection=telemetry night.bson". */
void mongo_address_restore(const struct mongo_address *address, const char *path, struct buffer *line);

#endif
