/* heritage: see include/telltale/recording/heritage.h */
#include "config.h"

#include "telltale/recording/heritage.h"

#include <stdlib.h>
#include <string.h>

#include <bson/bson.h>

#include "telltale/base/clock.h"
#include "telltale/base/text.h"
#include "telltale/conf/option.h"
#include "telltale/core/alert.h"

/* --- profiles -------------------------------------------------------------------------------------------- */

/* A field of a nested document; "": it has none that is a text. */
static const char *text_in(const bson_iter_t *document, const char *name)
{
	bson_iter_t field;

	return bson_iter_recurse(document, &field) && bson_iter_find(&field, name) && BSON_ITER_HOLDS_UTF8(&field)
	           ? bson_iter_utf8(&field, NULL) : "";
}

static bool is_there(const struct profiles *profiles, const char *name)
{
	for (size_t i = 0; i < profiles->count; i++)
		if (strcmp(profiles->all[i]->name, name) == 0)
			return true;
	return false;
}

static bool add_profile(const struct timeline_file *file, const bson_iter_t *document, struct profiles *profiles,
                        struct error *error)
{
	const char *name = text_in(document, "name"), *text = text_in(document, "text");
	const char *origin = text_in(document, "origin");
	struct error wrong = ERROR_INIT;

	if (*text == '\0' || is_there(profiles, name))
		return true;
	if (profiles->count >= HERITAGE_PROFILES)
		return error_set(error, ERROR_LIMIT, "%s: more than %d profiles", file->reader->path,
		                 HERITAGE_PROFILES);
	if (strlen(text) > HERITAGE_TEXT || !text_is_utf8(text, strlen(text)))
		return error_set(error, ERROR_USAGE, "%s: profile '%.60s': found %s, expected a profile's text",
		                 file->reader->path, name,
		                 strlen(text) > HERITAGE_TEXT ? "more than 256 KiB" : "no UTF-8");
	if (profiles_add_text(profiles, *origin != '\0' ? origin : "recording", text, &wrong))
		return true;
	return error_set(error, ERROR_USAGE, "%s: profile '%.60s': %s", file->reader->path, name, wrong.text);
}

static bool add_profiles(const struct timeline_file *file, const struct record *head, struct profiles *profiles,
                         struct error *error)
{
	bson_iter_t iter, document;
	bool good = true;

	if (!bson_iter_init_from_data(&iter, head->bytes, head->length) ||
	    !bson_iter_find(&iter, "profiles") || !BSON_ITER_HOLDS_ARRAY(&iter) || !bson_iter_recurse(&iter, &document))
		return true;
	while (bson_iter_next(&document))
		if (BSON_ITER_HOLDS_DOCUMENT(&document))
			good = add_profile(file, &document, profiles, error) && good;
	return good;
}

bool heritage_profiles(const struct timeline *timeline, struct profiles *profiles, struct error *error)
{
	bool good = true;

	for (size_t i = 0; i < timeline->event_count; i++) {
		const struct timeline_event *event = &timeline->events[i];
		const struct timeline_file *file = &timeline->files[event->file];
		struct record head;
		if (event->kind == RECORD_RECORDING && reader_read(file->reader, event->offset, &head))
			good = add_profiles(file, &head, profiles, error) && good;
	}
	return profiles->count > 0 ? good : profiles_add_builtin(profiles, error) && good;
}

/* --- limits ---------------------------------------------------------------------------------------------- */

/* What a recording says of an option, in units of so many nanoseconds (or ones), if the option may be that. */
static int64_t limit(const struct record *head, const char *field, const char *name, int64_t unit)
{
	const struct option *option = option_find(name, OPTION_CONFIG);
	int64_t standard = strtol(option->standard, NULL, 10) * unit;
	int64_t said = head != NULL ? record_field_integer(head, field, standard) : standard;

	return said >= option->least * unit && said <= option->most * unit ? said : standard;
}

void heritage_settings(const struct timeline *timeline, const struct profiles *profiles,
                       struct fleet_settings *settings)
{
	const struct record *head = NULL;

	for (size_t i = 0; i < timeline->file_count && head == NULL; i++)
		if (timeline->files[i].head.kind == RECORD_RECORDING)
			head = &timeline->files[i].head;
	*settings = (struct fleet_settings){
		.profiles = (const struct profile *const *)profiles->all,
		.profile_count = profiles->count,
		.most_topics = (size_t)limit(head, "max_topics", "max-topics", 1),
		.most_devices = (size_t)limit(head, "max_devices", "max-devices", 1),
		.stale_after = limit(head, "stale_after", "stale-after", CLOCK_SECOND),
		.alerts_off = head != NULL ? alert_kinds_parse(record_field_text(head, "no_alert").text) : 0,
	};
}
