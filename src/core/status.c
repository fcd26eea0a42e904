/* status: see include/telltale/core/status.h */
#include "config.h"

#include "telltale/core/status.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "telltale/base/text.h"
#include "telltale/core/value.h"

struct status *status_array(struct status *old, size_t kept, size_t count)
{
	return memory_realigned(old, kept, count, sizeof *old, MEMORY_LINE);
}

static int find_state(const struct profile_status *definition, const struct scalar *scalar)
{
	for (size_t i = 0; definition != NULL && i < definition->state_count; i++)
		if (scalar_is(scalar, definition->states[i].value))
			return (int)i;
	return -1;
}

/* The name of the state, or what was sent, cleaned; and what kind of state that is. */
static void describe(const struct status *status, int state, const struct scalar *scalar, char *text,
                     enum state_kind *kind)
{
	char raw[STATUS_TEXT];

	if (state >= 0) {
		snprintf(text, STATUS_TEXT, "%s", status->definition->states[state].name);
		*kind = status->definition->states[state].kind;
		return;
	}
	size_t length = scalar_text(scalar, raw, sizeof raw);
	text_clean(text, STATUS_TEXT, raw, length);
	bool open = status->definition == NULL || status->definition->state_count == 0;
	*kind = open ? profile_state_kind(text) : STATE_UNKNOWN;
}

bool status_says(const struct status *status, const struct scalar *scalar)
{
	if (!status->seen)
		return false;
	if (status->state >= 0)
		return scalar_is(scalar, status->definition->states[status->state].value);
	return scalar->kind != SCALAR_NUMBER && scalar->length < STATUS_TEXT && status->text[scalar->length] == '\0' &&
	       memcmp(status->text, scalar->text, scalar->length) == 0; /* then cleaning changes nothing in it */
}

bool status_report(struct status *status, const struct scalar *scalar, int64_t now, bool stored)
{
	char text[STATUS_TEXT];
	enum state_kind kind;

	if (scalar->kind == SCALAR_NONE)
		return false;
	if (status_says(status, scalar)) {
		status->stored = stored;
		return false;
	}
	int state = find_state(status->definition, scalar);
	describe(status, state, scalar, text, &kind);
	bool changed = !status->seen || state != status->state || strcmp(text, status->text) != 0;
	if (changed) {
		if (status->seen && status->strip == NULL)
			strip_add(&status->strip, status->since, status->state, status->kind, status->text);
		if (status->seen)
			strip_add(&status->strip, now, state, (unsigned char)kind, text);
		status->since_known = status->seen && !stored;
		status->since = now;
		status->state = state;
		status->kind = (unsigned char)kind;
		memcpy(status->text, text, sizeof text);
		status->changes++;
	}
	status->seen = true;
	status->stored = stored;
	return changed;
}

size_t status_history(const struct status *status, struct strip_change *changes)
{
	size_t count = strip_count(status->strip);

	if (!status->seen)
		return 0;
	for (size_t i = 0; i < count; i++)
		changes[i] = *strip_change(status->strip, i);
	if (count > 0)
		return count;
	changes->at = status->since;
	changes->state = (int16_t)status->state;
	changes->kind = status->kind;
	text_fit(changes->text, sizeof changes->text, status->text, sizeof changes->text, "");
	return 1;
}

void status_clear(struct status *status)
{
	free(status->strip);
	status->strip = NULL;
}

bool status_fulfils(const struct status *status, const struct condition *condition)
{
	return status->seen && status->state >= 0 && (condition->states >> status->state & 1) != 0;
}
