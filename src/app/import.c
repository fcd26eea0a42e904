/* import: puts recordings into MongoDB; see include/telltale/app/importer.h */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "telltale/app/importer.h"
#include "telltale/app/password.h"
#include "telltale/app/subcommand.h"
#include "telltale/base/text.h"

static void ask(struct mongo_address *address)
{
	char user[256], hosts[256];

	text_clean(user, sizeof user, address->user, strlen(address->user));
	text_clean(hosts, sizeof hosts, address->hosts, strlen(address->hosts));
	password_ask(&address->password, user, hosts);
}

/* TELLTALE_PASSWORD may be there for a broker: without a user it is nobody's. */
static bool find_password(struct mongo_address *address, const char *file, struct error *error)
{
	if (file != NULL && address->user == NULL)
		return error_set(error, ERROR_USAGE, "password-file: a password needs a user name: mongodb://USER@…");
	if (!password_find(&address->password, file, error))
		return false;
	if (!address->login)
		password_replace(&address->password, NULL);
	else if (address->password == NULL)
		ask(address);
	return true;
}

/* There is another way, and the files are made for it. */
static int say_how(const struct arguments *arguments, const struct mongo_address *address)
{
	struct buffer line = { NULL, 0, 0 };

	fprintf(stderr, "telltale: this telltale was built without libmongoc, which import needs. With it (Debian, "
	        "Ubuntu: apt-get install libmongoc-dev)\n./configure and make build one that imports. MongoDB's own tools "
	        "do the same:\n");
	for (int i = 0; i < arguments->rest_count; i++) {
		buffer_reset(&line);
		mongo_address_restore(address, arguments->rest[i], &line);
		size_t size = 10 * line.length + 1;
		char *clean = malloc(size);
		if (clean != NULL) {
			text_clean(clean, size, line.bytes, line.length);
			fprintf(stderr, "  %s\n", clean);
		}
		free(clean);
	}
	buffer_clear(&line);
	return EXIT_WRONG_USAGE;
}

static int go_on(struct arguments *arguments, struct mongo_address *address, importer_function *importer, struct error *error)
{
	if (importer == NULL)
		return say_how(arguments, address);
	if (!find_password(address, arguments->settings.password_file, error))
		return EXIT_WRONG_USAGE;
	return importer(arguments, address, error);
}

int import_run(struct arguments *arguments, importer_function *importer, struct error *error)
{
	struct mongo_address address = { NULL, NULL, NULL, NULL, NULL, NULL, NULL, false };
	int code = EXIT_WRONG_USAGE;

	if (arguments->rest_count == 0)
		error_set(error, ERROR_USAGE, "import: found no FILE, expected recordings");
	else if (arguments->settings.database == NULL)
		error_set(error, ERROR_USAGE, "import: found no --to, expected --to mongodb://HOST/DATABASE");
	else if (mongo_address_read(&address, arguments->settings.database, error))
		code = go_on(arguments, &address, importer, error);
	mongo_address_clear(&address);
	return code;
}

static int run_without(struct arguments *arguments, struct error *error)
{
	return import_run(arguments, NULL, error);
}

const struct subcommand subcommand_import = {
	.name = "import",
	.arguments = "FILE...",
	.summary = "puts recordings into MongoDB",
	.where = OPTION_IMPORT,
	.program = "telltale-import",
	.variable = "MONGOC_DISABLE_SHM", /* else libmongoc makes a file of shared memory, which a kill leaves behind */
	.run = run_without,
};
