/* tally_states: the states in a tally; see tally_states.h */
#include "config.h"

#include "core/tally_states.h"

#include <string.h>

#include "core/same_bytes.h"
#include "telltale/base/pool.h"

unsigned char tally_written(const struct field *field, const char **text, size_t *length)
{
	*text = "";
	*length = 0;
	switch (field->kind) {
	case FIELD_STRING:
		*text = field->string.text;
		*length = field->string.length;
		return MARK_STRING;
	case FIELD_NUMBER:
		*text = field->number.text;
		*length = field->number.length;
		return MARK_LITERAL;
	case FIELD_TRUE:
		return MARK_TRUE;
	case FIELD_FALSE:
		return MARK_FALSE;
	default:
		return MARK_NOTHING;
	}
}

void tally_put_state(union tally_cell *cell, const struct message *message, const char *text, size_t length)
{
	cell->word.at = (uint16_t)(length > 0 ? text - message->payload : 0);
	cell->word.length = (uint16_t)length;
}

bool tally_same_state(const struct route *route, const union tally_cell *cell, unsigned char mark, const struct field *field)
{
	const char *text;
	size_t length;

	return tally_written(field, &text, &length) == mark && length == cell->word.length &&
	       same_bytes(text, route->payload + cell->word.at, length);
}

bool tally_is_state(const struct plan_step *step, const struct field *field)
{
	struct scalar scalar = scalar_of_field(field);

	if (step->part == PLAN_GENERIC)
		return scalar.kind != SCALAR_NUMBER && scalar_is_state(&scalar);
	return scalar.kind != SCALAR_NONE;
}

/* Of two steps of one status the second is a change where the first was, whatever it said before. */
static bool is_there_before(const struct plan *plan, size_t step)
{
	for (size_t i = 0; i < step; i++)
		if (plan->steps[i].status == plan->steps[step].status)
			return true;
	return false;
}

bool tally_begin_state(struct route *route, size_t step, const struct message *message, const struct field *field)
{
	const struct plan_step *of = &route->plan->steps[step];
	unsigned char *mark = &tally_marks(route->tally)[step];
	struct scalar scalar = scalar_of_field(field);
	const char *text;
	size_t length;

	if (of->status < 0 || is_there_before(route->plan, step))
		return false;
	const struct status *status = &route->device->statuses[of->status];
	*mark = tally_written(field, &text, &length);
	tally_put_state(&route->tally->cells[step], message, text, length);
	if (of->part == PLAN_GENERIC && status->alert != 0) /* what comes next may be its end */
		return false;
	return *mark != MARK_NOTHING && status_says(status, &scalar);
}

/* The text of a state of a device without a profile that can be taken over later: it is none that sounds like trouble.
 * NULL: it has to be looked at now. */
static const char *harmless(const struct plan_step *step, unsigned char before, const struct field *field,
                            char text[TALLY_TEXT])
{
	const char *written_as;
	size_t length;
	unsigned char mark = tally_written(field, &written_as, &length);

	if (step->part != PLAN_GENERIC || (mark == MARK_STRING) != (before == MARK_STRING))
		return NULL;
	if (mark == MARK_TRUE || mark == MARK_FALSE)
		return mark == MARK_TRUE ? "true" : "false";
	if (length >= TALLY_TEXT)
		return NULL;
	memcpy(text, written_as, length);
	text[length] = '\0';
	return profile_state_kind(text) != STATE_ALARM ? text : NULL;
}

void tally_note_changes(struct pool *pool, struct route *route, const struct field *fields, uint64_t changed, int64_t now,
                         struct tally_news *news)
{
	struct tally *tally = route->tally;
	char copy[TALLY_TEXT];

	*news = (struct tally_news){ .others = changed };
	for (size_t i = 0; changed >> i != 0; i++) {
		const struct plan_step *step = &route->plan->steps[i];
		if ((changed >> i & 1) == 0)
			continue;
		const char *text = harmless(step, tally_marks(tally)[i], &fields[step->slot], copy);
		if (text == NULL || tally->change_count == TALLY_CHANGES)
			continue;
		if (tally->changes == NULL)
			tally->changes = pool_take(pool, TALLY_CHANGES * sizeof *tally->changes);
		struct tally_change *change = &tally->changes[tally->change_count++];
		change->ago = (uint32_t)(tally->until - now);
		change->step = (uint8_t)i;
		memcpy(change->text, text, strlen(text) + 1);
		news->changes++;
		news->others &= ~(UINT64_C(1) << i);
	}
}

void tally_take_changes(const struct route *route)
{
	const struct tally *tally = route->tally;

	for (size_t i = 0; i < tally->change_count; i++) {
		const struct tally_change *change = &tally->changes[i];
		struct scalar scalar = { SCALAR_TEXT, 0, change->text, strlen(change->text) };
		status_report(&route->device->statuses[route->plan->steps[change->step].status], &scalar, tally->until - change->ago,
		              false);
	}
}
