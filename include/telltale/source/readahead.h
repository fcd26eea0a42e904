/*
 * readahead: makes a library that reads a socket in tiny pieces read from memory instead.
 *
 * libmosquitto before 2.1 takes three or four read() calls of one to a few bytes for each packet; under load that, and
 * not the work, is where the time goes. This file defines a read() in the program itself, which the dynamic linker
 * prefers to libc's. For one descriptor of one thread, which the thread has named, it reads 256 KiB ahead and serves
 * from that; any other call goes on to libc's.
 *
 * What was read ahead isn't in the socket any more: poll() doesn't report it. Whoever uses this reads until
 * readahead_waiting() is 0 before sleeping. OpenSSL reads through it as well.
 *
 * ./configure --disable-read-ahead leaves it out: then readahead_new() returns NULL, and every function takes NULL.
 */
#ifndef TELLTALE_SOURCE_READAHEAD_H
#define TELLTALE_SOURCE_READAHEAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { READAHEAD_BYTES = 256 * 1024 };

struct readahead;

/* NULL: it is left out of this build. */
struct readahead *readahead_new(void);
void readahead_free(struct readahead *readahead);

/* From now on read() of this thread on this descriptor, a socket that doesn't block, is served by it. Whatever was read
 * ahead of another one is forgotten. -1: of none. One a thread. */
void readahead_use(struct readahead *readahead, int fd);

/* Bytes that were read ahead and not yet served. */
size_t readahead_waiting(const struct readahead *readahead);

/* What was read ahead and not yet served; takes the first n bytes of it away. */
const char *readahead_peek(const struct readahead *readahead, size_t *n);
void readahead_take(struct readahead *readahead, size_t n);

/* How many bytes read() has served; how often the socket was read. */
uint64_t readahead_served(const struct readahead *readahead);
uint64_t readahead_reads(const struct readahead *readahead);

#endif
