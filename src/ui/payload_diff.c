/* payload_diff: in what a payload differs from the one before; see include/telltale/ui/payload.h
 *
 * Lines are compared without the comma at their end. Those that both have in the same order (a longest common
 * subsequence; Wagner and Fischer, 1974) are the same; of what is between them a line succeeds the one with its key, or
 * the one at its place.
 */
#include "config.h"

#include "telltale/ui/payload.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "telltale/base/memory.h"

enum { MOST_CELLS = 1 << 20 }; /* of the table; beyond that lines are compared where they stand */

/* Lines of both from one place on, up to another. */
struct stretch {
	size_t new_begin, new_end, old_begin, old_end;
};

static size_t length_of(const char *line)
{
	size_t length = strlen(line);

	return length > 0 && line[length - 1] == ',' ? length - 1 : length;
}

static bool same(const char *a, const char *b)
{
	size_t length = length_of(a);

	return length == length_of(b) && memcmp(a, b, length) == 0;
}

/* Bytes of a line up to the value behind its key; 0: it has none. */
static size_t key_length(const char *line)
{
	const char *c = line + strspn(line, " ");

	if (*c++ != '"')
		return 0;
	while (*c != '\0' && *c != '"')
		c += *c == '\\' && c[1] != '\0' ? 2 : 1;
	return *c == '"' && c[1] == ':' && c[2] == ' ' ? (size_t)(c - line) + 3 : 0;
}

static bool same_key(const char *a, const char *b)
{
	size_t length = key_length(a);

	return length > 0 && length == key_length(b) && memcmp(a, b, length) == 0;
}

/* What stood for a line: the value alone, if the key is the same. */
static char *predecessor(const char *line, const char *old)
{
	size_t skip = same_key(line, old) ? key_length(old) : strspn(old, " ");

	return memory_textn(old + skip, length_of(old) - skip);
}

/* None of the lines of a stretch is the same: which of the old ones each succeeds. */
static void pair(struct payload_lines *lines, const struct payload_lines *before, const struct stretch *stretch)
{
	size_t from = stretch->old_begin, paired = 0;
	bool as_many = stretch->new_end - stretch->new_begin == stretch->old_end - stretch->old_begin;

	for (size_t i = stretch->new_begin; i < stretch->new_end; i++) {
		const char *line = lines->lines[i];
		size_t at = from;
		while (at < stretch->old_end && !same_key(line, before->lines[at]))
			at++;
		if (at == stretch->old_end && as_many && key_length(line) == 0)
			at = stretch->old_begin + (i - stretch->new_begin);
		bool found = at < stretch->old_end && at >= from;
		lines->before[i] = found ? predecessor(line, before->lines[at]) : memory_text("");
		from = found ? at + 1 : from;
		paired += found;
		lines->changed++;
	}
	lines->gone += stretch->old_end - stretch->old_begin - paired;
}

/* How long the common subsequences are of what is left of both from each place on. */
static uint16_t *make_table(const struct payload_lines *lines, const struct payload_lines *before,
                            const struct stretch *stretch, size_t columns)
{
	size_t rows = stretch->new_end - stretch->new_begin + 1;
	uint16_t *table = memory_zeroed(rows * columns, sizeof *table);

	for (size_t i = rows - 1; i-- > 0;) {
		for (size_t j = columns - 1; j-- > 0;) {
			uint16_t down = table[(i + 1) * columns + j], right = table[i * columns + j + 1];
			table[i * columns + j] =
			    same(lines->lines[stretch->new_begin + i], before->lines[stretch->old_begin + j])
			        ? (uint16_t)(table[(i + 1) * columns + j + 1] + 1) : down > right ? down : right;
		}
	}
	return table;
}

static void compare_by_table(struct payload_lines *lines, const struct payload_lines *before,
                             const struct stretch *stretch)
{
	size_t columns = stretch->old_end - stretch->old_begin + 1;
	uint16_t *table = make_table(lines, before, stretch, columns);
	struct stretch hunk = { stretch->new_begin, stretch->new_begin, stretch->old_begin, stretch->old_begin };

	while (hunk.new_end < stretch->new_end && hunk.old_end < stretch->old_end) {
		size_t i = hunk.new_end - stretch->new_begin, j = hunk.old_end - stretch->old_begin;
		if (same(lines->lines[hunk.new_end], before->lines[hunk.old_end])) {
			pair(lines, before, &hunk);
			hunk = (struct stretch){ hunk.new_end + 1, hunk.new_end + 1, hunk.old_end + 1, hunk.old_end + 1 };
		} else if (table[(i + 1) * columns + j] >= table[i * columns + j + 1]) {
			hunk.new_end++;
		} else {
			hunk.old_end++;
		}
	}
	hunk.new_end = stretch->new_end;
	hunk.old_end = stretch->old_end;
	pair(lines, before, &hunk);
	free(table);
}

static void compare_in_place(struct payload_lines *lines, const struct payload_lines *before,
                             const struct stretch *stretch)
{
	for (size_t i = stretch->new_begin; i < stretch->new_end; i++) {
		if (i < before->count && same(lines->lines[i], before->lines[i]))
			continue;
		lines->before[i] = i < before->count ? predecessor(lines->lines[i], before->lines[i]) : memory_text("");
		lines->changed++;
	}
	if (before->count > lines->count)
		lines->gone = before->count - lines->count;
}

void payload_compare(struct payload_lines *lines, const struct payload_lines *before)
{
	struct stretch stretch = { 0, lines->count, 0, before->count };

	if (lines->before != NULL)
		return;
	lines->before = memory_zeroed(lines->count + 1, sizeof *lines->before);
	while (stretch.new_begin < stretch.new_end && stretch.old_begin < stretch.old_end &&
	       same(lines->lines[stretch.new_begin], before->lines[stretch.old_begin])) {
		stretch.new_begin++;
		stretch.old_begin++;
	}
	while (stretch.new_end > stretch.new_begin && stretch.old_end > stretch.old_begin &&
	       same(lines->lines[stretch.new_end - 1], before->lines[stretch.old_end - 1])) {
		stretch.new_end--;
		stretch.old_end--;
	}
	size_t cells = (stretch.new_end - stretch.new_begin + 1) * (stretch.old_end - stretch.old_begin + 1);
	if (cells <= MOST_CELLS)
		compare_by_table(lines, before, &stretch);
	else
		compare_in_place(lines, before, &stretch);
}
