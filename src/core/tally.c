/* tally: see include/telltale/core/tally.h */
#include "config.h"

#include "telltale/core/tally.h"

#include <stdlib.h>
#include <string.h>

#include "core/tally_states.h"
#include "telltale/base/clock.h"
#include "telltale/base/pool.h"

enum { MOST_PAYLOAD = 1024, SLACK = 8 }; /* bytes; longer ones cost more than all else; that payloads may grow by */

static size_t payload_at(size_t steps)
{
	return offsetof(struct tally, cells) + steps * (sizeof(union tally_cell) + 1);
}

size_t tally_bytes(size_t steps, size_t payload)
{
	return payload_at(steps) + payload + SLACK;
}

static bool is_number(unsigned char mark)
{
	return mark <= MARK_DECIMALS;
}

/* Whether such a value changes nothing, whatever it is. */
static bool says_nothing(const struct plan_step *step, const struct field *field)
{
	if (field->kind == FIELD_NULL)
		return true;
	if (step->part != PLAN_GENERIC || field->kind != FIELD_STRING)
		return false;
	struct scalar scalar = scalar_of_field(field);
	return scalar.kind != SCALAR_NUMBER && !scalar_is_state(&scalar);
}

/* --- numbers --------------------------------------------------------------------------------------------- */

static const struct profile_metric *definition_of(const struct plan *plan, size_t step)
{
	return plan->profile != NULL ? &plan->profile->metrics[plan->steps[step].metric] : NULL;
}

/* The value of a metric, if it is within its limits. */
static bool good_value(const struct plan *plan, size_t step, const struct field *field, double *value)
{
	const struct profile_metric *definition = definition_of(plan, step);

	if (field->kind != FIELD_NUMBER)
		return false;
	*value = number_value(&field->number);
	return metric_scale(definition, value) && metric_level(definition, *value) == LEVEL_GOOD;
}

static bool begin_number(unsigned char *mark, const struct metric *metric, int64_t until)
{
	*mark = metric->definition != NULL && metric->definition->decimals >= 0 ? METRIC_DECIMALS : metric->decimals;
	return metric->level == LEVEL_GOOD && metric->alert == 0 && metric->series.until == until;
}

static void take_number(union tally_cell *cell, unsigned char *mark, double value, bool first)
{
	float sample = series_sample(value);

	*mark = metric_decimals(value, *mark);
	if (first || sample < cell->number.least)
		cell->number.least = sample;
	if (first || sample > cell->number.most)
		cell->number.most = sample;
}

/* --- beginning ------------------------------------------------------------------------------------------- */

/* Which of the two a generic part is depends on what came. */
static bool begin_cell(struct route *route, size_t i, const struct message *message, const struct field *field)
{
	const struct plan_step *step = &route->plan->steps[i];
	const struct device *device = route->device;
	unsigned char *mark = &tally_marks(route->tally)[i];
	bool number = step->part == PLAN_METRIC || (step->part == PLAN_GENERIC && field->kind == FIELD_NUMBER);

	if (says_nothing(step, field)) {
		*mark = MARK_NOTHING;
		return true;
	}
	if (number)
		return field->kind == FIELD_NUMBER && step->metric >= 0 &&
		       begin_number(mark, &device->metrics[step->metric], route->tally->until);
	return tally_is_state(step, field) && tally_begin_state(route, i, message, field);
}

bool tally_keep(struct route *route, size_t bytes)
{
	struct tally *tally = route->tally;

	if (bytes > tally->payload_room)
		return false;
	if (route->payload_room > 0)
		free(route->payload);
	route->payload_room = 0;
	route->payload = (char *)tally + tally->payload_at;
	return true;
}

void tally_free(struct pool *pool, struct tally *tally)
{
	if (tally == NULL)
		return;
	pool_give(pool, tally->changes, TALLY_CHANGES * sizeof *tally->changes);
	pool_give(pool, tally, (size_t)tally->payload_at + tally->payload_room);
}

/* The payload moves into it. */
static void make_tally(struct pool *pool, struct route *route)
{
	size_t steps = route->plan->count;
	size_t lines = (tally_bytes(steps, route->payload_kept) + MEMORY_LINE - 1) / MEMORY_LINE;
	struct tally *before = route->tally, *tally = pool_take(pool, lines * MEMORY_LINE);

	tally->room = (uint8_t)steps;
	tally->payload_at = (uint16_t)payload_at(steps);
	tally->payload_room = (uint16_t)(lines * MEMORY_LINE - tally->payload_at);
	if (before != NULL) {
		tally->changes = before->changes;
		before->changes = NULL;
	}
	memcpy((char *)tally + tally->payload_at, route->payload, route->payload_kept);
	route->tally = tally;
	tally_keep(route, route->payload_kept);
	tally_free(pool, before);
}

bool tally_open(struct pool *pool, struct route *route, const struct message *message, const struct field *fields, int64_t now)
{
	struct tally *tally = route->tally;
	int64_t until = (now / CLOCK_SECOND + 1) * CLOCK_SECOND;

	if ((tally != NULL && tally->refused && now < tally->until) || route->plan->count > SHAPE_SLOTS ||
	    message->payload_length > MOST_PAYLOAD || route->payload_kept < message->payload_length)
		return false;
	if (tally == NULL || tally->room < route->plan->count || route->payload_room > 0) {
		make_tally(pool, route);
		tally = route->tally;
	}
	tally->until = until;
	tally->messages = 0;
	tally->change_count = 0;
	tally->refused = false;
	for (size_t i = 0; i < route->plan->count && !tally->refused; i++)
		tally->refused = !begin_cell(route, i, message, &fields[route->plan->steps[i].slot]);
	return !tally->refused;
}

/* --- taking ---------------------------------------------------------------------------------------------- */

/* Whether each value is of the kind that it was. */
static bool agrees(const struct route *route, const struct field *fields, double *values, uint64_t *changed)
{
	const struct plan *plan = route->plan;
	const struct tally *tally = route->tally;
	const unsigned char *marks = tally_marks(tally);

	*changed = 0;
	for (size_t i = 0; i < plan->count; i++) {
		const struct plan_step *step = &plan->steps[i];
		const struct field *field = &fields[step->slot];
		if (is_number(marks[i])) {
			if (!good_value(plan, i, field, &values[i]))
				return false;
		} else if (marks[i] == MARK_NOTHING) {
			if (!says_nothing(step, field))
				return false;
		} else if (!tally_same_state(route, &tally->cells[i], marks[i], field)) {
			if (!tally_is_state(step, field))
				return false;
			*changed |= UINT64_C(1) << i;
		}
	}
	return true;
}

bool tally_take(struct pool *pool, struct route *route, const struct message *message, const struct field *fields,
                int64_t now, struct tally_news *news)
{
	struct tally *tally = route->tally;
	const struct plan *plan = route->plan;
	unsigned char *marks = tally_marks(tally);
	double values[SHAPE_SLOTS];
	uint64_t changed;

	tally->refused = message->payload_length > tally->payload_room || !agrees(route, fields, values, &changed);
	if (tally->refused)
		return false;
	tally_note_changes(pool, route, fields, changed, now, news);
	bool first = tally->messages == 0;
	for (size_t i = 0; i < plan->count; i++) {
		const char *text;
		size_t length;
		if (is_number(marks[i])) {
			take_number(&tally->cells[i], &marks[i], values[i], first);
		} else if (marks[i] != MARK_NOTHING) {
			marks[i] = tally_written(&fields[plan->steps[i].slot], &text, &length);
			tally_put_state(&tally->cells[i], message, text, length);
		}
	}
	memcpy(route->payload, message->payload, message->payload_length);
	route->payload_length = route->payload_kept = (uint32_t)message->payload_length;
	tally->ago = (uint32_t)(tally->until - now);
	tally->messages++;
	return true;
}

void tally_settle(struct route *route)
{
	struct tally *tally = route->tally;
	const struct plan *plan = route->plan;
	const unsigned char *marks = tally_marks(tally);
	struct field fields[SHAPE_SLOTS];
	int64_t at = tally->until - tally->ago;

	if (tally->messages == 0 || !shape_match(plan->shape, route->payload, route->payload_length, fields))
		return;
	for (size_t i = 0; i < plan->count; i++) {
		struct metric_reports reports = { .at = at, .samples = tally->messages, .decimals = marks[i] };
		if (!is_number(marks[i]) || !good_value(plan, i, &fields[plan->steps[i].slot], &reports.value))
			continue;
		reports.least = tally->cells[i].number.least;
		reports.most = tally->cells[i].number.most;
		metric_take_over(&route->device->metrics[plan->steps[i].metric], &reports);
	}
	tally_take_changes(route);
	tally->change_count = 0;
	route->device->messages += tally->messages;
	route->device->last_live = at;
	tally->messages = 0;
}
