/* main: what must happen once a process, and then the subcommand. */
#include "config.h"

#include <locale.h>
#include <signal.h>

#include <mosquitto.h>

#include "telltale/app/subcommand.h"

int main(int argc, char **argv)
{
	setlocale(LC_CTYPE, ""); /* only the characters: numbers keep their point */
	signal(SIGPIPE, SIG_IGN);
	mosquitto_lib_init();
	int code = subcommand_main(argc, argv);
	mosquitto_lib_cleanup();
	return code;
}
