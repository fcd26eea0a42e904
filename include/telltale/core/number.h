/*
 * number: a JSON number, read without a copy and mostly without strtod().
 *
 * Sources: RFC 8259, section 6 (grammar); Clinger, "How to read floating point numbers accurately", PLDI 1990: at most 15
 * digits and a power of ten up to 22 are exact as doubles, and so one division rounds as it should.
 */
#ifndef TELLTALE_CORE_NUMBER_H
#define TELLTALE_CORE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	NUMBER_EXACT_DIGITS = 15, /* decimals of so many digits and doubles stand for each other one to one */
	NUMBER_MOST = 64          /* bytes: cJSON takes no longer ones, and then it's no JSON for the model either */
};

/* The parts of a number as it is written. */
struct number {
	const char *text; /* points to where it was read */
	uint64_t mantissa; /* the digits, if there are at most 19 */
	uint32_t length;
	uint32_t digits;   /* without leading zeros */
	uint32_t fraction; /* of them behind the point */
	bool negative, point, exponent, trailing_zero;
};

/* Reads a number at *where and moves that behind it. False: there is none, or one that is too long. */
bool number_scan(const char **where, const char *end, struct number *number);

/* Whether it is an integer that an int64_t holds (and not -0). */
bool number_integer(const struct number *number, int64_t *value);

/* The double nearest to it; infinite beyond what a double holds. */
double number_value(const struct number *number);

#endif
