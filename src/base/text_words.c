/* text: names compared, numbers and sizes written; see include/telltale/base/text.h */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "telltale/base/text.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static int lower(char c)
{
	return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : (unsigned char)c;
}

/* Compares the runs of digits at *a and *b by value and steps over them. */
static int compare_digits(const char **a, const char **b)
{
	while (**a == '0' && is_digit((*a)[1]))
		(*a)++;
	while (**b == '0' && is_digit((*b)[1]))
		(*b)++;
	size_t la = strspn(*a, "0123456789"), lb = strspn(*b, "0123456789");
	int order = la != lb ? (la < lb ? -1 : 1) : strncmp(*a, *b, la);
	*a += la;
	*b += lb;
	return order;
}

int text_compare(const char *a, const char *b)
{
	const char *first_a = a, *first_b = b;

	while (*a != '\0' && *b != '\0') {
		int order;
		if (is_digit(*a) && is_digit(*b)) {
			order = compare_digits(&a, &b);
		} else {
			order = lower(*a) - lower(*b);
			a++;
			b++;
		}
		if (order != 0)
			return order;
	}
	if (*a != *b)
		return *a == '\0' ? -1 : 1;
	return strcmp(first_a, first_b);
}

bool text_contains(const char *text, const char *part)
{
	for (;; text++) {
		size_t i = 0;
		while (part[i] != '\0' && lower(text[i]) == lower(part[i]))
			i++;
		if (part[i] == '\0')
			return true;
		if (*text == '\0')
			return false;
	}
}

bool text_same(const char *a, const char *b)
{
	while (*a != '\0' && lower(*a) == lower(*b)) {
		a++;
		b++;
	}
	return *a == '\0' && *b == '\0';
}

enum { PLAIN = 400 };

/* What "%.*f" gives, but for numbers that are near the middle between two results: false. Many of them are drawn. */
static bool write_quickly(char plain[PLAIN], double value, int decimals)
{
	static const double powers[] = { 1, 10, 100, 1000 };
	char digits[24], *end = digits + sizeof digits, *at = end;

	if (decimals < 0 || decimals > 3 || !(fabs(value) < 1e12))
		return false;
	double scaled = fabs(value) * powers[decimals];
	uint64_t whole = (uint64_t)scaled;
	double rest = scaled - (double)whole;
	if (fabs(rest - 0.5) < 1e-3)
		return false;
	whole += rest > 0.5;
	for (int n = 0; whole > 0 || n <= decimals; n++, whole /= 10) {
		if (n == decimals && decimals > 0)
			*--at = '.';
		*--at = (char)('0' + whole % 10);
	}
	if (signbit(value))
		*--at = '-';
	memcpy(plain, at, (size_t)(end - at));
	plain[end - at] = '\0';
	return true;
}

void text_number(char *text, size_t size, double value, int decimals)
{
	char plain[PLAIN];

	if (!isfinite(value) || fabs(value) >= 1e15) {
		snprintf(text, size, "%.6g", value);
		return;
	}
	if (!write_quickly(plain, value, decimals))
		snprintf(plain, sizeof plain, "%.*f", decimals, value);
	const char *from = plain;
	size_t used = 0;
	size_t digits = strcspn(plain + (*plain == '-'), ".");

	if (size == 0)
		return;
	if (*from == '-' && strspn(from, "-0.") == strlen(from))
		from++; /* no "-0" */
	else if (*from == '-' && used + 1 < size)
		text[used++] = *from++;
	for (; *from != '\0' && used + 2 < size; digits--) {
		text[used++] = *from++;
		if (digits > 1 && digits < 400 && (digits - 1) % 3 == 0)
			text[used++] = ' ';
		if (digits == 1)
			break;
	}
	while (*from != '\0' && used + 1 < size)
		text[used++] = *from++;
	text[used] = '\0';
}

void text_bytes(char *text, size_t size, uint64_t bytes)
{
	static const char *const units[] = { "KiB", "MiB", "GiB", "TiB" };
	double amount = (double)bytes / 1024;
	size_t unit = 0;

	if (bytes < 1024) {
		snprintf(text, size, "%u B", (unsigned)bytes);
		return;
	}
	while (amount >= 1023.95 && unit + 1 < sizeof units / sizeof *units) {
		amount /= 1024;
		unit++;
	}
	snprintf(text, size, "%.1f %s", amount, units[unit]);
}

enum { WORD_LENGTH = 32 };

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* Optimal string alignment distance; words of WORD_LENGTH bytes or more count as far apart. */
static unsigned distance(const char *a, const char *b)
{
	unsigned rows[WORD_LENGTH][WORD_LENGTH];
	size_t la = strlen(a), lb = strlen(b);

	if (la >= WORD_LENGTH || lb >= WORD_LENGTH)
		return WORD_LENGTH;
	for (unsigned i = 0; i <= la; i++)
		rows[i][0] = i;
	for (unsigned j = 0; j <= lb; j++)
		rows[0][j] = j;
	for (size_t i = 1; i <= la; i++) {
		for (size_t j = 1; j <= lb; j++) {
			unsigned change = rows[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
			rows[i][j] = least(change, least(rows[i - 1][j], rows[i][j - 1]) + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				rows[i][j] = least(rows[i][j], rows[i - 2][j - 2] + 1);
		}
	}
	return rows[la][lb];
}

const char *text_nearest(const char *word, const char *const *words)
{
	const char *nearest = NULL;
	unsigned limit = strlen(word) < 4 ? 1 : 2;

	for (; *words != NULL; words++) {
		unsigned far = distance(word, *words);
		if (far <= limit) {
			nearest = *words;
			limit = far > 0 ? far - 1 : 0;
			if (far == 0)
				break;
		}
	}
	return nearest;
}

bool text_bytes_parse(const char *text, uint64_t *bytes)
{
	static const char letters[] = "kmgt";
	double step = 1024, factor = 1;
	char *end;

	if (*text < '0' || *text > '9')
		return false;
	double number = strtod(text, &end);
	if (end != text + strspn(text, "0123456789.")) /* nor "1e3", nor "0x10" */
		return false;
	end += strspn(end, " ");
	const char *letter = *end != '\0' ? strchr(letters, *end | 0x20) : NULL;
	if (letter != NULL) {
		end++;
		if (*end == 'i')
			end++;
		else if (*end == 'B')
			step = 1000;
		for (const char *power = letters; power <= letter; power++)
			factor *= step;
	}
	if (*end == 'B')
		end++;
	if (*end != '\0' || number * factor >= 9e18)
		return false;
	*bytes = (uint64_t)(number * factor);
	return true;
}
