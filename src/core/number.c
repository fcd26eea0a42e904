/* number: see include/telltale/core/number.h */
#include "config.h"

#include "telltale/core/number.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { MANTISSA_DIGITS = 19 };

static bool is_digit(char c)
{
	return (unsigned char)(c - '0') < 10;
}

/* Reads digits onto a mantissa, which more than 19 of them spoil. */
static inline const char *scan_digits(const char *at, const char *end, uint64_t *mantissa)
{
	uint64_t value = *mantissa;

	for (; at < end && is_digit(*at); at++)
		value = value * 10 + (uint64_t)(*at - '0');
	*mantissa = value;
	return at;
}

/* The digits from `begin` on (a point among them counts for nothing), without leading zeros. */
static void count_digits(struct number *number, const char *begin, const char *end)
{
	uint64_t mantissa = 0;
	uint32_t digits = 0;

	for (; begin < end; begin++) {
		if (*begin == '.')
			continue;
		if (digits < MANTISSA_DIGITS)
			mantissa = mantissa * 10 + (uint64_t)(*begin - '0');
		digits += digits > 0 || *begin != '0';
	}
	number->mantissa = mantissa;
	number->digits = digits;
}

/* Behind an "e". NULL: there are no digits. */
static const char *scan_exponent(const char *at, const char *end)
{
	if (at < end && (*at == '-' || *at == '+'))
		at++;
	const char *digits = at;
	while (at < end && is_digit(*at))
		at++;
	return at > digits ? at : NULL;
}

bool number_scan(const char **where, const char *end, struct number *number)
{
	const char *at = *where;

	number->text = at;
	number->mantissa = 0;
	number->negative = at < end && *at == '-';
	at += number->negative;
	const char *begin = at;
	at = scan_digits(at, end, &number->mantissa);
	if (at == begin || (*begin == '0' && at - begin > 1))
		return false;
	number->digits = (uint32_t)(at - begin);
	number->fraction = 0;
	number->point = at < end && *at == '.';
	number->exponent = number->trailing_zero = false;
	if (number->point) {
		const char *fraction = at + 1;
		at = scan_digits(fraction, end, &number->mantissa);
		if (at == fraction)
			return false;
		number->fraction = (uint32_t)(at - fraction);
		number->digits += number->fraction;
		number->trailing_zero = at[-1] == '0' && number->fraction > 1;
	}
	if (*begin == '0' || number->digits > MANTISSA_DIGITS)
		count_digits(number, begin, at);
	if (at < end && (*at | 0x20) == 'e') {
		number->exponent = true;
		at = scan_exponent(at + 1, end);
		if (at == NULL)
			return false;
	}
	number->length = (uint32_t)(at - number->text);
	*where = at;
	return at - number->text < NUMBER_MOST;
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
