/*
 * filter: what somebody typed to see less: a part of a text, an MQTT filter, a regular expression, or a condition on a
 * value.
 *
 *     hatch              whatever contains it, in any case
 *     dbx/+/status       topics, + and # as MQTT has them
 *     /^b[0-9]+$/        a POSIX extended regular expression, in any case
 *     temperature>40     the value of that name or path; = != < <= > >=; a text may be compared with = and !=
 *
 * What is still being typed is a part of a text until it is something else: "/b[" is no mistake.
 */
#ifndef TELLTALE_CORE_FILTER_H
#define TELLTALE_CORE_FILTER_H

#include <stdbool.h>
#include <stddef.h>

enum { FILTER_BYTES = 256 };

enum filter_kind {
	FILTER_ALL, /* nothing was typed */
	FILTER_TEXT,
	FILTER_TOPIC,
	FILTER_REGEX,
	FILTER_VALUE
};

struct filter;
struct scalar;
struct value;

/* One that everything passes. */
struct filter *filter_new(void);
void filter_free(struct filter *filter);

/* Takes another text. */
void filter_set(struct filter *filter, const char *text);

const char *filter_words(const struct filter *filter); /* the text */
enum filter_kind filter_kind(const struct filter *filter);

/* Whether a text passes: one that contains the part, or that the expression matches. A condition on a value or an MQTT
 * filter passes no text. */
bool filter_passes_text(const struct filter *filter, const char *text);

/* Whether a topic passes: as a text, or by the MQTT filter. */
bool filter_passes_topic(const struct filter *filter, const char *topic, size_t length);

/* Whether a value of that name fulfils the condition; false where the filter is none. */
bool filter_passes_scalar(const struct filter *filter, const char *name, const struct scalar *scalar);

/* Whether a payload passes: the value at the condition's path fulfils it; or its bytes, as a text. `value`: the payload,
 * decoded; looked at only where the filter is a condition. */
bool filter_passes_payload(const struct filter *filter, const char *payload, size_t length, const struct value *value);

#endif
