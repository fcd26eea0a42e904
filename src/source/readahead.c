/* readahead: see include/telltale/source/readahead.h */
#include "config.h"

#include "telltale/source/readahead.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "telltale/base/memory.h"

struct readahead {
	int fd;
	size_t begin, end; /* of what waits in `bytes` */
	uint64_t reads, served;
	bool drained; /* the last read() didn't fill the memory: there is no more, and who asks need not ask the kernel */
	char bytes[READAHEAD_BYTES];
};

/* The one that read() serves from on this thread: read() has no argument for it. */
static _Thread_local struct readahead *active;

struct readahead *readahead_new(void)
{
#ifdef READ_AHEAD
	struct readahead *readahead = memory_resize(NULL, 1, sizeof *readahead); /* untouched pages cost nothing */

	readahead->fd = -1;
	readahead->begin = readahead->end = 0;
	readahead->reads = readahead->served = 0;
	readahead->drained = false;
	return readahead;
#else
	return NULL; /* there is no read() that would serve from it */
#endif
}

void readahead_free(struct readahead *readahead)
{
	if (readahead != NULL)
		readahead_use(readahead, -1);
	free(readahead);
}

void readahead_use(struct readahead *readahead, int fd)
{
	if (readahead == NULL)
		return;
	readahead->fd = fd;
	readahead->begin = readahead->end = 0;
	readahead->drained = false;
	active = fd >= 0 ? readahead : NULL;
}

size_t readahead_waiting(const struct readahead *readahead)
{
	return readahead != NULL ? readahead->end - readahead->begin : 0;
}

const char *readahead_peek(const struct readahead *readahead, size_t *n)
{
	*n = readahead_waiting(readahead);
	return readahead != NULL ? readahead->bytes + readahead->begin : NULL;
}

void readahead_take(struct readahead *readahead, size_t n)
{
	if (readahead != NULL)
		readahead->begin += n;
}

uint64_t readahead_served(const struct readahead *readahead)
{
	return readahead != NULL ? readahead->served : 0;
}

uint64_t readahead_reads(const struct readahead *readahead)
{
	return readahead != NULL ? readahead->reads : 0;
}

#ifdef READ_AHEAD

/* As recv(): 0 at the end, -1 with errno. */
static ssize_t fill(struct readahead *readahead)
{
	ssize_t n = recv(readahead->fd, readahead->bytes, sizeof readahead->bytes, 0);

	readahead->reads++;
	readahead->begin = 0;
	readahead->end = n > 0 ? (size_t)n : 0;
	readahead->drained = n > 0 && readahead->end < sizeof readahead->bytes;
	return n;
}

static ssize_t count_served(struct readahead *readahead, ssize_t n)
{
	readahead->served += n > 0 ? (uint64_t)n : 0;
	return n;
}

static ssize_t serve(struct readahead *readahead, void *bytes, size_t size)
{
	size_t waiting = readahead->end - readahead->begin;

	if (waiting == 0 && readahead->drained) {
		readahead->drained = false;
		errno = EAGAIN;
		return -1;
	}
	if (waiting == 0) {
		if (size >= sizeof readahead->bytes) /* there is nothing to be gained by a copy */
			return count_served(readahead, recv(readahead->fd, bytes, size, 0));
		ssize_t n = fill(readahead);
		if (n <= 0)
			return n;
		waiting = (size_t)n;
	}
	size_t n = size < waiting ? size : waiting;
	memcpy(bytes, readahead->bytes + readahead->begin, n);
	readahead->begin += n;
	return count_served(readahead, (ssize_t)n);
}

/* libc's; found as the program starts, so that nothing has to be looked for in a signal handler. */
static ssize_t (*libc_read)(int fd, void *bytes, size_t size);

__attribute__((constructor)) static void find_libc_read(void)
{
	void *symbol = dlsym(RTLD_NEXT, "read");

	memcpy(&libc_read, &symbol, sizeof libc_read); /* ISO C knows no cast from an object to a function */
}

/* Whatever the libraries do before that goes to the kernel. */
static ssize_t next_read(int fd, void *bytes, size_t size)
{
	return libc_read != NULL ? libc_read(fd, bytes, size) : (ssize_t)syscall(SYS_read, fd, bytes, size);
}

/* POSIX.1-2008, read(). */
__attribute__((visibility("default"))) ssize_t read(int fd, void *bytes, size_t size)
{
	struct readahead *readahead = active;

	if (readahead != NULL && fd == readahead->fd && size > 0)
		return serve(readahead, bytes, size);
	return next_read(fd, bytes, size);
}

#endif
