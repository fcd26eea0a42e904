/* number: see include/telltale/core/number.h */
#include "config.h"

#include "telltale/core/number.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { MANTISSA_DIGITS = 19 };

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool take(const char **at, const char *end, char c)
{
	if (*at == end || **at != c)
		return false;
	(*at)++;
	return true;
}

/* Returns how many there were. */
static size_t scan_digits(const char **at, const char *end, struct number *number)
{
	const char *begin = *at, *here = begin;
	uint64_t mantissa = number->mantissa;
	uint32_t digits = number->digits;

	for (; here < end && is_digit(*here); here++) {
		if (digits < MANTISSA_DIGITS)
			mantissa = mantissa * 10 + (uint64_t)(*here - '0');
		digits += digits > 0 || *here != '0';
	}
	number->mantissa = mantissa;
	number->digits = digits;
	*at = here;
	return (size_t)(here - begin);
}

static bool scan_exponent(const char **at, const char *end)
{
	(*at)++;
	if (!take(at, end, '-'))
		take(at, end, '+');
	const char *digits = *at;
	while (*at < end && is_digit(**at))
		(*at)++;
	return *at > digits;
}

bool number_scan(const char **at, const char *end, struct number *number)
{
	*number = (struct number){ .text = *at };
	number->negative = take(at, end, '-');
	bool zero = *at < end && **at == '0';
	size_t n = scan_digits(at, end, number);
	if (n == 0 || (zero && n > 1))
		return false;
	if (take(at, end, '.')) {
		number->point = true;
		n = scan_digits(at, end, number);
		if (n == 0)
			return false;
		number->fraction = (uint32_t)n;
		number->trailing_zero = (*at)[-1] == '0' && n > 1;
	}
	if (*at < end && (**at == 'e' || **at == 'E')) {
		number->exponent = true;
		if (!scan_exponent(at, end))
			return false;
	}
	size_t length = (size_t)(*at - number->text);
	number->length = (uint32_t)length;
	return length < NUMBER_MOST;
}

bool number_integer(const struct number *number, int64_t *value)
{
	char text[32];

	if (number->point || number->exponent || number->digits > MANTISSA_DIGITS ||
	    (number->negative && number->mantissa == 0))
		return false;
	if (number->digits < MANTISSA_DIGITS) {
		*value = number->negative ? -(int64_t)number->mantissa : (int64_t)number->mantissa;
		return true;
	}
	memcpy(text, number->text, number->length); /* 19 digits and a sign: JSON has no leading zeros */
	text[number->length] = '\0';
	errno = 0;
	*value = strtoll(text, NULL, 10);
	return errno == 0;
}

static double slow_value(const struct number *number)
{
	char text[NUMBER_MOST];

	memcpy(text, number->text, number->length);
	text[number->length] = '\0';
	return strtod(text, NULL); /* the program's numbers have a point in every locale: see main.c */
}

double number_value(const struct number *number)
{
	static const double powers[] = { 1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
		                         1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };

	if (number->digits > NUMBER_EXACT_DIGITS || number->exponent || number->fraction > 22)
		return slow_value(number);
	double value = (double)number->mantissa;
	if (number->fraction > 0)
		value /= powers[number->fraction];
	return number->negative ? -value : value;
}
