/* export_readings: messages through the model, and what it reads in them; see export_private.h */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "recording/export_private.h"
#include "telltale/core/fleet.h"
#include "telltale/recording/bson_json.h"
#include "telltale/recording/bson_value.h"
#include "telltale/recording/heritage.h"

static void take(struct readings *readings, const struct reading *reading)
{
	if (readings->item != NULL && !readings->stopped)
		readings->stopped = !readings->take(readings, reading);
}

static void on_status(void *self, const struct device *device, const struct status *status)
{
	const char *name = status->definition != NULL ? status->definition->name : status->name;

	take(self, &(struct reading){ device, name, status->text, "" });
}

/* All digits that there are; but not those that only scaling has brought. */
static void write_value(const struct metric *metric, char *text, size_t size)
{
	const struct profile_metric *definition = metric->definition;

	if (definition != NULL && (definition->scale < 1 || definition->scale > 1 || definition->offset < 0 ||
	                           definition->offset > 0)) {
		snprintf(text, size, "%.15g", metric->value);
		return;
	}
	bson_json_number(metric->value, text, size);
	size_t length = strlen(text);
	if (length > 2 && strcmp(text + length - 2, ".0") == 0)
		text[length - 2] = '\0';
}

static void on_metric(void *self, const struct device *device, const struct metric *metric)
{
	const char *name = metric->definition != NULL ? metric->definition->name : metric->name;
	const struct readings *readings = self;
	char value[32] = "";

	if (readings->item != NULL && !readings->names_only)
		write_value(metric, value, sizeof value);
	take(self, &(struct reading){ device, name, value, metric->unit });
}

/* Hands a message to the model, as nested BSON if that is what it is: the quicker way. */
static void apply_to(struct exporting *exporting, struct fleet *fleet, const struct timeline_item *item)
{
	const struct record *record = &item->record;
	struct message message = { .topic = record->topic.text, .topic_length = record->topic.length,
		                   .wall = record->wall, .mono = item->time, .qos = record->qos,
		                   .stored = record->retain };
	struct value value;

	if (bson_value(record, fleet_decoder(fleet), &value))
		fleet_apply_decoded(fleet, &message, &value, 1);
	else if (walk_message(&exporting->result->walk, item, &message, &exporting->payload,
	                      &exporting->properties))
		fleet_apply(fleet, &message);
}

static bool apply(struct readings *readings, struct fleet *fleet, const struct timeline_item *item)
{
	readings->item = item->time >= readings->exporting->wish->from ? item : NULL;
	apply_to(readings->exporting, fleet, item);
	if (readings->item != NULL && !readings->stopped && readings->done != NULL)
		readings->stopped = !readings->done(readings);
	return !readings->stopped;
}

/* From the beginning, even if only a later part is wanted: what was said before says how to read on. */
static bool walk_through(struct readings *readings, struct fleet *fleet)
{
	struct exporting *exporting = readings->exporting;
	struct walk *walk = &exporting->result->walk;
	struct timeline_item item;

	walk_clear(walk);
	walk_init(walk, timeline_begin(exporting->timeline));
	while (walk_next(walk, &item) && item.time <= exporting->wish->to)
		if (item.record.kind == RECORD_MESSAGE && export_wants(exporting->wish, &item.record) &&
		    !walk_is_repeated(exporting->timeline, &item) && !apply(readings, fleet, &item))
			return false;
	return true;
}

bool readings_run(struct readings *readings)
{
	const struct timeline *timeline = readings->exporting->timeline;
	struct profiles profiles = { NULL, 0, 0 };
	struct fleet_settings settings;

	heritage_profiles(timeline, &profiles, &readings->exporting->result->warning);
	heritage_settings(timeline, &profiles, &settings);
	settings.observer = (struct fleet_observer){ .self = readings, .status = on_status, .metric = on_metric };
	struct fleet *fleet = fleet_new(&settings);
	bool good = walk_through(readings, fleet);
	fleet_free(fleet);
	profiles_clear(&profiles);
	return good;
}
