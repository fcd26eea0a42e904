/* hook: see include/telltale/app/hook.h */
#include "config.h"

#include "telltale/app/hook.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "telltale/base/clock.h"
#include "telltale/base/memory.h"

enum { BURST = 5, AT_A_TIME = 4, MOST_FIELDS = 16, FIELD_BYTES = 512 };

static const int64_t between = CLOCK_SECOND, most_time = 30 * CLOCK_SECOND;

struct hook {
	char *const *argv;
	const char *prefix;
	struct log *log;
	pid_t running[AT_A_TIME]; /* 0: none */
	int64_t begun[AT_A_TIME];
	int64_t full_at;          /* when a whole burst is allowed again */
	unsigned left_out;
	bool complained;
};

struct hook *hook_new(char *const *argv, const char *prefix, struct log *log, struct error *error)
{
	if (**argv != '/') {
		error_set(error, ERROR_USAGE, "alert-hook: found '%s', expected a program's path that begins with /", *argv);
		return NULL;
	}
	struct hook *hook = memory_zeroed(1, sizeof *hook);
	hook->argv = argv;
	hook->prefix = prefix;
	hook->log = log;
	hook->full_at = CLOCK_NEVER;
	return hook;
}

void hook_free(struct hook *hook)
{
	free(hook);
}

static void complain(struct hook *hook, const char *what)
{
	if (!hook->complained)
		log_add(hook->log, clock_wall(), LOG_WARNING, "alert-hook %s: %s (said once)", *hook->argv, what);
	hook->complained = true;
}

/* --- its environment ------------------------------------------------------------------------------------- */

static char *field_text(const struct hook *hook, const char *name, const char *text)
{
	char field[FIELD_BYTES];

	snprintf(field, sizeof field, "%s%s=%s", hook->prefix, name, text);
	return memory_text(field);
}

static bool is_ours(const char *variable)
{
	return strncmp(variable, "TELLTALE_", 9) == 0;
}

/* Ours without our own, and the fields. The caller frees it and the last `*made` of its texts. */
static char **make_environment(const struct hook *hook, const struct hook_field *fields, size_t *made)
{
	extern char **environ;
	char number[16], **all;
	size_t count = 0, used = 0;

	while (environ[count] != NULL)
		count++;
	all = memory_zeroed(count + MOST_FIELDS + 2, sizeof *all);
	for (size_t i = 0; i < count; i++)
		if (!is_ours(environ[i]))
			all[used++] = environ[i];
	*made = 0;
	for (; fields->name != NULL && *made < MOST_FIELDS; fields++, ++*made)
		all[used++] = field_text(hook, fields->name, fields->text);
	snprintf(number, sizeof number, "%u", hook->left_out);
	all[used] = field_text(hook, "LEFT_OUT", number);
	++*made;
	return all;
}

static void free_environment(char **all, size_t made)
{
	size_t count = 0;

	while (all[count] != NULL)
		count++;
	for (size_t i = count - made; i < count; i++)
		free(all[i]);
	free(all);
}

/* --- running it ------------------------------------------------------------------------------------------ */

/* No signal of ours is blocked or ignored in it. */
static void set_attributes(posix_spawnattr_t *attributes)
{
	sigset_t all, none;

	sigfillset(&all);
	sigemptyset(&none);
	posix_spawnattr_init(attributes);
	posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
	posix_spawnattr_setpgroup(attributes, 0);
	posix_spawnattr_setsigdefault(attributes, &all);
	posix_spawnattr_setsigmask(attributes, &none);
}

static void set_files(posix_spawn_file_actions_t *files)
{
	posix_spawn_file_actions_init(files);
	posix_spawn_file_actions_addopen(files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_addopen(files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_addopen(files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
#ifdef HAVE_POSIX_SPAWN_FILE_ACTIONS_ADDCLOSEFROM_NP
	/* libraries open files that don't close themselves */
	posix_spawn_file_actions_addclosefrom_np(files, STDERR_FILENO + 1);
#endif
}

static int spawn(const struct hook *hook, char *const *environment, pid_t *pid)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;

	set_files(&files);
	set_attributes(&attributes);
	int failed = posix_spawn(pid, *hook->argv, &files, &attributes, hook->argv, environment);
	posix_spawn_file_actions_destroy(&files);
	posix_spawnattr_destroy(&attributes);
	return failed;
}

unsigned hook_running(const struct hook *hook)
{
	unsigned count = 0;

	for (int i = 0; i < AT_A_TIME; i++)
		count += hook->running[i] != 0;
	return count;
}

static int free_slot(const struct hook *hook)
{
	for (int i = 0; i < AT_A_TIME; i++)
		if (hook->running[i] == 0)
			return i;
	return -1;
}

bool hook_run(struct hook *hook, const struct hook_field *fields, int64_t mono)
{
	size_t made;

	hook_tick(hook, mono);
	int slot = free_slot(hook);
	int64_t full_at = hook->full_at > mono ? hook->full_at : mono;
	if (slot < 0 || full_at - mono > (BURST - 1) * between) {
		hook->left_out++;
		return false;
	}
	char **environment = make_environment(hook, fields, &made);
	int failed = spawn(hook, environment, &hook->running[slot]);
	free_environment(environment, made);
	hook->full_at = full_at + between;
	if (failed != 0) {
		hook->running[slot] = 0;
		complain(hook, strerror(failed));
		return false;
	}
	hook->begun[slot] = mono;
	hook->left_out = 0;
	return true;
}

static void on_end(struct hook *hook, int status)
{
	char what[80];

	if (WIFSIGNALED(status))
		snprintf(what, sizeof what, "was killed by signal %d", WTERMSIG(status));
	else if (WEXITSTATUS(status) != 0)
		snprintf(what, sizeof what, "ended with %d", WEXITSTATUS(status));
	else
		return;
	complain(hook, what);
}

/* Others have children too (the demo's keeper): only our own are waited for, one by one. */
void hook_tick(struct hook *hook, int64_t mono)
{
	for (int i = 0; i < AT_A_TIME; i++) {
		int status = 0;
		if (hook->running[i] == 0)
			continue;
		pid_t ended = waitpid(hook->running[i], &status, WNOHANG);
		if (ended == 0 && mono - hook->begun[i] > most_time) {
			complain(hook, "took longer than 30 s and was killed");
			kill(-hook->running[i], SIGKILL);
		}
		if (ended == 0 || (ended < 0 && errno == EINTR))
			continue;
		if (ended > 0)
			on_end(hook, status);
		hook->running[i] = 0; /* also where nobody may wait for it (SIGCHLD is ignored) */
	}
}
