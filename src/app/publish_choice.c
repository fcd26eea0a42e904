/* publish_choice: which messages of a recording are sent to a broker; see publish_private.h */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "app/publish_private.h"
#include "telltale/app/live.h"
#include "telltale/base/memory.h"
#include "telltale/base/text.h"
#include "telltale/core/command_topic.h"
#include "telltale/core/topic.h"
#include "telltale/recording/heritage.h"

enum { KNOWN_MOST = 250000, SAID_MOST = 10 };

struct publish_topic {
	enum publish_verdict verdict;
	bool command;
	struct publish_topic *next;
};

static bool check(const struct settings *settings, struct error *error)
{
	const char *prefix = settings->prefix != NULL ? settings->prefix : "";

	for (char **filter = settings->only_topics; filter != NULL && *filter != NULL; filter++)
		if (!topic_filter_check(*filter, error))
			return error_prefix(error, "topic");
	if (strpbrk(prefix, "+#") != NULL || !text_is_utf8(prefix, strlen(prefix)))
		return error_set(error, ERROR_USAGE, "prefix: found '%s', expected the beginning of a topic, no + and no #",
		                 prefix);
	return true;
}

bool publish_choice_init(struct publish_choice *choice, const struct settings *settings,
                         const struct timeline *timeline, struct progress *progress, struct error *error)
{
	choice->settings = settings;
	choice->progress = progress;
	choice->known = map_new();
	if (!check(settings, error) || !live_read_profiles(&choice->own, error))
		return false;
	if (settings->with_commands || heritage_profiles(timeline, &choice->recorded, error))
		return true;
	return error_prefix(error, "which topics are those of commands isn't known, so only --with-commands sends it");
}

void publish_choice_clear(struct publish_choice *choice)
{
	while (choice->topics != NULL) {
		struct publish_topic *topic = choice->topics;
		choice->topics = topic->next;
		free(topic);
	}
	if (choice->known != NULL)
		map_free(choice->known);
	profiles_clear(&choice->recorded);
	profiles_clear(&choice->own);
}

/* --- one topic ------------------------------------------------------------------------------------------- */

static bool wanted(const struct publish_choice *choice, const struct record_text *topic)
{
	char **filter = choice->settings->only_topics;

	if (filter == NULL)
		return true;
	for (; *filter != NULL; filter++)
		if (topic_match(*filter, topic->text, topic->length))
			return true;
	return false;
}

static bool orders(const struct profiles *profiles, const char *topic, size_t length)
{
	return command_topic((const struct profile *const *)profiles->all, profiles->count, topic, length);
}

/* Whether devices would obey on that topic: as it was recorded, or with the prefix. */
static bool is_command(const struct publish_choice *choice, const struct record_text *recorded,
                       const struct buffer *topic)
{
	return orders(&choice->recorded, recorded->text, recorded->length) ||
	       orders(&choice->own, recorded->text, recorded->length) ||
	       orders(&choice->recorded, topic->bytes, topic->length) ||
	       orders(&choice->own, topic->bytes, topic->length);
}

static struct publish_topic judge(const struct publish_choice *choice, const struct record_text *recorded)
{
	struct publish_topic topic = { .verdict = PUBLISH_NOT_WANTED };
	struct buffer full = { NULL, 0, 0 };

	if (!wanted(choice, recorded))
		return topic;
	buffer_text(&full, choice->settings->prefix != NULL ? choice->settings->prefix : "");
	buffer_append(&full, recorded->text, recorded->length);
	topic.command = is_command(choice, recorded, &full);
	topic.verdict = PUBLISH_SEND;
	if (full.length >= 5 && memcmp(full.bytes, "$SYS/", 5) == 0)
		topic.verdict = PUBLISH_OF_BROKER;
	else if (topic.command && !choice->settings->with_commands)
		topic.verdict = PUBLISH_COMMAND;
	buffer_clear(&full);
	return topic;
}

static void say(struct publish_choice *choice, const struct record_text *topic)
{
	int length = topic->length < 200 ? (int)topic->length : 200;

	choice->command_topics++;
	if (choice->command_topics <= SAID_MOST)
		progress_line(choice->progress, "telltale: left out: '%.*s' is a topic of commands", length,
		              topic->text);
	else if (choice->command_topics == SAID_MOST + 1)
		progress_line(choice->progress, "telltale: left out: further topics of commands are only counted");
}

/* --- all together ---------------------------------------------------------------------------------------- */

static struct publish_topic look_up(struct publish_choice *choice, const struct record_text *recorded)
{
	struct publish_topic *known = map_get(choice->known, recorded->text, recorded->length);

	if (known != NULL)
		return *known;
	struct publish_topic topic = judge(choice, recorded);
	if (topic.verdict == PUBLISH_COMMAND)
		say(choice, recorded);
	if (map_count(choice->known) < KNOWN_MOST) {
		known = memory_copy(&topic, sizeof topic);
		known->next = choice->topics;
		choice->topics = known;
		map_put(choice->known, recorded->text, recorded->length, known);
	}
	return topic;
}

static bool is_device(const struct record *record, const char *name)
{
	return strlen(name) == record->device.length && memcmp(name, record->device.text, record->device.length) == 0;
}

bool publish_choice_takes(struct publish_choice *choice, const struct record *record, bool *command)
{
	const char *device = choice->settings->device;

	if (record->kind != RECORD_MESSAGE)
		return false;
	if (device != NULL && !is_device(record, device))
		return false;
	struct publish_topic topic = look_up(choice, &record->topic);
	choice->commands += topic.verdict == PUBLISH_COMMAND;
	choice->of_broker += topic.verdict == PUBLISH_OF_BROKER;
	*command = topic.command;
	return topic.verdict == PUBLISH_SEND;
}
