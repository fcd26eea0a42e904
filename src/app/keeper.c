/* keeper: see include/telltale/app/keeper.h. The lower half of this file runs in the dashboard's process. */
#include "config.h"

#include "telltale/app/keeper.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "telltale/app/sim_broker.h"
#include "telltale/app/simulator.h"
#include "telltale/base/clock.h"

#define START_TIME (10 * CLOCK_SECOND)
#define STOP_TIME (5 * CLOCK_SECOND)

/* What the keeper tells once: a port, or why there is none. */
struct answer {
	int port; /* 0: it failed */
	enum error_code code;
	char text[400];
};

/* --- in the keeper -------------------------------------------------------------------------------------- */

/* The keeper's end of the socket pair; global because a signal handler needs it. */
static volatile sig_atomic_t link_fd = -1;

/* The broker died, or somebody wants us to end: both look to the simulator as if the dashboard had gone. */
static void on_end(int number)
{
	int saved = errno;

	(void)number;
	shutdown(link_fd, SHUT_RDWR);
	errno = saved;
}

static void set_signals(void)
{
	static const int ignored[] = { SIGINT, SIGHUP, SIGTSTP, SIGPIPE };
	sigset_t none;

	/* The dashboard's handlers are not for us. */
	for (int number = 1; number < NSIG; number++)
		signal(number, SIG_DFL);
	for (size_t i = 0; i < sizeof ignored / sizeof *ignored; i++)
		signal(ignored[i], SIG_IGN);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Lists up to `most` open descriptors, without the standard streams and `kept`; returns how many. */
static size_t list_others(int kept, int *found, size_t most)
{
	DIR *folder = opendir("/dev/fd");
	const struct dirent *entry;
	size_t n = 0;

	while (folder != NULL && n < most && (entry = readdir(folder)) != NULL) {
		int fd = atoi(entry->d_name);
		if (fd > STDERR_FILENO && fd != kept && fd != dirfd(folder))
			found[n++] = fd;
	}
	if (folder != NULL)
		closedir(folder);
	return n;
}

/* Closes everything but standard streams and one descriptor: no socket, terminal or recording of the
 * dashboard may stay open because we live a moment longer. */
static void close_others(int kept)
{
	int found[256];
	size_t n;

	do {
		n = list_others(kept, found, sizeof found / sizeof *found);
		for (size_t i = 0; i < n; i++)
			close(found[i]);
	} while (n == sizeof found / sizeof *found);
}

static void detach(int fd)
{
	setsid();
	set_signals();
	close_others(fd);
	int nowhere = open("/dev/null", O_RDWR);
	if (nowhere >= 0) {
		dup2(nowhere, STDIN_FILENO);
		dup2(nowhere, STDOUT_FILENO);
		dup2(nowhere, STDERR_FILENO);
		if (nowhere > STDERR_FILENO)
			close(nowhere);
	}
	if (chdir("/") != 0)
		return; /* then we keep the folder busy: no harm worth failing for */
}

static void tell(int fd, const struct sim_broker *broker, const struct error *error)
{
	struct answer answer;

	memset(&answer, 0, sizeof answer);
	answer.port = error->code == ERROR_NONE ? broker->port : 0;
	answer.code = error->code;
	snprintf(answer.text, sizeof answer.text, "%.*s", (int)sizeof answer.text - 1, error->text);
	/* A socket's buffer holds it; and if nobody is there to read it, the simulator notices. */
	if (write(fd, &answer, sizeof answer) < 0)
		shutdown(fd, SHUT_RDWR);
}

static void simulate(struct sim_broker *broker, const struct simulator_settings *wanted)
{
	struct mqtt_settings where = { .host = "127.0.0.1", .port = broker->port };
	struct simulator_settings settings = *wanted;
	struct sigaction action = { .sa_handler = on_end };

	where.protocol = 4;
	where.keepalive = 60;
	settings.broker = &where;
	link_fd = settings.stop_fd;
	sigaction(SIGCHLD, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	/* It may have died before somebody was listening. */
	if (sim_broker_runs(broker))
		simulator_run(&settings, NULL);
}

__attribute__((noreturn)) static void keep(const char *path, const struct simulator_settings *wanted)
{
	struct sim_broker broker = { 0 };
	struct error error = ERROR_INIT;

	detach(wanted->stop_fd);
	bool started = sim_broker_start(&broker, path, wanted->stop_fd, &error);
	tell(wanted->stop_fd, &broker, &error);
	if (started)
		simulate(&broker, wanted);
	sim_broker_end(&broker);
	_exit(started ? 0 : 1);
}

/* --- in the dashboard ----------------------------------------------------------------------------------- */

static bool make_link(int ends[2])
{
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
		return false;
	for (int i = 0; i < 2; i++)
		fcntl(ends[i], F_SETFD, FD_CLOEXEC);
	return true;
}

/* Forks the keeper with all signals blocked, so that no handler of ours runs in it. */
static pid_t fork_keeper(const char *path, const struct simulator_settings *wanted, int our_end)
{
	sigset_t all, before;

	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &before);
	pid_t pid = fork();
	if (pid == 0) {
		/* Above all this one, or the keeper would keep itself alive. */
		close(our_end);
		keep(path, wanted);
	}
	int saved = errno;
	sigprocmask(SIG_SETMASK, &before, NULL);
	errno = saved;
	return pid;
}

/* Reads the whole answer, or gives up at the deadline. */
static bool hear(int fd, struct answer *answer)
{
	int64_t deadline = clock_mono() + START_TIME;
	char *bytes = (char *)answer;
	size_t got = 0;

	while (got < sizeof *answer) {
		int64_t left = (deadline - clock_mono()) / CLOCK_MILLISECOND;
		struct pollfd poll_fd = { .fd = fd, .events = POLLIN };

		if (left <= 0)
			return false;
		if (poll(&poll_fd, 1, (int)left) <= 0)
			continue;
		ssize_t n = read(fd, bytes + got, sizeof *answer - got);
		if (n == 0 || (n < 0 && errno != EINTR))
			return false;
		got += n > 0 ? (size_t)n : 0;
	}
	answer->text[sizeof answer->text - 1] = '\0';
	return true;
}

bool keeper_start(struct keeper *keeper, int devices, double rate, uint64_t seed, struct error *error)
{
	char path[512];
	int ends[2];
	struct answer answer;

	*keeper = (struct keeper){ .fd = -1 };
	if (!sim_broker_find(path, sizeof path, error))
		return false;
	if (!make_link(ends))
		return error_errno(error, "can't make a socket pair");
	struct simulator_settings wanted = { .devices = devices, .rate = rate, .seed = seed, .quiet = true };
	wanted.stop_fd = ends[1];
	keeper->pid = fork_keeper(path, &wanted, ends[0]);
	keeper->fd = ends[0];
	if (keeper->pid < 0)
		error_errno(error, "can't start a process");
	close(ends[1]);
	if (keeper->pid > 0 && !hear(keeper->fd, &answer))
		error_set(error, ERROR_SYSTEM, "the broker of the demo didn't start in time");
	else if (keeper->pid > 0 && answer.port == 0)
		error_set(error, answer.code, "%s", answer.text);
	else if (keeper->pid > 0) {
		keeper->port = answer.port;
		return true;
	}
	keeper_stop(keeper);
	return false;
}

static bool has_ended(pid_t pid)
{
	pid_t ended = waitpid(pid, NULL, WNOHANG);

	/* ECHILD: the program doesn't want to know of its children (SIGCHLD is ignored). */
	return ended == pid || (ended < 0 && errno != EINTR);
}

void keeper_stop(struct keeper *keeper)
{
	const struct timespec moment = { .tv_nsec = 5 * 1000000 };
	int64_t deadline = clock_mono() + STOP_TIME;

	if (keeper->fd >= 0)
		close(keeper->fd);
	keeper->fd = -1;
	if (keeper->pid <= 0)
		return;
	while (!has_ended(keeper->pid)) {
		if (clock_mono() >= deadline)
			kill(keeper->pid, SIGKILL);
		nanosleep(&moment, NULL);
	}
	keeper->pid = 0;
}
