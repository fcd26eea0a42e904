/* mapping: see include/telltale/base/mapping.h */
#include "config.h"

#include "telltale/base/mapping.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "telltale/base/memory.h"

struct mapping {
	uint8_t *bytes;
	size_t length, page;
	atomic_size_t left;
	struct mapping *next;
};

/* A signal handler has no argument of its own: the mappings must be where it finds them, and what stood before it. */
static _Atomic(struct mapping *) all;
static struct sigaction others;

static void shorten(struct mapping *mapping, size_t left)
{
	size_t before = atomic_load(&mapping->left);

	while (left < before && !atomic_compare_exchange_weak(&mapping->left, &before, left)) {
	}
}

/* Puts zeros where the page at an offset was, and behind it. Others that see them see first that they aren't the
 * file's. POSIX doesn't count mmap() among what a handler may call; wherever this runs it's a mere system call. */
static bool give_up(struct mapping *mapping, size_t offset)
{
	size_t from = offset - offset % mapping->page;
	int saved = errno;

	shorten(mapping, from);
	void *zeros = mmap(mapping->bytes + from, mapping->length - from, PROT_READ,
	                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	errno = saved;
	return zeros != MAP_FAILED;
}

static struct mapping *find(const void *address)
{
	for (struct mapping *mapping = atomic_load(&all); mapping != NULL; mapping = mapping->next)
		if ((uintptr_t)address - (uintptr_t)mapping->bytes < mapping->length)
			return mapping;
	return NULL;
}

static void on_bus_error(int number, siginfo_t *about, void *context)
{
	bool by_somebody = about->si_code <= 0; /* sent: then it says of no address, and won't come again by itself */
	struct mapping *mapping = by_somebody ? NULL : find(about->si_addr);

	(void)context;
	if (mapping != NULL && give_up(mapping, (size_t)((uintptr_t)about->si_addr - (uintptr_t)mapping->bytes)))
		return;
	sigaction(number, &others, NULL);
	if (by_somebody)
		raise(number);
}

void mapping_guard(void)
{
	struct sigaction now, ours = { .sa_sigaction = on_bus_error, .sa_flags = SA_SIGINFO | SA_ONSTACK };

	sigaction(SIGBUS, NULL, &now);
	if ((now.sa_flags & SA_SIGINFO) != 0 && now.sa_sigaction == on_bus_error)
		return;
	others = now;
	sigemptyset(&ours.sa_mask);
	sigaction(SIGBUS, &ours, NULL);
}

struct mapping *mapping_new(int fd, size_t n)
{
	void *bytes = mmap(NULL, n, PROT_READ, MAP_PRIVATE, fd, 0);

	if (bytes == MAP_FAILED)
		return NULL;
	struct mapping *mapping = memory_zeroed(1, sizeof *mapping);
	mapping->bytes = bytes;
	mapping->length = n;
	mapping->page = (size_t)sysconf(_SC_PAGESIZE);
	atomic_init(&mapping->left, n);
	mapping->next = atomic_load(&all);
	atomic_store(&all, mapping);
	mapping_guard();
	return mapping;
}

static void take_out(const struct mapping *mapping)
{
	struct mapping *before = atomic_load(&all);

	if (before == mapping) {
		atomic_store(&all, mapping->next);
		return;
	}
	while (before->next != mapping)
		before = before->next;
	before->next = mapping->next;
}

void mapping_free(struct mapping *mapping)
{
	if (mapping == NULL)
		return;
	take_out(mapping);
	munmap(mapping->bytes, mapping->length);
	free(mapping);
}

const uint8_t *mapping_bytes(const struct mapping *mapping)
{
	return mapping->bytes;
}

size_t mapping_left(const struct mapping *mapping)
{
	return atomic_load_explicit(&mapping->left, memory_order_acquire);
}
