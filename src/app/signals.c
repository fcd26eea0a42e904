/* signals: see include/telltale/app/signals.h */
#include "config.h"

#include "telltale/app/signals.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

#include "telltale/base/mapping.h"
#include "telltale/base/wake.h"
#include "telltale/ui/terminal.h"

/* A handler has no argument of its own: the pipe must be where it finds it. */
static struct wake pipe_of_signals = WAKE_INIT;

static void note(int number)
{
	int saved = errno;
	unsigned char byte = (unsigned char)number;
	ssize_t written = write(pipe_of_signals.waker, &byte, 1);

	(void)written; /* a full pipe wakes too */
	errno = saved;
}

static void catch(int number, void (*handler)(int), int flags)
{
	struct sigaction action = { .sa_handler = handler, .sa_flags = flags };

	sigemptyset(&action.sa_mask);
	sigaction(number, &action, NULL);
}

/* Crash handlers run on a stack of their own: the usual one may be what overflowed. */
static void catch_crashes(void)
{
	static const int crashes[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGQUIT };
	static char stack_bytes[64 * 1024];
	stack_t stack = { .ss_sp = stack_bytes, .ss_size = sizeof stack_bytes };

	sigaltstack(&stack, NULL);
	for (size_t i = 0; i < sizeof crashes / sizeof *crashes; i++)
		catch(crashes[i], terminal_crash, SA_ONSTACK | (int)SA_RESETHAND);
	mapping_guard(); /* a file that is taken away is no crash */
}

bool signals_catch(bool screen, struct error *error)
{
	static const int ends_of_all[] = { SIGINT, SIGTERM, SIGHUP }, of_screen[] = { SIGWINCH, SIGTSTP, SIGCONT };

	if (!wake_init(&pipe_of_signals, error))
		return false;
	catch(SIGPIPE, SIG_IGN, 0);
	catch(SIGXFSZ, SIG_IGN, 0); /* a limit of file sizes is an error of write(), and no death */
	for (size_t i = 0; i < 3; i++)
		catch(ends_of_all[i], note, SA_RESTART);
	for (size_t i = 0; screen && i < 3; i++)
		catch(of_screen[i], note, SA_RESTART);
	if (screen)
		catch_crashes();
	return true;
}

int signals_fd(void)
{
	return pipe_of_signals.sleeper;
}

int signals_next(void)
{
	unsigned char byte;

	return read(pipe_of_signals.sleeper, &byte, 1) == 1 ? byte : 0;
}
