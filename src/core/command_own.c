/* command_own: messages of the user's own among the commands; see include/telltale/core/command.h */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "telltale/base/clock.h"
#include "telltale/base/memory.h"
#include "telltale/base/text.h"
#include "telltale/core/command.h"
#include "telltale/core/device.h"
#include "telltale/core/topic.h"

static char *clean_copy(const char *text)
{
	size_t length = strlen(text), size = 10 * length + 1; /* the longest that a byte becomes */
	char *clean = memory_resize(NULL, size, 1);
	size_t used = text_clean(clean, size, text, length);

	return memory_resize(clean, used + 1, 1);
}

struct profile_command *command_own_new(const char *name, const char *topic, const char *payload, int qos, bool retain)
{
	struct profile_command *own = memory_zeroed(1, sizeof *own);

	own->name = clean_copy(name);
	own->label = clean_copy(topic);
	own->key = memory_text("");
	own->topic = memory_text(topic);
	own->payload = memory_text(payload);
	own->qos = qos;
	own->retain = retain;
	own->within = COMMAND_OWN_WITHIN;
	own->confirm = true;
	return own;
}

struct profile_command *command_own_copy(const struct profile_command *own)
{
	struct profile_command *copy = command_own_new(own->name, own->topic, own->payload, own->qos, own->retain);

	copy->within = own->within;
	return copy;
}

void command_own_free(struct profile_command *own)
{
	if (own == NULL)
		return;
	free(own->name);
	free(own->label);
	free(own->key);
	free(own->topic);
	free(own->payload);
	free(own);
}

const char *command_title(const struct command *command)
{
	return command->device != NULL ? command->device->title : command->definition->label;
}

static char *sent(const struct command *command, const char *pattern)
{
	return command->device != NULL ? topic_expand(pattern, command->device->id) : memory_text(pattern);
}

char *command_sent_topic(const struct command *command)
{
	return sent(command, command->definition->topic);
}

char *command_sent_payload(const struct command *command)
{
	return sent(command, command->definition->payload);
}
