/*
 * name: what a value of a device without a profile is called: the way to it through the JSON, "AM2301.Temperature".
 */
#ifndef TELLTALE_CORE_NAME_H
#define TELLTALE_CORE_NAME_H

#include <stdbool.h>
#include <stddef.h>

enum {
	NAME_BYTES = 64,
	NAME_DEPTH = 4, /* levels of JSON whose values get names */
	NAME_ITEMS = 8  /* longest array whose elements get names */
};

struct name {
	char text[NAME_BYTES]; /* clean */
	size_t length;
};

#define NAME_ROOT { "", 0 }

/* Appends a key (any bytes), or an element's number. False: the name would be too long to be of use on a screen. */
bool name_append(struct name *name, const char *key, size_t length);
bool name_append_number(struct name *name, unsigned number);

#endif
