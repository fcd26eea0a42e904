/* password: see include/telltale/app/password.h */
#include "config.h"

#include "telltale/app/password.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "telltale/app/subcommand.h"
#include "telltale/base/memory.h"

enum { PASSWORD_BYTES = 1024 };

void password_replace(char **secret, char *with)
{
	if (*secret != NULL)
		memory_wipe(*secret, strlen(*secret));
	free(*secret);
	*secret = with;
}

static bool read_file(char **password, const char *path, struct error *error)
{
	char line[PASSWORD_BYTES];
	struct stat status;
	bool good = false;
	FILE *file = fopen(path, "r");

	if (file == NULL)
		return error_errno(error, "--password-file: can't read '%s'", path);
	if (fstat(fileno(file), &status) != 0 || (S_ISREG(status.st_mode) && (status.st_mode & 077) != 0)) {
		error_set(error, ERROR_USAGE, "--password-file: '%s' can be read by others; expected chmod 600", path);
	} else if (fgets(line, sizeof line, file) == NULL) {
		error_set(error, ERROR_USAGE, "--password-file: '%s' is empty", path);
	} else {
		line[strcspn(line, "\r\n")] = '\0';
		*password = memory_text(line);
		good = true;
	}
	memory_wipe(line, sizeof line);
	fclose(file);
	return good;
}

/* Takes the password out of the environment, so that no child inherits it. */
static void read_environment(char **password)
{
	char *text = getenv("TELLTALE_PASSWORD");

	if (text == NULL)
		return;
	if (*password == NULL && *text != '\0')
		*password = memory_text(text);
	memory_wipe(text, strlen(text));
	unsetenv("TELLTALE_PASSWORD");
}

bool password_find(char **password, const char *file, struct error *error)
{
	if (*password == NULL && file != NULL && !read_file(password, file, error))
		return false;
	read_environment(password);
	return true;
}

/* The signal that came while the password was asked for; a handler has no argument of its own. */
static volatile sig_atomic_t interrupted_by;

static void note_interruption(int number)
{
	interrupted_by = number;
}

/* Signals that end the program or stop it do so here too, but not before the echo is back. */
static const int interruptions[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP };
enum { INTERRUPTIONS = sizeof interruptions / sizeof *interruptions };

/* Waits for a line, or for a signal: those come nowhere but in here, so that none is missed. */
static ssize_t wait_for_line(int tty, char *line, size_t size, const sigset_t *usual)
{
	while (interrupted_by == 0) {
		fd_set set;
		FD_ZERO(&set);
		FD_SET(tty, &set);
		int ready = pselect(tty + 1, &set, NULL, NULL, NULL, usual);
		if (ready > 0)
			return read(tty, line, size);
		if (ready < 0 && errno != EINTR)
			break;
	}
	return -1;
}

/* Asks, and reads a line without echo. */
static ssize_t read_quietly(int tty, const char *user, const char *host, char *line, size_t size)
{
	struct sigaction handler = { .sa_handler = note_interruption }, usual[INTERRUPTIONS];
	struct termios before, quiet;
	sigset_t blocked, open;

	interrupted_by = 0;
	if (tcgetattr(tty, &before) != 0 || tty >= FD_SETSIZE)
		return -1;
	quiet = before;
	quiet.c_lflag &= ~(tcflag_t)ECHO;
	sigemptyset(&blocked);
	for (size_t i = 0; i < INTERRUPTIONS; i++)
		sigaddset(&blocked, interruptions[i]);
	sigprocmask(SIG_BLOCK, &blocked, &open);
	for (size_t i = 0; i < INTERRUPTIONS; i++)
		sigaction(interruptions[i], &handler, &usual[i]);
	tcsetattr(tty, TCSAFLUSH, &quiet);
	dprintf(tty, "Password of %s at %s (Enter: none): ", user, host);
	ssize_t n = wait_for_line(tty, line, size, &open);
	tcsetattr(tty, TCSAFLUSH, &before);
	dprintf(tty, "\n");
	for (size_t i = 0; i < INTERRUPTIONS; i++)
		sigaction(interruptions[i], &usual[i], NULL);
	sigprocmask(SIG_SETMASK, &open, NULL);
	return n;
}

/* Ends the program, or stops it: then it is asked again as soon as it goes on. */
static void pass_interruption_on(void)
{
	raise(interrupted_by);
	if (interrupted_by != SIGTSTP) /* whoever started it has it ignored; the person at the prompt has not */
		_Exit(EXIT_BY_SIGNAL + interrupted_by);
}

void password_ask(char **password, const char *user, const char *host)
{
	int tty = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	char line[PASSWORD_BYTES];
	ssize_t n;

	if (tty < 0)
		return;
	do {
		n = read_quietly(tty, user, host, line, sizeof line - 1);
		if (interrupted_by != 0)
			pass_interruption_on();
	} while (interrupted_by == SIGTSTP);
	if (n > 0) {
		line[n] = '\0';
		line[strcspn(line, "\r\n")] = '\0';
		if (*line != '\0')
			*password = memory_text(line);
	}
	memory_wipe(line, sizeof line);
	close(tty);
}
