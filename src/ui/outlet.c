/* outlet: see include/telltale/ui/outlet.h */
#include "config.h"

#include "telltale/ui/outlet.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "telltale/base/buffer.h"
#include "telltale/base/clock.h"

enum { BITS_A_BYTE = 10 };

static const int64_t longest_pause = 10 * CLOCK_SECOND;

/* The one terminal's; only the thread that draws touches it. */
static struct {
	int fd; /* writing to it doesn't wait; -1: standard output is written to */
	struct buffer bytes;
	size_t rewritten; /* of them: what lies behind is as ncurses wrote it */
	const struct exact *exact;
	size_t begin; /* what was sent of them */
	long speed;     /* bits a second; 0: not known */
	int64_t taken;  /* when the line has taken what was sent */
} outlet = { .fd = -1 };

/* Whether this thread is drawing a frame: write() has no argument for it. */
static _Thread_local bool collecting;

/* libc's; found as the program starts, since a signal handler may write and must not look for anything. */
static ssize_t (*libc_write)(int fd, const void *bytes, size_t size);

__attribute__((constructor)) static void find_libc_write(void)
{
	void *symbol = dlsym(RTLD_NEXT, "write");

	memcpy(&libc_write, &symbol, sizeof libc_write); /* ISO C knows no cast from an object to a function */
}

/* Whatever the libraries do before that goes to the kernel. */
static ssize_t next_write(int fd, const void *bytes, size_t size)
{
	return libc_write != NULL ? libc_write(fd, bytes, size) : (ssize_t)syscall(SYS_write, fd, bytes, size);
}

/* POSIX.1-2008, write(). */
__attribute__((visibility("default"))) ssize_t write(int fd, const void *bytes, size_t size)
{
	if (!collecting || fd != STDOUT_FILENO)
		return next_write(fd, bytes, size);
	buffer_append(&outlet.bytes, bytes, size);
	return (ssize_t)size;
}

void outlet_open(void)
{
	const char *name = ttyname(STDOUT_FILENO);

	outlet_close();
	if (name != NULL)
		outlet.fd = open(name, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
}

void outlet_close(void)
{
	if (outlet.fd >= 0)
		close(outlet.fd);
	outlet.fd = -1;
	buffer_clear(&outlet.bytes);
	outlet.begin = outlet.rewritten = 0;
}

void outlet_collect(void)
{
	collecting = true;
}

/* What was collected ends with a whole sequence. */
static void rewrite(void)
{
	struct buffer *bytes = &outlet.bytes, raw = { NULL, 0, 0 };

	if (outlet.exact == NULL || !outlet.exact->any || bytes->length == outlet.rewritten)
		return;
	buffer_append(&raw, bytes->bytes + outlet.rewritten, bytes->length - outlet.rewritten);
	bytes->length = outlet.rewritten;
	exact_rewrite(outlet.exact, bytes, raw.bytes, raw.length);
	buffer_clear(&raw);
}

void outlet_pass(void)
{
	collecting = false;
	rewrite();
	outlet.rewritten = outlet.bytes.length;
}

void outlet_exact(const struct exact *exact)
{
	outlet.exact = exact;
}

void outlet_add(const char *bytes, size_t length)
{
	if (length > 0)
		buffer_append(&outlet.bytes, bytes, length);
}

/* Bytes that the terminal hasn't taken yet. */
static size_t waiting(void)
{
	return outlet.bytes.length - outlet.begin;
}

static void forget(void)
{
	buffer_reset(&outlet.bytes);
	outlet.begin = outlet.rewritten = 0;
}

static bool can_write(int milliseconds)
{
	struct pollfd out = { outlet.fd >= 0 ? outlet.fd : STDOUT_FILENO, POLLOUT, 0 };

	return poll(&out, 1, milliseconds) > 0;
}

void outlet_speed(long bits)
{
	outlet.speed = bits;
	outlet.taken = 0;
}

static void note_sent(size_t bytes)
{
	int64_t now;

	if (outlet.speed == 0)
		return;
	now = clock_mono();
	outlet.taken = outlet.taken > now ? outlet.taken : now;
	outlet.taken += (int64_t)bytes * BITS_A_BYTE * CLOCK_SECOND / outlet.speed;
}

int64_t outlet_pause(int64_t now)
{
	int64_t pause = outlet.taken - now;

	return pause < 0 ? 0 : pause < longest_pause ? pause : longest_pause;
}

bool outlet_flush(void)
{
	while (waiting() > 0) {
		if (outlet.fd < 0 && !can_write(0))
			return false;
		ssize_t n = next_write(outlet.fd >= 0 ? outlet.fd : STDOUT_FILENO, outlet.bytes.bytes + outlet.begin,
		                       waiting());
		if (n < 0 && errno == EAGAIN)
			return false;
		if (n < 0 && errno != EINTR)
			break; /* the terminal is gone, which its input says too */
		outlet.begin += n > 0 ? (size_t)n : 0;
		note_sent(n > 0 ? (size_t)n : 0);
	}
	forget();
	return true;
}

void outlet_finish(int milliseconds)
{
	static const char cancel[] = "\030"; /* CAN ends a control sequence that was cut (ECMA-48, section 8.3.6) */
	int64_t until = clock_mono() + milliseconds * CLOCK_MILLISECOND;

	while (!outlet_flush()) {
		int64_t left = until - clock_mono();
		if (left > 0) {
			can_write((int)(left / CLOCK_MILLISECOND) + 1);
			continue;
		}
		forget();
		if (outlet.fd >= 0 && next_write(outlet.fd, cancel, sizeof cancel - 1) < 0)
			return; /* it takes not even that */
	}
}
