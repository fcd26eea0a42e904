/* import_main: telltale-import, which `telltale import` becomes; see include/telltale/app/importer.h */
#include "config.h"

#include <locale.h>
#include <signal.h>

#include "telltale/app/importer.h"
#include "telltale/app/subcommand.h"

static int run(struct arguments *arguments, struct error *error)
{
	return import_run(arguments, importer_run, error);
}

int main(int argc, char **argv)
{
	struct subcommand import = subcommand_import;

	setlocale(LC_CTYPE, ""); /* only the characters: numbers keep their point */
	signal(SIGPIPE, SIG_IGN);
	import.program = NULL;
	import.run = run;
	return subcommand_run(&import, argc, argv);
}
