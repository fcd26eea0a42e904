/* filter: see include/telltale/core/filter.h */
#include "config.h"

#include "telltale/core/filter.h"

#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "telltale/base/memory.h"
#include "telltale/base/text.h"
#include "telltale/core/topic.h"
#include "telltale/core/value.h"

enum relation { EQUAL, UNEQUAL, LESS, AT_MOST, MORE, AT_LEAST };

struct filter {
	enum filter_kind kind;
	char words[FILTER_BYTES];
	regex_t regex; /* FILTER_REGEX */
	/* FILTER_VALUE */
	char path[FILTER_BYTES];
	enum relation relation;
	const char *right; /* in words */
	bool is_number;
	double number;
};

struct filter *filter_new(void)
{
	return memory_zeroed(1, sizeof(struct filter));
}

void filter_free(struct filter *filter)
{
	if (filter == NULL)
		return;
	if (filter->kind == FILTER_REGEX)
		regfree(&filter->regex);
	free(filter);
}

/* --- reading --------------------------------------------------------------------------------------------- */

static bool read_regex(struct filter *filter)
{
	char pattern[FILTER_BYTES];
	size_t length = strlen(filter->words);

	if (length < 3 || filter->words[0] != '/' || filter->words[length - 1] != '/')
		return false;
	snprintf(pattern, sizeof pattern, "%.*s", (int)(length - 2), filter->words + 1);
	return regcomp(&filter->regex, pattern, REG_EXTENDED | REG_ICASE | REG_NOSUB) == 0;
}

static bool read_relation(const char *text, enum relation *relation, size_t *length)
{
	static const struct {
		const char *sign;
		enum relation relation;
	} relations[] = {
		{ "!=", UNEQUAL }, { "<=", AT_MOST }, { ">=", AT_LEAST }, { "==", EQUAL },
		{ "=", EQUAL },    { "<", LESS },     { ">", MORE },
	};
	for (size_t i = 0; i < sizeof relations / sizeof *relations; i++) {
		*length = strlen(relations[i].sign);
		if (strncmp(text, relations[i].sign, *length) == 0) {
			*relation = relations[i].relation;
			return true;
		}
	}
	return false;
}

/* Copies a part of the words without spaces around it. */
static void trim(char *out, size_t size, const char *begin, size_t length)
{
	while (length > 0 && *begin == ' ') {
		begin++;
		length--;
	}
	while (length > 0 && begin[length - 1] == ' ')
		length--;
	snprintf(out, size, "%.*s", (int)length, begin);
}

static bool read_condition(struct filter *filter)
{
	size_t before = strcspn(filter->words, "!=<>"), sign;

	if (filter->words[before] == '\0' || !read_relation(filter->words + before, &filter->relation, &sign))
		return false;
	trim(filter->path, sizeof filter->path, filter->words, before);
	filter->right = filter->words + before + sign;
	filter->right += strspn(filter->right, " ");
	if (*filter->path == '\0' || *filter->right == '\0')
		return false;
	struct scalar right = scalar_of_text(filter->right, strlen(filter->right));
	filter->is_number = right.kind == SCALAR_NUMBER;
	filter->number = right.number;
	return filter->is_number || filter->relation == EQUAL || filter->relation == UNEQUAL;
}

static bool is_topic_filter(const char *words)
{
	return strpbrk(words, "+#") != NULL && topic_filter_check(words, NULL);
}

void filter_set(struct filter *filter, const char *text)
{
	if (filter->kind == FILTER_REGEX)
		regfree(&filter->regex);
	snprintf(filter->words, sizeof filter->words, "%s", text);
	filter->kind = *text == '\0'                     ? FILTER_ALL
	               : read_regex(filter)              ? FILTER_REGEX
	               : is_topic_filter(filter->words)  ? FILTER_TOPIC
	               : read_condition(filter)          ? FILTER_VALUE
	                                                 : FILTER_TEXT;
}

const char *filter_words(const struct filter *filter)
{
	return filter->words;
}

enum filter_kind filter_kind(const struct filter *filter)
{
	return filter->kind;
}

/* --- asking ---------------------------------------------------------------------------------------------- */

bool filter_passes_text(const struct filter *filter, const char *text)
{
	switch (filter->kind) {
	case FILTER_ALL:
		return true;
	case FILTER_TEXT:
		return text_contains(text, filter->words);
	case FILTER_REGEX:
		return regexec(&filter->regex, text, 0, NULL, 0) == 0;
	case FILTER_TOPIC:
	case FILTER_VALUE:
		break;
	}
	return false;
}

/* Bytes as a text, up to a NUL. */
static bool passes_bytes(const struct filter *filter, const char *bytes, size_t length)
{
	char few[512];
	char *text = length < sizeof few ? few : memory_resize(NULL, length + 1, 1);

	if (length > 0)
		memcpy(text, bytes, length);
	text[length] = '\0';
	bool passes = filter_passes_text(filter, text);
	if (text != few)
		free(text);
	return passes;
}

bool filter_passes_topic(const struct filter *filter, const char *topic, size_t length)
{
	if (filter->kind == FILTER_TOPIC)
		return topic_match(filter->words, topic, length);
	return passes_bytes(filter, topic, length);
}

static bool compare(enum relation relation, double a, double b)
{
	switch (relation) {
	case EQUAL:
		return !(a < b) && !(a > b);
	case UNEQUAL:
		return a < b || a > b;
	case LESS:
		return a < b;
	case AT_MOST:
		return a <= b;
	case MORE:
		return a > b;
	case AT_LEAST:
		return a >= b;
	}
	return false;
}

static bool fulfils(const struct filter *filter, const struct scalar *scalar)
{
	char text[FILTER_BYTES];

	if (scalar->kind == SCALAR_NONE)
		return false;
	if (filter->is_number && (scalar->kind == SCALAR_NUMBER || scalar->kind == SCALAR_BOOL))
		return compare(filter->relation, scalar->number, filter->number);
	if (filter->relation != EQUAL && filter->relation != UNEQUAL)
		return false;
	size_t length = scalar_text(scalar, text, sizeof text - 1);
	text[length] = '\0';
	return text_same(text, filter->right) == (filter->relation == EQUAL);
}

bool filter_passes_scalar(const struct filter *filter, const char *name, const struct scalar *scalar)
{
	return filter->kind == FILTER_VALUE && name != NULL && text_same(name, filter->path) && fulfils(filter, scalar);
}

bool filter_passes_payload(const struct filter *filter, const char *payload, size_t length, const struct value *value)
{
	if (filter->kind != FILTER_VALUE)
		return passes_bytes(filter, payload, length);
	struct scalar scalar = value_at(value, filter->path);
	return fulfils(filter, &scalar);
}
