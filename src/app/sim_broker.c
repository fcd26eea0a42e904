/* sim_broker: see include/telltale/app/sim_broker.h */
#include "config.h"

#include "telltale/app/sim_broker.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <netinet/in.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef HAVE_SYS_PRCTL_H
#include <sys/prctl.h>
#endif

#include "telltale/base/clock.h"

#define START_TIME (8 * CLOCK_SECOND)
#define PORTS_TRIED 10

/* What it takes to start one. */
struct launch {
	const char *path;
	int port;
	int config_fd;  /* a file without a name */
	int words_fd;   /* what mosquitto says is read here */
	bool drops;     /* we are root: run it as this user */
	uid_t uid;
	gid_t gid;
};

/* --- finding it ----------------------------------------------------------------------------------------- */

static bool is_program(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISREG(status.st_mode) && access(path, X_OK) == 0;
}

static bool find_in(const char *folders, char *path, size_t size)
{
	while (*folders != '\0') {
		int n = (int)strcspn(folders, ":");

		/* Not from a relative folder: that would run whatever lies where the user happens to be. */
		if (*folders == '/' && (size_t)snprintf(path, size, "%.*s/mosquitto", n, folders) < size &&
		    is_program(path))
			return true;
		folders += n;
		folders += *folders == ':';
	}
	return false;
}

bool sim_broker_find(char *path, size_t size, struct error *error)
{
	const char *folders = getenv("PATH");

	if (folders != NULL && find_in(folders, path, size))
		return true;
	if (find_in("/usr/sbin:/usr/local/sbin:/opt/homebrew/sbin:/usr/bin:/usr/local/bin", path, size))
		return true;
	return error_set(error, ERROR_SYSTEM,
	                 "the broker 'mosquitto' is not installed: apt-get install mosquitto, or "
	                 "dnf install mosquitto, or brew install mosquitto");
}

/* --- preparing it --------------------------------------------------------------------------------------- */

static struct sockaddr_in loopback(int port)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return address;
}

/* A port that was free a moment ago; 0 if there is none. */
static int free_port(void)
{
	struct sockaddr_in address = loopback(0);
	socklen_t size = sizeof address;
	int port = 0, fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd < 0)
		return 0;
	if (bind(fd, (struct sockaddr *)&address, size) == 0 &&
	    getsockname(fd, (struct sockaddr *)&address, &size) == 0)
		port = ntohs(address.sin_port);
	close(fd);
	return port;
}

/* As root, mosquitto would drop its privileges by itself, and so lose the order to the kernel to kill it with
 * its parent. So that is done before, and here chosen for whom. */
static void choose_user(struct launch *launch)
{
	const struct passwd *user = NULL;

	if (geteuid() == 0) {
		user = getpwnam("mosquitto");
		if (user == NULL)
			user = getpwnam("nobody");
	}
	launch->drops = user != NULL;
	if (user != NULL) {
		launch->uid = user->pw_uid;
		launch->gid = user->pw_gid;
	}
}

static bool write_config(const struct launch *launch)
{
	/* "user root" counts only where the privileges couldn't be dropped (some containers don't let us). */
	int n = dprintf(launch->config_fd,
	                "%s"
	                "listener %d 127.0.0.1\n"
	                "allow_anonymous true\n"
	                "persistence false\n"
	                "set_tcp_nodelay true\n"
	                "log_dest stderr\n"
	                "log_type error\n"
	                "log_timestamp false\n",
	                geteuid() == 0 ? "user root\n" : "", launch->port);

	/* Opened anew through /dev/fd it has to be the reader's own. */
	bool readable = !launch->drops || fchown(launch->config_fd, launch->uid, launch->gid) == 0;
	return n > 0 && readable && lseek(launch->config_fd, 0, SEEK_SET) == 0;
}

/* Makes the config, and takes its name away at once. */
static bool make_config(struct launch *launch, struct error *error)
{
	const char *folder = getenv("TMPDIR");
	char path[512];

	if (folder == NULL || *folder == '\0')
		folder = "/tmp";
	if ((size_t)snprintf(path, sizeof path, "%s/telltale-XXXXXX", folder) >= sizeof path)
		return error_set(error, ERROR_USAGE, "TMPDIR is too long");
	launch->config_fd = mkstemp(path);
	if (launch->config_fd < 0)
		return error_errno(error, "can't write into '%s'", folder);
	unlink(path);
	if (write_config(launch))
		return true;
	error_errno(error, "can't write into '%s'", folder);
	close(launch->config_fd);
	return false;
}

/* --- starting it: in the child -------------------------------------------------------------------------- */

static void allow_many_connections(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return;
	rlim_t most = limit.rlim_max == RLIM_INFINITY || limit.rlim_max > 65536 ? 65536 : limit.rlim_max;
	if (limit.rlim_cur < most)
		limit.rlim_cur = most;
	setrlimit(RLIMIT_NOFILE, &limit);
}

static void reset_signals(void)
{
	sigset_t none;

	for (int number = 1; number < NSIG; number++)
		signal(number, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Where root may not become somebody else (in some containers) it stays what it is. */
static void drop_privileges(const struct launch *launch)
{
	if (setgroups(0, NULL) == 0 && setgid(launch->gid) == 0 && setuid(launch->uid) == 0)
		return;
	if (geteuid() != 0)
		_exit(1);
}

/* Has the kernel kill us when the parent dies. Where it can't, a killed keeper leaves its broker behind. */
static void die_with(pid_t parent)
{
#ifdef HAVE_SYS_PRCTL_H
	prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
	/* It may have died before we asked. */
	if (getppid() != parent)
		_exit(1);
}

__attribute__((noreturn)) static void become_mosquitto(const struct launch *launch, int words_fd,
                                                       pid_t parent)
{
	char config[64], search[256];
	char *environment[] = { search, NULL };
	char name[] = "mosquitto", option[] = "-c";
	char *arguments[] = { name, option, config, NULL };
	const char *folders = getenv("PATH");
	const char *own_files = access("/proc/self/fd", X_OK) == 0 ? "/proc/self/fd" : "/dev/fd";

	reset_signals();
	dup2(words_fd, STDERR_FILENO);
	allow_many_connections();
	if (launch->drops)
		drop_privileges(launch);
	/* After dropping privileges, for that makes the kernel forget the order. */
	die_with(parent);
	snprintf(config, sizeof config, "%s/%d", own_files, launch->config_fd);
	/* Nothing else of our environment: there may be a password in it. */
	snprintf(search, sizeof search, "PATH=%s", folders != NULL ? folders : "/usr/bin:/bin");
	execve(launch->path, arguments, environment);
	dprintf(STDERR_FILENO, "Error: %s\n", strerror(errno));
	_exit(1);
}

/* --- starting it: in the parent ------------------------------------------------------------------------- */

/* A pipe for mosquitto's words. Nobody reads it once the broker runs, so it must not block whoever writes. */
static bool make_pipe(int ends[2])
{
	if (pipe(ends) != 0)
		return false;
	for (int i = 0; i < 2; i++) {
		fcntl(ends[i], F_SETFD, FD_CLOEXEC);
		fcntl(ends[i], F_SETFL, O_NONBLOCK);
	}
	return true;
}

static pid_t spawn(struct launch *launch)
{
	int ends[2];
	pid_t self = getpid();

	if (!make_pipe(ends))
		return -1;
	pid_t pid = fork();
	if (pid == 0)
		become_mosquitto(launch, ends[1], self);
	close(ends[1]);
	launch->words_fd = ends[0];
	if (pid < 0)
		close(ends[0]);
	return pid;
}

/* The first line in which mosquitto says "Error"; its first line if none does. */
static void read_words(int fd, char *words, size_t size)
{
	char said[2048];
	ssize_t n = read(fd, said, sizeof said - 1);

	said[n > 0 ? n : 0] = '\0';
	const char *line = strstr(said, "Error: ");
	line = line != NULL ? line + strlen("Error: ") : said;
	snprintf(words, size, "%.*s", (int)strcspn(line, "\r\n"), line);
	if (words[0] == '\0')
		snprintf(words, size, "it ended without a word");
}

static bool accepts(int port)
{
	struct sockaddr_in address = loopback(port);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd < 0)
		return false;
	bool connected = connect(fd, (struct sockaddr *)&address, sizeof address) == 0;
	close(fd);
	return connected;
}

bool sim_broker_runs(struct sim_broker *broker)
{
	if (broker->pid > 0 && waitpid(broker->pid, NULL, WNOHANG) != 0)
		broker->pid = 0;
	return broker->pid > 0;
}

/* Waits until it accepts connections. `words` get what it said when it ended instead. */
static bool await(struct sim_broker *broker, const struct launch *launch, int watch_fd, char *words,
                  size_t size)
{
	int64_t deadline = clock_mono() + START_TIME;
	struct pollfd watch = { .fd = watch_fd, .events = POLLIN };

	while (clock_mono() < deadline) {
		/* In this order: if something else answers on that port, ours has ended. */
		bool open = accepts(broker->port);
		if (!sim_broker_runs(broker)) {
			read_words(launch->words_fd, words, size);
			return false;
		}
		if (open)
			return true;
		if (poll(&watch, 1, 10) > 0) {
			snprintf(words, size, "nobody wants it any more");
			return false;
		}
	}
	snprintf(words, size, "it didn't open its port in time");
	return false;
}

static bool start_on_port(struct sim_broker *broker, struct launch *launch, int watch_fd, char *words,
                          size_t size)
{
	broker->port = launch->port;
	broker->pid = spawn(launch);
	if (broker->pid < 0) {
		broker->pid = 0;
		snprintf(words, size, "%s", strerror(errno));
		return false;
	}
	bool started = await(broker, launch, watch_fd, words, size);
	/* The pipe of a broker that runs stays open for good: a writer without a reader gets SIGPIPE. */
	if (started)
		return true;
	sim_broker_end(broker);
	close(launch->words_fd);
	return false;
}

bool sim_broker_start(struct sim_broker *broker, const char *path, int watch_fd, struct error *error)
{
	struct launch launch = { .path = path };
	char words[256] = "no port is free";

	choose_user(&launch);
	for (int i = 0; i < PORTS_TRIED; i++) {
		launch.port = free_port();
		if (launch.port == 0)
			break;
		if (!make_config(&launch, error))
			return false;
		bool started = start_on_port(broker, &launch, watch_fd, words, sizeof words);
		close(launch.config_fd);
		if (started)
			return true;
		if (strstr(words, strerror(EADDRINUSE)) == NULL)
			break;
	}
	return error_set(error, ERROR_SYSTEM, "mosquitto didn't start: %s", words);
}

void sim_broker_end(struct sim_broker *broker)
{
	if (broker->pid <= 0)
		return;
	/* It keeps nothing that an orderly end would save. */
	kill(broker->pid, SIGKILL);
	while (waitpid(broker->pid, NULL, 0) < 0 && errno == EINTR)
		;
	broker->pid = 0;
}
