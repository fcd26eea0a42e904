/* topic: see include/telltale/core/topic.h */
#include "config.h"

#include "telltale/core/topic.h"

#include <stdlib.h>
#include <string.h>

#include "telltale/base/memory.h"
#include "telltale/base/text.h"

static const char hole[] = "{device}";

enum { HOLE_LENGTH = sizeof hole - 1 };

/* Checks the levels of a filter: a wildcard stands alone in its level, and "#" only at the end. */
static bool check_levels(const char *filter, struct error *error)
{
	for (const char *level = filter;;) {
		size_t length = strcspn(level, "/");
		bool wild = memchr(level, '+', length) != NULL || memchr(level, '#', length) != NULL;
		if (wild && length != 1)
			return error_set(error, ERROR_USAGE, "'%s': + and # stand for whole levels, alone between slashes",
			                 filter);
		if (wild && *level == '#' && level[length] != '\0')
			return error_set(error, ERROR_USAGE, "'%s': # can only be the last level", filter);
		if (level[length] == '\0')
			return true;
		level += length + 1;
	}
}

bool topic_filter_check(const char *filter, struct error *error)
{
	size_t length = strlen(filter);

	if (length == 0)
		return error_set(error, ERROR_USAGE, "a topic filter can't be empty; '#' means every topic");
	if (length > TOPIC_LIMIT)
		return error_set(error, ERROR_USAGE, "a topic filter has at most %d bytes, this one has %zu", TOPIC_LIMIT,
		                 length);
	if (!text_is_utf8(filter, length))
		return error_set(error, ERROR_USAGE, "the topic filter isn't valid UTF-8");
	return check_levels(filter, error);
}

bool topic_name_check(const char *topic, struct error *error)
{
	size_t length = strlen(topic), wildcard = strcspn(topic, "+#");

	if (length == 0)
		return error_set(error, ERROR_USAGE, "a message needs a topic");
	if (length > TOPIC_LIMIT)
		return error_set(error, ERROR_USAGE, "a topic has at most %d bytes, this one has %zu", TOPIC_LIMIT, length);
	if (!text_is_utf8(topic, length))
		return error_set(error, ERROR_USAGE, "the topic isn't valid UTF-8");
	if (topic[wildcard] != '\0')
		return error_set(error, ERROR_USAGE, "a message goes to one topic: '%c' stands for several", topic[wildcard]);
	return true;
}

static const char *without_share(const char *filter)
{
	if (strncmp(filter, "$share/", 7) == 0) {
		const char *slash = strchr(filter + 7, '/');
		if (slash != NULL)
			return slash + 1;
	}
	return filter;
}

/* One level: from text up to the next slash or the end. */
struct level {
	const char *text;
	size_t length;
	bool last;
};

static struct level level_at(const char *text, const char *end)
{
	const char *slash = memchr(text, '/', (size_t)(end - text));

	return (struct level){ text, (size_t)((slash != NULL ? slash : end) - text), slash == NULL };
}

static bool level_is(const struct level *level, char wildcard)
{
	return level->length == 1 && *level->text == wildcard;
}

static bool levels_equal(const struct level *a, const struct level *b)
{
	return a->length == b->length && memcmp(a->text, b->text, a->length) == 0;
}

/* Matches level by level; `matches` says whether two levels go together. */
typedef bool level_matcher(const struct level *pattern, const struct level *topic, void *context);

static bool match_levels(const char *pattern, const char *topic, size_t length, level_matcher *matches,
                         void *context)
{
	const char *pattern_end = pattern + strlen(pattern), *topic_end = topic + length;

	if (length > 0 && *topic == '$' && (*pattern == '+' || *pattern == '#' || *pattern == *hole))
		return false;
	for (;;) {
		struct level want = level_at(pattern, pattern_end), have = level_at(topic, topic_end);
		if (level_is(&want, '#'))
			return true;
		if (!matches(&want, &have, context))
			return false;
		if (have.last) /* "sport/#" also matches "sport" */
			return want.last || strcmp(want.text + want.length, "/#") == 0;
		if (want.last)
			return false;
		pattern = want.text + want.length + 1;
		topic = have.text + have.length + 1;
	}
}

static bool filter_level(const struct level *want, const struct level *have, void *context)
{
	(void)context;
	return level_is(want, '+') || levels_equal(want, have);
}

bool topic_match(const char *filter, const char *topic, size_t length)
{
	return match_levels(without_share(filter), topic, length, filter_level, NULL);
}

static bool covering_level(const struct level *want, const struct level *have, void *context)
{
	(void)context;
	if (level_is(have, '#'))
		return false; /* only "#" covers "#", and that is found before */
	return level_is(want, '+') || levels_equal(want, have);
}

bool topic_covers(const char *wide, const char *narrow)
{
	if (strncmp(narrow, "$share/", 7) == 0 || strncmp(wide, "$share/", 7) == 0)
		return strcmp(wide, narrow) == 0;
	return match_levels(wide, narrow, strlen(narrow), covering_level, NULL);
}

bool topic_pattern_check(const char *pattern, struct error *error)
{
	const char *at = strstr(pattern, hole);

	if (at != NULL && strstr(at + HOLE_LENGTH, hole) != NULL)
		return error_set(error, ERROR_USAGE, "'%s': {device} can stand only once", pattern);
	char *filter = topic_expand(pattern, "x");
	const char *brace = strpbrk(filter, "{}");
	bool good = topic_filter_check(filter, error);
	if (good && brace != NULL)
		good = error_set(error, ERROR_USAGE, "'%s': the only thing in braces can be {device}", pattern);
	free(filter);
	return good;
}

struct capture {
	const char *device;
	size_t length;
};

/* A level with {device} in it: what stands before and behind must be the same, the rest is the name. */
static bool pattern_level(const struct level *want, const struct level *have, void *context)
{
	struct capture *capture = context;
	const char *at = NULL;

	for (size_t i = 0; i + HOLE_LENGTH <= want->length && at == NULL; i++)
		if (memcmp(want->text + i, hole, HOLE_LENGTH) == 0)
			at = want->text + i;
	if (at == NULL)
		return filter_level(want, have, NULL);
	size_t before = (size_t)(at - want->text);
	size_t behind = want->length - before - HOLE_LENGTH;
	if (have->length < before + behind + 1 || memcmp(have->text, want->text, before) != 0 ||
	    memcmp(have->text + have->length - behind, at + HOLE_LENGTH, behind) != 0)
		return false;
	capture->device = have->text + before;
	capture->length = have->length - before - behind;
	return true;
}

bool topic_pattern_match(const char *pattern, const char *topic, size_t length, const char **device,
                         size_t *device_length)
{
	struct capture capture = { topic, 0 };

	if (!match_levels(pattern, topic, length, pattern_level, &capture))
		return false;
	*device = capture.device;
	*device_length = capture.length;
	return true;
}

char *topic_expand(const char *pattern, const char *device)
{
	size_t device_length = strlen(device), used = 0;
	char *text = memory_resize(NULL, strlen(pattern) + 1, 1);

	for (const char *rest = pattern; *rest != '\0';) {
		const char *at = strstr(rest, hole);
		size_t plain = at != NULL ? (size_t)(at - rest) : strlen(rest);
		text = memory_resize(text, used + plain + device_length + 1, 1);
		memcpy(text + used, rest, plain);
		used += plain;
		rest += plain;
		if (at != NULL) {
			memcpy(text + used, device, device_length);
			used += device_length;
			rest += HOLE_LENGTH;
		}
	}
	text[used] = '\0';
	return text;
}
