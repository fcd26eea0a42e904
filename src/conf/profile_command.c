/* profile_command: the commands of a profile, with their conditions; see include/telltale/conf/profile_text.h */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf/profile_private.h"
#include "telltale/base/clock.h"
#include "telltale/base/memory.h"
#include "telltale/conf/parse.h"
#include "telltale/core/command.h"

/* Takes the next word of *text up to one of `ends`, without the spaces around it, into word. */
static void take_word(const char **text, const char *ends, char *word, size_t size)
{
	size_t length = strcspn(*text, ends);
	const char *from = *text;

	*text += length;
	while (length > 0 && *from == ' ') {
		from++;
		length--;
	}
	while (length > 0 && from[length - 1] == ' ')
		length--;
	snprintf(word, size, "%.*s", (int)length, from);
}

/* One "status=state|state". */
static bool read_condition(cfg_t *section, const char *option, const char **text, const struct profile *profile,
                           struct condition *condition, struct error *error)
{
	char word[64];

	take_word(text, "=&", word, sizeof word);
	int status = profile_find_status(profile, word);
	if (**text != '=')
		return parse_fail(section, option, error, "%s: found '%s', expected status=state", option, word);
	if (status < 0)
		return parse_fail(section, option, error, "%s: the profile has no status '%s'", option, word);
	condition->status = (size_t)status;
	do {
		(*text)++;
		take_word(text, "|&", word, sizeof word);
		int state = profile_find_state(&profile->statuses[status], word);
		if (state < 0)
			return parse_fail(section, option, error, "%s: status '%s' has no state '%s'", option,
			                  profile->statuses[status].name, word);
		condition->states |= UINT64_C(1) << state;
	} while (**text == '|');
	return true;
}

/* "hatch=opened & lift=down|lowering"; an option that isn't given is no condition. */
static bool read_conditions(cfg_t *section, const char *option, const struct profile *profile,
                            struct conditions *conditions, struct error *error)
{
	const char *text = cfg_getstr(section, option);

	if (text == NULL)
		return true;
	conditions->text = profile_clean(text);
	for (;;) {
		if (conditions->count == COMMAND_STATUSES)
			return parse_fail(section, option, error, "%s: at most %d conditions", option, COMMAND_STATUSES);
		conditions->all =
		    memory_resize(conditions->all, conditions->count + 1, sizeof *conditions->all);
		struct condition *condition = &conditions->all[conditions->count++];
		*condition = (struct condition){ 0, 0 };
		if (!read_condition(section, option, &text, profile, condition, error))
			return false;
		if (*text == '\0')
			return true;
		text++;
	}
}

/* Lower-case letters belong to devices, but these; everything else is the program's own. */
static bool check_key(cfg_t *section, const struct profile *profile, const struct profile_command *command,
                      struct error *error)
{
	static const struct {
		char key;
		const char *does;
	} own[] = { { 'q', "leaves the program" }, { 'n', "goes to the next match" }, { 'y', "copies" } };
	const char *key = command->key;

	if (*key == '\0')
		return true;
	if (strlen(key) != 1 || *key < 'a' || *key > 'z')
		return parse_fail(section, "key", error, "key = '%s', expected one lower-case letter from a to z", key);
	for (size_t i = 0; i < sizeof own / sizeof *own; i++)
		if (*key == own[i].key)
			return parse_fail(section, "key", error, "key = '%s': that key %s, take another letter", key, own[i].does);
	for (size_t i = 0; i + 1 < profile->command_count; i++)
		if (strcmp(profile->commands[i].key, key) == 0)
			return parse_fail(section, "key", error, "key = '%s' is taken by command '%s' already", key,
			                  profile->commands[i].name);
	return true;
}

bool profile_read_command(cfg_t *section, const struct profile *profile, struct profile_command *command,
                          struct error *error)
{
	double within = cfg_getfloat(section, "within");

	command->name = profile_clean(cfg_title(section));
	command->label = profile_read_shown(section, "label", command->name);
	command->key = profile_read_text(section, "key", "");
	command->payload = profile_read_text(section, "payload", "");
	command->qos = (int)cfg_getint(section, "qos");
	command->confirm = cfg_getbool(section, "confirm");
	if (!check_key(section, profile, command, error) ||
	    !profile_read_topic(section, "topic", NULL, &command->topic, error))
		return false;
	if (command->topic == NULL)
		return parse_fail(section, "topic", error, "command '%s' has no topic", command->name);
	if (strpbrk(command->topic, "+#") != NULL)
		return parse_fail(section, "topic", error, "topic: '%s': a command is sent to one topic, without + and #",
		                  command->topic);
	if (command->qos < 0 || command->qos > 2)
		return parse_fail(section, "qos", error, "qos = %d, expected 0, 1 or 2", command->qos);
	if (!(within > 0 && within <= 86400))
		return parse_fail(section, "within", error, "within = %g, expected seconds, up to 86400", within);
	command->within = (int64_t)(within * (double)CLOCK_SECOND);
	return read_conditions(section, "requires", profile, &command->requires, error) &&
	       read_conditions(section, "expect", profile, &command->expect, error) &&
	       read_conditions(section, "contradicts", profile, &command->contradicts, error);
}
