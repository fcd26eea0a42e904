/* profile: see include/telltale/core/profile.h */
#include "config.h"

#include "telltale/core/profile.h"

#include <stdlib.h>
#include <string.h>

#include "telltale/base/text.h"
#include "telltale/core/value.h"

static void free_words(char **words)
{
	for (char **word = words; word != NULL && *word != NULL; word++)
		free(*word);
	free(words);
}

static void clear_status(struct profile_status *status)
{
	for (size_t i = 0; i < status->state_count; i++) {
		free(status->states[i].value);
		free(status->states[i].name);
	}
	for (size_t i = 0; i < status->alert_count; i++)
		free(status->alerts[i].state);
	free(status->alerts);
	free(status->states);
	free(status->name);
	free(status->label);
	free(status->topic);
	free(status->from);
}

static void clear_metric(struct profile_metric *metric)
{
	free(metric->name);
	free(metric->label);
	free(metric->topic);
	free(metric->from);
	free(metric->unit);
}

static void clear_conditions(struct conditions *conditions)
{
	free(conditions->all);
	free(conditions->text);
}

static void clear_command(struct profile_command *command)
{
	clear_conditions(&command->requires);
	clear_conditions(&command->expect);
	clear_conditions(&command->contradicts);
	free(command->name);
	free(command->label);
	free(command->key);
	free(command->topic);
	free(command->payload);
}

void profile_free(struct profile *profile)
{
	if (profile == NULL)
		return;
	for (size_t i = 0; i < profile->status_count; i++)
		clear_status(&profile->statuses[i]);
	for (size_t i = 0; i < profile->metric_count; i++)
		clear_metric(&profile->metrics[i]);
	for (size_t i = 0; i < profile->command_count; i++)
		clear_command(&profile->commands[i]);
	free(profile->statuses);
	free(profile->metrics);
	free(profile->commands);
	free_words(profile->online_words);
	free_words(profile->offline_words);
	free(profile->alive_from);
	free(profile->alive);
	free(profile->topic);
	free(profile->text);
	free(profile->origin);
	free(profile->title);
	free(profile->name);
	free(profile);
}

int profile_find_status(const struct profile *profile, const char *name)
{
	for (size_t i = 0; i < profile->status_count; i++)
		if (strcmp(profile->statuses[i].name, name) == 0)
			return (int)i;
	return -1;
}

int profile_find_state(const struct profile_status *status, const char *name)
{
	for (size_t i = 0; i < status->state_count; i++)
		if (strcmp(status->states[i].name, name) == 0)
			return (int)i;
	return -1;
}

const struct profile_command *profile_find_key(const struct profile *profile, const char *key)
{
	for (size_t i = 0; profile != NULL && i < profile->command_count; i++)
		if (*key != '\0' && strcmp(profile->commands[i].key, key) == 0)
			return &profile->commands[i];
	return NULL;
}

enum state_kind profile_state_kind(const char *name)
{
	static const struct {
		const char *word;
		enum state_kind kind;
	} words[] = {
		{ "opening", STATE_MOVING },   { "closing", STATE_MOVING },   { "raising", STATE_MOVING },
		{ "lowering", STATE_MOVING },  { "moving", STATE_MOVING },    { "starting", STATE_MOVING },
		{ "stopping", STATE_MOVING },  { "calibrating", STATE_MOVING }, { "going up", STATE_MOVING },
		{ "going down", STATE_MOVING }, { "open", STATE_ACTIVE },     { "opened", STATE_ACTIVE },
		{ "up", STATE_ACTIVE },        { "on", STATE_ACTIVE },        { "running", STATE_ACTIVE },
		{ "true", STATE_ACTIVE },      { "active", STATE_ACTIVE },    { "jammed", STATE_ALARM },
		{ "fault", STATE_ALARM },      { "error", STATE_ALARM },      { "failed", STATE_ALARM },
		{ "alarm", STATE_ALARM },      { "blocked", STATE_ALARM },    { "lost", STATE_ALARM },
		{ "unknown", STATE_UNKNOWN },  { "unavailable", STATE_UNKNOWN },
	};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (*words[i].word == (*name | 0x20) && text_same(words[i].word, name))
			return words[i].kind;
	return STATE_REST;
}

static int find_word(const struct scalar *scalar, char *const *online, char *const *offline)
{
	for (; online != NULL && *online != NULL; online++)
		if (scalar_is(scalar, *online))
			return 1;
	for (; offline != NULL && *offline != NULL; offline++)
		if (scalar_is(scalar, *offline))
			return 0;
	return -1;
}

int profile_alive_word(const struct scalar *scalar, bool numbers)
{
	static const struct {
		const char *word;
		bool number;
		int alive;
	} words[] = {
		{ "online", false, 1 },    { "offline", false, 0 },      { "connected", false, 1 },
		{ "disconnected", false, 0 }, { "ready", false, 1 },     { "lost", false, 0 },
		{ "1", true, 1 },          { "0", true, 0 },             { "true", true, 1 },
		{ "false", true, 0 },
	};
	char text[32];

	if (scalar->kind == SCALAR_NONE || scalar_text(scalar, text, sizeof text) + 1 >= sizeof text)
		return -1;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if ((numbers || !words[i].number) && text_same(words[i].word, text))
			return words[i].alive;
	return -1;
}

int profile_alive(const struct profile *profile, const struct scalar *scalar)
{
	bool own_words = profile->online_words != NULL || profile->offline_words != NULL;

	return own_words ? find_word(scalar, profile->online_words, profile->offline_words)
	                 : profile_alive_word(scalar, true);
}
