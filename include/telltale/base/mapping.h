/*
 * mapping: a file in memory, for reading; it may be taken away meanwhile.
 *
 * Where a part of a mapped file isn't there any more (it was cut short, the stick was pulled out, the disk can't read
 * it), whoever reads it gets SIGBUS. Here that part and all behind it become zeros instead, and mapping_left() says
 * where they begin: the reader goes on and finds nothing more.
 */
#ifndef TELLTALE_BASE_MAPPING_H
#define TELLTALE_BASE_MAPPING_H

#include <stddef.h>
#include <stdint.h>

struct mapping;

/* Maps the first n > 0 bytes of a file; the descriptor may be closed then. NULL: it can't be, errno says why. */
struct mapping *mapping_new(int fd, size_t n);

/* Gives it back. Mappings are made and given back while no other thread reads any. */
void mapping_free(struct mapping *mapping);

const uint8_t *mapping_bytes(const struct mapping *mapping);

/* How many bytes can be believed: all, as long as none were found missing. It never grows. */
size_t mapping_left(const struct mapping *mapping);

/* To be called by whoever has set a handler of SIGBUS after a file was mapped: it gets all that is about no mapping. */
void mapping_guard(void);

#endif
